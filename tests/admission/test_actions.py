"""The procedure walked through: what each path leaves behind, in the case and in the list."""

from datetime import timedelta

import pytest

from accounts.models import Notice, Post
from admission import queries, rules, worklist
from admission.act import NotAllowed, Refused, Stale
from admission.actions import applicant, approval, beginning, circulation, coordination, duty_list, office
from admission.actions.asking import everyone_asked
from admission.forms.acts import AddingReviewer
from admission.models import (
    AdmissionNotice,
    Application,
    CaseFile,
    Decision,
    InitialReview,
    Opinion,
    Position,
    SignOff,
    Version,
)
from admission.pages import consequences
from admission.pages.offers import offers
from admission.pages.sheets import those_asked_of_new_version
from admission.pages.timeline import entries
from admission.states import Outcome, State
from audit import clock
from audit.models import Event
from audit.record import verify
from documents.files import store
from documents.models import Paper
from registry.queries import in_force, standing_of
from registry.states import Standing
from tests.cast import another_person, days_later, delegated, seat, second_seat
from tests.factories import (
    AGREE,
    CONDITIONAL,
    DISAGREE,
    duty_of,
    facts,
    fresh,
    issue_opinion,
    journey,
    listed_duty,
    make_case,
    number,
    open_requests,
    open_reviews,
    problems,
    request_of,
    review_of,
    scan,
    take_position,
    unit,
)


def states(case):
    """The states the audit says the case went through, in order."""
    rows = Event.objects.filter(subject=str(case.uuid), outcome="done").order_by("seq")
    return [event.target for event in rows if event.source != event.target]


def asked(case):
    return [review.unit.code for review in case.dossier.reviews if review.asked]


def standing(sign_offs_or_other):
    return [row.lapsed_at is None for row in sign_offs_or_other]


# -- the paths ----------------------------------------------------------------------------------------------------------


def test_the_simple_procedure(lingchuan):
    """I-18, I-19, I-27, I-38, I-46."""
    walked = journey("approved")

    assert walked.case.procedure == "simple"
    assert states(walked.case) == [
        "draft",
        "consulting",
        "submitted",
        "reviewing",
        "circulating",
        "signing",
        "upper_review",
        "approved",
    ]
    assert not Decision.objects.exists()
    assert verify() is None


def test_the_general_procedure_where_a_township_disagreed(lingchuan):
    """I-35, I-37, I-38."""
    walked = journey("approved", route="general")

    assert walked.case.procedure == "general"
    assert states(walked.case)[3:] == [
        "reviewing",
        "coordinating",
        "circulating",
        "deliberating",
        "deciding",
        "upper_review",
        "approved",
    ]
    assert not SignOff.objects.exists()
    assert sorted(Decision.objects.values_list("body", flat=True)) == ["county_government", "county_party"]


def test_dissent_turns_the_simple_procedure_into_the_general(lingchuan):
    """I-21, I-28: the opinions given stay."""
    walked = journey("approved", route="switched")

    assert walked.case.procedure_reason == "未能一致同意：县财政局不同意。"
    assert states(walked.case)[3:] == [
        "reviewing",
        "circulating",
        "coordinating",
        "deliberating",
        "deciding",
        "upper_review",
        "approved",
    ]
    assert Opinion.objects.count() == 6


def test_the_revocation(lingchuan):
    """I-67, I-71: confirmed by the office, agreed to by the convenor, nothing circulated."""
    walked = journey("approved", route="revocation")

    assert states(walked.case) == ["draft", "consulting", "submitted", "reviewing", "signing", "approved"]
    assert walked.case.state_label == "已撤销"
    assert walked.case.number == f"灵准撤〔{clock.today().year}〕1号"
    assert not Opinion.objects.exists()


def test_a_township_revokes_without_asking_anyone(lingchuan):
    """I-66, settled 29."""
    walked = journey("draft", route="revocation", applicant="lcz", townships=("lcz",), duty=listed_duty())
    walked.submit().accept().confirm().sign().notice(days=7)

    duty = walked.case.duty
    assert standing_of(duty, clock.today() + timedelta(days=8), township=unit("lcz")) == Standing.REVOKED
    assert standing_of(duty, clock.today() + timedelta(days=8)) == Standing.IN_FORCE


def test_a_township_applies_for_a_departments_duty(lingchuan):
    """I-03, settled 30: the department whose duty it is, and all other townships named, must agree."""
    walked = journey("consulting", applicant="lcz", department=unit("nyj"), townships=("lcz", "dxz"))

    assert sorted((request.unit.code, request.role) for request in open_requests(walked.case)) == [
        ("dxz", "township"),
        ("nyj", "owner"),
    ]
    walked.answers = {"nyj": "disagree"}
    walked.answer().submit().accept().issue_review()
    assert walked.case.procedure == "general"


def test_a_paper_application_runs_through_the_same_states(lingchuan):
    """settled 31: registered by a handler of the office, with the scan; accepted by another person."""
    walked = journey("submitted", on_paper=True)

    assert states(walked.case) == ["draft", "consulting", "submitted"]
    assert walked.case.applicant == unit("zjj")
    with pytest.raises(NotAllowed):
        office.accept(case=walked.case, by=seat("bb-jb"), lock=walked.case.lock)
    assert walked.accept().issue_review().circulate().case.state == "circulating"


def test_only_the_office_registers_paper(lingchuan):
    for who in ("zjj-jb", "sfj-fz", "zjr", "sys"):
        with pytest.raises(NotAllowed):
            beginning.start(kind="admission", by=seat(who), applicant=unit("nyj"))


@pytest.mark.parametrize("who", ["cjb-jb", "zjr", "sbb-jb", "sys", "sec", "aud"])
def test_who_may_not_apply(lingchuan, who):
    """I-04: a standing department or township; no 议事协调机构, no convenor, no administrator."""
    with pytest.raises(NotAllowed):
        beginning.start(kind="admission", by=seat(who))


def test_a_draft_nobody_was_asked_about_is_thrown_away(lingchuan):
    walked = journey("draft")
    walked.act(applicant.add_file, "zjj-jb", upload=scan())
    case = walked.case

    applicant.discard(case=case, by=seat("zjj-jb"), lock=case.lock)

    assert not Application.objects.filter(pk=case.pk).exists()
    assert [event.verb for event in Event.objects.filter(subject=str(case.uuid)).order_by("seq")][
        -1
    ] == "discard"
    asked_about = journey("consulting").case
    with pytest.raises(Stale):
        applicant.discard(case=asked_about, by=seat("zjj-jb"), lock=asked_about.lock)


@pytest.mark.parametrize("state", ["not_accepted", "rejected", "withdrawn", "approved"])
def test_an_end_is_an_end(lingchuan, state):
    """I-82."""
    walked = journey(state)

    for step in (
        walked.consult,
        walked.submit,
        walked.accept,
        walked.issue_review,
        walked.circulate,
        walked.sign,
    ):
        with pytest.raises(Stale):
            step()


# -- numbers ------------------------------------------------------------------------------------------------------------


def test_series_run_without_gaps_and_numbers_are_kept(lingchuan):
    """I-83, settled 10, 35."""
    year = clock.today().year
    one = journey("reviewing").act(office.return_for_correction, "bb-jb", reason="缺附件。").submit()
    two = journey("reviewing", term="temporary", **temporary())
    three = journey("reviewing", route="revocation")

    assert [w.case.number for w in (one, two, three)] == [
        f"灵准申〔{year}〕1号",
        f"灵准申〔{year}〕2号",
        f"灵准撤〔{year}〕1号",
    ]
    assert [w.case.receipt_number for w in (one, two, three)] == [f"灵准受〔{year}〕{n}号" for n in (1, 2, 3)]
    assert one.case.state == "reviewing"


def temporary():
    return {
        "term_from": clock.today(),
        "term_until": clock.today() + timedelta(days=90),
        "source_kind": "county",
        "why_temporary": "只在汛期。",
    }


# -- correction, revision, rounds ---------------------------------------------------------------------------------------


def test_the_offices_answers_bear_its_own_numbers(lingchuan):
    """documents.md: the receipt and the correction notice say their number; a refusal is cited by one too."""
    for _ in range(2):
        journey("submitted").act(office.return_for_correction, "bb-jb", reason="缺附件。")
    journey("submitted").act(office.decline, "bb-fz", reason="不是乡镇的事。", article="第七条")
    journey("reviewing").issue_review(lawful=False).act(office.reject, "bb-fz", reason="不合法。")

    notices = Paper.objects.filter(kind__in=["correction", "declined", "rejected"]).order_by("pk")
    year = clock.today().year
    assert [paper.number for paper in notices] == [
        f"灵准补〔{year}〕1号", f"灵准补〔{year}〕2号", f"灵准不〔{year}〕1号", f"灵准否〔{year}〕1号",
    ]  # fmt: skip


def test_a_correction_wants_the_initial_review_anew(lingchuan):
    """settled 5, 10."""
    walked = journey("reviewing").issue_review()
    walked.act(office.return_for_correction, "bb-jb", reason="依据不全。")
    walked.act(applicant.save_text, "zjj-jb", basis="《示例条例》第五条").submit()

    assert (walked.case.state, walked.case.review, walked.case.version.number) == ("reviewing", None, 2)
    assert problems(circulation.circulate, walked.case, "bb-fz") == ["本稿的初评意见还没有签发。"]


def test_a_draft_under_correction_is_the_applicants_until_it_is_sent(lingchuan):
    walked = journey("correcting")
    walked.act(applicant.save_text, "zjj-jb", basis="改动中的文字。")

    assert walked.case.version.frozen_at is None
    assert walked.case.versions.count() == 2
    assert walked.submit().case.version.frozen_at is not None


def test_a_revision_asks_those_it_touches_and_those_who_did_not_agree(lingchuan):
    """I-22, settled 4."""
    walked = journey("circulating", opinions={"mzj": DISAGREE, "rsj": None}).opine().call_revision()
    walked.revise(texts={"institution": "每季度拨付经费。"})

    assert (walked.case.state, walked.case.dossier.round.number) == ("circulating", 2)
    # 财政局 and the townships by the field; 民政局 disagreed; 人社局 never answered
    assert asked(walked.case) == ["mzj", "czj", "rsj"]
    assert sorted(request.unit.code for request in open_requests(walked.case)) == ["dxz", "lcz"]
    carried = {r.unit.code: r.standing.version.number for r in walked.case.dossier.reviews if not r.asked}
    assert carried == {"zgb": 1, "zzb": 1, "sfj": 1}


@pytest.mark.parametrize("change", ["added", "removed"])
def test_another_attachment_asks_every_unit_again(lingchuan, change):
    """It may say anything: who answered has not seen it, or relied on it (settled 3)."""
    walked = journey("draft")
    if change == "removed":
        walked.act(applicant.add_file, "zjj-jb", upload=scan())
    walked.consult().answer().submit().accept().issue_review().circulate().opine().call_revision()
    before = len(asked(walked.case))
    if change == "added":
        walked.act(applicant.add_file, "zjj-jb", upload=scan())
    else:
        walked.act(applicant.remove_file, "zjj-jb", case_file=walked.case.files.get(role="attachment"))

    walked.act(applicant.revise, "zjj-fz")

    assert len(asked(walked.case)) == before == 6
    assert [request.unit.code for request in open_requests(walked.case)] == ["lcz", "dxz"]


def test_an_attachment_after_all_agreed_is_agreed_on_again(lingchuan):
    walked = journey("consulting", related=("slj",)).answer()
    walked.act(applicant.add_file, "zjj-jb", upload=scan())

    assert {request.unit.code for request in open_requests(walked.case)} == {"lcz", "dxz", "slj"}
    assert problems(applicant.submit, walked.case, "zjj-fz")
    assert walked.answer().submit().case.state == "submitted"


def test_an_attachment_added_while_correcting_is_consulted_on(lingchuan):
    walked = journey("submitted").return_for_correction()
    walked.act(applicant.add_file, "zjj-jb", upload=scan())
    assert [text[-22:] for text in problems(applicant.submit, walked.case, "zjj-fz")] == [
        "的答复基于旧稿，改动涉及该单位，请再次征询。"
    ] * 2

    walked.act(applicant.consult_again, "zjj-jb").answer().submit()
    assert walked.case.state == "submitted"


def test_open_requests_stay_open_while_revising(lingchuan):
    """settled 4."""
    walked = journey("circulating", opinions={"rsj": None}).opine().call_revision()

    issue_opinion(review_of(walked.case, "rsj"))

    assert walked.case.state == "revising"
    assert asked(walked.revise(basis="《示例条例》第六条").case) == ["sfj"]


def test_a_round_on_an_unchanged_text_asks_nobody_and_ends_at_once(lingchuan):
    """settled 6."""
    walked = journey("signing").act(approval.send_back, "zjr", reason="请说明经费。").circulate()

    assert (walked.case.dossier.round.number, asked(walked.case)) == (2, [])
    assert walked.conclude().case.state == "signing"


def test_a_newly_named_related_department_is_asked_by_the_revision(lingchuan):
    """Units never asked are always asked."""
    walked = journey("circulating").opine().call_revision()
    walked.act(applicant.save_text, "zjj-jb", related=[unit("slj")])
    walked.act(applicant.revise, "zjj-fz")

    assert [request.unit.code for request in open_requests(walked.case)] == ["slj"]
    assert problems(circulation.conclude_circulation, walked.case, "bb-jb") == [
        "县水利局还没有答复；过期且催办后可记录逾期未复。"
    ]


def test_the_office_is_not_asked_by_itself(lingchuan):
    """Its opinion is the initial review: neither the form offers it nor the act takes it."""
    case = make_case("circulating")
    given = {"asks": "有什么意见？", "reason": "涉及编制。"}

    assert unit("bb") not in AddingReviewer(case=case, by=seat("bb-jb")).fields["unit"].queryset
    assert problems(circulation.add_reviewer, case, "bb-jb", unit=unit("bb"), **given) == [
        "只能增加本级的部门。"
    ]


def test_whom_a_revision_asks_stands_on_its_page_before(lingchuan):
    """县水利局 is named anew beside a township: the page announces exactly whom the act asks."""
    walked = journey("circulating", related=("zrj",)).opine().call_revision()
    places = [unit("lcz"), unit("dxz"), unit("djx")]
    walked.act(applicant.save_text, "zjj-jb", townships=places, related=[unit("zrj"), unit("slj")])
    case = fresh(walked.case)
    announced = {
        row.unit for sheet in those_asked_of_new_version(case) for row in sheet.rows if row.key == "todo"
    }
    told = set(consequences.revise(fresh(case), seat("zjj-fz")).whom)

    walked.act(applicant.revise, "zjj-fz")

    reviews = [review.unit.short_name for review in open_reviews(walked.case)]
    really = {*reviews, *(request.unit.short_name for request in open_requests(walked.case))}
    assert {"县水利局", "大境瑶族乡"} <= really
    assert announced == told == really


def test_a_new_township_is_asked_by_the_revision(lingchuan):
    walked = journey("revising")
    walked.act(applicant.save_text, "zjj-jb", townships=[unit("lcz"), unit("dxz"), unit("djx")])
    walked.act(applicant.revise, "zjj-fz")

    assert [request.unit.code for request in open_requests(walked.case)] == ["djx"]


def test_nobody_revises_without_a_change(lingchuan):
    walked = journey("revising")

    assert problems(applicant.revise, walked.case, "zjj-fz") == [
        "还没有修改。请先修改申请内容，再提交修改稿。"
    ]


def test_a_township_that_turns_against_it_in_the_round_ends_the_simple_procedure(lingchuan):
    walked = journey("circulating").opine().call_revision().revise()
    walked.answers = {"dxz": "disagree"}
    walked.answer().opine().conclude()

    assert (walked.case.state, walked.case.procedure_reason) == (
        "coordinating",
        "未能一致同意：大圩镇不同意。",
    )


def test_a_second_initial_review_in_the_round_leaves_the_procedure_alone(lingchuan):
    """settled 7: issuing fixes it; later changes are other acts."""
    walked = journey("circulating").opine()
    walked.act(office.call_revision, "bb-jb", reason="请改。", new_review=True).revise()
    assert "本稿的初评意见还没有签发。" in problems(circulation.conclude_circulation, walked.case, "bb-jb")

    walked.issue_review()  # the townships asked anew have not answered yet

    assert walked.case.procedure == "simple"
    assert walked.answer().opine().conclude().case.state == "signing"


def test_an_opinion_may_be_given_again_while_the_round_is_open(lingchuan):
    """I-25, I-31: both stay readable, the later stands."""
    walked = journey("circulating", opinions={"czj": {"finding": "unfunded"} | DISAGREE}).opine()
    review = review_of(walked.case, "czj")

    later = issue_opinion(review)

    assert Opinion.objects.filter(review=review).count() == 2
    assert fresh(walked.case).dossier.opinion(review_of(walked.case, "czj")) == later
    assert walked.conclude().case.state == "signing"
    with pytest.raises(Stale):
        issue_opinion(review, **DISAGREE)


def test_a_unit_the_office_added_is_asked_like_the_others(lingchuan):
    walked = journey("circulating").opine()
    walked.act(
        circulation.add_reviewer, "bb-jb", unit=unit("slj"), asks="水源地怎么管？", reason="涉及水源地。"
    )
    walked.opinions = {"slj": DISAGREE}

    walked.opine().conclude()

    assert walked.case.procedure_reason == "未能一致同意：县水利局不同意。"


def test_a_unit_added_in_one_case_may_be_added_in_another(lingchuan):
    add = {"unit": unit("slj"), "asks": "水源地怎么管？", "reason": "涉及水源地。"}

    for walked in (journey("circulating"), journey("circulating")):
        walked.act(circulation.add_reviewer, "bb-jb", **add)

        assert walked.case.rounds.get().reviews.filter(unit=unit("slj")).count() == 1


def test_drafts_become_an_opinion_only_by_the_head(lingchuan):
    """I-26: a handler drafts, only a head issues."""
    walked = journey("circulating")
    review = review_of(walked.case, "mzj")
    seen = (review.round.number, review.round.version_id)
    draft = {"finding": "fit", "view": "agree"}

    circulation.draft_opinion(review=review, by=seat("mzj-jb"), seen=seen, view="disagree")
    with pytest.raises(Refused):
        circulation.send_opinion(review=review, by=seat("mzj-jb"), seen=seen, view="disagree")
    circulation.send_opinion(review=review, by=seat("mzj-jb"), seen=seen, **draft)
    with pytest.raises(NotAllowed):
        circulation.issue_opinion(review=review, by=seat("mzj-jb"), seen=seen, **draft)
    circulation.return_opinion(review=review, by=seat("mzj-fz"), seen=seen, note="写明理由。")

    review.refresh_from_db()
    assert (review.sent_to_head_at, review.sent_back_note, review.draft) == (None, "写明理由。", draft)
    assert not Opinion.objects.exists()


def test_one_person_answers_for_one_unit_in_a_case(lingchuan):
    """I-26: also across offices held."""
    twice = second_seat("mzj-fz", unit("zzb"))
    case = journey("circulating").case

    issue_opinion(review_of(case, "mzj"))

    with pytest.raises(NotAllowed):
        issue_opinion(review_of(case, "zzb"), by=twice)
    issue_opinion(review_of(case, "zzb"))


def test_who_answered_as_township_answers_for_no_bureau(lingchuan):
    """I-26."""
    twice = second_seat("lcz-fz", unit("mzj"))
    case = journey("circulating").case

    with pytest.raises(NotAllowed):
        issue_opinion(review_of(case, "mzj"), by=twice)


def test_what_the_office_registers_from_paper_is_not_its_own_answer(lingchuan):
    walked = journey("circulating")
    twice = second_seat("bb-jb", unit("zzb"))
    walked.act(
        circulation.file_opinion,
        "bb-jb",
        review=review_of(walked.case, "mzj"),
        files=[scan()],
        paper_on=clock.today(),
        finding="fit",
        view="agree",
    )

    opinion = issue_opinion(review_of(walked.case, "zzb"), by=twice)

    assert opinion.review.unit == unit("zzb")


@pytest.mark.parametrize(
    ("files", "issues"), [("head", "delegate"), ("delegate", "head"), ("delegate", "other")]
)
def test_a_delegate_is_no_other_leader_than_who_delegated(lingchuan, files, issues):
    """I-33: 乙代甲 is signed by 甲; a delegate that filed is a filer, for whomever it signs later."""
    other = another_person("czj-fz2", unit("czj"))
    head, clerk = seat("czj-fz"), seat("czj-jb")
    signed_by = {"head": head, "delegate": delegated(head, clerk), "other": delegated(other, clerk)}
    walked = journey("consulting", applicant="czj").answer()
    case = walked.case
    applicant.submit(case=case, by=signed_by[files], lock=case.lock)
    walked.accept().issue_review().circulate()
    review = review_of(walked.case, "czj")

    assert review.interested
    with pytest.raises(NotAllowed):
        issue_opinion(review, by=signed_by[issues])
    issue_opinion(review, by=other)


def test_an_interested_unit_answers_through_another_leader(lingchuan):
    """I-33: marked 利益相关; not by the filer."""
    walked = journey("circulating", applicant="mzj")
    review = review_of(walked.case, "mzj")
    assert review.interested

    with pytest.raises(NotAllowed):
        issue_opinion(review)
    issue_opinion(review, by=another_person("mzj-fz2", unit("mzj")))
    assert walked.opine().conclude().case.procedure == "simple"


def test_three_persons(lingchuan):
    """I-43, also across several seats: who files, who does the initial review, who signs or decides."""
    filer = second_seat("zjj-fz", unit("bb"))
    walked = journey("reviewing")
    with pytest.raises(NotAllowed):
        office.issue_review(case=walked.case, by=filer, lock=walked.case.lock)

    reviewer = second_seat("bb-fz", unit("xwb"))
    general = journey("deciding", route="general")
    for by in (reviewer, second_seat("zjj-fz", unit("xwb"))):
        with pytest.raises(NotAllowed):
            approval.record_decision(
                case=general.case,
                by=by,
                lock=general.case.lock,
                bodies=["county_party"],
                verdict="approved",
                decided_on=clock.today(),
                number=number(),
            )


@pytest.mark.parametrize("verdict", ["returned", "refused"])
def test_a_body_that_approved_has_registered_its_result(lingchuan, verdict):
    """settled 18: a return or refusal by the other one ends the turn; the same body does not speak twice in it."""
    walked = journey("deciding", route="general").decide_one("county_party", "xwb-jb")

    with pytest.raises(Refused, match="已经登记"):
        walked.decide_one("county_party", "xwb-jb", verdict)
    walked.decide_one("county_government", "zgb-jb", verdict)

    assert walked.case.state == {"returned": "deliberating", "refused": "rejected"}[verdict]
    assert walked.case.decisions.get(body="county_party").verdict == "approved"


def test_who_did_the_initial_review_hands_in_no_text_of_a_paper_application(lingchuan):
    """I-43: the office has the applicant's part there, but not the same person of it."""
    walked = journey("circulating", on_paper=True).call_revision()
    walked.act(applicant.save_text, "bb-jb", boundary="乡镇只报告。")
    walked.act(applicant.add_file, "bb-jb", upload=scan(), role="paper")

    with pytest.raises(NotAllowed):
        walked.act(applicant.revise, "bb-fz")
    told = [item.what for item in worklist.todo(seat("bb-fz")) if item.case == walked.case]
    assert told == ["修改完善，请办公室其他人提交修改稿"]
    walked.act(applicant.revise, "bb-jb")

    assert walked.case.state == "circulating"


def test_a_reviewer_who_is_a_head_of_the_applicant_too_hands_in_no_correction(lingchuan):
    walked = journey("reviewing").issue_review().return_for_correction()

    with pytest.raises(NotAllowed):
        applicant.submit(case=walked.case, by=second_seat("bb-fz", unit("zjj")), lock=walked.case.lock)


# -- meetings -----------------------------------------------------------------------------------------------------------


def test_who_is_invited_to_the_coordination_meeting(lingchuan):
    """I-35: departments and townships."""
    walked = journey("coordinating", route="general")
    invited = walked.case.dossier.open_hearing("coordination").parties
    assert sorted(party.unit.code for party in invited.all()) == ["lcz", "zjj"]

    switched = journey("coordinating", route="switched")
    invited = switched.case.dossier.open_hearing("coordination").parties
    assert sorted(party.unit.code for party in invited.all()) == ["czj", "dxz", "lcz", "zjj"]


@pytest.mark.parametrize(
    ("outcome", "more", "state"),
    [
        (Outcome.PASSED, {}, "deciding"),
        (Outcome.FAILED, {}, "rejected"),
        (Outcome.DEFERRED, {}, "deliberating"),
        (Outcome.DEFERRED, {"coordinate": True}, "coordinating"),
        (Outcome.RETURNED, {}, "revising"),
    ],
)
def test_what_the_meeting_resolved(lingchuan, outcome, more, state):
    """I-39, settled 17."""
    walked = journey("deliberating", route="general").put_on_agenda().result(outcome, **more)

    assert walked.case.state == state


def test_a_deferred_item_is_heard_again(lingchuan):
    walked = journey("deliberating", route="general").put_on_agenda().result(Outcome.DEFERRED)

    assert walked.put_on_agenda().result().case.state == "deciding"


def test_an_item_may_leave_the_agenda(lingchuan):
    walked = journey("deliberating", route="general").put_on_agenda()

    walked.act(coordination.take_off_agenda, "bb-jb")

    assert walked.case.dossier.open_hearing("joint") is None
    assert problems(coordination.take_off_agenda, walked.case, "bb-jb") == ["本案不在议程上。"]


def test_after_a_revision_the_new_text_is_coordinated_and_deliberated_again(lingchuan):
    walked = journey("deliberating", route="general").put_on_agenda().result(Outcome.RETURNED)
    walked.revise().answer().opine().conclude()

    assert walked.case.state == "coordinating"
    walked.record_coordination().conclude_coordination()
    assert walked.case.state == "deliberating"


# -- approvals, returns -------------------------------------------------------------------------------------------------


def test_the_signature_binds_what_was_signed(lingchuan):
    """I-44."""
    walked = journey("signing")
    seal = walked.case.dossier.seal()

    walked.sign()

    assert SignOff.objects.get().content_hash == seal
    assert Event.objects.get(verb="sign").facts["seal"] == seal


def attach(case):
    CaseFile.objects.create(
        application=case, file=store(scan(), by=seat("zjj-jb")), role="attachment", unit=case.applicant, added_at=clock.now()
    )  # fmt: skip


SEALED = {
    "a word of the text": lambda case: Version.objects.filter(pk=case.version_id).update(
        boundary="另一条边界。"
    ),
    "whom it concerns": lambda case: case.version.townships.remove(case.version.townships.first()),
    "an attachment": attach,
    "a position": lambda case: Position.objects.filter(consultation__application=case).update(
        answer="disagree"
    ),
    "the list of the initial review": lambda case: InitialReview.objects.filter(application=case).update(
        list_kind=None
    ),
    "an opinion": lambda case: Opinion.objects.filter(review__round__application=case).update(
        view="disagree"
    ),
}


@pytest.mark.parametrize("change", SEALED)
def test_a_change_of_any_of_it_is_another_seal(lingchuan, change):
    case = journey("signing").case
    assert fresh(case).dossier.seal() == case.dossier.seal()

    SEALED[change](case)

    assert fresh(case).dossier.seal() != case.dossier.seal()


def test_the_convenor_may_want_the_general_procedure(lingchuan):
    walked = journey("signing").act(approval.send_to_general, "zjr", reason="事关重大。")

    assert (walked.case.state, walked.case.procedure) == ("coordinating", "general")
    walked.record_coordination().conclude_coordination()
    assert walked.case.state == "deliberating"


def test_one_joint_document_decides_for_both_bodies(lingchuan):
    """settled 18."""
    walked = journey("deciding", route="general")
    walked.decide_one(
        "county_party",
        "bb-jb",
        bodies=["county_party", "county_government"],
        files=[scan()],
        number="灵发〔2026〕5号",
    )

    assert walked.case.state == "upper_review"
    assert list(Decision.objects.values_list("body", "number").order_by("body")) == [
        ("county_government", "灵发〔2026〕5号"),
        ("county_party", "灵发〔2026〕5号"),
    ]


def test_the_second_body_decides(lingchuan):
    walked = journey("deciding", route="general").decide_one("county_government", "zgb-fz")
    assert walked.case.state == "deciding"

    assert walked.decide_one("county_party", "xwb-fz").case.state == "upper_review"
    verbs = (
        Event.objects.filter(subject=str(walked.case.uuid)).order_by("-seq").values_list("verb", flat=True)
    )
    assert list(verbs[:2]) == ["decide", "record_decision"]


def test_a_return_by_one_body_ends_the_turn(lingchuan):
    """settled 18; what lapsed stays readable."""
    walked = journey("deciding", route="general").decide_one("county_party", "xwb-jb")
    walked.decide_one("county_government", "zgb-jb", verdict="returned")

    assert walked.case.state == "deliberating"
    assert standing(Decision.objects.all()) == [False, False]
    assert [h.resolution.lapsed_at is None for h in walked.case.hearings.filter(kind="joint")] == [False]
    walked.put_on_agenda().result().decide()
    assert walked.case.state == "upper_review"


def test_a_body_may_refuse(lingchuan):
    walked = journey("deciding", route="general").decide_one("county_party", "xwb-jb", verdict="refused")

    assert (walked.case.state, walked.case.state_label) == ("rejected", "不予准入")


def test_returned_for_form_is_sent_up_again_with_the_signatures_standing(lingchuan):
    """settled 19."""
    walked = journey("upper_review").file().return_upper(substance=False)
    assert walked.case.state == "reviewing"

    walked.act(approval.resubmit_upper, "bb-jb")

    assert walked.case.state == "upper_review"
    assert standing(SignOff.objects.all()) == [True]
    assert walked.file().pass_upper().case.state == "approved"


def test_any_other_act_after_a_return_for_form_closes_the_short_way(lingchuan):
    walked = journey("upper_review").file().return_upper(substance=False)
    walked.act(office.to_general, "bb-jb", reason="再议。")

    assert problems(approval.resubmit_upper, walked.case, "bb-jb") == [
        "只有上级以形式问题退回、且内容、意见、程序均未变动的，才能直接重新报送。"
    ]


def test_returned_for_substance_starts_over_from_the_office(lingchuan):
    """I-48."""
    walked = journey("upper_review").file().return_upper(substance=True)

    assert standing(SignOff.objects.all()) == [False]
    assert problems(approval.resubmit_upper, walked.case, "bb-jb") != []
    assert walked.circulate().conclude().sign().case.state == "upper_review"
    assert standing(SignOff.objects.all()) == [False, True]


def test_the_general_procedure_again_after_a_return_for_substance(lingchuan):
    walked = journey("upper_review", route="general").file().return_upper(substance=True)

    walked.circulate().conclude()
    assert walked.case.state == "deliberating"
    walked.put_on_agenda().result()
    assert [row.lapsed_at is None for row in Decision.objects.all()] == [False, False]
    assert walked.decide().file().pass_upper().case.state == "approved"


def test_what_changed_in_the_list_meanwhile_stops_the_approval(lingchuan):
    """settled 22: refused and recorded; the office sends it back, 复核未过."""
    walked = journey("upper_review").file()
    listed_duty(walked.case.title)

    refused = problems(
        approval.pass_upper, walked.case, "sbb-jb", number=number("市编复"), reply_on=clock.today()
    )
    assert len(refused) == 1
    assert refused[0].startswith("清单中已有")
    assert Event.objects.filter(verb="pass_upper", outcome="refused").count() == 1

    walked.act(approval.return_upper, "bb-jb", substance=False, reason="复核未过。")
    assert walked.case.state == "reviewing"
    assert walked.case.dossier.filing.outcome == "substance"
    assert standing(SignOff.objects.all()) == [False]


@pytest.mark.parametrize("state", ["draft", "submitted", "signing"])
def test_the_list_is_looked_at_again_at_every_step(lingchuan, state):
    """I-02: at submit, accept, sign."""
    walked = journey("consulting" if state == "draft" else state)
    if state == "draft":
        walked.answer()
    listed_duty(walked.case.title)
    action, who = {
        "draft": (applicant.submit, "zjj-fz"),
        "submitted": (office.accept, "bb-jb"),
        "signing": (approval.sign, "zjr"),
    }[state]

    assert [text[:5] for text in problems(action, walked.case, who)] == ["清单中已有"]


def test_the_county_decides_on_no_stale_ground(lingchuan):
    walked = journey("deciding", route="general").decide_one("county_party", "xwb-jb")
    listed_duty(walked.case.title)

    with pytest.raises(Refused):
        walked.decide_one("county_government", "zgb-jb")
    assert walked.decide_one("county_government", "zgb-jb", verdict="returned").case.state == "deliberating"


# -- the list -----------------------------------------------------------------------------------------------------------


def test_approval_enters_the_duty_and_the_notice_puts_it_in_force(lingchuan):
    """I-01, I-49, I-53."""
    today = clock.today()
    walked = journey("approved", opinions={"zgb": {"finding": "stationed"}})
    duty = duty_of(walked.case)
    version = walked.case.entered

    assert standing_of(duty, today) == Standing.PENDING
    assert not in_force(lingchuan, today).exists()
    assert (version.case, version.case_number) == (str(walked.case.uuid), walked.case.number)
    assert (version.name, version.service_centre) == (walked.case.title, "stationed")
    assert [row.township.code for row in version.carriers.all()] == ["lcz", "dxz"]
    assert duty.list_kind.key == "supporting"

    walked.notice(days=3)

    assert not in_force(lingchuan, today + timedelta(days=2)).exists()
    assert [v.duty for v in in_force(lingchuan, today + timedelta(days=3))] == [duty]


def test_a_temporary_duty_leaves_by_itself(lingchuan):
    """I-60, I-61, I-62."""
    walked = journey("approved", term="temporary", **temporary()).notice()
    duty, until = duty_of(walked.case), clock.today() + timedelta(days=90)

    assert duty.list_kind.key == "temporary"
    assert standing_of(duty, until) == Standing.IN_FORCE
    assert standing_of(duty, until + timedelta(days=1)) == Standing.EXPIRED


def test_a_temporary_duty_begins_no_earlier_than_applied_for(lingchuan):
    """灵川 第六条: the term is what was applied for."""
    first = clock.today() + timedelta(days=4)
    walked = journey("approved", term="temporary", **temporary() | {"term_from": first})

    with pytest.raises(Refused, match="生效日期不能早于申请写明的开始日期"):
        walked.notice(days=3)
    walked.notice(days=4)

    assert not in_force(lingchuan, first - timedelta(days=1)).exists()
    assert in_force(lingchuan, first).exists()


def test_a_revoked_duty_stays_until_the_day_of_the_notice(lingchuan):
    """settled 21; I-69."""
    walked = journey("approved", route="revocation")
    duty, last = walked.case.duty, clock.today() + timedelta(days=5)
    assert standing_of(duty, clock.today()) == Standing.REVOKING

    walked.notice(days=5)

    assert standing_of(duty, last) == Standing.REVOKING
    assert standing_of(duty, last + timedelta(days=1)) == Standing.REVOKED


def test_an_expired_duty_is_revoked_too(lingchuan):
    """I-65: 到期."""
    with days_later(-60):
        duty = listed_duty(
            effective_from=clock.today(),
            term_from=clock.today(),
            term_until=clock.today() + timedelta(days=30),
            source_kind="county",
            why_temporary="只在汛期。",
        )
    assert standing_of(duty, clock.today()) == Standing.EXPIRED
    journey("approved", route="revocation", duty=duty, ground="expired").notice()

    assert standing_of(duty, clock.today() + timedelta(days=1)) == Standing.REVOKED
    assert AdmissionNotice.objects.count() == 1


def test_the_notice_is_issued_once(lingchuan):
    walked = journey("approved").notice()

    with pytest.raises(NotAllowed):
        walked.notice()
    assert AdmissionNotice.objects.count() == 1


def test_who_issues_the_notice(lingchuan):
    for who in ("xwb-fz", "zgb-jb", "bb-jb"):
        walked = journey("approved")
        walked.act(
            approval.issue_notice,
            who,
            number=number("灵准入"),
            issued_on=clock.today(),
            effective_on=clock.today(),
        )
    assert AdmissionNotice.objects.count() == 3


# -- joining, withdrawal, papers ----------------------------------------------------------------------------------------


def test_two_cases_are_joined(lingchuan):
    lead = make_case("reviewing")
    walked = journey("submitted", applicant="nyj")

    walked.act(office.join, "bb-jb", lead=lead, reason="同一件事。")

    assert (walked.case.state, walked.case.joined_to) == ("withdrawn", lead)
    assert [c.unit.code for c in fresh(lead).dossier.concerns if c.role == "related"] == ["nyj"]
    assert walked.case.reasons.last().text == f"并入{lead.number}。同一件事。"
    told = [(row.text, row.version) for row in queries.reasons_for(fresh(lead), seat("zjj-jb"))]
    assert told == [(f"{walked.case.number}并入本案。同一件事。", fresh(lead).version)]
    assert "nyj" in {each.code for each in everyone_asked(fresh(lead))}  # so a refusal reaches it too


def test_whoever_was_asked_or_joined_is_told_that_the_case_was_not_accepted(lingchuan):
    """Its own application ended for this one: 县林业局 would never hear that nothing came of it."""
    lead = journey("submitted")
    journey("submitted", applicant="lyj").act(office.join, "bb-jb", lead=lead.case, reason="同一件事。")
    foretold = consequences.decline(fresh(lead.case), seat("bb-jb")).whom
    lead.act(office.decline, "bb-jb", reason="不是乡镇的事。", article="第七条")

    assert sorted(foretold) == sorted(["县住房城乡建设局", "灵川镇", "大圩镇", "县林业局"])
    told = Notice.objects.filter(title=f"申请不予受理：{lead.case.title}").values_list(
        "unit__code", flat=True
    )
    assert sorted(told) == ["dxz", "lcz", "lyj", "zjj"]


def test_whose_application_was_joined_is_told_that_the_duty_is_admitted_and_of_the_notice(lingchuan):
    """Its own ended for this one: it waits for the same end, and hears of it as its applicant does."""
    lead = journey("submitted")
    journey("submitted", applicant="lyj").act(office.join, "bb-jb", lead=lead.case, reason="同一件事。")
    lead.accept().issue_review().circulate().opine().conclude().sign().file()
    for foretell, who, step in (
        (consequences.pass_upper, "sbb-jb", lead.pass_upper),
        (consequences.issue_notice, "xwb-jb", lead.notice),
    ):
        foretold = foretell(fresh(lead.case), seat(who)).whom
        seen = set(Notice.objects.values_list("pk", flat=True))
        step()
        assert "县林业局" in told_since(seen)
        assert set(foretold) == told_since(seen)


def foretold_of_a_decision(case, who):
    """{outcome: units} as the page of 登记审定结果 says under 会告诉谁."""
    (said,) = consequences.record_decision(fresh(case), seat(who)).whom
    parts = [part.split("的：") for part in said.split("；")]
    return {outcome: units for outcomes, units in parts for outcome in outcomes.split("、")}


def told_since(seen):
    return set(Notice.objects.exclude(pk__in=seen).values_list("unit__short_name", flat=True))


def test_of_the_first_of_two_approvals_nobody_is_told_and_its_page_says_so(lingchuan):
    walked = journey("deciding", route="switched")
    office_too = foretold_of_a_decision(walked.case, "bb-jb")
    for body, who in (("county_party", "xwb-jb"), ("county_government", "zgb-jb")):
        foretold = foretold_of_a_decision(walked.case, who)
        seen = set(Notice.objects.values_list("pk", flat=True))
        walked.decide_one(body, who)
        told = told_since(seen)
        assert "、".join(sorted(told)) == ("" if body == "county_party" else "县住房城乡建设局、县委编办")
        assert foretold["审定通过"] == ("县住房城乡建设局、县委编办" if told else "不告诉别的单位")
    assert office_too["审定通过"] == "县住房城乡建设局、县委编办"  # by one joint paper of both


@pytest.mark.parametrize(("verdict", "outcome"), [("returned", "退回"), ("refused", "不予准入")])
def test_whom_a_body_s_return_or_refusal_is_told_stands_on_its_page(lingchuan, verdict, outcome):
    walked = journey("deciding", route="switched")
    foretold = foretold_of_a_decision(walked.case, "xwb-jb")[outcome]
    seen = set(Notice.objects.values_list("pk", flat=True))
    walked.decide_one("county_party", "xwb-jb", verdict=verdict)

    assert set(foretold.split("、")) == told_since(seen)


def refused_by_a_body():
    walked = journey("deciding", route="switched")
    return walked, "xwb-jb", lambda: walked.decide_one("county_party", "xwb-jb", verdict="refused")


def refused_by_the_convenor():
    walked = journey("signing", route="revocation")
    return walked, "zjr", lambda: walked.act(office.reject, "zjr", reason="还没有办结。")


@pytest.mark.parametrize("refused", [refused_by_a_body, refused_by_the_convenor])
def test_the_office_is_told_of_a_refusal_that_is_not_its_own(lingchuan, refused):
    """It handles the case, and hears of it when the same return or approve it."""
    walked, who, refuse = refused()
    foretold = set(consequences.reject(fresh(walked.case), seat(who)).whom)
    seen = set(Notice.objects.values_list("pk", flat=True))
    refuse()

    assert walked.case.state == "rejected"
    assert "县委编办" in told_since(seen)
    assert foretold == told_since(seen)


def test_the_office_s_own_refusal_is_not_told_to_it(lingchuan):
    walked = journey("reviewing").issue_review(lawful=False)
    foretold = set(consequences.reject(walked.case, seat("bb-fz")).whom)
    seen = set(Notice.objects.values_list("pk", flat=True))
    walked.act(office.reject, "bb-fz", reason="不合法。")

    assert foretold == told_since(seen) == {"县住房城乡建设局", "灵川镇", "大圩镇"}


def test_whoever_is_told_of_a_refusal_is_named_once(lingchuan):
    """县委编办 sat at the joint meeting too."""
    made = journey("deliberating", route="general").put_on_agenda(invited=("bb", "czj", "sfj"))
    whom = consequences.reject(fresh(made.case), seat("xwb-jb")).whom

    assert len(whom) == len(set(whom))
    assert "县委编办" in whom


@pytest.mark.parametrize(("route", "circulates"), [("simple", True), ("revocation", False)])
def test_a_case_sent_back_is_answered_in_what_the_office_does_next(lingchuan, route, circulates):
    """灵川 第四条: of a revocation nothing is circulated, the office confirms it again."""
    case = journey("signing", route=route).case
    will = "".join(consequences.send_back(case, seat("zjr")).will)

    assert ("来文说明" in will) == circulates
    assert ("确认" in will) != circulates


def test_the_leading_case_tells_what_was_joined_into_it(lingchuan):
    """Its lock rose by the same act: one event of its own says why (I-78)."""
    lead, walked = make_case("reviewing"), journey("submitted", applicant="nyj")
    before = Event.objects.count()
    walked.act(office.join, "bb-jb", lead=lead, reason="同一件事。")

    new = Event.objects.order_by("seq")[before:]
    assert [(event.verb, event.subject, event.source, event.target) for event in new] == [
        ("join", str(walked.case.uuid), "submitted", "withdrawn"),
        ("join_into", str(lead.uuid), "reviewing", "reviewing"),
    ]
    told = entries(queries.events_for(fresh(lead), seat("zjj-jb")), queries.units_around(lead), lead)
    assert told[-1]["text"] == f"并入本案：{walked.case.number}"


def test_who_filed_or_belongs_to_a_joined_case_is_no_third_person(lingchuan):
    """Its applicant stands beside the first one: filers of both, and convenors of either unit (I-42, I-43)."""
    lead, walked = journey("reviewing"), journey("submitted", applicant="nyj")
    walked.act(office.join, "bb-jb", lead=lead.case, reason="同一件事。")
    filed_the_other = second_seat("nyj-fz", unit("bb"))
    of_the_other = second_seat("nyj-jb", unit("zjr"), Post.CONVENOR)

    case = fresh(lead.case)
    assert rules.is_filer(case, filed_the_other)
    assert not rules.may_issue_review(case, filed_the_other)
    assert rules.is_signatory(case, of_the_other)
    assert not rules.may_sign(case, of_the_other)
    assert rules.may_sign(case, seat("zjr"))
    assert not case.dossier.every_convenor_conflicted


NO_LEAD = "没有可以并入的申请：须同类、承担乡镇相同（撤销的须为同一事项），并在待受理或初评环节。"


def join(walked, lead):
    return problems(office.join, walked.case, "bb-jb", lead=lead, reason="同一件事。")


@pytest.mark.parametrize(
    ("variant", "state"), [({"townships": ("djx",)}, "reviewing"), ({}, "circulating"), ({}, "withdrawn")]
)
def test_what_cannot_be_joined(lingchuan, variant, state):
    lead = make_case(state, **variant)
    walked = journey("submitted", applicant="nyj")

    assert join(walked, lead) == join(walked, walked.case) == [NO_LEAD]
    make_case("submitted")
    assert join(walked, lead) == join(walked, walked.case) == ["选中的不是可以并入的申请。"]


def test_a_case_that_leads_others_is_not_joined_itself(lingchuan):
    """Whose applicants would be a related department of neither."""
    led, middle, last = journey("submitted", applicant="nyj"), journey("submitted"), make_case("reviewing")
    assert join(led, middle.case) == []

    assert join(middle, last) == ["已有申请并入本案，本案不能再并入另一件。"]
    assert "并案" not in [each["label"] for each in offers(fresh(middle.case), seat("bb-jb"))]


def test_revocations_are_joined_where_they_are_of_one_duty(lingchuan):
    one, other = (listed_duty(townships=("lcz",)) for _ in range(2))
    alone = {"route": "revocation", "townships": ("lcz",)}
    walked = journey("submitted", duty=one, **alone)
    assert join(walked, journey("submitted", duty=other, **alone).case) == [NO_LEAD]

    again = journey("draft", duty=one, applicant="lcz", **alone).submit()
    assert join(walked, again.case) == []


def test_the_leading_applicant_s_notice_leads_to_its_own_case(lingchuan):
    lead, walked = make_case("reviewing"), journey("submitted", applicant="nyj")
    walked.act(office.join, "bb-jb", lead=lead, reason="同一件事。")

    told = {code: Notice.objects.filter(unit=unit(code)).latest("pk").url for code in ("zjj", "nyj")}
    assert told == {"zjj": lead.get_absolute_url(), "nyj": walked.case.get_absolute_url()}


@pytest.mark.parametrize("state", ["consulting", "circulating", "coordinating", "signing", "upper_review"])
def test_a_withdrawn_case_leaves_nothing_open(lingchuan, state):
    route = "switched" if state == "coordinating" else "simple"
    case = journey(state, route=route).withdraw().case

    assert case.state == State.WITHDRAWN
    assert open_requests(case) == []
    assert open_reviews(case) == []
    assert case.dossier.open_hearing("coordination") is None


def test_the_papers_of_a_simple_case(lingchuan):
    case = journey("approved").notice().case

    assert list(
        Paper.objects.filter(subject=str(case.uuid)).order_by("pk").values_list("kind", flat=True)
    ) == [
        "consultation",
        "application",
        "receipt",
        "initial_review",
        *["circulation"] * 6,
        *["reply"] * 6,
        "summary",
        "sign_off",
        "filing",
        "notice",
    ]


def test_times_run_forward(lingchuan):
    """I-81."""
    case = journey("approved", route="switched").notice().case
    opinions = list(Opinion.objects.values_list("issued_at", flat=True))
    decisions = list(Decision.objects.values_list("recorded_at", flat=True))
    moments = [
        *Position.objects.values_list("issued_at", flat=True),
        case.submitted_at,
        case.accepted_at,
        *opinions,
        *decisions,
        case.filings.get().recorded_at,
        case.filings.get().replied_at,
        case.notice.recorded_at,
    ]

    assert moments == sorted(moments)
    assert case.filings.get().reply_on <= case.notice.effective_on


def test_a_condition_taken_in_is_agreed_to_in_the_next_round(lingchuan):
    """I-29."""
    walked = journey("circulating", opinions={"rsj": CONDITIONAL}).opine().call_revision().revise()
    walked.opinions = {"rsj": AGREE}

    assert walked.answer().opine().conclude().case.state == "signing"


def test_the_town_that_answered_on_paper_counts(lingchuan):
    walked = journey("consulting", answers={"lcz": None}).answer()
    walked.act(
        applicant.file_position,
        "zjj-jb",
        consultation=request_of(walked.case, "lcz"),
        answer="disagree",
        text="人手不足。",
        files=[scan()],
        paper_on=clock.today(),
    )
    walked.submit().accept().issue_review()

    assert walked.case.procedure == "general"
    assert Position.objects.get(consultation__unit=unit("lcz")).on_paper


def test_a_dissent_after_the_round_is_a_new_matter(lingchuan):
    """settled 14: in `signing` a dissent is refused."""
    walked = journey("signing")

    with pytest.raises(Stale):
        take_position(request_of(walked.case, "lcz"), "disagree")


def test_the_text_in_force_is_the_text_applied_for(lingchuan):
    walked = journey("approved", townships=("djx",), **facts("桥梁日常巡查"))
    entered, version = walked.case.entered, walked.case.version

    assert {name: getattr(entered, name) for name in duty_list.FACTS} == {
        name: getattr(version, name) for name in duty_list.FACTS
    }


def test_who_is_asked_beside_a_round_is_told_that_the_office_asks(lingchuan):
    """As the townships answer the office then (workflow.md, `take_position`); before submission the applicant asks them."""
    walked = journey("circulating").call_revision().revise()

    told = Notice.objects.filter(unit=unit("lcz"), title__contains="征询意见：").order_by("pk")
    assert [title.partition("征询意见")[0] for title in told.values_list("title", flat=True)] == [
        walked.case.applicant.short_name,
        walked.case.rules.bodies.office.short_name,
    ]
