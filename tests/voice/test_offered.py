"""A county has the kinds of matter that its file names (`[matters]`): no page, button or act of the others."""

import re
from functools import partial

import pytest
from django.urls import reverse

from admission.act import NotAllowed, Refused
from regimes.schema import RegimeError, parse
from regimes.states import MATTERS
from tests.cast import client_of, seat
from tests.factories import unit
from tests.regimes.conftest import only, regime_text
from tests.voice.asking import answered, asked, handed_in, opened
from voice.actions import matters as actions
from voice.acts import PERIOD
from voice.models import Matter

OFFICE, DEPARTMENT, TOWNSHIP = "bb-fz", "zjj-fz", "lcz-fz"
# address, its arguments, a seat for which it is, the kinds of matter by which it is there
ADDRESSES = [
    ("matter-new", ("coordination",), TOWNSHIP, {"coordination"}),
    ("matter-new", ("suggestion",), TOWNSHIP, {"suggestion"}),
    ("matter-new", ("opinion",), DEPARTMENT, {"opinion"}),
    ("matter-new", ("powers_review",), OFFICE, {"powers_review"}),
    ("matter-new", ("vetting",), DEPARTMENT, {"vetting"}),
    ("matter-new", ("assessment",), DEPARTMENT, {"assessment"}),
    ("power-list", (), OFFICE, {"powers_review"}),
    ("period-list", (), DEPARTMENT, {"evaluation"}),
    ("period-new", (), OFFICE, {"evaluation"}),
    ("burden-list", (), TOWNSHIP, {"cleanup", "combined", "assessment"}),
    ("burden-calendar", (), TOWNSHIP, {"cleanup", "combined", "assessment"}),
    ("burden-new", (), OFFICE, {"cleanup", "combined"}),
    ("matter-list", (), DEPARTMENT, set(MATTERS) - {"end_check"}),
    ("end-list", (), TOWNSHIP, {"end_check"}),
]


@pytest.mark.parametrize("kind", ["", *MATTERS])
def test_pages_are_those_of_the_county_s_matters(lingchuan, kind):
    only(lingchuan, **({kind: ""} if kind else {}))

    clients = {who: client_of(who) for who in (OFFICE, DEPARTMENT, TOWNSHIP)}
    found = {
        (name, *args): clients[who].get(reverse(name, args=args)).status_code
        for name, args, who, _ in ADDRESSES
    }
    assert found == {(name, *args): 200 if kind in by else 404 for name, args, _, by in ADDRESSES}
    desk = {who: client.get("/desk/").text for who, client in clients.items()}
    assert {'href="/voice/"' in text for text in desk.values()} == {kind not in ("", "end_check")}


def test_what_the_county_has_not_cannot_be_begun(lingchuan):
    before = asked("coordination")
    only(lingchuan, combined="")

    for kind in ("coordination", "vetting", "assessment"):
        with pytest.raises(NotAllowed):
            asked(kind)
    with pytest.raises(NotAllowed):
        opened()
    page = client_of(TOWNSHIP).get(before.get_absolute_url())  # what was asked before goes on
    assert page.status_code == 200
    assert Matter.objects.count() == 1
    assert client_of(OFFICE).get(reverse("matter-list")).status_code == 200
    assert client_of("xwb-jb").get(reverse("burden-new")).text.count('name="kind"') == 1  # 年度综合考核


def test_an_evaluation_goes_one_way_where_the_file_says_no_more(lingchuan):
    only(lingchuan, evaluation="")
    office = client_of(OFFICE)

    assert "部门评议乡镇" not in office.get(reverse("period-new")).text
    assert "满意度评价" in office.get(reverse("period-list")).text
    period = opened()
    assert (period.is_mutual, period.of_townships) == (False, [])
    rate = PERIOD["hand_in"].rule
    assert [rate(period, seat(who)) for who in (TOWNSHIP, DEPARTMENT)] == [True, False]
    handed_in(period, "lcz-jb", {str(unit("zjj").pk): {"scores": [5, 4], "remark": ""}})
    assert period.title not in client_of(DEPARTMENT).get("/desk/").text
    assert period.title in client_of("dxz-fz").get("/desk/").text


def test_the_county_s_rules_say_which(lingchuan, client):
    only(lingchuan, evaluation=", mutual = true")
    shown = re.sub(r"<[^>]+>", " ", client.get(reverse("regulation")).text)

    assert re.search(r"乡镇评价部门，部门也评议乡镇\s+本县自定", shown)
    assert "制度没有规定、本县也没有开展的：乡镇请部门协调、" in shown
    assert "终止以后核对是否停止 20" not in " ".join(shown.split())


def test_on_what_of_a_station_a_township_is_heard_is_for_the_county_s_rules(lingchuan, client):
    """通渭 第3项: 人员编制调整 too; 黑龙江 三（四） and 湖南 第五项 do not name it."""
    usual, more = "工作考核和主要负责同志任免", "人员编制调整、工作考核和主要负责同志任免"
    assert parse(regime_text("tongwei")).heard_of == more
    assert {parse(regime_text(code)).heard_of for code in ("binxian", "rucheng", "lingchuan", "arong")} == {
        usual
    }

    page = reverse("matter-new", args=["opinion"])
    assert f"派驻机构的{usual}，" in client_of("zjj-jb").get(page).text
    only(lingchuan, opinion=f', about = "{more}"')

    assert f"派驻机构的{more}，" in client_of("zjj-jb").get(page).text
    assert f"派驻机构{more}征求乡镇党委意见" in client.get(reverse("regulation")).text


def test_whose_consent_the_rules_want_has_the_last_word(lingchuan, client):
    """湖南 第五项: 征得同意权. Where the township disagrees, nothing else is done; where only its view is heard, it may be."""
    given = {"by": seat("zjj-jb"), "text": "另有安排。"}
    heard = answered("opinion", choice="disagree")
    assert actions.file_opinion(matter=heard, lock=heard.lock, result="not_adopted", **given).result

    only(lingchuan, opinion=", consent = true")
    for choice, result, refused in (
        ("disagree", "not_adopted", True),
        ("disagree", "partly", True),
        ("disagree", "adopted", False),
        ("with_opinion", "not_adopted", False),
    ):
        matter = answered("opinion", choice=choice)
        file = partial(actions.file_opinion, matter=matter, lock=matter.lock, result=result, **given)
        if refused:
            with pytest.raises(Refused, match="灵川镇不同意，须征得同意（本县自定）：只能按乡镇意见办理"):
                file()
        else:
            assert file().result == result
    # 工作考核 it is heard on, no more; a matter that speaks of who leads as well wants its consent
    for about, refused in (("年度工作考核", False), ("年度工作考核和所长任免", True), ("拟任所长人选", True)):
        matter = answered(
            "opinion", choice="disagree", title="派驻机构征求意见", facts={"征求意见的事由": about}
        )
        file = partial(actions.file_opinion, matter=matter, lock=matter.lock, result="not_adopted", **given)
        if refused:
            with pytest.raises(Refused, match="须征得同意"):
                file()
        else:
            assert file().result == "not_adopted"
    assert "负责人的任免须征得同意，乡镇不同意的不能另行办理" in client.get(reverse("regulation")).text


def test_consent_is_of_what_a_township_is_heard_on():
    text = regime_text("rucheng")
    assert parse(text).matters["opinion"].consent

    broken = text.replace(
        'suggestion = { article = "第五项" }', 'suggestion = { article = "第五项", consent = true }'
    )
    with pytest.raises(
        RegimeError, match=r"第\d+行 matters.suggestion.consent：只有opinion可以写须征得乡镇同意"
    ):
        parse(broken)
