"""The duty list: its kinds and their columns, duties, their versions and townships. Rows only, no verbs."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.models import County, Unit
from registry.states import EndKind, ServiceCentre, SourceKind, TownshipRole, TransferMode


class ListKind(models.Model):
    """清单种类. Its prefix opens the code of every duty of the kind: 配合012."""

    county = models.ForeignKey(County, models.PROTECT, related_name="list_kinds", verbose_name="县")
    key = models.SlugField("标识", max_length=30)
    name = models.CharField("名称", max_length=50)
    prefix = models.CharField("编号前缀", max_length=10)
    order = models.PositiveIntegerField("排序", default=0)
    temporary = models.BooleanField("临时性、阶段性", default=False)
    recalled = models.BooleanField("上级部门收回", default=False)
    may_lack_department = models.BooleanField("可以没有牵头部门", default=False)
    columns = models.JSONField("栏目", default=list, blank=True, help_text="见 registry.columns。")

    class Meta:
        verbose_name = "清单种类"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["county", "key"], name="list_kind_key_once_per_county"),
            models.UniqueConstraint(fields=["county", "prefix"], name="list_kind_prefix_once_per_county"),
        ]

    def __str__(self):
        return self.name


class Category(models.Model):
    county = models.ForeignKey(County, models.PROTECT, related_name="categories", verbose_name="县")
    name = models.CharField("名称", max_length=50)
    order = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "类别"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["county", "name"], name="category_name_once_per_county"),
        ]

    def __str__(self):
        return self.name


class Duty(models.Model):
    """A duty keeps its code for good; what it says is in its versions.

    name and department are those of the version entered or put in force last. Without a department: what the townships do by
    themselves, of a kind that `may_lack_department`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, models.PROTECT, related_name="duties", verbose_name="县")
    list_kind = models.ForeignKey(ListKind, models.PROTECT, related_name="duties", verbose_name="清单种类")
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="duties", verbose_name="类别"
    )
    serial = models.PositiveIntegerField("序号")
    code = models.CharField("编号", max_length=20)
    name = models.CharField("事项名称", max_length=200)
    normalized_name = models.CharField(max_length=200, editable=False)
    department = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="牵头部门"
    )
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "职责事项"
        ordering = ["list_kind__order", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["list_kind", "serial"], name="duty_serial_once_per_kind"),
            models.UniqueConstraint(fields=["county", "code"], name="duty_code_once_per_county"),
        ]
        indexes = [models.Index(fields=["county", "normalized_name"], name="duty_county_name")]

    def __str__(self):
        return f"{self.code} {self.name}"

    def get_absolute_url(self):
        return reverse("duty", args=[self.uuid])


class DutyVersion(models.Model):
    """What a duty says from one day to another. Written once: only its dates, its 文号 and what a search compares come later; the
    database refuses the rest (`registry.triggers.VERSION_TEXTS`).

    In force from effective_from to the day before superseded_on, within term_until, while a
    township still carries it. Without effective_from it is 已准入待生效.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="versions", verbose_name="职责事项")
    number = models.PositiveIntegerField("第几个文本")
    name = models.CharField("事项名称", max_length=200)
    normalized_name = models.CharField(max_length=200, editable=False)
    department = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="牵头部门"
    )
    township_duties = models.TextField("乡镇职责")
    department_duties = models.TextField("县级部门职责")
    boundary = models.TextField("职责边界", blank=True)
    basis = models.TextField("依据")
    transfer_mode = models.CharField("下放方式", max_length=20, choices=TransferMode.choices, blank=True)
    township_role = models.CharField("承担方式", max_length=20, choices=TownshipRole.choices, blank=True)
    source_kind = models.CharField("来源", max_length=20, choices=SourceKind.choices, blank=True)
    term_from = models.DateField("期限起", null=True, blank=True)
    term_until = models.DateField("期限止", null=True, blank=True)
    why_temporary = models.TextField("不宜列入《清单》的原因", blank=True)
    guarantee_funding = models.TextField("经费保障", blank=True)
    guarantee_staff = models.TextField("人员保障", blank=True)
    guarantee_technology = models.TextField("技术保障", blank=True)
    guarantee_training = models.TextField("培训保障", blank=True)
    is_public = models.BooleanField("主动公开", default=True)
    publication_ground = models.CharField("不予公开的依据", max_length=300, blank=True)
    document_number = models.CharField("文号", max_length=100, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    effective_from = models.DateField("施行日期", null=True, blank=True)
    superseded_on = models.DateField("被替代日期", null=True, blank=True)
    case = models.CharField("准入案件", max_length=36, blank=True)
    case_number = models.CharField("申请编号", max_length=100, blank=True)
    service_centre = models.CharField(
        "便民服务中心", max_length=20, choices=ServiceCentre.choices, blank=True
    )
    # what the columns of its list kind say that no field above holds: {column key: text}
    texts = models.JSONField("其他栏目", default=dict, blank=True)
    # a slip put right (勘误), not an amendment: the label counts it with the text it corrects
    is_corrigendum = models.BooleanField("勘误", default=False)
    # of a 勘误 the day from which the text it corrects is in force; its own effective_from is the day it was put right
    corrected_from = models.DateField("原文施行日期", null=True, blank=True, editable=False)
    entered_at = models.DateTimeField("登记时间", default=timezone.now)
    search_text = models.TextField(editable=False)
    townships = models.ManyToManyField(Unit, through="DutyTownship", related_name="+")

    class Meta:
        verbose_name = "事项文本"
        ordering = ["duty", "number"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "number"], name="version_number_once_per_duty"),
            models.UniqueConstraint(
                fields=["duty"],
                condition=Q(effective_from__isnull=False, superseded_on__isnull=True),
                name="version_one_current_per_duty",
            ),
            models.UniqueConstraint(
                fields=["duty"],
                condition=Q(effective_from__isnull=True),
                name="version_one_pending_per_duty",
            ),
            models.CheckConstraint(
                condition=Q(superseded_on__isnull=True) | Q(superseded_on__gt=F("effective_from")),
                name="version_superseded_after_effect",
            ),
            models.CheckConstraint(
                condition=Q(term_until__isnull=True)
                | Q(term_from__isnull=True)
                | Q(term_until__gte=F("term_from")),
                name="version_term_in_order",
                violation_error_message="期限的结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(effective_from__isnull=True) | ~Q(document_number=""),
                name="version_in_effect_has_document",
            ),
            models.CheckConstraint(
                condition=Q(is_public=True) | ~Q(publication_ground=""),
                name="version_hidden_has_ground",
            ),
        ]
        indexes = [
            models.Index(fields=["effective_from", "superseded_on"], name="version_effect_dates"),
            models.Index(fields=["normalized_name"], name="version_name"),
            models.Index(fields=["case"], name="version_case"),
        ]

    def __str__(self):
        return f"{self.name}（{self.label}）"

    def get_absolute_url(self):
        return reverse("duty-version", args=[self.duty.uuid, self.number])

    @property
    def in_force_from(self):
        """施行日期 as people are told it: a 勘误 changes no duty, and none of its days."""
        return self.corrected_from or self.effective_from

    @cached_property
    def slips_before(self):
        """勘误 among the duty's earlier texts; who reads many versions sets it, so that no query is made for each."""
        if self.number < 3:
            return 0
        return self.duty.versions.filter(number__lt=self.number, is_corrigendum=True).count()

    @property
    def label(self):
        """首次列入, then 第n次修订, 勘误 not counted: never 版, which is an edition's word (settled 39)."""
        if self.is_corrigendum:
            return "勘误"
        return f"第{self.amended}次修订" if self.amended else "首次列入"

    @property
    def amended(self):
        """How often the duty was amended up to this text. 0 of the text it was entered by, and of that text put right: the document
        and the case that it names are those of the entry."""
        return self.number - 1 - self.slips_before - self.is_corrigendum


class DutyTownship(models.Model):
    """A township that carries a version; ended_on is its last day (until 24:00)."""

    version = models.ForeignKey(DutyVersion, models.PROTECT, related_name="carriers")
    township = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="乡镇")
    ended_on = models.DateField("止于", null=True, blank=True)
    end_pending = models.BooleanField("已撤销待生效", default=False)
    end_kind = models.CharField("终止原因", max_length=20, choices=EndKind.choices, blank=True)
    end_document = models.CharField("终止文号", max_length=100, blank=True)
    end_case = models.CharField("终止案件", max_length=36, blank=True)

    class Meta:
        verbose_name = "承担乡镇"
        ordering = ["township__order", "township_id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "township"], name="carrier_once_per_version"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | (Q(end_pending=False) & ~Q(end_kind="") & ~Q(end_document="")),
                name="carrier_end_has_ground_and_document",
            ),
            models.CheckConstraint(
                condition=Q(end_pending=False) | ~Q(end_kind=""), name="carrier_pending_has_ground"
            ),
        ]
        # all that the standing of a text is worked out from
        indexes = [models.Index(fields=["version", "ended_on", "end_pending"], name="carrier_standing")]

    def __str__(self):
        return f"{self.version} {self.township}"


class ServiceGuide(models.Model):
    """办事指南 of a duty that is a service: no text of the list, so it is kept up to date without a procedure."""

    duty = models.OneToOneField(Duty, models.PROTECT, related_name="guide", verbose_name="职责事项")
    steps = models.TextField("办理流程", blank=True)
    materials = models.TextField("申请材料", blank=True)
    time_limit = models.CharField("办理时限", max_length=200, blank=True)
    place = models.CharField("办理地点", max_length=200, blank=True)
    fee = models.CharField("收费", max_length=200, blank=True)
    answer_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="咨询单位"
    )
    answer_post = models.CharField("咨询岗位", max_length=50, blank=True)
    telephone = models.CharField("咨询电话", max_length=30, blank=True)
    updated_at = models.DateTimeField("更新时间", default=timezone.now)
    updated_by = models.CharField("更新人", max_length=200, blank=True)

    class Meta:
        verbose_name = "办事指南"

    def __str__(self):
        return f"{self.duty} 办事指南"
