"""What goes along with a duty, why a listed one changes or ends, and whether its end is applied for jointly: each county's own
file says it, with the article that does."""

import re

import pytest
from django.urls import reverse

from admission.pages.regulation import RegulationPage
from audit.record import SYSTEM
from regimes.actions import load_regime
from regimes.schema import RegimeError, parse
from tests.regimes.conftest import REGIMES, regime_text

EVERY = sorted(path.stem for path in REGIMES.glob("*.toml"))
OWN = "本县自定"
FOURTH, FIFTH = "第四条第（四）项", "第四条第（五）项"
# what the article has of each, in its own words; None where it has nothing of it
GUARANTEES = {
    "lingchuan": ("第九条", ("经费", "人员", "技术", "培训、指导")),
    "arong": ("第五条", ("工作经费", None, "技术力量", "业务培训")),
    "binxian": ("四（三）", ("财力保障", None, "技术支持", "人员培训")),
    "tongwei": ("第10项", ("资金", "人才", "技术、资金、网络端口", None)),
    "rucheng": ("第八项", ("资金", "人才", "技术、资金、网络端口", None)),
}
GROUNDS = {
    "lingchuan": {
        "adjustment": {"law": "第五条", "functions": "第五条", "other": "第五条"},
        "cancellation": {"law": "第五条", "functions": "第五条", "other": "第五条"},
        "revocation": {"done": "第四条", "expired": "第四条"},
    },
    "arong": {
        "adjustment": {"changed": FOURTH, "law": FIFTH, "standing": FIFTH},
        "cancellation": {"done": FOURTH, "changed": FOURTH, "law": OWN},
        "revocation": {"done": FOURTH, "changed": FOURTH, "expired": OWN},
    },
    "binxian": {
        "adjustment": {"law": "三（一）", "functions": "三（一）", "other": "三（一）"},
        "cancellation": {"law": "三（一）", "functions": "三（一）", "other": "三（一）"},
        "revocation": {"done": OWN, "expired": OWN},
    },
    "tongwei": {"revocation": {"done": OWN, "expired": OWN}},
    "rucheng": {"revocation": {"done": OWN, "expired": OWN}},
}
TABLES = re.compile(r"\[(?:guarantees|grounds\.\w+)\]\n(?:.+\n)+")
LINES = re.compile(r"(?m)^(?:joint_revocation|decision_verb\w* = \{).*\n")


def before(text, guarantees=""):
    """The file as one of the time when it could say nothing of these."""
    cited = f'[cites]\nguarantees = "{guarantees}"\n' if guarantees else "[cites]\n"
    return LINES.sub("", TABLES.sub("", text)).replace("[cites]\n", cited)


def said_wrong(text):
    with pytest.raises(RegimeError) as refused:
        parse(text)
    parse(text, stored=True)  # what is in use goes on
    return refused.value


@pytest.mark.parametrize("code", EVERY)
def test_a_guarantee_has_the_article_that_names_it(code):
    rules, (article, words) = parse(regime_text(code)), GUARANTEES[code]

    for clause, word in zip(rules.guarantees.values(), words, strict=True):
        assert clause.source == (article if word else OWN), clause
        assert word is None or word in rules.source_articles[article]


@pytest.mark.parametrize(
    ("code", "called"),
    [
        ("lingchuan", ["经费保障", "人员保障", "技术保障", "培训指导"]),
        ("arong", ["工作经费", "人员保障", "技术力量", "业务培训"]),
        ("tongwei", ["资金保障", "人才保障", "技术、网络端口保障", "培训指导"]),
    ],
)
def test_it_is_called_as_the_county_calls_it(code, called):
    page = RegulationPage(parse(regime_text(code)))

    assert [what for what, _ in page.guarantees] == called


@pytest.mark.parametrize(
    ("code", "said"),
    [("arong", "权随责走、费随事转"), ("tongwei", "权随事转、人随事转、钱随事转"), ("binxian", "")],
)
def test_what_its_article_says_in_short(code, said):
    assert parse(regime_text(code)).principle == said


@pytest.mark.parametrize("code", EVERY)
def test_a_ground_has_the_article_that_names_it(code):
    """And none that only another county has."""
    rules = parse(regime_text(code))
    told = {kind: {key: each.source for key, each in of.items()} for kind, of in rules.grounds.items()}

    assert {kind: told[kind] for kind in GROUNDS[code]} == GROUNDS[code]
    assert set(told) == set(rules.kinds) - {"admission"}


def test_the_words_of_a_ground_are_the_article_s():
    rules = parse(regime_text("arong"))

    assert "职责准入事项已完成或由于工作任务发生变化不适宜继续由乡镇承担的" in rules.source_articles[FOURTH]
    assert rules.grounds_told("revocation") == (
        f"已完成；工作任务发生变化，不适宜继续由乡镇承担（{FOURTH}）；到期（本县自定）"
    )
    assert rules.ground_called("adjustment", "standing") in rules.source_articles[FIFTH]
    assert rules.ground_called("adjustment", "functions") == "机构职能调整"  # an older case may have it still


@pytest.mark.parametrize(
    ("code", "joint", "source"),
    [
        ("lingchuan", True, "第四条"),  # 由职能部门联合相关乡镇
        ("arong", False, FOURTH),  # 旗直相关职能部门或乡镇应参照职责准入程序
        ("binxian", False, OWN),
        ("tongwei", False, OWN),
        ("rucheng", False, OWN),
    ],
)
def test_who_revokes_jointly(code, joint, source):
    rules = parse(regime_text(code))
    page = RegulationPage(rules)

    assert (rules.joint_revocation, rules.source("joint_revocation")) == (joint, source)
    assert (("撤销", "县级部门（联合相关乡镇）、乡镇", source) in page.applicants) == joint
    assert page.alone is None if joint else page.alone[1] == source


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("lingchuan", [("县委、县政府", "审定", "第三条第（三）项第2目")]),
        ("arong", [("旗委、旗政府", "审核", "第一条、第四条第（二）项"), ("旗委、旗政府", "有明确时限的临时性、阶段性职责：批准", "第一条、第四条第（三）项")]),
        ("binxian", [("县委、县政府", "审定", OWN)]),  # 三（二） has no 审定
        ("tongwei", [("县委、县政府", "审核批准", "第13项")]),
        ("rucheng", [("县委、县政府", "审核", "第七项")]),
    ],
)  # fmt: skip
def test_what_the_county_s_bodies_do_has_the_article_that_says_so(code, rows):
    rules = parse(regime_text(code))

    assert [row for row in RegulationPage(rules).decided if row[0] == rules.decision_name] == rows


@pytest.mark.parametrize(
    ("code", "purchase", "group"),
    [
        ("lingchuan", "第十一条", OWN),
        ("arong", OWN, OWN),
        ("binxian", OWN, OWN),
        ("tongwei", "第9项", OWN),
        ("rucheng", OWN, "第七项"),
    ],
)
def test_buying_and_group_organisations_have_articles_of_their_own(code, purchase, group):
    rules = parse(regime_text(code))

    assert (rules.cite("purchase"), rules.cite("group")) == (purchase, group)
    assert "群团组织" in rules.source_articles.get(group, "群团组织")
    assert "购买" in rules.source_articles.get(purchase, "购买")


WRONG = [
    ("funding = { article", 'money = { own_choice = true }\nfunding = { article', "guarantees：没有“money”这个保障，可用的有：funding、staff、technology、training"),
    ("staff = { own_choice = true }\n", "", "guarantees：缺少staff（人员保障）"),
    ("staff = { own_choice = true }", "staff = {}", "guarantees.staff：写明出处（article），或写own_choice = true（本县自定），两者只能选一"),
    ("staff = { own_choice = true }", 'staff = { article = "第五十条" }', "guarantees.staff.article：[source_articles]里没有“第五十条”"),
    ('label = "业务培训"', 'label = "工作经费"', "guarantees.training：名称“工作经费”和funding的一样"),
    ('label = "业务培训"', f'label = "{"训" * 25}"', "guarantees.training.label：不超过24个字，不能换行"),
    ("[cites]\n", '[cites]\nguarantees = "第五条"\n', "cites.guarantees：各项保障的出处写在[guarantees]里，一项一行，这里不写"),
    ('standing = { article = "第四条第（五）项", label', 'expired = { article = "第四条第（五）项", label', "grounds.adjustment：没有“expired”这个原因，可用的有：changed、law、functions、standing、other"),
    ("expired = { own_choice = true }", "expired = { own_choice = true, key = \"done\" }", "grounds.revocation.expired.key：不用写，代号就是“expired”"),
    ("expired = { own_choice = true }", "expired = {}", "grounds.revocation.expired：写明出处（article），或写own_choice = true（本县自定），两者只能选一"),
    ("expired = { own_choice = true }", 'expired = { own_choice = true, label = "已完成" }', "grounds.revocation.expired：名称“已完成”和done的一样"),
    ("[grounds.revocation]", "[grounds.admission]", "grounds：没有“admission”这个申请种类，可用的有：adjustment、cancellation、revocation"),
    ("[grounds.cancellation]", "[grounds.revoking]", "grounds.cancellation：缺少这一张表：取消可以有哪些原因，一种一行，各写出处"),
    ('end_applicants = ["department", "township"]', 'end_applicants = ["township"]\njoint_revocation = true', "joint_revocation：县级部门不能申请撤销，没有由它联合乡镇申请的"),
    ('end_applicants = ["department", "township"]', 'end_applicants = ["department", "township"]\njoint_revocation = "是"', "joint_revocation：应为true或false"),
]  # fmt: skip


@pytest.mark.parametrize(("here", "instead", "problem"), WRONG)
def test_what_is_wrong_with_the_tables_is_told(here, instead, problem):
    text = regime_text("arong")
    assert here in text

    with pytest.raises(RegimeError) as refused:
        parse(text.replace(here, instead, 1))

    assert problem in refused.value.problems


def test_the_line_of_a_ground_is_named():
    text = regime_text("arong").replace("expired = { own_choice = true }", "expired = {}")
    line = text.partition("expired = {}")[0].count("\n") + 1

    with pytest.raises(RegimeError, match=f"第{line}行 grounds.revocation.expired：写明出处"):
        parse(text)


def test_grounds_of_what_the_county_does_not_receive_are_told():
    table = re.compile(r"\[paths\.cancellation\]\n(?:.+\n)+")
    text = table.sub("", regime_text("arong").replace('cancellation = "阿准取"\n', ""))

    with pytest.raises(RegimeError) as refused:
        parse(text)

    assert refused.value.problems == (
        "grounds.cancellation：没有写paths.cancellation，本县不受理取消，不用写原因",
    )


def test_a_joint_revocation_needs_revocations():
    begins, ends = ("[paths.revocation]", "\n[grounds.revocation]")
    before_it, _, rest = regime_text("lingchuan").partition(begins)
    text = (before_it + rest.partition(ends)[2].partition("\n\n")[2]).replace('revocation = "灵准撤"\n', "")

    with pytest.raises(RegimeError) as refused:
        parse(text)

    assert refused.value.problems == ("joint_revocation：没有写paths.revocation，本县不受理撤销，不用写",)


def test_who_turns_standing_needs_that_ground():
    text = re.sub(r"(?m)^standing = .*\n", "", regime_text("arong"))

    assert said_wrong(text).problems == (
        "turned_standing：转为常态按调整办，grounds.adjustment里没有standing这种原因",
    )


@pytest.mark.parametrize("code", EVERY)
def test_a_file_of_before_goes_on_as_it_was(code):
    """One article behind all guarantees, the usual grounds by the article of their way, every revocation joint."""
    text = before(regime_text(code), GUARANTEES[code][0])
    told = said_wrong(text).problems
    rules = parse(text, stored=True)

    assert any(problem.startswith("guarantees：缺少这一张表") for problem in told)
    assert any(problem.startswith("grounds.revocation：缺少这一张表") for problem in told)
    assert {(each.label, each.source) for each in rules.guarantees.values()} == {
        (label, GUARANTEES[code][0]) for label in ("经费保障", "人员保障", "技术保障", "培训指导")
    }
    assert rules.grounds_told("revocation") == f"已办结、到期（{rules.paths['revocation'].source}）"
    if "adjustment" in rules.kinds:
        assert list(rules.grounds_of("adjustment")) == ["law", "functions", "standing", "other"]
    assert rules.joint_revocation
    assert parse(regime_text(code)).principle == rules.principle


def test_all_of_it_is_on_the_page(lingchuan, client):
    load_regime(
        county=lingchuan,
        text=regime_text("lingchuan").replace(
            'staff = { article = "第九条" }', 'staff = { own_choice = true, label = "人手" }'
        ),
        by=SYSTEM,
    )
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(reverse("regulation")).text))

    for line in (
        "经费保障 第九条 人手 本县自定",
        "撤销 已办结 第四条 到期 第四条",
        "调整 法律法规规章调整 第五条 机构职能调整 第五条 其他原因 第五条",
        "撤销 县级部门（联合相关乡镇）、乡镇 第四条",
        "不适合准入的，向社会购买服务 第十一条 不适合准入的，由群团组织承接 本县自定",
        "违反规定的，怎样追究 本县自定",
    ):
        assert line in said, line
    assert "转为常态" not in said
