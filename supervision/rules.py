"""Who may do what after admission: predicates `(subject, by) -> bool` over lasting facts; the state decides the moment.

A report knows its county and rules as a case does, so admission's own predicates answer for it. The department
complained of reads and answers; nothing here lets it alter, close or delete a report (I-76).
"""

from accounts.models import Post, Seat, UnitKind
from accounts.succession import left_to_any, stands_for
from admission.rules import STAFF, body_of, is_office, supervises_from_outside
from audit import clock

LEADING = (UnitKind.OFFICE, UnitKind.CONVENOR, UnitKind.PARTY_GOV)


def own_units(by):
    """Ids of the units of the county in which the person, or whoever it stands in for, holds a seat today; and of those that
    left to them what they had.
    """
    seats = Seat.objects.on(clock.today()).filter(user__in=by.persons, is_active=True, unit__isnull=False)
    found = left_to_any(seats.values("unit"), [by.county.pk] if by.county else [])
    return set(found.values_list("pk", flat=True))


def leads(by):
    """Office, convenor, 县委办, 县政府办 of a county: they see all of it."""
    return bool(by and by.unit and by.county and by.unit.kind in LEADING)


def reads_all(by):
    """Those who lead, and the outside supervisors of the county, who do nothing with it (湖南 十)."""
    return leads(by) or bool(by and by.county and supervises_from_outside(by))


def is_township(by):
    return bool(by and by.is_township)


def is_reporter(report, by):
    """Staff of the township that reports; no person of the department complained of (I-76)."""
    return _of_township_only(report, by)


def _of_township_only(subject, by):
    """Of its township, and not of its department at another seat, which does not say what the township thinks of it."""
    own = is_township(by) and stands_for(by.unit, subject.township)
    return own and subject.department_id not in own_units(by)


def is_department(report, by):
    return bool(by and by.post in STAFF and stands_for(by.unit, report.department))


def is_department_head(report, by):
    return is_department(report, by) and by.post == Post.HEAD


def may_report(by):
    """A township for itself; the office for one that has sent paper."""
    return is_township(by) or is_office_of(by)


def is_office_of(by):
    return bool(by and by.unit and by.unit.kind == UnitKind.OFFICE and by.post in STAFF)


def is_on_office(report):
    """What is complained of is the office's own doing (in 通渭 it is 县委办公室): it does not follow up itself."""
    return report.department.kind == UnitKind.OFFICE


def handles(report, by):
    """Staff of whose task it is: the office (第十条); of what is on the office, 县委办 and 县政府办, that lead (第二条)."""
    return supervises(report, by) if is_on_office(report) else is_office(report, by)


def may_follow_up(report, by):
    """Who handles it; not a person of the department complained of, whatever seat it acts from (I-76)."""
    return handles(report, by) and report.department_id not in own_units(by)


def is_barred(report, by):
    """It would be the person's to handle, and is not, for another seat of the same person (I-76)."""
    return handles(report, by) and not (stands_for(by.unit, report.department) or may_follow_up(report, by))


def may_find(report, by):
    """A finding is signed by a head."""
    return may_follow_up(report, by) and by.post == Post.HEAD


def supervises(report, by):
    """县委办、县政府办 牵头抓好督导落实 (第二条)."""
    return body_of(report, by) is not None


def may_urge(report, by):
    return may_follow_up(report, by) or (supervises(report, by) and report.department_id not in own_units(by))


# -- guarantees -----------------------------------------------------------------------------------------------------------


def nobody(subject, by):
    """What the day brings, no seat does."""
    return False


def may_deliver(guarantee, by):
    return is_department(guarantee, by) and guarantee.kind != "powers"


def may_hand_over(guarantee, by):
    return is_department(guarantee, by) and guarantee.kind == "powers"


def is_carrier(guarantee, by):
    """Staff of the township that carries the duty; no person of the department that promised, or handed it over (I-76)."""
    return _of_township_only(guarantee, by)


def is_of_department(by):
    """Staff of a unit that may have promised something."""
    kinds = (UnitKind.DEPARTMENT, UnitKind.PARTY_GOV)
    return bool(by and by.unit and by.unit.kind in kinds and by.post in STAFF)


def hands_down(by):
    """Staff of a standing department: no 议事协调机构 or 临时机构 in its own name (灵川 第七条; I-04)."""
    return is_of_department(by) and by.unit.is_standing


def may_promise(by):
    """A department for its own duties; the office for any that one leads."""
    return is_of_department(by) or is_office_of(by)


def may_promise_for(duty, by):
    """Of a duty without a department nobody owes anything to the townships."""
    led = duty.department_id is not None
    return led and may_promise(by) and (is_office_of(by) or stands_for(by.unit, duty.department))


# -- urgent tasks ---------------------------------------------------------------------------------------------------------


def may_start_task(by):
    """The department that asked, a standing one, or the township that was asked (第六条)."""
    return is_township(by) or hands_down(by)


def may_regularise(task, by):
    return is_department(task, by)


def may_end_task(task, by):
    """The department, or the office that follows up."""
    return is_department(task, by) or may_follow_up(task, by)
