"""Every act on a meeting in one table: who, at which stages. Pages and tests ask this table."""

from collections.abc import Callable
from dataclasses import dataclass

from jointmeeting import rules
from jointmeeting.states import Result, Stage

PREPARING, CALLED, SIGNING, SIGNED = Stage.PREPARING, Stage.CALLED, Stage.SIGNING, Stage.SIGNED


@dataclass(frozen=True)
class Spec:
    """`rule(meeting, by)` asks lasting facts of the seat; the stage decides whether it is the moment."""

    verb: str
    label: str
    stages: tuple
    rule: Callable


SPECS = {
    spec.verb: spec
    for spec in (
        Spec("change_meeting", "修改会议安排", (PREPARING, CALLED), rules.may_prepare),
        Spec("put_item", "列入议程", (PREPARING, CALLED), rules.may_work),
        Spec("take_off", "移出议程", (PREPARING, CALLED), rules.may_work),
        Spec("call_meeting", "召集会议", (PREPARING,), rules.may_call),
        Spec("record_attendance", "登记到会", (CALLED,), rules.may_attend_to),
        Spec("draft_minutes", "拟写纪要", (CALLED, SIGNING), rules.may_work),
        Spec("return_minutes", "退回修改纪要", (SIGNING,), rules.may_sign),
        Spec("sign_minutes", "签署纪要", (SIGNING,), rules.may_sign),
        Spec("record_item", "登记审议结果", (SIGNED,), rules.may_work),
        Spec("cancel_meeting", "取消会议", (PREPARING, CALLED), rules.may_prepare),
    )
}
AUDIT_LABELS = {
    "meeting": "联席会议",
    "prepare_meeting": "筹备会议",
    **{spec.verb: spec.label for spec in SPECS.values()},
    **{stage.value: stage.label for stage in Stage},
    "case": "申请",
    "result": "议题结果",
    "items": "议题数",
    "warnings": "签署时的提示数",
    "came": "到会单位",
    "meets_on": "召开日期",
}


def audit_values(county):
    """The words of coded facts: see accounts.pages.audit_lines."""
    return {"result": dict(Result.choices)}


def verdict(verb, meeting, by):
    """“forbidden”, “stale” (not at this stage) or “open”, in this order (settled 41)."""
    spec = SPECS[verb]
    if by is None or by.is_admin or not spec.rule(meeting, by):
        return "forbidden"
    return "open" if meeting.stage in spec.stages else "stale"


def available(meeting, by):
    """Verbs that this seat may use now, in the order of the work."""
    return [spec.verb for spec in SPECS.values() if verdict(spec.verb, meeting, by) == "open"]
