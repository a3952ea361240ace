"""保障: what a department promised for a duty, township by township, and trainings held (灵川 第九条)."""

from django.db import models
from django.urls import reverse

from accounts.models import Unit
from registry.models import Duty
from supervision.flow import GuaranteeFlow
from supervision.models.entry import Followed
from supervision.models.report import Report
from supervision.states import GuaranteeKind, GuaranteeState, promise_called


class Guarantee(Followed, GuaranteeFlow):
    """One promise of one kind to one township. From the text admitted (`version`), or entered by hand."""

    AUDIT_KIND = "guarantee"

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+", verbose_name="清单事项")
    version = models.CharField("事项文本", max_length=36, blank=True)
    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="乡镇")
    department = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="部门")
    kind = models.CharField("保障种类", max_length=16, choices=GuaranteeKind.choices)
    text = models.TextField("承诺的内容")
    due = models.DateField("落实期限")
    due_provisional = models.BooleanField(default=False)
    due_counted = models.BooleanField("按工作日计算", default=True)  # otherwise somebody named the day
    delivered_on = models.DateField("落实日期", null=True)
    met_at = models.DateTimeField("确认时间", null=True)
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="提出的反映"
    )
    told_late_of = models.DateField("已上报逾期的期限", null=True)

    class Meta:
        verbose_name = "保障"
        ordering = ["due", "duty", "kind", "township__order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "township", "kind"],
                condition=~models.Q(version=""),
                name="guarantee_once_per_version",
            )
        ]
        indexes = [
            models.Index(fields=["county", "state", "due"], name="guarantee_by_state"),
            models.Index(fields=["duty", "kind", "state"], name="guarantee_by_duty"),
        ]

    def __str__(self):
        return f"{self.duty.name}：{self.called}（{self.township.short_name}）"

    def get_absolute_url(self):
        return reverse("guarantee", args=[self.uuid])

    @property
    def called(self):
        """What was promised, in the words of the rules it goes by (资金: 通渭 第10项)."""
        return promise_called(self.rules, self.kind)

    @property
    def matter(self):
        return self.duty.name

    @property
    def state_label(self):
        return GuaranteeState(self.state).label


class Training(Followed):
    """A training that was held: subject, day, who attended. Written once."""

    AUDIT_KIND = "training"

    department = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="部门")
    duty = models.ForeignKey(
        Duty, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="清单事项"
    )
    topic = models.CharField("培训内容", max_length=200)
    held_on = models.DateField("培训日期")
    place = models.CharField("地点", max_length=100, blank=True)
    attended = models.CharField("参加人员", max_length=300)
    townships = models.ManyToManyField(Unit, related_name="+", verbose_name="参加的乡镇")
    label = models.CharField(max_length=120)

    class Meta:
        verbose_name = "培训"
        ordering = ["-held_on", "-id"]

    def __str__(self):
        return self.topic

    def get_absolute_url(self):
        return reverse("training-list")

    state = ""  # it has no course of its own
