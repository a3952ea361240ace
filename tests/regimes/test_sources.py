"""Where each rule comes from: what a file says in one line or one table has its article too, or is the county's own choice."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from admission.pages.regulation import RegulationPage
from admission.plan import asked_besides
from regimes import states
from regimes.schema import RegimeError, parse
from tests.regimes.conftest import REGIMES, regime_text, with_ways

EVERY = sorted(path.stem for path in REGIMES.glob("*.toml"))
ARONG = regime_text("arong")
SEEDS = {  # what the sources say of themselves
    "lingchuan": {
        "in_force_from": "第十三条",
        "interpreter": "第十二条",
        "focus": "第三条第（三）项第1目",
        "end_applicants": "第四条、第五条",
    },
    "arong": {
        "in_force_from": "第十一条",
        "repealed": "第十一条",
        "interpreter": "第十条",
        "end_applicants": "第四条第（四）项",
        "agreement_is_precondition": "第四条第（一）项",
        "focus": "第四条第（二）项",
    },
    "binxian": {},
    "tongwei": {},
    "rucheng": {},
}
DOCUMENT = (Path(settings.BASE_DIR) / "docs/regime-file.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", EVERY)
def test_what_a_source_says_of_itself_has_its_article(code):
    rules = parse(regime_text(code))
    told = {key: clause.article for key, clause in rules.sources.items() if clause.article}

    assert {key: told.get(key) for key in SEEDS[code]} == SEEDS[code]
    for key in ("interpreter", "in_force_from"):
        assert (rules.source(key) == "本县自定") == (code not in ("lingchuan", "arong"))


@pytest.mark.parametrize("code", EVERY)
def test_no_rule_is_shown_without_its_source(code):
    page = RegulationPage(parse(regime_text(code)))
    shown = [source for *_, source in (*page.applicants, *page.decided, *page.lists, *page.limits)]
    shown += [source for _, source in (*page.matters, *page.sayings, *page.list_steps)]
    shown += [source for _, rows in page.members for _, source in rows]
    shown += [source for kinds, _ in page.kinds for _, source in kinds]
    articles = page.rules.source_articles

    assert shown
    for source in shown:
        assert source == "本县自定" or all(each in articles for each in source.split("、")), source


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("tongwei", "powers_review"),  # 第8项: nothing of a yearly review
        ("binxian", "vetting"),  # 四（二）: of the departments of the province and the city
    ],
)
def test_what_the_source_does_not_say_is_the_county_s_own_choice(code, what):
    assert parse(regime_text(code)).matters[what].source == "本县自定"


def test_how_a_pilot_county_admits_is_its_own_choice():
    """黑龙江 三（二）: 各地要……细化清单准入程序; 四（一） does not say who in the county decides its list."""
    rules = parse(regime_text("binxian"))

    assert {path.source for path in rules.paths.values()} == {"本县自定"}
    assert rules.list_steps[0].source == "本县自定"


@pytest.mark.parametrize(
    ("code", "source"),
    [
        ("lingchuan", "第四条、第五条"),  # 职能部门联合相关乡镇或者由相关乡镇; 参照准入程序
        ("arong", "第四条第（四）项"),
        ("binxian", "本县自定"),
        ("tongwei", "本县自定"),  # 第13项 is of admission alone
        ("rucheng", "本县自定"),  # and so is 第七项
    ],
)
def test_who_asks_for_the_end_of_a_duty_has_the_article_that_says_so(code, source):
    rules = parse(regime_text(code))
    _, (_, _, cited), *_ = RegulationPage(rules).applicants

    assert (cited, rules.applicants_source("revocation")) == (source, source)
    assert rules.applicants_source("admission") == rules.cite("applicants")


def test_that_the_banner_examines_is_said_by_the_articles_that_say_so():
    """第一条: 经旗政府审核后，报市政府批准; 第四条第（二）项: 提出审核意见报旗委、旗政府. 第四条第（三）项 has no such word."""
    page = RegulationPage(parse(ARONG))
    [cited] = [source for who, what, source in page.decided if (who, what) == ("旗委、旗政府", "审核")]

    assert {"第一条", "第四条第（二）项"} <= set(cited.split("、"))


def test_breaches_in_a_pilot_county_are_pursued_by_the_source():
    """黑龙江 四（三）: 在清单事项之外向乡镇（街道）安排工作任务的要追责问责."""
    rules = parse(regime_text("binxian"))

    assert rules.cite("breaches") == "四（三）"
    assert "在清单事项之外向乡镇(街道)安排工作任务的要追责问责" in rules.source_articles["四（三）"]


def test_who_signs_is_among_who_decides():
    """灵川 第三条第（三）项第1目: 召集人审签同意."""
    page = RegulationPage(parse(regime_text("lingchuan")))

    assert page.decided[0] == ("召集人", "审签", "第三条第（三）项第1目")
    assert "审签" not in [what for _, what, _ in RegulationPage(parse(ARONG)).decided]


@pytest.mark.parametrize(
    ("code", "source"), [("lingchuan", "第二条"), ("arong", "第四条第（二）项"), ("tongwei", None)]
)
def test_that_others_are_asked_besides_is_said_with_its_article(code, source):
    """阿荣旗 第四条第（二）项: 应征求相关部门意见; a county that circulates nothing asks nobody."""
    rows = dict(RegulationPage(parse(regime_text(code))).members)

    assert [cited for _, cited in rows.get("其他有关单位", [])] == ([source] if source else [])


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("lingchuan", "就职责分工、保障措施提出意见"),
        ("arong", "就工作内容、法定依据、责任分工、协商意见、保障措施提出意见"),  # 第四条第（二）项
        ("tongwei", "请提出意见"),
    ],
)
def test_who_is_asked_besides_looks_at_what_the_county_s_rules_name(code, asked):
    assert asked in asked_besides("征询时对本事项有不同意见", parse(regime_text(code)))


def test_arong_quotes_every_article():
    assert [article for article in parse(ARONG).source_articles if "（" not in article] == [
        *(
            "第一条",
            "第二条",
            "第三条",
            "第五条",
            "第六条",
            "第七条",
            "第八条",
            "第九条",
            "第十条",
            "第十一条",
        ),
    ]


WRONG = [
    ('interpreter = { article = "第十条" }\n', "", "sources.interpreter：缺少这一项：“由谁解释”出自哪一条（article），或者own_choice = true（本县自定）"),
    ('focus = { article = "第四条第（二）项" }', "focus = {}", "sources.focus：写明出处（article），或写own_choice = true（本县自定），两者只能选一"),
    ('focus = { article = "第四条第（二）项" }', 'focus = { article = "第九十条" }', "sources.focus.article：[source_articles]里没有“第九十条”"),
    ("papers = { own_choice", "paper = { own_choice", f"sources：没有“paper”这个说法，可用的有：{'、'.join(states.SOURCES)}"),
    ('repealed = "《', '# "《', "sources.repealed：文件里没有写到“同时废止的文件”，不用写出处"),
    ('label = "其他意见"\narticle = "第四条第（二）项"\n', 'label = "其他意见"\n', "questions.adhoc：写明出处（article），或写own_choice = true（本县自定），两者只能选一"),
]  # fmt: skip


@pytest.mark.parametrize(("here", "instead", "problem"), WRONG)
def test_a_rule_without_a_source_is_told_with_its_line(here, instead, problem):
    assert here in ARONG
    broken = ARONG.replace(here, instead, 1)

    with pytest.raises(RegimeError) as refused:
        parse(broken)

    assert problem in refused.value.problems
    assert re.search(rf"^第\d+行 {re.escape(problem)}$", str(refused.value), re.MULTILINE)
    parse(broken, stored=True)  # what is in use goes on


def test_more_articles_than_a_refusal_holds_are_refused():
    """admission.Reason.article holds two hundred signs."""
    names = [f"第{number}条之补充说明" for number in range(30)]
    quoted = "".join(f'"{name}" = "原文"\n' for name in names)
    text = ARONG.replace("[source_articles]\n", f"[source_articles]\n{quoted}")
    text = text.replace('review = "第四条第（二）项"', f'review = "{"、".join(names)}"')

    with pytest.raises(RegimeError, match=r"第\d+行 cites.review：出处不超过200个字"):
        parse(text)


@pytest.mark.parametrize("text", ["", "\n", "# 还没有写\n"])
def test_an_empty_file_is_told_in_one_sentence(text):
    with pytest.raises(RegimeError) as refused:
        parse(text)

    assert [problem[:6] for problem in refused.value.problems] == ["文件是空的："]


def test_the_document_names_every_source():
    assert [key for key in (*states.SOURCES, *states.CITES) if f"`{key}`" not in DOCUMENT] == []


UNUSED = [
    ("arong", "[papers.words]", '[papers.marks]\n"中共阿荣旗委宣传部" = "阿荣旗委宣传部"\n\n[papers.words]', "papers.marks.中共阿荣旗委宣传部：没有一种公文由它印发，请核对全称"),
    ("arong", 'label = "其他意见"', 'label = "法制审核"', "questions.adhoc.label：名称“法制审核”在legality已经写了"),
    ("arong", "[bodies]\n", '[state_labels]\ndraft = "已撤销"\n\n[bodies]\n', "state_labels.draft：“已撤销”是撤销办结的叫法，另取一个"),
    ("lingchuan", "suggestion = { own_choice = true }", 'suggestion = { own_choice = true, about = "考核" }', "matters.suggestion.about：只有opinion可以写就哪些事征求意见"),
    ("lingchuan", "combined = { own_choice = true }", f'combined = {{ own_choice = true, veto_except = "{"的" * 51}" }}', "matters.combined.veto_except：只有cleanup可以写哪些一票否决可以保留"),
    ("lingchuan", "[bodies.office]", '[words]\nmeeting = "召集人"\n\n[bodies.office]', "words.meeting：“召集人”是召集人的名称，另取一个"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "here", "instead", "problem"), UNUSED)
def test_what_nothing_uses_and_names_of_two_things_are_told_with_their_line(code, here, instead, problem):
    text = regime_text(code)
    assert here in text
    broken = text.replace(here, instead, 1)

    with pytest.raises(RegimeError) as refused:
        parse(broken)

    assert problem in refused.value.problems
    assert re.search(rf"^第\d+行 {re.escape(problem)}$", str(refused.value), re.MULTILINE)
    parse(broken, stored=True)


@pytest.mark.parametrize(
    ("text", "approved", "rejected"),
    [
        (regime_text("lingchuan"), "已准入、调整、取消、撤销", "不予准入、调整、取消、撤销"),
        (with_ways(("revocation",), "tongwei"), "已准入、撤销", "不予准入、撤销"),
    ],
    ids=("every", "two"),
)
def test_a_list_of_every_kind_calls_its_ends_by_each(text, approved, rejected):
    labels = parse(text).states

    assert (labels["approved"], labels["rejected"]) == (approved, rejected)


def test_what_comes_before_an_application_has_the_word_of_one_county_only_there():
    """事前酝酿 is 灵川's (第三条第（一）项); a file of before says so still."""
    called = {code: parse(regime_text(code)).label("consulting") for code in EVERY}
    assert called == dict.fromkeys(EVERY, "征询意见") | {"lingchuan": "事前酝酿"}

    old = re.sub(r"\[sources\]\n.*?(?=\n\[)", "", ARONG, flags=re.DOTALL)
    assert parse(old, stored=True).label("consulting") == "事前酝酿"
