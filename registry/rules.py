"""Who may do what with the list: predicates `(by, county)`, of a draft of an edition `(draft, by)` as `admission.rules` has them.

`by` is `accounts.acting.Acting` or None; administrators have no unit.
"""

from accounts.models import STAFF, Post, UnitKind
from accounts.succession import left_to, stands_for
from registry.draft_path import speaks_for
from registry.states import SENT_DRAFTS, Standing


def is_office(by, county):
    """Either post of the joint meeting's office of the county (灵川 第八条). `admission.rules.is_office` asks a case's rules for
    the key instead; of another kind that unit cannot be (`regimes.queries.unready_units`)."""
    return bool(
        by
        and by.unit
        and by.unit.kind == UnitKind.OFFICE
        and by.post in STAFF
        and by.unit.county_id == county.pk
    )


def may_publish_edition(by, county):
    """The office's head, 编办的负责人 (settled 39)."""
    return is_office(by, county) and by.post == Post.HEAD


def may_keep_list(by, county):
    """The office's head settles what enters the list, its kinds and their columns."""
    return may_publish_edition(by, county)


def may_prepare_list(by, county):
    """The office's people upload and check files, and look at kinds and archived cases."""
    return is_office(by, county)


def is_staff_of(by, county):
    """Someone with a post in a unit of the county: reads the files of its former cases."""
    return bool(by and not by.is_admin and by.unit and by.unit.county_id == county.pk)


def may_write_guide(by, duty):
    """Either post of the department in charge, or of the office: 办事指南 is no text of the list."""
    of_department = (
        by
        and by.post in STAFF
        and stands_for(by.unit, duty.department)
        and by.unit.county_id == duty.county_id
    )
    return bool(of_department) or is_office(by, duty.county)


def may_see_region(by):
    """Seats of the bodies above counties, each for the counties below it."""
    return bool(by and by.unit and by.unit.kind == UnitKind.UPPER)


def may_ask_for_its_change(by, history):
    """Those who may ask for its end, while it is in force; not what the upper departments took back (灵川 第五条)."""
    in_force = history.current.standing == Standing.IN_FORCE and not history.duty.list_kind.recalled
    return in_force and may_ask_for_its_end(by, history)


def may_ask_for_its_end(by, history):
    """Staff of the department in charge, or of a township that carries the duty, while it is listed (灵川 第四条)."""
    if not by or by.post not in STAFF or history.is_old:
        return False
    if history.current.standing not in (Standing.IN_FORCE, Standing.EXPIRED):
        return False
    carrying = {
        row.township_id for row in history.chosen.all_carriers if row.ended_on is None and not row.end_pending
    }
    return by.unit.pk in carrying or stands_for(by.unit, history.current.department)


# -- the next edition on its way ---------------------------------------------------------------------------------


def may_prepare_edition(draft, by):
    return is_office(by, draft.county)


def may_publish_draft(draft, by):
    return may_publish_edition(by, draft.county)


def is_body(step, draft, by):
    """Staff of the unit that records this step."""
    return bool(by and by.post in STAFF and speaks_for(by.unit, draft.county, step.unit_key))


def may_record_step(draft, by):
    """The body whose turn it is; the office for it, with the document attached (I-50). Outside the steps: any of them."""
    if may_prepare_edition(draft, by):
        return True
    steps = [draft.current] if draft.current else draft.path
    return any(is_body(step, draft, by) for step in steps)


def may_return_edition(draft, by):
    """As may_record_step, where the step may return at all."""
    return may_record_step(draft, by) and (draft.current is None or draft.current.may_return)


def may_see_draft(draft, by):
    """The office; a body of its path from the time it was sent."""
    if may_prepare_edition(draft, by):
        return True
    sent = draft.state in SENT_DRAFTS
    return any((sent or step.key in draft.steps_recorded) and is_body(step, draft, by) for step in draft.path)


# -- where an edition was posted, and slips ----------------------------------------------------------------------


def may_record_posting(by, county, township=None):
    """The office everything; a township's seat (either post) its own two places (灵川 第八条)."""
    if is_office(by, county):
        return True
    return is_township(by, county) and (township is None or by.unit == township)


def is_township(by, county):
    return bool(
        by
        and by.unit
        and by.unit.kind == UnitKind.TOWNSHIP
        and by.post in STAFF
        and by.unit.county_id == county.pk
    )


def may_read_slip(by, corrigendum):
    """The paper of a confirmed 勘误: the office, and the units it is addressed to, or who took over from them."""
    text = corrigendum.result
    addressed = (
        text
        and by.unit
        and by.post in STAFF
        and (
            stands_for(by.unit, text.department)
            or text.carriers.filter(township__in=left_to(by.unit)).exists()
        )
    )
    return bool(addressed) or is_office(by, corrigendum.version.duty.county)


def may_settle_corrigendum(by, corrigendum):
    """Another person of the office than the one who proposed it, also not in that person's place (I-53)."""
    return (
        is_office(by, corrigendum.version.duty.county)
        and corrigendum.settled_at is None
        and corrigendum.proposed_by_id not in by.persons
    )
