"""待办, 在办, 已办: whose turn a case is, in this seat's words; names and counts as the seat may know them."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from admission import worklist
from admission.actions import applicant, circulation, coordination, office
from admission.actions.circulation import draft_opinion, return_opinion, send_opinion
from admission.acts import SPECS, openness
from admission.models import Decision, SignOff
from audit import clock
from regimes.calendar import Calendar
from tests.cast import days_later, seat, second_seat
from tests.factories import (
    CONDITIONAL,
    DISAGREE,
    UNLAWFUL,
    fresh,
    journey,
    listed_duty,
    make_case,
    request_of,
    review_of,
    take_position,
    unit,
)

# state, route, who: what waits for the seat (None: nothing)
TURNS = [
    ("draft", "simple", "zjj-jb", "写完草稿，征询意见"),
    ("draft", "simple", "bb-jb", None),
    ("consulting", "simple", "zjj-jb", None),
    ("consulting", "simple", "lcz-fz", "答复征询意见"),
    ("consulting", "simple", "lcz-jb", None),
    ("consulting", "revocation", "lcz-fz", "答复是否同意联合申请撤销"),
    ("consulting", "simple", "sjz-fz", None),
    ("submitted", "simple", "bb-jb", "受理、退回补正或不予受理"),
    ("submitted", "simple", "bb-fz", "受理、退回补正或不予受理"),
    ("submitted", "simple", "zjj-fz", None),
    ("correcting", "simple", "zjj-fz", "补正后重新提交"),
    ("correcting", "simple", "zjj-jb", "按补正通知修改，请负责人提交"),
    ("correcting", "simple", "bb-jb", None),
    ("reviewing", "simple", "bb-jb", "拟写初评意见"),
    ("reviewing", "simple", "bb-fz", "签发初评意见"),
    ("reviewing", "revocation", "bb-jb", "核实并确认"),
    ("circulating", "simple", "sfj-jb", "拟写合法性审查意见"),
    ("circulating", "simple", "sfj-fz", None),
    ("circulating", "simple", "czj-jb", "拟写工作经费审查意见"),
    ("circulating", "simple", "bb-jb", None),
    ("circulating", "simple", "zjj-fz", None),
    ("revising", "simple", "zjj-fz", "修改完善，提交修改稿"),
    ("revising", "simple", "sfj-jb", "拟写合法性审查意见"),
    ("coordinating", "general", "bb-jb", "召开协调会，登记情况"),
    ("deliberating", "general", "bb-jb", "提请审议（列入议程）"),
    ("signing", "simple", "zjr", "审签"),
    ("signing", "simple", "bb-jb", None),
    ("deciding", "general", "xwb-jb", "登记县委审定结果"),
    ("deciding", "general", "zgb-fz", "登记县政府审定结果"),
    ("deciding", "general", "bb-jb", None),
    ("upper_review", "simple", "bb-jb", "登记上报桂林市委编办"),
    ("approved", "simple", "xwb-jb", "印发通知"),
    ("approved", "simple", "zjj-fz", None),
    ("rejected", "simple", "bb-fz", None),
]


def waits(who):
    return [item.what for item in worklist.todo(seat(who))]


@pytest.mark.parametrize(("state", "route", "who", "what"), TURNS)
def test_whose_turn(lingchuan, state, route, who, what):
    make_case(state, route=route)

    assert waits(who) == ([what] if what else [])
    assert worklist.count(seat(who)) == len(waits(who))


def test_administrators_and_nobody_have_nothing(lingchuan):
    make_case("submitted")

    assert [worklist.count(by) for by in (None, seat("sys"), seat("aud"))] == [0, 0, 0]


def test_the_head_sees_what_the_handler_sent_and_the_handler_what_came_back(lingchuan):
    review = review_of(make_case("circulating"), "sfj")
    seen = (review.round.number, review.round.version_id)
    draft = {"finding": "lawful", "details": {}, "view": "agree", "conditions": "", "reasons": ""}

    draft_opinion(review=review, by=seat("sfj-jb"), seen=seen, **draft)
    assert [(i.what, i.note) for i in worklist.todo(seat("sfj-jb"))] == [("拟写合法性审查意见", "有草稿")]

    send_opinion(review=review, by=seat("sfj-jb"), seen=seen, **draft)
    assert (waits("sfj-jb"), waits("sfj-fz")) == ([], ["签发合法性审查意见"])

    return_opinion(review=review, by=seat("sfj-fz"), seen=seen, note="请核对条文。")
    (item,) = worklist.todo(seat("sfj-jb"))
    assert (item.word, item.what, item.note) == (
        "负责人退回",
        "修改合法性审查意见",
        "退回说明：请核对条文。",
    )
    assert waits("sfj-fz") == []


def test_when_time_runs_out_the_head_sees_it_too(lingchuan):
    make_case("circulating")

    with days_later(20):
        assert waits("sfj-fz") == ["拟写、签发合法性审查意见"]
        assert waits("sfj-jb") == ["拟写合法性审查意见"]


def test_the_office_reminds_then_records_then_sums_up(lingchuan):
    made = journey("circulating", opinions={"czj": None}).opine()
    czj = review_of(made.case, "czj").unit

    assert waits("bb-jb") == []
    with days_later(20):
        assert waits("bb-jb") == ["催办没有按期答复的单位"]
        made.act(office.remind, "bb-jb", unit=czj)
        assert waits("bb-jb") == ["记录逾期未复，或再等答复"]
        made.act(office.record_overdue, "bb-jb", unit=czj)
        assert waits("bb-jb") == ["意见已答复齐，汇总意见"]


def test_what_is_unlawful_is_not_summed_up(lingchuan):
    made = journey("circulating", opinions={"sfj": UNLAWFUL}).opine()
    assert waits("bb-jb") == ["有单位认为不合法：要求修改，或不予准入"]

    made.call_revision().revise(basis="《示例法》第五条")
    made.opinions = {}
    made.opine()
    assert waits("bb-jb") == ["意见已答复齐，汇总意见"]


def test_the_applicant_after_the_answers(lingchuan):
    agreed = journey("consulting").answer()
    assert (waits("zjj-fz"), waits("zjj-jb")) == (["各单位均已答复，提交申请"], [])
    agreed.submit()

    journey("consulting", answers={"lcz": "disagree"}).answer()
    assert waits("zjj-jb") == ["有单位没有同意：修改后再次征询，或提交申请"]


def test_the_applicant_reminds_a_silent_township(lingchuan):
    made = journey("consulting", answers={"lcz": None}).answer()

    with days_later(20):
        assert waits("zjj-jb") == ["催办没有按期答复的单位"]
        made.act(office.remind, "zjj-jb", unit=made.case.version.townships.get(code="lcz"))
        assert waits("zjj-jb") == ["记录逾期未复，或再等答复"]


def test_after_the_initial_review_the_rule_says_what_comes_next(lingchuan):
    journey("reviewing").issue_review()
    assert (waits("bb-fz"), waits("bb-jb")) == (["征求成员单位意见"], [])


def test_disagreeing_townships_are_met_first(lingchuan):
    journey("reviewing", answers={"lcz": "disagree"}).issue_review()
    assert (waits("bb-fz"), waits("bb-jb")) == (["召开协调会"], ["召开协调会"])


def test_a_coordination_is_concluded_by_the_director_where_it_opens_a_round(lingchuan):
    journey("coordinating", route="general").record_coordination()
    assert (waits("bb-fz"), waits("bb-jb")) == (["结束协调"], [])


@pytest.mark.parametrize("said", [(None, ""), (True, "")], ids=["whether it came", "what it said"])
def test_a_coordination_of_which_a_unit_is_not_recorded_yet_waits_for_the_office(lingchuan, said):
    """It cannot be concluded before (`conditions.ready_to_conclude_coordination`)."""
    journey("coordinating", route="general").record_coordination(zjj=said)

    assert (waits("bb-fz"), waits("bb-jb")) == (["登记其余单位到会情况、意见"],) * 2


def test_on_the_agenda_the_meeting_comes_before_the_result(lingchuan):
    """What it comes to is asked once the minutes are signed: tests/jointmeeting/test_pages.py."""
    journey("deliberating", route="general").put_on_agenda()
    assert waits("bb-jb") == ["联席会议审议，拟写纪要"]


def test_reported_upward_it_is_the_city_s_turn(lingchuan):
    made = journey("upper_review").file()
    assert (waits("sbb-jb"), waits("bb-jb")) == (["备案审核"], [])

    made.return_upper(substance=False)
    assert waits("bb-jb") == ["改正形式问题，重新报送"]


def test_one_body_decides_after_the_other(lingchuan):
    journey("deciding", route="general").decide_one("county_party", "xwb-jb")
    assert (waits("xwb-fz"), waits("zgb-fz")) == ([], ["登记县政府审定结果"])


def test_who_registered_a_paper_application_does_not_accept_it(lingchuan):
    make_case("submitted", on_paper=True)
    assert (waits("bb-jb"), waits("bb-fz")) == ([], ["受理、退回补正或不予受理"])


def test_an_applicant_that_keeps_the_text_too_long(lingchuan):
    made = journey("correcting")
    with days_later(30):
        assert waits("bb-jb") == ["申请方逾期没有提交，催办"]
        made.act(office.remind, "bb-jb", unit=made.case.applicant)
        assert waits("bb-jb") == ["申请方逾期，可视同撤回"]


# -- turns says what the acts say ---------------------------------------------------------------------------------------

WHAT = {  # the words of the workbench: the act they mean
    "召开协调会": "convene",
    "征求成员单位意见": "circulate",
    "结束协调": "conclude_coordination",
    "审签": "sign",
}


def changed_its_mind(answer, then):
    """灵川镇 answers, and answers again before the application is handed in."""
    made = journey("consulting", answers={"lcz": answer}).answer()
    take_position(request_of(made.case, "lcz"), then)
    return made.submit().accept().issue_review()


def coordinated_after(**opinions):
    """Circulated to the end with a dissent, the coordination on record; `opinions` as of `Journey`."""
    made = journey("circulating", opinions={"rsj": DISAGREE, **opinions}).opine()
    if None in opinions.values():
        with days_later(20):
            for code in opinions:
                late = review_of(made.case, code).unit
                made.act(office.remind, "bb-jb", unit=late)
                made.act(office.record_overdue, "bb-jb", unit=late)
            return made.conclude().record_coordination()
    return made.conclude().record_coordination()


def also_of_the_applicant(valid_until=None):
    """The convenor is a leader of the applicant too, or was until that day."""
    made = journey("signing")
    head = second_seat("zjr", made.case.applicant)
    type(head.seat).objects.filter(pk=head.seat.pk).update(valid_until=valid_until)
    return made


SITUATIONS = {
    "all agree": lambda: journey("reviewing").issue_review(),
    "a township disagrees": lambda: journey("reviewing", answers={"lcz": "disagree"}).issue_review(),
    "a township that would carry it no more disagrees": lambda: journey(
        "reviewing",
        route="adjustment",
        duty=listed_duty(),
        townships=("lcz",),
        answers={"dxz": "disagree"},
    ).issue_review(),
    "the department that would lead it no more disagrees": lambda: journey(
        "reviewing",
        route="adjustment",
        applicant="lcz",
        department=unit("zrj"),
        answers={"zjj": "disagree"},
    ).issue_review(),
    "agreed at last": lambda: changed_its_mind("disagree", "agree"),
    "disagrees at last": lambda: changed_its_mind("agree", "disagree"),
    "general, all agree": lambda: (
        journey("reviewing").issue_review().act(office.to_general, "bb-jb", reason="影响大。")
    ),
    "coordination first": lambda: journey("coordinating", route="general").record_coordination(),
    "circulated": coordinated_after,
    "justice silent": lambda: coordinated_after(sfj=None),
    "finance silent": lambda: coordinated_after(czj=None),
    "civil affairs silent": lambda: coordinated_after(mzj=None),
    "to be signed": lambda: journey("signing"),
    "convenor's own": also_of_the_applicant,
    "convenor's own once": lambda: also_of_the_applicant(clock.today() - timedelta(days=1)),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_waits_is_what_may_be_done(lingchuan, situation):
    """Each seat is told the act that is open to it and that nothing stands in the way of, and no other."""
    case = SITUATIONS[situation]().case

    for who in ("bb-jb", "bb-fz", "zjr"):
        by, read = seat(who), fresh(case)
        may = {
            verb
            for verb in WHAT.values()
            if openness(SPECS[verb], read, by) == "open" and not SPECS[verb].problems(read)
        }
        # opening a round is the director's business: the handler is not sent there
        if who == "bb-jb":
            may.discard("circulate")
        assert {WHAT[what] for what in waits(who)} == may, who


def test_the_latest_answer_of_a_unit_counts(lingchuan):
    made = journey("consulting", answers={"lcz": "disagree"}).answer()
    assert waits("zjj-jb") == ["有单位没有同意：修改后再次征询，或提交申请"]

    take_position(request_of(made.case, "lcz"), "agree")
    assert (waits("zjj-jb"), waits("zjj-fz")) == ([], ["各单位均已答复，提交申请"])


# -- the days ------------------------------------------------------------------------------------------------------------


def test_a_unit_s_own_day_counts_and_the_most_pressing_comes_first(lingchuan):
    late = make_case("circulating")
    with days_later(20):
        fresh = make_case("circulating")
        items = worklist.with_deadlines(worklist.todo(seat("sfj-jb")), Calendar.load())

        assert [(item.case.pk, item.is_late) for item in items] == [(late.pk, True), (fresh.pk, False)]
        assert items[0].deadline.date == late.rounds.get().due
        assert items[0].left < 0 < items[1].left


# -- 在办, 已办 ------------------------------------------------------------------------------------------------------------


def test_doing_is_every_open_case_in_sight(lingchuan):
    open_case, _ = make_case("circulating"), make_case("rejected")

    assert [case.pk for case in worklist.doing(seat("bb-jb"))] == [open_case.pk]
    assert [case.pk for case in worklist.doing(seat("sfj-fz"))] == [open_case.pk]
    assert list(worklist.doing(seat("nyj-fz"))) == []


def test_a_request_waits_for_the_head_and_its_handler_finds_it_under_doing(lingchuan):
    """Only the head answers; the handler has no act in it, and follows it."""
    case = make_case("consulting")
    handler, head = seat("lcz-jb"), seat("lcz-fz")

    assert (worklist.count(handler), worklist.count(head)) == (0, 1)
    assert [row.pk for row in worklist.doing(handler)] == [case.pk]


DONE = [
    ("circulating", "simple", "zjj-fz", 1),
    ("circulating", "simple", "lcz-fz", 1),
    ("circulating", "simple", "bb-jb", 1),
    ("circulating", "simple", "sfj-fz", 0),
    ("signing", "simple", "sfj-fz", 1),
    ("upper_review", "simple", "zjr", 1),
    ("upper_review", "general", "xwb-jb", 1),
    ("approved", "simple", "sbb-jb", 1),
    ("approved", "simple", "xwb-jb", 0),
    ("draft", "simple", "zjj-jb", 0),
    ("submitted", "simple", "bb-jb", 0),
]


@pytest.mark.parametrize(("state", "route", "who", "n"), DONE)
def test_done_is_where_the_unit_acted_and_others_go_on(lingchuan, state, route, who, n):
    make_case(state, route=route)
    by = seat(who)

    assert len(worklist.done(by, worklist.todo(by))) == n


@pytest.mark.parametrize("limit", [1, 2, 1000])
def test_done_is_the_same_however_far_it_is_counted(lingchuan, monkeypatch, limit):
    """Few cases are named by their numbers, many by the condition that the unit acted in them."""
    monkeypatch.setattr("config.counting.MOST", limit)
    reviewed = [make_case(state) for state in ("circulating", "signing", "rejected")]
    waits = make_case("submitted")
    by = seat("bb-jb")
    todo = worklist.todo(by)

    found = worklist.numbers(by, todo)

    newest = [case.pk for case in reversed(reviewed)]
    assert worklist.done(by, todo) == newest[: limit + 1]
    assert worklist.done(by, todo, among=worklist.seen(by).filter(state="signing")) == [reviewed[1].pk]
    assert [item.case.pk for item in todo] == [waits.pk]
    assert (found.doing, found.more) == (3, limit < 3)
    assert found.done <= {case.pk for case in reviewed}
    assert len(found.done) > min(limit, 2)


# -- names ---------------------------------------------------------------------------------------------------------------


def test_the_name_in_a_draft_is_the_applicant_s_own(lingchuan):
    made = journey("revising", name="老名称的事项")
    made.act(applicant.save_text, "zjj-jb", name="新名称的事项")

    for who, name in (("zjj-jb", "新名称的事项"), ("bb-jb", "老名称的事项"), ("lcz-fz", "老名称的事项")):
        assert [case.shown for case in worklist.everything(seat(who))] == [name]
        assert [case.shown for case in worklist.doing(seat(who))] == [name]


def test_related_departments_and_added_units_are_asked_like_others(lingchuan):
    made = journey("circulating")
    added = journey("draft", applicant="nyj").case.applicant
    made.act(circulation.add_reviewer, "bb-jb", unit=added, asks="是否同意？", reason="涉及农田。")

    assert "拟写意见" in waits("nyj-jb")


def test_a_round_after_dissent_asks_again(lingchuan):
    made = journey("circulating", opinions={"czj": {"finding": "unfunded"} | CONDITIONAL}).opine()
    made.call_revision().revise(guarantee_funding="每年24万元")

    assert waits("czj-jb") == ["拟写工作经费审查意见"]


def test_a_switched_case_goes_on_from_the_meeting(lingchuan):
    made = journey("circulating", opinions={"czj": {"finding": "unfunded"} | DISAGREE}).opine().conclude()
    assert made.case.state == "coordinating"
    made.record_coordination()
    assert waits("bb-jb") == ["结束协调"]
    made.act(coordination.conclude_coordination, "bb-jb")
    assert waits("bb-jb") == ["提请审议（列入议程）"]


def test_counting_is_two_queries_at_most(lingchuan, django_assert_num_queries, django_assert_max_num_queries):
    for state in ("submitted", "reviewing", "circulating", "coordinating"):
        make_case(state, route="general" if state == "coordinating" else "simple")

    for who in ("bb-jb", "sfj-jb", "zjj-fz", "lcz-fz", "xwb-jb"):
        by = seat(who)
        with django_assert_max_num_queries(2):
            worklist.count(by)
    outsider = seat("nyj-fz")
    with django_assert_num_queries(1):
        assert worklist.count(outsider) == 0


def test_who_answered_late_is_no_longer_waited_for(lingchuan):
    made = journey("circulating", opinions={"czj": None}).opine()
    with days_later(20):
        made.opinions.clear()
        made.opine()
        assert waits("czj-jb") == []
        assert waits("bb-jb") == ["意见已答复齐，汇总意见"]


def test_what_was_signed_before_has_its_unit_from_the_record_of_the_act(lingchuan):
    cases = [make_case("approved"), make_case("approved", route="general")]
    rows = [*SignOff.objects.all(), *Decision.objects.all()]
    known = [(row.application_id, row.unit.code) for row in rows]
    assert sorted(known) == [(cases[0].pk, "zjr"), (cases[1].pk, "xwb"), (cases[1].pk, "zgb")]
    for model in (SignOff, Decision):
        model.objects.update(unit=None)

    import_module("admission.migrations.0013_signed_from").fill(apps, None)

    assert known == [(row.application_id, row.unit.code) for row in map(fresh_row, rows)]


def fresh_row(row):
    return type(row).objects.get(pk=row.pk)


def test_what_a_person_signed_from_another_seat_is_not_the_unit_s_doing(lingchuan):
    """The convenor who is also 县委办's head: what it signed as the convenor is 已办 there and only there."""
    case = make_case("approved")
    second_seat("zjr", unit("xwb"))
    kept, signing = seat("xwb-fz"), seat("zjr")

    assert case in worklist.everything(kept)
    done = {by.unit.code: case.pk in worklist.numbers(by, []).done for by in (kept, signing)}
    assert done == {"xwb": False, "zjr": True}
