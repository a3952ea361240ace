"""议定事项: what a meeting decided that a unit carries out, with its date and what is reported of it.

灵川 联席会议制度第四部分第（二）项.
"""

from django.db import models
from django.urls import reverse

from accounts.models import Unit
from jointmeeting.models.matter import Matter
from jointmeeting.models.meeting import AgendaItem, Meeting
from jointmeeting.states import DecidedStage, Remark


class DecidedItem(Matter):
    """`due` may be put off by the office, with a reason; `first_due` is the day that was first set."""

    KIND = "decided_item"
    READ_WITH = ("county", "unit", "meeting")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decided")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="decided")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="责任单位")
    text = models.TextField("议定事项")
    due = models.DateField("完成期限")
    first_due = models.DateField("原定期限")
    stage = models.CharField("进展", max_length=20, choices=DecidedStage.choices, default=DecidedStage.OPEN)
    entered_at = models.DateTimeField("列出时间")
    reminded_at = models.DateTimeField("催办时间", null=True)
    closed_at = models.DateTimeField("办结时间", null=True)

    class Meta:
        verbose_name = "议定事项"
        ordering = ["due", "id"]

    def __str__(self):
        return self.text if len(self.text) <= 40 else f"{self.text[:39]}…"

    def get_absolute_url(self):
        return reverse("decided-item", args=[self.uuid])


class DecidedRemark(models.Model):
    """What was said of it: a report of the unit, a reminder, a later date, that it is done. Written once."""

    decided = models.ForeignKey(DecidedItem, on_delete=models.PROTECT, related_name="remarks")
    kind = models.CharField("种类", max_length=20, choices=Remark.choices)
    text = models.TextField("内容")
    at = models.DateTimeField("时间")
    label = models.CharField(max_length=120)

    class Meta:
        ordering = ["at", "id"]
