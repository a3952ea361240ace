"""What has an end: urgent tasks started before their papers, and whether ended duties stopped (灵川 第六条, 第十条)."""

from django.db import models
from django.urls import reverse

from accounts.models import Unit
from admission.models import Application
from registry.models import Duty
from registry.states import EndKind
from supervision.flow import EndFlow, UrgentFlow
from supervision.models.entry import Followed
from supervision.models.report import Report


class EndCheck(Followed, EndFlow):
    """Asked of one township once a duty ended for it: has the department really stopped?"""

    AUDIT_KIND = "end_check"

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+", verbose_name="清单事项")
    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="乡镇")
    department = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="部门")
    ended_on = models.DateField("止于")
    end_kind = models.CharField("终止原因", max_length=20, choices=EndKind.choices)
    due = models.DateField("答复期限")
    due_provisional = models.BooleanField(default=False)
    answered_at = models.DateTimeField("答复时间", null=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "终止后的核对"
        ordering = ["due", "duty", "township__order"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "township", "ended_on"], name="end_checked_once")
        ]

    def __str__(self):
        return f"{self.duty.name}（{self.township.short_name}）"

    def get_absolute_url(self):
        return reverse("end-list")


class UrgentTask(Followed, UrgentFlow):
    """先行办理: who asked, whom, when, what, who allowed, by when the papers are to come. Written once but for its course."""

    AUDIT_KIND = "urgent"
    NAMED = ("county", "regime", "department", "case")

    number = models.CharField("编号", max_length=40)
    name = models.CharField("任务名称", max_length=200)
    normalized_name = models.CharField(max_length=200, editable=False)
    contents = models.TextField("任务内容")
    department = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="交办部门")
    townships = models.ManyToManyField(Unit, related_name="+", verbose_name="承担乡镇")
    asked_by = models.CharField("谁请示", max_length=100)
    asked_of = models.CharField("向谁请示", max_length=100)
    asked_on = models.DateField("请示日期")
    asked_at = models.CharField("请示时间", max_length=20, blank=True)
    allowed_by = models.CharField("谁同意", max_length=100)
    started_on = models.DateField("开始日期")
    until = models.DateField("结束日期")
    is_late_entry = models.BooleanField("逾期才登记", default=False)
    due = models.DateField("补办期限")
    due_provisional = models.BooleanField(default=False)
    case = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="补办的申请"
    )
    told_late_of = models.DateField("已上报逾期的期限", null=True)
    label = models.CharField(max_length=120)

    class Meta:
        verbose_name = "先行办理"
        ordering = ["-begun_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="urgent_number_unique"),
            # no oral renewal: the same task of the same department is started by word of mouth once
            models.UniqueConstraint(fields=["department", "normalized_name"], name="urgent_once_by_word"),
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("started_on")), name="urgent_dates_in_order"
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"

    def get_absolute_url(self):
        return reverse("urgent", args=[self.uuid])

    @property
    def matter(self):
        return self.name

    @property
    def is_open(self):
        return self.state == "started"
