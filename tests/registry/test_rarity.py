"""What is known of how many texts hold a word, and what the search makes of it."""

import pytest
from django.db import connection

from registry import candidates, rarity, search_index, searching
from registry.models import DutyVersion

postgres = pytest.mark.postgres  # SQLite keeps no such statistics

COUNTIES = [f"4503{number:02d}" for number in range(12)]


@pytest.fixture
def indexed(db, monkeypatch):
    """Of the texts of twelve counties all hold 巡查, one 鼋鼍; the words are looked up by their pieces."""
    monkeypatch.setattr(rarity, "_read", {})
    texts = [(pk, COUNTIES[pk % 12], "鼋鼍" if pk == 7 else "看护") for pk in range(600)]
    rows = [(10**9 + pk, ["巡查", word, *search_index.scopes(code)]) for pk, code, word in texts]
    search_index.append((pk, pieces, pieces, pieces) for pk, pieces in rows)


def analyze():
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {search_index.TABLE}")


def most(*words):
    return rarity.most_holding([[word] for word in words], ("name",), search_index.TABLE)


@postgres
def test_before_the_first_analyze_nothing_is_known(indexed, monkeypatch):
    monkeypatch.setattr(
        rarity, "STATISTICS", rarity.STATISTICS + " AND FALSE"
    )  # of another test's rows, perhaps

    assert most("鼋鼍") is None


@postgres
def test_no_fewer_than_there_are(indexed):
    analyze()

    assert most("巡查") >= 600
    assert 1 <= most("鼋鼍") < 100
    assert most("巡查", "鼋鼍") == most("鼋鼍")
    assert most("没有") < 100
    two = rarity.most_holding([["巡查"]], ("name", "duties"), search_index.TABLE)
    assert two == 2 * most("巡查")
    assert rarity.most_holding([], ("name",), search_index.TABLE) is None


@postgres
@pytest.mark.parametrize(("word", "asked"), [("鼋鼍", 1), ("没有", 1), ("巡查", 2)])
def test_for_a_rare_word_no_county_is_looked_at_by_itself(
    indexed, monkeypatch, django_assert_num_queries, word, asked
):
    """The statistics are read first; for a common word the first counties give all that is wanted."""
    analyze()
    most(word)
    monkeypatch.setattr(candidates, "A_COUNTY", 50)
    monkeypatch.setattr(candidates, "SCATTERED", 1)
    holding = {"鼋鼍": 1, "没有": 0, "巡查": 300}[word]

    with django_assert_num_queries(asked):
        lists = list(candidates.candidates([word], 0, 300, enough=300, area="4503", counties=COUNTIES))

    assert len({pk for pks in lists for pk in pks}) == holding


@postgres
def test_of_a_long_word_the_telling_pieces_are_asked_for(indexed, monkeypatch):
    """Every text has 巡查, hardly any 鼋鼍; what the statistics do not name is as rare as the rarest they do."""
    word = ["巡查", "查鼋", "鼋鼍", "鼍看", "看护"]

    with monkeypatch.context() as nothing_known:
        nothing_known.setattr(rarity, "STATISTICS", rarity.STATISTICS + " AND FALSE")
        assert rarity.rarest(word, search_index.TABLE, "name") == word

    rarity._read.clear()
    analyze()
    asked = rarity.rarest(word, search_index.TABLE, "name")
    assert set(asked) == {"查鼋", "鼋鼍", "鼍看"}
    assert len(asked) == rarity.TELLING
    assert rarity.rarest(word[:3], search_index.TABLE, "name") == word[:3]
    assert rarity.rarest(word, search_index.TABLE, "no_such_column") == word


@postgres
def test_what_has_the_telling_pieces_apart_is_not_found(place, enter, monkeypatch):
    """The others of its pieces are not asked for; the text itself is."""
    monkeypatch.setattr(rarity, "_read", {})
    for number in range(30):
        enter(f"道路清障{number}")
    apart, whole = enter("鼋查、查鼍、鼍护"), enter("鼋查鼍护道路清障")
    analyze()
    tsquery = search_index.tiers(["鼋查鼍护道路清障"], place.county.code)[0][1]

    assert "道路" not in str(tsquery)
    assert list(searching.search_everywhere("鼋查鼍护道路清障").rows) == [whole.pk]
    assert (
        apart.pk not in searching.ranked(DutyVersion.objects.all(), ["鼋查鼍护道路清障"], place.county).rows
    )


@pytest.mark.sqlite_only
@pytest.mark.parametrize("fewest", [500, 700])
def test_on_sqlite_some_texts_tell_what_is_common(indexed, monkeypatch, fewest):
    """Of 600 texts; of fewer than are worth it nothing is known."""
    monkeypatch.setattr(rarity, "FEWEST", fewest)
    word = ["巡查", "查鼋", "鼋鼍", "鼍看", "看护"]

    asked = rarity.rarest(word, search_index.TABLE)

    assert asked == (["查鼋", "鼋鼍", "鼍看"] if fewest < 600 else word)
    assert ("看护" in str(search_index.tiers(["巡查鼋鼍看护"], "")[2])) == (fewest > 600)


@pytest.mark.sqlite_only
def test_an_index_without_texts_is_no_matter(db, monkeypatch):
    monkeypatch.setattr(rarity, "_read", {})

    assert rarity.rarest(["巡查", "查鼋", "鼋鼍", "鼍看"], search_index.TABLE) == [
        "巡查",
        "查鼋",
        "鼋鼍",
        "鼍看",
    ]
