"""Files of a case: what each is for decides who may download it (`queries.files_for`)."""

from django.db import models

from accounts.models import Unit
from admission.states import FileRole
from documents.models import StoredFile

from .case import Application
from .consultation import Position
from .review import Review


class CaseFile(models.Model):
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=16, choices=FileRole.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, null=True, related_name="files")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, related_name="files")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
