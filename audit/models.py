"""What happened: one row per act, chained by hashes. No foreign keys: a row outlives everything it names."""

import json
from datetime import datetime

from django.db import models


class Outcome(models.TextChoices):
    DONE = "done", "已办理"
    REFUSED = "refused", "已拒绝"


class Head(models.Model):
    """The end of the chain: the one row every record locks, so that the chain never forks."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    seq = models.BigIntegerField("最后一条的序号")
    hash = models.TextField("最后一条的哈希")

    class Meta:
        verbose_name = verbose_name_plural = "审计链头"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_head_is_one_row")]

    def __str__(self):
        return f"链头：第{self.seq}号"


class Event(models.Model):
    """One act, done or refused. Append-only: the database refuses to change or delete a row."""

    seq = models.BigIntegerField("序号", primary_key=True)
    at = models.TextField("时间", help_text="UTC，微秒：2026-11-21T08:00:00.000000Z")
    subject = models.TextField("对象")
    subject_kind = models.TextField("对象类别")
    verb = models.TextField("动作")
    outcome = models.TextField("结果", choices=Outcome.choices, default=Outcome.DONE)
    person = models.TextField("姓名")
    person_id = models.TextField("人员")
    seat = models.TextField("岗位名称")
    seat_id = models.TextField("岗位")
    unit = models.TextField("单位名称")
    unit_id = models.TextField("单位")
    on_behalf = models.TextField("代何人", blank=True)
    source = models.TextField("原状态", blank=True)
    target = models.TextField("新状态", blank=True)
    content_hash = models.TextField("内容哈希", blank=True)
    data = models.TextField("附记", help_text="规范JSON，只有编号、数字和哈希")
    previous_hash = models.TextField("前一条的哈希")
    hash = models.TextField("哈希")

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ["seq"]
        indexes = [models.Index(fields=["subject", "seq"], name="audit_event_by_subject")]
        constraints = [
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="audit_event_seq_from_one"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values), name="audit_event_outcome"
            ),
        ]

    def __str__(self):
        return f"第{self.seq}号 {self.verb}"

    @property
    def when(self):
        """The moment as an aware datetime (UTC)."""
        return datetime.fromisoformat(self.at)

    @property
    def who(self):
        """乙代甲 when the act was done under a delegation."""
        return f"{self.person}代{self.on_behalf}" if self.on_behalf else self.person

    @property
    def acted_as(self):
        """负责人（受托，乙代甲）: the post, and who stood in for whom; on pages, where an act that was not delegated names nobody."""
        return f"{self.seat.removesuffix('）')}，{self.who}）" if self.on_behalf else self.seat

    @property
    def facts(self):
        return json.loads(self.data)
