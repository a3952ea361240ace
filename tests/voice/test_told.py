"""What the pages tell each of those concerned: whose turn it is, what was answered, what may be done now."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts.errands import errands
from accounts.models import Notice
from admission.act import Refused
from audit import clock
from tests.cast import client_of, days_later, delegated, office_abroad, seat
from tests.factories import listed_duty, unit, units
from tests.supervision.promising import promised
from tests.voice.asking import answered, asked, handed_in, opened
from tests.voice.test_burdens import entered, settled
from voice.actions import evaluations, matters
from voice.models import Burden

FOR_THE_HEAD = "须由负责人办理"


def page(who, url):
    """The words of the page, its blanks as one."""
    text = client_of(who).get(getattr(url, "get_absolute_url", lambda: url)()).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


def act_url(matter, verb):
    return reverse("matter-act", args=[matter.uuid, verb])


# -- whose turn it is ----------------------------------------------------------------------------------------------------


def test_a_handler_is_told_that_the_head_answers_and_ends(lingchuan):
    """通渭 二3, 二8, 二14: where only the head may, the handler's page says so and the head's has the button."""
    opinion = asked("opinion")
    assert f"{FOR_THE_HEAD} 由本单位负责人答复；经办人可以先看内容，把意见报给负责人。" in page(
        "lcz-jb", opinion
    )
    assert FOR_THE_HEAD not in page("lcz-fz", opinion)
    assert FOR_THE_HEAD not in page("zjj-jb", opinion)

    review = answered("powers_review")
    assert "由本单位负责人作出评估结论。" in page("bb-jb", review)
    assert [each.what for each in errands(seat("bb-jb"))] == ["看答复，由负责人办结"]
    assert FOR_THE_HEAD not in page("bb-fz", review)
    assessment = answered("assessment")
    assert "由本单位负责人登记决定。" in page("xwb-jb", assessment)
    assert FOR_THE_HEAD not in page("zjj-jb", assessment)
    assert FOR_THE_HEAD not in page("lcz-jb", asked())  # here the handler answers


def test_a_handler_is_told_that_the_head_cleans_up(lingchuan):
    burden = entered()
    assert "由负责人登记清理意见。" in page("xwb-jb", burden)
    assert FOR_THE_HEAD not in page("xwb-fz", burden)
    assert FOR_THE_HEAD not in page("zjj-jb", burden)
    assert [each.what for each in errands(seat("bb-jb"))] == ["由负责人清理：保留、合并或者取消"]


def test_who_registers_the_decision_is_named(lingchuan):
    assert "由县委办、县政府办负责人登记" in page("zgb-fz", answered("assessment"))


# -- what was asked and answered -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "who", "label"),
    [
        ("coordination", "zjj-jb", "怎样办理、理由"),
        ("suggestion", "zjj-jb", "怎样采纳、理由"),
        ("opinion", "lcz-fz", "意见和理由"),
        ("powers_review", "lcz-fz", "评估意见"),
        ("vetting", "bb-fz", "审核意见"),
        ("assessment", "xwb-fz", "意见和理由"),
    ],
)
def test_an_answer_is_asked_for_in_the_words_of_its_kind(lingchuan, kind, who, label):
    url = act_url(asked(kind), "answer")
    assert f"{label} 必填" in page(who, url)
    assert f"请填写{label}" in client_of(who).post(url, {}).content.decode()


def test_only_answers_that_are_rated_have_a_place_for_it(lingchuan):
    assert "答复时间 评价 县公安局" in page("lcz-jb", asked())
    assert "答复时间 县委办公室" in page("zjj-jb", asked("assessment"))


def test_an_answer_that_was_asked_for_again_is_still_read(lingchuan):
    matter = asked()
    for who, choice in (("zjj-jb", "not_ours"), ("gaj-jb", "cooperate")):
        matters.answer(matter=matter, by=seat(who), choice=choice, text="见说明。")
    again = {"units": [unit("zjj")], "due": clock.today() + timedelta(days=9), "text": "是他们的。"}
    matters.ask_again(matter=matter, by=seat("lcz-fz"), lock=None, **again)
    matters.answer(matter=matter, by=seat("zjj-jb"), choice="handle", text="周五到场。")

    said = page("lcz-jb", matter)
    written, course = said.split("办理情况")[1].split("您可以办的事")[0].split("经过")
    told = ["答复：不属于本部门职责", "答复：配合乡镇处理", "没有解决，再请办理", "答复：由本部门处理"]
    assert re.findall(r"答复：[^ ]+|没有解决，再请办理", written) == told
    assert re.findall(r"答复：[^ ]+|没有解决，再请办理", course) == [*reversed(told)]


def test_the_result_stands_in_the_course(lingchuan):
    review = answered("powers_review")
    matters.conclude_review(
        matter=review, by=seat("bb-fz"), lock=None, result="to_adjust", text="请申请调整。"
    )
    assert "作出评估结论：调整，按程序办理" in page("lcz-jb", review).split("经过")[1]


# -- one matter, one application, one year -------------------------------------------------------------------------------


def test_no_year_gone_by_is_offered_for_an_assessment(lingchuan):
    year = clock.today().year
    assert f"{year - 1}年" not in page("zjj-jb", reverse("matter-new", args=["assessment"]))
    assert f"{year - 1}年" in page("bb-jb", reverse("matter-new", args=["powers_review"]))


def test_only_what_is_in_force_is_reviewed(lingchuan):
    listed_duty("现行的事项")
    day = clock.today() - timedelta(days=2)
    term = {
        "term": "temporary",
        "term_from": day - timedelta(days=30),
        "term_until": day,
        "effective_from": day - timedelta(days=30),
    }
    listed_duty("到期的事项", source_kind="county", why_temporary="一次性工作。", **term)
    said = page("bb-jb", reverse("matter-new", args=["powers_review"]))
    assert ("现行的事项" in said, "到期的事项" in said) == (True, False)


def test_a_refused_assessment_says_why(lingchuan):
    matter = answered("assessment")
    given = {"result": "not_approved", "number": "灵办函〔2026〕3号"}
    with pytest.raises(Refused, match="不批准的，请写明理由"):
        matters.decide_assessment(matter=matter, by=seat("xwb-fz"), lock=None, **given)
    matters.decide_assessment(matter=matter, by=seat("xwb-fz"), lock=None, text="并入综合考核。", **given)
    told = Notice.objects.filter(unit=unit("zjj")).first()
    assert told.title == "考核评比没有批准（灵办函〔2026〕3号）：沿街店铺占道经营"


def test_those_assessed_read_how_it_was_approved(lingchuan):
    """通渭 二14: they cannot open the application; number and day stand without brackets in brackets."""
    today = clock.today()
    matter = answered("assessment", facts={"考核方式和范围": "每个乡镇抽查一次"})
    given = {"number": "灵办函〔2026〕3号", "held_on": date(today.year, 12, 31)}
    matters.decide_assessment(matter=matter, by=seat("xwb-fz"), lock=None, result="approved", **given)
    burden = Burden.objects.get()
    said = page("dxz-jb", burden)
    assert "考核方式和范围 每个乡镇抽查一次" in said
    assert client_of("dxz-jb").get(matter.get_absolute_url()).status_code == 404
    assert "保留，灵办函〔2026〕3号，" in said
    assert "））" not in page("dxz-jb", settled(entered(), "burden_cancelled"))
    told = Notice.objects.filter(unit=unit("dxz")).first()
    assert told.title == "考核评比批准开展（灵办函〔2026〕3号）：沿街店铺占道经营"


# -- evaluation ----------------------------------------------------------------------------------------------------------


def test_each_sees_whether_its_unit_has_handed_in(lingchuan):
    period, zjj = opened(), str(unit("zjj").pk)
    assert "本单位 还没有提交" in page("lcz-jb", period)
    handed_in(period, "lcz-jb", {zjj: {"scores": [5, 4], "remark": ""}})
    said = page("lcz-fz", period)
    assert ("本单位 已提交，" in said, "修改评价" in said, "提交评价" in said) == (True, True, False)
    assert "本单位 还没有提交" in page("dxz-jb", period)
    assert "本单位" not in page("bb-jb", period).split("谁看得到")[0]


def test_results_are_published_when_they_can_be(lingchuan):
    period = opened()
    handed_in(period, "lcz-jb", {str(unit("zjj").pk): {"scores": [5, 4], "remark": ""}})
    early = page("bb-fz", period)
    assert ("公布结果 由负责人公布" in early, "都提交了或者过了截止日期，才能公布结果。" in early) == (
        False,
        True,
    )
    with days_later(30):
        assert "公布结果 由负责人公布" in page("bb-fz", period)
        assert "由负责人公布结果。" in page("bb-jb", period)
        evaluations.publish_period(period=period, by=seat("bb-fz"), lock=None)
        assert "没有单位评价本单位，没有结果" in page("gaj-jb", period)
        assert "没有单位评价本单位" not in page("zjj-jb", period)
        assert "没有单位评价本单位" not in page("bb-jb", period)
        assert 'data-l="响应"' in client_of("zjj-jb").get(period.get_absolute_url()).content.decode()


def test_words_without_a_mark_are_not_lost(lingchuan):
    period, zjj, gaj = opened(), unit("zjj").pk, unit("gaj").pk
    url = reverse("period-act", args=[period.uuid, "hand_in"])
    sent = {f"score-{zjj}-0": "4", f"remark-{gaj}": "来得慢"}
    answer = client_of("lcz-jb").post(url, sent)
    said = answer.content.decode()
    assert (answer.status_code, "对县公安局只写了理由和建议，请至少选一项评价" in said) == (422, True)
    assert 'value="来得慢"' in said
    assert not period.sheets.exists()


# -- as a delegate -------------------------------------------------------------------------------------------------------


def test_who_stood_in_is_said_in_one_bracket(lingchuan):
    by = delegated(seat("lcz-fz"), seat("lcz-jb"))
    matter = asked("opinion")
    matters.answer(matter=matter, by=by, choice="agree", text="同意。")
    said = page("zjj-jb", matter)
    signed = "灵川镇 · 负责人（受托，灵川镇经办人代灵川镇负责人）"
    assert (said.count(signed), "（受托）（" in said) == (2, False)


def test_what_is_wrong_stands_at_the_top_of_the_page(lingchuan):
    """Above what the act is about, also without a script to jump there; once."""
    said = client_of("zjj-jb").post(act_url(asked(), "answer"), {}).content.decode()
    assert said.count('role="alert"') == 1
    assert said.index('role="alert"') < said.index("<h1>") < said.index("多次劝导无效")


# -- who reviews a power -------------------------------------------------------------------------------------------------


def test_a_power_is_reviewed_by_its_department_and_the_townships_that_carry_it(lingchuan):
    """通渭 二8: from the list of powers they are chosen already; one side alone is refused."""
    duty = promised(townships=("lcz", "dxz"))
    url = reverse("matter-new", args=["powers_review"])
    form = client_of("bb-jb").get(f"{url}?code={duty.code}").context["form"]
    assert {*form.initial["units"]} == {unit(code).pk for code in ("zjj", "lcz", "dxz")}
    said = client_of("bb-jb").get(f"{url}?code={duty.code}").content.decode()
    assert len(re.findall(r'name="units"[^>]*checked', said)) == 3
    for alone in (["lcz", "dxz"], ["zjj"]):
        with pytest.raises(Refused, match="由乡镇和部门各自答复，请至少各选一个"):
            asked("powers_review", units=units(alone))


def test_the_day_that_is_promised_where_none_is_named_is_said(lingchuan):
    """Ten working days (本县自定) from Monday 14 September 2026: 中秋 is 25 to 27, Sunday the 20th is worked."""
    with clock.at(datetime(2026, 9, 14, 9, tzinfo=ZoneInfo("Asia/Shanghai"))):
        said = page("lcz-jb", reverse("matter-new", args=["coordination"]))
        assert "不填的为10个工作日（本县自定），到2026年9月28日（周一）。" in said
        assert asked().due == date(2026, 9, 28)


def test_the_kind_is_said_once(lingchuan):
    assert "提出的内容 种类 协调请求 提出单位" in page("lcz-jb", asked())
    assert "登记的内容 种类 责任状 责任部门" in page("zjj-jb", entered())


def test_a_county_without_rules_is_promised_no_day(lingchuan):
    """What is begun there is refused in words; the page of it opens."""
    client, url = client_of(office_abroad()), reverse("matter-new", args=["powers_review"])

    opened_page, sent = client.get(url), client.post(url, {"title": "一项职权", "text": "请评估。"})

    assert (opened_page.status_code, "不填的为" in opened_page.text) == (200, False)
    assert (sent.status_code, "一项职权" in sent.text) == (422, True)
