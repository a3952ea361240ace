"""Counties, units, people, seats, the roster, delegations and notices: rows only, no verbs."""

import uuid

from django.contrib.auth.models import AbstractUser, Group
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils.module_loading import import_string

from accounts.words import SOURCES, at_level, has_own
from audit import clock


def dated(name):
    """A named constraint: the last day is never before the first."""
    return models.CheckConstraint(
        condition=Q(valid_from__isnull=True)
        | Q(valid_until__isnull=True)
        | Q(valid_until__gte=F("valid_from")),
        name=name,
        violation_error_message="结束日期不能早于开始日期。",
    )


class DatedQuerySet(models.QuerySet):
    def on(self, day):
        """Rows in force on the day; both the first and the last day count."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        )


class County(models.Model):
    code = models.CharField("行政区划代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=50)
    short = models.CharField("简称", max_length=10, help_text="用于编号，如“灵”。")
    host_name = models.CharField("承办单位", max_length=100, blank=True)
    organiser_name = models.CharField("主办单位", max_length=100, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)
    upper_body = models.ForeignKey(
        "Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上级单位"
    )

    class Meta:
        verbose_name = "县"
        ordering = ["code"]

    def __str__(self):
        return self.name

    @property
    def rules(self):
        """The rules in force today (`regimes.schema.Rules`), or None; of a county read for a request without a query."""
        known = getattr(self, "regime_sha", "")
        return None if known is None else self.regimes.rules_today(known=known)

    @property
    def names_convenor(self):
        """Whether a version of its rules names a convenor, and so a joint meeting with a roster; one without a file may yet."""
        held = self.rules
        return held is None or bool(held.bodies.convenor) or self.regimes.ever_convened()

    def worded(self, text, *, rules=None, temporary=False):
        """A fixed sentence in the county's own words: those of its level, of its rules in force or of the `rules` given."""
        if has_own(text) and (rules := rules or self.rules):
            text = rules.worded(text, temporary=temporary)
        return at_level(text, self.name)

    def source_of_temporary(self, key):
        """Where a temporary duty comes from, as its rules in force put it; without any, as every county's list does."""
        return self.sources_of_temporary.get(key, "")

    @property
    def sources_of_temporary(self):
        """{key: its words} of each; the rules are read once for all of them."""
        return self.sources_by(self.rules)

    def sources_by(self, rules):
        """The same by the rules of another day, or by none."""
        said = SOURCES | (rules.sources_of_temporary if rules else {})
        return {key: at_level(text, self.name) for key, text in said.items()}


class UnitKind(models.TextChoices):
    OFFICE = "office", "联席会议办公室"
    DEPARTMENT = "department", "县级职能部门"
    TOWNSHIP = "township", "乡镇（街道）"
    PARTY_GOV = "party_gov", "县委、县政府办公室"
    CONVENOR = "convenor", "召集人"
    UPPER = "upper", "上级单位"
    SUPERVISOR = "supervisor", "外部监督单位"  # 人大, 审计, 纪检: reads, never acts


class Unit(models.Model):
    """A body that acts in cases. Its group carries its object permissions (decision record 0002). One above a county has no
    county; a county points at it as its upper body."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(
        County, models.PROTECT, null=True, blank=True, related_name="units", verbose_name="县"
    )
    key = models.SlugField("标识", max_length=50, help_text="规则文件里用的名字，设立后不改。")
    code = models.SlugField("单位代码", max_length=20, help_text="账号用的代码，如 zjj。")
    name = models.CharField("全称", max_length=100)
    short_name = models.CharField("简称", max_length=50)
    kind = models.CharField("类别", max_length=20, choices=UnitKind.choices)
    is_standing = models.BooleanField(
        "常设机构", default=True, help_text="议事协调机构、临时机构不是常设机构，不能申请准入。"
    )
    group = models.OneToOneField(Group, models.PROTECT, related_name="unit", editable=False)
    contact_post = models.CharField("联系岗位", max_length=50, blank=True)
    telephone = models.CharField("联系电话", max_length=30, blank=True)
    above = models.ForeignKey(
        "Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="below",
        verbose_name="上级单位",
        help_text="只用于县以上的单位：市的上级是省。",
    )
    valid_from = models.DateField("设立日期", null=True, blank=True)
    valid_until = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey(
        "Unit", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="由谁承接"
    )
    order = models.PositiveIntegerField("排序", default=0)
    # whether units that ended left it what they had: known where its seats were read for a request, else to be asked
    took_over = True

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["county", "key"], name="unit_key_once_per_county"),
            models.UniqueConstraint(fields=["county", "code"], name="unit_code_once_per_county"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(county__isnull=True), name="unit_key_once_above_counties"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=Q(county__isnull=True), name="unit_code_once_above_counties"
            ),
            models.CheckConstraint(
                condition=Q(kind=UnitKind.UPPER, county__isnull=True)
                | (~Q(kind=UnitKind.UPPER) & Q(county__isnull=False)),
                name="unit_upper_has_no_county",
            ),
            models.UniqueConstraint(
                fields=["county"], condition=Q(kind=UnitKind.OFFICE), name="unit_one_office_per_county"
            ),
            models.UniqueConstraint(
                fields=["county"], condition=Q(kind=UnitKind.CONVENOR), name="unit_one_convenor_per_county"
            ),
            dated("unit_dates_in_order"),
        ]

    def __str__(self):
        return self.short_name


class UnitName(models.Model):
    """A name the unit had until a day, with the document that gave it another. What was issued meanwhile keeps it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="former_names", verbose_name="单位")
    name = models.CharField("全称", max_length=100)
    short_name = models.CharField("简称", max_length=50)
    until = models.DateField("用到哪一天")
    document = models.CharField("改名的文件", max_length=100)

    class Meta:
        verbose_name = "曾用名"
        ordering = ["-until", "-pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "until"], name="unit_one_name_a_day")]

    def __str__(self):
        return self.name


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

    objects = DatedQuerySet.as_manager()

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


class Session(AbstractBaseSession):
    """A session in the browser, and whose it is (accounts.sessions)."""

    person = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")

    get_session_store_class = classmethod(lambda cls: import_string("accounts.sessions.SessionStore"))
