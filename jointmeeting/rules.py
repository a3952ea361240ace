"""Who may do what with a meeting, and with the other matters of the joint meeting: predicates `(row, by) -> bool`.

A meeting knows its county and rules as a case does, so admission's own predicates answer for it.
"""

from accounts.models import RosterEntry, RosterRole, UnitKind
from accounts.succession import left_to, stands_for
from admission.rules import (
    STAFF,
    bodies_of,
    body_of,
    is_convenor,
    is_director,
    is_office,
    may_prepare_meeting,
    supervises_from_outside,
)
from audit import clock
from registry.rules import is_office as is_of_office
from registry.rules import may_publish_edition

ROLES_INVITED = (RosterRole.MEMBER, RosterRole.LIAISON, RosterRole.DIRECTOR)
LEADING = (UnitKind.OFFICE, UnitKind.CONVENOR, UnitKind.PARTY_GOV)


def may_work(meeting, by):
    """The office: agenda, minutes, results (灵川 第二条, 联席会议制度)."""
    return is_office(meeting, by)


may_prepare = may_prepare_meeting  # a case that stands on its agenda follows it


def may_attend_to(meeting, by):
    """Attendance is registered by those who prepared the meeting, not by its chair."""
    return is_office(meeting, by) or body_of(meeting, by) is not None


def may_call(meeting, by):
    """召集人 calls and chairs the meeting (灵川 联席会议制度第三部分第（一）项); nobody does it for the convenor."""
    return is_convenor(meeting, by) and by.delegation is None


may_sign = may_call


def may_reply(meeting, by):
    """Staff of a unit that is invited, for their own unit."""
    return by.post in STAFF and meeting.attendance.filter(unit=by.unit).exists()


def may_drop(meeting, by):
    """A correction that is not signed: the office that drafted it, or the convenor who does not sign it."""
    return may_work(meeting, by) or may_sign(meeting, by)


def may_report(decided, by):
    """Staff of the unit that carries it out."""
    return stands_for(by.unit, decided.unit) and by.post in STAFF


def may_urge(decided, by):
    """县委办, 县政府办 lead the supervision of what was decided (灵川 第二条), the office does the daily work."""
    urges = by.unit is not None and by.unit.kind in (UnitKind.OFFICE, UnitKind.PARTY_GOV)
    return urges and by.county == decided.county and by.post in STAFF


may_issue = is_director  # what the office writes goes out under its head's hand


def may_read(circular, by):
    """Staff of a unit that it is addressed to."""
    return by.post in STAFF and circular.readings.filter(unit__in=left_to(by.unit)).exists()


def may_record_answer(report, by):
    """县委办, 县政府办 for their body, or the office with what came back on paper (settled 18)."""
    return is_office(report, by) or body_of(report, by) is not None


def may_answer_for(report, by, body):
    """Of the bodies (`body`: a key) the office records for either, 县委办 and 县政府办 for their own."""
    return is_office(report, by) or body in {each.key for each in bodies_of(report, by)}


def may_publish_roster(notice, by):
    """The office's head; the roster itself is kept by the system administrator, by document."""
    return may_publish_edition(by, notice.county)


def may_withdraw_shared(shared, by):
    """The unit that provided it, and the office that keeps the library."""
    return is_of_office(by, shared.county) or (stands_for(by.unit, shared.unit) and by.post in STAFF)


def is_chair(row, by):
    """A convenor on the roster of the day, in person: of a topic, which has no rules of its own."""
    return by.convenes and by.county == row.county and by.delegation is None


def may_answer(row, by):
    """The office, of a row that knows no rules of its own: it answers its members' topics, lists, puts off and closes what was
    decided (灵川 联席会议制度第四部分)."""
    return is_of_office(by, row.county)


def may_propose(row, by):
    """Members and liaison officers on the roster of the day, for their own unit, at any time."""
    if by is None or by.unit is None or by.county is None or row.unit != by.unit:
        return False
    named = RosterEntry.objects.on(clock.today()).filter(seat=by.seat)
    return named.filter(role__in=(RosterRole.MEMBER, RosterRole.LIAISON)).exists()


def may_withdraw(topic, by):
    """Staff of the unit that proposed it."""
    return stands_for(by.unit, topic.unit) and by.post in STAFF


def may_part(topic, by):
    """Whoever withdraws the topic that this one was joined into."""
    return topic.joined_to is not None and may_withdraw(topic.joined_to, by)


def takes_part(by):
    """Whether the seat is of the joint meeting today: it leads, or its unit is on the roster."""
    if by is None or by.unit is None or by.county is None:
        return False
    on_roster = RosterEntry.objects.on(clock.today()).filter(seat__unit=by.unit, role__in=ROLES_INVITED)
    return leads(by) or on_roster.exists()


def leads(by):
    """Whether the seat sees every meeting of its county: office, convenor, 县委办, 县政府办."""
    return by.unit is not None and by.unit.county_id is not None and by.unit.kind in LEADING


def may_see_figures(by, rules):
    """The leading units, the member units and the outside supervisors; figures need no view right (settled 25)."""
    if leads(by) or (by.county is not None and supervises_from_outside(by)):
        return True
    return by.unit is not None and by.county is not None and _is_member(by, rules)


def _is_member(by, rules):
    return rules is not None and rules.member(by.unit.key) is not None
