"""Who may do what with the list."""

from accounts.models import Post, UnitKind
from registry.states import Standing


def may_publish_edition(acting, county):
    """The office's head, 编办的负责人 (settled 39)."""
    return bool(
        acting
        and acting.post == Post.HEAD
        and acting.unit.kind == UnitKind.OFFICE
        and acting.unit.county_id == county.pk
    )


def may_see_region(acting):
    """Seats of the bodies above counties, each for the counties below it."""
    return bool(acting and acting.unit and acting.unit.kind == UnitKind.UPPER)


def may_ask_for_its_end(acting, history):
    """Staff of the department in charge, or of a township that carries the duty, while it is listed (灵川 第四条)."""
    if not acting or acting.post not in (Post.HANDLER, Post.HEAD) or history.is_old:
        return False
    if history.current.standing not in (Standing.IN_FORCE, Standing.EXPIRED):
        return False
    carrying = {
        row.township_id for row in history.chosen.all_carriers if row.ended_on is None and not row.end_pending
    }
    return acting.unit.pk in {history.current.department_id, *carrying}
