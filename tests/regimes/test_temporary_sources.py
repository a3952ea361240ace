"""Where a temporary duty comes from, in the words of the county's own file: the form, the case, the list (issue 6: 中央/自治区/市, 县,
部门, 其他)."""

import re
from datetime import timedelta

import pytest

from accounts.models import County
from admission.pages import contents
from audit import clock
from audit.record import SYSTEM
from regimes.actions import load_regime
from regimes.schema import RegimeError, parse
from registry.models import DutyVersion
from registry.states import SourceKind
from registry.table import BadCell, Reader, spoken
from tests.admission.forms import address, filled
from tests.cast import client_of
from tests.factories import fresh, make_case
from tests.regimes.conftest import regime_text

TABLE = re.compile(r"\[temporary_sources\]\n(?:.+\n)+")
HUNAN = TABLE.search(regime_text("rucheng"))[0]
OWN = TABLE.search(regime_text("lingchuan"))[0]
USUAL = ["上级明确要求", "县委、县政府确需", "县级部门确需", "其他确需"]


def with_sources(table):
    return TABLE.sub(lambda found: table, regime_text("lingchuan"))


@pytest.mark.parametrize(
    ("code", "said", "source"),
    [
        ("lingchuan", ["中央、自治区、桂林市明确要求", "县委、县政府确需", "职能部门确需", "其他确需"], "第六条"),
        ("arong", ["中央、自治区、呼伦贝尔市明确要求", "旗委、旗政府确需", "旗直部门确需", "其他确需"], "本县自定"),
        ("binxian", ["中央、省、哈尔滨市明确要求", *USUAL[1:]], "本县自定"),
        ("tongwei", ["中央、省、定西市明确要求", *USUAL[1:]], "本县自定"),
        ("rucheng", ["中央、省、郴州市明确要求", *USUAL[1:]], "本县自定"),
    ],
)  # fmt: skip
def test_each_county_says_it_itself(code, said, source):
    rules = parse(regime_text(code))

    assert list(rules.sources_of_temporary.values()) == said
    assert {each.source for each in rules.temporary_sources.values()} == {source}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('upper = { label = "上级" }', "temporary_sources.upper：写明出处（article），或写own_choice = true（本县自定），两者只能选一"),
        ('upper = { article = "第六条" }', "temporary_sources.upper.label：缺少这一项"),
        ('city = { article = "第六条", label = "市里" }', "temporary_sources：没有“city”这个来源，可用的有：upper、county、department、other"),
        ('upper = { article = "第六条", label = "要求" }\nother = { article = "第六条", label = "要求" }', "temporary_sources.other：名称“要求”和upper的一样"),
        (f'upper = {{ article = "第六条", label = "{"上" * 51}" }}', "temporary_sources.upper.label：不超过50个字，不能换行"),
        ('upper = { article = "第六十条", label = "上级" }', "temporary_sources.upper.article：[source_articles]里没有“第六十条”"),
    ],
)  # fmt: skip
def test_a_wrong_table_is_told(table, said):
    with pytest.raises(RegimeError) as refused:
        parse(with_sources(f"[temporary_sources]\n{table}\n"))

    assert said in refused.value.problems


def test_without_the_table_the_usual_ones_stand():
    assert list(parse(with_sources("")).sources_of_temporary.values()) == USUAL


@pytest.mark.parametrize(
    ("table", "said", "other"),
    [
        (OWN, "中央、自治区、桂林市明确要求", "郴州"),
        (HUNAN, "中央、省、郴州市明确要求", "中央、自治区"),
        ("", "上级明确要求", "中央、自治区"),
    ],
)
def test_the_form_asks_what_the_file_has(lingchuan, table, said, other):
    load_regime(county=lingchuan, text=with_sources(table), by=SYSTEM)
    case = make_case("draft")

    page = client_of("zjj-jb").get(address("case-edit", case)).content.decode()

    assert f"{said}的，把文件作附件上传" in page
    assert other not in page


def test_a_source_that_the_county_does_not_have_is_refused(lingchuan):
    only_upper = '[temporary_sources]\nupper = { article = "第六条", label = "上级要求" }\n'
    load_regime(county=lingchuan, text=with_sources(only_upper), by=SYSTEM)
    case = make_case("draft")
    url, client = address("case-edit", case), client_of("zjj-jb")

    refused = client.post(url, filled(client, url, term="temporary", source_kind="department"))

    assert refused.status_code == 422
    assert fresh(case).version.source_kind == ""


@pytest.mark.usefixtures("lingchuan")
def test_a_case_keeps_the_words_it_was_handed_in_with():
    day = clock.today()
    term = {"term_from": day, "term_until": day + timedelta(days=60), "why_temporary": "只办一次。"}
    case = make_case("reviewing", term="temporary", source_kind="department", **term)
    load_regime(county=case.county, text=with_sources(HUNAN), by=SYSTEM)

    told = {line.key: line.value for line in contents.lines(fresh(case), fresh(case).version)}

    assert told["source_kind"] == "职能部门确需"


def test_a_banner_s_list_says_it_of_the_banner(db):
    """In files of the list, too, which every county writes alike; and they read back."""
    banner = County.objects.create(code="150721", name="阿荣旗", short="阿")
    reader, column = Reader(banner), type("Column", (), {"storage": "source_kind"})

    for kind in SourceKind:
        assert reader.value(column, spoken("source_kind", kind, banner.name)) == kind
    assert spoken("source_kind", "county", banner.name) == "旗委、旗政府确需"
    with pytest.raises(BadCell):
        reader.value(column, "中央、自治区、呼伦贝尔市明确要求")

    load_regime(county=banner, text=regime_text("arong"), by=SYSTEM)

    assert Reader(banner).value(column, "中央、自治区、呼伦贝尔市明确要求") == "upper"
    assert banner.source_of_temporary("department") == "旗直部门确需"


def test_every_key_of_a_file_is_one_of_the_list():
    assert {key for key, _ in DutyVersion._meta.get_field("source_kind").choices} == {*SourceKind.values}
    assert list(parse(with_sources("")).sources_of_temporary) == SourceKind.values
