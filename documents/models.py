"""Files received, numbers given, papers issued."""

import hashlib
import json
import uuid

from django.conf import settings
from django.db import models

from audit.record import moment


class Family(models.TextChoices):
    """What a file is by its content; its extension must belong to it."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "文字文档"
    XLSX = "xlsx", "表格文档"
    OFD = "ofd", "OFD"
    CFB = "cfb", "旧版文档"
    PNG = "png", "PNG图片"
    JPEG = "jpeg", "JPEG图片"
    TEXT = "text", "文本表格"


class StoredFile(models.Model):
    """A file as received, or the PDF of a paper (`Print`). The row is written once; the bytes lie under a generated name."""

    SAID = ("uuid", "name", "size", "sha256", "path")  # of one that an event vouches for: a print's

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("文件名", max_length=150)
    media_type = models.CharField("媒体类型", max_length=100)
    family = models.CharField("内容类型", max_length=10, choices=Family.choices)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("SHA-256", max_length=64)
    path = models.CharField("存放位置", max_length=100)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.TextField("上传人")

    class Meta:
        verbose_name = verbose_name_plural = "收到的文件"
        constraints = [
            models.UniqueConstraint(fields=["path"], name="documents_file_path_unique"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="documents_file_not_empty"),
            models.CheckConstraint(
                condition=models.Q(family__in=Family.values), name="documents_file_family"
            ),
        ]

    def __str__(self):
        return self.name


class Counter(models.Model):
    """The last number given in one of a county's own series in one year."""

    county = models.ForeignKey(
        "accounts.County", on_delete=models.PROTECT, related_name="+", verbose_name="县"
    )
    series = models.CharField("系列", max_length=40)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "编号"
        constraints = [
            models.UniqueConstraint(fields=["county", "series", "year"], name="documents_counter_unique"),
        ]

    def __str__(self):
        return f"{self.series}〔{self.year}〕{self.last}号"


class OrganNumber(models.Model):
    """An organ's 发文字号 as entered: from its own register, so only form and uniqueness are ours."""

    county = models.ForeignKey(
        "accounts.County", on_delete=models.PROTECT, related_name="+", verbose_name="县"
    )
    number = models.CharField("发文字号", max_length=60)
    subject = models.CharField("对象", max_length=64)
    organ = models.CharField("发文机关", max_length=100)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "发文字号"
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="documents_organ_number_unique"),
        ]

    def __str__(self):
        return self.number


class PaperKind(models.TextChoices):
    """The papers of a county (design: documents, "Kinds this workflow issues")."""

    CONSULTATION = "consultation", "征询意见函"
    APPLICATION = "application", "职责准入申请表"
    RECEIPT = "receipt", "受理通知书"
    CORRECTION = "correction", "补正通知书"
    DECLINED = "declined", "不予受理告知书"
    INITIAL_REVIEW = "initial_review", "初评意见表"
    CIRCULATION = "circulation", "征求意见函"
    REPLY = "reply", "复函"
    SUMMARY = "summary", "意见汇总表"
    COORDINATION_MINUTES = "coordination_minutes", "协调会纪要"
    MEETING_MINUTES = "meeting_minutes", "联席会议纪要"
    SIGN_OFF = "sign_off", "审签单"
    REQUEST = "request", "请示"
    FILING = "filing", "备案报告"
    REJECTED = "rejected", "不予准入告知书"
    NOTICE = "notice", "准入通知"
    ADJUSTMENT_NOTICE = "adjustment_notice", "调整通知"
    CANCELLATION_NOTICE = "cancellation_notice", "取消通知"
    REVOCATION_NOTICE = "revocation_notice", "撤销通知"
    EDITION = "edition", "清单版次"
    CORRIGENDUM = "corrigendum", "勘误通知"
    MEETING_NOTICE = "meeting_notice", "会议通知"
    MEETING_AGENDA = "meeting_agenda", "会议议程和材料"
    MINUTES_CORRECTION = "minutes_correction", "纪要更正单"
    ROSTER_NOTICE = "roster_notice", "成员名单调整通知"
    CIRCULAR = "circular", "情况通报"
    SPECIAL_REPORT = "special_report", "专报"
    SUPERVISION = "supervision", "督办通知单"
    URGENT = "urgent", "先行办理登记表"
    HANDOVER = "handover", "事项交接单"
    FINDING = "finding", "核实结果告知书"
    REFERRAL = "referral", "移送函"


class Paper(models.Model):
    """An issued paper, kept as the snapshot it says; its number is unique by its series or its organ."""

    SAID = ("county_id", "subject", "kind", "number", "title", "snapshot")
    TITLE_MAX = 300

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(
        "accounts.County", on_delete=models.PROTECT, related_name="+", verbose_name="县"
    )
    subject = models.CharField("对象", max_length=64)
    kind = models.CharField("种类", max_length=30, choices=PaperKind.choices)
    number = models.CharField("字号", max_length=60, blank=True)
    title = models.CharField("标题", max_length=TITLE_MAX)
    snapshot = models.TextField("内容", help_text="规范JSON")
    sha256 = models.CharField("SHA-256", max_length=64)
    issued_at = models.DateTimeField("印发时间")
    issued_by = models.TextField("印发人")

    class Meta:
        verbose_name = verbose_name_plural = "印发的文书"
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject", "id"], name="documents_paper_by_subject")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=PaperKind.values), name="documents_paper_kind"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def content(self):
        """What it says; nothing of a snapshot that was made unreadable in the database, so that the pages of its subject
        stay: they say that it is damaged (`is_as_issued`)."""
        try:
            said = json.loads(self.snapshot)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}

    @property
    def stands_for(self):
        """The uuid of the paper whose number it puts right, as text; "" where it stands for none, or was changed in the
        database: what was done to it says nothing against the other papers of its subject."""
        try:
            said = self.content.get("corrects", {}).get("paper", "")
        except (ValueError, AttributeError):
            return ""
        return said if isinstance(said, str) and said and self.is_as_issued else ""

    @property
    def row_said(self):
        """What its row says beside its document, as the snapshot keeps it (`issued`)."""
        return {
            "county": self.county_id,
            "subject": self.subject,
            "kind": self.kind,
            "at": moment(self.issued_at),
            "by": self.issued_by,
        }

    @property
    def is_as_issued(self):
        """Whether its snapshot is what its 校验值 was made of, and its row says the same. An older snapshot names less
        of the row, and is asked no more."""
        if hashlib.sha256(self.snapshot.encode()).hexdigest() != self.sha256:
            return False
        try:
            said = self.content
            document, named = said["document"], said.get("issued", {})
            row = (document["number"], document["title"][: Paper.TITLE_MAX])
            return row == (self.number, self.title) and named.items() <= self.row_said.items()
        except (ValueError, KeyError, TypeError, AttributeError):  # no snapshot of ours
            return False


class Print(models.Model):
    """The PDF of a paper, made once and kept byte for byte; never changed, never made again."""

    SAID = ("paper_id", "file_id", "pages")

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="print", verbose_name="文书")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="文件")
    pages = models.PositiveIntegerField("页数")
    printed_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = verbose_name_plural = "文书的PDF"


class StandardText(models.Model):
    """A county's own standard paragraphs of a kind, an empty line between two; the last row holds, one without text means
    the shipped ones. Rows are added, never changed."""

    county = models.ForeignKey(
        "accounts.County", on_delete=models.PROTECT, related_name="+", verbose_name="县"
    )
    kind = models.CharField("种类", max_length=30, choices=PaperKind.choices)
    text = models.TextField("标准段落", blank=True)
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="保存人"
    )
    label = models.CharField(max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "文书的标准段落"
        ordering = ["pk"]
        indexes = [models.Index(fields=["county", "kind", "id"], name="documents_text_by_kind")]

    def __str__(self):
        return self.get_kind_display()

    @property
    def paragraphs(self):
        return tuple(filter(None, self.text.split("\n\n")))
