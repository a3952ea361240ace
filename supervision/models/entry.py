"""What is said with an act, what is handed in with it, and days that were changed: of anything that is followed up."""

import uuid

from django.db import models

from accounts.models import County, Unit
from documents.models import StoredFile
from regimes.models import Regime
from supervision.states import Clock


class Followed(models.Model):
    """Something followed up: `lock` rises with every act, the rules are those of the day it began."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="+", verbose_name="县")
    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, related_name="+", verbose_name="制度")
    lock = models.PositiveIntegerField("修订号", default=0)
    begun_at = models.DateTimeField("登记时间")

    NAMED = ("county", "regime", "duty", "township", "department")

    class Meta:
        abstract = True

    @property
    def rules(self):
        return self.regime.rules


class Entry(models.Model):
    """The words given with an act; never altered. `subject` is the uuid of what it is about."""

    SAID = ("subject", "unit_id", "verb", "text", "label")

    subject = models.UUIDField("对象")
    verb = models.CharField(max_length=40)
    text = models.TextField("内容")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    label = models.CharField(max_length=120)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "办理中的文字"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["subject", "id"], name="entry_by_subject")]


class Attachment(models.Model):
    """A file handed in with an entry, with several if the act was done for several; who reads the entry may read it."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "附件"
        ordering = ["id"]


class DayChange(models.Model):
    """A promised day that became another one: the old one is kept with the reason (I-77)."""

    subject = models.UUIDField("对象")
    clock = models.CharField("哪一个期限", max_length=16, choices=Clock.choices)
    old = models.DateField("原期限")
    new = models.DateField("现期限")
    reason = models.TextField("理由")
    label = models.CharField(max_length=120)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "期限变动"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["subject", "id"], name="day_change_by_subject")]
