"""议定事项: listed from signed minutes, seen, reported on, late, closed; and when a meeting is done with."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.errands import errands
from accounts.models import Notice
from admission.act import Refused, Stale
from admission.pages.papers import lines
from audit import clock
from documents.papers import papers_about
from jointmeeting import actions
from jointmeeting.models import DecidedItem
from jointmeeting.queries import decided_seen_by
from jointmeeting.states import DecidedStage
from tests.cast import client_of, days_later, seat
from tests.factories import journey, unit
from tests.jointmeeting.conftest import Course, fresh_meeting
from tests.jointmeeting.test_actions import EVERYONE
from workday.dates import dates


def listed(led, by="bb-jb", unit_code="zjj", days=0, **more):
    return actions.list_decided(
        meeting=fresh_meeting(led.meeting),
        by=seat(by),
        lock=None,
        unit=unit(unit_code),
        text="制定补贴标准。",
        due=clock.today() + timedelta(days=days),
        **more,
    )


def act(decided, action, who, **more):
    given = {"decided_item": decided, "by": seat(who), "lock": DecidedItem.objects.get(pk=decided.pk).lock}
    getattr(actions, action)(**given | more)
    return DecidedItem.objects.get(pk=decided.pk)


def titles(who):
    return [(each.title, each.what) for each in errands(seat(who)) if each.about == "议定事项"]


def test_from_the_minutes_to_the_end(course):
    decided = listed(course("signed", cases=0), days=5)
    (told,) = Notice.objects.filter(url=decided.get_absolute_url())
    assert told.unit.code == "zjj"
    assert titles("zjj-jb") == [("制定补贴标准。", "报告进展")]

    for who in ("bb-jb", "xwb-fz", "czj-fz", "zjr"):
        with pytest.raises(PermissionDenied):
            act(decided, "report_progress", who, text="已办。")
    assert act(decided, "report_progress", "zjj-jb", text="已测算。").stage == DecidedStage.OPEN
    assert (
        act(decided, "report_progress", "zjj-fz", text="已印发。", done=True).stage == DecidedStage.REPORTED
    )
    assert titles("bb-fz") == [("制定补贴标准。", "核实办结")]
    for who in ("zjj-fz", "xwb-fz", "zjr"):
        with pytest.raises(PermissionDenied):
            act(decided, "close_decided", who, text="属实。")
    assert act(decided, "close_decided", "bb-jb", text="已核实。").stage == DecidedStage.CLOSED
    with pytest.raises(Stale):
        act(decided, "report_progress", "zjj-fz", text="再报。")
    page = client_of("sfj-fz").get(decided.get_absolute_url()).text
    assert all(said in page for said in ("已测算。", "已印发。", "已核实。"))


def test_who_sees_it(course):
    decided = listed(course("signed", cases=0))
    seen = {name for name in EVERYONE if decided_seen_by(seat(name)).filter(pk=decided.pk).exists()}

    assert seen == EVERYONE - {"nyj-jb", "lcz-fz", "sbb-fz", "sys", "sec", "aud"}


def test_what_is_late_is_seen_by_those_who_supervise(course):
    decided = listed(course("signed", cases=0))
    assert {who: titles(who) for who in ("xwb-jb", "zgb-fz", "bb-jb")} == {
        "xwb-jb": [],
        "zgb-fz": [],
        "bb-jb": [],
    }
    with days_later(1):
        for who in ("xwb-jb", "zgb-fz", "bb-jb"):
            assert titles(who) == [("制定补贴标准。", "督促落实")]
        assert titles("sfj-fz") == []
        late = client_of("xwb-jb").get(reverse("decided-list"), {"show": "late"}).text
        assert "逾期 1" in late
        act(decided, "remind_decided", "xwb-jb")
        with pytest.raises(Refused):
            act(decided, "remind_decided", "bb-jb")
        with pytest.raises(PermissionDenied):
            act(decided, "remind_decided", "sfj-fz")
        told = Notice.objects.filter(title__startswith="催办议定事项")
        assert [notice.unit.code for notice in told] == ["zjj"]
    with days_later(2):
        act(decided, "remind_decided", "bb-jb")


def test_its_day_is_reminded_of_as_other_days_are(course):
    decided = listed(course("signed", cases=0))

    def days(who):
        return [each.what for each in dates(seat(who)) if each.url == decided.get_absolute_url()]

    assert (days("zjj-jb"), days("xwb-jb"), days("sfj-fz")) == (["报告进展"], [], [])
    with days_later(1):
        assert (days("zjj-jb"), days("xwb-jb")) == (["报告进展"], ["督促落实"])
    act(decided, "close_decided", "bb-jb", text="已核实。")
    assert days("zjj-jb") == []
    assert Notice.objects.get(title__startswith="议定事项已办结").kind == "result"


def test_a_later_day_keeps_the_first(course):
    decided = listed(course("signed", cases=0))
    first = decided.due
    with pytest.raises(Refused):
        act(decided, "put_off_decided", "bb-jb", due=first, reason="等文件。")
    moved = act(decided, "put_off_decided", "bb-jb", due=first + timedelta(days=9), reason="等文件。")

    assert (moved.first_due, moved.due) == (first, first + timedelta(days=9))


def test_what_is_put_off_although_reported_done_is_the_unit_s_again(course):
    """The office found it is not completed: it has no other way to say so."""
    decided = listed(course("signed", cases=0))
    decided = act(decided, "report_progress", "zjj-fz", text="已印发。", done=True)
    page = reverse("decided-put-off", args=[decided.uuid])
    assert "回到“落实中”" in client_of("bb-jb").get(page).text
    later = decided.due + timedelta(days=9)
    assert (
        act(decided, "put_off_decided", "bb-jb", due=later, reason="还没有印发。").stage == DecidedStage.OPEN
    )
    assert titles("zjj-jb") == [("制定补贴标准。", "报告进展")]
    assert titles("bb-jb") == []


@pytest.mark.parametrize("wrong", ["day", "unit", "stage", "item"])
def test_what_is_not_listed(course, wrong):
    led = course("minutes_sent" if wrong == "stage" else "signed")
    other = Course()
    other.put()
    given = {
        "day": {"days": -1},
        "unit": {"unit_code": "sbb"},
        "stage": {},
        "item": {"item": other.item},
    }[wrong]
    with pytest.raises((Refused, Stale)):
        listed(led, **given)
    assert not DecidedItem.objects.exists()


def test_a_meeting_is_not_done_while_a_result_is_not_in_its_case(course):
    led = course("signed")
    with pytest.raises(Refused):
        led.act(actions.close_meeting, "bb-jb")
    assert led.meeting.stage == "signed"
    led.record().act(actions.close_meeting, "bb-jb")

    assert led.meeting.stage == "meeting_closed"
    with pytest.raises(Stale):
        listed(led)


def test_a_case_that_left_after_the_minutes_gets_its_extract_when_the_meeting_is_done(lingchuan):
    made = journey("deliberating", route="general")
    led = Course(cases=0)
    led.cases = [made.case]
    led.put().call().attend().draft().sign()
    made.withdraw()
    led.act(actions.close_meeting, "bb-jb")

    (extract,) = papers_about(made.case.uuid).filter(kind="meeting_minutes")
    assert extract.number == led.meeting.number


def test_replies_stand_where_attendance_is_registered(course):
    led = course("called", cases=0)
    url = reverse("meeting-reply", args=[led.meeting.uuid])
    assert any(each.url == url for each in errands(seat("sfj-jb")))
    with pytest.raises(Refused):
        actions.reply_invitation(meeting=led.meeting, by=seat("sfj-jb"), reply="substitute")
    lock = led.meeting.lock
    actions.reply_invitation(meeting=led.meeting, by=seat("sfj-jb"), reply="substitute", note="副局长")
    actions.reply_invitation(meeting=led.meeting, by=seat("czj-fz"), reply="away", note="外出学习")
    actions.reply_invitation(meeting=led.meeting, by=seat("mzj-fz"), reply="coming")

    assert fresh_meeting(led.meeting).lock == lock  # forms that others have open stay good
    assert not any(each.url == url for each in errands(seat("sfj-jb")))
    told = Notice.objects.filter(title__contains="回复").values_list("unit__code", flat=True)
    assert sorted(told) == ["bb", "bb", "zjr", "zjr"]
    form = client_of("bb-jb").get(reverse("meeting-attendance", args=[led.meeting.uuid]))
    chosen = {
        row.unit.code: form.context["form"][f"came-{row.unit_id}"].initial
        for row in form.context["form"].rows
    }
    assert {code: chosen[code] for code in ("sfj", "czj", "mzj", "xwb")} == {
        "sfj": "substitute",
        "czj": "no",
        "mzj": "yes",
        "xwb": None,
    }
    units = {row.unit.code: row.unit_id for row in led.meeting.attendance.select_related("unit")}
    led.act(
        actions.record_attendance,
        "bb-jb",
        present={pk: code not in ("czj", "mzj") for code, pk in units.items()},
        substitutes={units["sfj"], units["czj"]},
    )
    assert list(led.meeting.attendance.filter(by_substitute=True).values_list("unit", flat=True)) == [
        units["sfj"]
    ]
    with pytest.raises(Refused):
        actions.reply_invitation(meeting=led.meeting, by=seat("czj-fz"), reply="coming")
    led.draft().sign()
    (minutes,) = papers_about(led.meeting.uuid).filter(kind="meeting_minutes")
    people = dict(minutes.content["document"]["people"])
    assert "灵川县司法局（代会）" in people["出席"]
    assert people["请假"] == "灵川县财政局"  # as it had replied; the other had said it would come
    assert people["缺席"] == "灵川县民政局"
    came = dict(lines(minutes, None))["出席单位"]
    assert ("灵川县财政局（请假）" in came, "灵川县民政局（缺席）" in came) == (True, True)


def test_a_letter_begun_from_the_meeting_asks_for_what_is_left(course):
    led = course("signed", cases=0)
    done, left = listed(led, unit_code="zjj"), listed(led, unit_code="czj")
    act(done, "close_decided", "bb-jb", text="已核对。")

    page = client_of("bb-jb").get(reverse("circular-new"), {"meeting": led.meeting.uuid})
    form = page.context["form"]
    begun = form.get_initial_for_field(form.fields["next"], "next")
    assert [line.split("于")[0] for line in begun.splitlines()] == [left.unit.name]
