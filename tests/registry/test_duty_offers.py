"""What a duty's page offers, in the county's own words: applications the county takes of the seat, where a temporary one goes."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from audit import clock
from audit.record import SYSTEM
from regimes.actions import load_regime
from registry.actions import NotPossible
from registry.actions.corrigenda import check_slip
from tests.cast import client_of, days_later
from tests.factories import listed_duty
from tests.regimes.conftest import regime_text, with_ways

LINGCHUAN = regime_text("lingchuan")
TEMPORARY = {"term": "temporary", "source_kind": "county", "why_temporary": "只办一次。"}
TURNS = '[turned_standing]\nown_choice = true\nlists = ["basic", "supporting"]\n\n[paths.admission]'
STANDING = "[grounds.adjustment]\nstanding = { own_choice = true }"


def temporary_duty(days=40):
    began, until = clock.today() - timedelta(days=30), clock.today() + timedelta(days=days)
    return listed_duty(**TEMPORARY, term_from=began, term_until=until)


def offered(who, duty):
    page = client_of(who).get(duty.get_absolute_url()).text
    return set(re.findall(r'class="btn btn-plain"[^>]*>申请(..)<', page))


@pytest.mark.parametrize(
    ("text", "department", "township"),
    [
        (LINGCHUAN, {"调整", "取消", "撤销"}, {"调整", "取消", "撤销"}),
        (with_ways(("adjustment",)), {"调整"}, {"调整"}),
        (
            # of admissions, and of what comes after them
            LINGCHUAN.replace('applicants = ["department", "township"]', 'applicants = ["department"]'),
            {"调整", "取消", "撤销"},
            set(),
        ),
    ],
)
def test_only_what_the_county_takes_of_the_seat(lingchuan, text, department, township):
    load_regime(county=lingchuan, text=text + "\n# \n", by=SYSTEM)
    duty = listed_duty()

    assert offered("zjj-jb", duty) == department
    assert offered("lcz-jb", duty) == township
    assert "反映问题" in client_of("lcz-jb").get(duty.get_absolute_url()).text


def test_a_temporary_duty_says_which_list_it_enters_when_it_turns_standing(lingchuan):
    """阿荣旗 第四条第（五）项; 灵川 says nothing of it."""
    duty, said = temporary_duty(), "转为常态化工作的，"
    assert said not in client_of("zjj-jb").get(duty.get_absolute_url()).text

    text = LINGCHUAN.replace("[paths.admission]", TURNS, 1).replace("[grounds.adjustment]", STANDING, 1)
    load_regime(county=lingchuan, text=text, by=SYSTEM)
    shown = {who: client_of(who).get(duty.get_absolute_url()).text for who in ("zjj-jb", "slj-jb")}

    assert said in shown["zjj-jb"]
    assert "初评核定列入基本履职或者配合履职。" in shown["zjj-jb"]
    assert f"kind=adjustment&amp;duty={duty.uuid}" in shown["zjj-jb"]
    assert said not in shown["slj-jb"]  # whose duty it is not
    assert said not in client_of("zjj-jb").get(listed_duty("常年巡查").get_absolute_url()).text
    with days_later(41):
        assert said not in client_of("zjj-jb").get(duty.get_absolute_url()).text


@pytest.mark.parametrize(("kinds", "told"), [(("adjustment", "revocation"), True), (("revocation",), False)])
def test_who_writes_beside_the_list_is_told_of_an_adjustment_only_where_the_county_takes_one(
    lingchuan, kinds, told
):
    """办事指南, 勘误, a paper application: none of them sends anybody to apply for what is not received."""
    load_regime(county=lingchuan, text=with_ways(kinds), by=SYSTEM)
    duty, office = listed_duty(), client_of("bb-jb")

    guide = client_of("zjj-jb").get(reverse("duty-guide", args=[duty.uuid])).text
    assert ("按程序申请调整" in guide) == told
    slip = reverse("corrigendum-new", args=[duty.uuid])
    assert ("走调整程序" in office.get(slip).text) == told
    assert ("走调整程序" in office.get(reverse("corrigendum-list")).text) == told
    text = duty.versions.get()
    with pytest.raises(NotPossible) as refused:
        check_slip(text, "boundary", "typing", text.boundary, "一概不管。")
    assert str(refused.value).startswith("这不是勘误，请走调整程序。" if told else "这不是勘误。")
    paper = office.get(reverse("case-register")).text
    assert ("调整、撤销的必填" in paper) == told
    assert ("要调整或者撤销的那一项" in paper) == told
    assert "要撤销的那一项" in paper or told


def test_the_basis_is_called_as_in_the_county_s_application(lingchuan, client):
    duty = listed_duty()
    assert "<dt>法定依据</dt>" in client.get(duty.get_absolute_url()).text

    text = LINGCHUAN.replace('label = "法定依据"', 'label = "设定法定依据"\nterm = "法定依据"', 1)
    load_regime(county=lingchuan, text=text, by=SYSTEM)

    assert "<dt>设定法定依据</dt>" in client.get(duty.get_absolute_url()).text
