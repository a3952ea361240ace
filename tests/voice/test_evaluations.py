"""Townships and departments rate one another: who fills in, what is published to whom."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.errands import errands
from admission.act import NotAllowed, Refused
from audit import clock
from regimes.schema import parse
from tests.cast import client_of, days_later, seat
from tests.factories import unit
from tests.regimes.conftest import regime_text
from tests.voice.asking import handed_in, opened, published
from voice import queries, rules
from voice.actions import evaluations as actions
from voice.models import Period, Sheet
from voice.scores import results


def test_averages_are_of_what_was_given():
    """By hand: (5 + 3) / 2 = 4 → 80; one of two gave the second point 2 → 40; all of (5, 2, 3) → 66.7."""
    sheets = [
        {"7": {"scores": [5, 2], "remark": "慢。"}},
        {"7": {"scores": [3, None], "remark": ""}, "8": {"scores": [None, None], "remark": ""}},
    ]

    assert results(sheets, 2) == {
        7: {"raters": 2, "points": [80.0, 40.0], "all": 66.7, "remarks": [], "is_kept": True},
        8: {"raters": 1, "points": [None, None], "all": None, "remarks": [], "is_kept": False},
    }


def test_who_reads_which_results(lingchuan):
    period, done = opened(), published("另一次评价")
    with pytest.raises(NotAllowed):
        opened("第三次", who="zjj-jb")

    def read(name, kind):
        return [each.code for each in queries.rated_seen_by(done, seat(name), kind)]

    assert (read("zjj-jb", "department"), read("zjj-jb", "township")) == (["zjj"], [])
    assert (read("lcz-jb", "township"), read("lcz-jb", "department")) == (["lcz"], [])
    assert "nyj" in read("xwb-jb", "department")
    assert not queries.rated_seen_by(period, seat("bb-fz"), "department").exists()


def test_from_sheets_to_results(lingchuan):
    period, zjj = opened(), str(unit("zjj").pk)
    assert [each.what for each in errands(seat("lcz-jb"))] == ["提交评价"]
    with pytest.raises(Refused):
        handed_in(period, "lcz-jb", {zjj: {"scores": [5, 1], "remark": ""}})  # says why
    with pytest.raises(Refused):
        handed_in(period, "lcz-jb", {str(unit("dxz").pk): {"scores": [5, 5], "remark": ""}})  # no department
    handed_in(period, "lcz-jb", {zjj: {"scores": [5, 1], "remark": "推诿。"}})
    handed_in(period, "lcz-jb", {zjj: {"scores": [5, 3], "remark": ""}})  # another one replaces it
    assert Sheet.objects.get().said == {zjj: {"scores": [5, 3], "remark": ""}}
    assert errands(seat("lcz-jb")) == []

    with pytest.raises(Refused):
        actions.publish_period(period=period, by=seat("bb-fz"), lock=None)
    with days_later(30):
        assert [each.what for each in errands(seat("bb-jb"))] == ["已截止，由负责人公布结果"]
        actions.publish_period(period=period, by=seat("bb-fz"), lock=None)
        office = client_of("bb-jb")
        url = reverse("period-download", args=[period.uuid, "department", "xlsx"])
        rows = list(load_workbook(io.BytesIO(office.get(url).content)).active.values)
        assert rows == [
            ("单位", "评价单位数", "响应", "保障", "平均分", "理由和建议"),
            ("县住房城乡建设局", 1, 100, 60, 80, None),
        ]
        assert "推诿" not in client_of("nyj-jb").get(period.get_absolute_url()).content.decode()


def test_the_pages(lingchuan):
    office, township = client_of("bb-jb"), client_of("lcz-jb")
    sent = {
        "title": "年终评价",
        "year": "2026",
        "closes_on": (clock.today() + timedelta(days=9)).isoformat(),
        "of_departments": "响应\n保障\n响应",
        "of_townships": "",
    }
    bad = office.post(reverse("period-new"), sent)
    assert (bad.status_code, "填写部门评议乡镇的内容" in bad.content.decode()) == (422, True)
    assert office.post(reverse("period-new"), sent | {"of_townships": "履职"}).url == reverse("period-list")
    period = Period.objects.get()
    assert period.of_departments == ["响应", "保障"]

    url, zjj = reverse("period-act", args=[period.uuid, "hand_in"]), unit("zjj").pk
    empty = township.post(url, {})
    assert (empty.status_code, "至少评价一个单位" in empty.content.decode()) == (422, True)
    low = township.post(url, {f"score-{zjj}-0": "1"})
    assert "对县住房城乡建设局评价“较差”“差”的，请写明理由" in low.content.decode()
    assert township.post(url, {f"score-{zjj}-0": "4"}).url == period.get_absolute_url()
    assert 'value="4" selected' in township.get(url).content.decode()
    assert "大圩镇" in office.get(period.get_absolute_url()).content.decode()
    assert client_of("zjr").get(url).status_code == 403


def test_an_evaluation_closes_within_two_years(lingchuan):
    """A slip of the year could not be put right: results come out once everybody handed in or the day has passed."""
    sent = {"title": "年终评价", "year": 2026, "of_departments": "响应", "of_townships": "履职"}
    sent["closes_on"] = (clock.today() + timedelta(days=1000)).isoformat()
    page = client_of("bb-jb").post(reverse("period-new"), sent)

    assert (page.status_code, "不能晚于两年以后" in page.text, Period.objects.count()) == (422, True, 0)


def test_the_order_of_remarks_tells_nobody_who_wrote_which():
    """Whichever sheet comes first: the sheets stand in the order of the units."""
    said = [{"7": {"scores": [2], "remark": words}} for words in ("慢。", "推诿。", "不指导。")]

    assert results(said, 1)[7]["remarks"] == results(said[::-1], 1)[7]["remarks"]


def test_what_fewer_than_three_wrote_is_not_shown(lingchuan):
    """谁评的不显示: of one or two raters the words alone would tell who (本县自定)."""
    period, zjj = opened(), str(unit("zjj").pk)
    shown = {}
    for who in ("lcz-jb", "dxz-jb", "djx-jb"):
        handed_in(period, who, {zjj: {"scores": [2, 4], "remark": f"{who}的话。"}})
        sheets = [sheet.said for sheet in Sheet.objects.all()]
        shown[len(sheets)] = len(results(sheets, 2)[int(zjj)]["remarks"])
        if who == "dxz-jb":
            Period.objects.filter(pk=period.pk).update(state="period_published", published_on=clock.today())
            page = client_of("zjj-fz").get(period.get_absolute_url()).text
            assert ("评价的单位不足3个" in page, "的话。" in page) == (True, False)
            Period.objects.filter(pk=period.pk).update(state="period_rating", published_on=None)
    assert shown == {1: 0, 2: 0, 3: 3}


def test_whose_source_names_the_posted_bodies_rates_them_with_their_department():
    """黑龙江 三(四): 县直部门及其派驻机构."""
    found = {
        code: rules.rates_posted(parse(regime_text(code))) for code in ("binxian", "tongwei", "lingchuan")
    }
    assert found == {"binxian": True, "tongwei": False, "lingchuan": False}


def test_a_sheet_is_not_replaced_by_who_has_not_seen_it(lingchuan):
    """Two people of one unit: the later one gets a page with both, what was chosen is kept; then it may replace the other."""
    period, zjj = opened(), unit("zjj").pk
    url, handler = reverse("period-act", args=[period.uuid, "hand_in"]), client_of("lcz-jb")
    opened_form = {"before": handler.get(url).context["form"]["before"].value()}
    handed_in(period, "lcz-fz", {str(zjj): {"scores": [5, 5], "remark": "及时到场指导。"}})

    sent = opened_form | {f"score-{zjj}-0": "2", f"remark-{zjj}": "两次都没有来人。"}
    late = handler.post(url, sent)
    page = late.content.decode()
    assert late.status_code == 409
    for words in ("两次都没有来人。", "及时到场指导。", "较差", "灵川镇 · 负责人", "提交评价"):
        assert words in page, words
    assert period.sheets.get().said[str(zjj)]["scores"] == [5, 5]

    wrong = handler.post(
        url, opened_form | {f"remark-{zjj}": "只写了理由。"}
    )  # keeps which sheet it was made from
    assert (wrong.status_code, wrong.context["form"]["before"].value()) == (422, str(opened_form["before"]))
    seen = handler.get(url).context["form"]["before"].value()
    assert handler.post(url, sent | {"before": seen}).url == period.get_absolute_url()
    assert period.sheets.get().said[str(zjj)]["remark"] == "两次都没有来人。"


def test_after_the_last_day_it_is_taken_as_late_until_the_results_are_out(lingchuan):
    period, zjj = opened(), str(unit("zjj").pk)
    url, said = reverse("period-act", args=[period.uuid, "hand_in"]), {zjj: {"scores": [5, 4], "remark": ""}}
    handed_in(period, "lcz-jb", said)
    assert "已过截止日期" not in client_of("dxz-jb").get(url).content.decode()
    with days_later(20):
        assert "已过截止日期" not in client_of("dxz-jb").get(url).content.decode()
    with days_later(21):
        assert (
            "已过截止日期，公布结果以前仍可提交，记为逾期。" in client_of("dxz-jb").get(url).content.decode()
        )
        assert "仍可提交，记为逾期" in client_of("dxz-jb").get(period.get_absolute_url()).content.decode()
        handed_in(period, "dxz-jb", said)
        assert "逾期提交，" in client_of("dxz-jb").get(period.get_absolute_url()).content.decode()
        office = client_of("bb-jb").get(period.get_absolute_url()).content.decode()
    assert "2个单位，其中逾期1个" in office
