"""The way of an edition as data: 黑龙江's three bodies, 灵川's none, and what is told of a wrong one."""

import pytest

from regimes.schema import RegimeError, parse
from tests.regimes.conftest import regime_text

BINXIAN = regime_text("binxian")


def test_heilongjiang_decides_reviews_and_files():
    steps = parse(BINXIAN).list_steps

    assert [(step.key, step.unit_key, step.verb, step.may_return, step.numbered) for step in steps] == [
        ("county", "party_office", "审定", True, True),
        ("city", "harbin_bianban", "审核", True, True),
        ("province", "heilongjiang_bianban", "备案", False, False),
    ]
    assert [step.source for step in steps] == ["本县自定", "四（一）", "四（一）"]
    # 所属市（地）审核: the source names no body of the city
    assert [step.cited for step in steps] == ["本县自定", "四（一）；由哪个机关办，本县自定", "四（一）"]
    assert [step.whole for step in steps] == [
        "县委、县政府审定",
        "市级审核（哈尔滨市委编办，机关本县自定）",
        "省级备案（黑龙江省委编办）",
    ]


def test_lingchuan_has_none(lingchuan_text):
    rules = parse(lingchuan_text)

    assert (rules.list_path, rules.list_steps) == (None, ())


@pytest.mark.parametrize(
    ("here", "instead", "problem"),
    [
        (
            'unit_key = "harbin_bianban"',
            'unit_key = "nobody"',
            "list_path.steps第2项.unit_key：没有“nobody”这个单位代号，"
            "可用的有：bianban、party_office、government_office、harbin_bianban、heilongjiang_bianban",
        ),
        ('key = "city"', 'key = "county"', "list_path.steps第2项.key：代号“county”在第1项已经写了"),
        (
            'label = "市级审核"',
            'label = "省级备案"',
            "list_path.steps第3项.label：名称“省级备案”在第2项已经写了",
        ),
        (
            'key = "city"',
            'key = "City 1"',
            "list_path.steps第2项.key：只能用小写字母、数字和下划线，以字母开头，不超过30个字",
        ),
        ('body = "哈尔滨市委编办"\n', "", "list_path.steps第2项.body：缺少这一项"),
        ('verb = "审核"', 'verb = "　"', "list_path.steps第2项.verb：不能空白"),
        (
            'verb = "审核"',
            'verb = "审核并提出书面修改意见，限期改正后再报送审核"',
            "list_path.steps第2项.verb：不超过20个字，不能换行",
        ),
        (
            "numbered = false",
            'numbered = "no"',
            "list_path.steps第3项.numbered：应为true或false",
        ),
        ("numbered = false", "number = false", "list_path.steps第3项.number：没有这个键，请核对拼写"),
        (
            'article = "四（一）"\nkey = "city"',
            'article = "四（九）"\nkey = "city"',
            "list_path.steps第2项.article：[source_articles]里没有“四（九）”",
        ),
        (
            'article = "四（一）"\nkey = "city"',
            'key = "city"',
            "list_path.steps第2项：写明出处（article），或写own_choice = true（本县自定），两者只能选一",
        ),
    ],
)
def test_a_wrong_step_is_told_with_its_place(here, instead, problem):
    assert BINXIAN.count(here) == 1

    with pytest.raises(RegimeError) as refused:
        parse(BINXIAN.replace(here, instead))

    assert refused.value.problems == (problem,)


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        (
            "[list_path]\nsteps = []",
            "list_path.steps：至少写一个环节；由联席会议办公室直接公布的县，整张[list_path]都不写",
        ),
        ("[list_path]", "list_path.steps：缺少这一项"),
    ],
)
def test_a_path_without_steps(path, problem):
    with pytest.raises(RegimeError) as refused:
        parse(BINXIAN[: BINXIAN.index("[list_path]")] + path)

    assert refused.value.problems[0] == problem  # the bodies above are then named for nothing
