"""信息共享: regulations and papers that the members put before one another (灵川 联席会议制度第一部分)."""

from django.db import models
from django.urls import reverse

from accounts.models import Unit
from documents.models import StoredFile
from jointmeeting.models.matter import Matter
from jointmeeting.states import SharedKind, SharedStage


class SharedFile(Matter):
    """Withdrawn, nobody reads it any more; the row and the file stay."""

    KIND = "shared_file"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="提供单位")
    kind = models.CharField("类别", max_length=20, choices=SharedKind.choices)
    title = models.CharField("名称", max_length=100)
    note = models.TextField("说明", blank=True)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="文件")
    shared_at = models.DateTimeField("提供时间")
    shared_label = models.CharField(max_length=120)
    stage = models.CharField("状态", max_length=20, choices=SharedStage.choices, default=SharedStage.SHARED)

    class Meta:
        verbose_name = "共享资料"
        ordering = ["-shared_at", "-id"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("shared-list")
