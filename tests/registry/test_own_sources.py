"""Open data and editions say where a temporary duty comes from as the county's own rules put it ([temporary_sources])."""

import json
from datetime import date, timedelta

import pytest

from audit.record import SYSTEM
from regimes.actions import load_regime
from registry import actions, editions
from registry.comparison import Comparison
from tests.regimes.conftest import regime_text
from tests.registry.conftest import NUMBER, TODAY

OWN = "中央、自治区、桂林市明确要求"  # 灵川 第六条
TERM = {"term_from": date(2026, 1, 1), "term_until": date(2026, 12, 31), "source_kind": "upper"}


@pytest.fixture
def temporary(place, enter, time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")
    load_regime(county=place.county, text=regime_text("lingchuan"), by=SYSTEM)
    return enter("乙登记", kind="temporary", **TERM)


def test_open_data_say_it_in_the_county_s_words_beside_the_code_of_all_counties(client, temporary, enter):
    enter("甲巡查")
    address = f"/api/v1/counties/450323/duties/{temporary.duty.uuid}/"

    told = client.get(address).json()

    for text in (told["text"], *told["versions"]):
        assert (text["source"], text["source_key"]) == (OWN, "upper")
    listed = {
        each["text"]["name"]: each["text"]
        for each in client.get("/api/v1/counties/450323/duties/").json()["results"]
    }
    assert (listed["乙登记"]["source"], listed["甲巡查"]["source"], listed["甲巡查"]["source_key"]) == (
        OWN,
        "",
        "",
    )


def test_an_edition_keeps_the_words_and_the_usual_ones_of_an_older_one_are_no_change(place, temporary, head):
    """第六条 of 灵川; what was published says 上级明确要求 for ever, and the same source is not told as a change."""
    edition = actions.publish_edition(
        county=place.county, document_number=NUMBER, published_on=TODAY, by=head
    )
    text = edition.entries.get(code=temporary.duty.code).snapshot

    said = json.loads(text)
    assert (said["source_kind"], said["source_key"]) == (OWN, "upper")
    older = {key: value for key, value in said.items() if key != "source_key"} | {
        "source_kind": "上级明确要求"
    }
    assert not editions.compare_texts([json.dumps(older)], [text]).changed
    other = older | {"source_kind": "其他确需", "boundary": ""}
    [changed] = editions.compare_texts([json.dumps(other)], [text]).changed
    assert ("来源", "其他确需", OWN) in changed.texts


def test_two_editions_that_only_word_the_source_otherwise_are_alike(
    place, temporary, enter, head, time_machine
):
    """The page of an edition compares as its notice counted: 调整0项 beside one that is listed would be two answers."""
    given = {"county": place.county, "by": head}
    one = actions.publish_edition(document_number=NUMBER, published_on=TODAY, **given)
    text = regime_text("lingchuan").replace(OWN, "上级有文件要求")
    load_regime(county=place.county, text=text, by=SYSTEM)
    enter("甲巡查", effective=TODAY)
    other = actions.publish_edition(document_number="灵编发〔2026〕9号", published_on=TODAY, **given)

    assert json.loads(other.entries.get(code=temporary.duty.code).snapshot)["source_kind"] != OWN
    assert Comparison(one, other).said == other.changes_said == "新增1项、调整0项、勘误0项、退出0项"


def test_an_edition_of_an_earlier_day_says_it_in_the_words_of_that_day(place, temporary, head, time_machine):
    """Its notice goes by the rules of the day on which it is published; so does what it says of each duty."""
    time_machine.move_to("2026-11-25T12:00:00+08:00")
    text = regime_text("lingchuan").replace(OWN, "上级有文件要求")
    text = text.replace("in_force_from = 2023-03-15", "in_force_from = 2026-11-24")
    load_regime(county=place.county, text=text, by=SYSTEM)

    for day, words in ((TODAY, OWN), (TODAY + timedelta(days=4), "上级有文件要求")):
        [entry] = editions.entries_on(place.county, day)
        assert json.loads(entry.snapshot)["source_kind"] == words

    edition = actions.publish_edition(
        county=place.county, document_number=NUMBER, published_on=TODAY, by=head
    )
    assert json.loads(edition.entries.get().snapshot)["source_kind"] == OWN
