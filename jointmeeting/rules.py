"""Who may do what with a meeting: predicates `(meeting, by) -> bool` over the seat.

A meeting knows its county and rules as a case does, so admission's own predicates answer for it.
"""

from accounts.models import UnitKind
from admission.rules import body_of, is_convenor, is_office, may_prepare_meeting

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


def leads(by):
    """Whether the seat sees every meeting of its county: office, convenor, 县委办, 县政府办."""
    return by.unit is not None and by.unit.county is not None and by.unit.kind in LEADING


def may_see_figures(by, rules):
    """The leading units and the member units; figures need no view right (settled 25)."""
    return leads(by) or (by.unit is not None and by.county is not None and _is_member(by, rules))


def _is_member(by, rules):
    return rules is not None and rules.member(by.unit.key) is not None
