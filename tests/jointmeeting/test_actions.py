"""From preparing a meeting to its results in the cases: who may, when, and what becomes of each."""

from datetime import time, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.actions import add_roster_entry
from accounts.models import Notice, RosterEntry, RosterRole, Unit
from admission.act import NotAllowed, Refused, Repeated, Stale
from admission.actions import applicant, office
from admission.models import Resolution
from admission.pages.papers import lines
from admission.queries import visible_to as cases_visible_to
from audit import clock
from audit.models import Event
from audit.record import SYSTEM, events_about
from config.templatetags.chinese import cdate
from documents.models import Paper, PaperKind
from documents.papers import papers_about
from jointmeeting import actions, queries
from jointmeeting.acts import SPECS, openness
from jointmeeting.queries import visible_to, warnings_of
from jointmeeting.states import Stage
from tests.cast import client_of, days_later, seat
from tests.factories import fresh, journey, make_case
from tests.jointmeeting.conftest import Course, fresh_meeting, led_to, prepared

NOBODY = "成员名单上没有这一天的成员单位，没有可以通知的。请先登记成员名单，再到“会议安排”保存一次。"
MEMBERS = ["xwb", "zgb", "zzb", "bb", "mzj", "sfj", "czj", "rsj"]
PREPARE = {"bb-jb", "bb-fz", "xwb-jb", "xwb-fz", "zgb-jb", "zgb-fz"}
CONVENORS = {"zjr", "zjr2"}
OFFICE = {"bb-jb", "bb-fz"}
EVERYONE = (
    PREPARE | CONVENORS | {"sfj-fz", "czj-jb", "zjj-fz", "nyj-jb", "lcz-fz", "sbb-fz", "sys", "sec", "aud"}
)
MAY = {
    "change_meeting": PREPARE | CONVENORS,
    "put_item": OFFICE,
    "put_topic": OFFICE,
    "take_off": OFFICE,
    "call_meeting": CONVENORS,
    "record_attendance": PREPARE,
    "draft_minutes": OFFICE,
    "return_minutes": CONVENORS,
    "sign_minutes": CONVENORS,
    "record_item": OFFICE,
    "cancel_meeting": PREPARE | CONVENORS,
    "reply_invitation": PREPARE | {"sfj-fz", "czj-jb"},
    "draft_correction": OFFICE,
    "sign_correction": CONVENORS,
    "drop_correction": OFFICE | CONVENORS,
    "list_decided": OFFICE,
    "close_meeting": OFFICE,
}
WHEN = {
    "change_meeting": {"preparing", "called"},
    "put_item": {"preparing", "called"},
    "put_topic": {"preparing", "called"},
    "take_off": {"preparing", "called"},
    "call_meeting": {"preparing"},
    "record_attendance": {"called"},
    "draft_minutes": {"called", "minutes_sent"},
    "return_minutes": {"minutes_sent"},
    "sign_minutes": {"minutes_sent"},
    "record_item": {"signed"},
    "cancel_meeting": {"preparing", "called"},
    "reply_invitation": {"called"},
    "draft_correction": {"signed"},
    "sign_correction": {"signed"},
    "drop_correction": {"signed"},
    "list_decided": {"signed"},
    "close_meeting": {"signed"},
}


def test_the_table_of_acts(lingchuan):
    found = {}
    stages = {
        stage: led_to(stage, cases=0).meeting for stage in ("preparing", "called", "minutes_sent", "signed")
    }
    for verb in MAY:
        for stage, meeting in stages.items():
            for name in EVERYONE:
                by = seat(name, "convenor") if name == "zjr2" else seat(name)
                found[verb, stage, name] = openness(verb, meeting, by)

    def expected(verb, stage, name):
        if name not in MAY[verb]:
            return "forbidden"
        return "open" if stage in WHEN[verb] else "stale"

    assert found == {key: expected(*key) for key in found}
    of_meetings = {verb for verb, spec in SPECS.items() if spec.kind == "meeting" and spec.stages}
    assert set(MAY) == of_meetings


@pytest.mark.parametrize("name", sorted(EVERYONE - PREPARE - CONVENORS))
def test_others_prepare_no_meeting(lingchuan, name):
    with pytest.raises(PermissionDenied):
        prepared(name)


def test_the_roster_of_the_day_is_invited_and_sees_the_meeting(lingchuan):
    meeting = prepared()

    assert [row.unit.code for row in queries.attendance_of(meeting)] == MEMBERS
    seen = {name for name in EVERYONE if visible_to(seat(name)).filter(pk=meeting.pk).exists()}
    assert seen == PREPARE | CONVENORS | {"sfj-fz", "czj-jb"}


def test_numbers_run_without_gaps(lingchuan):
    year = clock.today().year
    first, second, third = prepared(), prepared(), prepared()
    for meeting in (second, third):
        actions.call_meeting(meeting=meeting, by=seat("zjr"), lock=meeting.lock)

    numbers = [fresh_meeting(m).number for m in (first, second, third)]
    assert numbers == ["", f"灵准会〔{year}〕1号", f"灵准会〔{year}〕2号"]


def test_a_called_meeting_tells_the_member_units(course):
    meeting = course("called", cases=0).meeting

    told = Notice.objects.filter(url=meeting.get_absolute_url()).values_list("unit__code", flat=True)
    assert sorted(told) == sorted(MEMBERS)


def test_members_see_the_case_from_the_agenda_on(lingchuan):
    course = Course()
    mzj = seat("mzj-jb")
    asked_before = cases_visible_to(seat("xwb-jb")).filter(pk=course.case.pk).exists()
    course.put()

    assert asked_before
    assert cases_visible_to(mzj).filter(pk=course.case.pk).exists()
    assert [p.unit.code for p in course.item.hearing.parties.all()] == MEMBERS


def test_a_case_stands_on_one_agenda(course):
    led, other = course("preparing"), prepared()

    with pytest.raises(Refused):
        actions.put_item(meeting=other, case=led.case, by=seat("bb-jb"))


def test_only_cases_in_deliberation_come_on_the_agenda(lingchuan):
    with pytest.raises(Stale):
        actions.put_item(meeting=prepared(), case=make_case("signing"), by=seat("bb-jb"))


def test_off_the_agenda_and_on_again(course):
    led = course("preparing")
    led.act(actions.take_off, "bb-jb", item=led.item)
    assert not led.meeting.items.exists()
    led.put()
    assert led.item.is_open


def test_a_meeting_with_cases_is_not_cancelled(course):
    led = course("called")
    with pytest.raises(Refused):
        led.act(actions.cancel_meeting, "xwb-fz", reason="改期。")
    led.act(actions.take_off, "bb-jb", item=led.item)
    led.act(actions.cancel_meeting, "xwb-fz", reason="改期。")
    assert led.meeting.stage == Stage.CANCELLED


def test_nothing_is_registered_before_the_day(lingchuan):
    meeting = prepared(meets_on=clock.today().replace(year=clock.today().year + 1))
    actions.call_meeting(meeting=meeting, by=seat("zjr"), lock=meeting.lock)
    meeting = fresh_meeting(meeting)

    with pytest.raises(Refused):
        actions.record_attendance(meeting=meeting, by=seat("xwb-jb"), lock=meeting.lock, present={})
    with pytest.raises(Refused):
        actions.draft_minutes(meeting=meeting, by=seat("bb-jb"), lock=meeting.lock, minutes="…", results={})


# -- minutes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "missing", ["minutes", "attendance", "result", "wording"], ids=["纪要", "到会", "结果", "议定内容"]
)
def test_incomplete_minutes_are_not_sent(course, missing):
    led = course("called" if missing == "attendance" else "drafted")
    result = "" if missing == "result" else "failed"
    wording = "" if missing == "wording" else "理由。"
    minutes = "" if missing == "minutes" else "概况。"
    results = {led.item.pk: (result, wording)}

    led.act(actions.draft_minutes, "bb-jb", minutes=minutes, results=results)
    with pytest.raises(Refused) as refused:
        led.act(actions.draft_minutes, "bb-jb", minutes=minutes, results=results, send=True)
    assert len(refused.value.problems) == 1


def test_minutes_are_sent_back_changed_and_signed(course):
    led = course("minutes_sent")
    led.act(actions.return_minutes, "zjr", note="写明理由。")
    assert led.meeting.stage == Stage.CALLED
    with pytest.raises(Stale):
        led.sign()
    led.draft().sign()

    assert led.meeting.stage == Stage.SIGNED
    assert (
        led.meeting.content_hash == Paper.objects.get(subject=led.meeting.uuid, kind="meeting_minutes").sha256
    )
    assert led.case.state == "deliberating"


def test_the_stale_revision_is_not_signed(course):
    led = course("minutes_sent")
    read = led.meeting.lock
    led.draft(result="failed", wording="理由不足。")

    with pytest.raises(Stale):
        led.act(actions.sign_minutes, "zjr", lock=read)


def test_an_item_that_came_too_late_has_to_be_settled(course):
    led = course("minutes_sent")
    led.meeting.items.update(result="")

    with pytest.raises(Refused):
        led.sign()


def test_whoever_is_invited_after_attendance_was_registered_is_not_simply_absent(course):
    """The day is put right afterwards, and its roster names another unit: the minutes would call it absent."""
    led = course("drafted")
    add_roster_entry(seat=seat("nyj-jb").seat, role="member", valid_from=clock.today(), by=SYSTEM)
    led.act(actions.change_meeting, "xwb-jb", title="会", meets_on=clock.today(), place="第一会议室")
    with pytest.raises(Refused, match="县农业农村局是后来补邀的"):
        led.draft()
    led.attend(away=["nyj"]).draft().sign()
    assert led.meeting.stage == Stage.SIGNED


@pytest.mark.parametrize(
    ("away", "warned"),
    [
        ((), 0),
        (("czj",), 0),
        (("sfj",), 1),
        (("xwb", "zgb", "zzb", "mzj", "sfj"), 2),
        (("xwb", "zgb", "zzb", "mzj"), 0),
    ],
)
def test_the_system_warns_and_does_not_count(course, away, warned):
    led = course("called").attend(away).draft()

    assert len(warnings_of(led.meeting)) == warned
    led.sign()
    assert led.meeting.stage == Stage.SIGNED


def test_signed_minutes_do_not_change(course):
    led = course("signed")
    for action, who, more in (
        (actions.draft_minutes, "bb-jb", {"minutes": "改。", "results": {}}),
        (actions.record_attendance, "xwb-jb", {"present": {}}),
        (actions.sign_minutes, "zjr", {}),
        (actions.take_off, "bb-jb", {"item": led.item}),
    ):
        with pytest.raises(Stale):
            led.act(action, who, **more)


def test_acts_are_recorded_refused_ones_too(course):
    led = course("signed")
    with pytest.raises(PermissionDenied):
        led.act(actions.record_item, "czj-jb", item=led.item, lock=led.case.lock)

    rows = [(e.verb, e.outcome, e.target) for e in events_about(led.meeting.uuid)]
    assert rows == [
        ("prepare_meeting", "done", "preparing"),
        ("put_item", "done", "preparing"),
        ("call_meeting", "done", "called"),
        ("record_attendance", "done", "called"),
        ("draft_minutes", "done", "minutes_sent"),
        ("sign_minutes", "done", "signed"),
        ("record_item", "refused", ""),
    ]


def test_what_is_refused_on_the_case_is_recorded_once_with_the_meeting_and_names_the_case(course):
    """What the inner act wrote would be rolled back with it."""
    led = course("signed")
    before = Event.objects.filter(outcome="refused").count()

    with pytest.raises(Stale):
        led.act(actions.record_item, "bb-jb", item=led.item, lock=led.case.lock - 1)
    with pytest.raises(NotAllowed):
        office.call_revision(case=led.case, by=seat("zjj-fz"), lock=led.case.lock, reason="改。")

    refused = Event.objects.filter(outcome="refused").order_by("seq")[before:]
    assert [(e.verb, e.subject, e.facts) for e in refused] == [
        ("record_item", str(led.meeting.uuid), {"why": "Stale", "case": str(led.case.uuid)}),
        ("call_revision", str(led.case.uuid), {"why": "NotAllowed"}),
    ]


# -- results --------------------------------------------------------------------------------------------------------

LEADS_TO = {
    "passed": "deciding",
    "failed": "rejected",
    "deferred": "deliberating",
    "coordinate": "coordinating",
    "returned": "revising",
}


@pytest.mark.parametrize("result", LEADS_TO)
def test_each_result_leads_on(course, result):
    led = course("drafted").draft(result=result).sign().record()

    assert led.case.state == LEADS_TO[result]
    assert led.item.recorded_at is not None
    resolution = Resolution.objects.get(hearing=led.item.hearing)
    assert (resolution.minutes_number, resolution.wording) == (led.meeting.number, "会议同意。")
    assert [p.kind for p in Paper.objects.filter(subject=led.case.uuid, kind="meeting_minutes")] == [
        "meeting_minutes"
    ]


def test_a_result_serves_once(course):
    led = course("signed").record()

    with pytest.raises(Refused):
        led.act(actions.record_item, "bb-jb", item=led.item, lock=led.case.lock)


def test_a_deferred_case_comes_before_the_next_meeting(course):
    led = course("drafted").draft(result="deferred").sign().record()
    second = prepared()
    actions.put_item(meeting=second, case=led.case, by=seat("bb-jb"))

    assert second.items.count() == 1


def test_a_case_withdrawn_meanwhile_needs_no_result(lingchuan):
    made = journey("deliberating", route="general")
    led = Course(cases=0)
    led.cases = [made.case]
    led.put().call().attend()
    made.withdraw()
    remove = reverse("meeting-item-remove", args=[led.meeting.uuid, led.item.pk])
    assert "已离开审议，从这次会议的议程上去掉" in client_of("bb-jb").get(remove).text
    led.act(actions.draft_minutes, "bb-jb", minutes="概况。", results={}, send=True).sign()

    assert not led.item.is_open
    with pytest.raises(Refused):
        led.act(actions.record_item, "bb-jb", item=led.item, lock=fresh(made.case).lock)


def test_the_case_moved_since_the_page_was_opened(course):
    led = course("signed")

    with pytest.raises(Stale):
        led.act(actions.record_item, "bb-jb", item=led.item, lock=led.case.lock - 1)
    assert led.item.recorded_at is None


def test_a_form_sent_twice_does_one_thing(lingchuan):
    meeting = prepared()
    sent = {"meeting": meeting, "by": seat("zjr"), "lock": meeting.lock, "form_key": "abc"}
    actions.call_meeting(**sent)

    with pytest.raises(Repeated):
        actions.call_meeting(**sent)


def test_who_joined_the_roster_later_is_invited_when_the_day_changes(lingchuan):
    meeting = prepared()
    meeting.attendance.filter(unit__code="czj").delete()
    with days_later(1):
        actions.change_meeting(
            meeting=meeting, by=seat("xwb-jb"), lock=meeting.lock, title="会", meets_on=clock.today()
        )

    assert meeting.attendance.count() == Unit.objects.filter(code__in=MEMBERS).count()


def test_who_is_told_of_another_place_is_told_the_one_of_before(course):
    led, day = course("called", cases=0), cdate(clock.today())
    add_roster_entry(seat=seat("nyj-jb").seat, role="member", valid_from=clock.today(), by=SYSTEM)
    Notice.objects.all().delete()
    led.act(
        actions.change_meeting,
        "xwb-jb",
        title="会",
        meets_on=clock.today(),
        meets_at=time(9, 30),
        place="三楼",
    )

    def told(code):
        return list(Notice.objects.filter(unit__code=code).values_list("title", flat=True))

    assert told("sfj") == [f"联席会议改期（{day}09:30，三楼），原定{day}，第一会议室：会"]
    assert told("nyj") == [f"召开联席会议（{day}09:30，三楼）：会"]


def test_no_meeting_is_prepared_for_a_day_that_is_past(lingchuan):
    day = clock.today() - timedelta(days=1)

    with pytest.raises(Refused, match="召开日期不能早于今天"):
        prepared(meets_on=day)


def test_the_day_of_a_called_meeting_is_put_right_afterwards_not_to_before_its_call(lingchuan):
    called_on = clock.today()
    course = Course(cases=0)
    course.act(actions.change_meeting, "xwb-jb", title="会", meets_on=called_on + timedelta(days=5)).call()
    with days_later(3):
        change = partial(course.act, actions.change_meeting, "xwb-jb", title="会")
        change(meets_on=called_on + timedelta(days=2))  # brought forward by telephone
        with pytest.raises(Refused, match="召开日期不能早于召集会议的那一天"):
            change(meets_on=called_on - timedelta(days=1))


def test_who_is_invited_later_sees_the_cases_on_the_agenda(lingchuan):
    """Settled 16, 25: 县委办 names another member unit after the agenda went out; grants follow, on record."""
    course = led_to("called", cases=2)
    nyj = seat("nyj-jb")
    add_roster_entry(seat=nyj.seat, role="member", valid_from=clock.today(), by=SYSTEM)
    before = set(cases_visible_to(nyj))

    course.act(actions.change_meeting, "xwb-jb", title="会", meets_on=clock.today(), place="第一会议室")

    assert (before, set(cases_visible_to(nyj))) == (set(), set(course.cases))
    told = set(Notice.objects.filter(unit=nyj.unit).values_list("url", flat=True))
    assert told == {each.get_absolute_url() for each in (course.meeting, *course.cases)}
    for case in course.cases:
        assert [e.verb for e in events_about(case.uuid)][-1:] == ["invite_to_hearing"]


def test_a_case_that_left_the_agenda_meanwhile_is_shown_to_nobody_new(lingchuan):
    course = led_to("preparing")
    applicant.withdraw(case=course.case, by=seat("zjj-fz"), lock=course.case.lock, reason="不再需要。")
    nyj = seat("nyj-jb")
    add_roster_entry(seat=nyj.seat, role="member", valid_from=clock.today(), by=SYSTEM)

    course.act(actions.change_meeting, "xwb-jb", title="会", meets_on=clock.today())

    assert not cases_visible_to(nyj)
    assert nyj.unit in queries.invited(course.meeting)


def test_the_extract_of_the_minutes_says_the_outcome(lingchuan):
    led = Course().put().call().attend(away=("zzb",)).draft().sign().record()
    extract = papers_about(led.case.uuid).get(kind=PaperKind.MEETING_MINUTES)
    told = lines(extract, led.case)
    said = dict(told)

    assert [label for label, _ in told] == [
        "纪要编号",
        "会议",
        "召开日期",
        "地点",
        "召集人",
        "出席单位",
        "列席",
        "审议结果",
    ]
    assert said["审议结果"] == f"{led.case.number}：通过。会议同意。"
    assert said["出席单位"].split("\n")[2] == "中共灵川县委组织部（缺席）"


def test_a_meeting_to_which_nobody_is_invited_is_not_called(lingchuan):
    """A resolution may be the last word of an admission (record 0037): it is not one person's."""
    RosterEntry.objects.exclude(role=RosterRole.CONVENOR).delete()
    meeting = prepared()

    with pytest.raises(Refused) as refused:
        actions.call_meeting(meeting=meeting, by=seat("zjr"), lock=meeting.lock)

    assert [problem.text for problem in refused.value.problems] == [NOBODY]
