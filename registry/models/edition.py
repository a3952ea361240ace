"""Published editions, what leads to one, where it was posted, and slips put right after. Rows only, no verbs."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.models import County, Unit, User
from documents.models import StoredFile
from registry.draft_flow import DraftFlow
from registry.draft_path import list_steps
from registry.models.duty import DutyVersion
from registry.states import (
    CHANGES,
    OPEN_DRAFTS,
    CorrigendumKind,
    DraftState,
    PostingPlace,
    StepOutcome,
    changes_said,
)


class Edition(models.Model):
    """版次: a numbered, published state of the list. Never changes (triggers refuse it), but for an organ's number that was
    entered wrong (更正)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, models.PROTECT, related_name="editions", verbose_name="县")
    year = models.PositiveIntegerField("年份")
    number = models.PositiveIntegerField("第几版")
    title = models.CharField("标题", max_length=100)
    document_number = models.CharField("文号", max_length=100)
    published_on = models.DateField("公布日期")
    # of which day the list is: when it was sent to the bodies that passed it; empty where the office published it directly
    as_of = models.DateField("清单日期", null=True, blank=True)
    published_by = models.CharField("公布人", max_length=200)
    notes = models.TextField("说明", blank=True)
    size = models.PositiveIntegerField("项数")
    added = models.PositiveIntegerField("新增")
    changed = models.PositiveIntegerField("调整")
    # apart from what was changed
    corrected = models.PositiveIntegerField("勘误", default=0)
    ended = models.PositiveIntegerField("退出")
    sha256 = models.CharField("校验值", max_length=64)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)
    scans = models.ManyToManyField(StoredFile, related_name="+", verbose_name="更正文号的扫描件")

    class Meta:
        verbose_name = "版次"
        ordering = ["-published_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["county", "year", "number"], name="edition_number_once_per_year"),
            models.UniqueConstraint(
                fields=["county", "document_number"],
                name="edition_document_once_per_county",
                violation_error_message="这个文号已用于另一版清单。",
            ),
        ]

    def __str__(self):
        return f"{self.year}年第{self.number}版"

    def get_absolute_url(self):
        return reverse("edition", args=[self.year, self.number])

    @property
    def changes_said(self):
        return changes_said({key: getattr(self, key) for key in CHANGES})

    @property
    def list_day(self):
        """The day whose list it is: what came or ended later is not in it."""
        return self.as_of or self.published_on


class EditionEntry(models.Model):
    """One duty as it stood in an edition: the snapshot is what the page shows, for good."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="entries")
    version = models.ForeignKey(DutyVersion, models.PROTECT, related_name="+")
    code = models.CharField("编号", max_length=20)
    snapshot = models.TextField()

    class Meta:
        verbose_name = "版次条目"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="entry_once_per_edition"),
        ]

    def __str__(self):
        return f"{self.edition} {self.code}"


class EditionDraft(DraftFlow):
    """A next edition on its way through the steps of the county's list path (`regimes` [list_path]).

    `content` is frozen when the draft leaves 拟稿: canonical JSON of the entries, one a line, with its hash. What is
    published is what was approved; what the list has changed since waits for the edition after it (record 0040).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, models.PROTECT, related_name="edition_drafts", verbose_name="县")
    step = models.CharField("当前环节", max_length=30, blank=True)
    # the key of the unit that records that step: what the workbench of its seats goes by
    turn = models.CharField("轮到的单位", max_length=50, blank=True)
    notes = models.TextField("说明", blank=True)
    content = models.TextField("内容", blank=True, editable=False)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    as_of = models.DateField("清单日期", null=True, blank=True)
    # the version of the county's rules whose bodies it passes: that of the moment it was sent
    regime = models.ForeignKey(
        "regimes.Regime",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="edition_drafts",
        verbose_name="送审时的制度",
    )
    lock = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField("拟稿时间", default=timezone.now)
    created_by = models.CharField("拟稿人", max_length=200)
    edition = models.OneToOneField(
        Edition, models.PROTECT, null=True, blank=True, related_name="draft", verbose_name="版次"
    )

    class Meta:
        verbose_name = "拟编版次"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["county"],
                condition=Q(state__in=list(OPEN_DRAFTS)),
                name="edition_draft_one_open_per_county",
            ),
        ]

    def __str__(self):
        return f"{self.county}拟编版次"

    def get_absolute_url(self):
        return reverse("edition-draft", args=[self.uuid])

    @cached_property
    def path(self):
        """The steps of the version it was sent under; before that, today's. One query."""
        if self.state == DraftState.DRAFTING:
            return list_steps(self.county)
        return self.regime.rules.list_steps if self.regime else ()

    @property
    def current(self):
        """The step whose turn it is, or None; a regime changed meanwhile may have lost it."""
        return next((step for step in self.path if step.key == self.step), None)

    @property
    def passed(self):
        """Keys of the steps that passed this very content."""
        return {
            row.key
            for row in self.steps.all()
            if row.outcome == StepOutcome.PASSED and row.content_hash == self.sha256
        }

    @property
    def next_step(self):
        """The first step that has not passed this content: what comes back unchanged is not decided again."""
        passed = self.passed
        return next((step for step in self.path if step.key not in passed), None)

    @property
    def steps_recorded(self):
        return {row.key for row in self.steps.all()}

    @property
    def entries(self):
        """The frozen snapshots, one a duty."""
        return self.content.split("\n") if self.content else []


class EditionStep(models.Model):
    """What one body said of a draft: passed or returned, with its document. Written once."""

    draft = models.ForeignKey(EditionDraft, models.PROTECT, related_name="steps", verbose_name="拟编版次")
    key = models.CharField("环节", max_length=30)
    label = models.CharField("名称", max_length=50)
    body = models.CharField("机关", max_length=100)
    outcome = models.CharField("结果", max_length=20, choices=StepOutcome.choices)
    number = models.CharField("文号", max_length=100, blank=True)
    decided_on = models.DateField("日期")
    reason = models.TextField("意见", blank=True)
    content_hash = models.CharField("校验值", max_length=64)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)
    recorded_by = models.CharField("登记人", max_length=200)

    class Meta:
        verbose_name = "拟编版次的环节"
        ordering = ["id"]

    def __str__(self):
        return f"{self.label} {self.get_outcome_display()}"


class Posting(models.Model):
    """Where and when an edition was made public (灵川 第八条): the portal, and each township's centre and own page."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="postings", verbose_name="版次")
    place = models.CharField("公开位置", max_length=20, choices=PostingPlace.choices)
    township = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="乡镇"
    )
    posted_on = models.DateField("公开日期")
    url = models.URLField("网址", max_length=500, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    picture = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="照片"
    )
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)
    recorded_by = models.CharField("登记人", max_length=200)

    class Meta:
        verbose_name = "公开记录"
        ordering = ["place", "township__order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "place", "township"],
                condition=Q(township__isnull=False),
                name="posting_once_per_township",
            ),
            models.UniqueConstraint(
                fields=["edition", "place"],
                condition=Q(township__isnull=True),
                name="posting_once_on_the_portal",
            ),
            models.CheckConstraint(
                condition=Q(place=PostingPlace.PORTAL, township__isnull=True)
                | (~Q(place=PostingPlace.PORTAL) & Q(township__isnull=False)),
                name="posting_portal_has_no_township",
            ),
        ]

    def __str__(self):
        return f"{self.edition} {self.get_place_display()}"


class Corrigendum(models.Model):
    """勘误 of a published text: one person of the office proposes it, another confirms it (I-53, I-68).

    Confirmed, it is a text of its own (`result`), in force at once, with the document of the text it corrects.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        DutyVersion, models.PROTECT, related_name="corrigenda", verbose_name="事项文本"
    )
    field = models.CharField("栏目", max_length=50)
    kind = models.CharField("种类", max_length=20, choices=CorrigendumKind.choices)
    old_text = models.TextField("原文")
    new_text = models.TextField("更正为")
    reason = models.CharField("理由", max_length=300)
    proposed_at = models.DateTimeField("提出时间", default=timezone.now)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_label = models.CharField("提出岗位", max_length=200)
    settled_at = models.DateTimeField("复核时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人"
    )
    settled_label = models.CharField("复核岗位", max_length=200, blank=True)
    refusal = models.CharField("不同意的理由", max_length=300, blank=True)
    result = models.OneToOneField(
        DutyVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrects",
        verbose_name="更正后的文本",
    )

    class Meta:
        verbose_name = "勘误"
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(settled_at__isnull=True),
                name="corrigendum_one_open_per_version",
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | ~Q(settled_by=models.F("proposed_by")),
                name="corrigendum_two_persons",
            ),
        ]

    def __str__(self):
        return f"{self.version} 勘误"
