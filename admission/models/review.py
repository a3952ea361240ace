"""初评 and 征求成员单位意见: the office's review, rounds, one question a unit, issued opinions."""

from django.conf import settings
from django.db import models

from accounts.models import Unit
from admission.states import Procedure, Term, View
from registry.models import Category, ListKind

from .case import Application, Version
from .consultation import Consultation


class InitialReview(models.Model):
    """编办's opinion on one version (灵川 第三条第（三）项); drafts have no `issued_at`."""

    SAID = (
        "application_id",
        "version_id",
        "lawful",
        "lawful_basis",
        "conforming",
        "conforming_basis",
        "division",
        "guarantees",
        "clearances",
        "label",
        "list_kind_id",
        "category_id",
        "procedure",
        "procedure_reason",
    )
    SAID_BEFORE = (SAID[:-4],)

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="initial_reviews")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    lawful = models.BooleanField("合法合规", null=True)
    lawful_basis = models.TextField("合法合规的依据", blank=True)
    conforming = models.BooleanField("符合上级要求", null=True)
    conforming_basis = models.TextField("符合上级要求的依据", blank=True)
    division = models.TextField("职责分工", blank=True)
    guarantees = models.TextField("保障措施", blank=True)
    list_kind = models.ForeignKey(ListKind, on_delete=models.PROTECT, null=True, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="+")
    clearances = models.JSONField(default=dict)  # {"field:term": reason} for wording hits
    procedure = models.CharField(max_length=8, choices=Procedure.choices, blank=True)
    procedure_reason = models.TextField(blank=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    issued_for = models.ForeignKey(  # whose seat it was: another's where a delegate issued it
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    label = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["id"]

    @property
    def is_favourable(self):
        return bool(self.issued_at and self.lawful and self.conforming)

    def fits(self, version):
        """Whether the list it names is one for the version's term: temporary duties have their own (灵川 第六条)."""
        return self.list_kind is None or self.list_kind.temporary == (version.term == Term.TEMPORARY)


class Round(models.Model):
    """第n轮: one circulation of one version. Open until `closed_at`; `concluded_at` when the office summed it up."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due = models.DateField()
    due_provisional = models.BooleanField(default=False)
    cover_note = models.TextField("来文说明", blank=True)
    closed_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)
    conclusion = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="round_number_unique"),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(closed_at__isnull=True), name="one_open_round"
            ),
        ]


class Review(models.Model):
    """One unit's question in one round. Not `asked` again: `standing` is the earlier opinion that holds."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reviews")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=32)
    asks = models.TextField("审查问题")
    rule = models.CharField(max_length=64)  # the clause that put it here, e.g. circulation.justice
    added_reason = models.TextField(blank=True)
    order = models.PositiveIntegerField(default=0)
    asked = models.BooleanField(default=True)
    standing = models.ForeignKey("Opinion", on_delete=models.PROTECT, null=True, related_name="+")
    interested = models.BooleanField("利益相关", default=False)
    reminded_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    draft = models.JSONField(default=dict)  # the unit's own, seen by nobody else
    drafted_at = models.DateTimeField(null=True)
    sent_to_head_at = models.DateTimeField(null=True)
    sent_back_note = models.TextField(blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "unit"], name="one_question_per_unit_and_round")
        ]


class Opinion(models.Model):
    """An issued opinion; never altered. The latest of a review stands."""

    SAID = (
        "review_id",
        "version_id",
        "finding",
        "details",
        "view",
        "conditions",
        "reasons",
        "label",
        "on_paper",
        "paper_on",
        "paper_number",
    )

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="opinions")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=32, blank=True)
    details = models.JSONField(default=dict)
    view = models.CharField(max_length=16, choices=View.choices)
    conditions = models.TextField("条件", blank=True)
    reasons = models.TextField("理由", blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=120)
    on_paper = models.BooleanField(default=False)
    paper_on = models.DateField("落款日期", null=True)
    paper_number = models.CharField("来文文号", max_length=60, blank=True)

    class Meta:
        ordering = ["issued_at", "id"]

    @property
    def agrees(self):
        return self.view in (View.AGREE, View.NOT_OURS)


class ExpertView(models.Model):
    """What an expert wrote whom the office heard (阿荣旗 第四条第（二）项); never altered, and no unit's answer."""

    SAID = ("application_id", "version_id", "expert", "asks", "gist", "written_on")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="expert_views")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    expert = models.CharField("专家", max_length=100)
    asks = models.TextField("听取意见的问题")
    gist = models.TextField("意见要点")
    written_on = models.DateField("落款日期")
    filed_at = models.DateTimeField()
    label = models.CharField(max_length=120)

    class Meta:
        ordering = ["filed_at", "id"]


class Reminder(models.Model):
    """催办, recorded: to which unit, about which request."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reminders")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, null=True, related_name="reminders"
    )
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, related_name="reminders")
    at = models.DateTimeField()
    label = models.CharField(max_length=120)

    class Meta:
        ordering = ["at", "id"]
