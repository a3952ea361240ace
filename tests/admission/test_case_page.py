"""The case page and the pages on it: each seat reads what is its to read, and finds the acts that are its to do."""

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Notice
from admission.actions import applicant, approval, circulation, office
from admission.models import InitialReview
from admission.pages import papers
from admission.pages.case import CasePage
from admission.pages.sheets import positions
from admission.paper_words import places
from admission.states import State, Verdict
from audit import clock
from config.templatetags.chinese import join_cn
from documents.models import PaperKind
from documents.papers import papers_about
from registry.models import ListKind
from tests.cast import client_of, days_later, delegated, seat
from tests.factories import (
    CONDITIONAL,
    DISAGREE,
    fresh,
    journey,
    make_case,
    open_requests,
    review_of,
    scan,
    take_position,
    unit,
)

CANARY = "金丝雀"
UNFUNDED = {"finding": "unfunded"} | CONDITIONAL | {"reasons": f"{CANARY}：没有列入预算。"}


def get(case, who, path=""):
    return client_of(who).get(case.get_absolute_url() + path)


def words(response):
    text = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def page_of(case, who):
    return CasePage(fresh(case), seat(who))


def labels(case, who):
    return [offer["label"] for offer in page_of(case, who).acts]


def cards(case, who):
    """{unit: word} of the opinion board."""
    return {card["short"]: card["word"] for card in page_of(case, who).board.cards}


# -- every state, every reader ---------------------------------------------------------------------------------------------

READERS = ("zjj-jb", "lcz-fz", "bb-fz", "sfj-jb", "zjr", "zgb-fz", "sbb-jb")
ROUTES = [
    *(
        (state, "simple")
        for state in State
        if state not in (State.COORDINATING, State.DELIBERATING, State.DECIDING)
    ),
    *(
        (state, "general")
        for state in (State.COORDINATING, State.DELIBERATING, State.DECIDING, State.APPROVED)
    ),
    *((state, "revocation") for state in (State.CONSULTING, State.REVIEWING, State.SIGNING, State.APPROVED)),
]


@pytest.mark.parametrize(("state", "route"), ROUTES)
def test_whoever_sees_the_case_can_open_every_page_of_it(lingchuan, state, route):
    case = make_case(state, route=route)

    for who in READERS:
        response = get(case, who)
        assert response.status_code in (200, 404)
        if response.status_code == 200:
            assert [step["label"] for step in response.context["it"].steps]
    reader = "bb-fz" if case.submitted_at else "zjj-fz"
    papers = [each["url"] for each in page_of(case, reader).papers]
    paths = [case.get_absolute_url() + path for path in ("clock/", "compare/", "versions/1/")]
    client = client_of(reader)
    assert {client.get(url).status_code for url in (*paths, *papers)} == {200}


@pytest.mark.parametrize("path", ["", "clock/", "compare/", "versions/1/"])
def test_who_has_nothing_to_do_with_it_finds_nothing(lingchuan, client, path):
    case = make_case("circulating")

    assert [get(case, who, path).status_code for who in ("nyj-fz", "sjz-fz", "sbb-jb", "sys", "aud")] == [
        404
    ] * 5
    assert client.get(case.get_absolute_url() + path).status_code == 302
    assert client_of("bb-jb").post(case.get_absolute_url() + path).status_code == 405


# -- opinions ----------------------------------------------------------------------------------------------------------------


def test_during_the_round_opinions_are_the_unit_s_own_and_the_office_s(lingchuan):
    made = journey("circulating", opinions={"czj": UNFUNDED, "sfj": None}).opine()
    hidden = dict.fromkeys(("政管办", "组织部", "民政局", "司法局", "财政局", "人社局"), "征求中")
    review = {"编办": "合法合规，符合上级要求"}

    for who in ("zjj-fz", "lcz-fz"):
        assert cards(made.case, who) == review | hidden
        assert CANARY not in words(get(made.case, who))
    assert cards(made.case, "sfj-jb") == review | hidden | {"司法局": "待答复"}
    assert cards(made.case, "zgb-fz") == review | hidden | {"政管办": "同意"}
    assert cards(made.case, "czj-jb") == review | hidden | {"财政局": "附条件同意"}
    for who in ("bb-jb", "xwb-fz"):
        assert cards(made.case, who)["财政局"] == "附条件同意"
        assert cards(made.case, who)["司法局"] == "待答复"
        assert CANARY in words(get(made.case, who))


def test_the_applicant_is_not_told_who_answered_nor_who_is_late(lingchuan):
    made = journey("circulating", opinions={"sfj": None}).opine()

    with days_later(20):
        assert set(cards(made.case, "zjj-fz").values()) == {"合法合规，符合上级要求", "征求中"}
        assert page_of(made.case, "zjj-fz").board.summary == f"第1轮，6家，{_day(made)}前答复"
        assert cards(made.case, "bb-jb")["司法局"].startswith("未答复，逾期")


def _day(made):
    due = made.case.rounds.get().due
    return f"{due.month}月{due.day}日（周{'一二三四五六日'[due.weekday()]}）"


def test_after_the_round_applicant_and_townships_read_single_opinions(lingchuan):
    made = journey("circulating", opinions={"czj": UNFUNDED}).opine().conclude()

    for who in ("zjj-fz", "lcz-fz", "sfj-jb", "bb-jb", "zjr"):
        assert cards(made.case, who)["财政局"] == "附条件同意"
        assert CANARY in words(get(made.case, who))
    assert page_of(made.case, "zjj-fz").board.summary == "第1轮，6家：5家同意，1家附条件同意"


def test_a_draft_is_nobody_else_s(lingchuan):
    review = review_of(make_case("circulating"), "czj")
    circulation.draft_opinion(
        review=review,
        by=seat("czj-jb"),
        seen=(review.round.number, review.round.version_id),
        view="disagree",
        reasons=CANARY,
    )
    case = review.round.application

    for who in ("bb-fz", "zjj-fz", "sfj-fz", "zjr", "xwb-fz"):
        assert CANARY not in words(get(case, who))


def test_the_office_s_draft_review_is_not_shown_on_the_board(lingchuan):
    made = journey("reviewing")
    made.act(office.draft_review, "bb-jb", lawful=True, lawful_basis=CANARY)

    for who in ("bb-jb", "zjj-fz", "lcz-fz", "zjr"):
        assert cards(made.case, who) == {}
        assert CANARY not in words(get(made.case, who))
    assert InitialReview.objects.get().lawful_basis == CANARY


def test_a_new_round_keeps_standing_opinions_and_folds_the_earlier_ones(lingchuan):
    made = journey("circulating", opinions={"czj": UNFUNDED}).opine()
    made.call_revision().revise(guarantee_funding="每年24万元")
    by_unit = {card["short"]: card for card in page_of(made.case, "bb-jb").board.cards}

    assert by_unit["财政局"]["word"] == "待答复"
    assert [old["summary"].partition("，")[0] for old in by_unit["财政局"]["earlier"]] == ["附条件同意"]
    assert "基于第1稿，本轮不再征求" in by_unit["司法局"]["sign"]


def test_cards_stand_in_the_order_of_the_regime_and_mark_who_is_interested(lingchuan):
    case = make_case("circulating", applicant="czj")

    assert list(cards(case, "bb-jb")) == ["编办", "政管办", "组织部", "民政局", "司法局", "财政局", "人社局"]
    (card,) = [card for card in page_of(case, "bb-jb").board.cards if card["short"] == "财政局"]
    assert card["unit"] == "县财政局（利益相关）"


def test_silence_recorded_is_said(lingchuan):
    made = journey("circulating", opinions={"rsj": None}).opine()
    with days_later(20):
        made.act(office.remind, "bb-jb", unit=unit("rsj"))
        made.act(office.record_overdue, "bb-jb", unit=unit("rsj"))
        (card,) = [card for card in page_of(made.case, "bb-jb").board.cards if card["short"] == "人社局"]

        assert card["word"] == "逾期未复"
        assert card["says"].startswith("已催办1次：")


# -- the text ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["correcting", "revising"])
def test_the_applicant_s_new_text_is_its_own_until_it_is_handed_in(lingchuan, state):
    made = journey(state)
    made.act(applicant.save_text, "zjj-jb", name=f"{CANARY}事项", boundary=f"{CANARY}边界")

    for who in ("bb-fz", "lcz-fz", *(["sfj-jb", "xwb-jb"] if state == "revising" else [])):
        for path in ("", "compare/", "compare/?old=1&new=2"):
            assert CANARY not in words(get(made.case, who, path))
        assert get(made.case, who, "versions/2/").status_code == 404
    for path in ("", "versions/2/", "compare/"):
        assert CANARY in words(get(made.case, "zjj-jb", path))


def test_what_the_new_version_changed_is_marked(lingchuan):
    made = journey("circulating")
    made.call_revision().revise(boundary="乡镇只巡查，不处置。")
    changed = [line for line in page_of(made.case, "lcz-fz").lines if line.changed]

    assert [(line.label, line.old, line.value) for line in changed] == [
        ("职责边界", "乡镇只巡查和报告。", "乡镇只巡查，不处置。")
    ]
    response = get(made.case, "lcz-fz", "compare/?old=1&new=2")
    assert [line.key for line in response.context["lines"]] == ["boundary"]
    assert "<ins>" in response.content.decode()


def test_compare_takes_any_two_and_survives_nonsense(lingchuan):
    made = journey("circulating")
    made.call_revision().revise(boundary="乡镇只巡查，不处置。")

    backwards = get(made.case, "bb-jb", "compare/?old=2&new=1")
    assert [(line.old, line.value) for line in backwards.context["lines"]] == [
        ("乡镇只巡查，不处置。", "乡镇只巡查和报告。")
    ]
    assert get(made.case, "bb-jb", "compare/?old=x&new=99").context["new"].number == 2
    assert "两稿内容相同。" in words(get(made.case, "bb-jb", "compare/?old=1&new=1"))


# -- positions -----------------------------------------------------------------------------------------------------------------


def test_everyone_on_the_case_sees_the_positions(lingchuan):
    case = make_case("circulating", answers={"dxz": "disagree"}, route="general")

    for who in ("zjj-fz", "lcz-fz", "sfj-jb", "bb-jb"):
        towns, others = page_of(case, who).places
        assert {place["name"]: place["word"] for place in towns} == {"灵川镇": "同意", "大圩镇": "不同意"}
        assert others == []
        assert "先培训。" in words(get(case, who))


def test_related_departments_stand_apart(lingchuan):
    made = journey("consulting", related=("nyj",), answers={"nyj": "conditional", "lcz": None}).answer()
    towns, others = page_of(made.case, "dxz-fz").places

    assert [(place["name"], place["word"]) for place in others] == [("县农业农村局", "附条件")]
    assert {place["name"]: place["word"] for place in towns} == {"灵川镇": "待答复", "大圩镇": "同意"}


def test_a_related_department_with_a_question_of_the_round_is_not_waited_for_besides(lingchuan):
    """县财政局 agreed to the first text and is asked about the next as a member: 待再征询 would never end."""
    made = journey("circulating", related=("czj",)).opine().call_revision()
    made.act(applicant.save_text, "zjj-jb", townships=[unit("lcz"), unit("dxz"), unit("djx")])
    before = page_of(made.case, "zjj-jb").places[1]
    made.act(applicant.revise, "zjj-fz")
    after = page_of(made.case, "zjj-jb").places[1]

    assert [place["word"] for place in (*before, *after)] == ["待再征询", "第2轮答复"]


# -- who waits for whom ----------------------------------------------------------------------------------------------------------


def rows(case, who):
    doors = ("remind_url", "overdue_url", "paper_url")
    return {row["unit"]: [door[:-4] for door in doors if door in row] for row in page_of(case, who).waiting}


def test_the_office_reminds_records_and_registers_unit_by_unit(lingchuan):
    made = journey("circulating", opinions={"czj": None, "sfj": None}).opine()
    assert rows(made.case, "bb-jb") == {"县司法局": ["remind", "paper"], "县财政局": ["remind", "paper"]}
    for who in ("zjj-fz", "lcz-fz", "sfj-fz", "zjr"):
        assert rows(made.case, who) == {}

    with days_later(20):
        made.act(office.remind, "bb-jb", unit=unit("czj"))
        assert rows(made.case, "bb-jb") == {
            "县司法局": ["remind", "paper"],
            "县财政局": ["remind", "overdue", "paper"],
        }
        text = get(made.case, "bb-jb").content.decode()
        for name, code in (("case-remind", "sfj"), ("case-overdue", "czj")):
            assert f'action="{reverse(name, args=[made.case.uuid, unit(code).uuid])}"' in text


def test_before_submission_the_applicant_does(lingchuan):
    made = journey("consulting", answers={"lcz": None}).answer()

    assert rows(made.case, "zjj-jb") == {"灵川镇": ["remind", "paper"]}
    assert rows(made.case, "lcz-fz") == {}


def test_an_applicant_over_its_day_is_reminded_by_the_office(lingchuan):
    made = journey("correcting")
    assert rows(made.case, "bb-jb") == {}
    with days_later(30):
        assert rows(made.case, "bb-jb") == {"县住房城乡建设局": ["remind"]}


# -- what may be done -------------------------------------------------------------------------------------------------------------

OFFERS = [
    ("draft", "simple", "zjj-jb", ["征询意见", "修改申请", "删除草稿"]),
    ("consulting", "simple", "zjj-fz", ["修改申请", "催办", "撤回申请"]),
    ("consulting", "simple", "lcz-fz", ["答复征询"]),
    ("consulting", "simple", "lcz-jb", []),
    ("submitted", "simple", "bb-jb", ["受理", "退回补正", "不予受理"]),
    ("submitted", "simple", "zjj-fz", ["撤回申请"]),
    ("submitted", "simple", "zjj-jb", []),
    ("correcting", "simple", "zjj-fz", ["修改申请", "提交申请", "撤回申请"]),
    ("correcting", "simple", "bb-jb", []),
    ("reviewing", "simple", "bb-jb", ["拟写初评意见", "退回补正", "转一般程序"]),
    ("reviewing", "simple", "bb-fz", ["签发初评意见", "退回补正", "转一般程序"]),
    ("reviewing", "revocation", "bb-fz", ["确认", "退回补正"]),
    ("circulating", "simple", "bb-jb", ["催办", "要求修改", "增加征求单位", "转一般程序"]),
    ("circulating", "simple", "sfj-jb", ["拟写意见"]),
    ("circulating", "simple", "sfj-fz", ["签发意见"]),
    ("circulating", "simple", "lcz-fz", []),
    ("revising", "simple", "zjj-fz", ["修改申请", "撤回申请"]),
    ("coordinating", "general", "bb-jb", ["登记协调会", "通知召开时间", "要求修改"]),
    ("deliberating", "general", "bb-jb", ["提请审议（列入议程）", "要求修改"]),
    ("signing", "simple", "zjr", ["同意并审签", "转一般程序", "退联席办"]),
    ("signing", "revocation", "zjr", ["同意并审签", "退联席办", "不予撤销"]),
    ("signing", "simple", "bb-fz", []),
    ("deciding", "general", "xwb-jb", ["登记审定结果"]),
    ("upper_review", "simple", "bb-jb", ["登记上报"]),
    ("approved", "simple", "xwb-jb", ["印发通知"]),
    ("approved", "simple", "sbb-jb", []),
    ("rejected", "simple", "bb-fz", []),
]


@pytest.mark.parametrize(("state", "route", "who", "expected"), OFFERS)
def test_what_may_be_done(lingchuan, state, route, who, expected):
    assert labels(make_case(state, route=route), who) == expected


def test_the_director_is_offered_a_refusal_where_there_is_ground_for_it(lingchuan):
    made = journey("reviewing").issue_review(lawful=False)
    assert labels(made.case, "bb-fz")[-1] == "不予准入"
    assert "不予准入" not in labels(journey("circulating").opine().case, "bb-fz")


def test_at_most_one_primary_and_it_comes_first(lingchuan):
    for state, who in (
        ("reviewing", "bb-fz"),
        ("circulating", "sfj-fz"),
        ("signing", "zjr"),
        ("submitted", "bb-jb"),
    ):
        offers = page_of(make_case(state), who).acts
        assert [offer["primary"] for offer in offers] == [True] + [False] * (len(offers) - 1)
        assert all(offer["note"] for offer in offers)
        assert [offer["grave"] for offer in offers] == sorted(offer["grave"] for offer in offers)


def test_an_act_in_whose_way_something_stands_is_no_button_but_told_as_lacking(lingchuan):
    made = journey("circulating", opinions={"czj": None}).opine()
    assert "汇总意见" not in labels(made.case, "bb-jb")
    assert [item["text"] for item in page_of(made.case, "bb-jb").holder["lacking"]] == [
        "县财政局还没有答复；过期且催办后可记录逾期未复。"
    ]
    for who in ("zjj-fz", "lcz-fz", "sfj-fz"):
        assert page_of(made.case, who).holder["lacking"] == []
    made.opinions.clear()
    assert labels(made.opine().case, "bb-jb")[0] == "汇总意见"


def test_lacking_in_a_draft_is_the_applicant_s_business(lingchuan):
    case = make_case("consulting")

    assert [item["text"] for item in page_of(case, "zjj-jb").holder["lacking"]] == [
        "灵川镇还没有答复；过期且催办后可记录逾期未复。",
        "大圩镇还没有答复；过期且催办后可记录逾期未复。",
    ]
    assert [item["text"] for item in page_of(case, "lcz-fz").holder["lacking"]] == [
        "灵川镇答复",
        "大圩镇答复",
    ]


def test_a_new_opinion_may_stand_in_the_place_of_the_old(lingchuan):
    made = journey("circulating", opinions={"czj": None}).opine()

    assert labels(made.case, "sfj-fz") == ["改签意见"]


def test_withdrawn_by_silence_only_after_a_reminder_and_the_day(lingchuan):
    made = journey("correcting")
    with days_later(30):
        assert labels(made.case, "bb-fz") == ["催办"]
        made.act(office.remind, "bb-jb", unit=made.case.applicant)
        assert labels(made.case, "bb-fz") == ["催办", "视同撤回"]


def test_two_cases_for_the_same_townships_may_be_joined(lingchuan):
    case = make_case("submitted")
    assert "并案" not in labels(case, "bb-jb")
    make_case("submitted")
    assert "并案" in labels(case, "bb-jb")


# -- steps, holder, approvals --------------------------------------------------------------------------------------------------------

STEPS = [
    ("consulting", "simple", "提出申请", "事前酝酿"),
    ("correcting", "simple", "受理", "待补正"),
    ("revising", "simple", "征求成员单位意见", "待修改完善"),
    ("circulating", "simple", "征求成员单位意见", "还剩5个工作日"),
    ("signing", "simple", "召集人审签", "还剩3个工作日"),
    ("deciding", "general", "县委、县政府审定", ""),
    ("upper_review", "simple", "桂林市委编办备案审核", "还剩10个工作日"),
]


@pytest.mark.parametrize(("state", "route", "label", "note"), STEPS)
def test_the_step_it_stands_at(lingchuan, state, route, label, note):
    (now,) = [
        step for step in page_of(make_case(state, route=route), "zjj-fz").steps if step["state"] == "now"
    ]

    assert (now["label"], now["note"], now["late"]) == (label, note, False)


def test_all_steps_done_and_steps_cut_short(lingchuan):
    approved = page_of(make_case("approved"), "zjj-fz").steps
    assert {step["state"] for step in approved} == {"done"}
    assert [step["label"] for step in approved] == [
        *("提出申请", "受理", "初评", "征求成员单位意见", "召集人审签", "桂林市委编办备案审核", "准入")
    ]
    rejected = page_of(make_case("rejected"), "zjj-fz").steps
    assert [(step["label"], step["state"]) for step in rejected] == [
        *(("提出申请", "done"), ("受理", "done"), ("不予准入", "now"))
    ]


def test_coordination_comes_first_in_the_line_where_it_came_first(lingchuan):
    first = [step["label"] for step in page_of(make_case("circulating", route="general"), "bb-jb").steps]
    then = [step["label"] for step in page_of(make_case("coordinating", route="switched"), "bb-jb").steps]

    assert first[3:5] == ["召开协调会", "征求成员单位意见"]
    assert then[3:5] == ["征求成员单位意见", "召开协调会"]


def test_a_new_text_begins_the_line_anew(lingchuan):
    """Coordinated first, then rewritten: the round comes before the meeting that this text still needs."""
    made = journey("circulating", route="general", answers={"lcz": "disagree"}).opine().call_revision()
    made.revise()
    assert [step["label"] for step in page_of(made.case, "bb-jb").steps[3:5]] == [
        "征求成员单位意见",
        "召开协调会",
    ]

    for request in open_requests(made.case):
        take_position(request, "conditional")
    made.opine().conclude()
    steps = page_of(made.case, "bb-jb").steps[3:5]
    assert [(step["label"], step["state"]) for step in steps] == [
        ("征求成员单位意见", "done"),
        ("召开协调会", "now"),
    ]


def test_an_answer_to_an_older_text_says_to_which(lingchuan):
    """经费先到位 beside 逾期未复 reads as if it were the answer that counts."""
    made = journey("consulting", answers={"lcz": "conditional"}).answer()
    made.act(applicant.save_text, "zjj-jb", boundary="乡镇只巡查，不处置。")
    (row,) = [row for row in positions(fresh(made.case))[0].rows if row.unit == "灵川镇"]

    assert (row.word, row.says) == ("未答复", "第1稿：附条件同意，先培训。")
    on_paper = {name: told for name, _, *told in places(fresh(made.case).dossier)}
    assert on_paper[unit("lcz").name] == ["未答复", "第1稿：附条件同意，先培训。"]


HOLDERS = [
    ("consulting", "simple", "县住房城乡建设局", ""),
    ("correcting", "simple", "县住房城乡建设局", "待补正期间办理时限停止计时。"),
    ("circulating", "simple", "县委编办", ""),
    ("signing", "simple", "召集人", ""),
    (
        "deciding",
        "general",
        "县委、县政府",
        "待上报，2个机关中0个已审定，还待县委、县政府",
    ),
    ("upper_review", "simple", "县委编办", "待上报"),
    ("approved", "simple", "已准入", "待印发通知"),
]


@pytest.mark.parametrize(("state", "route", "who", "note"), HOLDERS)
def test_who_has_it_now(lingchuan, state, route, who, note):
    holder = page_of(make_case(state, route=route), "zjj-fz").holder

    assert (holder["who"], holder["note"]) == (who, note)


def test_one_body_decided_the_other_is_waited_for(lingchuan):
    made = journey("deciding", route="general").decide_one("county_party", "xwb-jb")

    assert page_of(made.case, "zjj-fz").holder["note"] == "待上报，2个机关中1个已审定，还待县政府"


def test_a_joined_case_says_which_one_leads(lingchuan):
    """With a link for who sees that one: the office, and since the joining the applicant."""
    lead, made = make_case("submitted"), journey("submitted", applicant="nyj")
    made.act(office.join, "bb-jb", lead=lead, reason="同一件事。")

    for who in ("bb-jb", "nyj-fz"):
        holder = page_of(made.case, who).holder
        assert (holder["who"], holder["note"]) == ("已并入", f"主办申请：{lead.number}")
        assert holder["url"] == lead.get_absolute_url()
    assert page_of(made.case, "bb-jb").steps[-1]["label"] == "已并入"


def test_reported_upward_says_number_and_day(lingchuan):
    made = journey("upper_review").file()
    holder = page_of(made.case, "zjj-fz").holder

    assert holder["who"] == "桂林市委编办"
    assert holder["note"].startswith(f"已上报：{made.case.filings.get().number}，")


def test_what_lapsed_stays_readable(lingchuan):
    made = journey("upper_review").file().return_upper(substance=True)

    assert [(each["what"], bool(each["lapsed"])) for each in page_of(made.case, "zjj-fz").approvals] == [
        ("召集人审签", True),
        ("桂林市委编办备案审核", False),
    ]
    assert "已失效" in words(get(made.case, "lcz-fz"))


def test_the_words_of_approvals_are_for_who_sees_everything(lingchuan):
    made = journey("signing")
    made.act(approval.sign, "zjr", note=CANARY)

    assert CANARY in words(get(made.case, "bb-jb"))
    for who in ("zjj-fz", "lcz-fz", "sfj-fz"):
        assert CANARY not in words(get(made.case, who))


def test_an_open_coordination_s_record_is_the_office_s_until_it_is_concluded(lingchuan):
    made = journey("coordinating", route="general").record_coordination()

    assert "各方交换了意见。" in words(get(made.case, "bb-jb"))
    assert "各方交换了意见。" not in words(get(made.case, "lcz-fz"))
    made.conclude_coordination()
    assert "各方交换了意见。" in words(get(made.case, "lcz-fz"))


def test_the_applicant_is_told_that_the_head_can_submit(lingchuan):
    made = journey("consulting", answers={"lcz": "disagree"})
    assert page_of(made.case, "zjj-jb").holder["note"] == ""

    made.answer()
    told = {who: page_of(made.case, who).holder["note"] for who in ("zjj-jb", "zjj-fz", "lcz-fz")}
    assert told == {
        "zjj-jb": "各单位均已答复，可以由本单位负责人提交申请。",
        "zjj-fz": "各单位均已答复，可以提交申请。",
        "lcz-fz": "",
    }


@pytest.mark.parametrize("returned_from", ["submitted", "reviewing"])
def test_a_correction_that_changed_nothing_is_told(lingchuan, returned_from):
    made = journey(returned_from).act(office.return_for_correction, "bb-jb", reason="缺依据全文。")
    told = "退回补正以后，申请的内容和附件都没有改动 要求补正的是： 缺依据全文。"

    assert told in words(get(made.case, "zjj-fz", "acts/submit/"))
    made.submit()
    assert told in words(get(made.case, "bb-jb"))
    assert told not in words(get(made.case, "zjj-fz"))
    if returned_from == "submitted":
        assert told in words(get(made.case, "bb-jb", "acts/accept/"))


@pytest.mark.parametrize(
    "correct",
    [
        lambda made: made.act(applicant.save_text, "zjj-jb", texts={"mechanism": "每月会商一次。"}),
        lambda made: made.act(applicant.add_file, "zjj-jb", upload=scan()),
    ],
)
def test_a_correction_that_changed_something_is_no_news(lingchuan, correct):
    made = journey("correcting")
    assert "都没有改动" in words(get(made.case, "zjj-fz", "acts/submit/"))
    made = correct(made)

    assert "都没有改动" not in words(get(made.case, "zjj-fz", "acts/submit/"))


def test_a_revocation_on_words_alone_is_told_before_it_is_handed_in(lingchuan):
    """A note, nothing that stands in the way (第四条)."""
    made = journey("consulting", route="revocation")

    assert "没有附件" in words(get(made.case, "zjj-fz", "acts/submit/"))
    made.act(applicant.add_file, "zjj-jb", upload=scan("验收报告.pdf"))
    assert "没有附件" not in words(get(made.case, "zjj-fz", "acts/submit/"))


def test_a_case_of_one_day_took_less_than_a_working_day(lingchuan):
    assert dict(page_of(make_case("submitted"), "zjj-jb").facts)["用时"] == "不到1个工作日（不含补正、修改）"
    case = make_case("submitted")
    with days_later(7):
        assert dict(page_of(case, "zjj-jb").facts)["用时"] == "5个工作日（不含补正、修改）"


def test_what_is_asked_of_the_applicant_stands_on_top(lingchuan):
    made = journey("correcting")
    shown = page_of(made.case, "zjj-jb")

    assert (shown.demand["label"], shown.demand["row"].text) == ("退回补正", "缺附件。")
    assert page_of(made.submit().case, "zjj-jb").demand is None


@pytest.mark.parametrize(
    ("substance", "title", "lapse"),
    [(False, "退回（形式）", "此前的审签、审议结果和审定继续有效"), (True, "退回（实质）", "已经失效")],
)
def test_a_return_by_the_city_stands_on_top(lingchuan, substance, title, lapse):
    """Who, 形式 or 实质, what lapsed and who does what next; the reason for who reads reasons."""
    made = journey("upper_review").file().return_upper(substance=substance)
    shown = page_of(made.case, "bb-jb").returned

    assert shown["title"].startswith(f"桂林市委编办{title}，")
    assert shown["text"] == "请补充。"
    assert lapse in shown["notes"][0]
    assert "联席会议办公室" in "".join(shown["notes"])
    assert page_of(made.case, "zjj-fz").returned == {**shown, "text": ""}
    if not substance:
        made.act(approval.resubmit_upper, "bb-jb")
        assert page_of(made.case, "bb-jb").returned is None


def test_a_return_by_a_body_of_the_county_or_the_convenor_stands_on_top(lingchuan):
    decided = journey("deciding", route="general")
    decided.decide_one("county_party", "xwb-jb", verdict=Verdict.RETURNED, reason="再议。")
    signed = journey("signing")
    signed.act(approval.send_back, "zjr", reason="请说明经费。")
    county, convenor = (page_of(each.case, "bb-jb").returned for each in (decided, signed))

    assert (county["title"].split("，")[0], county["text"]) == ("县委退回", "再议。")
    assert "失效" in county["notes"][0]
    assert (convenor["title"].split("，")[0], convenor["text"]) == ("召集人退回", "请说明经费。")
    assert page_of(signed.case, "zjj-fz").returned is None


@pytest.mark.parametrize("ended", [lambda m: m.decline(), lambda m: m.withdraw()])
def test_an_ended_case_says_nothing_of_a_procedure_to_come(lingchuan, ended):
    assert "由初评按规则确定" not in page_of(ended(journey("submitted")).case, "zjj-fz").steps_note


# -- papers ---------------------------------------------------------------------------------------------------------------------------


def test_a_unit_s_reply_is_read_by_who_sees_everything(lingchuan):
    made = journey("circulating", opinions={"czj": UNFUNDED}).opine()
    reply = papers_about(made.case.uuid).filter(kind=PaperKind.REPLY, snapshot__contains=CANARY).get()

    assert get(made.case, "bb-jb", f"papers/{reply.uuid}/").status_code == 200
    assert CANARY in words(get(made.case, "bb-jb", f"papers/{reply.uuid}/"))
    for who in ("zjj-fz", "lcz-fz", "sfj-fz"):
        assert get(made.case, who, f"papers/{reply.uuid}/").status_code == 404


def test_a_paper_of_another_case_is_not_found_here(lingchuan):
    here, there = make_case("reviewing"), make_case("reviewing")
    paper = papers_about(there.uuid).first()

    assert get(here, "bb-jb", f"papers/{paper.uuid}/").status_code == 404


def test_a_number_is_named_for_what_it_is_and_said_once(lingchuan):
    case = make_case("circulating")
    given = {paper.kind: papers.lines(paper, case) for paper in papers_about(case.uuid)}

    assert given["receipt"][:2] == [("受理编号", case.receipt_number), ("申请编号", case.number)]
    assert given["application"][0] == ("申请编号", case.number)
    assert {kind: len(told) - len(set(told)) for kind, told in given.items()} == dict.fromkeys(given, 0)


def test_the_summary_of_opinions_says_what_money_is_settled_and_where_it_comes_from(lingchuan):
    """As the reply of 财政局 does: those who decide read the summary (灵川 第二条)."""
    case = make_case("signing")

    (paper,) = papers_about(case.uuid).filter(kind=PaperKind.SUMMARY)

    rows = {row[0]: row[1] for row in paper.content["document"]["grid"]["rows"]}
    assert rows["灵川县财政局"] == "经费已落实（金额：12万元，来源：县级预算）"


def test_minutes_say_who_came_in_the_words_of_the_paper(lingchuan):
    case = journey("coordinating", route="general").record_coordination().conclude_coordination().case
    paper = papers_about(case.uuid).get(kind=PaperKind.COORDINATION_MINUTES)
    came = dict(papers.lines(paper, case))["参加单位"].splitlines()

    names = [line.partition("（出席）")[0] for line in came]
    assert paper.content["document"]["people"] == [["出席", join_cn(names)]]


def test_papers_speak_in_the_words_of_the_form(lingchuan):
    case = make_case("circulating")
    form = papers_about(case.uuid).get(kind=PaperKind.APPLICATION)
    told = dict(get(case, "bb-jb", f"papers/{form.uuid}/").context["lines"])

    assert told["职责名称"] == case.title
    assert told["承担乡镇"] == "灵川镇、大圩镇"
    assert told["下放方式"] == "交由"
    assert told["运行机制"] == "示例文字。"


# -- the clock ----------------------------------------------------------------------------------------------------------------------------


def test_the_clock_explains_itself(lingchuan):
    text = words(get(make_case("submitted"), "zjj-fz", "clock/"))

    assert "3个工作日（本县自定）" in text
    assert "当天不计" in text
    assert "没有规定办理期限" in words(get(make_case("draft"), "zjj-fz", "clock/"))
    assert "办理时限停止计时" in words(get(make_case("correcting"), "zjj-fz", "clock/"))


def test_dissent_is_not_told_by_the_procedure_s_reason_before_the_conclusion(lingchuan):
    made = journey("circulating", opinions={"czj": {"finding": "unfunded"} | DISAGREE}).opine()

    assert "财政局" not in page_of(made.case, "zjj-fz").steps_note
    assert "县财政局不同意" in page_of(made.conclude().case, "zjj-fz").steps_note


def test_the_page_asks_as_often_with_one_township_and_with_twelve(lingchuan, django_assert_max_num_queries):
    every = [place.code for place in lingchuan.units.filter(kind="township")]
    few, many = (journey("circulating", townships=codes).opine().case for codes in (every[:1], every))

    for who in ("bb-jb", "zjj-fz", "sfj-fz"):
        client, asked = client_of(who), []
        client.get(reverse("notices"))
        for case in (few, many):
            with django_assert_max_num_queries(70) as queries:
                client.get(case.get_absolute_url())
            asked.append(len(queries))
        assert asked[0] == asked[1]


def test_the_draft_s_name_reaches_nobody_by_another_page_or_a_notice(lingchuan):
    made = journey("revising", name="原来的事项")
    made.act(applicant.save_text, "zjj-jb", name=f"{CANARY}事项")
    review = review_of(made.case, "sfj")

    for who, url in (
        ("sfj-jb", reverse("opinion", args=[made.case.uuid, review.pk])),
        ("bb-jb", reverse("case-act", args=[made.case.uuid, "accept"])),
        ("bb-jb", reverse("desk") + "?tab=doing"),
    ):
        assert CANARY not in words(client_of(who).get(url))
    made.withdraw()
    assert {notice.title for notice in Notice.objects.filter(title__startswith="申请已撤回")} == {
        "申请已撤回：原来的事项"
    }


def test_a_case_without_a_number_is_called_by_its_state(lingchuan):
    for state, name in (("draft", "草稿"), ("consulting", "事前酝酿")):
        case = make_case(state)
        for url in (case.get_absolute_url(), reverse("case-act", args=[case.uuid, "withdraw"])):
            response = client_of("zjj-fz").get(url)
            if response.status_code == 200:
                assert name in [label for label, _ in response.context["crumbs"]]
        assert str(fresh(case)) == f"{name} {case.title}"


def test_an_admitted_case_is_in_its_list_and_no_longer_proposed_for_it(lingchuan):
    def kicker(case):
        return page_of(case, "bb-jb").kicker

    assert "拟列入配合履职" in kicker(make_case("signing", list_kind=kind("supporting")))
    # the list the office settled on, not the one that was proposed
    done = kicker(make_case("approved", list_kind=kind("basic")))
    assert "已列入配合履职" in done
    assert "拟列入" not in done


def kind(key):
    return ListKind.objects.get(key=key)


def test_while_circulating_each_silent_unit_is_named_at_its_card_and_only_counted_elsewhere(lingchuan):
    made = journey("circulating", opinions={"czj": None, "sfj": None}).opine()
    page = page_of(made.case, "bb-jb")

    assert page.holder["who"] == "县委编办、成员单位（还有2个未答复）"
    assert page.holder["lacking"] == [{"key": "wait", "text": "2个单位答复", "url": "#board"}]
    assert page.waiting_beside == []
    assert {card["unit"] for card in page.board.cards if card.get("doors")} == {"县司法局", "县财政局"}
    (act,) = [act for act in page.acts if act["label"] == "催办"]
    assert act["url"] == f"#unit-{unit('sfj').code}"
    assert page_of(made.case, "zjj-fz").holder["who"] == "县委编办"


def test_a_single_text_is_not_compared_with_itself(lingchuan):
    page = words(get(make_case("submitted"), "zjj-fz", "compare/"))

    assert "只有第1稿，没有可以对比的。" in page
    assert "第1稿对第1稿" not in page


def test_a_coordination_meeting_lists_whom_it_invites_until_it_was_held(lingchuan):
    made = journey("coordinating", route="general")
    assert "邀请单位" in words(get(made.case, "bb-jb"))

    made.record_coordination()
    assert "到会和意见" in words(get(made.case, "bb-jb"))


def test_a_delegate_is_told_on_every_page_for_whom_and_until_when(lingchuan):
    case = make_case("draft")
    head, handler = seat("zjj-fz"), seat("zjj-jb")
    banner = f"您正代县住房城乡建设局负责人办理（{head.user}授权代签，"

    shown = words(client_of(delegated(head, handler)).get(case.get_absolute_url()))
    assert banner in shown
    assert f"{handler.user}代{head.user}" in shown
    assert banner not in words(get(case, "zjj-fz"))


def test_the_page_of_a_notice_says_what_the_notice_says(lingchuan):
    case = journey("approved", boundary="乡镇只巡查，不执法。").notice().case
    (notice,) = papers_about(case.uuid).filter(kind=PaperKind.NOTICE)
    page = words(get(case, "lcz-jb", f"papers/{notice.uuid}/"))

    assert "灵川镇" in page
    assert "乡镇只巡查，不执法。" in page


def test_many_papers_of_a_kind_are_folded_together(lingchuan):
    groups = page_of(make_case("circulating"), "bb-jb").paper_groups

    assert [bool(kind) for kind, _ in groups] == [False] + [True] * (len(groups) - 1)
    many = dict(groups)["征求意见函"]
    assert len(many) >= 3
    assert {paper["kind"] for paper in many} == {"征求意见函"}
    assert "征求意见函" not in {paper["kind"] for paper in groups[0][1]}


def test_the_case_leads_to_the_duty_in_the_list_only_when_everybody_may_read_it_there(lingchuan):
    """第八条: 不予公开, or before its first day, the list's page is not there for anybody."""
    there = journey("approved").notice().case
    later = journey("approved").notice(days=3).case
    kept = journey("approved", is_public=False, publication_ground="涉及个人信息。").notice().case
    unnoticed = make_case("approved")

    assert [bool(get(case, "zjj-jb").context["listed"]) for case in (there, later, kept, unnoticed)] == [
        True,
        False,
        False,
        False,
    ]
    assert client_of("zjj-jb").get(there.entered.duty.get_absolute_url()).status_code == 200
    assert client_of("zjj-jb").get(later.entered.duty.get_absolute_url()).status_code == 404
    assert client_of("zjj-jb").get(kept.entered.duty.get_absolute_url()).status_code == 404


def test_the_case_says_that_its_duty_has_left_the_list(lingchuan):
    """第六条: a temporary duty is over by itself; the case that admitted it would go on naming it as one of the list."""
    today = clock.today()
    term = {"term": "temporary", "term_from": today, "term_until": today}
    case = journey("approved", source_kind="county", why_temporary="一次性工作。", **term).notice().case
    code = case.entered.duty.code
    assert f"清单中的{code}" in get(case, "lcz-jb").content.decode()

    with days_later(1):
        assert f"已退出清单的{code}" in get(case, "lcz-jb").content.decode()


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({}, "临时性、阶段性，起止日期未填"),
        ({"term_from": date(2099, 1, 5)}, "临时性、阶段性，自2099年1月5日起"),
    ],
)
def test_a_temporary_draft_without_its_dates_is_not_said_to_be_for_good(lingchuan, dates, said):
    case = make_case("draft", term="temporary", **dates)

    assert dict(page_of(case, "zjj-jb").facts)["期限"] == said


def test_a_meeting_that_the_case_left_before_it_says_so(lingchuan):
    """要求修改 closes the hearing: it stays readable, not as one that was held."""
    called = journey("coordinating", route="general")
    listed = journey("deliberating", route="general", name="小型水闸日常看护").put_on_agenda()
    assert [
        each["not_held"] for made in (called, listed) for each in page_of(made.case, "bb-jb").hearings
    ] == [""] * 3

    for made, said in ((called, ["没有召开"]), (listed, ["没有审议", ""])):
        made.call_revision()
        assert [each["not_held"] for each in page_of(made.case, "zjj-jb").hearings] == said
        assert said[0] in client_of("zjj-jb").get(made.case.get_absolute_url()).text


@pytest.mark.parametrize(
    ("found", "labels"),
    [
        ({"lawful": True, "conforming": True}, ["合法合规", "符合上级要求"]),
        ({"lawful": False, "conforming": True}, ["不合法合规", "符合上级要求"]),
        ({"lawful": True, "conforming": False}, ["合法合规", "不符合上级要求"]),
    ],
)
def test_a_basis_stands_beside_what_was_found(lingchuan, found, labels):
    """“合法合规：…” is not written under a review that found the contrary."""
    made = journey("reviewing").issue_review(**found)
    card = next(
        each for each in page_of(made.case, "bb-jb").board.cards if each["anchor"] == "initial-review"
    )
    assert [line.partition("：")[0] for line in card["says"].splitlines()[:2]] == labels


def test_the_initial_review_tells_which_list_it_settled_on(lingchuan):
    case = journey("circulating").case

    page = client_of("bb-jb").get(case.get_absolute_url()).content.decode()

    assert f"列入清单：{case.review.list_kind}，{case.review.category}" in page
