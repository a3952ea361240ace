"""满意度评价、双向考核评议: a period in which townships and departments rate one another (黑龙江 三(四), 通渭 二12)."""

from django.db import models
from django.urls import reverse

from accounts.models import Unit, UnitKind
from audit import clock
from supervision.models.entry import Followed
from voice.flow import PeriodFlow
from voice.states import PeriodState

SIDES = {UnitKind.DEPARTMENT: "of_departments", UnitKind.TOWNSHIP: "of_townships"}


class Period(Followed, PeriodFlow):
    """The points are those of its form: what townships look at in departments, and the other way round."""

    AUDIT_KIND = "period"
    NAMED = ("county", "regime")

    title = models.CharField("名称", max_length=100)
    year = models.PositiveSmallIntegerField("年度")
    closes_on = models.DateField("截止日期")
    of_departments = models.JSONField("乡镇评价部门的内容")
    of_townships = models.JSONField("部门评议乡镇的内容")
    published_on = models.DateField("公布日期", null=True)

    class Meta:
        verbose_name = "双向评价"
        ordering = ["-closes_on", "-id"]
        constraints = [models.UniqueConstraint(fields=["county", "title"], name="period_title_unique")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("period", args=[self.uuid])

    @property
    def state_label(self):
        return PeriodState(self.state).label

    @property
    def is_published(self):
        return self.state == PeriodState.PUBLISHED

    @property
    def is_mutual(self):
        """Departments rate townships too: there is something for them to look at."""
        return bool(self.of_townships)

    @property
    def label(self):
        return "双向评价" if self.is_mutual else "满意度评价"

    def points(self, kind):
        """What is looked at in units of the kind."""
        return getattr(self, SIDES[kind])


class Sheet(models.Model):
    """What one unit gave to those of the other side; another one replaces it until the results are published, by somebody who
    has seen it: `lock` rises each time.

    `said`: {unit id: {"scores": [5 … 1 or null a point], "remark": text}}, of the units that were rated."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="sheets")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="评价单位")
    said = models.JSONField("评价")
    label = models.CharField(max_length=120)
    lock = models.PositiveIntegerField("修订号", default=0)
    handed_in_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = "评价表"
        ordering = ["unit__order", "id"]
        constraints = [models.UniqueConstraint(fields=["period", "unit"], name="sheet_once_a_unit")]

    def __str__(self):
        return f"{self.period}：{self.unit}"

    @property
    def is_late(self):
        return clock.local_date(self.handed_in_at) > self.period.closes_on
