"""What stands in the way of an act for this seat, beyond the conditions the flow names: `(case, by) -> [Problem]`.

The actions refuse the same; an act's page says it before anything is typed.
"""

from admission import rules
from admission.forms.approvals import undecided
from admission.problems import Problem
from admission.states import State


def to_withdraw(case, by):
    may = rules.is_applicant_head(case, by) or rules.is_withdrawn_by_silence(case, by, case.state)
    return [] if may else [Problem(rules.NOT_SILENT)]


def to_decide(case, by):
    own, open_bodies = rules.body_of(case, by), undecided(case)
    if own is None or own in open_bodies:
        return []
    others = "、".join(body.name for body in open_bodies)
    return [Problem(f"{own.name}的审定结果已经登记，等待{others}。")]


def to_refuse(case, by):
    """Where the refusal is somebody's result, it is registered as such."""
    if case.state == State.DELIBERATING:
        return [Problem("审议中的案件，由联席会议审议不通过后登记审议结果。")]
    if case.state == State.DECIDING:
        return [Problem("审定中的案件，请在登记审定结果时选择。", "record_decision")]
    return []
