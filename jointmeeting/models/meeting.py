"""联席会议: meetings, who was invited and came, what is on the agenda and what the minutes say of each."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.models import Unit
from admission.models import Application, Hearing
from config.templatetags.chinese import cdate
from jointmeeting.models.matter import Matter
from jointmeeting.models.topic import Topic
from jointmeeting.states import Reply, Result, Stage
from regimes.models import Regime


class Meeting(Matter):
    """One joint meeting (灵川 联席会议制度第三部分), with cases or without. Signed minutes do not change."""

    SAID = ("number", "minutes", "guests", "signed_label")

    KIND = "meeting"
    READ_WITH = ("county", "regime")

    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, related_name="+", verbose_name="制度")
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
    closed_at = models.DateTimeField("办结时间", null=True)

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
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(signed_at__isnull=False),
                name="meeting_closed_was_signed",
            ),
        ]

    def __str__(self):
        return f"{self.title}（{self.number}）" if self.number else self.title

    def get_absolute_url(self):
        return reverse("meeting", args=[self.uuid])

    @property
    def rules(self):
        """The county's rules as they were when the meeting was prepared."""
        return self.regime.rules

    @property
    def arranged(self):
        """2026年11月30日（周一）09:30，三楼会议室: when and where, as far as that is settled."""
        hour = f"{self.meets_at:%H:%M}" if self.meets_at else ""
        return "，".join(filter(None, (f"{cdate(self.meets_on)}{hour}", self.place)))

    @property
    def stage(self):
        if self.cancelled_at:
            return Stage.CANCELLED
        if self.closed_at:
            return Stage.CLOSED
        if self.signed_at:
            return Stage.SIGNED
        if self.sent_at:
            return Stage.SIGNING
        return Stage.CALLED if self.called_at else Stage.PREPARING


class Attendance(models.Model):
    """A member unit invited, what it replied, and whether it came. A unit with such a row sees the meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reply = models.CharField("回复", max_length=12, choices=Reply.choices, blank=True)
    reply_note = models.CharField("代会人员职务、请假事由", max_length=120, blank=True)
    replied_at = models.DateTimeField("回复时间", null=True)
    replied_label = models.CharField(max_length=120, blank=True)
    attended = models.BooleanField("到会", null=True)
    by_substitute = models.BooleanField("代会", default=False)
    note = models.CharField("出席人员、请假情况", max_length=120, blank=True)

    class Meta:
        ordering = ["unit__order", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "unit"], name="attendance_once")]


class AgendaItem(models.Model):
    """A case or a topic before the meeting. `hearing` is admission's own row of the case: closed, it is no longer to be
    discussed. A topic is done with when the minutes are signed, which sets its `recorded_at`."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="+")
    hearing = models.OneToOneField(Hearing, on_delete=models.PROTECT, null=True, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, related_name="items")
    order = models.PositiveIntegerField("次序")
    result = models.CharField("审议结果", max_length=16, choices=Result.choices, blank=True)
    wording = models.TextField("议定内容", blank=True)
    recorded_at = models.DateTimeField("登记审议结果", null=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "case"], name="case_once_per_meeting"),
            models.UniqueConstraint(fields=["meeting", "topic"], name="topic_once_per_meeting"),
            models.CheckConstraint(
                condition=models.Q(case__isnull=False, hearing__isnull=False, topic__isnull=True)
                | models.Q(case__isnull=True, hearing__isnull=True, topic__isnull=False),
                name="agenda_item_case_or_topic",
            ),
        ]

    @property
    def is_open(self):
        """Still to be discussed, or its result still to be written into the case."""
        return self.recorded_at is None if self.hearing is None else self.hearing.closed_at is None

    @property
    def said(self):
        """The result and the wording, the result once."""
        result = Result(self.result).label if self.result else "未审议"
        return self.wording if self.wording.startswith(result) else f"{result}。{self.wording}"

    @property
    def matter(self):
        """What is discussed: the case, or the topic."""
        return self.case or self.topic

    @property
    def title(self):
        return self.matter.title

    @property
    def number(self):
        """The case's; a topic has none."""
        return self.case.number if self.case else ""

    @property
    def asker(self):
        """Whose matter it is: the applicant, or who proposed the topic."""
        return self.case.applicant if self.case else self.topic.unit


class MinutesCorrection(models.Model):
    """更正 of signed minutes, on a sheet of its own: the minutes stay as they were signed. Of the text, or of what an
    item says while its result is not yet in its case. Drafted by the office, signed by the convenor; dropped, it stays on
    record."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="corrections")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="+")
    old = models.TextField("原文")
    new = models.TextField("更正为")
    result = models.CharField("审议结果", max_length=16, choices=Result.choices, blank=True)
    reason = models.TextField("更正的理由")
    drafted_at = models.DateTimeField("拟写时间")
    drafted_label = models.CharField(max_length=120)
    signed_at = models.DateTimeField("签署时间", null=True)
    signed_label = models.CharField(max_length=120, blank=True)
    dropped_at = models.DateTimeField("不再更正", null=True)

    class Meta:
        ordering = ["drafted_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"],
                condition=models.Q(signed_at__isnull=True, dropped_at__isnull=True),
                name="one_open_correction_per_meeting",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_at__isnull=True) | models.Q(dropped_at__isnull=True),
                name="correction_signed_or_dropped",
            ),
        ]

    @property
    def where(self):
        return f"议题“{self.item.title}”" if self.item else "会议纪要正文"
