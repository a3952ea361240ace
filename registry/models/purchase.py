"""What is not handed to townships but bought, or taken on by a group organisation (灵川 第十一条; 湖南 七). Rows only."""

import uuid

from django.db import models
from django.urls import reverse

from accounts.models import County, Unit
from audit import clock


class Way(models.TextChoices):
    """Instead of admission."""

    BOUGHT = "bought", "向社会购买服务"
    GROUP = "group", "由群团组织承接"


SAYINGS = {Way.BOUGHT: "purchase", Way.GROUP: "group"}


class Purchase(models.Model):
    """Department in charge, receiver and the township's part, as the regulation wants them named. Written once; it ends."""

    AUDIT_KIND = "purchase"
    NAMED = ("county", "department")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, models.PROTECT, related_name="purchases", verbose_name="县")
    lock = models.PositiveIntegerField("修订号", default=0)
    begun_at = models.DateTimeField("登记时间")
    way = models.CharField("办理方式", max_length=10, choices=Way.choices)
    name = models.CharField("事项名称", max_length=200)
    normalized_name = models.CharField(max_length=200, editable=False)
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县级主管部门")
    department_duties = models.TextField("主管部门的职责")
    receiver = models.CharField("受买方", max_length=200)
    receiver_duties = models.TextField("受买方的职责")
    township_duties = models.TextField("乡镇的职责")
    townships = models.ManyToManyField(Unit, related_name="+", verbose_name="涉及的乡镇")
    basis = models.TextField("依据")
    amount = models.CharField("金额", max_length=100, blank=True)
    begins_on = models.DateField("开始日期")
    until = models.DateField("约定的结束日期", null=True, blank=True)
    ended_on = models.DateField("终止日期", null=True, blank=True)
    label = models.CharField("登记人", max_length=120)

    class Meta:
        verbose_name = "购买服务"
        ordering = ["-begins_on", "-id"]
        indexes = [models.Index(fields=["county", "normalized_name"], name="purchase_by_name")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("purchase", args=[self.uuid])

    @property
    def saying(self):
        """By which of the regime's [cites] the way has its article: buying (灵川 第十一条), a group organisation (湖南 第七项)."""
        return SAYINGS[self.way]

    @property
    def state(self):
        """in_use until its end is registered, or the day it was to end is over."""
        ran_out = self.until is not None and self.until < clock.today()
        return "ended" if self.ended_on or ran_out else "in_use"
