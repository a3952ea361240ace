"""One person speaks for one unit in a case (I-26, decision 17): who wrote or handed in the application does not answer
it for another unit, and who answered for another unit does not write or hand it in. A colleague does."""

import re

import pytest
from django.urls import reverse

from admission import rules, worklist
from admission.act import NotAllowed
from admission.actions import applicant, circulation, office
from admission.models import Opinion, Position
from tests.cast import another_person, client_of, delegated, seat, second_seat
from tests.factories import fresh, issue_opinion, journey, request_of, review_of, scan, take_position, unit


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def submit(case, by):
    case = fresh(case)
    applicant.submit(case=case, by=by, lock=case.lock)


# who of 县住房城乡建设局 took part in the application, and how
@pytest.mark.parametrize("who", ["zjj-jb", "zjj-fz"])
def test_who_wrote_or_handed_in_does_not_answer_for_another_unit(lingchuan, who):
    """In a round: townships are asked again by a revision, member units answer their questions."""
    made = journey("circulating")
    both = second_seat(who, unit("sfj"))
    review = review_of(made.case, "sfj")

    with pytest.raises(NotAllowed):
        issue_opinion(review, by=both)
    assert not Opinion.objects.filter(issued_by=both.user).exists()
    issue_opinion(review, by=another_person("sfj-fz2", unit("sfj")))


def test_who_begins_a_draft_does_not_answer_for_the_township(lingchuan):
    made = journey("consulting")
    both, request = second_seat("zjj-jb", unit("lcz")), request_of(made.case, "lcz")

    with pytest.raises(NotAllowed):
        take_position(request, by=both)
    assert not Position.objects.exists()
    # who has written nothing yet may answer, and is then out of the applicant's part
    head = second_seat("zjj-fz", unit("lcz"))
    take_position(request, by=head)
    made.case = fresh(made.case)
    made.answers["lcz"] = None
    made.answer()
    with pytest.raises(NotAllowed):
        submit(made.case, seat("zjj-fz"))
    for act in (applicant.save_text, applicant.consult_again):
        with pytest.raises(NotAllowed):
            act(case=fresh(made.case), by=seat("zjj-fz"), lock=fresh(made.case).lock)
    submit(made.case, another_person("zjj-fz2", unit("zjj")))


def test_a_delegate_signs_for_the_person_who_delegated(lingchuan):
    """授权代签 is no other leader: neither side of it gets round the rule."""
    made = journey("circulating")
    both = second_seat("zjj-fz", unit("sfj"))
    delegate = delegated(both, seat("sfj-jb"))

    assert rules.spoke_elsewhere(fresh(made.case), delegate, unit("sfj"))
    assert not rules.spoke_elsewhere(fresh(made.case), seat("sfj-jb"), unit("sfj"))


def test_what_is_registered_from_paper_is_nobody_s_own(lingchuan):
    """The office's handler registers the application and may answer as a leader of 组织部 (I-26)."""
    made = journey("circulating", on_paper=True)
    both = second_seat("bb-jb", unit("zzb"))

    issue_opinion(review_of(made.case, "zzb"), by=both)
    office.call_revision(case=fresh(made.case), by=seat("bb-fz"), lock=fresh(made.case).lock, reason="请改。")
    case = fresh(made.case)
    applicant.save_text(
        case=case,
        by=seat("bb-jb"),
        lock=case.lock,
        boundary="乡镇只报告。",
        files=[("paper", scan())],
    )


def test_the_joined_applicant_still_answers_for_itself(lingchuan):
    """并案: it becomes a related department here, and its own head speaks for it; for nobody else."""
    lead = journey("submitted")
    other = journey("submitted", applicant="nyj", name="另一件示例事项")
    other.act(office.join, "bb-jb", lead=lead.case, reason="同一件事。")
    case = fresh(lead.case)

    assert not rules.spoke_elsewhere(case, seat("nyj-fz"), unit("nyj"))
    assert rules.spoke_elsewhere(case, second_seat("nyj-fz", unit("sfj")), unit("sfj"))


def test_the_pages_say_why_and_that_a_colleague_does_it(lingchuan):
    made = journey("consulting")
    both, asked = second_seat("zjj-jb", unit("lcz")), request_of(made.case, "lcz")
    url = reverse("position", args=[made.case.uuid, asked.pk])
    told = "您经办或提交了这件申请，本单位的答复须由另一位负责人签发。"

    page = client_of(both).get(url)
    assert (page.status_code, page.context["form"]) == (200, None)
    assert told in words(page)
    assert told in words(client_of(both).get(made.case.get_absolute_url()))
    (item,) = worklist.todo(both)
    assert item.note == "您在本案中代表另一个单位，须由另一位负责人签发"
    refused = client_of(both).post(url, {"answer": ""})
    assert refused.status_code == 403
    assert "您经办或提交了这件申请，须由本单位其他人办理。" in words(refused)


def test_the_applicant_s_page_says_why_and_that_a_colleague_does_it(lingchuan):
    made = journey("consulting")
    take_position(request_of(made.case, "lcz"), by=second_seat("zjj-fz", unit("lcz")))
    barred = client_of("zjj-fz")

    assert "您已在本案中代灵川镇答复，这件申请须由本单位其他人修改、提交。" in words(
        barred.get(made.case.get_absolute_url())
    )
    refused = barred.get(reverse("case-act", args=[made.case.uuid, "submit"]))
    assert refused.status_code == 403
    assert "您已在本案中代灵川镇答复，须由本单位其他人办理。" in words(refused)
    assert worklist.todo(seat("zjj-fz")) == []
    assert "须由本单位其他人" not in words(client_of("zjj-jb").get(made.case.get_absolute_url()))


def test_the_opinion_s_page_names_the_unit_already_spoken_for(lingchuan):
    made = journey("circulating")
    issue_opinion(review_of(made.case, "sfj"))
    both = second_seat("sfj-fz", unit("czj"))
    url = reverse("opinion", args=[made.case.uuid, review_of(made.case, "czj").pk])

    page = client_of(both).get(url)
    assert page.context["barred"] == "您已在本案中代县司法局答复，本单位的意见须由另一位负责人签发。"
    with pytest.raises(NotAllowed):
        circulation.return_opinion(review=review_of(made.case, "czj"), by=both, seen=None, note="请改。")


def test_who_registered_a_paper_application_is_told_that_a_colleague_accepts_it(lingchuan):
    """The bar is on the person, not on the seat: the case page and the 403 of the button both say so."""
    made = journey("submitted", on_paper=True)
    registrar, colleague = client_of("bb-jb"), client_of("bb-fz")
    told, url = (
        "您登记了这件申请，须由本单位其他人受理。",
        reverse("case-act", args=[made.case.uuid, "accept"]),
    )

    assert told in words(registrar.get(made.case.get_absolute_url()))
    assert told not in words(colleague.get(made.case.get_absolute_url()))
    sent = {"lock": made.case.lock, "form_key": "once"}
    for refused in (registrar.get(url), registrar.post(url, sent)):
        assert refused.status_code == 403
        assert told in words(refused)
        assert "您还有别的身份" not in words(refused)


def test_who_did_the_initial_review_is_told_that_a_colleague_registers_the_decision(lingchuan):
    made = journey("deciding", route="general")
    told = "您对这件申请作过初评，须由本单位其他人登记审定结果。"

    assert told in words(client_of("bb-fz").get(made.case.get_absolute_url()))
    assert told not in words(client_of("bb-jb").get(made.case.get_absolute_url()))
