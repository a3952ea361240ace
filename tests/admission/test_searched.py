"""Searching cases by name and number: found by pieces of the text that the seat may read, and by no other."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from accounts.acting import acting_for
from admission import searched, worklist
from admission.actions import applicant
from admission.models import Searched
from audit import clock
from tests.admission.test_succession import passed_on
from tests.cast import seat
from tests.factories import fresh, journey, make_case, unit

NAME = "乡镇ＡＢ类水库（山塘）安全巡查_100%"


def found(who, text):
    """Names of the cases that the seat finds, the newest first."""
    by = seat(who)
    cases = searched.having(worklist.seen(by), text, by).order_by("-pk").values_list("pk", flat=True)
    return [case.shown for case in worklist.tracked(by, list(cases))]


@pytest.mark.parametrize(
    "text",
    [
        "水库",
        "库",
        "水庫山塘",  # 繁體
        "ab类",
        "ＡＢ類",
        "水库 巡查",
        "巡查　水库",
        "山塘安全巡查",
        "（山塘）",
        "水库山塘安全巡查",
        "_",
        "%",
        "巡查_100%",
        "1００％",
        "",
        "  ",
    ],
)
def test_what_finds_a_name(lingchuan, text):
    make_case("submitted", name=NAME)
    assert found("bb-jb", text) == [NAME]


@pytest.mark.parametrize(
    "text",
    [
        "巡察",
        "塔",
        "水库 巡察",
        "安全水库",  # 安全, 全水, 水库: not all of them stand there
        "巡查山塘",
        "巡%查",
        "巡_查",
        "%_",
        "（",  # nothing of it can be compared
        "（ ）",
        "a_类",
    ],
)
def test_what_does_not_find_it(lingchuan, text):
    make_case("submitted", name=NAME)
    assert found("bb-jb", text) == []


def test_pieces_that_stand_apart_are_no_word(lingchuan):
    make_case("submitted", name="山林防火，林防山的事项")
    assert found("bb-jb", "防山林") == []
    assert found("bb-jb", "山林防") == ["山林防火，林防山的事项"]


def test_a_long_word_of_more_pieces_than_are_looked_up_is_compared_whole(lingchuan):
    long = "农村饮用水水源保护区日常巡查和群众投诉举报先期处置以及信息报送事项"
    make_case("submitted", name=long)
    assert found("bb-jb", long) == [long]
    assert found("bb-jb", long.replace("举报", "报举")) == []


def test_numbers_are_found_by_their_parts_with_and_without_signs(lingchuan):
    case = make_case("submitted", name="道路巡查")
    other = make_case("submitted", name="水库巡查")
    serial = case.number.split("〕")[1]
    for text in (case.number, case.number.replace("〔", "[").replace("〕", "]"), f"道路 {serial}"):
        assert found("bb-jb", text) == ["道路巡查"]
    assert found("bb-jb", f"水库 {case.number}") == []
    assert found("bb-jb", other.number) == ["水库巡查"]


def test_a_word_does_not_reach_from_the_number_into_the_name(lingchuan):
    case = make_case("submitted", name="道路巡查")
    assert found("bb-jb", f"{case.number}道路") == []


def test_a_draft_is_found_by_its_applicant_only(lingchuan):
    made = journey("revising", name="老名称的事项")
    made.act(applicant.save_text, "zjj-jb", name="金丝雀的事项")

    for who in ("bb-jb", "lcz-fz", "sfj-jb", "zjr"):
        assert (found(who, "金丝雀"), found(who, "老名称")) == ([], ["老名称的事项"])
    assert (found("zjj-jb", "金丝雀"), found("zjj-jb", "老名称")) == (["金丝雀的事项"], [])

    made.act(applicant.revise, "zjj-fz")
    assert (found("bb-jb", "金丝雀"), found("bb-jb", "老名称")) == (["金丝雀的事项"], [])


def test_the_body_above_finds_what_it_was_sent(lingchuan):
    made = journey("upper_review", name="老名称的事项")
    assert found("sbb-jb", "老名称") == []
    made.file()
    assert found("sbb-jb", "老名称") == ["老名称的事项"]

    made.return_upper(substance=True).return_for_correction()
    made.act(applicant.save_text, "zjj-jb", name="金丝雀的事项")

    assert (found("sbb-jb", "金丝雀"), found("sbb-jb", "老名称")) == ([], ["老名称的事项"])
    assert (found("bb-jb", "金丝雀"), found("bb-jb", "老名称")) == ([], ["老名称的事项"])


def test_what_a_seat_may_not_see_is_not_found(lingchuan):
    case = make_case("submitted", name=NAME)
    assert [found(who, text) for who in ("nyj-fz", "sbb-jb") for text in ("水库", case.number)] == [[]] * 4


def test_whoever_goes_on_for_a_unit_finds_its_draft_by_its_name(lingchuan):
    made = journey("revising", name="老名称的事项")
    made.act(applicant.save_text, "zjj-jb", name="金丝雀的事项")
    passed_on()

    assert found("gaj-fz", "金丝雀") == ["金丝雀的事项"]


def test_a_discarded_draft_leaves_no_row(lingchuan):
    case = make_case("draft")
    assert Searched.objects.filter(case=case).count() == 1
    applicant.discard(case=case, by=seat("zjj-jb"), lock=fresh(case).lock)
    assert not Searched.objects.exists()


def test_the_cases_there_were_before_are_filled_in_alike(lingchuan):
    make_case("draft", name="草稿（一）")
    made = (
        journey("upper_review", name="老名称的事项")
        .file()
        .return_upper(substance=True)
        .return_for_correction()
    )
    made.act(applicant.save_text, "zjj-jb", name="新名稱的事項")
    make_case("approved", name=NAME)
    rows = Searched.objects.order_by("case").values_list("case", "pieces", *searched.TEXTS)
    written = list(rows)
    Searched.objects.all().delete()

    import_module("admission.migrations.0017_searched_filled").fill(apps, None)

    assert list(rows) == written
    assert [row[3:] for row in written[1:2]] == [("新名称的事项", "老名称的事项", "老名称的事项")]


@pytest.mark.postgres
def test_postgresql_has_an_index_of_the_pieces(lingchuan):
    asked = Searched.objects.filter(searched.Holding("pieces", ["水库"])).order_by()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "admission_searched_pieces" in asked.explain()


def test_a_unit_that_took_over_knows_it_and_has_done_what_was_left_to_it(lingchuan):
    case = make_case("circulating")
    passed_on()

    heir, other = (acting_for(seat(who).user, clock.today())[0] for who in ("gaj-fz", "nyj-fz"))

    assert (heir.unit.took_over, other.unit.took_over) == (True, False)
    assert [worklist.numbers(by, []).done for by in (heir, other)] == [{case.pk}, set()]
    assert unit("gaj").took_over  # unknown: it is asked
