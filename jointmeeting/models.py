"""联席会议: meetings, who was invited and came, the cases on the agenda and what the minutes say of each."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.models import County, Unit
from admission.models import Application, Hearing
from jointmeeting.states import Result, Stage
from regimes.models import Regime
from regimes.queries import rules_of


class Meeting(models.Model):
    """One joint meeting (灵川 联席会议制度第三部分). `lock` rises with every act; signed minutes close it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="+", verbose_name="县")
    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, related_name="+", verbose_name="制度")
    lock = models.PositiveIntegerField("修订号", default=0)
    title = models.CharField("会议名称", max_length=80)
    meets_on = models.DateField("召开日期")
    meets_at = models.TimeField("召开时间", null=True)
    place = models.CharField("地点", max_length=120, blank=True)
    note = models.TextField("会议准备", blank=True)
    prepared_at = models.DateTimeField("筹备时间")
    prepared_label = models.CharField(max_length=120)

    number = models.CharField("会议编号", max_length=60, blank=True)
    called_at = models.DateTimeField("召集时间", null=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    called_label = models.CharField(max_length=120, blank=True)
    cancelled_at = models.DateTimeField("取消时间", null=True)
    cancel_reason = models.TextField("取消的理由", blank=True)

    attendance_at = models.DateTimeField("登记到会时间", null=True)
    guests = models.TextField("列席", blank=True)

    minutes = models.TextField("纪要", blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    drafted_at = models.DateTimeField("拟写时间", null=True)
    drafted_label = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField("送签时间", null=True)
    sent_back_note = models.TextField("退回修改的意见", blank=True)
    signed_at = models.DateTimeField("签署时间", null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    signed_label = models.CharField(max_length=120, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "联席会议"
        ordering = ["-meets_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "number"], condition=~models.Q(number=""), name="meeting_number_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(signed_at__isnull=True)
                | (models.Q(called_at__isnull=False, cancelled_at__isnull=True) & ~models.Q(content_hash="")),
                name="meeting_signed_was_called",
            ),
        ]

    def __str__(self):
        return f"{self.title}（{self.number}）" if self.number else self.title

    def get_absolute_url(self):
        return reverse("meeting", args=[self.uuid])

    @property
    def rules(self):
        """The county's rules as they were when the meeting was prepared."""
        return rules_of(self.regime)

    @property
    def stage(self):
        if self.cancelled_at:
            return Stage.CANCELLED
        if self.signed_at:
            return Stage.SIGNED
        if self.sent_at:
            return Stage.SIGNING
        return Stage.CALLED if self.called_at else Stage.PREPARING


class Attendance(models.Model):
    """A member unit invited, and whether it came. A unit with such a row sees the meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    attended = models.BooleanField("到会", null=True)
    note = models.CharField("出席人员、请假情况", max_length=120, blank=True)

    class Meta:
        ordering = ["unit__order", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "unit"], name="attendance_once")]


class AgendaItem(models.Model):
    """A case before the meeting. `hearing` is admission's own row: closed, it is no longer to be discussed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    hearing = models.OneToOneField(Hearing, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveIntegerField("次序")
    result = models.CharField("审议结果", max_length=16, choices=Result.choices, blank=True)
    wording = models.TextField("议定内容", blank=True)
    recorded_at = models.DateTimeField("登记审议结果", null=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "case"], name="case_once_per_meeting")]

    @property
    def is_open(self):
        """Still to be discussed, or its result still to be written into the case."""
        return self.hearing.closed_at is None
