"""A member unit's page: its own question, drafts nobody else sees, issued by the head; and opinions on paper."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from admission.models import CaseFile, Opinion, Review
from admission.opinions import last_written
from admission.pages.case import CasePage
from admission.pages.papers import lines
from audit import clock
from config.templatetags.chinese import cday
from documents.models import PaperKind
from documents.papers import papers_about
from tests.cast import another_person, client_of, seat, second_seat
from tests.factories import (
    CONDITIONAL,
    DISAGREE,
    fresh,
    issue_opinion,
    journey,
    make_case,
    review_of,
    scan,
    unit,
)

LAWFUL = {"finding": "lawful", "view": "agree"}


def address(review, name="opinion"):
    return reverse(name, args=[review.round.application.uuid, review.pk])


def get(review, who):
    return client_of(who).get(address(review))


def post(review, who, do, client=None, **data):
    given = {
        "do": do,
        "form_key": f"{review.pk}-{do}-{sorted(data.items())}"[:64],
        "seen_round": review.round.number,
        "seen_version": review.round.version_id,
        "written": written(review),
        **data,
    }
    return (client or client_of(who)).post(address(review), given)


def written(review):
    """What a form opened now carries: when the unit last wrote."""
    return last_written(Review.objects.get(pk=review.pk))


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def buttons(response):
    return re.findall(r'<button class="btn [^"]*"[^>]*>([^<]+)</button>', response.content.decode())


def errors(response):
    return response.context["form"].errors


@pytest.fixture
def case(lingchuan):
    return make_case("circulating")


# -- the question ------------------------------------------------------------------------------------------------------

QUESTIONS = {
    "zgb": ["进驻", "不进驻", "不涉及"],
    "zzb": ["适应", "不适应"],
    "sfj": ["合法", "部分合法", "不合法"],
    "czj": ["经费已落实", "未落实", "不涉及"],
    "rsj": ["涉及聘用", "不涉及"],
}


@pytest.mark.parametrize(("code", "findings"), QUESTIONS.items())
def test_a_unit_reads_its_own_question_only(case, code, findings):
    review = review_of(case, code)
    response = get(review, f"{code}-jb")
    form = response.context["form"]

    assert [label for _, label in form.fields["finding"].choices] == findings
    assert f"<h1>{review.asks}</h1>" in response.content.decode()
    assert buttons(response) == ["送负责人签发", "保存草稿"]
    views = ["同意", "附条件同意", "不同意"] + (["不涉及本单位职责"] if code != "sfj" else [])
    assert [label for _, label in form.fields["view"].choices] == views


def test_only_the_finding_that_stops_a_case_is_excepted_from_what_disagreeing_leads_to(case):
    """司法局's 不合法 stands in the way of coordination too (I-30), so that its page may not promise a meeting."""
    said = get(review_of(case, "sfj"), "sfj-jb").context["form"].descriptions
    others = get(review_of(case, "czj"), "czj-jb").context["form"].descriptions

    assert "案件不能进入下一步" in said["finding"]["unlawful"]
    assert "不能进入下一步" not in said["finding"]["partly"]
    assert said["view"]["disagree"] == others["view"]["disagree"] + "结论是“不合法”的除外。"
    assert not any("不能进入下一步" in text for text in others["finding"].values())


def test_another_units_page_does_not_exist(case):
    review = review_of(case, "sfj")

    assert get(review, "czj-jb").status_code == 404
    assert post(review, "czj-fz", "issue", **LAWFUL).status_code == 404
    assert get(review, "bb-fz").status_code == 404
    assert get(review, "zjj-fz").status_code == 404


def test_what_concerns_the_question_stands_above_the_form(case):
    mine = {line.label: line.value for line in get(review_of(case, "sfj"), "sfj-jb").context["mine"]}

    assert mine["法定依据"] == "《示例条例》第三条"
    assert "经费保障" not in mine


def test_what_the_office_says_goes_with_the_question(case):
    says, rows = get(review_of(case, "sfj"), "sfj-jb").context["office_says"]

    assert says == "县委编办 · 负责人，基于第1稿"
    assert rows == [("职责分工", "乡镇巡查，部门处置。"), ("保障措施", "经费列入预算。")]


# -- drafts ------------------------------------------------------------------------------------------------------------


def test_a_draft_may_be_incomplete_and_is_the_units_own(case):
    review = review_of(case, "sfj")
    response = post(review, "sfj-jb", "draft", finding="partly", reasons="只写了一半的秘密理由")

    assert (response.status_code, response["Location"]) == (302, address(review))
    again = get(review, "sfj-jb")
    assert again.context["form"]["finding"].value() == "partly"
    assert "只写了一半的秘密理由" in words(again)
    paper = client_of("bb-jb").get(address(review, "opinion-paper"))
    assert "只写了一半的秘密理由" not in words(paper)
    assert not Opinion.objects.exists()


def test_a_draft_keeps_what_stands_under_another_choice(case):
    review = review_of(case, "czj")
    post(review, "czj-jb", "draft", finding="unfunded", amount="12万元", view="agree", conditions="先拨付。")

    form = get(review, "czj-jb").context["form"]
    assert (form["amount"].value(), form["conditions"].value()) == ("12万元", "先拨付。")


def test_the_handler_sends_the_head_issues(case):
    review = review_of(case, "sfj")

    assert set(errors(post(review, "sfj-jb", "send"))) == {"finding", "view"}
    assert post(review, "sfj-jb", "issue", **LAWFUL).status_code == 403
    assert post(review, "sfj-jb", "send", **LAWFUL).status_code == 302

    page = get(review, "sfj-fz")
    assert page.context["form"]["finding"].value() == "lawful"
    assert buttons(page) == ["签发意见", "预览文书", "草稿DOCX", "保存草稿", "退回经办人"]
    assert post(review, "sfj-fz", "issue", **LAWFUL).status_code == 302
    issued = Opinion.objects.get()
    assert (issued.finding, issued.view, issued.label) == ("lawful", "agree", "县司法局 · 负责人")


def test_the_head_gives_the_draft_back_with_a_word(case):
    review = review_of(case, "sfj")
    post(review, "sfj-jb", "send", **LAWFUL)

    blank = post(review, "sfj-fz", "return", note="\u3000")
    assert blank.context["back"].errors == {"note": ["请填写退回的原因"]}
    assert post(review, "sfj-fz", "return", note="请补充依据。").status_code == 302

    page = get(review, "sfj-jb")
    assert "请补充依据。" in words(page)
    assert page.context["form"]["finding"].value() == "lawful"
    assert not page.context["sent"]


SLOWER = [  # what the colleague did meanwhile, and who presses what on the page opened before
    ("sfj-jb", "draft", "sfj-jb", "draft"),
    ("sfj-jb", "draft", "sfj-jb", "send"),
    ("sfj-jb", "send", "sfj-fz", "issue"),
    ("sfj-fz", "issue", "sfj-jb", "draft"),
    ("sfj-fz", "issue", "sfj-fz", "issue"),
]


@pytest.mark.parametrize(("quicker", "did", "slower", "presses"), SLOWER)
def test_two_of_a_unit_do_not_overwrite_each_other(case, quicker, did, slower, presses):
    """Whoever writes second gets both texts, and what the first wrote stands."""
    review = review_of(case, "sfj")
    opened = get(review, slower).context["form"]["written"].value() or ""
    post(review, quicker, did, reasons="先写的理由。", **LAWFUL)

    late = post(review, slower, presses, written=opened, reasons="后写的理由。", **LAWFUL)

    assert late.status_code == 409
    assert "先写的理由。" in words(late)
    assert "后写的理由。" in words(late)
    assert get(review, "sfj-jb").context["form"]["reasons"].value() == "先写的理由。"
    assert Opinion.objects.count() == (did == "issue")


def test_a_draft_that_was_changed_is_not_given_back_unread(case):
    review = review_of(case, "sfj")
    post(review, "sfj-jb", "send", reasons="送签的理由。", **LAWFUL)
    opened = get(review, "sfj-fz").context["back"]["written"].value()
    post(review, "sfj-jb", "send", reasons="改过的理由。", **LAWFUL)

    late = post(review, "sfj-fz", "return", written=opened, note="请补充依据。")

    assert late.status_code == 409
    assert "请补充依据。" in words(late)
    assert get(review, "sfj-fz").context["sent"]


def test_a_draft_sent_twice_is_saved_once(case):
    review, client = review_of(case, "sfj"), client_of("sfj-jb")
    form = {"written": written(review), "reasons": "只写一次。", **LAWFUL}

    assert [post(review, "sfj-jb", "draft", client, **form).status_code for _ in range(2)] == [302, 302]


# -- issuing -----------------------------------------------------------------------------------------------------------

REFUSED = [
    ("sfj", {}, {"finding", "view"}),
    ("sfj", {"finding": "unlawful", "view": "agree"}, {"view"}),
    ("sfj", {"finding": "unlawful", "view": "disagree"}, {"reasons"}),
    ("sfj", {"finding": "lawful", "view": "not_ours"}, {"view"}),
    ("sfj", {"finding": "partly", "view": "conditional", "reasons": "缺依据。"}, {"conditions"}),
    ("czj", {"finding": "funded", "view": "agree", "amount": "12万元"}, {"source"}),
    ("czj", {"finding": "forged", "view": "agree"}, {"finding"}),
    ("czj", {"finding": "unfunded", "view": "not_ours"}, {"reasons"}),
    ("rsj", {"finding": "hiring", "view": "disagree", "reasons": "\u3000"}, {"count", "manner", "reasons"}),
    ("rsj", {"finding": "not_involved", "view": "agree", "reasons": "甲\u202e乙"}, {"reasons"}),
]


@pytest.mark.parametrize(("code", "given", "fields"), REFUSED)
def test_what_an_opinion_must_say(case, code, given, fields):
    response = post(review_of(case, code), f"{code}-fz", "issue", **given)

    assert response.status_code == 422
    assert set(errors(response)) == fields
    assert not Opinion.objects.exists()


def test_only_what_belongs_to_the_choice_is_issued(case):
    given = {"finding": "not_involved", "amount": "12万元", "view": "agree", "conditions": "先拨付。"}
    post(review_of(case, "czj"), "czj-fz", "issue", unit=unit("sfj").pk, question="legality", **given)

    issued = Opinion.objects.get()
    assert (issued.review.unit.code, issued.review.question) == ("czj", "funding")
    assert (issued.details, issued.conditions) == ({}, "")


def test_details_are_kept_with_the_finding(case):
    given = {"finding": "funded", "amount": "12万元", "source": "县级预算", "view": "agree"}
    post(review_of(case, "czj"), "czj-fz", "issue", files=[scan()], **given)

    assert Opinion.objects.get().details == {"amount": "12万元", "source": "县级预算"}
    assert CaseFile.objects.get(role="opinion").unit.code == "czj"


def test_a_lying_file_is_refused_beside_its_field(case):
    lying = SimpleUploadedFile("附件.pdf", b"MZ\x90\x00 not a pdf")
    response = post(review_of(case, "sfj"), "sfj-fz", "issue", files=[lying], **LAWFUL)

    assert response.status_code == 422
    assert list(errors(response)) == ["files"]


def test_issuing_asks_for_the_password_drafting_does_not(case):
    review, client = review_of(case, "sfj"), client_of("sfj-fz")
    post(review, "sfj-jb", "send", **LAWFUL)  # so that the form to give it back stands there too
    session = client.session
    session["password_at"] = 0
    session.save()

    assert post(review, "sfj-fz", "draft", client, **LAWFUL).status_code == 302
    response = post(review, "sfj-fz", "issue", client, reasons="依据充分。", **LAWFUL)
    assert response.status_code == 422
    assert "请再输入一次登录密码" in words(response)
    assert response.context["form"]["reasons"].value() == "依据充分。"
    assert response.content.decode().count('class="error-summary"') == 1
    assert post(review, "sfj-fz", "issue", client, password="demo-2026", **LAWFUL).status_code == 302


def test_an_issued_opinion_is_replaced_while_the_round_is_open(case):
    review = review_of(case, "sfj")
    post(review, "sfj-fz", "issue", **LAWFUL)

    page = get(review, "sfj-fz")
    assert page.context["form"]["finding"].value() == "lawful"
    assert "重新签发的，以新的为准，原来的仍查得到" in words(page)
    post(review, "sfj-fz", "issue", finding="unlawful", view="disagree", reasons="没有依据。")
    assert list(Opinion.objects.values_list("view", flat=True)) == ["agree", "disagree"]


def test_two_last_opinions_never_collide(case):
    """Forms carry round and 稿, not the case's revision: another unit's answer does not make them stale."""
    review = review_of(case, "sfj")
    issue_opinion(review_of(case, "czj"))

    assert post(review, "sfj-fz", "issue", **LAWFUL).status_code == 302


def test_a_form_of_an_earlier_round_is_stale_and_keeps_the_text(lingchuan):
    made = journey("circulating", opinions={"sfj": {"finding": "partly"} | CONDITIONAL})
    old = review_of(made.opine().case, "sfj")
    made.call_revision().revise()
    new = review_of(made.case, "sfj")

    closed = post(old, "sfj-fz", "issue", reasons="旧表单上写的理由。", **LAWFUL)
    forged = post(new, "sfj-fz", "issue", seen_round="x", **LAWFUL)
    stale = post(new, "sfj-fz", "issue", seen_version=old.round.version_id, **LAWFUL)

    assert [closed.status_code, forged.status_code, stale.status_code] == [409, 409, 409]
    assert "旧表单上写的理由。" in words(closed)
    assert get(old, "sfj-fz").status_code == 409


def test_a_new_round_shows_what_the_unit_said_before(lingchuan):
    made = journey("circulating", opinions={"sfj": {"finding": "partly"} | CONDITIONAL})
    made.opine().call_revision().revise()
    page = get(review_of(made.case, "sfj"), "sfj-jb")

    assert [(old.title, old.word, old.says) for old in page.context["before"]] == [
        ("第1轮，第1稿", "附条件同意", "先培训。\n人员不足。")
    ]


def test_similar_answers_are_the_units_own_on_the_same_question(lingchuan):
    earlier = [journey("circulating").opine().case for _ in range(4)]
    page = get(review_of(make_case("circulating"), "sfj"), "sfj-jb")

    assert [old.url for old in page.context["alike"]] == [
        case.get_absolute_url() for case in reversed(earlier[1:])
    ]


# -- who may not ------------------------------------------------------------------------------------------------------


def test_a_member_unit_that_applies_answers_through_another_leader(lingchuan):
    case = make_case("circulating", applicant="czj")
    review = review_of(case, "czj")

    page = get(review, "czj-fz")
    assert "利益相关" in words(page)
    assert buttons(page) == ["送负责人签发", "保存草稿"]
    given = {"finding": "not_involved", "view": "agree"}
    assert post(review, "czj-fz", "issue", **given).status_code == 403
    other = another_person("czj-fz2", unit("czj"))
    assert post(review, other, "issue", **given).status_code == 302


def test_one_person_answers_for_one_unit(case):
    """The head of 县司法局, also head of 县财政局, has answered for the first."""
    issue_opinion(review_of(case, "sfj"))
    both = second_seat("sfj-fz", unit("czj"))

    page = client_of(both).get(address(review_of(case, "czj")))

    assert "另一位负责人签发" in page.context["barred"]
    assert "签发意见" not in buttons(page)


def test_an_added_unit_answers_the_question_put_to_it(case):
    form = {"unit": unit("nyj").pk, "asks": "农业上有什么意见？", "reason": "涉及农田。", "lock": case.lock}
    client_of("bb-jb").post(reverse("case-act", args=[case.uuid, "add_reviewer"]), form)
    review = review_of(case, "nyj")

    page = get(review, "nyj-fz")
    assert "finding" not in page.context["form"].fields
    assert "涉及农田。" in words(page)
    assert post(review, "nyj-fz", "issue", view="agree").status_code == 302


# -- on paper ----------------------------------------------------------------------------------------------------------


def on_paper(case, review, who="bb-jb", **data):
    given = {"lock": fresh(case).lock, "form_key": f"paper-{len(data)}", **data}
    return client_of(who).post(address(review, "opinion-paper"), given)


def test_the_office_registers_an_opinion_on_paper_with_its_scan(case):
    review = review_of(case, "czj")
    given = {"finding": "unfunded", **DISAGREE}
    paper = {"paper_on": clock.today(), "paper_number": "灵财函〔2026〕5号"}

    assert set(errors(on_paper(case, review, **given))) == {"paper_on", "files"}
    before = {"paper_on": clock.today() - timedelta(days=1)}
    assert set(errors(on_paper(case, review, files=[scan()], **given, **before))) == {"paper_on"}
    assert on_paper(case, review, files=[scan()], **given, **paper).status_code == 302
    issued = Opinion.objects.get()
    assert (issued.on_paper, issued.view, issued.label) == (True, "disagree", "县委编办 · 经办人")
    assert (issued.paper_on, issued.paper_number) == (clock.today(), "灵财函〔2026〕5号")
    (card,) = [card for card in CasePage(fresh(case), seat("bb-jb")).board.cards if card["short"] == "财政局"]
    assert card["sign"].startswith("书面答复（灵财函〔2026〕5号），")
    (reply,) = papers_about(case.uuid).filter(kind=PaperKind.REPLY)
    day = clock.today()
    assert ("文号", "灵财函〔2026〕5号") in lines(reply, case)
    assert dict(lines(reply, case))["落款日期"].startswith(f"{day.year}年{day.month}月{day.day}日")


def test_nobody_else_registers_paper(case):
    review = review_of(case, "czj")

    assert client_of("czj-fz").get(address(review, "opinion-paper")).status_code == 403
    assert on_paper(case, review, "zjj-fz", view="agree").status_code == 403
    assert client_of("nyj-fz").get(address(review, "opinion-paper")).status_code == 404


def test_an_empty_initial_review_is_no_draft(lingchuan):
    """Else the case would leave its handler's list and stand in the director's as drafted."""
    case = journey("reviewing").case
    client = client_of("bb-jb")
    url = reverse("initial-review", args=[case.uuid])

    response = client.post(url, {"lock": case.lock, "do": "draft"})

    assert response.status_code == 422
    assert "还没有填写初评意见。" in response.content.decode()
    assert not fresh(case).initial_reviews.exists()


def test_of_a_case_answered_again_the_answer_that_stands_is_shown_once(lingchuan):
    """The latest of a review stands; what it replaced takes no other case's place."""
    first = journey("circulating", name="村级公告栏看护").case
    issue_opinion(review_of(first, "sfj"))
    again = journey("circulating", name="乡村道路看护").case
    for opinion in ({}, DISAGREE, {}, DISAGREE):
        issue_opinion(review_of(again, "sfj"), **opinion)

    page = get(review_of(journey("circulating").case, "sfj"), "sfj-jb")

    shown = [(old.title.split(" ")[1], old.word) for old in page.context["alike"]]
    today = cday(clock.today(), clock.today())
    assert shown == [("乡村道路看护", f"{today}不同意"), ("村级公告栏看护", f"{today}同意")]
