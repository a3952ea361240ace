"""What the office writes in the joint meeting's name: circulars, reports upward, notices of a changed roster."""

from django.db import models
from django.urls import reverse

from accounts.models import Unit
from documents.models import StoredFile
from jointmeeting.models.matter import Matter
from jointmeeting.models.meeting import Meeting
from jointmeeting.states import LetterStage
from regimes.models import Regime


class Letter(Matter):
    """A draft of the office until its head issues it under the organ's number; then it does not change, but for a number
    that was entered wrong."""

    READ_WITH = ("county", "regime", "meeting")

    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, related_name="+", verbose_name="制度")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, related_name="%(class)ss", verbose_name="出自会议"
    )
    matter = models.CharField("事由", max_length=60)
    text = models.TextField("情况")
    next = models.TextField("下一步", blank=True)
    drafted_at = models.DateTimeField("拟写时间")
    drafted_label = models.CharField(max_length=120)
    stage = models.CharField("进展", max_length=20, choices=LetterStage.choices, default=LetterStage.DRAFT)
    number = models.CharField("发文字号", max_length=60, blank=True)
    issued_at = models.DateTimeField("印发时间", null=True)
    issued_label = models.CharField(max_length=120, blank=True)
    scans = models.ManyToManyField(StoredFile, related_name="+", verbose_name="更正文号的扫描件")

    class Meta:
        abstract = True
        ordering = ["-drafted_at", "-id"]

    def __str__(self):
        return self.matter

    @property
    def rules(self):
        """The county's rules as they were when it was drafted."""
        return self.regime.rules


class Circular(Letter):
    """通报 to units, each of which confirms that it has read it (灵川 联席会议制度第四部分第（四）项)."""

    KIND = "circular"

    class Meta(Letter.Meta):
        verbose_name = "通报"

    def get_absolute_url(self):
        return reverse("circular", args=[self.uuid])


class Reading(models.Model):
    """A unit that the circular is addressed to, and when it said that it has read it."""

    circular = models.ForeignKey(Circular, on_delete=models.PROTECT, related_name="readings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField("阅知时间", null=True)
    read_label = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["unit__order", "id"]
        constraints = [models.UniqueConstraint(fields=["circular", "unit"], name="reading_once")]


class SpecialReport(Letter):
    """专报 to 县委 and 县政府 (灵川 联席会议制度第一部分); of a 重大事项 they decide (第三部分第（一）项)."""

    KIND = "special_report"

    is_major = models.BooleanField("重大事项", default=False)

    class Meta(Letter.Meta):
        verbose_name = "专报"

    def get_absolute_url(self):
        return reverse("special-report", args=[self.uuid])


class Answer(models.Model):
    """批复、批示 of one body to a report, as its office or the joint meeting's office records it. Written once."""

    report = models.ForeignKey(SpecialReport, on_delete=models.PROTECT, related_name="answers")
    body = models.CharField("机关", max_length=30)
    body_name = models.CharField(max_length=100)
    text = models.TextField("批复、批示内容")
    answered_on = models.DateField("批复日期")
    number = models.CharField("文号", max_length=60, blank=True)
    at = models.DateTimeField("登记时间")
    label = models.CharField(max_length=120)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["report", "body"], name="answer_once_per_body")]


class RosterNotice(Matter):
    """成员名单调整通知. `entries`: the whole roster as the notice found it, as `queries.entries_of` writes it; the next one tells
    what changed since."""

    KIND = "roster_notice"
    stage = "roster_notice_issued"

    number = models.CharField("发文字号", max_length=60)
    entries = models.JSONField("名单")
    issued_at = models.DateTimeField("印发时间")
    issued_label = models.CharField(max_length=120)
    scans = models.ManyToManyField(StoredFile, related_name="+", verbose_name="更正文号的扫描件")

    class Meta:
        verbose_name = "成员名单调整通知"
        ordering = ["-issued_at", "-id"]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("meeting-roster")
