"""The pages of cases that end a duty: what those concerned read of it, and what each button says it will do (第四条、第五条)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from admission.act import Refused
from admission.actions import approval
from audit import clock
from tests.cast import client_of, days_later, seat
from tests.factories import fresh, journey, listed_duty, number, request_of, take_position

DUTIES = ("乡镇职责 每周巡查一次并记录。", "县级部门职责 负责处置和培训。")


def page(who, case):
    """The words of the case page, its blanks as one."""
    text = client_of(who).get(case.get_absolute_url()).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


@pytest.mark.parametrize(("kind", "word"), [("revocation", "撤销"), ("cancellation", "取消")])
def test_those_asked_read_the_duty_on_the_case_page(lingchuan, kind, word):
    case = journey("consulting", route=kind).case
    for who in ("lcz-jb", "lcz-fz", "zjj-jb"):
        said = page(who, case)
        assert f"要{word}的职责 清单事项 {case.duty.code}" in said
        assert [line in said for line in DUTIES] == [True, True]
        assert "现在承担的乡镇 灵川镇、大圩镇" in said
    assert "的职责 清单事项" not in page("lcz-jb", journey("consulting", route="adjustment").case)


def test_what_signing_a_revocation_does(lingchuan):
    case = journey("signing", route="revocation").case
    said = page("zjr", case)
    assert "同意并审签 签署后撤销即成立，待印发通知" in said
    assert "签署后报" not in said
    assert "核实意见 编办 已确认" in said
    assert "成员单位意见" not in said
    admission = page("zjr", journey("signing").case)
    assert "签署后报桂林市委编办备案审核" in admission
    assert "成员单位意见" in admission


def test_who_carries_the_duty_until_the_day_of_the_notice(lingchuan):
    """Decided, or with a notice of a day to come, the end has not come yet: the list says so too."""
    case, today = journey("approved", route="revocation").case, clock.today()
    assert "现在承担的乡镇 灵川镇、大圩镇" in page("zjj-jb", case)

    end = today + timedelta(days=30)
    given = {"number": number(), "issued_on": today, "effective_on": end, "lock": None}
    approval.issue_notice(case=case, by=seat("xwb-jb"), **given)
    assert "现在承担的乡镇 灵川镇、大圩镇" in page("zjj-jb", fresh(case))
    with days_later(31):
        assert "现在承担的乡镇" not in page("zjj-jb", fresh(case))


def test_what_the_notice_of_an_ending_does(lingchuan):
    case = journey("approved", route="revocation").case
    said = page("xwb-jb", case)
    assert "印发通知 填写文号、印发日期和终止日期，事项在终止日期以后退出清单。" in said
    day = clock.today()
    given = {
        "number": number(),
        "issued_on": day,
        "effective_on": day.replace(year=day.year - 1),
        "lock": None,
    }
    with pytest.raises(Refused, match="印发日期、终止日期不能早于最后一次审批"):
        approval.issue_notice(case=case, by=seat("xwb-jb"), **given)

    approval.issue_notice(case=case, by=seat("xwb-jb"), **given | {"effective_on": day})
    listed = client_of("xwb-jb").get(fresh(case).duty.get_absolute_url()).content.decode()
    assert f"到{day.year}年{day.month}月{day.day}日为止" in listed
    assert "长期有效" not in listed


def test_what_the_reply_to_a_cancellation_does(lingchuan):
    case = journey("upper_review", route="cancellation").file().case
    said = page("sbb-fz", case)
    assert "备案审核通过 取消即成立，待印发通知；到通知写明的终止日期退出清单。" in said
    assert "事项写入清单，待印发通知后生效。" in page("sbb-fz", journey("upper_review").file().case)


def test_a_township_s_handler_is_told_that_its_head_answers(lingchuan):
    made = journey("consulting", route="revocation")
    told = "征询意见由本单位负责人答复；经办人可以先看内容，把意见报给负责人。"
    assert [told in page(who, made.case) for who in ("lcz-jb", "lcz-fz", "zjj-jb")] == [True, False, False]
    take_position(request_of(made.case, "lcz"))
    assert [told in page(who, made.case) for who in ("lcz-jb", "dxz-jb")] == [False, True]


@pytest.mark.parametrize(
    ("state", "who", "verb"),
    [("consulting", "zjj-fz", "submit"), ("reviewing", "bb-fz", "confirm"), ("signing", "zjr", "sign")],
)
def test_who_joins_a_revocation_is_said_to_join_it(lingchuan, state, who, verb):
    made = journey(state, route="revocation")
    if state == "consulting":
        for code in ("lcz", "dxz"):
            take_position(request_of(made.case, code))
    url = reverse("case-act", args=[made.case.uuid, verb])
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", client_of(who).get(url).content.decode()))
    assert "灵川镇 同意联合申请 大圩镇 同意联合申请" in said


def test_what_the_bodies_may_refuse_is_called_by_its_name(lingchuan):
    case = journey("deciding", route="general", kind="cancellation", duty=listed_duty()).case
    assert "登记审定通过、退回或者不予取消，以及文号和日期。" in page("xwb-fz", case)
    assert "退回或者不予准入，以及文号和日期。" in page("xwb-fz", journey("deciding", route="general").case)
