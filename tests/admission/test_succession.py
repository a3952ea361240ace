"""An applicant that ended in the middle of its case: its successor goes on with it, and the acts are its own (record 0033)."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts import actions as units_kept
from accounts.models import Notice, Unit
from admission import access, checks, worklist
from admission.act import NotAllowed
from admission.actions import applicant, beginning, coordination, office, passing
from admission.actions.asking import invited_to_coordination
from admission.acts import SPECS, openness
from admission.pages import dates, sheets
from admission.queries import visible_to
from audit import clock
from audit.models import Event
from documents.papers import papers_about
from supervision.actions.following import follow_up
from tests.cast import client_of, days_later, seat, second_seat
from tests.factories import (
    fresh,
    issue_opinion,
    journey,
    make_case,
    open_requests,
    open_reviews,
    take_position,
    unit,
)
from tests.supervision.test_succession import ended

COLLEAGUE = "您在本案中代表另一个单位，须由另一位负责人签发"
pytestmark = pytest.mark.usefixtures("lingchuan")


def passed_on(code="zjj", to="gaj"):
    """Its last day was yesterday, and the daily command ran."""
    ended(code, to)
    passing.pass_on()


def last_of(case, verb):
    return Event.objects.filter(subject=str(case.uuid), verb=verb).order_by("seq").last()


@pytest.mark.parametrize(
    ("state", "verb"),
    [("consulting", "submit"), ("correcting", "submit"), ("revising", "revise"), ("submitted", "withdraw")],
)
def test_the_successor_goes_on_and_acts_in_its_own_name(state, verb):
    case, head = make_case(state), seat("gaj-fz")
    assert not visible_to(head).exists()
    passed_on()

    assert [each.pk for each in visible_to(head)] == [case.pk]
    for request in open_requests(case):
        take_position(request)
    if verb != "withdraw":
        assert [item.case.pk for item in worklist.todo(head)] == [case.pk]
        given = {"case": case, "lock": fresh(case).lock, "boundary": "乡镇只巡查，不处置。"}
        applicant.save_text(by=seat("gaj-jb"), **given)
        if state == "correcting":  # another department leads it, another boundary: who agreed is asked again
            applicant.consult_again(case=case, by=head, lock=fresh(case).lock)
        for request in open_requests(case):
            take_position(request)
    more = {"reason": "机构改革后不再需要。"} if verb == "withdraw" else {}
    getattr(applicant, verb)(case=case, by=head, lock=fresh(case).lock, **more)
    assert last_of(case, verb).unit_id == str(unit("gaj").pk)
    assert fresh(case).applicant == unit("zjj")  # whose it was stays
    assert access.rights(fresh(case), unit("zjj")) == {"view_case"}


def test_what_is_issued_and_written_from_then_on_is_of_the_successor():
    case = make_case("correcting")
    passed_on()
    applicant.save_text(case=case, by=seat("gaj-jb"), lock=fresh(case).lock, basis="《示例条例》第四条")
    assert fresh(case).version.department == unit("gaj")
    applicant.consult_again(case=case, by=seat("gaj-fz"), lock=fresh(case).lock)
    for request in open_requests(case):
        take_position(request)
    applicant.submit(case=case, by=seat("gaj-fz"), lock=fresh(case).lock)

    was, now = papers_about(case.uuid).filter(kind="application").order_by("pk")
    issuers = [paper.content["document"]["issuers"] for paper in (was, now)]
    assert issuers == [[unit("zjj").name], [unit("gaj").name]]
    assert (
        "县住房城乡建设局（已撤销，由县公安局承接）" in client_of("bb-jb").get(case.get_absolute_url()).text
    )


@pytest.mark.parametrize(
    ("state", "action", "who", "more"),
    [
        ("submitted", office.accept, "bb-jb", {}),
        ("submitted", office.return_for_correction, "bb-jb", {"reason": "缺附件。"}),
        ("circulating", office.call_revision, "bb-jb", {"reason": "请明确边界。"}),
    ],
)
def test_what_the_applicant_is_told_its_successor_is_told(state, action, who, more):
    """Where nobody reads any more, nothing is told."""
    case = make_case(state)
    passed_on()
    before = set(Notice.objects.values_list("pk", flat=True))

    action(case=case, by=seat(who), lock=fresh(case).lock, **more)

    told = [notice.unit.code for notice in Notice.objects.exclude(pk__in=before)]
    assert (told.count("gaj"), told.count("zjj")) == (1, 0)


def test_the_rights_follow_the_units_and_nothing_else():
    case, other = make_case("draft"), make_case("draft", applicant="nyj")
    passed_on()
    assert access.grants_for(fresh(case)) == {
        (unit("zjj").group_id, "view_case"),
        (unit("gaj").group_id, "view_case"),
        (unit("gaj").group_id, "edit_case"),
    }
    assert access.sync(fresh(case)) == 0
    assert [each.pk for each in visible_to(seat("gaj-jb"))] == [case.pk]
    assert openness(SPECS["save_text"], fresh(other), seat("gaj-jb")) == "forbidden"
    page = client_of("gaj-jb").get(reverse("desk")).text
    assert case.version.name in page  # the draft's name is the successor's to read

    Unit.objects.filter(code="zjj").update(valid_until=None, successor=None)  # it was a slip
    passing.pass_on()
    assert openness(SPECS["save_text"], fresh(case), seat("zjj-jb")) == "open"
    assert not visible_to(seat("gaj-jb")).exists()


@pytest.mark.parametrize("state", ["submitted", "withdrawn", "approved"])
def test_who_was_named_by_a_slip_keeps_no_sight_of_any_case(state):
    case = make_case(state)
    passed_on()
    assert [each.pk for each in visible_to(seat("gaj-jb"))] == [case.pk]

    Unit.objects.filter(code="zjj").update(valid_until=None, successor=None)
    passing.pass_on()
    assert access.sync(fresh(case)) == 0
    assert [each.pk for each in visible_to(seat("zjj-jb"))] == [case.pk]


def test_the_successor_reads_the_case_that_the_other_was_joined_into():
    """Named by a slip it loses that sight again."""
    lead, other = make_case("reviewing"), make_case("submitted", applicant="nyj")
    office.join(case=other, lead=lead, by=seat("bb-jb"), lock=other.lock, reason="同一件事。")
    passed_on("nyj", "gaj")
    assert visible_to(seat("gaj-jb")).filter(pk=lead.pk).exists()

    Unit.objects.filter(code="nyj").update(valid_until=None, successor=None)
    passing.pass_on()
    assert not visible_to(seat("gaj-jb")).filter(pk=lead.pk).exists()


@pytest.mark.parametrize(("state", "asked"), [("circulating", "sfj"), ("consulting", "lcz")])
def test_the_page_says_who_answers_for_a_unit_that_ended_before_it_answered(state, asked):
    case = make_case(state)
    ended(asked, "gaj" if asked == "sfj" else "dxz")
    to = unit("gaj" if asked == "sfj" else "dxz").short_name
    page = client_of("bb-jb" if asked == "sfj" else "zjj-jb").get(case.get_absolute_url()).text
    assert f"{unit(asked).short_name}（已撤销，由{to}承接）" in page
    if asked == "sfj":
        assert f"由{to}出具书面答复" in page


def test_who_came_from_a_unit_that_ended_speaks_for_its_successor():
    """I-26: it is one side; before, and for any other unit, a colleague speaks. The workbench says the same."""
    case = make_case("circulating")  # where the head of the township agreed
    moved, other = second_seat("lcz-fz", unit("mzj")), second_seat("lcz-fz", unit("zzb"))

    def told(by):
        with days_later(30):  # the answer is late, and so the head's to give
            return [item.note for item in worklist.todo(by) if item.case.pk == case.pk]

    assert [told(moved), told(other)] == [[COLLEAGUE]] * 2
    ended("lcz", "mzj")
    assert [told(moved), told(other)] == [[""], [COLLEAGUE]]
    review = {each.unit.code: each for each in open_reviews(case)}
    with pytest.raises(NotAllowed):
        issue_opinion(review["zzb"], by=other)
    issue_opinion(review["mzj"], by=moved)


def test_naming_the_successor_late_passes_on_at_once(django_capture_on_commit_callbacks):
    case = make_case("draft")
    ended("zjj")
    with django_capture_on_commit_callbacks(execute=True):
        units_kept.change_unit(
            unit=unit("zjj"),
            successor=unit("gaj"),
            valid_until=clock.today() - timedelta(days=1),
            by=seat("sys"),
        )
    assert [each.pk for each in visible_to(seat("gaj-jb"))] == [case.pk]
    assert Event.objects.filter(verb="resync_access", subject=str(case.uuid)).count() == 1
    call_command("resync_access", verbosity=0)
    assert Event.objects.filter(verb="resync_access").count() == 1


def test_it_is_told_once_by_the_daily_command():
    make_case("consulting")
    ended("zjj", "gaj")
    for _ in range(2):
        follow_up()
    told = Notice.objects.filter(title__contains="已撤销").values_list("unit__code", "title")
    assert list(told) == [("gaj", "县住房城乡建设局已撤销，由你单位承接：职责准入没有办结的有申请1件")]


def test_an_ended_case_may_be_begun_again_by_the_successor():
    case = make_case("withdrawn")
    passed_on()
    again = beginning.start(kind=case.kind, by=seat("gaj-jb"), previous=fresh(case))
    assert (again.applicant, again.previous) == (unit("gaj"), case)


def test_who_takes_the_case_over_is_not_asked_about_it():
    """I-35: it would be its own neighbour; and it is not another one who signs (I-42)."""
    walked = journey("draft", related=("gaj",))
    passed_on()
    assert unit("gaj") not in [concern.unit for concern in fresh(walked.case).dossier.concerns]
    assert seat("gaj-fz").user.pk in fresh(walked.case).dossier.applicants


def test_the_same_is_not_applied_for_beside_what_was_taken_over():
    """第三条第（二）项: same name, and a department that is the same by now."""
    before = make_case("submitted", name="沿街店铺秩序巡查")
    ended("zjj", "gaj")
    case = make_case("draft", applicant="gaj", name="沿街店铺秩序巡查")
    said = [found.text for found in checks.applied_twice(case)]
    assert said == [f"{before.number}正在办理同名同部门的事项。"]
    assert not list(checks.applied_twice(make_case("draft", applicant="nyj", name="沿街店铺秩序巡查")))


def test_a_coordination_meeting_invites_who_goes_on_for_a_unit_that_ended():
    """I-35: the township that did not agree is no more; the sheet says for whom the other comes."""
    case = make_case("reviewing", answers={"lcz": "disagree"})
    ended("lcz", "dxz")
    assert set(invited_to_coordination(case)) & {unit("lcz").pk, unit("dxz").pk} == {unit("dxz").pk}
    assert "大圩镇（承接灵川镇）" in str(sheets.those_invited(case))


def heard(case):
    """Who came and what they said is registered; the meeting's minutes."""
    hearing = case.hearings.get(closed_at__isnull=True)
    parties = {party.unit_id: (True, "同意调整。") for party in hearing.parties.all()}
    given = {"held_on": clock.today(), "place": "", "summary": "已协商一致。", "parties": parties}
    coordination.record_coordination(case=case, by=seat("bb-jb"), lock=case.lock, **given)
    case = fresh(case)
    coordination.conclude_coordination(case=case, by=seat("bb-fz"), lock=case.lock)
    return papers_about(case.uuid).filter(kind="coordination_minutes").get()


def test_who_was_invited_and_ended_before_the_meeting_is_followed_by_its_successor():
    """It reads the case, finds the day in its calendar and is named in the minutes; one that ended later is not followed."""
    case = make_case("coordinating", route="general", townships=("lcz",))
    ended("lcz", "dxz")
    assert not visible_to(seat("dxz-jb")).exists()
    assert passing.pass_on() == 1

    assert list(visible_to(seat("dxz-jb"))) == [case]
    assert [each.day for each in dates.dates(seat("dxz-jb"))] == [clock.today()]
    form = client_of("bb-jb").get(reverse("case-act", args=[case.uuid, "record_coordination"])).text
    assert "灵川镇（现大圩镇）" in form
    assert "灵川镇（现大圩镇）" in client_of("bb-jb").get(reverse("meeting-list")).text
    minutes = heard(case)
    assert f"{unit('dxz').name}（承接{unit('lcz').name}）" in str(minutes.snapshot)
    assert list(visible_to(seat("dxz-jb"))) == [case]


def test_who_ended_after_the_meeting_leaves_no_sight_of_it():
    case = make_case("coordinating", route="general", townships=("lcz",))
    heard(case)
    with days_later(2):
        ended("lcz", "dxz")
        assert passing.pass_on() == 0
        assert not visible_to(seat("dxz-jb")).exists()
