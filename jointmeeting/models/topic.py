"""议题: what a member unit wants the joint meeting to discuss (灵川 联席会议制度第四部分第（一）、（二）项)."""

from django.db import models
from django.urls import reverse

from accounts.models import Unit
from jointmeeting.models.matter import Matter
from jointmeeting.states import TopicStage


class Topic(Matter):
    """`answer` is what the office, or the meeting, says where it is not discussed now; the proposer reads it."""

    KIND = "topic"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="提出单位")
    title = models.CharField("议题", max_length=80)
    problem = models.TextField("困难和问题")
    proposal = models.TextField("建议的解决方案")
    proposed_at = models.DateTimeField("提出时间")
    proposed_label = models.CharField(max_length=120)
    stage = models.CharField("进展", max_length=20, choices=TopicStage.choices, default=TopicStage.WAITING)
    joined_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="joined", verbose_name="并入的议题"
    )
    answer = models.TextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_label = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = "议题"
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stage=TopicStage.JOINED, joined_to__isnull=False)
                | (~models.Q(stage=TopicStage.JOINED) & models.Q(joined_to__isnull=True)),
                name="topic_joined_names_the_other",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("topic", args=[self.uuid])
