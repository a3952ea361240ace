"""议题: proposed by a member unit, then taken up, joined or put off by the office, with a reason its proposer reads."""

from contextlib import contextmanager

from django.db import transaction
from django.db.models import Q

from accounts.models import NoticeKind
from audit import refusals
from jointmeeting.act import act, make, signature
from jointmeeting.models import AgendaItem, Topic
from jointmeeting.queries import items_of, office_of, proposers
from jointmeeting.states import TOPIC_AFTER, TopicStage


def propose_topic(*, by, title, problem, proposal, form_key=""):
    """提出议题 by a member or liaison officer on the roster of the day, with the problem and how it could be solved."""
    topic = Topic(county=by.county, unit=by.unit, title=title, problem=problem, proposal=proposal)
    with make("propose_topic", row=topic, by=by, form_key=form_key) as step:
        topic.proposed_at, topic.proposed_label = step.now, signature(by)
        topic.save()
        step.tell(office_of(topic), f"{by.unit.short_name}提出议题：{title}")
    return topic


def withdraw_topic(*, topic, by, lock, form_key=""):
    """撤回议题 by the unit that proposed it, while it stands on no agenda. What was joined into it others proposed, who do not
    withdraw it: that waits again, and they are told.
    """
    with (
        _locked(Q(pk=topic.pk) | Q(joined_to=topic.pk)),
        act("withdraw_topic", row=topic, by=by, lock=lock, form_key=form_key) as step,
    ):
        step.row.stage = TopicStage.WITHDRAWN
        step.tell(office_of(step.row), f"{by.unit.short_name}撤回议题：{step.row}")
        for joined in step.row.joined.order_by("pk"):
            _part(joined, by)
    return step.row


def _part(topic, by):
    """It is joined to no other topic any more; within the act on that one."""
    with act("part_topic", row=topic, by=by) as step:
        row, other = step.row, step.row.joined_to
        row.stage, row.joined_to = TopicStage.WAITING, None
        row.answer, row.answered_at, row.answered_label = "", None, ""
        step.fact(topic=str(other.uuid))
        step.tell([row.unit], f"所并入的议题已撤回，恢复待研究：{row}", NoticeKind.RESULT)


def put_off_topic(*, topic, by, lock, reason, form_key=""):
    """暂不列入, with the reason; the office may take it up later."""
    with act("put_off_topic", row=topic, by=by, lock=lock, form_key=form_key) as step:
        _answer(step, TopicStage.PUT_OFF, reason)
        step.tell(proposers(step.row), f"议题暂不列入会议：{step.row}", NoticeKind.RESULT)
    return step.row


def join_topic(*, topic, other, by, lock, reason, form_key=""):
    """并入另一议题, which is discussed for both; the proposer reads which and why, and what becomes of it."""
    with _locked(Q(pk__in=[topic.pk, other.pk], county=by.county)) as both:
        other = next((row for row in both if row.pk == other.pk and row.pk != topic.pk), None)
        with act("join_topic", row=topic, by=by, lock=lock, form_key=form_key) as step:
            if other is None or other.stage not in (TopicStage.WAITING, TopicStage.ON_AGENDA):
                step.refuse("只能并入还没有审议的另一个议题。")
            told = proposers(step.row)  # what was joined into it goes with it
            step.row.joined_to = other
            _answer(step, TopicStage.JOINED, reason)
            step.row.joined.update(joined_to=other)
            step.fact(topic=str(other.uuid))
            step.tell(told, f"议题“{step.row}”并入“{other}”", NoticeKind.RESULT)
    return step.row


@contextmanager
def _locked(which):
    """The topics, locked lowest pk first, before an act on one of them begins; what that refuses stands on record all the same."""
    with refusals.put_off(), transaction.atomic():
        yield list(Topic.objects.select_for_update(no_key=True).filter(which).order_by("pk"))


def _answer(step, stage, reason):
    if not reason.strip():
        step.refuse("请写明理由，提出单位会看到。")
    topic = step.row
    topic.stage, topic.answer = stage, reason
    topic.answered_at, topic.answered_label = step.now, signature(step.by)


# -- on a meeting's agenda: called by acts on the meeting, within them ----------------------------------------------------


def take_up(*, meeting, topic, by):
    """列入议程: the agenda item of the meeting that the caller has locked."""
    with act("take_up", row=topic, by=by) as step:
        topic = step.row
        last = meeting.items.order_by("order").last()
        item = AgendaItem.objects.create(meeting=meeting, topic=topic, order=last.order + 1 if last else 1)
        topic.stage = TopicStage.ON_AGENDA
        topic.answer, topic.answered_at, topic.answered_label = "", step.now, signature(by)
        step.fact(meeting=str(meeting.uuid))
        step.tell(proposers(topic), f"议题列入{meeting.title}议程：{topic}", NoticeKind.MEETING)
    return item


def take_down(*, topic, by):
    """移出议程: it waits again."""
    with act("take_down", row=topic, by=by) as step:
        step.row.stage = TopicStage.WAITING
        step.tell(proposers(step.row), f"议题移出会议议程：{step.row}", NoticeKind.MEETING)


def conclude_topics(*, meeting, by):
    """审议议题, as the minutes say that are being signed: each is done with, waits again or is put off."""
    topics = Topic.objects.select_for_update(of=("self",), no_key=True).filter(items__meeting=meeting)
    list(topics.order_by("pk"))  # all of them before the first event is recorded
    for item in items_of(meeting).filter(topic__isnull=False):
        with act("conclude_topic", row=item.topic, by=by) as step:
            topic = step.row
            topic.stage, topic.answer = TOPIC_AFTER[item.result], item.wording
            topic.answered_at, topic.answered_label = step.now, f"{meeting.title}纪要"
            item.recorded_at = step.now
            item.save(update_fields=["recorded_at"])
            step.fact(meeting=str(meeting.uuid), result=item.result)
            said = f"会议对议题的结论（{item.get_result_display()}）：{topic}"
            step.tell(proposers(topic), said, NoticeKind.RESULT)
