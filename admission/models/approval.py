"""审签, 审定, 备案审核 and the notice: who approved which text, and what lapsed."""

from django.conf import settings
from django.db import models

from accounts.models import Unit
from admission.states import Reply, Verdict

from .case import Application, Version


class SignOff(models.Model):
    """The convenor's signature, bound to the hash of what was signed (灵川 第三条第（三）项第1目, 第四条)."""

    SAID = ("application_id", "version_id", "content_hash", "note", "label")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="sign_offs")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    note = models.TextField("批语", blank=True)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")  # signed from
    label = models.CharField(max_length=120)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["signed_at", "id"]


class Decision(models.Model):
    """What 县委 or 县政府 decided, by its own office or by the office with the scan (灵川 第三条第（三）项第2目)."""

    SAID = (
        "application_id",
        "version_id",
        "body",
        "verdict",
        "number",
        "decided_on",
        "reason",
        "content_hash",
        "label",
    )

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    body = models.CharField(max_length=32)
    verdict = models.CharField(max_length=16, choices=Verdict.choices)
    number = models.CharField("文号", max_length=60, blank=True)
    decided_on = models.DateField("审定日期")
    reason = models.TextField("理由", blank=True)
    content_hash = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")  # recorded from
    label = models.CharField(max_length=120)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "body"],
                condition=models.Q(lapsed_at__isnull=True, verdict="approved"),
                name="one_standing_decision_per_body",
            )
        ]


class Filing(models.Model):
    """登记上报 and the upper body's reply. Before a reply `outcome` is blank; what the reply says stays as it was written."""

    SAID = ("application_id", "outcome", "reply_number", "reply_on", "reply_text", "reply_label")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="filings")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    number = models.CharField("上报文号", max_length=60)
    sent_on = models.DateField("上报日期")
    recorded_at = models.DateTimeField()
    label = models.CharField(max_length=120)
    outcome = models.CharField(max_length=16, choices=Reply.choices, blank=True)
    reply_number = models.CharField("批复文号", max_length=60, blank=True)
    reply_on = models.DateField("批复日期", null=True)
    reply_text = models.TextField("批复意见", blank=True)
    replied_at = models.DateTimeField(null=True)
    reply_label = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["recorded_at", "id"]


class AdmissionNotice(models.Model):
    """准入通知 / 撤销通知: one a case; sets the duty in force, or its last day (灵川 第八条)."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="notice")
    number = models.CharField("发文字号", max_length=60)
    issued_on = models.DateField("印发日期")
    effective_on = models.DateField("生效日期")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")  # recorded from
    label = models.CharField(max_length=120)
