"""States and words of what follows admission (灵川 第九条、第十条)."""

from django.db import models


class ReportKind(models.TextChoices):
    """What a township reports."""

    POWER = "power", "权力没有下放到位"
    GUARANTEE = "guarantee", "经费、人员、技术等保障没有到位"
    UNADMITTED = "unadmitted", "没有准入，擅自下放"
    CONTINUED = "continued", "已撤销、取消、调整或到期，仍在下放"
    DISGUISED = "disguised", "变相下放"
    VILLAGE = "village", "转交村（社区）办理，村（社区）清单没有"
    PURCHASED = "purchased", "购买服务的事项，变相交由乡镇"
    NOT_DONE = "not_done", "清单写明由部门做的，部门没有做"


class ReportState(models.TextChoices):
    """Where a report is; whose turn it is stands in the comment."""

    SUBMITTED = "submitted_report", "待签收"  # office; the clock runs already
    VERIFYING = "verifying", "核实中"  # office, the department may say its side
    URGING = "urging", "督办中"  # department
    ANSWERED = "answered", "待乡镇确认"  # township
    CONFIRMED = "confirmed", "待销号"  # office
    CLOSED = "closed", "已销号"  # end
    UNFOUNDED = "unfounded", "核实不属实"  # end
    REFERRED = "referred", "已移送"  # end; the organ's reply may still be registered
    WITHDRAWN = "report_withdrawn", "已撤回"  # end


TO_VERIFY = (ReportState.SUBMITTED, ReportState.VERIFYING)
TO_RECTIFY = (ReportState.URGING, ReportState.ANSWERED, ReportState.CONFIRMED)
OPEN = (*TO_VERIFY, *TO_RECTIFY)


class Clock(models.TextChoices):
    """Which promised day a change is of."""

    VERIFY = "verify", "核实期限"
    RECTIFY = "rectify", "整改期限"
    DELIVER = "deliver_by", "落实期限"
    CONFIRM = "confirm_by", "确认期限"
    CHECK = "answer_by", "核对答复期限"
    PAPERS = "papers_by", "补办期限"
    STAGE = "stage", "办理期限"
    REQUEST = "request", "征询答复期限"
    ROUND = "round", "征求意见答复期限"
    MATTER = "matter_by", "答复期限"


class EndState(models.TextChoices):
    """Whether an ended duty really stopped (第十条)."""

    ASKED = "end_asked", "待核对"  # township
    STOPPED = "end_stopped", "已停止"  # end
    CONTINUED = "end_continued", "仍在办理"  # end; a report was opened
    FOLLOWED = "end_followed", "已接续准入"  # end: the next term of it was admitted


class UrgentState(models.TextChoices):
    """A task started before its papers (第六条)."""

    STARTED = "started", "先行办理中"  # department, to apply
    REGULARISED = "regularised", "已补办申请"  # end, unless its case fails
    ENDED = "task_ended", "任务已结束"  # end
    STOPPED = "task_stopped", "已停止"  # end: not approved
    LAPSED = "task_lapsed", "到期未补办"  # end: its last day went by


class GuaranteeKind(models.TextChoices):
    """What goes with a duty: 权随责走、费随事转 (第九条)."""

    POWERS = "powers", "权力下放"
    FUNDING = "funding", "经费"
    STAFF = "staff", "人员"
    TECHNOLOGY = "technology", "技术"
    TRAINING = "training", "培训"


def promise_called(rules, kind):
    """The kind in the words of a county's rules; powers are none of what its [guarantees] names."""
    powers = kind == GuaranteeKind.POWERS or rules is None
    return GuaranteeKind(kind).label if powers else rules.promise_called(kind)


class GuaranteeState(models.TextChoices):
    PROMISED = "promised", "待落实"  # department
    DELIVERED = "delivered", "待乡镇确认"  # township
    MET = "met", "已落实"  # end
    LAPSED = "lapsed", "事项已终止"  # end


OWED = (GuaranteeState.PROMISED, GuaranteeState.DELIVERED)
