"""议题: proposed by a member unit, then taken up, joined or put off by the office, with a reason its proposer reads."""

from django.db import transaction

from accounts.models import NoticeKind
from audit import refusals
from jointmeeting.act import act, make, signature
from jointmeeting.models import AgendaItem, Topic
from jointmeeting.queries import items_of, office_of
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
    """撤回议题 by the unit that proposed it, while it stands on no agenda."""
    with act("withdraw_topic", row=topic, by=by, lock=lock, form_key=form_key) as step:
        step.row.stage = TopicStage.WITHDRAWN
        step.tell(office_of(step.row), f"{by.unit.short_name}撤回议题：{step.row}")
    return step.row


def put_off_topic(*, topic, by, lock, reason, form_key=""):
    """暂不列入, with the reason; the office may take it up later."""
    with act("put_off_topic", row=topic, by=by, lock=lock, form_key=form_key) as step:
        _answer(step, TopicStage.PUT_OFF, reason)
        step.tell([step.row.unit], f"议题暂不列入会议：{step.row}", NoticeKind.RESULT)
    return step.row


def join_topic(*, topic, other, by, lock, reason, form_key=""):
    """并入另一议题, which is discussed for both; the proposer reads which and why, and what becomes of it."""
    with refusals.put_off(), transaction.atomic():
        both = Topic.objects.select_for_update(no_key=True).filter(
            pk__in=[topic.pk, other.pk], county=by.county
        )
        other = next((row for row in both.order_by("pk") if row.pk == other.pk and row.pk != topic.pk), None)
        with act("join_topic", row=topic, by=by, lock=lock, form_key=form_key) as step:
            if other is None or other.stage not in (TopicStage.WAITING, TopicStage.ON_AGENDA):
                step.refuse("只能并入还没有审议的另一个议题。")
            step.row.joined_to = other
            _answer(step, TopicStage.JOINED, reason)
            step.row.joined.update(joined_to=other)
            step.fact(topic=str(other.uuid))
            step.tell([step.row.unit], f"议题“{step.row}”并入“{other}”"[:200], NoticeKind.RESULT)
    return step.row


def _answer(step, stage, reason):
    if not reason.strip():
        step.refuse("请写明理由，提出单位会看到。")
    topic = step.row
    topic.stage, topic.answer = stage, reason
    topic.answered_at, topic.answered_label = step.now, signature(step.by)


# -- on a meeting's agenda: called by acts on the meeting, within them ----------------------------------------------------


def take_up(*, meeting, topic, by, lock=None):
    """列入议程: the agenda item of the meeting that the caller has locked."""
    with act("take_up", row=topic, by=by, lock=lock) as step:
        topic = step.row
        last = meeting.items.order_by("order").last()
        item = AgendaItem.objects.create(meeting=meeting, topic=topic, order=last.order + 1 if last else 1)
        topic.stage = TopicStage.ON_AGENDA
        topic.answer, topic.answered_at, topic.answered_label = "", step.now, signature(by)
        step.fact(meeting=str(meeting.uuid))
        step.tell(_proposers(topic), f"议题列入{meeting.title}议程：{topic}", NoticeKind.MEETING)
    return item


def take_down(*, topic, by):
    """移出议程: it waits again."""
    with act("take_down", row=topic, by=by) as step:
        step.row.stage = TopicStage.WAITING
        step.tell(_proposers(step.row), f"议题移出会议议程：{step.row}", NoticeKind.MEETING)


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
            step.tell(_proposers(topic), said, NoticeKind.RESULT)


def _proposers(topic):
    """Its unit, and those whose topics were joined into it; each once."""
    return list(dict.fromkeys([topic.unit, *(row.unit for row in topic.joined.select_related("unit"))]))
