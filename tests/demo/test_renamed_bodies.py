"""A later version of the file renames bodies and units while cases are open: those go on, and are read, by the names and units of
the version they began with; what is handed in later goes by the new ones.
"""

import pytest
from django.urls import reverse

from accounts.actions import create_unit
from accounts.models import Post, UnitKind
from admission.models import Decision
from audit.record import SYSTEM
from demo import other_counties
from demo.region import person
from regimes.actions import load_regime
from tests.cast import client_of
from tests.demo.own_words import as_read, pages_of
from tests.demo.test_words_by_state import MANAGED, pages_of_case
from tests.matrix.other_counties import FACTS, Led, seats_of
from tests.regimes.conftest import regime_text

OLD = regime_text("arong")
NEW = (
    OLD.replace('name = "旗委"\n', 'name = "旗委常委会"\n')
    .replace('key = "county_government"', 'key = "banner_government"')
    .replace('name = "旗政府"\n', 'name = "旗政府常务会"\n')
    .replace('short_name = "旗委编办"', 'short_name = "旗编办"')
    .replace('name = "市政府"', 'name = "市政府常务会"')
    .replace('verb = "批准"\napproves', 'verb = "审批"\napproves')
    .replace('data_bureau = "旗政数局"', 'services = "旗政务局"')
    .replace('"data_bureau"', '"services"')
    .replace('label = "权责清单和政务服务衔接"', 'label = "政务服务衔接"')
)
NEW_WORDS = ("旗委常委会", "旗政府常务会", "旗编办", "市政府常务会", "旗政务局", "审批通过")


@pytest.fixture
def stage(db):
    return other_counties.stage_of(other_counties.build(FACTS["arong"], "!", OLD, townships=2))


def renamed(stage):
    county = stage.county
    unit = create_unit(
        county=county, key="services", code="services", name="阿荣旗政务局", short_name="旗政务局",
        kind=UnitKind.DEPARTMENT, by=SYSTEM,
    )  # fmt: skip
    for ending, post in (("jb", Post.HANDLER), ("fz", Post.HEAD)):
        person(f"services-{ending}-{county.code}", f"旗政务局{post.label}", post, county, "!", unit)
    load_regime(county=county, text=NEW, by=SYSTEM)


@pytest.mark.parametrize("since", ["submitted", "circulating", "deciding", "sent up"])
def test_a_case_ends_under_the_names_it_began_with(stage, since):
    made, states, read = Led("arong", stage), [], {}
    clients = {kind: client_of(by) for kind, by in seats_of("arong", stage).items()}
    for state in made.states():
        states.append(state)
        if state == since:
            renamed(stage)
        if since in states:
            known, at = {made.case.get_absolute_url()}, made.case.get_absolute_url()
            for kind in clients.keys() - MANAGED.keys():
                known.add(
                    reverse("case-act", args=[made.case.uuid, "add_reviewer"])
                )  # lists the units of today
                read |= {
                    (state, kind, url): said for url, said in pages_of_case(clients[kind], at, known).items()
                }

    assert made.fresh().rules.bodies.decision[0].name == "旗委"
    assert set(Decision.objects.values_list("body", flat=True)) == {"county_party", "county_government"}
    assert {(where, word) for where, said in read.items() for word in NEW_WORDS if word in said} == set()
    assert any("旗委、旗政府" in said for said in read.values())
    lists = pages_of(clients["office director"], typed=["/cases/", "/figures/", "/manage/events/"])
    lists |= pages_of(clients["audit administrator"], typed=["/manage/events/", "/manage/events/?page=2"])
    assert len(lists) > 30
    shown = as_read(clients["audit administrator"].get("/manage/events/?verb=record_decision").text)
    assert "旗委（后称旗委常委会）" in shown


def test_a_case_handed_in_later_goes_by_the_new_names(stage):
    made = Led("arong", stage)
    states = made.states()
    assert [next(states) for _ in range(2)] == ["draft", "consulting"]
    renamed(stage)
    assert next(states) == "submitted"

    page = as_read(client_of(stage.seat("bianban-fz")).get(made.case.get_absolute_url()).text)
    assert "旗委常委会、旗政府常务会" in page
    assert [each.unit_key for each in made.fresh().rules.asked] == ["justice", "services"]
