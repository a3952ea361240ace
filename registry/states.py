"""Words of the duty list that the code compares."""

from django.db import models


class TransferMode(models.TextChoices):
    """下放方式 (灵川 第一条)."""

    ENTRUST = "entrust", "委托"
    HAND_OVER = "hand_over", "交由"


class TownshipRole(models.TextChoices):
    """承担方式 (灵川 第一条)."""

    HANDLE = "handle", "办理"
    ASSIST = "assist", "协助办理"


class SourceKind(models.TextChoices):
    """Why a temporary duty may be handed over (灵川 第六条)."""

    UPPER = "upper", "上级明确要求"
    COUNTY = "county", "县委、县政府及部门确需"
    OTHER = "other", "其他确需"


class ServiceCentre(models.TextChoices):
    """Whether the duty is stationed in the township's convenience centre (灵川 第二条)."""

    STATIONED = "stationed", "进驻"
    NOT_STATIONED = "not_stationed", "不进驻"
    NOT_CONCERNED = "not_concerned", "不涉及"


class EndKind(models.TextChoices):
    """Grounds of an end: 已办结, 到期 (灵川 第四条), cancelled by law or 机构职能 (第五条)."""

    DONE = "done", "已办结"
    EXPIRED = "expired", "到期"
    CANCELLED = "cancelled", "取消"


class Standing(models.TextChoices):
    """What a duty is on one day. Computed from dates, never stored."""

    IN_FORCE = "in_force", "现行"
    REVOKING = "revoking", "已撤销待生效"  # still in force
    PENDING = "pending", "已准入待生效"  # not public
    EXPIRED = "expired", "已到期"
    REVOKED = "revoked", "已撤销"
    CANCELLED = "cancelled", "已取消"


IN_FORCE = (Standing.IN_FORCE, Standing.REVOKING)
ENDED = (Standing.EXPIRED, Standing.REVOKED, Standing.CANCELLED)
