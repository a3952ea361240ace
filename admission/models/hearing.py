"""协调会 and 联席会议 as the case sees them: invited, said, resolved. The meeting itself is jointmeeting's."""

import uuid

from django.db import models

from accounts.models import Unit
from admission.states import HearingKind, Outcome
from config.templatetags.chinese import cdate

from .case import Application, Version
from .review import Round


class Hearing(models.Model):
    """The case before one meeting, for one version and round (灵川 第三条第（三）项第2目)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="hearings")
    kind = models.CharField(max_length=16, choices=HearingKind.choices)
    meeting = models.UUIDField(
        null=True
    )  # jointmeeting's own row; of it only settings.MINUTES_SIGNED is asked
    title = models.CharField(max_length=120, blank=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    due = models.DateField(null=True)
    due_provisional = models.BooleanField(default=False)
    meets_on = models.DateField("定于", null=True)  # a coordination meeting, as it was called for
    meets_at = models.CharField("时间", max_length=30, blank=True)
    held_on = models.DateField("召开日期", null=True)
    place = models.CharField("地点", max_length=120, blank=True)
    summary = models.TextField("协商情况", blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_hearing",
            )
        ]

    @property
    def arranged(self):
        """2026年11月30日（周一） 上午9:30，三楼会议室: when and where it was called for, as far as that is settled."""
        when = " ".join(filter(None, (cdate(self.meets_on), self.meets_at)))
        return "，".join(filter(None, (when, self.place)))


class HearingParty(models.Model):
    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="parties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    attended = models.BooleanField("到会", null=True)
    position = models.TextField("意见", blank=True)

    class Meta:
        ordering = ["unit__order", "id"]
        constraints = [models.UniqueConstraint(fields=["hearing", "unit"], name="party_once")]


class Resolution(models.Model):
    """What the signed minutes say of this case; serves once, for its version and round."""

    SAID = ("hearing_id", "outcome", "wording", "minutes_number", "label")

    hearing = models.OneToOneField(Hearing, on_delete=models.PROTECT, related_name="resolution")
    outcome = models.CharField("审议结果", max_length=16, choices=Outcome.choices)
    wording = models.TextField("议定内容")
    minutes_number = models.CharField("纪要编号", max_length=60)
    minutes_signed_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    label = models.CharField(max_length=120)
    lapsed_at = models.DateTimeField(null=True)
