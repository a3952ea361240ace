"""事前酝酿: who is asked before submission (and, with a later round, again), and what they said."""

from django.conf import settings
from django.db import models

from accounts.models import Unit
from admission.states import Answer, Role

from .case import Application, Version


class Consultation(models.Model):
    """One request to one unit, with a date (灵川 第三条第（一）项). Open until `closed_at`."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="consultations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=16, choices=Role.choices)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey("Round", on_delete=models.PROTECT, null=True, related_name="consultations")
    asked_at = models.DateTimeField()
    due = models.DateField("答复期限")
    due_provisional = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)  # 逾期未复 recorded
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "unit"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_request_per_unit",
            )
        ]


class Position(models.Model):
    """An answer, never altered; the latest of a unit counts."""

    SAID = (
        "consultation_id",
        "version_id",
        "answer",
        "text",
        "label",
        "on_paper",
        "paper_on",
        "paper_number",
    )

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="positions")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField("意见", max_length=16, choices=Answer.choices)
    text = models.TextField("说明", blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=120)  # seat that signed, as shown
    on_paper = models.BooleanField(default=False)
    paper_on = models.DateField("落款日期", null=True)
    paper_number = models.CharField("来文文号", max_length=60, blank=True)

    class Meta:
        ordering = ["issued_at", "id"]
