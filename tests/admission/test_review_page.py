"""初评: drafted by either post of the office, issued by its director, with the rule's own proposal beside it."""

import re

import pytest
from django.urls import reverse

from admission.actions import applicant, office
from registry.models import Category, ListKind
from tests.cast import client_of, seat
from tests.factories import fresh, journey, make_case

HITS = {"township_duties": "每周巡查一次，落实属地管理责任，签订责任状。"}


def address(case):
    return reverse("initial-review", args=[case.uuid])


def get(case, who):
    return client_of(who).get(address(case))


def post(case, who, do, client=None, **data):
    given = {"do": do, "lock": case.lock, "form_key": f"{case.pk}-{do}-{len(data)}", **data}
    return (client or client_of(who)).post(address(case), given)


def favourable(**more):
    return {
        "lawful": "yes",
        "lawful_basis": "《示例条例》第三条",
        "conforming": "yes",
        "conforming_basis": "上级文件",
        "division": "乡镇巡查，部门处置。",
        "guarantees": "经费列入预算。",
        "list_kind": ListKind.objects.get(key="supporting").pk,
        "category": Category.objects.first().pk,
    } | more


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def buttons(response):
    return re.findall(r'<button class="btn [^"]*"[^>]*>([^<]+)</button>', response.content.decode())


def errors(response):
    return response.context["form"].errors


def test_the_handler_drafts_the_director_issues(lingchuan):
    case = make_case("reviewing")

    assert buttons(get(case, "bb-jb")) == ["保存草稿"]
    assert post(case, "bb-jb", "draft", lawful="yes", division="草拟的职责分工").status_code == 302
    page = get(fresh(case), "bb-fz")
    assert buttons(page) == ["签发初评意见", "预览文书", "草稿DOCX", "保存草稿"]
    assert (page.context["form"]["lawful"].value(), page.context["form"]["division"].value()) == (
        "yes",
        "草拟的职责分工",
    )
    assert post(fresh(case), "bb-jb", "issue", **favourable()).status_code == 403
    assert post(fresh(case), "bb-fz", "issue", **favourable()).status_code == 302

    case = fresh(case)
    assert (case.review.is_favourable, case.procedure) == (True, "simple")
    assert case.review.division == "乡镇巡查，部门处置。"


def test_an_issued_review_says_everything(lingchuan):
    case = make_case("reviewing")
    response = post(case, "bb-fz", "issue", division="已经写好的分工", lawful_basis="\u3000")

    assert response.status_code == 422
    assert errors(response) == {
        "lawful": ["请判断是否合法合规。"],
        "lawful_basis": ["请写明合法合规的依据。"],
        "conforming": ["请判断是否符合上级要求。"],
        "conforming_basis": ["请写明符合上级要求的依据。"],
        "list_kind": ["请核定列入哪一种清单。"],
        "category": ["请核定类别。"],
    }
    assert "已经写好的分工" in words(response)


def test_what_goes_to_the_member_units_is_written(lingchuan):
    case = make_case("reviewing")
    left_out = favourable(division="\u3000", guarantees="")

    response = post(case, "bb-fz", "issue", **left_out)
    assert errors(response) == {"division": ["请写明职责分工。"], "guarantees": ["请写明保障措施。"]}
    assert post(case, "bb-fz", "issue", **(left_out | {"lawful": "no"})).status_code == 302


@pytest.mark.parametrize(
    ("route", "procedure", "why"),
    [
        ("simple", "简易程序", "合法合规、符合上级要求，且协商一致（第三条第（三）项第1目）。"),
        ("general", "一般程序", "与灵川镇协商未达成一致意见（第三条第（三）项第2目）。"),
    ],
)
def test_the_rules_own_proposal_and_who_agreed(lingchuan, route, procedure, why):
    page = get(make_case("reviewing", route=route), "bb-jb")

    assert page.context["proposal"] == (procedure, why)
    (sheet,) = page.context["sheets"]
    expected = "同意" if route == "simple" else "不同意"
    assert [(row.unit, row.word) for row in sheet.rows] == [("灵川镇", expected), ("大圩镇", "同意")]


def test_the_proposed_list_follows_the_townships_role(lingchuan):
    assisting = get(make_case("reviewing"), "bb-jb").context["form"]
    handling = get(make_case("reviewing", township_role="handle"), "bb-jb").context["form"]

    assert assisting["list_kind"].value() == ListKind.objects.get(key="supporting").pk
    assert handling["list_kind"].value() == ListKind.objects.get(key="basic").pk


def test_wording_stands_only_with_a_reason(lingchuan):
    case = make_case("reviewing", **HITS)
    hits = get(case, "bb-fz").context["form"].hits
    assert [hit.text for hit in hits.values()] == [
        "“权责内容（乡镇职责）”中写有“责任状”。",
        "“权责内容（乡镇职责）”中写有“属地管理”。",
    ]

    response = post(case, "bb-fz", "issue", **favourable(clear_0="引用的文件名称。"))
    assert errors(response) == {"clear_1": ["请写明保留的理由。"]}
    given = favourable(clear_0="引用的文件名称。", clear_1="法规原文。")
    assert post(case, "bb-fz", "issue", **given).status_code == 302
    assert fresh(case).review.clearances == {
        "township_duties:责任状": "引用的文件名称。",
        "township_duties:属地管理": "法规原文。",
    }


def test_an_unfavourable_review_needs_no_clearing(lingchuan):
    case = make_case("reviewing", **HITS)
    response = post(case, "bb-fz", "issue", **favourable(lawful="no"))

    assert response.status_code == 302
    assert not fresh(case).review.is_favourable


def test_a_corrected_version_starts_from_the_earlier_review(lingchuan):
    made = journey("reviewing").issue_review()
    issued = get(made.case, "bb-fz")
    assert "再次签发的，以新的为准，原来的仍查得到" in words(issued)

    made.act(office.return_for_correction, "bb-jb", reason="请改边界。")
    made.act(applicant.save_text, made.handler, texts={"mechanism": "每月会商一次。"})
    made.act(applicant.consult_again, made.handler).answer().submit()

    page = get(made.case, "bb-fz")
    assert page.context["form"]["division"].value() == "乡镇巡查，部门处置。"
    assert "下面是第1稿的初评意见" in words(page)


def test_issuing_asks_for_the_password_again(lingchuan):
    case, client = make_case("reviewing"), client_of("bb-fz")
    session = client.session
    session["password_at"] = 0
    session.save()

    response = post(case, "bb-fz", "issue", client, **favourable())
    assert response.status_code == 422
    assert "请再输入一次登录密码" in words(response)
    given = favourable(password="demo-2026")
    assert post(case, "bb-fz", "issue", client, **given).status_code == 302


def test_who_filed_does_not_review(lingchuan):
    case = make_case("reviewing", on_paper=True)
    case.submitted_by = seat("bb-fz").user
    case.save()

    page = get(case, "bb-fz")
    assert "您不能签发" in words(page)
    assert buttons(page) == ["保存草稿"]
    assert post(case, "bb-fz", "issue", **favourable()).status_code == 403


def test_who_sees_the_page(lingchuan):
    case = make_case("reviewing")

    assert get(case, "zjj-fz").status_code == 403
    assert get(case, "zjr").status_code == 403
    assert get(case, "nyj-fz").status_code == 404
    assert post(case, "zjj-fz", "draft", lawful="yes").status_code == 403


def test_a_revocation_is_confirmed_instead(lingchuan):
    case = make_case("reviewing", route="revocation")
    response = get(case, "bb-fz")

    assert (response.status_code, response["Location"]) == (
        302,
        reverse("case-act", args=[case.uuid, "confirm"]),
    )
    assert get(case, "zjj-fz").status_code == 403


def test_two_at_once(lingchuan):
    made = journey("reviewing")
    old = made.case
    made.issue_review()

    response = post(old, "bb-jb", "draft", division="另一个人写的分工")

    assert response.status_code == 409
    assert "另一个人写的分工" in words(response)


def test_who_was_slower_reads_what_is_stored_beside_what_was_typed(lingchuan):
    case = make_case("reviewing")
    assert post(case, "bb-fz", "draft", division="先写的分工").status_code == 302

    response = post(case, "bb-jb", "draft", division="后写的分工", form_key="slower")

    assert response.status_code == 409
    assert ("职责分工", "先写的分工", "后写的分工") in response.context["texts"]
