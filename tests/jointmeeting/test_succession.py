"""What the joint meeting asked of a unit that ended, and what that unit put before it, is its successor's (record 0033)."""

import pytest
from django.urls import reverse

from accounts.errands import errands
from accounts.models import Notice
from admission.act import Refused
from jointmeeting import actions
from jointmeeting.models import Circular
from tests.cast import client_of, seat
from tests.jointmeeting.conftest import led_to
from tests.jointmeeting.test_decided import act, listed
from tests.jointmeeting.test_letters import circular
from tests.jointmeeting.test_topics import fresh, proposed
from tests.supervision.test_succession import ended
from voice.actions.following import follow_up

pytestmark = pytest.mark.usefixtures("lingchuan")


def told(who):
    return [(each.about.split()[0], each.what) for each in errands(seat(who))]


def test_a_decided_item_is_carried_out_by_the_successor():
    decided = listed(led_to("signed", cases=0), days=5)
    assert client_of("gaj-jb").get(decided.get_absolute_url()).status_code == 404
    ended("zjj", "gaj")

    assert told("gaj-jb") == [("议定事项", "报告进展")]
    assert (
        "县住房城乡建设局（已撤销，由县公安局承接）"
        in client_of("gaj-jb").get(decided.get_absolute_url()).text
    )
    assert "县住房城乡建设局（现县公安局）" in client_of("bb-jb").get(reverse("decided-list")).text
    act(decided, "remind_decided", "bb-jb")
    assert Notice.objects.get(title__startswith="催办议定事项").unit.code == "gaj"
    assert act(decided, "report_progress", "gaj-jb", text="已印发。", done=True).stage == "decided_reported"


def test_a_circular_is_read_once_for_both():
    """Addressed to the one that ended and to its successor: one line to read, one act."""
    row, alone = (
        circular("zjj", "gaj"),
        actions.draft_circular(
            by=seat("bb-jb"), units=[seat("zjj-jb").unit], matter="另一件", text="请知悉。"
        ),
    )
    actions.issue_circular(circular=alone, by=seat("bb-fz"), lock=None, number="灵编发〔2026〕8号")
    ended("zjj", "gaj")
    assert told("gaj-jb") == [("通报", "阅知")] * 2
    for each in (row, Circular.objects.get(pk=alone.pk)):
        assert "阅知" in client_of("gaj-jb").get(each.get_absolute_url()).text
        actions.read_circular(circular=each, by=seat("gaj-jb"))
        assert not each.readings.filter(read_at=None).exists()
        with pytest.raises(Refused, match="已经阅知"):
            actions.read_circular(circular=each, by=seat("gaj-fz"))
    assert told("gaj-jb") == []


def test_a_topic_is_seen_and_withdrawn_by_the_successor():
    topic = proposed()
    ended("czj", "gaj")
    assert "已撤销，由县公安局承接" in client_of("gaj-jb").get(topic.get_absolute_url()).text
    actions.put_off_topic(topic=topic, by=seat("bb-jb"), lock=fresh(topic).lock, reason="先调研。")
    assert Notice.objects.filter(title__startswith="议题暂不列入会议", unit__code="gaj").exists()
    actions.withdraw_topic(topic=topic, by=seat("gaj-jb"), lock=fresh(topic).lock)
    assert fresh(topic).stage == "topic_withdrawn"


def test_the_successor_is_told_once_what_it_has_to_go_on_with():
    listed(led_to("signed", cases=0), days=5)
    circular("zjj")
    ended("zjj", "gaj")
    for _ in range(2):
        follow_up()
    told = Notice.objects.filter(title__contains="已撤销").values_list("unit__code", "title")
    said = "县住房城乡建设局已撤销，由你单位承接：联席会议没有办结的有议定事项1件、通报1件"
    assert list(told) == [("gaj", said)]
