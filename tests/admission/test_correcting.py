"""更正文号: an organ's number that was entered wrong is put right beside the paper, which stays as it was issued."""

import json

import pytest

from admission.actions import approval
from admission.models import AdmissionNotice, Filing
from admission.pages.whole import WholeFile
from audit import clock
from audit.models import Event
from documents.models import OrganNumber, Paper
from documents.numbers import BadNumber, claim
from tests.cast import client_of, seat
from tests.documents.conftest import rewrite
from tests.documents.test_editable import words
from tests.factories import fresh, journey, make_case, scan

KEYS = ("form_key", "lock")
WRONG, RIGHT = "灵办通〔2026〕17号", "灵办通〔2026〕71号"  # not of the series that the factory counts on


@pytest.fixture
def case(lingchuan):
    made = journey("approved")
    day = clock.today()
    made.act(approval.issue_notice, "xwb-jb", number=WRONG, issued_on=day, effective_on=day)
    return made.case


def notice_of(case, number=WRONG, kind="notice"):
    return Paper.objects.get(subject=str(case.uuid), kind=kind, number=number)


def correct(case, by="bb-fz", paper=WRONG, kind="notice", query="", **more):
    url = f"/cases/{case.uuid}/papers/{notice_of(case, paper, kind).uuid}/number/"
    client = client_of(seat(by))
    shown = client.get(url)
    keys = {name: shown.context[name] for name in ("form_key", "lock")} if shown.status_code == 200 else {}
    given = {"number": RIGHT, "reason": "登记时抄错。", "files": scan(), **keys, **more}
    return client.post(url + query, {name: value for name, value in given.items() if value is not None})


def test_the_right_number_is_issued_beside_the_wrong_one(case):
    before = notice_of(case)

    response = correct(case)

    assert response.status_code == 302
    wrong, right = notice_of(case), notice_of(case, RIGHT)
    assert (wrong.snapshot, wrong.sha256) == (before.snapshot, before.sha256)
    said, was = right.content["document"], wrong.content["document"]
    assert said == was | {"number": RIGHT, "note": f"原文号{WRONG}有误，更正为本文号，以本件为准"}
    assert right.content["corrects"] == {
        "paper": str(wrong.uuid),
        "number": WRONG,
        "reason": "登记时抄错。",
    }
    assert AdmissionNotice.objects.get(application=case).number == RIGHT
    event = Event.objects.filter(verb="correct_number", outcome="done").get()
    assert (event.facts["number"], event.facts["wrong_number"]) == (RIGHT, WRONG)
    assert case.files.get(role="decision").file.sha256 in event.facts["files"]


def test_what_will_be_issued_is_looked_at_before(case):
    """The form offers the preview and the draft as every act that issues a paper; trying leaves nothing."""
    url = f"/cases/{case.uuid}/papers/{notice_of(case).uuid}/number/"
    papers, used = Paper.objects.count(), OrganNumber.objects.count()

    page = client_of(seat("bb-fz")).get(url).text
    draft = correct(case, preview="1", query="?as=docx")

    assert page.count('name="preview"') == 2
    said = words(draft.content)
    assert RIGHT in said
    assert f"原文号{WRONG}有误，更正为本文号，以本件为准" in said
    assert "草稿，未印发" in said
    assert (Paper.objects.count(), OrganNumber.objects.count()) == (papers, used)
    assert AdmissionNotice.objects.get(application=case).number == WRONG
    assert not case.files.filter(role="decision").exists()


def test_the_old_number_stays_struck_through(case):
    correct(case)
    client, wrong = client_of(seat("zjj-jb")), notice_of(case)

    page = client.get(f"/cases/{case.uuid}/").text
    paper = client.get(f"/cases/{case.uuid}/papers/{wrong.uuid}/").text
    checked = client.get(f"/verify/{wrong.sha256[:32]}/").text
    right = client.get(f"/verify/{notice_of(case, RIGHT).sha256[:32]}/").text

    assert f"<del>准入通知（{WRONG}）</del>" in page
    assert f"更正文号：{RIGHT}" in page
    assert f"<del>{WRONG}</del>" in paper
    assert f"文号已更正为{RIGHT}" in paper
    assert "登记时抄错。" in paper
    assert "文号印发以后作过更正" in checked
    assert RIGHT not in checked  # what is not public is not told
    assert "文号印发以后作过更正" not in right


def test_the_wrong_number_is_free_for_its_own_matter(case):
    correct(case)
    other = make_case("draft")

    assert claim(county=case.county, number=WRONG, subject=other.uuid, organ="县委办") == WRONG
    assert OrganNumber.objects.get(number=RIGHT).subject == str(case.uuid)


def decided_upon(case):
    """The case's notice, and the number of the last decision or reply."""
    day = clock.today()
    case.act(approval.issue_notice, "xwb-jb", number=WRONG, issued_on=day, effective_on=day)
    decision = case.case.decisions.last()
    return case.case, decision.number if decision else Filing.objects.get(application=case.case).reply_number


@pytest.mark.parametrize("route", ["simple", "general"])
def test_a_number_that_a_decision_carries_stays_its_own(lingchuan, route):
    """The decision's number, or the upper body's, was typed for the notice too: put right, it is still theirs."""
    case, decided = decided_upon(journey("approved", route=route))
    assert decided
    assert correct(case, number=decided).status_code == 302

    response = correct(case, paper=decided, number=RIGHT)

    assert response.status_code == 302
    assert AdmissionNotice.objects.get(application=case).number == RIGHT
    with pytest.raises(BadNumber, match="已用于另一件事项"):
        claim(county=case.county, number=decided, subject=make_case("draft").uuid, organ="县委办")


def test_one_paper_is_corrected_and_no_other_of_that_number(lingchuan):
    """The notice was rightly given the number under which the report was filed by mistake."""
    made = journey("approved")
    filed, day = Filing.objects.get(application=made.case).number, clock.today()
    made.act(approval.issue_notice, "xwb-jb", number=filed, issued_on=day, effective_on=day)

    assert correct(made.case, paper=filed, kind="filing").status_code == 302

    assert Filing.objects.get(application=made.case).number == RIGHT
    assert AdmissionNotice.objects.get(application=made.case).number == filed
    assert OrganNumber.objects.get(number=filed).subject == str(made.case.uuid)


def test_two_that_were_exchanged_are_told_how(case):
    claim(county=case.county, number=RIGHT, subject=make_case("draft").uuid, organ="县委办")

    response = correct(case)

    assert response.status_code == 422
    assert (
        f"发文字号“{RIGHT}”已用于另一件事项，请核对。两件的文号互相填错的，先把另一件更正为" in response.text
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"number": "灵办发2026-71"}, "发文字号应由机关代字、年份和序号组成"),
        ({"number": WRONG}, "与原来的文号相同"),
        ({"reason": ""}, "更正的理由"),
        ({"files": None}, "扫描件"),
    ],
)
def test_what_is_missing_is_said(case, given, said):
    response = correct(case, **given)

    assert response.status_code == 422
    assert said in response.text
    assert given.get("number", RIGHT) in response.text
    assert AdmissionNotice.objects.get(application=case).number == WRONG
    assert not Paper.objects.filter(number=RIGHT).exists()


def test_the_form_sent_twice_or_after_somebody_elses(case):
    url = f"/cases/{case.uuid}/papers/{notice_of(case).uuid}/number/"
    client = client_of(seat("bb-fz"))
    mine, theirs = (
        {"number": RIGHT, "reason": "登记时抄错。"} | {name: client.get(url).context[name] for name in KEYS}
        for _ in range(2)
    )

    first, again = (client.post(url, mine | {"files": scan()}) for _ in range(2))
    late = client.post(url, theirs | {"files": scan(), "reason": "我写的理由，还没有人看过。"})

    assert (first.status_code, again.status_code, again["Location"]) == (302, 302, first["Location"])
    assert late.status_code == 409
    assert "我写的理由，还没有人看过。" in late.text
    assert Paper.objects.filter(subject=str(case.uuid), kind="notice").count() == 2


def test_only_once_and_only_by_the_director(case):
    assert correct(case, by="bb-jb").status_code == 403
    assert correct(case, by="xwb-jb").status_code == 403
    correct(case)

    assert correct(case).status_code == 404
    receipt = Paper.objects.get(subject=str(case.uuid), kind="receipt")
    assert (
        client_of(seat("bb-fz")).get(f"/cases/{case.uuid}/papers/{receipt.uuid}/number/").status_code == 404
    )
    assert fresh(case).state == "approved"


def test_what_was_written_into_another_paper_corrects_nothing(case):
    """The pages, the checking page and the act believe a correction as it was issued alone."""
    notice = notice_of(case)
    forged = {"corrects": {"paper": str(notice.uuid), "number": WRONG, "reason": "假的理由"}}
    rewrite(
        Paper.objects.filter(subject=str(case.uuid), kind="receipt"),
        lambda said: json.dumps(json.loads(said) | forged),
    )
    office = client_of(seat("bb-fz"))

    pages = [
        office.get(url).text
        for url in (
            f"/cases/{case.uuid}/",
            f"/cases/{case.uuid}/papers/{notice.uuid}/",
            f"/verify/{notice.sha256[:32]}/",
        )
    ]

    assert all(WRONG in page for page in pages)
    for said in ("<del>", "假的理由", "文号已更正", "作过更正"):
        assert not any(said in page for page in pages)
    assert correct(case).status_code == 302


def test_a_number_is_not_put_right_beside_a_correction_that_was_rewritten(case):
    correct(case)
    rewrite([notice_of(case, RIGHT)], lambda said: said.replace("登记时抄错。", "别的理由。"))

    response = correct(case, number="灵办通〔2026〕72号")

    assert (response.status_code, "在服务器上被改动过" in response.text) == (422, True)
    assert AdmissionNotice.objects.get(application=case).number == RIGHT


def test_a_number_that_is_right_again_is_not_struck_through(case):
    """A to B and back to A: the first notice bears the number that holds; what was issued between is kept as wrong."""
    first = notice_of(case)
    correct(case)
    second = notice_of(case, RIGHT)
    correct(case, paper=RIGHT, number=WRONG, reason="原来的没有错。")
    client = client_of(seat("zjj-jb"))

    page, paper, between = (
        client.get(f"/cases/{case.uuid}/{more}").text
        for more in ("", f"papers/{first.uuid}/", f"papers/{second.uuid}/")
    )

    assert f"<del>准入通知（{RIGHT}）</del>" in page
    assert f"<del>准入通知（{WRONG}）</del>" not in page
    assert "文号更正两次，现仍为原文号" in page
    assert f"{WRONG}（文号更正两次，现仍为原文号）" in paper
    assert "<del>" not in paper
    for reason in (f"更正为{RIGHT}：登记时抄错。", f"更正为{WRONG}：原来的没有错。"):
        assert reason in paper
    assert f"文号已更正为{WRONG}" in between
    titles = [part["title"] for part in WholeFile(fresh(case), seat("bb-fz")).manifest(record=False)["parts"]]
    for said in (f"准入通知（{WRONG}）（文号更正两次，现仍为原文号）", f"准入通知（{RIGHT}）（文号已更正）"):
        assert sum(title.endswith(said) for title in titles) == 1
