"""Lines to a unit or to one person in it, and who has read them."""

from django.db import models

from accounts.models.county import Unit
from accounts.models.person import Seat, User
from audit import clock


class NoticeKind(models.TextChoices):
    """Why a line is sent: what a person chooses mail by."""

    TURN = "turn", "轮到本单位办"
    URGE = "urge", "催办"
    DEADLINE = "deadline", "期限提醒"
    MEETING = "meeting", "会议"
    RESULT = "result", "有了结果"
    MENTION = "mention", "同事找您"


TO_READ = (NoticeKind.RESULT, NoticeKind.MEETING, NoticeKind.MENTION)  # want nothing but reading


class Notice(models.Model):
    """A line to a unit, or to one person in it. Unread for a seat = created after that seat last looked."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="notices", verbose_name="单位")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="只给此人")
    title = models.CharField("内容", max_length=200)
    url = models.CharField("地址", max_length=300)
    kind = models.CharField("种类", max_length=20, choices=NoticeKind.choices, default=NoticeKind.TURN)
    created_at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = "通知"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["unit", "created_at"], name="notice_unit_created")]

    def __str__(self):
        return self.title


class NoticeRead(models.Model):
    """The seat marked this notice read, before it marked all read (`Seat.notices_seen_at`)."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="+", verbose_name="岗位")
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="+", verbose_name="通知")

    class Meta:
        verbose_name = "已读"
        constraints = [models.UniqueConstraint(fields=["seat", "notice"], name="read_once")]

    def __str__(self):
        return str(self.notice)
