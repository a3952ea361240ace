"""States and words of what a township and the county ask of one another."""

from django.db import models


class MatterKind(models.TextChoices):
    """One asks, others answer by a day, it is closed: what it is about."""

    COORDINATION = "coordination", "协调请求"  # 黑龙江 三(三)
    SUGGESTION = "suggestion", "乡镇建议"  # 湖南 五
    OPINION = "opinion", "征求乡镇党委意见"  # 黑龙江 三(四), 通渭 二3
    POWERS = "powers_review", "赋权事项评估"  # 通渭 二8


class MatterState(models.TextChoices):
    """Where a matter is; whose turn it is stands in the comment."""

    ASKED = "matter_asked", "待答复"  # those asked
    ANSWERED = "matter_answered", "已答复"  # who closes it
    CLOSED = "matter_closed", "已办结"  # end
    WITHDRAWN = "matter_withdrawn", "已撤回"  # end


OPEN = (MatterState.ASKED, MatterState.ANSWERED)


class Grade(models.TextChoices):
    """What the asking township thinks of an answer (满意度评价)."""

    GOOD = "good", "满意"
    FAIR = "fair", "基本满意"
    POOR = "poor", "不满意"
