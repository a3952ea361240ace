import uuid

from django.db import models
from django.db.models.functions import Greatest, TruncDate

from audit import clock
from config.templatetags.chinese import cdate
from regimes.schema import Rules, parse

# by hash: a stored regime never changes, and reading one takes milliseconds
_read: dict[str, Rules] = {}


BEGUN = Greatest("in_force_from", TruncDate("loaded_at"))


class RegimeQuerySet(models.QuerySet):
    def in_force(self, day):
        """Those in force on the day, the one that holds first: a version holds from its own date, or from the day it was loaded if
        that is later, until one holds that began after it. Of two of one day, the one loaded last."""
        return self.filter(in_force_from__lte=day).order_by(BEGUN.desc(), "-pk")

    def ever_convened(self):
        """Whether one of them names a convenor."""
        return any(regime.rules.bodies.convenor for regime in self)

    def rules_today(self, *, known=None):
        """The rules in force today, or None; `known`: the hash of their text, as read before."""
        if known in _read:
            return _read[known]
        held = self.in_force(clock.today()).defer("text").first()
        return held and held.rules


class Regime(models.Model):
    """One version of one county's regime file; written once, never altered."""

    uuid = models.UUIDField("编号", unique=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("accounts.County", models.PROTECT, related_name="regimes", verbose_name="县")
    code = models.SlugField("代号", max_length=40)
    version = models.PositiveIntegerField("版本")
    title = models.CharField("制度名称", max_length=200)
    text = models.TextField("全文")
    sha256 = models.CharField("校验值", max_length=64)
    in_force_from = models.DateField("施行日期")
    loaded_at = models.DateTimeField("载入时间")
    loaded_by = models.CharField("载入人", max_length=100)

    objects = RegimeQuerySet.as_manager()

    class Meta:
        verbose_name = "制度"
        constraints = [
            models.UniqueConstraint(fields=["county", "code", "version"], name="regime_version_unique"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="regime_version_positive"),
        ]

    def __str__(self):
        return f"{self.title}（第{self.version}版）"

    @property
    def begun(self):
        """The day from which this version may hold (`RegimeQuerySet.in_force`)."""
        return max(self.in_force_from, clock.local_date(self.loaded_at))

    @property
    def rules(self) -> Rules:
        """What the text says, read once a process; no query when the text is loaded, or was read before."""
        if self.sha256 not in _read:
            _read[self.sha256] = parse(self.text, stored=True)
        return _read[self.sha256]


class Interpretation(models.Model):
    """What the office that interprets the regulation answered, for everyone (灵川 第十二条); never altered (a trigger refuses it).

    A later one may stand in its place, or withdraw it.
    """

    SAID = ("uuid", "county_id", "question", "answer", "article", "replaces_id", "withdraws", "published_by")

    uuid = models.UUIDField("编号", unique=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey(
        "accounts.County", models.PROTECT, related_name="interpretations", verbose_name="县"
    )
    question = models.CharField("问题", max_length=200)
    answer = models.TextField("解释")
    # the version in force when it was given; none of one published before that was kept
    regime = models.ForeignKey(
        Regime, models.PROTECT, null=True, blank=True, related_name="interpretations", verbose_name="制度版本"
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="代替"
    )
    withdraws = models.BooleanField("废止", default=False)
    article = models.CharField("涉及的条款", max_length=100, blank=True)
    published_at = models.DateTimeField("公布时间")
    published_by = models.CharField("公布人", max_length=100)

    class Meta:
        verbose_name = "解释"
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdraws=False) | models.Q(replaces__isnull=False),
                name="interpretation_withdrawn_is_named",
            )
        ]

    def __str__(self):
        return self.question

    @property
    def later(self):
        """The answer that stands in its place, or withdraws it; None."""
        return getattr(self, "replaced_by", None)

    @property
    def holds(self):
        """Whether it is the last word on its question."""
        return self.later is None and not self.withdraws

    @property
    def stands(self):
        """(key, word) of components/state.html where it is not simply an answer."""
        if self.later:
            word = "已废止" if self.later.withdraws else "已更正"
            return "back", f"{cdate(self.later.published_at)}{word}，不再适用"
        if self.replaces:
            word = "废止的理由" if self.withdraws else "更正以后的解释"
            return "done", f"{word}，代替{cdate(self.replaces.published_at)}的一条"
        return None


class CalendarChange(models.Model):
    """An edit of the calendar: who changed what and why, and how many promised days it moved (I-77). Never altered."""

    county = models.ForeignKey(
        "accounts.County", models.PROTECT, related_name="calendar_changes", verbose_name="县"
    )
    year = models.PositiveIntegerField("年份")
    text = models.CharField("改动", max_length=200)
    reason = models.TextField("理由", blank=True)
    moved = models.PositiveIntegerField("变动的期限")
    shortened = models.PositiveIntegerField("缩短的期限")
    changed_at = models.DateTimeField("时间")
    changed_by = models.CharField("办理人", max_length=120)

    class Meta:
        verbose_name = "节假日安排的改动"
        ordering = ["-changed_at", "-id"]

    def __str__(self):
        return self.text


class CalendarDay(models.Model):
    """A day whose kind the State Council's notice changes; a year with such rows is covered."""

    day = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("是否工作日")
    name = models.CharField("节日", max_length=20)

    class Meta:
        verbose_name = "节假日安排"
        ordering = ["day"]

    def __str__(self):
        return f"{self.day:%Y-%m-%d} {self.name}{'调休上班' if self.is_workday else '放假'}"

    @property
    def called(self):
        """国庆节; of a day worked for it 国庆节调休, also where that was typed."""
        return f"{self.name.removesuffix('调休')}调休" if self.is_workday else self.name
