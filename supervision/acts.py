"""Every act on what is followed up in one table: who, in which states. Pages and tests ask this table."""

from collections.abc import Callable
from dataclasses import dataclass

from regimes.actions import DAY_KINDS
from supervision import rules
from supervision.flow import EndFlow, GuaranteeFlow, ReportFlow, UrgentFlow
from supervision.states import (
    TO_VERIFY,
    Clock,
    EndState,
    GuaranteeKind,
    GuaranteeState,
    ReportKind,
    ReportState,
    UrgentState,
    promise_called,
)


@dataclass(frozen=True)
class Spec:
    """`rule(subject, by)` asks lasting facts of the seat; the state decides whether it is the moment. `grave`: its button says
    so, on the page of the subject and on its own."""

    verb: str
    label: str
    states: frozenset
    rule: Callable
    moves: bool = False
    grave: bool = False


def from_flow(flow):
    """The acts that move something along its way, as its flow says them."""
    for name, method in vars(flow).items():
        if hasattr(method, "_django_fsm"):
            steps = method._django_fsm.transitions
            first = next(iter(steps.values()))
            said, grave = first.custom["label"], first.custom.get("grave", False)
            yield Spec(name, said, frozenset(steps), first.permission, moves=True, grave=grave)


REPORT = {
    spec.verb: spec
    for spec in (
        *from_flow(ReportFlow),
        Spec("say_side", "说明情况", frozenset({ReportState.VERIFYING}), rules.is_department),
        Spec("note_check", "登记核实情况", frozenset({ReportState.VERIFYING}), rules.may_follow_up),
        Spec("stop_clock", "停止计时", frozenset(TO_VERIFY), rules.may_follow_up),
        Spec("restart_clock", "恢复计时", frozenset(TO_VERIFY), rules.may_follow_up),
        Spec("set_day", "重定整改期限", frozenset({ReportState.URGING}), rules.may_follow_up),
        Spec(
            "urge",
            "催办",
            frozenset({*TO_VERIFY, ReportState.URGING}),
            rules.may_urge,
        ),
        Spec("record_organ_reply", "登记移送回复", frozenset({ReportState.REFERRED}), rules.may_follow_up),
    )
}
GUARANTEE = {
    spec.verb: spec
    for spec in (
        *from_flow(GuaranteeFlow),
        Spec("set_delivery_day", "改落实期限", frozenset({GuaranteeState.PROMISED}), rules.may_follow_up),
    )
}
END = {spec.verb: spec for spec in from_flow(EndFlow)}
URGENT = {
    "begin_papers": Spec(
        "begin_papers", "起草补办申请", frozenset({UrgentState.STARTED}), rules.may_regularise
    ),
    **{spec.verb: spec for spec in from_flow(UrgentFlow)},
}
# what is said of an urgent task: the reason given at its start too
SAID_OF_TASK = URGENT | {
    verb: Spec(verb, label, frozenset(), rules.nobody)
    for verb, label in (("start_task", "是另一件事的理由"), ("regularise", "申请是同一件事的理由"))
}
PURCHASE = {"end_purchase": Spec("end_purchase", "登记终止", frozenset({"in_use"}), rules.is_department)}
# by the subject's kind; an app after this one adds its own
SPECS = {"purchase": PURCHASE, "report": REPORT, "guarantee": GUARANTEE, "end_check": END, "urgent": URGENT}
STATES = (ReportState, GuaranteeState, EndState, UrgentState)
AUDIT_LABELS = {
    "report": "反映",
    "submit_report": "提交反映",
    "tell_late": "逾期上报",
    "tell_left": "告知承接",
    "successor": "承接单位",
    "left": "没有办结的件数",
    "recount": "重算期限",
    **{spec.verb: spec.label for table in SPECS.values() for spec in table.values()},
    **{state.value: state.label for states in STATES for state in states},
    "end_check": "终止后的核对",
    "ask_ends": "请乡镇核对是否停止",
    "urgent": "先行办理",
    "start_task": "登记先行办理",
    "guarantee": "保障",
    "promise": "登记保障",
    "enter_guarantees": "列出保障",
    "training": "培训",
    "record_training": "登记培训",
    "guarantee_kind": "保障种类",
    "purchase": "购买服务",
    "record_purchase": "登记购买服务",
    "in_use": "在办",
    "ended": "已终止",
    "calendar": "节假日安排",
    "set_day_of_calendar": "改节假日安排",
    "day_kind": "这一天",
    "due_on": "期限",
    "townships": "乡镇数",
    "slip_number": "督办编号",
    "rectify_by": "整改期限",
    "verify_by": "核实期限",
    "report_kind": "反映什么",
    "hides_reporter": "不公开反映乡镇",
    "day": "日期",
    "old_day": "原期限",
    "new_day": "现期限",
    "clock": "期限",
    "arrived_on": "接到反映之日",
}


def audit_values(county):
    """The words of coded facts: see accounts.pages.audit_lines."""
    return {
        "report_kind": dict(ReportKind.choices),
        "clock": dict(Clock.choices),
        "day_kind": DAY_KINDS,
        "guarantee_kind": {kind: promise_called(county and county.rules, kind) for kind in GuaranteeKind},
    }


def spec_of(verb, subject):
    return SPECS[subject.AUDIT_KIND][verb]


def openness(verb, subject, by):
    """“forbidden”, “stale” (not in this state) or “open”, in this order (settled 41)."""
    spec = spec_of(verb, subject)
    if by is None or by.is_admin or not spec.rule(subject, by):
        return "forbidden"
    return "open" if subject.state in spec.states else "stale"


def available(subject, by):
    """Verbs that this seat may use now, in the order of the work."""
    return [verb for verb in SPECS[subject.AUDIT_KIND] if openness(verb, subject, by) == "open"]
