"""Every act on a case in one table: who, in which states, with which grant, on what conditions.

The transitions are read from `flow`; the acts that leave the state alone stand here. Views, the workbench
and the matrix tests ask this table. Which bodies a decision may be recorded for is besides asked of
`rules.may_decide_for`, since its form says it, and nowhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass

from admission import access, conditions, rules
from admission.flow import ApplicationFlow
from admission.models import Review
from admission.problems import found
from admission.rights import ANSWER, DECIDE, EDIT, GIVE_NOTICE, HANDLE, TAKE_POSITION, VIEW
from admission.states import EDITABLE, State

# who may do these changes with the state (see the rules)
BY_TURN = ("withdraw", "remind", "file_position", "record_overdue", "reject", "conclude_coordination")


@dataclass(frozen=True)
class Spec:
    """`rule(subject, by)`: the subject is the case, or its part (`of`) the act is about."""

    verb: str
    label: str
    states: frozenset
    rule: Callable
    rights: tuple
    checks: tuple = ()
    of: str = "case"  # case, review, consultation or paper
    moves: bool = False

    @property
    def by_turn(self):
        """Its rule asks whose turn it is: what it answered when a form was opened, it may not answer now."""
        return self.verb in BY_TURN

    def problems(self, case):
        return [problem for check in self.checks for problem in found(check, case)]


def _from_flow():
    for name, method in vars(ApplicationFlow).items():
        if not hasattr(method, "_django_fsm"):
            continue
        steps = method._django_fsm.transitions
        first = next(iter(steps.values()))
        right = first.custom["right"]
        yield Spec(
            verb=name,
            label=first.custom["label"],
            states=frozenset(State(source) for source in steps),
            rule=first.permission,
            rights=right if isinstance(right, tuple) else (right,),
            checks=tuple(condition.problems for condition in first.conditions),
            moves=True,
        )


def _beside_flow():
    asked = (State.CONSULTING, State.CORRECTING, State.CIRCULATING, State.REVISING)
    answered = (State.CIRCULATING, State.REVISING)
    rows = [
        ("save_text", "修改申请", EDITABLE, rules.may_edit, EDIT, "case"),
        ("add_file", "上传附件", EDITABLE, rules.may_edit, EDIT, "case"),
        ("remove_file", "移除附件", EDITABLE, rules.may_edit, EDIT, "case"),
        ("discard", "删除草稿", (State.DRAFT,), rules.may_edit, EDIT, "case"),
        ("take_position", "答复征询", asked, rules.may_take_position, TAKE_POSITION, "consultation"),
        ("file_position", "登记书面答复", asked, rules.may_file_position, (EDIT, HANDLE), "case"),
        (
            "remind",
            "催办",
            (State.CONSULTING, State.CORRECTING, *answered),
            rules.may_remind,
            (EDIT, HANDLE),
            "case",
        ),
        (
            "record_overdue",
            "记录逾期未复",
            (State.CONSULTING, State.CORRECTING, *answered),
            rules.may_file_position,
            (EDIT, HANDLE),
            "case",
        ),
        (
            "draft_review",
            "拟写初评意见",
            (State.REVIEWING, State.CIRCULATING),
            rules.may_handle,
            HANDLE,
            "case",
        ),
        (
            "issue_review",
            "签发初评意见",
            (State.REVIEWING, State.CIRCULATING),
            rules.may_issue_review,
            HANDLE,
            "case",
        ),
        ("add_reviewer", "增加征求单位", (State.CIRCULATING,), rules.may_handle, HANDLE, "case"),
        (
            "file_expert_view",
            "登记专家意见",
            (State.REVIEWING, State.CIRCULATING),
            rules.may_hear_experts,
            HANDLE,
            "case",
        ),
        ("draft_opinion", "拟写意见", answered, rules.may_draft_opinion, ANSWER, "review"),
        ("send_opinion", "送负责人签发", answered, rules.may_draft_opinion, ANSWER, "review"),
        ("return_opinion", "退回经办人", answered, rules.may_issue_opinion, ANSWER, "review"),
        ("issue_opinion", "签发意见", answered, rules.may_issue_opinion, ANSWER, "review"),
        ("file_opinion", "登记书面意见", answered, rules.may_handle, HANDLE, "case"),
        ("set_meeting_day", "通知召开时间", (State.COORDINATING,), rules.may_handle, HANDLE, "case"),
        ("record_coordination", "登记协调会", (State.COORDINATING,), rules.may_handle, HANDLE, "case"),
        ("put_on_agenda", "提请审议（列入议程）", (State.DELIBERATING,), rules.may_handle, HANDLE, "case"),
        ("take_off_agenda", "移出议程", (State.DELIBERATING,), rules.may_handle, HANDLE, "case"),
        ("invite_to_hearing", "增加与会单位", (State.DELIBERATING,), rules.may_prepare_meeting, VIEW, "case"),
        ("request_decision", "印发请示", (State.DECIDING,), rules.may_handle, HANDLE, "case"),
        ("record_decision", "登记审定结果", (State.DECIDING,), rules.may_decide, (DECIDE, HANDLE), "case"),
        ("record_filing", "登记上报", (State.UPPER_REVIEW,), rules.may_handle, HANDLE, "case"),
        ("issue_notice", "印发通知", (State.APPROVED,), rules.may_give_notice, GIVE_NOTICE, "case"),
        (
            "correct_number",
            "更正文号",
            (State.DECIDING, State.UPPER_REVIEW, State.APPROVED, State.REJECTED),
            rules.is_director,
            VIEW,
            "paper",
        ),
    ]
    wanted = {
        "draft_review": conditions.reviewed_not_confirmed,
        "issue_review": conditions.reviewed_not_confirmed,
        "set_meeting_day": conditions.not_held,
        "put_on_agenda": conditions.off_the_agenda,
        "take_off_agenda": conditions.on_the_agenda,
        "invite_to_hearing": conditions.on_the_agenda,
        "request_decision": conditions.not_requested,
        "record_filing": conditions.not_sent_up,
    }
    for verb, label, states, rule, right, of in rows:
        rights = right if isinstance(right, tuple) else (right,)
        checks = (wanted[verb],) if verb in wanted else ()
        yield Spec(
            verb=verb, label=label, states=frozenset(states), rule=rule, rights=rights, of=of, checks=checks
        )


SPECS = {spec.verb: spec for spec in (*_from_flow(), *_beside_flow())}


def label_of(verb, case):
    """The act's button, in the county's and the kind's words."""
    match verb:
        case "reject":
            return case.label_of(State.REJECTED)
        case "pass_upper" if case.rules.bodies.upper:
            return f"{case.rules.bodies.upper.verb}通过"
    return case.words(SPECS[verb].label)


def openness(spec, case, by, subject=None):
    """“forbidden”, “stale” (not in this state) or “open”: the order in which an act is checked (settled 41)."""
    if by is None or by.is_admin or not spec.rule(subject or case, by):
        return "forbidden"
    if case.state not in spec.states or (subject is not None and is_closed(subject)):
        return "stale"
    return "open" if holds_right(spec, case, by) else "forbidden"


def holds_right(spec, case, by):
    """Whether the seat's unit holds one of the rights that the act asks for; of a case fetched for it without a query."""
    return bool(access.rights(case, by.unit).intersection(spec.rights))


def passed_on(spec, case, lock):
    """Whether a form made for an earlier moment of the case (`lock`) may have been open to a seat that is forbidden now:
    it is told as stale, with what was typed, not as forbidden."""
    return spec.by_turn and lock is not None and 0 <= lock < case.lock


def is_closed(part):
    """Whether the request behind a review or consultation has ended."""
    return (part.round if isinstance(part, Review) else part).closed_at is not None


def available(case, by):
    """Acts on the whole case that this seat may do now, in the procedure's order; conditions not asked."""
    return [spec for spec in SPECS.values() if spec.of == "case" and openness(spec, case, by) == "open"]
