"""What the five files quote and tell people: no word of those who wrote the files, nothing left out unseen."""

import tomllib

import pytest

from regimes.schema import parse
from tests.regimes.conftest import REGIMES, regime_text

EVERY = sorted(path.stem for path in REGIMES.glob("*.toml"))


@pytest.mark.parametrize("code", EVERY)
def test_who_reads_the_pages_is_told_nothing_of_sources_of_ours(code):
    def texts(value):
        if isinstance(value, dict):
            return [text for each in value.values() for text in texts(each)]
        if isinstance(value, list):
            return [text for each in value for text in texts(each)]
        return [str(value)]

    said = tomllib.loads(regime_text(code))
    quoted = said.pop("source_articles")

    assert [text for text in texts(said) if "来源没有" in text or "来源文件" in text] == []
    assert all(quoted.values())


@pytest.mark.parametrize(("code", "allowed"), [("tongwei", "除党中央、国务院和省委、省政府明确规定的"), ("binxian", "除中央和省委明确要求")])  # fmt: skip
def test_who_may_have_a_veto_is_told_as_the_source_says_it(code, allowed):
    """通渭 第14项, 黑龙江 三（二）."""
    rules = parse(regime_text(code))
    [veto] = [each for each in rules.wording if each.term == "一票否决"]

    assert veto.suggestion.startswith(allowed)
    assert allowed in rules.source_articles[veto.article]


@pytest.mark.parametrize(
    ("code", "article", "whole"),
    [
        ("binxian", "三（三）", "协调权,辖区内综合执法、应急处置、管理服务等方面自身无法解决的难点问题,"),
        ("binxian", "三（四）", "健全部门考核评价机制。……赋予"),
        ("tongwei", "第3项", "完善指挥协调机制。……继续实行派驻体制的"),
        ("tongwei", "第8项", "权限赋予乡镇……要创新服务形式"),
        ("tongwei", "第10项", "使基层有人有物有权，保证基层事情基层办、基层权力给基层、基层事情有人办。"),
        ("rucheng", "第五项", "加强属地化管理。……依法赋予"),
    ],
)
def test_a_quotation_shows_where_something_is_left_out(code, article, whole):
    assert whole in parse(regime_text(code)).source_articles[article]


def test_who_interprets_is_named_as_the_article_names_it():
    """灵川 第十二条."""
    rules = parse(regime_text("lingchuan"))

    assert f"由{rules.interpreter}负责解释" in rules.source_articles["第十二条"]
