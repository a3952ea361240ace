"""Searching the list: what is found, in which order, what is marked, and that it ends at a thousand."""

import csv
import io
import re
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import actions as accounts
from audit.record import SYSTEM
from registry import actions, candidates, search_index, searching
from registry.actions import imports
from registry.importing import settling
from registry.models import Category, Duty, DutyVersion
from registry.queries import search, search_words
from registry.searching import search_everywhere
from tests.registry.conftest import FROM, NUMBER, TODAY, end, facts, take_effect
from tests.registry.tables import xlsx
from tests.registry.test_views import count, names

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


def found(client, text):
    return names(client.get("/", {"q": text}))


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("巡", True),  # one character does, in a county
        ("巡查", True),
        ("隐患", True),
        ("患点汛期巡", True),
        ("汛期 隐患", True),  # all words, in any order
        ("汛期 水利", False),
        ("患点巡查", False),  # its pieces are there, the word is not
        ("地質災害隱患點", True),
        ("自然資源局", True),
        ("灵编发〔2025〕9号", True),
        ("靈編發9號", True),
        ("ＧＢ5０", True),
        ("gb 50", True),
        ("隐-患，点", True),
        ("隐患%", False),
        ("_", False),
        ("'", False),
        ('"巡查" OR "水利"', False),
        ("巡查 *", True),  # a sign that is not searched for
        ("巡*", True),
        ("NOT 巡查", False),
        ("name:巡查", False),
        ("area450323", False),  # what the index itself writes down is no text
        ("a", False),
        ("Ａ 巡查", False),
        ("'巡查' & '水利'", False),
        ("\\", False),
        ("巡" * 2000, False),
    ],
)
def test_what_finds_a_duty(client, enter, text, hit):
    enter("地质灾害隐患点汛期巡查", basis="《地质灾害防治条例》；GB 50201")

    response = client.get("/", {"q": text})

    assert response.status_code == 200
    assert names(response) == (["地质灾害隐患点汛期巡查"] if hit else [])


@pytest.mark.parametrize(("written", "asked"), [("農村飲水安全", "农村饮水"), ("农村饮水安全", "農村飲水")])
def test_simplified_and_traditional_find_each_other_and_are_marked_as_written(client, enter, written, asked):
    enter(written)

    html = client.get("/", {"q": asked}).content.decode()

    assert f"<mark>{written[:4]}</mark>{written[4:]}" in html


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("配合001", "<mark>配合001</mark>"),
        ("灵编发［２０２５］9号", "<mark>灵编发〔2025〕9号</mark>"),
        ("資源局", "县自然<mark>资源局</mark>"),
        ("自然资源", "<mark>自然资源</mark> ·"),
    ],
)
def test_what_stands_in_the_other_columns_is_marked_there(client, enter, text, marked):
    enter()

    assert marked in client.get("/", {"q": text}).content.decode()


def test_names_come_before_duties_and_those_before_the_basis(client, enter):
    enter("甲事项", basis="《秸秆禁烧办法》")
    enter("乙事项", department_duties="处罚秸秆焚烧。")
    enter("丙事项", township_duties="劝阻秸秆焚烧。")
    enter("秸秆禁烧巡查")
    enter("丁事项", boundary="秸秆处置不归乡镇。")
    enter("戊事项")

    assert found(client, "秸秆") == ["秸秆禁烧巡查", "乙事项", "丙事项", "丁事项", "甲事项"]
    assert names(client.get("/?q=秸秆&sort=code")) == [
        "甲事项", "乙事项", "丙事项", "秸秆禁烧巡查", "丁事项",
    ]  # fmt: skip


def test_words_in_different_places_count_as_the_last_of_them(client, enter):
    enter("秸秆巡查", basis="《大气污染防治法》")
    enter("大气巡查秸秆")

    assert found(client, "秸秆 大气") == ["大气巡查秸秆", "秸秆巡查"]


def test_own_columns_and_category_are_found(client, enter):
    version = enter("甲事项")
    DutyVersion.objects.create(
        duty=enter("乙事项").duty, number=2, name="丙", normalized_name="丙", department=version.department,
        texts={"form": "现场核验"}, document_number="灵编发〔2026〕1号",
    )  # fmt: skip
    search_index.rebuild()

    assert found(client, "自然资源") == ["甲事项", "乙事项"]  # the category of both
    waiting = DutyVersion.objects.get(name="丙")
    assert list(searching.ranked(DutyVersion.objects.all(), ["现场核验"], waiting.duty.county).rows) == [
        waiting.pk
    ]


def test_the_category_that_a_duty_went_into_finds_it(client, enter, place):
    """An adjustment may put a duty into another category, from the day of its notice (灵川 第五条)."""
    duty = enter("甲事项").duty
    text = actions.amend_duty(
        duty=duty, facts=facts("甲事项"), townships=place.townships, department=place.slj
    )
    farming = Category.objects.create(county=place.county, name="农业农村", order=2)
    actions.set_effective(
        version=text, document_number=NUMBER, issued_on=TODAY, effective_from=TODAY, category=farming
    )

    for words, hit in (("农业农村", ["甲事项"]), ("农业", ["甲事项"]), ("自然资源", [])):
        assert found(client, words) == hit, words
        assert listed(client, words) == hit, words


def test_a_renamed_department_is_found_by_the_name_it_has(client, enter, place):
    """The list shows the new name: whoever searches for it is not told that the list has nothing."""
    old = enter("甲事项").duty
    amended = actions.amend_duty(
        duty=old, facts=facts("甲事项"), townships=place.townships, department=place.zrj
    )
    named = {"name": "县自然资源和规划局", "short_name": "县资源规划局"}
    accounts.rename_unit(unit=place.zrj, since=TODAY, document=NUMBER, by=SYSTEM, **named)
    take_effect(amended, TODAY)
    enter("乙事项", department=place.slj)

    for words in ("自然资源和规划局", "规划", "县资源规划局"):
        assert found(client, words) == listed(client, words) == ["甲事项"], words
        assert everywhere(words) == ["甲事项"], words
    assert names(client.get(f"/?q=规划局&as_of={FROM}")) == ["甲事项"]  # as that day's list shows it
    accounts.change_unit(unit=place.slj, by=SYSTEM, short_name="县水务局")
    assert found(client, "水务") == everywhere("水务") == ["乙事项"]


def test_a_renamed_department_is_found_by_the_name_it_had(client, enter, place):
    """Whoever has an older paper in the hand searches for what stands there; a name that was only misspelt was none."""
    enter("甲事项")
    accounts.change_unit(unit=place.zrj, by=SYSTEM, name="县自然资原局", short_name="县资原局")
    named = {"name": "县自然资源和规划局", "short_name": "县资源规划局"}
    accounts.change_unit(unit=place.zrj, by=SYSTEM, name="县国土资源局", short_name="县国土局")
    accounts.rename_unit(unit=place.zrj, since=TODAY, document=NUMBER, by=SYSTEM, **named)
    enter("乙事项")
    enter("丙事项", department=place.slj)

    for words in ("国土", "国土资源局", "县国土局", "规划", "县国土局 规划局"):
        assert found(client, words) == listed(client, words) == ["甲事项", "乙事项"], words
        assert sorted(everywhere(words)) == sorted(["甲事项", "乙事项"]), words
    for words in ("资原", "自然资原局"):
        assert found(client, words) == everywhere(words) == [], words


def test_a_department_that_ended_is_found_by_who_goes_on_for_it(client, enter, place):
    """Through reorganisation after reorganisation, under the successor's names of today and before, and no more after another
    was named instead; what the successor led itself is not found by the other's name."""
    county = {"county": place.county, "kind": place.zrj.kind, "by": SYSTEM}
    new = accounts.create_unit(code="zgj", name="县资源规划局", order=20, **county)
    last = accounts.create_unit(code="jsj", name="县城乡建设委员会", short_name="县建委", order=21, **county)
    enter("甲事项")
    enter("乙事项", department=new)
    ends = {"valid_until": TODAY, "by": SYSTEM}
    accounts.change_unit(unit=place.zrj, successor=new, **ends)
    enter("丙事项")

    for words, hits in (
        ("资源规划局", "甲乙丙"),
        ("自然资源局", "甲丙"),
        ("自然资源局 规划", "甲丙"),
        ("建委", ""),
    ):
        assert found(client, words) == [f"{hit}事项" for hit in hits], words
        assert len(everywhere(words)) == len(hits), words

    accounts.change_unit(unit=new, successor=last, **ends)
    named = {"name": "县住房和建设委员会", "short_name": "县住建委"}
    accounts.rename_unit(unit=last, since=TODAY, document=NUMBER, by=SYSTEM, **named)
    for words, hits in (
        ("住建委", "甲乙丙"),
        ("县建委", "甲乙丙"),
        ("规划", "甲乙丙"),
        ("城乡建设 自然资源局", "甲丙"),
    ):
        assert found(client, words) == listed(client, words) == [f"{hit}事项" for hit in hits], words
        assert len(everywhere(words)) == len(hits), words

    accounts.change_unit(unit=place.zrj, successor=place.slj, **ends)
    for words, hits in (("住建委", "乙"), ("水利局", "甲丙")):
        assert found(client, words) == [f"{hit}事项" for hit in hits], words
        assert len(everywhere(words)) == len(hits), words
    call_command("index_duties")
    assert found(client, "水利局") == ["甲事项", "丙事项"]


def test_what_is_imported_for_a_renamed_department_is_found_by_both_names(client, place, seat_of):
    named = {"name": "县自然资源和规划局", "short_name": "县资源规划局"}
    accounts.change_unit(unit=place.zrj, by=SYSTEM, name="县国土资源局", short_name="县国土局")
    accounts.rename_unit(unit=place.zrj, since=TODAY, document=NUMBER, by=SYSTEM, **named)
    accounts.change_unit(unit=place.slj, by=SYSTEM, valid_until=TODAY, successor=place.zrj)
    kind, by = place.kinds["supporting"], seat_of(place.bb)
    rows = [["事项名称", "责任部门", "乡镇职责", "关联镇街"]]
    rows += [["甲事项", "县资源规划局", "巡查。", "全部"], ["乙事项", "县水利局", "巡查。", "全部"]]
    row = imports.upload_list(county=place.county, list_kind=kind, upload=xlsx(rows), by=by)
    row = imports.work(imports.settle_import(row=row, choices=settling.with_defaults(row), by=by))
    row = imports.confirm_import(row=row, by=by, document_number=NUMBER, effective_from=TODAY)
    assert imports.work(row).problems == []

    assert found(client, "国土资源局") == everywhere("国土资源局") == ["甲事项", "乙事项"]
    assert found(client, "水利局 规划局") == ["乙事项"]


def listed(client, words):
    """The names in the file that the page offers."""
    content = b"".join(client.get("/duties.csv", {"q": words}).streaming_content).decode("utf-8-sig")
    return [row["事项名称"] for row in csv.DictReader(io.StringIO(content))]


def everywhere(words):
    return [DutyVersion.objects.get(pk=pk).name for pk in search_everywhere(words).rows]


def test_only_the_text_that_counts_is_found(client, enter, place):
    old = enter("旧名称巡查")
    new = actions.amend_duty(
        duty=old.duty, facts=facts("新名称巡查"), townships=place.townships, department=place.zrj
    )
    assert found(client, "新名称") == []
    take_effect(new, day := old.effective_from.replace(year=2026))

    assert (found(client, "新名称"), found(client, "旧名称")) == (["新名称巡查"], [])
    assert names(client.get(f"/?q=旧名称&as_of={day.replace(month=8)}")) == ["旧名称巡查"]


def test_filters_and_counts_are_those_of_the_hits(client, enter, place):
    enter("甲巡查")
    enter("乙巡查", kind="basic", department=place.slj)
    enter("丙看护", township_duties="看护。")
    end(enter("丁巡查").duty, place.townships, enter("戊巡查").effective_from)

    listing = client.get("/?q=巡查").context["listing"]

    assert [(tab["label"], tab["n"]) for tab in listing.tabs][:3] == [
        ("全部", 3), ("基本履职", 1), ("配合履职", 2),
    ]  # fmt: skip
    assert names(client.get("/?q=巡查&kind=basic")) == ["乙巡查"]
    assert names(client.get("/?q=巡查&status=revoked")) == ["丁巡查"]


def test_counting_stops_at_a_thousand(client, enter, monkeypatch):
    """With a smaller thousand: what is beyond it is still found by choosing more."""
    monkeypatch.setattr(searching, "MOST", 3)
    for number in range(4):
        enter(f"巡查{number}")
    enter("巡查基本", kind="basic")

    every, basic = client.get("/?q=巡查"), client.get("/?q=巡查&kind=basic")

    assert (count(every), len(names(every))) == ("3+项", 3)
    assert "共3+项" in every.content.decode()
    assert (count(basic), names(basic)) == ("1项", ["巡查基本"])
    # the kind that is chosen says what the page says
    said = [
        re.search(r'aria-current="true">[^<]*<span class="n">([^<]*)<', each.text)[1]
        for each in (every, basic)
    ]
    assert said == ["3+", "1"]
    assert client.get("/?q=巡查&page=2").status_code == 404


def test_two_thousand_characters_are_cut_and_quick(client, enter):
    enter()

    page = client.get("/", {"q": "地质灾害隐患点汛期巡查" * 200})

    assert (page.status_code, "只按前100个字查找" in page.content.decode()) == (200, True)


def test_nothing_is_found_in_another_county(client, enter, place):
    enter("甲巡查")
    other = accounts.open_county(code="450324", name="全州县", short="全", by=SYSTEM)

    assert searching.ranked(DutyVersion.objects.all(), ["巡查"], other).rows == {}


# ------------------------------------------------------------------------ several counties


@pytest.fixture
def neighbour(place, enter):
    """全州县 in the same city, with one duty; 50 is another province."""
    enter("灵川巡查")
    county = accounts.open_county(code="450324", name="全州县", short="全", by=SYSTEM)
    version = enter("全州看护", basis="《巡查办法》")
    Duty.objects.filter(pk=version.duty_id).update(county=county)
    search_index.put([version])
    return county


@pytest.mark.parametrize(
    ("area", "found"),
    [
        ("", ["灵川巡查", "全州看护"]),
        ("45", ["灵川巡查", "全州看护"]),
        ("4503", ["灵川巡查", "全州看护"]),
        ("450324", ["全州看护"]),
        ("50", []),
    ],
)
def test_searching_everywhere(neighbour, area, found):
    hits = search_everywhere("巡查", area)

    versions = DutyVersion.objects.in_bulk(hits.rows)
    assert ([versions[pk].name for pk in hits.rows], hits.more) == (found, False)


def test_everywhere_means_public_and_in_force(neighbour, enter, place):
    enter("待生效巡查", effective=None)
    enter("不公开巡查", is_public=False, publication_ground="涉及个人隐私")
    end(enter("撤销巡查").duty, place.townships, enter("另巡查").effective_from)

    hits = search_everywhere("巡查")

    assert {version.name for version in DutyVersion.objects.in_bulk(hits.rows).values()} == {
        "灵川巡查", "全州看护", "另巡查",
    }  # fmt: skip


WAYS = (
    "巡查",
    "全州",
    "巡查办法",
    "办巡查法",
    "查",
    "没有",
    "全州 巡查",
    "州 巡查",
    "查 看护",
    "灵川巡查 看护",
)


@pytest.mark.parametrize("area", ["", "45", "4503", "450324", "50"])
@pytest.mark.parametrize("text", WAYS)
def test_what_holds_all_words_by_the_index_is_what_holds_them_by_reading(neighbour, text, area):
    everything = DutyVersion.objects.filter(duty__county__code__startswith=area)

    held = searching.holding_all(DutyVersion.objects.all(), search_words(text), area)

    if len(text) == 1:  # read in all of them, wherever they are
        held = held.filter(duty__county__code__startswith=area)
    assert set(held) == set(search(everything, text))


@pytest.mark.parametrize("text", ["巡", "", "。。", "巡。"])
def test_one_character_is_not_looked_for_everywhere(neighbour, text):
    assert search_everywhere(text).rows == {}


def test_the_letter_of_the_index_s_own_words_is_found_where_it_is_written(neighbour, enter, place):
    """Every text stands in the index under its county and areas too: area450323."""
    kept = enter("Ａ级景区看护")

    assert [*searching.ranked(DutyVersion.objects.all(), ["a"], place.county).rows] == [kept.pk]
    assert [*search_everywhere("a", county=place.county).rows] == [kept.pk]
    assert [*search_everywhere("看护 a").rows] == [kept.pk]


def test_everywhere_stops_at_a_thousand(neighbour, enter, monkeypatch):
    monkeypatch.setattr(searching, "MOST", 2)
    for number in range(3):
        enter(f"巡查{number}")

    hits = search_everywhere("巡查")

    assert (len(hits.rows), hits.more, hits.said) == (2, True, "2+")


@pytest.mark.parametrize(("most", "enough"), [(1, 1), (3, 2), (8, 5), (8, 100), (100, 1), (100, 50)])
@pytest.mark.parametrize("a_county", [0.01, 1, 10**6], ids=["walked", "judged", "read whole"])
@pytest.mark.parametrize(
    "holding",
    [
        "1111111111",
        "0000000000",
        "1000000000",  # the first counties tell nothing of the others
        "0000000001",
        "1100000011",
        "5000000000",
        "0555555555",
    ],
)
def test_of_many_counties_as_many_are_found_as_there_are(db, monkeypatch, holding, a_county, most, enough):
    """`holding`: how many duties of each county hold the word; looked for in one county at first. The word is of this
    test alone: rows of the index that a test committed are still there."""
    monkeypatch.setattr(candidates, "FEW", 2)
    monkeypatch.setattr(candidates, "PROBED", 1)
    monkeypatch.setattr(candidates, "A_COUNTY", a_county)
    counties = [f"4503{number:02d}" for number in range(len(holding))]
    held = [code for code, number in zip(counties, holding, strict=True) for _ in range(int(number))]
    rows = [(pk, ["鼋鼍", *search_index.scopes(code)]) for pk, code in enumerate(held, 10**9)]
    others = [(pk, ["看护", *search_index.scopes(code)]) for pk, code in enumerate(counties, 2 * 10**9)]
    search_index.append((pk, pieces, pieces, pieces) for pk, pieces in rows + others)

    lists = list(candidates.candidates(["鼋鼍"], 0, most, enough=enough, area="4503", counties=counties))

    found = {pk for pks in lists for pk in pks}
    assert found <= {pk for pk, _ in rows}
    assert min(most, len(rows)) <= len(found)
    assert all(len(set(pks)) == len(pks) <= most for pks in lists)


# --------------------------------------------------------------------------- the index itself


def test_the_command_folds_and_indexes_anew(client, enter):
    version = enter("農村巡查")
    search_index.forget([version.pk])
    DutyVersion.objects.update(search_text="旧", normalized_name="旧")
    Duty.objects.update(normalized_name="旧")
    assert found(client, "农村") == []

    call_command("index_duties", county="450323")

    assert found(client, "农村") == ["農村巡查"]
    assert Duty.objects.get().normalized_name == "农村巡查"
    with pytest.raises(CommandError):
        call_command("index_duties", county="999999")


def test_the_search_goes_by_the_index(enter, place):
    """Not by reading every text: the plan names it."""
    enter()
    sql, params = search_index.tiers(["巡查"], "450323")[0]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            assert "VIRTUAL TABLE INDEX" in str(cursor.fetchall())
            assert search_index.NAMES in sql
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}", params)
            assert "registry_gram_name" in str(cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="只有SQLite把名称另存一张表")
def test_the_names_table_of_sqlite_has_what_the_index_has(enter, place):
    """However the texts came in or went, and after the migration of lists that were there before it."""
    kept, gone = enter("农村巡查"), enter("隐患排查")
    search_index.forget([gone.pk])
    assert names_in() == of_all_columns() == {kept.pk: names_in()[kept.pk]}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {search_index.NAMES}")
        # a real schema editor of SQLite is none within a test's transaction
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        import_module("registry.migrations.0015_names_indexed_apart").create_and_fill(None, editor)

    assert names_in() == of_all_columns()
    assert [*searching.search_everywhere("农村").rows] == [kept.pk]


def names_in(table=search_index.NAMES):
    """{pk: the pieces of its name}."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid, name FROM {table}")  # noqa: S608 - a name of ours
        return dict(cursor.fetchall())


def of_all_columns():
    return names_in(search_index.TABLE)


def test_a_folding_keeps_the_search_index_of_a_character_that_only_tables_of_unicode_know(client, enter):
    enter("𠮷野𪚥巡查")

    assert found(client, "𪚥巡") == found(client, "𪚥") == ["𠮷野𪚥巡查"]


def test_pieces_of_a_word_in_the_name_are_not_the_word(client, enter):
    """灵川's readers look for a name: what is really called so comes first, though the other stands before it by its code."""
    enter("饮水安全保障、安全巡查", township_duties="饮水安全巡查。")
    enter("饮水安全巡查")

    assert found(client, "饮水安全巡查") == ["饮水安全巡查", "饮水安全保障、安全巡查"]


def test_a_number_in_the_name_is_found_there_without_its_year(client, enter):
    enter("甲事项", basis="灵政发5号文件。")
    enter("贯彻灵政发〔2025〕5号文件")

    assert found(client, "灵政发5号文件") == ["贯彻灵政发〔2025〕5号文件", "甲事项"]


def test_a_search_that_ended_before_it_found_anything_does_not_say_that_there_is_nothing(
    client, enter, monkeypatch
):
    for number in range(4):
        enter(f"饮水安全{number}", township_duties="水安、安巡、巡查。")
    whole = enter("山塘看护", township_duties="水安巡查。")
    monkeypatch.setattr(searching, "SPARE", 0)
    monkeypatch.setattr(searching, "MOST", 1)
    monkeypatch.setattr(searching, "CANDIDATES", 2)

    hits = searching.search_everywhere("水安巡查")

    assert (dict(hits.rows), hits.more) == ({}, True)
    assert whole.pk in dict(searching.search_everywhere("看护").rows)


@pytest.mark.sqlite_only
def test_a_long_word_is_asked_for_where_a_column_has_all_of_its_pieces(enter, place):
    """Over all counties; 鼋鼍 stands in a basis, 河道 in duties, and no text has the word whole but one."""
    apart = enter("甲事项", township_duties="河道、道鼋、鼋鼍分列。")
    whole = enter("乙事项", basis="《河道鼋鼍保护办法》")
    _, duties, rest = search_index.tiers(["河道鼋鼍"], "")

    def held(condition):
        return set(
            DutyVersion.objects.filter(pk__in=search_index.among(condition)).values_list("pk", flat=True)
        )

    assert held(duties) == {apart.pk}
    assert held(rest) == {whole.pk}
    assert held(search_index.tiers(["河道鼋鼉"], "")[1]) == set()
    assert list(search_everywhere("河道鼋鼍").rows) == [whole.pk]
    exists = [
        "EXISTS" in search_index.tiers([word], area)[2][0]
        for word, area in (("河道鼋鼍", ""), ("河道", ""), ("河道鼋鼍", "450323"))
    ]
    assert exists == [True, False, False]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: run script/postgres pytest")
def test_little_waits_to_be_put_in_its_place_in_the_index(db):
    """After a list was imported a search is as quick as before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname ~ '^registry_gram_(name|duties|rest)$'")
        told = cursor.fetchall()

    assert told == [(["gin_pending_list_limit=256"],)] * 3
