"""What a notice of the joint meeting asks of who reads it: a turn to act, or a meeting to know of (每人按种类选邮件)."""

from accounts.actions import add_roster_entry
from accounts.models import Notice, NoticeKind
from audit import clock
from audit.record import SYSTEM
from jointmeeting import actions
from tests.cast import seat
from tests.jointmeeting.conftest import Course
from tests.jointmeeting.test_topics import proposed


def kinds(begins, code):
    found = Notice.objects.filter(title__startswith=begins, unit__code=code)
    return set(found.values_list("kind", flat=True))


def test_what_is_to_be_signed_or_changed_is_a_turn(course):
    led = course("minutes_sent", cases=0)
    led.act(actions.return_minutes, "zjr", note="写明议定内容。").draft().sign()
    led.act(actions.draft_correction, "bb-jb", old="会议概况", new="会议情况", reason="笔误。")

    for begins, code in (("请签署纪要：", "zjr"), ("召集人退回纪要", "bb"), ("请签署纪要的更正", "zjr")):
        assert kinds(begins, code) == {NoticeKind.TURN}
    assert kinds("纪要已签署", "sfj") == {NoticeKind.MEETING}


def test_what_is_on_the_agenda_and_who_is_on_the_roster_is_to_be_known(lingchuan):
    topic, led = proposed(), Course()
    led.put().act(actions.put_topic, "bb-jb", topic=topic)
    led.act(actions.take_off, "bb-jb", item=led.meeting.items.get(topic=topic))
    add_roster_entry(seat=seat("nyj-fz").seat, role="member", valid_from=clock.today(), by=SYSTEM)
    actions.issue_roster_notice(by=seat("bb-fz"), number="灵编发〔2026〕77号")

    told = (
        ("列入联席会议议程", "sfj"),
        ("议题列入", "czj"),
        ("议题移出", "czj"),
        ("联席会议成员名单调整", "sfj"),
    )
    for begins, code in told:
        assert kinds(begins, code) == {NoticeKind.MEETING}
