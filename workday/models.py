"""What goes with everybody's work: mail chosen and sent, days reminded of, readings, notes within a unit: rows only."""

import uuid

from django.conf import settings
from django.db import models

from accounts.models import County, Notice, NoticeKind, Seat, Unit


class When(models.TextChoices):
    NEVER = "never", "不发"
    AT_ONCE = "at_once", "随时发"
    DAILY = "daily", "每个工作日早上一封"


# What holds for who chose nothing: at once what cannot wait for the morning.
DEFAULTS = dict.fromkeys(NoticeKind.values, When.DAILY) | {
    NoticeKind.URGE.value: When.AT_ONCE,
    NoticeKind.MEETING.value: When.AT_ONCE,
    NoticeKind.MENTION.value: When.AT_ONCE,
}


class MailChoice(models.Model):
    """When a person is mailed notices of a kind."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_choices", verbose_name="用户"
    )
    kind = models.CharField("种类", max_length=20, choices=NoticeKind.choices)
    when = models.CharField("何时", max_length=20, choices=When.choices)

    class Meta:
        verbose_name = "邮件提醒"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="mail_choice_once")]

    def __str__(self):
        return f"{self.get_kind_display()}：{self.get_when_display()}"


class Mailing(models.Model):
    """The person was mailed the notice, or is being mailed it: written before it is sent, so that it never goes twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "已发邮件"
        constraints = [models.UniqueConstraint(fields=["user", "notice"], name="mailed_once")]

    def __str__(self):
        return f"{self.user}：{self.notice}"


class Step(models.TextChoices):
    BEFORE = "before", "到期以前"
    ON = "on", "到期当天"
    AFTER = "after", "过期以后"


class DateReminder(models.Model):
    """The unit was reminded of the day of a subject: three working days before, on it, after it; each once."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    subject = models.CharField("事情", max_length=300)
    day = models.DateField("日期")
    step = models.CharField("何时", max_length=10, choices=Step.choices)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "期限提醒"
        constraints = [
            models.UniqueConstraint(fields=["unit", "subject", "day", "step"], name="reminded_once")
        ]

    def __str__(self):
        return f"{self.unit} {self.day} {self.get_step_display()}"


class Reading(models.Model):
    """Somebody opened a case, or a part of it, in this quarter of an hour. Copied as text, as the audit record does, and
    apart from its chain: nothing is decided by it, and a page that cannot write it is shown all the same.
    """

    at = models.DateTimeField("时间", help_text="一刻钟的开始")
    county_id = models.BigIntegerField()
    case = models.UUIDField("案件")
    number = models.CharField("编号", max_length=60, blank=True)
    what = models.CharField("打开的", max_length=40)  # the name of the address
    part = models.CharField(max_length=40, blank=True)
    person_id = models.BigIntegerField()
    person = models.CharField("姓名", max_length=50)
    seat = models.CharField("岗位", max_length=120)

    class Meta:
        verbose_name = "查阅记录"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "at", "person_id", "seat", "what", "part"], name="reading_once_a_quarter"
            )
        ]
        indexes = [models.Index(fields=["county_id", "-at"], name="reading_by_day")]

    def __str__(self):
        return f"{self.person} {self.number} {self.at}"


class Note(models.Model):
    """A unit's own note on a case; never shown to another unit, and no part of the file. Written once."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.UUIDField("案件")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    text = models.TextField("备注")
    at = models.DateTimeField("时间")
    label = models.CharField("谁", max_length=120)

    class Meta:
        verbose_name = "单位内部备注"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["case", "unit"], name="note_of_case")]

    def __str__(self):
        return self.text[:40]


class Handling(models.Model):
    """Who of the unit has the case in hand. It orders the unit's work and decides nothing: either post may act."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.UUIDField("案件")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name="由谁办")
    since = models.DateTimeField("从何时")

    class Meta:
        verbose_name = "由谁办"
        constraints = [models.UniqueConstraint(fields=["case", "unit"], name="one_in_hand")]
        indexes = [models.Index(fields=["unit", "seat"], name="in_hand_of")]

    def __str__(self):
        return str(self.seat)


class DeskWays(models.Model):
    """How a person wants its workbench: the columns, in their order, and filters under names of its own."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    columns = models.JSONField("栏目", null=True)  # None: the usual ones
    filters = models.JSONField("存下的筛选", default=dict)  # {name: as it stands in the address}

    class Meta:
        verbose_name = "工作台的栏目和筛选"

    def __str__(self):
        return f"{self.user}"


class Phrase(models.Model):
    """A phrase that is often written (常用意见): a person's own, or with `county` everybody's of that county."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    county = models.ForeignKey(County, models.PROTECT, null=True, related_name="+")
    text = models.CharField("常用意见", max_length=300)

    class Meta:
        verbose_name = "常用意见"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=True) ^ models.Q(county__isnull=True),
                name="phrase_has_one_owner",
            ),
            models.UniqueConstraint(
                fields=["user", "text"], condition=models.Q(county__isnull=True), name="phrase_once_a_person"
            ),
            models.UniqueConstraint(
                fields=["county", "text"], condition=models.Q(user__isnull=True), name="phrase_once_a_county"
            ),
        ]

    def __str__(self):
        return self.text
