"""What one unit asks of others: asked, answered by a day, closed (黑龙江 三(三)、三(四), 通渭 二8, 湖南 五)."""

from functools import cached_property

from django.db import models
from django.urls import reverse

from accounts.models import Unit
from registry.models import Duty
from supervision.models.entry import Followed
from voice.flow import MatterFlow
from voice.kinds import words_of
from voice.states import OPEN, Grade, MatterKind, MatterState


class Matter(Followed, MatterFlow):
    """Written once but for its course; what each unit answered is in its `Reply`, the words in entries."""

    AUDIT_KIND = "matter"
    NAMED = ("county", "regime", "asker", "duty")

    number = models.CharField("编号", max_length=40)
    kind = models.CharField("种类", max_length=16, choices=MatterKind.choices)
    title = models.CharField("事项", max_length=200)
    text = models.TextField("内容")
    facts = models.JSONField("其他内容", default=dict, blank=True)  # {label: words}, in order
    asker = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="提出单位")
    asked_label = models.CharField(max_length=120)
    duty = models.ForeignKey(
        Duty, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="清单事项"
    )
    year = models.PositiveSmallIntegerField("年度", null=True)
    due = models.DateField("答复期限")
    due_provisional = models.BooleanField(default=False)
    due_counted = models.BooleanField(
        "按工作日计算", default=False
    )  # not named by a unit: moves with the calendar
    escalated_on = models.DateField("提级协调日期", null=True)
    result = models.CharField("结论", max_length=20, blank=True)
    result_number = models.CharField("文号", max_length=60, blank=True)
    ended_at = models.DateTimeField("办结时间", null=True)
    told_late_of = models.DateField("已上报逾期的期限", null=True)

    class Meta:
        verbose_name = "县乡协同"
        ordering = ["-begun_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["county", "number"], name="matter_number_unique")]
        indexes = [models.Index(fields=["county", "state", "due"], name="matter_by_state")]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("matter", args=[self.uuid])

    @property
    def state_label(self):
        return MatterState(self.state).label

    @property
    def is_open(self):
        return self.state in OPEN

    @cached_property
    def answers(self):
        """Every unit asked with its answer, in the order of the units."""
        return list(self.replies.select_related("unit").order_by("unit__order", "pk"))

    @property
    def result_word(self):
        return words_of(self.kind).get(self.result, "")


class Reply(models.Model):
    """One unit asked, and what it answered; the asking township's grade of it."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="replies")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    choice = models.CharField("答复", max_length=20, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    grade = models.CharField("评价", max_length=8, choices=Grade.choices, blank=True)

    class Meta:
        verbose_name = "答复"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "unit"], name="asked_once"),
            models.CheckConstraint(
                condition=models.Q(answered_at=None) | ~models.Q(choice=""), name="answer_has_a_choice"
            ),
        ]
        indexes = [models.Index(fields=["unit", "answered_at"], name="reply_by_unit")]

    def __str__(self):
        return f"{self.unit}：{self.word or '待答复'}"

    @property
    def word(self):
        return words_of(self.matter.kind).get(self.choice, "")


class Hit(models.Model):
    """Something found in the text of a document that was handed in: a hint with its place, never a verdict."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="hits")
    file = models.CharField("文件", max_length=150)
    place = models.CharField("位置", max_length=40)
    form = models.CharField("发现什么", max_length=60)
    words = models.CharField("文字", max_length=100)
    quote = models.CharField("原文", max_length=300)
    source = models.CharField("依据", max_length=100, blank=True)
    advice = models.CharField("提示", max_length=300, blank=True)

    class Meta:
        verbose_name = "文字提示"
        ordering = ["id"]

    def __str__(self):
        return f"{self.place}：{self.words}"
