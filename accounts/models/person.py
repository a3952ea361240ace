"""People, the seats they act from, what the joint meeting's roster and a delegation make of a seat, and sessions."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils.module_loading import import_string

from accounts.models.county import County, DatedQuerySet, Unit, dated


class User(AbstractUser):
    """A person who signs in. What the person may do hangs on seats, never on flags of this row."""

    first_name = None
    last_name = None
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    display_name = models.CharField("姓名", max_length=50)
    county = models.ForeignKey(
        County,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name="县",
        help_text="由哪个县的系统管理员管理。",
    )
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)

    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = "用户"
        ordering = ["username"]

    def __str__(self):
        return self.display_name or self.username

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)


class Post(models.TextChoices):
    HANDLER = "handler", "经办人"
    HEAD = "head", "负责人"
    CONVENOR = "convenor", "召集人"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


ADMINISTRATORS = (Post.SYSTEM_ADMIN, Post.SECURITY_ADMIN, Post.AUDIT_ADMIN)
STAFF = (Post.HANDLER, Post.HEAD)  # who does a unit's own business
UNIT_POSTS = (*STAFF, Post.CONVENOR)


class Seat(models.Model):
    """User × unit × post, for stated days. Acts are done from a seat, never by a bare user."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="seats", verbose_name="用户")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="seats", verbose_name="单位"
    )
    county = models.ForeignKey(
        County, models.PROTECT, null=True, blank=True, related_name="seats", verbose_name="县"
    )
    post = models.CharField("岗位", max_length=20, choices=Post.choices)
    valid_from = models.DateField("开始日期", null=True, blank=True)
    valid_until = models.DateField("结束日期", null=True, blank=True)
    is_active = models.BooleanField("有效", default=True)
    notices_seen_at = models.DateTimeField("通知看到", null=True, blank=True)
    # The calendar feed's: odd while there is one. It rises when an address is made and when it is closed.
    feed_number = models.PositiveIntegerField("日历地址", default=0, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(post__in=ADMINISTRATORS, unit__isnull=True, county__isnull=False)
                | Q(post__in=UNIT_POSTS, unit__isnull=False),
                name="seat_administrator_has_no_unit",
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "post"],
                condition=Q(is_active=True, unit__isnull=False),
                name="seat_once_per_unit",
            ),
            models.UniqueConstraint(
                fields=["user", "county", "post"],
                condition=Q(is_active=True, unit__isnull=True),
                name="seat_once_per_county",
            ),
            dated("seat_dates_in_order"),
        ]

    def __str__(self):
        return f"{self.unit or self.county} · {self.get_post_display()}"

    @property
    def called(self):
        """The same with the post in the county's own words (组长 for 召集人)."""
        post = self.get_post_display()
        return f"{self.unit or self.county} · {self.county.worded(post) if self.county else post}"

    @property
    def is_admin(self):
        return self.post in ADMINISTRATORS


class RosterRole(models.TextChoices):
    CONVENOR = "convenor", "召集人"
    MEMBER = "member", "成员"
    LIAISON = "liaison", "联络员"
    DIRECTOR = "director", "办公室主任"


class RosterQuerySet(DatedQuerySet):
    def kept(self):
        """Without what was entered by mistake and taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def on(self, day):
        return super().on(day).kept()


class RosterEntry(models.Model):
    """A dated duty of a seat in the joint meeting, with the document that names it (灵川 第二条)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, models.PROTECT, related_name="roster", verbose_name="县")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="roster", verbose_name="岗位")
    role = models.CharField("职务", max_length=20, choices=RosterRole.choices)
    title = models.CharField("职务名称", max_length=100, blank=True)
    document = models.CharField("文件", max_length=100, blank=True)
    valid_from = models.DateField("开始日期")
    valid_until = models.DateField("结束日期", null=True, blank=True)
    # entered by mistake: it counts on no day, and stays to be read
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回的理由", max_length=200, blank=True)

    objects = RosterQuerySet.as_manager()

    class Meta:
        verbose_name = "成员名单"
        ordering = ["valid_from", "id"]
        constraints = [dated("roster_dates_in_order")]

    def __str__(self):
        return f"{self.get_role_display()} {self.seat}"

    @classmethod
    def convenors(cls, on):
        """The rows of who convenes the joint meeting that day, several perhaps."""
        return cls.objects.on(on).filter(role=RosterRole.CONVENOR)


class Delegation(models.Model):
    """授权代签: a head lets another seat of the same unit act in its place for stated days."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="given", verbose_name="授权人")
    to_seat = models.ForeignKey(Seat, models.PROTECT, related_name="received", verbose_name="受托人")
    valid_from = models.DateField("开始日期")
    valid_until = models.DateField("结束日期")
    document = models.CharField("依据文件", max_length=100, blank=True)
    revoked_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "授权代签"
        ordering = ["-valid_from", "-id"]
        constraints = [
            dated("delegation_dates_in_order"),
            models.CheckConstraint(condition=~Q(seat=F("to_seat")), name="delegation_to_another_seat"),
        ]

    def __str__(self):
        return f"{self.seat} → {self.to_seat}"


class Session(AbstractBaseSession):
    """A session in the browser, and whose it is (accounts.sessions)."""

    person = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")

    get_session_store_class = classmethod(lambda cls: import_string("accounts.sessions.SessionStore"))
