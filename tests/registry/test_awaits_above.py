"""A duty admitted in a county whose list is passed by bodies above it: in force, and marked until they have (黑龙江 四（一）; I-52)."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.actions import create_unit
from accounts.models import UnitKind
from audit.record import SYSTEM
from regimes.actions import load_regime
from registry import actions
from registry.actions import drafts
from registry.pages.everywhere import Everywhere
from registry.pages.township import TownshipPage
from tests.regimes.conftest import regime_text
from tests.registry.binxian import fresh, passed, sent
from tests.registry.conftest import end, facts, take_effect

pytestmark = pytest.mark.django_db
LIST = "/"
MARK = "待市级审核、省级备案"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


def admitted(place, name):
    """As a case's notice puts it in force."""
    version = actions.enter_duty(
        county=place.county,
        facts=facts(name),
        townships=place.townships,
        list_kind=place.kinds["supporting"],
        category=place.category,
        department=place.zrj,
        case="00000000-0000-0000-0000-000000000001",
    )
    return take_effect(version, date(2026, 3, 1), "宾办通〔2026〕1号")


def publish(place):
    draft = fresh(passed(place, sent(place), "county", "city", "province"))
    given = {"document_number": "宾编发〔2026〕3号", "published_on": date(2026, 11, 21)}
    drafts.publish_draft(draft=draft, by=place.head, lock=draft.lock, **given)


def tags(client):
    return {row.version.name: row.edition_tags for row in client.get(LIST).context["page"].object_list}


def test_what_a_case_wrote_is_marked_until_the_bodies_above_passed_it(binxian, client, enter):
    taken_over = enter("沿用事项")
    version = admitted(binxian, "新准入事项")
    assert tags(client) == {"沿用事项": [], "新准入事项": [MARK]}
    page = client.get(version.duty.get_absolute_url()).text
    assert f"这一文本还没有编入公布的清单：{MARK}。" in page
    assert (
        "随下一版清单报哈尔滨市委编办审核、黑龙江省委编办备案，通过以后才编入公布的清单（四（一））。" in page
    )
    assert MARK not in client.get(taken_over.duty.get_absolute_url()).text

    publish(binxian)

    assert tags(client) == {"沿用事项": [], "新准入事项": []}
    assert MARK not in client.get(version.duty.get_absolute_url()).text


def test_what_came_after_the_edition_is_marked(binxian, client, enter):
    enter("沿用事项")
    publish(binxian)
    enter("其后事项", effective=date(2026, 11, 21))

    assert tags(client) == {"沿用事项": [], "其后事项": [MARK]}


def test_a_county_that_publishes_by_its_office_has_no_such_mark(place, client):
    version = admitted(place, "新准入事项")

    assert tags(client) == {"新准入事项": []}
    assert "还没有编入公布的清单" not in client.get(version.duty.get_absolute_url()).text


def test_files_posters_open_data_and_the_search_say_so_too(binxian, client, enter):
    enter("沿用事项")
    version = admitted(binxian, "新准入事项")
    code, township = binxian.county.code, binxian.townships[0].code

    listed = client.get(f"/api/v1/counties/{code}/duties/").json()["results"]
    assert {each["text"]["name"]: each["awaits"] for each in listed} == {"沿用事项": "", "新准入事项": MARK}
    assert client.get(f"/api/v1/counties/{code}/duties/{version.duty.uuid}/").json()["awaits"] == MARK
    table = b"".join(client.get(reverse("duty-download", args=["csv"]))).decode("utf-8-sig").splitlines()
    assert table[0].endswith(",编入公布的清单")
    assert [line.rsplit(",", 1)[1] for line in table[1:]] == ["", MARK]
    kept = b"".join(client.get(reverse("duty-download", args=["json"]))).decode()
    assert kept.count(MARK) == 1
    assert client.get(reverse("township", args=[township])).text.count(MARK) == 1
    poster = {"page": TownshipPage(binxian.townships[0], date(2026, 11, 21))}
    assert render_to_string("registry/poster.html", poster).count(f"新准入事项（{MARK}）") == 1
    [found] = Everywhere({"q": "准入事项"}, date(2026, 11, 21)).page.object_list
    assert found["note"] == MARK

    publish(binxian)

    listed = client.get(f"/api/v1/counties/{code}/duties/").json()["results"]
    assert {each["awaits"] for each in listed} == {""}
    assert MARK not in client.get(reverse("township", args=[township])).text


def test_what_has_left_the_list_waits_for_nobody(binxian):
    version = admitted(binxian, "新准入事项")
    end(version.duty, binxian.townships, date(2026, 11, 20))

    [row] = Everywhere({"q": "准入事项"}, date(2026, 11, 21)).ended

    assert (row["version"], row["note"]) == (version, "已撤销，止于2026年11月20日")


def test_a_step_that_a_unit_of_the_county_takes_is_none_above(binxian, client):
    """By where the unit stands, whatever else the file has it do: here the county's own 人大."""
    text = regime_text("binxian").replace('county = "230125"', f'county = "{binxian.county.code}"')
    own = '[[list_path.steps]]\nown_choice = true\nkey = "congress"\nlabel = "县人大常委会审议"\nunit_key = "congress"\nbody = "县人大常委会"\nverb = "审议"\n\n'
    steps = text.split("[[list_path.steps]]")
    text = f"{steps[0]}[[list_path.steps]]{steps[1]}{own}[[list_path.steps]]{'[[list_path.steps]]'.join(steps[2:])}"
    text = text.replace("[units]\n", '[units]\ncongress = "县人大常委会"\n')
    load_regime(county=binxian.county, text=text, by=SYSTEM)
    congress = {
        "key": "congress",
        "code": "rd",
        "name": "县人大常委会",
        "kind": UnitKind.DEPARTMENT,
        "order": 30,
    }
    create_unit(county=binxian.county, by=SYSTEM, **congress)

    version = admitted(binxian, "新准入事项")

    assert tags(client) == {"新准入事项": [MARK]}
    assert "县人大常委会" not in client.get(version.duty.get_absolute_url()).text
