"""The pages of the acts on a whole case: what they say, what they refuse, what a POST does."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts.models import Notice, Post
from admission import worklist
from admission.act import Refused
from admission.actions import applicant, coordination
from admission.acts import SPECS
from admission.models import Application, Decision
from admission.pages import consequences
from admission.plan import plan_reviews
from admission.views.acts import PAGES
from audit import clock
from audit.record import events_about
from config.templatetags.chinese import cdate, plain_date
from config.templatetags.pages import error_lines
from tests.cast import client_of, days_later, seat, second_seat
from tests.factories import (
    CONDITIONAL,
    DISAGREE,
    fresh,
    journey,
    listed_duty,
    make_case,
    number,
    review_of,
    scan,
    unit,
)

# Acts on a whole case with a page, a button or a door of another kind.
ELSEWHERE = {
    "save_text",
    "add_file",
    "remove_file",
    "file_position",
    "file_opinion",
    "remind",
    "record_overdue",
    "draft_review",
    "issue_review",
    "put_on_agenda",
    "take_off_agenda",
    "invite_to_hearing",
    "deliberate",
    "defer",
    "decide",
    "return_decision",
}


def address(case, verb):
    return reverse("case-act", args=[case.uuid, verb])


def get(case, verb, who):
    return client_of(who).get(address(case, verb))


def post(case, verb, who, client=None, **data):
    given = {"lock": case.lock, "form_key": f"{case.pk}-{verb}-{case.lock}", **data}
    return (client or client_of(who)).post(address(case, verb), given)


def words(response):
    """The text of the page, without tags and with single spaces."""
    text = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def buttons(response):
    return re.findall(r'<button class="btn [^"]*"[^>]*>([^<]+)</button>', response.content.decode())


def errors(response):
    return response.context["form"].errors


def test_every_act_on_a_case_has_a_page_or_another_door():
    verbs = {verb for verb, spec in SPECS.items() if spec.of == "case"}

    assert verbs == set(PAGES) | ELSEWHERE
    assert [verb for verb in PAGES if not hasattr(consequences, verb)] == []


# -- pages -------------------------------------------------------------------------------------------------------------

OPEN = [
    ("draft", "simple", "zjj-jb", "discard", "删除草稿"),
    ("draft", "simple", "zjj-jb", "consult", "征询意见"),
    ("submitted", "simple", "zjj-fz", "withdraw", "撤回申请"),
    ("submitted", "simple", "bb-jb", "accept", "受理"),
    ("submitted", "simple", "bb-jb", "decline", "不予受理"),
    ("submitted", "simple", "bb-jb", "return_for_correction", "退回补正"),
    ("reviewing", "simple", "bb-jb", "to_general", "转一般程序"),
    ("reviewing", "revocation", "bb-fz", "confirm", "确认"),
    ("circulating", "simple", "bb-jb", "call_revision", "要求修改"),
    ("circulating", "simple", "bb-jb", "add_reviewer", "增加征求单位"),
    ("coordinating", "switched", "bb-jb", "record_coordination", "登记协调会"),
    ("signing", "simple", "zjr", "sign", "同意并审签"),
    ("signing", "simple", "zjr", "send_to_general", "转一般程序"),
    ("signing", "simple", "zjr", "send_back", "退联席办"),
    ("signing", "revocation", "zjr", "reject", "不予撤销"),
    ("deciding", "switched", "xwb-jb", "record_decision", "登记审定结果"),
    ("upper_review", "simple", "bb-jb", "record_filing", "登记上报"),
    ("approved", "simple", "xwb-jb", "issue_notice", "印发通知"),
]


# acts that issue a paper of their own, which may be looked at before
WITH_A_PAPER = {
    "consult", "accept", "decline", "return_for_correction", "sign", "reject", "record_filing", "issue_notice",
    "add_reviewer",
}  # fmt: skip


@pytest.mark.parametrize(("state", "route", "who", "verb", "label"), OPEN)
def test_a_page_names_its_act(lingchuan, state, route, who, verb, label):
    response = get(make_case(state, route=route), verb, who)

    assert response.status_code == 200
    assert response.context["title"] == label
    assert buttons(response) == [label, *(["预览文书", "草稿DOCX"] if verb in WITH_A_PAPER else [])]
    assert f"按下“{label}”以后" in words(response)


def test_what_is_not_there_and_what_may_not_be_done(lingchuan):
    case = make_case("submitted")

    assert get(case, "no_such_act", "bb-jb").status_code == 404
    assert get(case, "decide", "bb-jb").status_code == 404
    assert get(case, "accept", "nyj-fz").status_code == 404
    assert get(case, "accept", "zjj-fz").status_code == 403
    late = get(case, "circulate", "bb-fz")
    assert (late.status_code, "刚才的提交" in late.text) == (409, False)  # nothing was sent
    assert client_of("sys").get(address(case, "accept")).status_code == 404


def test_a_forbidden_form_is_refused_recorded_and_shows_nothing(lingchuan):
    made = journey("circulating", opinions={"czj": {"finding": "unfunded"} | CONDITIONAL})
    case = made.opine().case

    response = post(case, "call_revision", "zjj-fz", reason="")

    assert response.status_code == 403
    assert "先培训" not in words(response)
    refused = events_about(case.uuid).filter(outcome="refused").last()
    assert (refused.verb, refused.unit) == ("call_revision", "灵川县住房和城乡建设局")


def test_what_is_missing_stands_in_place_of_the_button(lingchuan):
    case = make_case("consulting")
    response = get(case, "submit", "zjj-fz")

    assert buttons(response) == []
    assert [item["label"] for item in response.context["missing"]] == [
        "灵川镇还没有答复；过期且催办后可记录逾期未复。",
        "大圩镇还没有答复；过期且催办后可记录逾期未复。",
    ]
    assert {item["url"] for item in response.context["missing"]} == {
        reverse("case-edit", args=[case.uuid]) + "#consultations"
    }


def test_missing_fields_are_linked_to_their_control(lingchuan):
    made = journey("consulting", basis="", transfer_mode="")
    response = get(made.answer().case, "submit", "zjj-fz")

    edit = reverse("case-edit", args=[made.case.uuid])
    assert [item["url"] for item in response.context["missing"]] == [
        f"{edit}#id_basis",
        f"{edit}#id_transfer_mode_0",
    ]


def test_coordination_is_concluded_after_it_is_registered(lingchuan):
    case = make_case("coordinating", route="switched")
    response = get(case, "conclude_coordination", "bb-fz")

    assert response.context["missing"][0]["url"] == address(case, "record_coordination")


def test_a_round_opened_by_concluding_has_its_cover_note_and_its_day(lingchuan):
    case = journey("coordinating", route="general").record_coordination().case
    page = get(case, "conclude_coordination", "bb-fz")

    assert page.context["sheets"][-1].title == "征求这些单位的意见"
    assert set(page.context["form"].fields) == {"due", "cover_note"}
    assert set(errors(post(case, "conclude_coordination", "bb-fz", due="2020-01-01"))) == {"due"}
    given = {"due": DAY, "cover_note": "已经协调，请重点看经费。"}
    assert post(case, "conclude_coordination", "bb-fz", form_key="again", **given).status_code == 302
    opened = case.rounds.get()
    assert (opened.due.isoformat(), opened.cover_note) == (DAY, "已经协调，请重点看经费。")


def test_what_is_to_be_talked_over_stands_where_the_coordination_is_registered(lingchuan):
    """The condition of the township, word for word, beside the field for what it said there."""
    case = make_case("coordinating", route="general", answers={"dxz": "conditional"})
    sheets = get(case, "record_coordination", "bb-jb").context["sheets"]

    assert [(row.unit, row.word, row.says) for row in sheets[0].rows] == [
        ("大圩镇", "附条件同意", "先培训。")
    ]
    case = make_case("coordinating", route="switched")
    rows = get(case, "record_coordination", "bb-jb").context["sheets"][0].rows
    assert len(rows) == len(case.dossier.dissent)
    assert all(row.says for row in rows)


def test_concluding_that_opens_no_round_asks_for_nothing(lingchuan):
    case = journey("coordinating", route="switched").record_coordination().case
    page = get(case, "conclude_coordination", "bb-fz")

    assert list(page.context["form"].fields) == []
    assert [sheet.title for sheet in page.context["sheets"]] == ["协调会：各方到会情况和意见"]
    assert post(case, "conclude_coordination", "bb-fz").status_code == 302
    assert fresh(case).state == "deliberating"


def test_what_comes_first_is_offered_to_who_may_do_it(lingchuan):
    made = journey("reviewing", route="general")
    assert get(made.case, "circulate", "bb-fz").context["instead"] == (
        "初评",
        reverse("initial-review", args=[made.case.uuid]),
    )
    case = made.issue_review().case
    assert get(case, "circulate", "bb-fz").context["instead"] == ("召开协调会", address(case, "convene"))
    agreed = journey("reviewing").issue_review().case
    assert get(agreed, "convene", "bb-fz").context["instead"] == ("征求意见", address(agreed, "circulate"))
    assert get(agreed, "convene", "bb-jb").context["instead"] is None


def test_the_applicant_is_told_whom_its_revision_asks_not_what_they_said(lingchuan):
    made = journey("circulating", opinions={"czj": {"finding": "unfunded"} | CONDITIONAL, "rsj": None})
    made.opine().call_revision()
    assert get(made.case, "revise", "zjj-fz").context["sheets"] == []

    made.act(applicant.save_text, made.handler, guarantee_technology="巡查软件两套")
    (sheet, places) = get(made.case, "revise", "zjj-fz").context["sheets"]

    assert {row.unit: row.word for row in sheet.rows} == {
        "县政府办公室（政管办）": "不再征求",
        "县委组织部": "不再征求",
        "县民政局": "不再征求",
        "县司法局": "不再征求",
        "县财政局": "征求意见",
        "县人力资源社会保障局": "征求意见",
    }
    assert {row.says for row in sheet.rows if row.word == "不再征求"} == {"沿用原答复，基于第1稿"}
    assert [row.unit for row in places.rows] == ["灵川镇", "大圩镇"]


# -- what a POST does ---------------------------------------------------------------------------------------------------

DAY = f"{clock.today() + timedelta(days=60):%Y-%m-%d}"


def today():
    return clock.today().isoformat()


DONE = [
    ("draft", "simple", "zjj-jb", "consult", {"due": DAY}, "consulting"),
    ("submitted", "simple", "zjj-fz", "withdraw", {"reason": "不再需要。"}, "withdrawn"),
    ("submitted", "simple", "bb-jb", "accept", {}, "reviewing"),
    (
        "submitted",
        "simple",
        "bb-jb",
        "decline",
        {"reason": "不属准入。", "article": "第一条"},
        "not_accepted",
    ),
    (
        "submitted",
        "simple",
        "bb-jb",
        "return_for_correction",
        {"reason": "缺附件。", "answer_by": DAY},
        "correcting",
    ),
    ("reviewing", "simple", "bb-jb", "to_general", {"reason": "涉及面广。"}, "reviewing"),
    ("signing", "revocation", "zjr", "reject", {"reason": "没有办结。"}, "rejected"),
    ("reviewing", "revocation", "bb-fz", "confirm", {"note": "已核实。"}, "signing"),
    (
        "circulating",
        "simple",
        "bb-jb",
        "call_revision",
        {"reason": "明确边界。", "answer_by": DAY, "new_review": "on"},
        "revising",
    ),
    ("signing", "simple", "zjr", "sign", {"note": ""}, "upper_review"),
    ("signing", "revocation", "zjr", "sign", {}, "approved"),
    ("signing", "simple", "zjr", "send_to_general", {"reason": "应当协调。"}, "coordinating"),
    ("signing", "simple", "zjr", "send_back", {"reason": "说明经费。"}, "reviewing"),
]


WORDS = ("reason", "article", "note")


@pytest.mark.parametrize(("state", "route", "who", "verb", "data", "reached"), DONE)
def test_an_act_wants_its_words_and_is_carried_out(lingchuan, state, route, who, verb, data, reached):
    case, client = make_case(state, route=route), client_of(who)
    blank = {name: "\u3000 " for name in WORDS if data.get(name)}
    if blank:
        response = post(case, verb, who, client, **(data | blank))
        assert (response.status_code, set(errors(response))) == (422, set(blank))

    response = post(case, verb, who, client, **data)

    assert (response.status_code, response.get("Location")) == (302, case.get_absolute_url())
    assert fresh(case).state == reached


def test_days_that_do_not_exist_or_run_backwards(lingchuan):
    case = make_case("submitted")
    client = client_of("bb-jb")

    for typed, told in (
        ("2026-02-30", "没有2026-02-30这一天，请核对"),
        (today(), "最早是明天"),
        ((clock.today() + timedelta(days=732)).isoformat(), "不能晚于两年以后"),
        ("9999-12-31", "年份要在1949到2100之间"),
    ):
        response = post(case, "return_for_correction", "bb-jb", client, reason="缺附件。", answer_by=typed)
        assert response.status_code == 422
        assert errors(response)["answer_by"] == [told]
        assert "缺附件。" in words(response)


def test_discarding_a_draft_leads_to_the_desk(lingchuan):
    case = make_case("draft")
    response = post(case, "discard", "zjj-jb")

    assert (response.status_code, response["Location"]) == (302, reverse("desk"))
    assert not Application.objects.filter(pk=case.pk).exists()


def test_the_same_form_sent_twice_does_one_thing(lingchuan):
    case = make_case("submitted")
    client = client_of("bb-jb")

    first, second = (post(case, "accept", "bb-jb", client) for _ in range(2))

    assert [first.status_code, second.status_code] == [302, 302]
    assert events_about(case.uuid).filter(verb="accept").count() == 1


def test_a_stale_form_keeps_what_was_typed(lingchuan):
    made = journey("reviewing")
    old = made.case
    made.issue_review()

    response = post(old, "to_general", "bb-jb", reason="涉及三个部门，应当协调。")

    assert response.status_code == 409
    assert "涉及三个部门，应当协调。" in words(response)


@pytest.mark.parametrize(
    ("state", "verb", "colleague", "who", "done", "typed"),
    [
        (
            "submitted",
            "return_for_correction",
            "bb-jb",
            "bb-fz",
            {"reason": "缺附件。"},
            {"reason": "缺依据。"},
        ),
        (
            "circulating",
            "call_revision",
            "bb-jb",
            "bb-fz",
            {"reason": "写明边界。"},
            {"reason": "写明频次。"},
        ),
        (
            "submitted",
            "decline",
            "bb-jb",
            "bb-fz",
            {"reason": "不属于。", "article": "第一条"},
            {"reason": "已有。", "article": "第二条"},
        ),
        (
            "upper_review",
            "record_filing",
            "bb-jb",
            "bb-fz",
            {"number": "灵编报〔2026〕881号"},
            {"number": "灵编报〔2026〕882号"},
        ),
        (
            "deciding",
            "record_decision",
            "xwb-jb",
            "xwb-fz",
            {"number": "灵办发〔2026〕883号", "verdict": "approved"},
            {"number": "灵办发〔2026〕884号", "verdict": "approved"},
        ),
    ],
)
def test_a_stale_form_shows_what_a_colleague_wrote_and_what_was_typed(
    lingchuan, state, verb, colleague, who, done, typed
):
    """Issue 2: 409, both texts shown."""
    old = make_case(state, **({"route": "general"} if state == "deciding" else {}))
    day = {
        "sent_on": clock.today(),
        "decided_on": clock.today(),
        "answer_by": clock.today() + timedelta(days=9),
    }
    assert post(old, verb, colleague, **day, **done).status_code == 302

    stale = post(old, verb, who, **day, **typed)

    assert stale.status_code == 409
    for text in {*done.values(), *typed.values()} - {"approved"}:
        assert text in words(stale)
    # whether a new review is wanted is a box, kept with no text
    assert ("现在没有存着这一项" in words(stale)) == (verb == "call_revision")


def test_a_body_that_a_colleague_recorded_meanwhile_is_stale(lingchuan):
    """The office records for both bodies: the second form for one of them is made for an earlier state (issue 2: 409)."""
    old = make_case("deciding", route="general")
    given = {"bodies": ["county_party"], "verdict": "approved", "decided_on": clock.today()}
    first = post(old, "record_decision", "bb-jb", **given, number="灵办发〔2026〕885号", files=scan())
    assert first.status_code == 302

    stale = post(old, "record_decision", "bb-jb", **given, number="灵办发〔2026〕886号", files=scan())

    assert stale.status_code == 409
    assert "灵办发〔2026〕885号" in words(stale)
    assert "灵办发〔2026〕886号" in words(stale)
    assert "county_party" not in words(stale)


@pytest.mark.parametrize("reason", ["没有法律依据，且与上级要求不符。", ""])
def test_a_form_whose_turn_has_passed_is_stale_not_forbidden(lingchuan, reason):
    """The director may refuse in 征求意见; a colleague has passed the case on to the convenor meanwhile."""
    made = journey("circulating")
    old = made.case
    made.opine().conclude()

    stale = post(old, "reject", "bb-fz", reason=reason)

    assert (stale.status_code, reason in words(stale)) == (409, True)
    assert post(made.case, "reject", "bb-fz", reason=reason).status_code == 403


def test_a_coordination_that_a_handler_comes_too_late_to_end_is_stale_not_forbidden(lingchuan):
    """Either post ends it once the text was circulated; a colleague asked for a change, and nobody was asked of the new text."""
    made = journey("coordinating", route="switched")
    old = made.case
    made.call_revision().act(applicant.save_text, "zjj-jb", boundary="乡镇只巡查，不处置。")

    assert post(old, "conclude_coordination", "bb-jb").status_code == 409
    assert post(made.case, "conclude_coordination", "bb-jb").status_code == 403


def test_an_incomplete_form_does_not_become_a_fresh_one(lingchuan):
    """Sent back with its errors, it is still the form made for the earlier state of the case."""
    made = journey("reviewing")
    old = made.case
    made.issue_review()
    client = client_of("bb-jb")

    response = post(old, "to_general", "bb-jb", client, reason="")

    assert response.context["lock"] == old.lock
    assert post(old, "to_general", "bb-jb", client, reason="理由。", form_key="another").status_code == 409


# -- a township's revocation ------------------------------------------------------------------------------------------


def alone(state, townships=("lcz", "dxz", "djx")):
    """灵川镇 applies for the end of its own share of a duty of 县住房城乡建设局."""
    duty = listed_duty(department="zjj", townships=townships)
    made = journey("draft", route="revocation", applicant="lcz", townships=("lcz",), duty=duty)
    for step in ("submit", "accept", "confirm", "sign", "notice"):
        if made.case.state == state:
            break
        getattr(made, step)()
    return made


def test_the_office_is_told_where_nothing_proves_that_a_duty_is_done(lingchuan):
    """The words are required; a file is asked for, and its lack is said to who confirms (workflow.md: ground with evidence)."""
    bare, proved = (
        alone("reviewing").case,
        journey("draft", route="revocation", applicant="lcz", townships=("lcz",)),
    )
    proved.act(applicant.add_file, "lcz-jb", upload=scan())
    for step in ("submit", "accept"):
        getattr(proved, step)()
    told = ["没有附办结的凭据" in words(get(case, "confirm", "bb-fz")) for case in (bare, proved.case)]
    assert told == [True, False]


def test_who_is_released_and_who_keeps_the_duty_is_told(lingchuan):
    for verb, state, who in (("sign", "signing", "zjr"), ("issue_notice", "approved", "xwb-jb")):
        one, last = alone(state), alone(state, townships=("lcz",))
        for made, told in (
            (one, "灵川镇不再承担这项职责，其他2个乡镇继续承担，事项仍在清单"),
            (last, "灵川镇不再承担这项职责，事项退出清单"),
        ):
            assert told in get(made.case, verb, who).context["will"][0]


def test_the_department_in_charge_is_told_of_every_step_and_sees_the_duty_not_the_case(lingchuan):
    made = alone("draft")
    owner, duty = unit("zjj"), made.case.duty.get_absolute_url()
    foretold = {
        verb: "县住房城乡建设局"
        in get(getattr(made, before)().case if before else made.case, verb, who).context["whom"]
        for before, verb, who in (
            ("", "submit", "lcz-fz"),
            ("submit", "accept", "bb-jb"),
            ("accept", "withdraw", "lcz-fz"),
            ("confirm", "sign", "zjr"),
            ("sign", "issue_notice", "xwb-jb"),
        )
    }
    made.notice()

    assert set(foretold.values()) == {True}
    told = Notice.objects.filter(unit=owner).order_by("pk")
    name = made.case.title
    assert [notice.title.split("（")[0] for notice in told] == [
        f"灵川镇申请撤销：{name}",
        "灵川镇的撤销申请已受理：" + name,
        f"已撤销，待印发通知：{name}",
        "通知已印发",
    ]
    assert {notice.url for notice in told} == {duty}
    client = client_of("zjj-fz")
    assert [client.get(url).status_code for url in (duty, made.case.get_absolute_url())] == [200, 404]


@pytest.mark.parametrize(
    ("state", "route"), [("consulting", "simple"), ("submitted", "simple"), ("circulating", "simple")]
)
def test_a_withdrawal_names_beforehand_everyone_it_tells(lingchuan, state, route):
    made = journey(state, route=route)
    foretold = get(made.case, "withdraw", "zjj-fz").context["whom"]
    last = Notice.objects.latest("pk").pk

    assert post(made.case, "withdraw", "zjj-fz", reason="不再需要。").status_code == 302

    told = Notice.objects.filter(pk__gt=last).values_list("unit__short_name", flat=True)
    assert sorted(foretold) == sorted(set(told))


@pytest.mark.parametrize("refuse", ["decline", "reject", "withdraw"])
def test_the_department_in_charge_is_told_of_a_revocation_that_failed(lingchuan, refuse):
    made = alone("signing" if refuse == "reject" else "submitted")
    who = {"decline": "bb-jb", "reject": "zjr", "withdraw": "lcz-fz"}[refuse]
    assert "县住房城乡建设局" in get(made.case, refuse, who).context["whom"]
    before = Notice.objects.filter(unit=unit("zjj")).count()

    assert post(made.case, refuse, who, reason="没有办结。", article="第四条").status_code == 302
    assert Notice.objects.filter(unit=unit("zjj")).count() == before + 1


# -- the office ----------------------------------------------------------------------------------------------------------


def test_circulation_shows_whom_the_regime_asks(lingchuan):
    case = journey("reviewing").issue_review().case
    response = get(case, "circulate", "bb-fz")

    (sheet,) = response.context["sheets"]
    assert [row.unit for row in sheet.rows] == [
        "县政府办公室（政管办）",
        "县委组织部",
        "县民政局",
        "县司法局",
        "县财政局",
        "县人力资源社会保障局",
    ]
    due = response.context["form"]["due"].value()
    post(case, "circulate", "bb-fz", due=due.isoformat(), cover_note="请看经费。")
    opened = case.rounds.get()
    assert (opened.due, opened.cover_note) == (due, "请看经费。")


def test_revision_starts_from_the_conditions_not_met(lingchuan):
    made = journey("circulating", opinions={"czj": {"finding": "unfunded"} | CONDITIONAL})
    response = get(made.opine().case, "call_revision", "bb-jb")

    assert response.context["form"]["reason"].value() == "县财政局（附条件同意）：先培训；人员不足。"


def test_concluding_says_where_it_goes_and_why(lingchuan):
    agreed = journey("circulating").opine().case
    dissent = journey("circulating", opinions={"czj": {"finding": "unfunded"} | CONDITIONAL}).opine().case

    assert get(agreed, "conclude_circulation", "bb-jb").context["will"][:2] == [
        "成员单位一致同意。",
        "进入“待召集人审签”：简易程序，成员单位和乡镇一致同意（第三条第（三）项第1目）。",
    ]
    assert get(dissent, "conclude_circulation", "bb-jb").context["will"][:3] == [
        "未能一致同意：县财政局附条件同意（先培训）。",
        "进入“召开协调会”：没有一致同意或已是一般程序，本稿还没有开过协调会（第三条第（三）项第2目）。",
        "转为一般程序，不再转回。",
    ]


def test_a_unit_is_added_once_and_never_one_of_another_county(lingchuan):
    case = make_case("circulating")
    given = {"unit": unit("nyj").pk, "asks": "农业上有什么意见？", "reason": "涉及农田。"}

    assert post(case, "add_reviewer", "bb-jb", **given).status_code == 302
    assert review_of(case, "nyj").asks == "农业上有什么意见？"
    for forged in (unit("sfj"), unit("sbb"), unit("lcz")):
        response = post(fresh(case), "add_reviewer", "bb-jb", **(given | {"unit": forged.pk}))
        assert set(errors(response)) == {"unit"}


def test_joining_offers_cases_of_the_same_townships(lingchuan):
    lead, other = make_case("reviewing", name="河道保洁巡查"), make_case("submitted", townships=("lcz",))
    case = make_case("submitted", name="渠道清淤管护", applicant="slj")

    response = get(case, "join", "bb-jb")
    assert list(response.context["form"].fields["lead"].queryset) == [lead]
    assert get(other, "join", "bb-jb").context["missing"] == [
        {
            "label": "没有可以并入的申请：须同类、承担乡镇相同（撤销的须为同一事项），并在待受理或初评环节。",
            "url": "",
        }
    ]

    assert post(case, "join", "bb-jb", lead=lead.pk, reason="同一件事。").status_code == 302
    assert fresh(case).joined_to == lead


def test_of_the_cases_to_join_those_of_a_name_alike_come_first(lingchuan):
    other, alike = (
        make_case("reviewing", name="河道保洁巡查"),
        make_case("submitted", name="渠道清淤日常管护"),
    )
    case = make_case("submitted", name="渠道清淤管护", applicant="slj")

    form = get(case, "join", "bb-jb").context["form"]

    said = {
        pk: form.descriptions["lead"][str(pk)].endswith("，名称相近") for pk, _ in form.fields["lead"].choices
    }
    assert list(said.items()) == [(alike.pk, True), (other.pk, False)]


def test_the_office_ends_a_late_correction_after_a_reminder(lingchuan):
    case = make_case("correcting")
    assert (
        get(case, "withdraw", "bb-jb").context["missing"][0]["label"]
        == "办理期限过后并经催办，才能视同撤回。"
    )

    made = case.reasons.last()
    made.reminded_at, made.answer_by = clock.now(), clock.today() - timedelta(days=1)
    made.save()
    assert post(case, "withdraw", "bb-jb", reason="逾期未补正。").status_code == 302
    assert fresh(case).state == "withdrawn"


def test_coordination_is_registered_party_by_party(lingchuan):
    case = make_case("coordinating", route="switched")
    finance, town, other = unit("czj"), unit("lcz"), unit("nyj")
    given = {
        "held_on": today(),
        "place": "第一会议室",
        "summary": "经费还没有谈定。",
        f"attended_{finance.pk}": "yes",
        f"attended_{town.pk}": "no",
        "extra": [other.pk],
    }

    response = post(case, "record_coordination", "bb-jb", **given)
    assert errors(response) == {f"position_{finance.pk}": ["请填写县财政局的意见"]}

    given[f"position_{finance.pk}"] = "列入明年预算。"
    assert post(case, "record_coordination", "bb-jb", **given).status_code == 302
    hearing = fresh(case).dossier.open_hearing("coordination")
    said = {party.unit.code: (party.attended, party.position) for party in hearing.parties.all()}
    assert said == {
        "czj": (True, "列入明年预算。"),
        "lcz": (False, ""),
        "dxz": (None, ""),
        "zjj": (None, ""),
        "nyj": (None, ""),
    }


# -- signing and deciding -------------------------------------------------------------------------------------------------


def test_signing_asks_for_the_password_again(lingchuan):
    case = make_case("signing")
    client = client_of("zjr")
    session = client.session
    session["password_at"] = 0
    session.save()

    response = post(case, "sign", "zjr", client, note="同意。")
    assert response.status_code == 422
    assert "请再输入一次登录密码" in words(response)
    assert "同意。" in words(response)
    assert fresh(case).state == "signing"

    assert post(case, "sign", "zjr", client, note="同意。", password="demo-2026").status_code == 302
    assert fresh(case).state == "upper_review"


def test_who_may_not_sign_is_told_so_before_any_password(lingchuan):
    case = make_case("signing")
    client = client_of("bb-fz")
    session = client.session
    session["password_at"] = 0
    session.save()

    assert post(case, "sign", "bb-fz", client).status_code == 403


def test_a_bodys_own_office_decides_for_its_body_only(lingchuan):
    case = make_case("deciding", route="switched")
    given = {"verdict": "approved", "number": number(), "decided_on": today()}

    response = post(case, "record_decision", "xwb-jb", bodies=["county_government"], **given)

    assert response.status_code == 302
    assert list(Decision.objects.values_list("body", flat=True)) == ["county_party"]
    again = get(fresh(case), "record_decision", "xwb-jb").context["missing"]
    assert [item["label"] for item in again] == ["县委的审定结果已经登记，等待县政府。"]


def test_the_office_records_a_joint_document_with_its_scan(lingchuan):
    case = make_case("deciding", route="switched")
    given = {
        "bodies": ["county_party", "county_government"],
        "verdict": "approved",
        "number": "灵发［2026］ 9号",
        "decided_on": today(),
    }

    assert errors(post(case, "record_decision", "bb-jb", **given)) == {"files": ["请上传审定文件扫描件"]}
    assert post(case, "record_decision", "bb-jb", files=[scan()], **given).status_code == 302
    assert fresh(case).state == "upper_review"
    assert set(Decision.objects.values_list("number", flat=True)) == {"灵发〔2026〕9号"}


@pytest.mark.parametrize(
    ("verdict", "state"), [("approved", "deciding"), ("returned", "deliberating"), ("refused", "rejected")]
)
def test_a_body_sent_twice_decides_once(lingchuan, verdict, state):
    case = make_case("deciding", route="switched")
    given = {"bodies": ["county_party"] * 3, "verdict": verdict, "decided_on": today(), "files": [scan()]}
    given |= {"number": number()} if verdict == "approved" else {"reason": "理由如下。"}

    assert post(case, "record_decision", "bb-jb", **given).status_code == 302

    assert list(Decision.objects.values_list("body", "verdict")) == [("county_party", verdict)]
    assert fresh(case).state == state


def test_numbers_days_and_reasons_of_a_decision_stand_beside_their_fields(lingchuan):
    case = make_case("deciding", route="switched")
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()

    response = post(
        case,
        "record_decision",
        "xwb-jb",
        verdict="approved",
        number="灵办发〔2026〕第3号",
        decided_on=tomorrow,
    )
    assert errors(response) == {
        "number": ["发文字号的序号前不加“第”字，如“×政办〔2026〕17号”。"],
        "decided_on": ["不能晚于今天"],
    }
    response = post(case, "record_decision", "xwb-jb", verdict="refused", decided_on=today())
    assert errors(response) == {"reason": ["请写明理由"]}
    given = {"verdict": "refused", "decided_on": today(), "reason": "不\u202e行"}
    response = post(case, "record_decision", "xwb-jb", **given)
    assert errors(response) == {"reason": ["理由第2个字是从右到左覆盖（U+202E），不能使用，请删去"]}


def before_today():
    return (clock.today() - timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("state", "route", "verb", "who", "field", "told", "given"),
    [
        (
            "deciding",
            "switched",
            "record_decision",
            "xwb-jb",
            "decided_on",
            "审定日期不能早于联席会议纪要签署的日期（{today}）。",
            {"verdict": "refused", "reason": "理由如下。"},
        ),
        (
            "upper_review",
            None,
            "record_filing",
            "bb-jb",
            "sent_on",
            "上报日期不能早于审签、审定或上级上次答复的日期（{today}）。",
            {"number": "灵编报〔2026〕71号"},
        ),
        (
            "coordinating",
            "general",
            "record_coordination",
            "bb-jb",
            "held_on",
            "召开日期不能早于召集协调会的日期。",
            {"summary": "各方交换了意见。"},
        ),
    ],
)
def test_a_day_before_what_led_to_it_is_told_beside_it(
    lingchuan, state, route, verb, who, field, told, given
):
    case = make_case(state, **({"route": route} if route else {}))

    response = post(case, verb, who, **given | {field: before_today()})

    told = told.format(today=plain_date(clock.today()))
    assert (response.status_code, errors(response)) == (422, {field: [told]})


@pytest.mark.parametrize(
    ("verb", "given"),
    [("pass_upper", {}), ("return_upper", {"nature": "form", "reason": "格式不对。"})],
)
def test_a_reply_older_than_what_was_sent_is_told_beside_its_day(lingchuan, verb, given):
    case = journey("upper_review").file().case

    given = given | {"number": number("市编复"), "reply_on": before_today()}

    assert errors(post(case, verb, "sbb-jb", **given)) == {
        "reply_on": [f"回复日期不能早于上报日期（{plain_date(clock.today())}）。"]
    }


def test_a_number_already_used_is_told_beside_it(lingchuan):
    other = make_case("upper_review")
    used = number()
    post(other, "record_filing", "bb-jb", number=used, sent_on=today())
    case = make_case("upper_review")

    response = post(case, "record_filing", "bb-jb", number=used, sent_on=today())

    assert response.status_code == 422
    assert errors(response)["number"] == [f"发文字号“{used}”已用于另一件事项，请核对。"]


def test_refusing_while_it_is_being_decided_points_to_the_result(lingchuan):
    case = make_case("deciding", route="switched")
    (problem,) = get(case, "reject", "xwb-jb").context["missing"]

    assert problem["url"] == address(case, "record_decision")


# -- the upper body and the notice --------------------------------------------------------------------------------------


def test_the_reply_is_recorded_by_the_office_only_with_its_scan(lingchuan):
    case = journey("upper_review").file().case
    given = {"number": number("市编复"), "reply_on": today()}

    assert errors(post(case, "pass_upper", "bb-jb", **given)) == {"files": ["请上传回复扫描件"]}
    assert post(case, "pass_upper", "sbb-jb", **given).status_code == 302
    assert fresh(case).state == "approved"


@pytest.mark.parametrize(("nature", "stands"), [("form", True), ("substance", False)])
def test_a_return_says_form_or_substance(lingchuan, nature, stands):
    case = journey("upper_review").file().case
    given = {"nature": nature, "reason": "格式不对。", "reply_on": today()}

    assert errors(post(case, "return_upper", "sbb-jb", **(given | {"nature": ""}))) == {
        "nature": ["请选择退回的性质"]
    }
    assert post(case, "return_upper", "sbb-jb", **given).status_code == 302
    case = fresh(case)
    assert case.sign_offs.filter(lapsed_at=None).exists() == stands
    assert bool(get(case, "resubmit_upper", "bb-jb").context["missing"]) != stands


def test_the_list_changed_before_the_reply(lingchuan):
    """复核未过: the pass is refused with the reason, the return needs no reply (settled 22)."""
    made = journey("upper_review", name="同名事项巡查").file()
    twin = journey("upper_review", name="同名事项巡查二", townships=("lcz",)).file().pass_upper()
    duty = twin.case.entered.duty
    duty.name, duty.normalized_name = made.case.version.name, "同名事项巡查"
    duty.save()

    page = get(made.case, "pass_upper", "sbb-jb")
    assert buttons(page) == []
    assert page.context["instead"] == ("退回", address(made.case, "return_upper"))

    assert (
        post(made.case, "return_upper", "bb-jb", reason="已有同名事项。", reply_on=today()).status_code == 302
    )
    assert fresh(made.case).state == "reviewing"


def test_a_notice_is_not_in_force_before_the_reply(lingchuan):
    case = make_case("approved")
    given = {"number": number("灵准入"), "issued_on": today()}
    yesterday = (clock.today() - timedelta(days=1)).isoformat()

    response = post(case, "issue_notice", "xwb-jb", effective_on=yesterday, **given)
    assert list(errors(response)) == ["effective_on"]
    assert post(case, "issue_notice", "xwb-jb", effective_on=today(), **given).status_code == 302
    assert get(fresh(case), "issue_notice", "xwb-jb").status_code == 403


def test_a_notice_of_a_task_that_begins_later_says_what_its_first_day_is(lingchuan):
    """第六条: a temporary duty is in force from the day the application gave, not from the notice's."""
    begins = clock.today() + timedelta(days=20)
    days = {"term": "temporary", "term_from": begins, "term_until": begins + timedelta(days=60)}
    later = make_case("approved", **days, source_kind="county", why_temporary="只办一次。")

    field = get(later, "issue_notice", "xwb-jb").context["form"]["effective_on"]
    usual = get(make_case("approved"), "issue_notice", "xwb-jb").context["form"]["effective_on"]

    assert (field.initial, field.help_text) == (begins, "默认为申请写明的开始日期，不早于这一天。")
    assert (usual.initial, usual.help_text) == (clock.today(), "默认为印发当天，不早于最后一次审批。")


def test_a_notice_of_an_end_asks_for_the_last_day_by_its_name(lingchuan):
    case = make_case("approved", route="revocation")
    given = {"number": number("灵撤"), "issued_on": today()}

    assert errors(post(case, "issue_notice", "xwb-jb", effective_on="", **given)) == {
        "effective_on": ["请填写终止日期"]
    }


def test_a_round_that_is_late_names_who_is_missing(lingchuan):
    made = journey("circulating", opinions={"rsj": None})
    case = made.opine().case
    with days_later(30):
        missing = get(case, "conclude_circulation", "bb-jb").context["missing"]

    assert [item["label"] for item in missing] == [
        "县人力资源社会保障局还没有答复；过期且催办后可记录逾期未复。"
    ]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_pages_that_write_know_get_and_post_only(lingchuan, method):
    case = make_case("reviewing")
    addresses = [
        reverse("case-new"),
        reverse("case-edit", args=[case.uuid]),
        reverse("initial-review", args=[case.uuid]),
        address(case, "accept"),
    ]
    client = client_of("bb-jb")

    assert {getattr(client, method)(url).status_code for url in addresses} == {405}


# -- another seat -------------------------------------------------------------------------------------------------------


def test_a_form_opened_from_another_seat_does_nothing(lingchuan):
    """The person switched seats in another window meanwhile; what was typed comes back."""
    case = make_case("submitted")
    by = seat("bb-jb")
    other = second_seat("bb-jb", unit("zjj"), Post.HANDLER)
    page = client_of(by).get(address(case, "return_for_correction")).content.decode()
    (key,) = set(re.findall(r'name="form_key" value="([^"]+)"', page))
    typed = "请补充法定依据的全文，并说明经费从何而来、何时到位。"

    given = {
        "form_key": key,
        "lock": case.lock,
        "reason": typed,
        "answer_by": clock.today() + timedelta(days=9),
    }
    response = client_of(other).post(address(case, "return_for_correction"), given)

    assert response.status_code == 409
    assert "您换过身份" in words(response)
    assert typed in response.content.decode()
    assert fresh(case).state == "submitted"
    assert client_of(by).post(address(case, "return_for_correction"), given).status_code == 302
    assert fresh(case).state == "correcting"


def test_a_short_text_sent_from_another_seat_comes_back_too(lingchuan):
    case = make_case("submitted")
    other = second_seat("bb-jb", unit("zjj"), Post.HANDLER)
    page = client_of(seat("bb-jb")).get(address(case, "return_for_correction")).content.decode()
    (key,) = set(re.findall(r'name="form_key" value="([^"]+)"', page))

    given = {"form_key": key, "lock": case.lock, "reason": "请补依据全文。", "insert-phrase": "常用的一句。"}
    response = client_of(other).post(address(case, "return_for_correction"), given)

    assert response.status_code == 409
    assert "请补依据全文。" in response.content.decode()
    assert "常用的一句。" not in response.content.decode()  # which of the phrases is marked, typed by nobody


HUGE = "9" * 20  # beyond what the database can compare an id with
FORGED = [
    ("reviewing", "general", "convene", "bb-jb", {"extra": [HUGE]}),
    ("coordinating", "general", "record_coordination", "bb-jb", {"extra": [HUGE]}),
    ("circulating", "simple", "add_reviewer", "bb-jb", {"unit": HUGE}),
    ("reviewing", "simple", "join", "bb-jb", {"lead": HUGE}),
    ("deciding", "general", "record_decision", "xwb-jb", {"bodies": [HUGE]}),
]


@pytest.mark.parametrize(("state", "route", "verb", "who", "given"), FORGED)
def test_an_id_that_cannot_be_chooses_nothing(lingchuan, state, route, verb, who, given):
    made = journey(state, route=route)
    if verb == "convene":
        made.issue_review()

    response = post(made.case, verb, who, **given)

    assert response.status_code in (302, 422)


def test_what_is_missing_is_called_by_its_label_once(lingchuan):
    case = make_case("submitted")

    response = post(case, "return_for_correction", "bb-jb", reason="")

    assert errors(response)["reason"] == ["请填写需要补正的内容"]
    assert error_lines(response.context["form"])[0][1] == "请填写需要补正的内容"


def test_who_only_files_replies_and_who_approves_decides(lingchuan):
    """The city files in 灵川; where the upper body approves, its paper is a 批复."""
    case = journey("upper_review").file().case

    for verb in ("pass_upper", "return_upper"):
        form = get(case, verb, "sbb-jb").context["form"]
        assert [form.fields[name].label for name in ("number", "reply_on")] == ["回复文号", "回复日期"]
    assert replace(case.rules.bodies.upper, approves=True).answer == "批复"


@pytest.mark.parametrize(("answer", "told"), [("agree", False), ("conditional", True), ("disagree", True)])
def test_before_submission_it_is_said_what_a_condition_comes_to(lingchuan, answer, told):
    case = journey("consulting", answers={"lcz": answer}).answer().case

    page = get(case, "submit", "zjj-fz").content.decode()

    assert ("灵川镇没有同意（附条件同意的，不算同意），照现在的答复走一般程序。" in page) is told


def test_who_is_invited_is_told_when_and_where(lingchuan):
    made = journey("reviewing", answers={"lcz": "disagree"}).issue_review()
    given = {"meets_on": today(), "meets_at": "上午9:30", "place": "三楼会议室"}
    said = f"{cdate(clock.today())} 上午9:30，三楼会议室"

    assert errors(post(made.case, "convene", "bb-jb", **given | {"meets_on": ""})) == {
        "meets_on": ["请填写召开日期"]
    }
    assert post(made.case, "convene", "bb-jb", **given).status_code == 302
    told = Notice.objects.filter(title__startswith="召开协调会").values_list("title", flat=True)
    assert set(told) == {f"召开协调会（{said}）：{made.case.title}"}

    def shown():
        return f"<dd>{said}</dd>" in client_of("lcz-fz").get(made.case.get_absolute_url()).content.decode()

    assert shown()
    made.record_coordination()
    assert not shown()


def test_when_a_coordination_meeting_is_to_be_is_told_later_and_anew(lingchuan):
    """Called without a day; its day is told, then put off, and no more once it was held."""
    made = journey("coordinating", route="switched")
    invited = {party.unit_id for party in made.case.hearings.get().parties.all()}
    given = {"meets_on": today(), "meets_at": "上午9:30", "place": "三楼会议室"}
    day = cdate(clock.today())

    def told():
        return Notice.objects.filter(title__startswith=f"召开协调会（{day} 上午9:30，三楼会议室）")

    assert errors(post(made.case, "set_meeting_day", "bb-jb", **given | {"meets_on": ""})) == {
        "meets_on": ["请填写召开日期"]
    }
    assert errors(post(made.case, "set_meeting_day", "bb-jb", **given | {"meets_on": before_today()})) == {
        "meets_on": ["不能早于今天"]
    }
    assert not told()
    assert post(made.case, "set_meeting_day", "bb-jb", **given).status_code == 302
    assert {notice.unit_id for notice in told()} == invited
    seen = client_of("bb-jb").get(made.case.get_absolute_url()).content.decode()
    assert f"通知召开时间：{day}" in seen
    assert f"{day} 上午9:30，三楼会议室" in seen
    form = get(made.case, "set_meeting_day", "bb-jb").context["form"]
    assert (form["meets_at"].value(), form["place"].value()) == ("上午9:30", "三楼会议室")

    made.case = Application.objects.get(pk=made.case.pk)
    later = {"meets_on": (clock.today() + timedelta(days=3)).isoformat(), "meets_at": "", "place": ""}
    assert post(made.case, "set_meeting_day", "bb-jb", **later).status_code == 302
    hearing = made.case.hearings.get()
    assert (hearing.meets_at, hearing.place) == ("", "")
    put_off = f"协调会改期（{cdate(hearing.meets_on)}），原定{day} 上午9:30，三楼会议室：{made.case.title}"
    assert {notice.unit_id for notice in Notice.objects.filter(title=put_off)} == invited
    made.case = Application.objects.get(pk=made.case.pk)
    made.record_coordination()
    with pytest.raises(Refused) as refusal:
        coordination.set_meeting_day(
            case=made.case, by=seat("bb-jb"), lock=made.case.lock, meets_on=clock.today()
        )
    assert refusal.value.problems[0].text == "协调会已经登记召开，不再通知召开时间。"


ARRANGED = {"meets_on": "2026-12-01", "meets_at": "上午9:30", "place": "三楼会议室"}
SAID = "2026年12月1日（周二） 上午9:30，三楼会议室"
DISSENTS = {"opinions": {"czj": {"finding": "unfunded"} | DISAGREE}}
OPENS = [  # who opens a coordination meeting besides 召开协调会, and with what else
    ("circulating", DISSENTS, "conclude_circulation", "bb-jb", {}),
    ("signing", {}, "send_to_general", "zjr", {"reason": "再议。"}),
]


@pytest.mark.parametrize(("state", "variant", "verb", "who", "more"), OPENS)
def test_whatever_opens_a_coordination_meeting_asks_when(lingchuan, state, variant, verb, who, more):
    with clock.at(datetime(2026, 11, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))):
        made = journey(state, **variant)
        made.opine()

        early = post(made.case, verb, who, **more, **(ARRANGED | {"meets_on": "2026-11-01"}))
        assert errors(early) == {"meets_on": ["不能早于今天"]}
        assert post(made.case, verb, who, **more, **ARRANGED).status_code == 302
        told = Notice.objects.filter(title__startswith="召开协调会").values_list("title", flat=True)
        assert set(told) == {f"召开协调会（{SAID}）：{made.case.title}"}
        assert f"<dd>{SAID}</dd>" in client_of("zjj-fz").get(made.case.get_absolute_url()).content.decode()
        (item,) = worklist.todo(seat("bb-jb"))
        assert (item.what, item.note) == ("召开协调会，登记情况", "定于12月1日")


def test_a_day_that_is_not_settled_is_told_later(lingchuan):
    made = journey("signing")

    assert post(made.case, "send_to_general", "zjr", reason="再议。").status_code == 302
    shown = client_of("zjj-fz").get(made.case.get_absolute_url()).content.decode()
    assert "时间、地点由联席会议办公室另行通知" in shown
    (item,) = worklist.todo(seat("bb-jb"))
    assert item.note == "还没有定日期"


def test_a_round_that_leads_to_no_meeting_asks_for_no_day(lingchuan):
    agreed = journey("circulating").opine().case

    assert list(get(agreed, "conclude_circulation", "bb-jb").context["form"].fields) == []


def test_no_preview_is_offered_where_no_letter_goes_out(lingchuan):
    """Every answer stands for the new 稿: nothing is printed, and nothing can be looked at before."""
    walked = journey("circulating").opine().call_revision()
    url = f"/cases/{walked.case.uuid}/acts/revise/"
    walked.act(applicant.save_text, "zjj-jb", similarity_note="与其他事项没有重复。")  # touches nobody
    untouched = client_of("zjj-fz").get(url)
    assert untouched.status_code == 200
    assert not any(each.asked for each in plan_reviews(fresh(walked.case)))
    assert 'name="preview"' not in untouched.text

    walked.act(applicant.save_text, "zjj-jb", texts={"institution": "每季度拨付经费。"})
    assert 'name="preview"' in client_of("zjj-fz").get(url).text
