"""Every act on a meeting and the joint meeting's other matters in one table: who, at which stages."""

from collections.abc import Callable
from dataclasses import dataclass

from jointmeeting import rules
from jointmeeting.models import RosterNotice
from jointmeeting.states import (
    DecidedStage,
    LetterStage,
    Reply,
    Result,
    SharedStage,
    Stage,
    TopicStage,
)
from regimes.models import Regime
from regimes.queries import bodies_called

PREPARING, CALLED, SIGNING, SIGNED = Stage.PREPARING, Stage.CALLED, Stage.SIGNING, Stage.SIGNED
AFTER = (Stage.SIGNED, Stage.CLOSED)


@dataclass(frozen=True)
class Spec:
    """`rule(row, by)` asks lasting facts of the seat; the stage decides whether it is the moment. `kind`: of the row."""

    verb: str
    label: str
    stages: tuple
    rule: Callable
    kind: str = "meeting"
    beside: bool = False  # it adds a row of the unit's own: forms that others have open stay good


WAITING, ON_AGENDA, PUT_OFF = TopicStage.WAITING, TopicStage.ON_AGENDA, TopicStage.PUT_OFF
DECIDED, RUNNING = "decided_item", (DecidedStage.OPEN, DecidedStage.REPORTED)
DRAFT, ISSUED = (LetterStage.DRAFT,), (LetterStage.ISSUED,)
OUT = (LetterStage.ISSUED, LetterStage.ANSWERED)
MADE = ()  # the act that brings the row about
TOLD = (RosterNotice.stage,)

SPECS = {
    spec.verb: spec
    for spec in (
        Spec("prepare_meeting", "筹备会议", MADE, rules.may_prepare),
        Spec("change_meeting", "修改会议安排", (PREPARING, CALLED), rules.may_prepare),
        Spec("put_item", "列入议程", (PREPARING, CALLED), rules.may_work),
        Spec("put_topic", "列入议程", (PREPARING, CALLED), rules.may_work),
        Spec("take_off", "移出议程", (PREPARING, CALLED), rules.may_work),
        Spec("call_meeting", "召集会议", (PREPARING,), rules.may_call),
        Spec("reply_invitation", "回复参会", (CALLED,), rules.may_reply, beside=True),
        Spec("record_attendance", "登记到会", (CALLED,), rules.may_attend_to),
        Spec("draft_minutes", "拟写纪要", (CALLED, SIGNING), rules.may_work),
        Spec("return_minutes", "退回修改纪要", (SIGNING,), rules.may_sign),
        Spec("sign_minutes", "签署纪要", (SIGNING,), rules.may_sign),
        Spec("record_item", "登记审议结果", (SIGNED,), rules.may_work),
        Spec("draft_correction", "更正纪要", AFTER, rules.may_work),
        Spec("sign_correction", "签署更正", AFTER, rules.may_sign),
        Spec("drop_correction", "不再更正", AFTER, rules.may_drop),
        Spec("list_decided", "列出议定事项", (SIGNED,), rules.may_work),
        Spec("close_meeting", "会议办结", (SIGNED,), rules.may_work),
        Spec("cancel_meeting", "取消会议", (PREPARING, CALLED), rules.may_prepare),
        Spec("propose_topic", "提出议题", MADE, rules.may_propose, "topic"),
        Spec("take_up", "列入议程", (WAITING, PUT_OFF), rules.may_answer, "topic"),
        Spec("take_down", "移出议程", (ON_AGENDA,), rules.may_answer, "topic"),
        Spec("join_topic", "并入其他议题", (WAITING, PUT_OFF), rules.may_answer, "topic"),
        Spec("put_off_topic", "暂不列入", (WAITING,), rules.may_answer, "topic"),
        Spec("conclude_topic", "会议审议", (ON_AGENDA,), rules.is_chair, "topic"),
        Spec("withdraw_topic", "撤回议题", (WAITING, PUT_OFF), rules.may_withdraw, "topic"),
        Spec("part_topic", "恢复待研究", (TopicStage.JOINED,), rules.may_part, "topic"),
        Spec("correct_topic", "更正会议结论", tuple(TopicStage), rules.is_chair, "topic"),
        Spec("enter_decided", "列出议定事项", MADE, rules.may_answer, DECIDED),
        Spec("report_progress", "报告进展", RUNNING, rules.may_report, DECIDED, beside=True),
        Spec("remind_decided", "催办", RUNNING, rules.may_urge, DECIDED, beside=True),
        Spec("put_off_decided", "延期", RUNNING, rules.may_answer, DECIDED),
        Spec("close_decided", "办结", RUNNING, rules.may_answer, DECIDED),
        Spec("draft_circular", "拟写通报", MADE, rules.may_work, "circular"),
        Spec("change_circular", "修改通报", DRAFT, rules.may_work, "circular"),
        Spec("issue_circular", "印发通报", DRAFT, rules.may_issue, "circular"),
        Spec("read_circular", "已阅", ISSUED, rules.may_read, "circular", beside=True),
        Spec("correct_circular", "更正文号", OUT, rules.may_issue, "circular"),
        Spec("draft_report", "拟写专报", MADE, rules.may_work, "special_report"),
        Spec("change_report", "修改专报", DRAFT, rules.may_work, "special_report"),
        Spec("issue_report", "印发专报", DRAFT, rules.may_issue, "special_report"),
        Spec("record_answer", "登记批复", ISSUED, rules.may_record_answer, "special_report"),
        Spec("correct_report", "更正文号", OUT, rules.may_issue, "special_report"),
        Spec("issue_roster_notice", "印发成员名单调整通知", MADE, rules.may_publish_roster, "roster_notice"),
        Spec("correct_roster_notice", "更正文号", TOLD, rules.may_publish_roster, "roster_notice"),
        Spec("share_file", "提供资料", MADE, rules.may_propose, "shared_file"),
        Spec("withdraw_shared", "撤下资料", (SharedStage.SHARED,), rules.may_withdraw_shared, "shared_file"),
    )
}
AUDIT_LABELS = {
    "meeting": "联席会议",
    "topic": "议题",
    "decided_item": "议定事项",
    "circular": "通报",
    "special_report": "专报",
    "roster_notice": "成员名单调整通知",
    "roster_notice_issued": "已印发",
    "shared_file": "共享资料",
    **{spec.verb: spec.label for spec in SPECS.values()},
    **{
        stage.value: stage.label
        for stages in (Stage, TopicStage, DecidedStage, LetterStage, SharedStage)
        for stage in stages
    },
    "case": "申请",
    "result": "议题结果",
    "items": "议题数",
    "warnings": "签署时的提示数",
    "came": "到会单位",
    "meets_on": "召开日期",
    "reply": "回复",
    "due": "完成期限",
    "body": "批复机关",
    "file": "文件校验值",
    "number": "文号",
    "wrong_number": "原文号",
}


def audit_values(county):
    """The words of coded facts: see accounts.pages.audit_lines."""
    every = [regime.rules for regime in Regime.objects.filter(county=county).order_by("pk")]
    return {
        "result": dict(Result.choices),
        "reply": dict(Reply.choices),
        "body": bodies_called(every),
    }


def openness(verb, row, by):
    """“forbidden”, “stale” (not at this stage) or “open”, in this order (settled 41)."""
    spec = SPECS[verb]
    if by is None or by.is_admin or not spec.rule(row, by):
        return "forbidden"
    return "open" if row.stage in spec.stages else "stale"


def available(row, by):
    """Verbs that this seat may use now, in the order of the work."""
    return [
        verb for verb, spec in SPECS.items() if spec.kind == row.KIND and openness(verb, row, by) == "open"
    ]
