"""议题: who proposes, who sees and answers, and what a meeting makes of them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.actions import end_roster_entry
from accounts.models import Notice, RosterEntry
from admission.act import Refused, Stale
from audit import clock
from audit.models import Event
from audit.record import SYSTEM, Outcome
from documents.papers import papers_about
from jointmeeting import actions, queries
from jointmeeting.models import Topic
from jointmeeting.states import TopicStage
from tests.cast import client_of, days_later, seat
from tests.jointmeeting.conftest import Course, prepared
from tests.jointmeeting.test_actions import EVERYONE

SAID = {"title": "代办点补贴标准不统一", "problem": "各乡镇标准不一。", "proposal": "由县财政局统一标准。"}
PROPOSERS = ("bb-jb", "bb-fz", "xwb-jb", "xwb-fz", "zgb-jb", "zgb-fz", "sfj-fz", "czj-jb")


def proposed(by="czj-jb", **more):
    return actions.propose_topic(by=seat(by), **SAID | more)


def fresh(topic):
    return Topic.objects.get(pk=topic.pk)


def seen_by(topic):
    return {name for name in EVERYONE if queries.topics_seen_by(seat(name)).filter(pk=topic.pk).exists()}


@pytest.mark.parametrize("name", sorted(EVERYONE))
def test_members_and_liaison_officers_propose(lingchuan, name):
    if name in PROPOSERS:
        topic = proposed(name)
        assert (topic.unit, topic.stage) == (seat(name).unit, TopicStage.WAITING)
        told = Notice.objects.filter(url=topic.get_absolute_url())
        assert [notice.unit.code for notice in told] == ["bb"]
    else:
        with pytest.raises(PermissionDenied):
            proposed(name)
        assert not Topic.objects.exists()


def test_the_roster_of_the_day_decides_who_proposes(lingchuan):
    entry = RosterEntry.objects.get(seat=seat("czj-jb").seat)
    end_roster_entry(entry=entry, valid_until=clock.today(), by=SYSTEM)
    proposed()

    with days_later(1), pytest.raises(PermissionDenied):
        proposed(title="另一议题")
    with days_later(1):
        proposed("czj-fz", title="另一议题")


def test_a_topic_is_seen_by_its_unit_and_those_who_lead_until_it_comes_before_a_meeting(lingchuan):
    topic, lead = proposed(), {"bb-jb", "bb-fz", "xwb-jb", "xwb-fz", "zgb-jb", "zgb-fz", "zjr", "zjr2"}

    before = seen_by(topic)
    actions.put_topic(meeting=prepared(), topic=topic, by=seat("bb-jb"))

    assert before == lead | {"czj-jb"}
    assert seen_by(topic) == before | {"sfj-fz"}


@pytest.mark.parametrize("act", ["put_off_topic", "join_topic", "put_topic"])
def test_only_the_office_answers(lingchuan, act):
    topic, other, meeting = proposed(), proposed("sfj-fz"), prepared()
    given = {
        "put_off_topic": {"topic": topic, "lock": 1, "reason": "先行调研。"},
        "join_topic": {"topic": topic, "other": other, "lock": 1, "reason": "同一问题。"},
        "put_topic": {"meeting": meeting, "topic": topic},
    }[act]
    for name in ("czj-jb", "zjr", "xwb-fz", "zjj-fz"):
        with pytest.raises(PermissionDenied):
            getattr(actions, act)(by=seat(name), **given)
    getattr(actions, act)(by=seat("bb-jb"), **given)
    assert fresh(topic).stage != TopicStage.WAITING


@pytest.mark.parametrize(
    ("by", "lock", "reason", "why"),
    [
        ("czj-jb", 1, "同一问题。", "NotAllowed"),
        ("bb-jb", 7, "同一问题。", "Stale"),
        ("bb-jb", 1, " ", "Refused"),
    ],
)
def test_a_refused_joining_stands_on_record(lingchuan, by, lock, reason, why):
    topic, other = proposed(), proposed("sfj-fz")
    with pytest.raises((PermissionDenied, Stale, Refused)):
        actions.join_topic(topic=topic, other=other, by=seat(by), lock=lock, reason=reason)
    [event] = Event.objects.filter(outcome=Outcome.REFUSED)
    assert (event.verb, event.subject, event.facts["why"]) == ("join_topic", str(topic.uuid), why)


def test_a_topic_is_put_off_with_a_reason_its_proposer_reads(lingchuan):
    topic = proposed()
    with pytest.raises(Refused):
        actions.put_off_topic(topic=topic, by=seat("bb-jb"), lock=1, reason=" ")
    actions.put_off_topic(topic=topic, by=seat("bb-jb"), lock=1, reason="待上级文件下发后研究。")

    assert "待上级文件下发后研究。" in client_of("czj-fz").get(topic.get_absolute_url()).text
    assert [n.unit.code for n in Notice.objects.filter(title__startswith="议题暂不列入")] == ["czj"]
    with pytest.raises(Stale):
        actions.put_off_topic(topic=fresh(topic), by=seat("bb-jb"), lock=2, reason="再缓。")
    actions.put_topic(meeting=prepared(), topic=topic, by=seat("bb-jb"))
    assert (fresh(topic).stage, fresh(topic).answer) == (TopicStage.ON_AGENDA, "")


def test_topics_are_joined_and_hear_of_the_one_result(lingchuan):
    first, second, third = proposed(), proposed("sfj-fz"), proposed("mzj-fz")
    actions.join_topic(topic=third, other=second, by=seat("bb-jb"), lock=1, reason="同一问题。")
    actions.join_topic(topic=second, other=first, by=seat("bb-jb"), lock=1, reason="同一问题。")
    for other in (second, first):
        with pytest.raises((Refused, Stale)):
            actions.join_topic(topic=first, other=other, by=seat("bb-jb"), lock=1, reason="同一问题。")

    assert set(fresh(first).joined.values_list("pk", flat=True)) == {second.pk, third.pk}
    Notice.objects.all().delete()
    led = Course(cases=0)
    led.act(actions.put_topic, "bb-jb", topic=first)
    told = Notice.objects.filter(title__startswith="议题列入")
    assert sorted(notice.unit.code for notice in told) == ["czj", "mzj", "sfj"]


@pytest.mark.parametrize(
    ("result", "stage"),
    [
        ("passed", TopicStage.DISCUSSED),
        ("failed", TopicStage.DISCUSSED),
        ("deferred", TopicStage.WAITING),
        ("returned", TopicStage.PUT_OFF),
    ],
)
def test_a_meeting_without_cases_decides_a_topic(lingchuan, result, stage):
    topic, led = proposed(), Course(cases=0)
    led.act(actions.put_topic, "bb-jb", topic=topic).call().attend().draft(result, "由县财政局牵头。")
    unsigned = fresh(topic).stage
    led.sign()

    assert unsigned == TopicStage.ON_AGENDA
    assert (fresh(topic).stage, fresh(topic).answer) == (stage, "由县财政局牵头。")
    assert not led.meeting.items.get().is_open
    papers = {paper.kind: paper.content["document"] for paper in papers_about(led.meeting.uuid)}
    assert papers["meeting_agenda"]["grid"]["rows"] == [["1", topic.title, "灵川县财政局", "—"]]
    assert "由县财政局统一标准。" in papers["meeting_agenda"]["annexes"][0]["body"]
    assert f"“{topic.title}”" in str(papers["meeting_minutes"]["body"])
    with pytest.raises(Refused):
        led.act(actions.record_item, "bb-jb", item=led.meeting.items.get(), lock=None)


def test_a_meeting_with_a_topic_is_not_cancelled_and_its_minutes_need_a_result(lingchuan):
    topic, led = proposed(), Course(cases=0)
    led.act(actions.put_topic, "bb-jb", topic=topic)
    with pytest.raises(Refused):
        led.act(actions.cancel_meeting, "bb-jb", reason="改期。")
    led.call().attend()
    with pytest.raises(Refused):
        led.draft("", "")
    led.act(actions.take_off, "bb-jb", item=led.meeting.items.get())
    assert fresh(topic).stage == TopicStage.WAITING


def test_only_its_unit_withdraws_it_and_not_from_an_agenda(lingchuan):
    topic = proposed()
    with pytest.raises(PermissionDenied):
        actions.withdraw_topic(topic=topic, by=seat("sfj-fz"), lock=1)
    meeting = prepared()
    actions.put_topic(meeting=meeting, topic=topic, by=seat("bb-jb"))
    with pytest.raises(Stale):
        actions.withdraw_topic(topic=topic, by=seat("czj-fz"), lock=2)
    actions.take_off(meeting=meeting, item=meeting.items.get(), by=seat("bb-jb"))
    actions.withdraw_topic(topic=topic, by=seat("czj-fz"), lock=3)
    assert fresh(topic).stage == TopicStage.WITHDRAWN


def told_of(begins):
    return sorted(Notice.objects.filter(title__startswith=begins).values_list("unit__code", flat=True))


def joined_into(lead, *others):
    for other in others:
        actions.join_topic(topic=other, other=lead, by=seat("bb-jb"), lock=1, reason="同一问题。")


def test_what_was_joined_into_a_topic_hears_of_it_too(lingchuan):
    """Put off, joined on, put right: of all of it whoever proposed what stands with it."""
    lead, second, onward = proposed(), proposed("sfj-fz"), proposed("mzj-fz")
    joined_into(lead, second)
    Notice.objects.all().delete()
    actions.put_off_topic(topic=lead, by=seat("bb-jb"), lock=None, reason="先行调研。")
    assert told_of("议题暂不列入") == ["czj", "sfj"]
    actions.join_topic(topic=lead, other=onward, by=seat("bb-jb"), lock=None, reason="同一问题。")
    assert told_of(f"议题“{lead.title}”并入") == ["czj", "sfj"]

    led = Course(cases=0)
    led.act(actions.put_topic, "bb-jb", topic=onward).call().attend().draft().sign()
    item = led.meeting.items.get()
    led.act(actions.draft_correction, "bb-jb", item=item, new="暂缓。", result="deferred", reason="有误。")
    led.act(actions.sign_correction, "zjr")
    assert told_of("会议对议题的结论已更正") == ["czj", "mzj", "sfj"]


def test_what_others_joined_into_a_topic_is_not_withdrawn_with_it(lingchuan):
    lead, second, third = proposed(), proposed("sfj-fz"), proposed("mzj-fz")
    joined_into(lead, second, third)
    url = reverse("topic-withdraw", args=[lead.uuid])
    assert "恢复待研究" in client_of("czj-fz").get(url).text
    actions.withdraw_topic(topic=lead, by=seat("czj-fz"), lock=fresh(lead).lock)

    assert fresh(lead).stage == TopicStage.WITHDRAWN
    for topic in (second, third):
        now = fresh(topic)
        assert (now.stage, now.joined_to, now.answer) == (TopicStage.WAITING, None, "")
        last = Event.objects.filter(subject=str(topic.uuid)).order_by("seq").last()
        assert (last.verb, last.facts["topic"]) == ("part_topic", str(lead.uuid))
    assert told_of("所并入的议题已撤回") == ["mzj", "sfj"]
    assert "恢复待研究" in client_of("sfj-fz").get(second.get_absolute_url()).text
    with pytest.raises(PermissionDenied):  # whose own it is, not of the one it was joined into
        actions.withdraw_topic(topic=fresh(second), by=seat("czj-fz"), lock=None)
