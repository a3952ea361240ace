"""The words a case moves through. Each state has its usual name here, which docs/procedure.md uses; pages use the county's own
(`Rules.label`), made of `regimes.states.LABELS`, of the bodies that it names and of the kind (待旗委、旗政府批准, 已撤销)."""

from django.db import models

from regimes.states import ENDINGS as ENDING_KINDS
from regimes.states import GROUNDS, KIND_LABELS


class State(models.TextChoices):
    DRAFT = "draft", "草稿"  # applicant writes
    CONSULTING = "consulting", "事前酝酿"  # townships and related departments are asked
    SUBMITTED = "submitted", "待受理"  # office
    CORRECTING = "correcting", "待补正"  # applicant; the clock stands
    REVIEWING = "reviewing", "初评"  # office
    CIRCULATING = "circulating", "征求成员单位意见"  # each unit asked
    REVISING = "revising", "待修改完善"  # applicant; the clock stands
    COORDINATING = "coordinating", "召开协调会"  # office
    DELIBERATING = "deliberating", "联席会议审议"  # joint meeting
    SIGNING = "signing", "待召集人审签"  # convenor
    DECIDING = "deciding", "待县委、县政府审定"  # the county's bodies that decide it
    UPPER_REVIEW = "upper_review", "待上级备案审核"  # the upper body
    APPROVED = "approved", "已准入"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    REJECTED = "rejected", "不予准入"
    WITHDRAWN = "withdrawn", "已撤回"


ENDED = (State.APPROVED, State.NOT_ACCEPTED, State.REJECTED, State.WITHDRAWN)
OPEN = tuple(state for state in State if state not in ENDED)
CONCLUDED = (State.APPROVED, State.NOT_ACCEPTED, State.REJECTED)  # by the county's word, not the applicant's
EDITABLE = (State.DRAFT, State.CONSULTING, State.CORRECTING, State.REVISING)  # the applicant holds the text
STANDING_STILL = (State.CORRECTING, State.REVISING)  # the procedure's clock is stopped
JOINED = "已并入"  # how a withdrawn case is called that another one leads
REFUSED_BY_RESULT = (State.DELIBERATING, State.DECIDING)  # there 不予准入 is a result, and registered as one
WITHDRAWABLE = tuple(state for state in OPEN if state not in (State.DRAFT, State.DECIDING))


class Kind(models.TextChoices):
    ADMISSION = "admission", KIND_LABELS["admission"]
    ADJUSTMENT = "adjustment", KIND_LABELS["adjustment"]
    CANCELLATION = "cancellation", KIND_LABELS["cancellation"]
    REVOCATION = "revocation", KIND_LABELS["revocation"]


class Procedure(models.TextChoices):
    SIMPLE = "simple", "简易程序"
    GENERAL = "general", "一般程序"


class Term(models.TextChoices):
    STANDING = "standing", "常态"
    TEMPORARY = "temporary", "临时性、阶段性"


class Ground(models.TextChoices):
    """Why a duty is revoked (灵川 第四条), or adjusted and cancelled (第五条; 阿荣旗 第四条第（四）、（五）项). Which of them a county
    has, and in what words, its rules say (`grounds`)."""

    DONE = "done", GROUNDS["done"]
    EXPIRED = "expired", GROUNDS["expired"]
    CHANGED = "changed", GROUNDS["changed"]
    LAW = "law", GROUNDS["law"]
    FUNCTIONS = "functions", GROUNDS["functions"]
    STANDING = "standing", GROUNDS["standing"]
    OTHER = "other", GROUNDS["other"]


ENDINGS = tuple(Kind(kind) for kind in ENDING_KINDS)
CHANGES = (Kind.ADJUSTMENT, Kind.CANCELLATION)  # by the procedure of admission (灵川 第五条)


class Answer(models.TextChoices):
    """A township's or related department's position."""

    AGREE = "agree", "同意"
    CONDITIONAL = "conditional", "附条件同意"
    DISAGREE = "disagree", "不同意"

    @classmethod
    def said(cls, answer, *, joint):
        """The answer in words: to a joint application a township agrees by joining it (灵川 第四条, settled 29)."""
        if answer == cls.AGREE and joint:
            return "同意联合申请"
        return cls(answer).label


class View(models.TextChoices):
    """The general view of a member unit's opinion."""

    AGREE = "agree", "同意"
    CONDITIONAL = "conditional", "附条件同意"
    DISAGREE = "disagree", "不同意"
    NOT_OURS = "not_ours", "不涉及本单位职责"


class Role(models.TextChoices):
    """Why a unit is asked in consultation."""

    TOWNSHIP = "township", "乡镇"
    OWNER = "owner", "职责所属部门"
    RELATED = "related", "相关部门"


class HearingKind(models.TextChoices):
    COORDINATION = "coordination", "协调会"
    JOINT = "joint", "联席会议"


class Outcome(models.TextChoices):
    """What the signed minutes say of one item."""

    PASSED = "passed", "通过"
    FAILED = "failed", "不通过"
    DEFERRED = "deferred", "暂缓审议"
    RETURNED = "returned", "退回完善"


class Verdict(models.TextChoices):
    """What a county body said."""

    APPROVED = "approved", "审定通过"
    RETURNED = "returned", "退回"
    REFUSED = "refused", "不予准入"


class Reply(models.TextChoices):
    """What the upper body said."""

    PASSED = "passed", "备案审核通过"
    FORM = "form", "退回（形式）"
    SUBSTANCE = "substance", "退回（实质）"
    REFUSED = "refused", "不予准入"  # by one that approves: ends the case


GIVEN_BACK = (Reply.FORM, Reply.SUBSTANCE)  # the file is back with the county


class FileRole(models.TextChoices):
    ATTACHMENT = "attachment", "申请附件"
    PAPER = "paper", "纸质申请扫描件"
    POSITION = "position", "书面答复扫描件"
    OPINION = "opinion", "意见附件"
    EXPERT = "expert", "专家书面意见"
    MINUTES = "minutes", "会议材料"
    DECISION = "decision", "审定文件"
    REPLY = "reply", "上级批复"
