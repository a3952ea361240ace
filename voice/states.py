"""States and words of what a township and the county ask of one another."""

from django.db import models


class MatterKind(models.TextChoices):
    """One asks, others answer by a day, it is closed: what it is about."""

    COORDINATION = "coordination", "协调请求"  # 黑龙江 三(三)
    SUGGESTION = "suggestion", "乡镇建议"  # 湖南 五
    OPINION = "opinion", "征求乡镇党委意见"  # 黑龙江 三(四), 通渭 二3
    POWERS = "powers_review", "赋权事项评估"  # 本县自定
    VETTING = "vetting", "文件审核"  # 黑龙江 四(二)
    ASSESSMENT = "assessment", "一事一报"  # 通渭 二14


class MatterState(models.TextChoices):
    """Where a matter is; whose turn it is stands in the comment."""

    ASKED = "matter_asked", "待答复"  # those asked
    ANSWERED = "matter_answered", "已答复"  # who closes it
    CLOSED = "matter_closed", "已办结"  # end
    WITHDRAWN = "matter_withdrawn", "已撤回"  # end


OPEN = (MatterState.ASKED, MatterState.ANSWERED)


class PeriodState(models.TextChoices):
    """An evaluation both ways (黑龙江 三(四), 通渭 二12)."""

    RATING = "period_rating", "评价中"  # every township and department
    PUBLISHED = "period_published", "已公布结果"  # end


class BurdenKind(models.TextChoices):
    """What is laid on townships (通渭 二14)."""

    PLEDGE = "pledge", "责任状"
    ASSESSMENT = "assessing", "考核评比"
    CONTEST = "contest", "评比达标"
    MODEL = "model", "示范创建"
    VETO = "veto", "一票否决"
    COMBINED = "combined", "年度综合考核"


class BasisLevel(models.TextChoices):
    """Who orders it; 一票否决 only by the first (黑龙江 三(二), 通渭 二14; I-13)."""

    UPPER = "upper", "党中央、国务院，省（自治区）委、政府明确规定"
    CITY = "city", "市级文件"
    COUNTY = "county", "县委、县政府文件"
    OWN = "own", "部门自行规定"
    NONE = "no_basis", "没有依据"


def level_word(level, county, rules):
    """By whom it is ordered; of the first as the county's rules say which 一票否决 stay (党中央、国务院和省委、省政府: 通渭 第14项)."""
    allowed = rules.veto_except.removesuffix("的") if rules and level == BasisLevel.UPPER else ""
    return allowed or county.worded(BasisLevel(level).label)


class BurdenState(models.TextChoices):
    FOUND = "burden_found", "待清理"  # office, 县委办, 县政府办
    KEPT = "burden_kept", "保留"
    MERGED = "burden_merged", "合并"
    CANCELLED = "burden_cancelled", "取消"  # end


class Grade(models.TextChoices):
    """What the asking township thinks of an answer (满意度评价)."""

    GOOD = "good", "满意"
    FAIR = "fair", "基本满意"
    POOR = "poor", "不满意"
