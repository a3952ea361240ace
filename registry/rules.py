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


def is_office_of(acting, county):
    """Either post of the office of that county."""
    return bool(
        acting
        and acting.post in (Post.HANDLER, Post.HEAD)
        and acting.unit.kind == UnitKind.OFFICE
        and acting.unit.county_id == county.pk
    )


def may_keep_list(acting, county):
    """The office's head settles what enters the list, its kinds and their columns."""
    return may_publish_edition(acting, county)


def may_prepare_list(acting, county):
    """The office's people upload and check files, and look at kinds and archived cases."""
    return is_office_of(acting, county)


def is_staff_of(acting, county):
    """Someone with a post in a unit of the county: reads the files of its former cases."""
    return bool(acting and not acting.is_admin and acting.unit and acting.unit.county_id == county.pk)


def may_write_guide(acting, duty):
    """Either post of the department in charge, or of the office: 办事指南 is no text of the list."""
    of_department = (
        acting
        and acting.post in (Post.HANDLER, Post.HEAD)
        and acting.unit.pk == duty.department_id
        and acting.unit.county_id == duty.county_id
    )
    return bool(of_department) or is_office_of(acting, duty.county)


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
