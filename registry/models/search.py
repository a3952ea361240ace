"""What a search has to know of a text before its row is read. Written by `registry.hit_facts` only."""

from django.db import models

from registry.models.duty import DutyVersion


class HitFacts(models.Model):
    """Beside the pieces of a version: whether it is in force on a day, and its place among what is found.

    `since` to `until` are the days on which it is in force (registry.queries.in_force_on), `until` empty where no end is
    settled; without `since` there are none. A narrow row: of a common word a thousand are read to show twenty.
    """

    version = models.OneToOneField(
        DutyVersion, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    duty_id = models.BigIntegerField()
    county_id = models.BigIntegerField()
    kind_order = models.PositiveIntegerField()
    serial = models.PositiveIntegerField()
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    is_public = models.BooleanField()
    name = models.TextField()  # its searchable lines

    class Meta:
        verbose_name = "检索要点"
        # a county's list by itself, without its texts
        indexes = [models.Index(fields=["county_id"], name="hit_county")]
