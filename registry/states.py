"""Words of the duty list that the code compares."""

from django.db import models

from accounts.words import SOURCES


class TransferMode(models.TextChoices):
    """下放方式 (灵川 第一条)."""

    ENTRUST = "entrust", "委托"
    HAND_OVER = "hand_over", "交由"


class TownshipRole(models.TextChoices):
    """承担方式 (灵川 第一条)."""

    HANDLE = "handle", "办理"
    ASSIST = "assist", "协助办理"


class SourceKind(models.TextChoices):
    """Why a temporary duty may be handed over (灵川 第六条), as every county's list says it; a county's own rules may put it in
    more words (`Rules.temporary_source`)."""

    UPPER = "upper", SOURCES["upper"]
    COUNTY = "county", SOURCES["county"]
    DEPARTMENT = "department", SOURCES["department"]
    OTHER = "other", SOURCES["other"]


class ServiceCentre(models.TextChoices):
    """Whether the duty is stationed in the township's convenience centre (灵川 第二条)."""

    STATIONED = "stationed", "进驻"
    NOT_STATIONED = "not_stationed", "不进驻"
    NOT_CONCERNED = "not_concerned", "不涉及"


class EndKind(models.TextChoices):
    """Grounds of an end: 已办结, 到期 (灵川 第四条), no longer fit for townships (阿荣旗 第四条第（四）项), cancelled by law or 机构职能 (第五条); gone over into another list,
    as a temporary duty turned standing (阿荣旗 第四条第（五）项)."""

    DONE = "done", "已办结"
    EXPIRED = "expired", "到期"
    CHANGED = "changed", "不再适宜由乡镇承担"
    CANCELLED = "cancelled", "取消"
    MOVED = "moved", "转列其他清单"


class Standing(models.TextChoices):
    """What a duty is on one day. Computed from dates, never stored."""

    IN_FORCE = "in_force", "现行"
    REVOKING = "revoking", "已撤销待生效"  # still in force
    PENDING = "pending", "已准入待生效"  # not public
    EXPIRED = "expired", "已到期"
    REVOKED = "revoked", "已撤销"
    CANCELLED = "cancelled", "已取消"
    MOVED = "moved", "已转列其他清单"  # townships carry it on by that list


IN_FORCE = (Standing.IN_FORCE, Standing.REVOKING)
ENDED = (Standing.EXPIRED, Standing.REVOKED, Standing.CANCELLED)
"""What no township may be asked for any more."""
LEFT = (*ENDED, Standing.MOVED)
"""All that is no longer in force in the list where it stood."""


def told_standing(standing):
    """What everyone is told, and may choose by: 已撤销待生效 is still 现行."""
    return Standing.IN_FORCE if standing in IN_FORCE else Standing(standing)


class ImportState(models.TextChoices):
    """How far a file has come on its way into the list."""

    MATCHING = "matching", "待对应栏目"
    CHECKING = "checking", "正在核对"
    CHECKED = "checked", "已核对，待确认"
    IMPORTING = "importing", "正在导入"
    DONE = "done", "已导入"
    FAILED = "failed", "未能导入"
    DROPPED = "dropped", "已放弃"


AT_WORK = (ImportState.CHECKING, ImportState.IMPORTING)
"""Files that a program works on, or should."""
SETTLEABLE = (ImportState.MATCHING, ImportState.CHECKED, ImportState.FAILED)
"""Files whose columns and units may still be settled anew, or that may be dropped."""


class DraftState(models.TextChoices):
    """A next edition: the steps between 拟稿 and 可以公布 are the county's own (regime file, [list_path])."""

    DRAFTING = "drafting", "拟稿"
    UNDER_WAY = "under_way", "审核中"
    APPROVED = "approved", "待公布"
    PUBLISHED = "published", "已公布"
    DROPPED = "dropped", "已放弃"


OPEN_DRAFTS = (DraftState.DRAFTING, DraftState.UNDER_WAY, DraftState.APPROVED)
"""A draft that still may become an edition; one a county."""
SENT_DRAFTS = (DraftState.UNDER_WAY, DraftState.APPROVED, DraftState.PUBLISHED)
"""What the bodies of its path see; one that came back to 拟稿 only those that recorded a step of it."""


class StepOutcome(models.TextChoices):
    PASSED = "passed", "通过"
    RETURNED = "returned", "退回"


class PostingPlace(models.TextChoices):
    """Where the list is made public (灵川 第八条, 黑龙江 四(三))."""

    PORTAL = "portal", "县政府门户网站"
    CENTRE = "centre", "乡镇便民服务中心"
    PAGE = "page", "乡镇网页"


OF_A_TOWNSHIP = (PostingPlace.CENTRE, PostingPlace.PAGE)
"""The places that each township has of its own; the portal is the county's."""


class CorrigendumKind(models.TextChoices):
    """What a 勘误 may put right; anything else is an adjustment (I-53, I-68)."""

    TYPING = "typing", "错别字"
    PUNCTUATION = "punctuation", "标点"
    UNIT_NAME = "unit_name", "单位名称"
    NUMBER = "number", "编号、文号"


class ArchivedResult(models.TextChoices):
    ADMITTED = "admitted", "准入"
    REFUSED = "refused", "不予准入"
    ADJUSTED = "adjusted", "调整"
    CANCELLED = "cancelled", "取消"
    REVOKED = "revoked", "撤销"
    DECLINED = "declined", "不同意"
    WITHDRAWN = "withdrawn", "撤回"


class FeedbackSubject(models.TextChoices):
    WRONG_ENTRY = "wrong_entry", "清单内容有误"
    NOT_LISTED = "not_listed", "清单之外的事交由乡镇办理"
    OTHER = "other", "其他"


CHANGES = {"added": "新增", "changed": "调整", "corrected": "勘误", "ended": "退出"}
"""What one list is against an earlier one, in this order and in these words everywhere."""


def changes_said(numbers, *, all_four=True):
    """新增1项、调整0项、勘误0项、退出0项; or only those that there are. `numbers`: by the keys of CHANGES."""
    return "、".join(f"{word}{numbers[key]}项" for key, word in CHANGES.items() if all_four or numbers[key])


def audit_values(county):
    """The words of coded facts: see accounts.pages.audit_lines."""
    places = {place: county.worded(label) for place, label in PostingPlace.choices}
    return {"posting_place": places, "slip": dict(CorrigendumKind.choices)}
