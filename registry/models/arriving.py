"""What a county brings with it: its existing lists as files, its former cases; and what readers write. Rows only."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import County, Unit
from documents.models import StoredFile
from registry.models.duty import Duty, ListKind
from registry.models.edition import Edition
from registry.states import ArchivedResult, FeedbackSubject, ImportState


class ListImport(models.Model):
    """One file on its way into the list. The file is kept; nothing of it is in the list before `state` is 已导入.

    `choices`: what the person settled: {"sheets": {sheet: {"take": bool, "header": row, "columns": {place: column key}}},
    "department": unit pk, "townships": [unit pk], "units": {name as written: unit pk}}, under "cells" and "left" what was
    put right on the page (registry.importing.righting), and under "confirmed" what the head settled. `plan`: counts
    {"new", "changed", "same", "gone"} and the rows (registry.importing.settling); `problems`: [{"sheet", "row", "column",
    "text", "place"}], the first 200.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, models.PROTECT, related_name="list_imports", verbose_name="县")
    list_kind = models.ForeignKey(
        ListKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="清单种类"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    state = models.CharField("状态", max_length=20, choices=ImportState.choices, default=ImportState.MATCHING)
    choices = models.JSONField("选定", default=dict, blank=True)
    plan = models.JSONField("核对结果", default=dict, blank=True)
    problems = models.JSONField("问题", default=list, blank=True)
    rows_done = models.PositiveIntegerField("已核对行数", default=0)
    rows_total = models.PositiveIntegerField("总行数", default=0)
    document_number = models.CharField("文号", max_length=100, blank=True)
    approval = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准文件"
    )
    effective_from = models.DateField("施行日期", null=True, blank=True)
    created_at = models.DateTimeField("上传时间", default=timezone.now)
    created_by = models.CharField("上传人", max_length=200)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    edition = models.ForeignKey(
        Edition, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="形成的版次"
    )

    class Meta:
        verbose_name = "导入清单"
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return f"{self.file}（{self.get_state_display()}）"


class ArchivedCase(models.Model):
    """历史档案: a case decided before this system, as facts and files; no workflow, in no statistics."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, models.PROTECT, related_name="archived_cases", verbose_name="县")
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="archived_cases", verbose_name="职责事项"
    )
    number = models.CharField("编号", max_length=100)
    title = models.CharField("事项名称", max_length=200)
    kind = models.CharField("申请种类", max_length=20)
    applicant = models.CharField("申请单位", max_length=100)
    applied_on = models.DateField("申请日期", null=True, blank=True)
    decided_on = models.DateField("办结日期")
    result = models.CharField("结果", max_length=20, choices=ArchivedResult.choices)
    document_number = models.CharField("文号", max_length=100, blank=True)
    note = models.TextField("说明", blank=True)
    files = models.ManyToManyField(StoredFile, blank=True, related_name="+")
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)
    recorded_by = models.CharField("登记人", max_length=200)

    class Meta:
        verbose_name = "历史档案"
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="archived_number_once_per_county"),
            models.CheckConstraint(
                condition=Q(applied_on__isnull=True) | Q(decided_on__gte=models.F("applied_on")),
                name="archived_dates_in_order",
                violation_error_message="办结日期不能早于申请日期。",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"


class Feedback(models.Model):
    """A reader says what is wrong with an entry, or that a matter is handed over that is not in the list."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, models.PROTECT, related_name="feedback", verbose_name="县")
    subject = models.CharField("反映什么", max_length=20, choices=FeedbackSubject.choices)
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="职责事项"
    )
    township = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="乡镇"
    )
    matter = models.CharField("事项", max_length=200, blank=True)
    text = models.TextField("内容", max_length=2000)
    contact = models.CharField("联系方式", max_length=100, blank=True)
    received_at = models.DateTimeField("收到时间", default=timezone.now)
    answered_at = models.DateTimeField("办结时间", null=True, blank=True)
    answered_by = models.CharField("办理人", max_length=200, blank=True)
    answer = models.TextField("办理情况", blank=True)

    class Meta:
        verbose_name = "清单反馈"
        ordering = ["-received_at", "-id"]
        indexes = [models.Index(fields=["county", "answered_at"], name="feedback_county_open")]

    def __str__(self):
        return self.matter or self.text[:30]

    @property
    def reference(self):
        """What the reader is given to ask by; it says nothing of what was written."""
        return f"{timezone.localtime(self.received_at):%Y%m%d}-{self.uuid.hex[:6].upper()}"
