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


QUOTED = {  # {county: {item: (its heading and first words, its last words)}}, as the sources print them
    "binxian": {
        "二（四）": ("坚持基层减负。全面梳理", "切实推进基层减负增效。"),
        "三（一）": ("制定乡镇(街道)职责清单。", "依清单问责”的管理体制。"),
        "三（二）": ("建立乡镇(街道)职责准入制度。", "将工作责任转嫁乡镇(街道)承担。"),
        "三（三）": ("建立县乡联动协调机制。", "畅通服务群众“最后一公里”。"),
        "三（四）": ("健全部门考核评价机制。", "作为评价县(市、区)直部门的重要指标。"),
        "四（一）": ("压实党委、政府责任。", "加强对各地清单的动态管理。"),
        "四（二）": ("加强协调合力推进。", "确保乡镇(街道)职责清单建设工作取得实效。"),
        "四（三）": ("依据清单监管问责。", "及时对外公开,接受社会监督。"),
    },
    "tongwei": {
        "第1项": ("优化机构设置和职能配置。", "县委编办，各乡镇党委和人民政府）"),
        "第2项": ("完善服务体系。", "县政务服务中心，各乡镇党委和人民政府）"),
        "第3项": ("完善指挥协调机制。", "县农业农村局，各乡镇党委和人民政府）"),
        "第8项": ("扩大服务管理权限。", "县司法局、县政管办，各乡镇党委和人民政府）"),
        "第9项": ("创新人员编制管理。", "县人社局，各乡镇党委和人民政府）"),
        "第10项": ("推动治理重心下移。", "县政管办，各乡镇党委和人民政府）"),
        "第12项": ("建立健全“一对多”“多对一”的制度机制。", "县委组织部，各乡镇党委和人民政府）"),
        "第13项": ("探索建立乡镇职责准入制度。县直部门", "县政府办公室，各乡镇党委和人民政府）"),
        "第14项": ("切实减轻基层负担。", "县委办公室、县政府办公室）"),
    },
    "rucheng": {
        "第一项": ("建立权力清单和责任清单。坚持", "扩大乡镇（街道）经济社会管理权限。"),
        "第五项": ("加强属地化管理。", "重大决策和重大事项建议权。"),
        "第七项": ("严格基层工作职责事项准入。建立", "依法转由群团组织行使。"),
        "第八项": ("统筹整合公共服务资源。", "网络端口等方面保障。"),
        "第十项": ("强化监督管理。", "加大责任追究力度。"),
        "第十一项": ("积极支持基层改革创新。严禁", "提供制度支持。"),
    },
}


@pytest.mark.parametrize("code", QUOTED)
def test_a_quotation_begins_and_ends_as_its_item_or_shows_that_it_does_not(code):
    quoted = parse(regime_text(code)).source_articles

    assert set(quoted) == set(QUOTED[code])
    for item, (first, last) in QUOTED[code].items():
        assert quoted[item].startswith(first), item
        assert quoted[item].endswith((last, "……")), item


def test_who_interprets_is_named_as_the_article_names_it():
    """灵川 第十二条."""
    rules = parse(regime_text("lingchuan"))

    assert f"由{rules.interpreter}负责解释" in rules.source_articles["第十二条"]
