"""What is laid on townships by way of pledges, assessments and contests, and what became of it (通渭 二14)."""

from django.db import models
from django.urls import reverse

from accounts.models import Unit
from supervision.models.entry import Followed
from voice.flow import BurdenFlow
from voice.models.matter import Matter
from voice.states import BasisLevel, BurdenKind, BurdenState, level_word


class Burden(Followed, BurdenFlow):
    """One 责任状, 考核评比 … of one unit on townships. `reported_by`: the township that missed it in the list."""

    AUDIT_KIND = "burden"
    NAMED = ("county", "regime", "department", "merged_into", "reported_by", "matter")

    kind = models.CharField("种类", max_length=16, choices=BurdenKind.choices)
    name = models.CharField("名称", max_length=200)
    department = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="责任部门")
    townships = models.ManyToManyField(Unit, related_name="+", verbose_name="涉及乡镇")
    basis = models.CharField("依据", max_length=300, blank=True)
    basis_level = models.CharField("依据的层级", max_length=16, choices=BasisLevel.choices)
    year = models.PositiveSmallIntegerField("年度", null=True)
    held_on = models.DateField("开展日期", null=True)
    reported_by = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="反映乡镇"
    )
    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="一事一报"
    )
    outcome = models.CharField("清理意见", max_length=20, choices=BurdenState.choices, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    settled_on = models.DateField("清理日期", null=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="并入"
    )

    class Meta:
        verbose_name = "考核评比清理"
        ordering = ["department__order", "kind", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="") | ~models.Q(document_number=""),
                name="burden_settled_by_document",
            ),
        ]
        indexes = [models.Index(fields=["county", "state"], name="burden_by_state")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("burden", args=[self.uuid])

    @property
    def state_label(self):
        return BurdenState(self.state).label

    @property
    def level_label(self):
        return level_word(self.basis_level, self.county, self.rules)
