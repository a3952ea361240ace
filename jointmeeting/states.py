"""The stages of a joint meeting, and what its minutes may say of an item."""

from django.db import models

from admission.states import Outcome, State


class Stage(models.TextChoices):
    """Read from a meeting's rows; nothing is stored."""

    PREPARING = "preparing", "筹备中"
    CALLED = "called", "已召集"
    SIGNING = "minutes_sent", "纪要待签署"
    SIGNED = "signed", "纪要已签署"
    CLOSED = "meeting_closed", "已办结"
    CANCELLED = "cancelled", "已取消"


class Result(models.TextChoices):
    """审议结果 as chosen for an item; 再协调 is a 暂缓审议 that sends the case back to coordination."""

    PASSED = "passed", "通过"
    FAILED = "failed", "不通过"
    DEFERRED = "deferred", "暂缓审议"
    COORDINATE = "coordinate", "暂缓审议，再次协调"
    RETURNED = "returned", "退回完善"


def outcome_of(result):
    """(outcome, whether to coordinate again) as the case's own result is written."""
    if result == Result.COORDINATE:
        return Outcome.DEFERRED, True
    return Outcome(result), False


class TopicStage(models.TextChoices):
    """Of a topic; a 暂缓审议 of the meeting makes it wait again, a 退回完善 puts it off."""

    WAITING = "topic_waiting", "待研究"
    ON_AGENDA = "topic_on_agenda", "已列入议程"
    JOINED = "topic_joined", "已并入"
    PUT_OFF = "topic_put_off", "暂不列入"
    DISCUSSED = "topic_discussed", "已审议"
    WITHDRAWN = "topic_withdrawn", "已撤回"


# What a result makes of a topic; a topic is not coordinated again.
TOPIC_AFTER = {
    Result.PASSED: TopicStage.DISCUSSED,
    Result.FAILED: TopicStage.DISCUSSED,
    Result.DEFERRED: TopicStage.WAITING,
    Result.RETURNED: TopicStage.PUT_OFF,
}


def results_of(item):
    """What the minutes may say of the item; no case is coordinated whose rules know no such meeting."""
    if item.case is None:
        return list(TOPIC_AFTER)
    known = item.case.rules.has_way(item.case.kind, State.COORDINATING)
    return [result for result in Result if known or result != Result.COORDINATE]


class DecidedStage(models.TextChoices):
    """Of what a meeting decided: the unit says that it is done, the office closes it."""

    OPEN = "decided_open", "落实中"
    REPORTED = "decided_reported", "已报完成，待核实"
    CLOSED = "decided_closed", "已办结"


class Remark(models.TextChoices):
    PROGRESS = "progress", "进展"
    DONE = "done", "报告完成"
    REMINDED = "reminded", "催办"
    PUT_OFF = "put_off", "延期"
    CLOSED = "closed", "办结"


class Reply(models.TextChoices):
    """What a unit answers to the invitation."""

    COMING = "coming", "参加"
    SUBSTITUTE = "substitute", "委托他人代会"
    AWAY = "away", "请假"


class LetterStage(models.TextChoices):
    DRAFT = "letter_draft", "拟稿"
    ISSUED = "letter_issued", "已印发"
    ANSWERED = "letter_answered", "已批复"


class SharedKind(models.TextChoices):
    REGULATION = "regulation", "制度文件"
    MATERIAL = "material", "参考资料"
    PRACTICE = "practice", "经验做法"


class SharedStage(models.TextChoices):
    SHARED = "shared", "共享中"
    WITHDRAWN = "shared_withdrawn", "已撤下"
