"""What the index finds in a county, and in which order, is what reading every text finds."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from registry import queries, search_index
from registry.models import DutyVersion
from registry.normalize import without_signs
from registry.searching import ranked, search_everywhere

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


pieces = st.sampled_from(["巡", "查", "防汛", "5", "%", "Ａ", "〔2025〕", "、", " "])
texts = st.lists(pieces, min_size=1, max_size=6).map("".join)
duties = st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=3)
asked = st.lists(st.lists(pieces, min_size=1, max_size=4).map("".join), min_size=1, max_size=3).map(" ".join)


def held(lines, word):
    return any(word in line for line in lines)


def named(names, word):
    """What the index knows exactly is found in a name without its % and _ too: it has the pieces of both."""
    plain = map(without_signs, names) if search_index.is_exact(word) else ()
    return held([*names, *plain], word)


def by_reading(version, words, named=named):
    """The best rank by reading; None where a word is missing."""
    lines = search_index.lines_of(version)
    names, duties = lines["name"], lines["duties"]
    if all(named(names, word) for word in words):
        return 0
    if all(named(names, word) or held(duties, word) for word in words):
        return 1
    anywhere = duties + lines["rest"]
    return 2 if all(named(names, word) or held(anywhere, word) for word in words) else None


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=40,
)
@given(said=duties, text=asked)
@example(said=[("查%5", "巡", "巡"), ("查5", "查%5", "巡")], text="查5")
@example(said=[("查%5防汛巡", "巡", "巡")], text="查5 防汛巡")
def test_it_is_what_reading_finds(place, enter, said, text):
    with transaction.atomic():
        for name, township, basis in said:
            enter(f"事{name}", township_duties=f"办{township}", basis=f"依{basis}", boundary="")
        words = queries.search_words(text)
        versions = list(DutyVersion.objects.select_related("duty__category", "department"))
        read = {version.pk: rank for version in versions if (rank := by_reading(version, words)) is not None}
        written = {each.pk for each in versions if by_reading(each, words, named=held) is not None}
        if words:
            county = {
                pk: rank
                for pk, (rank,) in ranked(DutyVersion.objects.all(), words, place.county).rows.items()
            }
            one = {pk: rank for pk, (rank, *_) in search_everywhere(text, county=place.county).rows.items()}
        found = set(queries.search(DutyVersion.objects.all(), text).values_list("pk", flat=True))
        transaction.set_rollback(True)

    if not words:
        assert found == (set() if text.strip() else {version.pk for version in versions})
        return
    assert found == written
    exact = all(map(search_index.is_exact, words))
    for rows in (county, one):
        assert rows.keys() == read.keys()
        assert [pk for pk in rows if rows[pk] == 0] == sorted(pk for pk in read if read[pk] == 0)
        if exact:
            assert rows == read
