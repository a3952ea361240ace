"""What every row that acts of the joint meeting are done on has in common."""

import uuid

from django.db import models

from accounts.models import County


class Matter(models.Model):
    """`lock` rises with every act. `KIND` is the subject's kind in the audit record, `stage` where it stands."""

    KIND = ""
    READ_WITH = ("county",)  # read together with the locked row

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="+", verbose_name="县")
    lock = models.PositiveIntegerField("修订号", default=0)

    class Meta:
        abstract = True

    @property
    def subject_kind(self):
        """What the audit record calls it."""
        return self.KIND
