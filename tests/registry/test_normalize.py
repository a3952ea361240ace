import pytest

from registry.normalize import grams, hits, normalized, search_lines, searchable


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("地质灾害 巡查", "地质灾害巡查"),
        ("耕地“非农化”、“非粮化”巡查", "耕地非农化非粮化巡查"),
        ("ＡＢＣ１２３", "abc123"),
        ("巡\u3000查\u200b\u0007", "巡查"),
        ("巡\ufe0f查\U000e0100", "巡查"),
        ("（临时）巡查——试行", "临时巡查试行"),
        ("100%达标_一", "100达标一"),
    ],
)
def test_names_that_are_the_same_name(written, same):
    assert normalized(written) == same


def test_a_search_keeps_the_signs_that_a_pattern_would_take_for_wildcards():
    assert searchable("5０％_") == "50%_"


def test_a_document_number_is_found_without_its_year():
    assert search_lines("巡查", "灵编发〔2026〕12号") == ["巡查", "灵编发202612号", "灵编发12号"]


@pytest.mark.parametrize(("name", "pieces"), [("巡查员", {"巡查", "查员"}), ("水", {"水"}), ("（）", set())])
def test_grams(name, pieces):
    assert grams(name) == pieces


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("隐患巡查和巡查员", ["巡查"], [(2, 4), (5, 7)]),
        ("“非农化”“非粮化”巡查", ["非农化非粮化"], [(1, 9)]),
        ("ＡＢ巡查", ["ab巡"], [(0, 3)]),
        ("巡查巡查", ["巡查", "查巡"], [(0, 4)]),
        ("巡查", ["水利", ""], []),
    ],
)
def test_hits_are_places_of_the_text_as_written(text, words, found):
    assert hits(text, words) == found
