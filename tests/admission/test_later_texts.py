"""What a later text, a later person or a later form may not slip through."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.actions import create_unit
from accounts.models import Post
from admission import worklist
from admission.act import NotAllowed, Refused, Repeated, Stale
from admission.actions import applicant, approval, beginning, circulation, office
from admission.checks import wording
from admission.pages.offers import offers
from audit.record import SYSTEM
from regimes.actions import load_regime
from registry.models import ListKind
from tests.cast import another_person, client_of, days_later, seat, second_seat
from tests.factories import AGREE, fresh, issue_opinion, journey, problems, review_of, review_text, scan, unit

FORBIDDEN = "每周巡查一次；与村组签订责任状。"


def test_wording_that_a_revision_brings_in_is_cleared_before_the_round_is_concluded(lingchuan):
    """I-12: the office clears each hit with a reason."""
    walked = journey("revising").revise(township_duties=FORBIDDEN)
    walked.answer().opine()
    [hit] = wording(walked.case)

    assert problems(circulation.conclude_circulation, walked.case, "bb-jb") == [
        "“权责内容（乡镇职责）”中写有“责任状”。须写明保留的理由，或要求改掉（第七条）。"
    ]
    walked.issue_review(clearances={hit.key: "引用原文，不作为下放方式。"})
    assert walked.case.procedure == "simple"  # fixed by the first review, not by this one
    walked.conclude()
    assert walked.case.state == "signing"


TERMED = {
    "term": "temporary",
    "term_from": date(2026, 12, 1),
    "term_until": date(2027, 11, 30),
    "source_kind": "county",
    "why_temporary": "试行一年。",
}
OPEN_ENDED = {
    "term": "standing",
    "term_from": None,
    "term_until": None,
    "source_kind": "",
    "why_temporary": "",
}


@pytest.mark.parametrize(
    ("before", "after", "listed"), [(TERMED, OPEN_ENDED, "supporting"), (OPEN_ENDED, TERMED, "temporary")]
)
def test_a_term_that_a_revision_changes_is_reviewed_again(lingchuan, before, after, listed):
    """Settled 33: the list that the first review named is not one for the new term; the city's yes would lead nowhere."""
    walked = journey("revising", **before).revise(**after).answer().opine()

    assert problems(circulation.conclude_circulation, walked.case, "bb-jb") == [
        "初评核定的清单与本稿的期限（常态、临时性）不符，须重新初评。"
    ]
    assert turns_of(walked, "bb-fz") == "期限有变，重新签发初评意见"
    assert "签发初评意见" in [each["label"] for each in offers(fresh(walked.case), seat("bb-fz"))]

    walked.issue_review()
    assert turns_of(walked, "bb-fz") == "意见已答复齐，汇总意见"
    walked.conclude().sign().file().pass_upper()
    assert walked.case.entered.duty.list_kind.key == listed


def turns_of(walked, who):
    return next(item.what for item in worklist.todo(seat(who)) if item.case == walked.case)


def test_a_review_names_a_list_for_the_term(lingchuan):
    walked = journey("reviewing", **TERMED)
    standing = ListKind.objects.get(key="supporting")

    assert problems(
        office.issue_review, walked.case, "bb-fz", **review_text(walked.case) | {"list_kind": standing}
    ) == ["临时性、阶段性的列入临时性、阶段性清单，常态的列入其他清单。"]


def test_the_director_does_not_answer_for_another_unit_too(lingchuan):
    """I-26: 编办主任 is also 组织部副部长."""
    walked = journey("circulating")
    as_leader = second_seat("bb-fz", unit("zzb"))

    with pytest.raises(NotAllowed):
        issue_opinion(review_of(walked.case, "zzb"), by=as_leader, **AGREE)


def test_who_answered_for_a_unit_does_not_review(lingchuan):
    walked = journey("consulting", related=("slj",)).answer().submit().accept()
    as_director = second_seat("slj-fz", unit("bb"))
    case = fresh(walked.case)

    with pytest.raises(NotAllowed):
        office.issue_review(case=case, by=as_director, lock=case.lock, **review_text(case))


def test_whoever_filed_any_version_stays_a_filer(lingchuan):
    """I-43."""
    other_head = another_person("zjj-fz2", unit("zjj"))
    walked = journey("revising")
    walked.act(applicant.save_text, "zjj-jb", boundary="乡镇只巡查。")
    case = fresh(walked.case)
    applicant.revise(case=case, by=other_head, lock=case.lock)
    case = fresh(case)

    assert case.submitted_by == seat("zjj-fz").user
    assert {v.handed_in_by for v in case.versions.all()} == {seat("zjj-fz").user, other_head.user}


def test_whoever_reviewed_any_version_does_not_sign(lingchuan):
    """I-43: 编办主任 reviewed 第1稿, another leader of 编办 第2稿; the first is convenor too."""
    walked = journey("reviewing").issue_review().return_for_correction()
    walked.act(applicant.save_text, "zjj-jb", texts={"argument_necessity": "另有所需。"}).submit()
    case, second = fresh(walked.case), another_person("bb-fz2", unit("bb"))
    office.issue_review(case=case, by=second, lock=case.lock, **review_text(case))
    walked.circulate().opine().conclude()
    first = second_seat("bb-fz", unit("zjr"), Post.CONVENOR)

    with pytest.raises(NotAllowed):
        approval.sign(case=walked.case, by=first, lock=walked.case.lock)
    assert walked.case not in [item.case for item in worklist.todo(first)]
    assert walked.case in [item.case for item in worklist.todo(seat("zjr"))]


def test_a_case_follows_the_regime_in_force_when_it_is_submitted(lingchuan):
    walked = journey("consulting").answer()
    text = walked.case.regime.text + "\n# 修订\n"
    newer, is_new = load_regime(county=walked.case.county, text=text, by=SYSTEM)

    walked.submit()

    assert is_new
    assert walked.case.regime == newer


def test_a_regime_whose_units_are_not_set_up_stops_the_submission_not_the_writing(lingchuan):
    """The regime is pinned by `submit`: until the new unit exists a draft stays readable and writable as it is."""
    walked = journey("consulting").answer()
    old = walked.case.regime
    text = old.text.replace('civil_affairs = "县民政局"', 'new_bureau = "县新设局"')
    text = text.replace('"civil_affairs"', '"new_bureau"')
    newer, _ = load_regime(county=walked.case.county, text=text, by=SYSTEM)

    walked.act(applicant.save_text, "zjj-jb", boundary="只报告。")
    assert (walked.case.version.boundary, walked.case.regime) == ("只报告。", old)
    walked.answer()
    refused = ["制度所列的单位还没有设立：县新设局（new_bureau）。"]
    assert problems(applicant.submit, walked.case, "zjj-fz") == refused
    with pytest.raises(Refused, match="县新设局"):
        beginning.start(kind="admission", by=seat("zjj-jb"))

    create_unit(
        county=old.county, code="xsj", key="new_bureau", name="县新设局", kind="department", by=SYSTEM
    )
    walked.submit()
    assert walked.case.regime == newer


def test_a_township_taken_out_of_the_text_is_asked_no_longer(lingchuan):
    walked = journey("consulting")

    walked.act(applicant.save_text, "zjj-jb", townships=[unit("lcz")])

    assert [c.unit.code for c in walked.case.consultations.filter(closed_at__isnull=True)] == ["lcz"]


def test_the_same_form_does_one_thing_and_another_content_is_not_lost(lingchuan):
    walked = journey("submitted")
    lock = walked.case.lock
    case, by = walked.case, seat("bb-jb")
    office.accept(case=case, by=by, lock=lock, form_key="k:one")

    with pytest.raises(Repeated):
        office.accept(case=case, by=by, lock=lock, form_key="k:one")
    with pytest.raises(Stale):
        office.return_for_correction(case=case, by=by, lock=lock, reason="缺。", form_key="k:other")


def test_a_draft_begun_twice_by_the_same_form_is_one_draft(lingchuan):
    case = beginning.start(kind="admission", by=seat("zjj-jb"), form_key="n:one")

    with pytest.raises(Repeated) as again:
        beginning.start(kind="admission", by=seat("zjj-jb"), form_key="n:one")

    assert again.value.result == str(case.uuid)


def test_joining_is_an_act_on_the_leading_case_too(lingchuan):
    lead, other = journey("reviewing"), journey("submitted", applicant="slj")
    before = lead.case.lock
    other.act(office.join, "bb-jb", lead=lead.case, reason="同一类事项。")

    lead.case = fresh(lead.case)
    assert lead.case.lock == before + 1
    lead.issue_review().circulate()
    assert "slj" in [r.unit.code for r in lead.case.dossier.reviews if r.asked]


def test_what_the_city_said_is_stored_as_it_said_it(lingchuan):
    walked = journey("upper_review").file()
    twin = walked.case.version
    rival = journey("submitted", applicant="slj")
    # another case with the same name and department: a hard finding, which is the office's business to notice
    type(twin).objects.filter(application=rival.case).update(name=twin.name, department=twin.department)

    walked.return_upper(substance=False)

    assert walked.case.dossier.filing.outcome == "form"


def test_paper_papers_serve_one_submission(lingchuan):
    """Settled 31: what the office does for the applicant has the applicant's stamped paper."""
    walked = journey("submitted", on_paper=True)

    assert problems(applicant.withdraw, walked.case, "bb-jb", reason="不再需要。") == [
        "纸质申请的撤回，请上传申请方盖章的撤回书扫描件。"
    ]


def test_a_paper_application_too_is_taken_as_withdrawn_after_a_reminder_and_the_day(lingchuan):
    """视同撤回: nobody sends a stamped withdrawal who does not answer at all."""
    made, client = journey("correcting", on_paper=True), client_of("bb-fz")
    stamped = ["纸质申请的撤回，请上传申请方盖章的撤回书扫描件。"]
    url = reverse("case-act", args=[made.case.uuid, "withdraw"])

    with days_later(30):
        assert problems(applicant.withdraw, made.case, "bb-fz", reason="逾期。") == stamped
    made.act(office.remind, "bb-jb", unit=made.case.applicant)
    assert problems(applicant.withdraw, made.case, "bb-fz", reason="逾期。") == stamped
    with days_later(30):
        assert "视同撤回" in client.get(made.case.get_absolute_url()).content.decode()
        form = {"reason": "逾期。", "lock": fresh(made.case).lock}
        assert client.post(url, form).status_code == 302

    assert fresh(made.case).state == "withdrawn"


def test_a_day_missed_before_does_not_withdraw_a_paper_application_that_was_corrected(lingchuan):
    made = journey("correcting", on_paper=True)
    with days_later(30):
        made.act(office.remind, "bb-jb", unit=made.case.applicant)
        made.act(applicant.add_file, "bb-jb", upload=scan(), role="paper").submit()

        assert problems(applicant.withdraw, made.case, "bb-fz", reason="逾期。") == [
            "纸质申请的撤回，请上传申请方盖章的撤回书扫描件。"
        ]


def test_a_revocation_keeps_to_its_own_path(lingchuan):
    walked = journey("reviewing", route="revocation")

    assert problems(office.issue_review, walked.case, "bb-fz", **review_text(walked.case)) == [
        "撤销申请由办公室核实后确认，不作初评（第四条）。"
    ]
    with pytest.raises(Refused):
        approval.forward(case=walked.case, by=seat("bb-jb"), lock=walked.case.lock, note="报送。")
