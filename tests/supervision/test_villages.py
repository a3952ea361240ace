"""What is handed on to villages is compared with the county's list of what they help with (湖南 七)."""

import re
from datetime import timedelta

import pytest

from audit import clock
from demo import other_counties
from jointmeeting.pages.counted import carried
from regimes.schema import RegimeError, parse
from registry.mentions import Names
from supervision.actions import reports
from tests.cast import client_of
from tests.factories import duty_list, facts
from tests.regimes.conftest import regime_text
from voice import vetting
from voice.pages import figures

RUCHENG = next(each for each in other_counties.counties() if each["regime"] == "rucheng")
HELPED = "村内低保对象家庭情况入户核实"


@pytest.fixture
def rucheng(db):
    return other_counties.stage_of(other_counties.build(RUCHENG, "!", townships=1))


def listed(stage, name, kind):
    department = next(unit for unit in stage.units.values() if unit.kind == "department")
    text = facts(name)
    version = duty_list.enter_duty(
        county=stage.county,
        facts=duty_list.DutyFacts(**{key: text[key] for key in duty_list.FACTS if key in text}),
        townships=stage.townships,
        list_kind=stage.county.list_kinds.get(key=kind),
        category=stage.county.categories.first(),
        department=department,
    )
    return duty_list.set_effective(
        version=version,
        document_number="汝办发〔2026〕1号",
        issued_on=clock.today() - timedelta(days=9),
        effective_from=clock.today() - timedelta(days=9),
    )


def reported(stage, said, kind="village"):
    township = stage.townships[0].code
    department = next(unit for unit in stage.units.values() if unit.kind == "department")
    report = reports.submit_report(
        by=stage.seat(f"{township}-jb"),
        kind=kind,
        department=department,
        happened_on=clock.today(),
        facts=said,
    )
    reports.receive(report=report, by=stage.seat("bianban-jb"), lock=None)
    return report, {
        "township": f"{township}-jb",
        "office": "bianban-jb",
        "department": f"{department.code}-fz",
    }


def shown(stage, report, who):
    page = client_of(stage.seat(who)).get(report.get_absolute_url())
    assert page.status_code == 200
    panel = re.search(r'<section class="panel" id="villages">(.*?)</section>', page.text, re.DOTALL)
    return re.sub(r"<[^>]+>", "", panel[1]) if panel else None


def test_the_closest_entries_or_that_there_are_none(rucheng):
    listed(rucheng, HELPED, "village")
    listed(rucheng, "河道沿线垃圾清理", "supporting")  # of the township's list: no excuse

    for said, wanted, absent in (
        ("要求各村对村内低保对象家庭情况入户核实并拍照。", HELPED, "没有相近"),
        ("要求各村安排人员做河道沿线垃圾清理。", "这份清单里没有相近的事项", "河道"),
    ):
        report, people = reported(rucheng, said)
        told = {who: shown(rucheng, report, seat) for who, seat in people.items()}
        for who in ("township", "office"):
            assert "村（社区）依法协助行政事项清单对照" in told[who]
            assert "第七项" in told[who]
            assert wanted in told[who]
            assert absent not in told[who]
        assert told["department"] is None


def test_no_other_report_is_compared(rucheng):
    report, people = reported(rucheng, "要求各村入户核实。", kind="unadmitted")

    assert shown(rucheng, report, people["office"]) is None


def test_a_county_has_one_such_list():
    text = regime_text("rucheng").replace('prefix = "权责"', 'prefix = "权责"\nvillages = true')

    with pytest.raises(RegimeError) as refused:
        parse(text)
    assert refused.value.problems == ("lists第2项.villages：村（社区）的清单只能有一种，第1项已经是了",)
    assert parse(regime_text("arong")).village_list is None


def test_the_share_of_a_name_s_pieces():
    """Pieces are pairs: 入户核实 has 入户, 户核, 核实; the text has two of them."""
    names = Names([(1, "入户核实"), (2, "河道保洁")])

    assert names.closest("逐户核实") == [(1, pytest.approx(2 / 3))]
    assert names.closest("别的事") == []


def test_what_villages_help_with_is_no_duty_of_townships(rucheng):
    listed(rucheng, HELPED, "village")
    listed(rucheng, "河道沿线垃圾清理", "supporting")
    parts = [("第1段", f"各乡镇负责{HELPED}。"), ("第2段", "各乡镇负责河道沿线垃圾清理。")]
    found = vetting.search(parts, rules=rucheng.county.rules, county=rucheng.county)

    assert [(each.place, each.form) for each in found] == [("第1段", "可能是清单以外的任务")]


def test_what_villages_help_with_is_no_load_of_their_township(rucheng):
    listed(rucheng, HELPED, "village")
    listed(rucheng, "河道沿线垃圾清理", "supporting")
    load, today = figures.Load(rucheng.county), clock.today()

    assert carried(rucheng.county, today) == [{rucheng.townships[0].pk: 1}]
    assert sum(load.counted[today].values()) == 1
    assert {row[-1] for row in load.table[1:]} == {0, 1}
