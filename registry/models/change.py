"""When a county's list changed. Rows only."""

import uuid

from django.db import models
from django.utils import timezone

from accounts.models import County


class ListChange(models.Model):
    """One row for each act that changed what the list says. Rows are only added, so that no act waits for another.

    `token` is drawn afresh for each: a database brought back from a copy never repeats one.
    """

    county = models.ForeignKey(County, models.PROTECT, related_name="+", verbose_name="县")
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = "清单变动"
        indexes = [models.Index("county", models.F("id").desc(), name="list_change_newest")]
