"""A county and its units, each with the days on which it stands and the names it had."""

import uuid

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q

from accounts.words import SOURCES, at_level, has_own


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
