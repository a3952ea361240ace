"""反映: what a township reports of a department, its clock, and what became of it (灵川 第十条)."""

from django.db import models
from django.urls import reverse

from accounts.models import Unit
from registry.models import Duty
from supervision.flow import ReportFlow
from supervision.models.entry import Followed
from supervision.states import OPEN, ReportKind, ReportState


class Report(Followed, ReportFlow):
    """One report. It needs no duty: department, document and date are enough. Written once but for its course."""

    AUDIT_KIND = "report"

    number = models.CharField("编号", max_length=40)
    kind = models.CharField("反映什么", max_length=16, choices=ReportKind.choices)
    ways = models.JSONField("变相下放的方式", default=list, blank=True)
    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="反映乡镇")
    department = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name="被反映部门"
    )
    duty = models.ForeignKey(
        Duty, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="清单事项"
    )
    document = models.CharField("文件或来源", max_length=200, blank=True)
    happened_on = models.DateField("发生日期")
    facts = models.TextField("情况", blank=True)
    wanted = models.TextField("希望怎样解决", blank=True)
    hides_reporter = models.BooleanField("不向部门公开反映乡镇", default=False)
    on_paper = models.BooleanField("书面反映", default=False)
    submitted_label = models.CharField(max_length=120)

    arrived_on = models.DateField("接到反映之日")
    verify_by = models.DateField("核实期限")
    verify_provisional = models.BooleanField(default=False)
    found_at = models.DateTimeField("核实时间", null=True)
    article = models.CharField("依据", max_length=200, blank=True)
    slip_number = models.CharField("督办编号", max_length=40, blank=True)
    rectify_by = models.DateField("整改期限", null=True)
    answered_at = models.DateTimeField("报告整改时间", null=True)
    confirm_by = models.DateField("乡镇确认期限", null=True)
    confirm_provisional = models.BooleanField(default=False)
    ended_at = models.DateTimeField("办结时间", null=True)
    told_late_of = models.DateField("已上报逾期的期限", null=True)

    organ = models.CharField("移送机关", max_length=100, blank=True)
    referred_on = models.DateField("移送日期", null=True)
    organ_reply_on = models.DateField("回复日期", null=True)

    class Meta:
        verbose_name = "反映"
        ordering = ["-begun_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="report_number_unique"),
            models.UniqueConstraint(
                fields=["county", "slip_number"],
                condition=~models.Q(slip_number=""),
                name="report_slip_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(slip_number="") | models.Q(rectify_by__isnull=False),
                name="report_slip_has_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(document="") | ~models.Q(facts=""), name="report_says_something"
            ),
        ]
        indexes = [models.Index(fields=["county", "state"], name="report_by_state")]

    def __str__(self):
        return f"{self.number} {self.matter}"

    def get_absolute_url(self):
        return reverse("report", args=[self.uuid])

    @property
    def matter(self):
        """What it is about, in a line: the duty, else the document, else the kind."""
        return self.duty.name if self.duty else (self.document or self.get_kind_display())

    @property
    def state_label(self):
        return ReportState(self.state).label

    @property
    def is_open(self):
        return self.state in OPEN

    @property
    def stop(self):
        """The stop of the clock that lasts still, or None."""
        return next((stop for stop in self.stops.all() if stop.restarted_on is None), None)


class ClockStop(models.Model):
    """The time to verify stood from one day to another, both with a reason; the last day of it counts as stood."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="stops")
    stopped_on = models.DateField("停止日期")
    stop_reason = models.TextField("停止的理由")
    restarted_on = models.DateField("恢复日期", null=True)
    restart_reason = models.TextField("恢复的理由", blank=True)

    class Meta:
        verbose_name = "停止计时"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=models.Q(restarted_on__isnull=True), name="report_stops_once"
            )
        ]
