"""The drawing of a way: every box and word inside the picture, what leads back or out of each state as the procedure has it."""

import re

import pytest
from django.urls import reverse

from admission.pages.flow_chart import BOX, SAID, WIDTH, wrapped
from admission.pages.regulation import RegulationPage
from regimes.schema import parse
from tests.regimes.conftest import regime_text

CODES = ("lingchuan", "arong", "binxian", "tongwei", "rucheng")


def charts(code):
    return [flow.chart for _, flows in RegulationPage(parse(regime_text(code))).kinds for flow in flows]


def beside(chart):
    """{words of the box: words beside it}"""
    return {"".join(box.lines): "".join(words for _, words in box.texts) for box in chart.boxes}


def test_the_simple_way_of_lingchuan_turns_and_comes_back():
    simple, general, revocation = charts("lingchuan")

    said = beside(simple)
    assert said["待受理"] == "退回补正，补正后回到这一步不予受理"
    assert (
        said["征求成员单位意见"]
        == "要求修改，改后再征求意见有单位不同意的，转一般程序不合法的，不予准入、调整、取消"
    )
    assert said["待召集人审签"] == "退联席会议办公室召集人转一般程序"
    assert said["待桂林市委编办备案审核"] == "上级退回：形式问题改正后重新报送，实质问题重新办理"
    assert "转一般程序" not in "".join(beside(general).values())
    assert beside(general)["待县委、县政府审定"] == "县委、县政府退回不同意的，不予准入、调整、取消"
    assert beside(general)["联席会议审议"].endswith("会议要求再协调审议不通过的，不予准入、调整、取消")
    assert beside(revocation)["待召集人审签"] == "退联席会议办公室不同意的，不予撤销"
    assert "转一般程序" not in "".join(beside(revocation).values())


def test_a_county_without_procedures_has_no_other_way_to_turn_to():
    (chart,) = charts("binxian")

    assert list(beside(chart).values()) == [
        "",
        "",
        "退回补正，补正后回到这一步不予受理",
        "退回补正，补正后回到这一步不符合条件的，不予准入、调整、取消、撤销",
        "县委、县政府退回不同意的，不予准入、调整、取消、撤销",
        "",
    ]


def test_only_a_body_above_that_approves_refuses():
    standing, *_ = charts("arong")

    assert beside(standing)["待市政府批准"].endswith("不批准的，不予准入、调整、取消、撤销")
    assert "不予" not in beside(charts("lingchuan")[0])["待桂林市委编办备案审核"]


@pytest.mark.parametrize("code", CODES)
def test_everything_stands_inside_the_picture_and_apart(code):
    for chart in charts(code):
        ends = [0]
        for box in chart.boxes:
            assert box.top >= ends[-1]
            ends.append(box.top + box.height)
            for y, _ in (*box.name, *box.texts):
                assert box.top < y <= box.top + box.height
            assert all(len(words) * 13 <= BOX for _, words in box.name)
            assert all(SAID + len(words) * 12 <= WIDTH for _, words in box.texts)
        assert ends[-1] <= chart.height
        numbers = [
            float(n) for shape in (*chart.lines, *chart.heads) for n in re.findall(r"-?\d+(?:\.\d+)?", shape)
        ]
        assert min(numbers) >= 0
        assert max(numbers) <= max(chart.height, WIDTH)


def test_the_page_draws_it_and_names_it(lingchuan, client):
    page = client.get(reverse("regulation")).text

    assert page.count('<figure class="figure flow-chart">') == 3
    assert 'aria-label="简易程序的流程图"' in page


def test_who_takes_applications_in_is_named_with_its_article(lingchuan, client):
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(reverse("regulation")).text))

    assert "申请由县委编办受理、初评。 第二条" in said


def test_no_line_begins_with_the_sign_that_ends_the_words_before_it():
    lines = wrapped("县委、县政府（有明确时限的临时性、阶段性职责：县政府）退回", 11)

    assert "".join(lines) == "县委、县政府（有明确时限的临时性、阶段性职责：县政府）退回"
    assert [line for line in lines if line[0] in "，：、）" or not 1 < len(line) <= 11] == []


def test_both_words_for_deciding_stand_where_its_time_is_told():
    page = RegulationPage(parse(regime_text("arong")))

    assert page.limits[[what for what, *_ in page.limits].index("审核、批准")][1] == "没有定时限"
