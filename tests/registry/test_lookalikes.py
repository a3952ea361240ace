"""Similar duties by the gram index: the same as by reading every name, and never more than there is room for."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry import actions, queries
from registry.models import Duty
from registry.normalize import grams, normalized
from tests.registry.conftest import TODAY, facts

NAMES = st.text("地质灾害隐患点巡查甲乙%", min_size=1, max_size=8).filter(normalized)


def by_reading_all(county, name):
    """The rule without an index: {duty: score}."""
    wanted, pieces = normalized(name), grams(name)
    scores = {
        duty.pk: queries.alikeness(wanted, pieces, duty.normalized_name)
        for duty in Duty.objects.filter(county=county)
    }
    return {pk: score for pk, score in scores.items() if score >= queries.ALIKE}


# Every example adds a duty: the list it is compared with grows.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=30)
@given(listed=NAMES, asked=NAMES)
def test_the_index_finds_what_reading_every_name_finds(enter, place, listed, asked):
    enter(listed, effective=None)
    every = by_reading_all(place.county, asked)

    found = queries.lookalikes(place.county, asked, place.zrj, on=TODAY)

    best = sorted(every, key=lambda pk: (-every[pk], pk))[:10]
    assert [(like.duty.pk, like.score) for like in found] == [(pk, every[pk]) for pk in best]


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        ("地质灾害隐患点巡查", "地質災害隱患點巡查"),
        ("隐患排查", "地质灾害点隐患排查和信息上报及其台账管理"),  # a name inside the other
        ("地质灾害点隐患排查和信息上报及其台账管理", "隐患排查"),
        ("水", "水"),
        ("50%达标", "50达标"),
    ],
)
def test_which_names_are_alike(enter, place, listed, asked):
    enter(listed)

    assert [like.duty.name for like in queries.lookalikes(place.county, asked, place.zrj)] == [listed]


def test_an_amended_name_is_compared(enter, place):
    duty = enter("农村供水工程看护").duty
    actions.amend_duty(
        duty=duty, facts=facts("地质灾害点巡查"), townships=place.townships, department=place.zrj
    )

    assert queries.lookalikes(place.county, "地质灾害点巡查", place.zrj) == []
    assert [like.duty for like in queries.lookalikes(place.county, "农村供水工程看护", place.zrj)] == [duty]


def test_of_a_very_long_list_the_most_alike_are_among_those_looked_at(enter, place, monkeypatch):
    """Room for two of five that share two characters: the one that shares four in a row is never left out."""
    monkeypatch.setattr(queries, "MOST_COMPARED", 2)
    for number in range(4):
        enter(f"巡查{number}")
    enter("隐患巡查登记")

    found = queries.lookalikes(place.county, "隐患巡查登记", place.zrj)

    assert found[0].duty.name == "隐患巡查登记"
    assert len(found) <= 3


@pytest.mark.parametrize("duties", [1, 60])
def test_it_asks_the_same_however_long_the_list(enter, place, django_assert_max_num_queries, duties):
    for number in range(duties):
        enter(f"地质灾害巡查{number}")

    with django_assert_max_num_queries(4):
        queries.lookalikes(place.county, "地质灾害巡查", place.zrj)
