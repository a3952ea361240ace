"""灵川县's file says what 办发〔2023〕3号 says."""

import re
from datetime import date

import pytest

from regimes import states
from regimes.citing import document_of
from regimes.schema import RegimeError, parse
from tests.regimes.conftest import regime_text

SIMPLE = ("submitted", "reviewing", "circulating", "signing", "upper_review", "approved")
GENERAL = (
    "submitted",
    "reviewing",
    "circulating",
    "coordinating",
    "deliberating",
    "deciding",
    "upper_review",
    "approved",
)


@pytest.fixture(scope="module")
def rules(lingchuan_text):
    return parse(lingchuan_text)


def test_heading(rules):
    assert (rules.code, rules.county, rules.document) == ("lingchuan", "450323", "办发〔2023〕3号")
    assert (rules.issued, rules.in_force_from) == (date(2023, 3, 15), date(2023, 3, 15))
    assert rules.applicants == ("department", "township")
    assert (rules.agreement_is_precondition, rules.has_procedures) == (False, True)
    assert rules.excluded_powers == ()
    assert rules.focus == ("职责分工", "保障措施")


@pytest.mark.parametrize(
    ("article", "cited"),
    [
        ("第十条。", "《{0.title}》（办发〔2023〕3号）第十条"),
        ("本县自定", "《{0.title}》（办发〔2023〕3号）"),
        ("", "《{0.title}》（办发〔2023〕3号）"),
        ("《示例条例》第三条", "《示例条例》第三条"),
    ],
)
def test_an_article_is_cited_with_its_regulation(rules, article, cited):
    assert rules.in_full(article) == cited.format(rules)


@pytest.mark.parametrize(
    ("code", "article", "cited"),
    [  # 汝城, 宾县: the articles are the province's, whatever they begin with (seeds 004, 002)
        ("rucheng", "第八项", "《规范乡镇（街道）职责权限实施方案》第八项"),
        ("rucheng", "第九项", "《规范乡镇（街道）职责权限实施方案》第九项"),
        ("binxian", "四（三）", "《关于推行乡镇（街道）职责清单的指导意见（试行）》四（三）"),
        ("binxian", "三（二）、四（三）。", "《关于推行乡镇（街道）职责清单的指导意见（试行）》三（二）、四（三）"),
        ("binxian", "《示例条例》第三条", "《示例条例》第三条"),
        ("binxian", "第七条", "《宾县乡镇职责准入和职责清单管理办法（示例，依省指导意见）》（示例文号，待填）第七条"),  # 省里的没有条
        ("rucheng", "第八项第二目", "《规范乡镇（街道）职责权限实施方案》第八项第二目"),
        ("binxian", "县委第3次会议决定", "县委第3次会议决定"),
        ("binxian", "本县自定", "《宾县乡镇职责准入和职责清单管理办法（示例，依省指导意见）》（示例文号，待填）"),
        ("tongwei", "第10项", "《通渭县推进乡镇管理体制改革整合基层审批服务执法力量实施方案》（通办发〔2020〕6号）第10项"),
    ],
)  # fmt: skip
def test_an_article_is_cited_with_the_document_it_is_of(code, article, cited):
    assert parse(regime_text(code)).in_full(article) == cited


@pytest.mark.parametrize(
    ("code", "article", "document"),
    [
        ("rucheng", "第七项", "《规范乡镇（街道）职责权限实施方案》"),
        ("rucheng", "本县自定", "《汝城县乡镇职责准入办法（示例，依省实施方案）》"),
        ("arong", "第四条第（一）项", "《阿荣旗乡镇职责准入管理办法（试行）》"),
    ],
)
def test_a_sentence_names_the_document_whose_article_it_cites(code, article, document):
    assert document_of(parse(regime_text(code)), article) == document


def test_bodies(rules):
    office, upper = rules.bodies.office, rules.bodies.upper

    assert (office.unit_key, office.name) == (
        "bianban",
        "中共灵川县委机构编制委员会办公室（联席会议办公室）",
    )
    assert (upper.unit_key, upper.name, upper.verb, upper.approves) == (
        "city_bianban",
        "桂林市委编办",
        "备案审核",
        False,
    )
    assert [(body.key, body.name, body.office_unit_key) for body in rules.bodies.decision] == [
        ("county_party", "县委", "party_office"),
        ("county_government", "县政府", "service_admin"),
    ]


@pytest.mark.parametrize(
    ("kind", "procedure", "path"),
    [
        ("admission", "simple", SIMPLE),
        ("admission", "general", GENERAL),
        ("adjustment", "simple", SIMPLE),
        ("adjustment", "general", GENERAL),
        ("cancellation", "simple", SIMPLE),
        ("cancellation", "general", GENERAL),
        ("revocation", "", ("submitted", "reviewing", "signing", "approved")),
        ("revocation", "simple", ("submitted", "reviewing", "signing", "approved")),
    ],
)
def test_paths(rules, kind, procedure, path):
    assert rules.path(kind, procedure) == path
    assert rules.path(kind, procedure, temporary=True) == path


@pytest.mark.parametrize(
    ("state", "kind", "label"),
    [
        ("draft", "admission", "草稿"),
        ("reviewing", "admission", "初评"),
        ("circulating", "admission", "征求成员单位意见"),
        ("signing", "revocation", "待召集人审签"),
        ("deciding", "admission", "待县委、县政府审定"),
        ("upper_review", "admission", "待桂林市委编办备案审核"),
        ("approved", "admission", "已准入"),
        ("approved", "revocation", "已撤销"),
        ("approved", "cancellation", "已取消"),
        ("rejected", "admission", "不予准入"),
        ("rejected", "adjustment", "不予调整"),
        ("withdrawn", "admission", "已撤回"),
    ],
)
def test_labels(rules, state, kind, label):
    assert rules.label(state, kind) == label


def test_fields_in_the_regulations_order_and_words(rules):
    assert [(field.key, field.label, field.term, field.storage) for field in rules.fields] == [
        ("name", "职责名称", "职责名称", "name"),
        ("basis", "法定依据", "法定依据", "basis"),
        ("township_duties", "权责内容（乡镇职责）", "权责内容", "township_duties"),
        ("department_duties", "权责内容（县级部门职责）", "权责内容", "department_duties"),
        ("boundary", "职责边界", "职责边界", "boundary"),
        ("mechanism", "运行机制", "运行机制", "text"),
        ("institution", "制度保障", "制度保障", "text"),
        ("staffing", "人员安排", "人员安排", "text"),
        ("argument_legality", "合法性论证", "合法性", "text"),
        ("argument_feasibility", "可行性论证", "可行性", "text"),
        ("argument_necessity", "必要性论证", "必要性", "text"),
    ]
    assert {field.article for field in rules.fields} == {"第三条第（二）项"}
    assert all(field.required for field in rules.fields)
    assert rules.fields_of("revocation") == ()
    assert rules.fields_of("admission") == rules.fields


def test_examples_are_marked_and_free_of_forbidden_wording(rules):
    for field in rules.fields:
        assert field.example.startswith("示例：")
        assert [hit for wording in rules.wording for hit in wording.hits(field.example)] == []


def test_members_in_the_order_of_article_two(rules):
    assert [(member.unit_key, member.question, member.enabled) for member in rules.members] == [
        ("party_office", "adhoc", False),
        ("service_admin", "service_centre", True),
        ("organization_dept", "governance", True),
        ("civil_affairs", "governance", True),
        ("justice", "legality", True),
        ("finance", "funding", True),
        ("hr", "staffing", True),
    ]
    assert [member.unit_key for member in rules.asked] == [m.unit_key for m in rules.members[1:]]
    assert [member.rule for member in rules.asked][3] == "circulation.justice"
    assert [m.unit_key for m in rules.members if m.mandatory_always] == ["justice"]
    assert [m.unit_key for m in rules.members if m.mandatory_with_cost] == ["finance"]
    assert [m.unit_key for m in rules.members if not m.may_disclaim] == ["justice"]
    assert [m.unit_key for m in rules.members if m.own_choice] == ["party_office"]


@pytest.mark.parametrize(
    ("unit_key", "findings"),
    [
        ("justice", [("合法", "", []), ("部分合法", "conditional", []), ("不合法", "disagree", [])]),
        (
            "finance",
            [("经费已落实", "", ["金额", "来源"]), ("未落实", "conditional", []), ("不涉及", "", [])],
        ),
        ("hr", [("涉及聘用", "", ["人数", "方式"]), ("不涉及", "", [])]),
        ("civil_affairs", [("适应", "", []), ("不适应", "conditional", [])]),
        ("organization_dept", [("适应", "", []), ("不适应", "conditional", [])]),
        ("service_admin", [("进驻", "", []), ("不进驻", "", []), ("不涉及", "", [])]),
        ("party_office", []),
    ],
)
def test_questions(rules, unit_key, findings):
    question = rules.question_of(unit_key)

    found = [(f.label, f.forces, [label for _, label in f.details]) for f in question.findings]

    assert found == findings


def test_a_unit_that_is_no_member_has_no_question(rules):
    assert rules.question_of("zjj") is None


def test_limits(rules):
    assert {key: (limit.days, limit.own_choice) for key, limit in rules.limits.items()} == {
        "accept": (3, True),
        "initial_review": (5, True),
        "consultation": (5, True),
        "circulation": (5, True),
        "coordination": (10, True),
        "meeting": (15, True),
        "signing": (3, True),
        "upper": (10, True),
        "correction": (10, True),
        "revision": (10, True),
        "verification": (5, False),
        "confirmation": (5, True),
        "delivery": (20, True),
        "after_end": (20, True),
        "papers": (10, True),
        "urgent_entry": (1, True),
        "answer": (10, True),
    }
    assert rules.limits["accept"].source == "本县自定"
    assert rules.limits["verification"].source == "第十条"


def test_wording_and_where_it_comes_from(rules):
    assert [(wording.term, wording.source) for wording in rules.wording] == [
        ("责任状", "第七条"),
        ("分解下达指标", "第七条"),
        ("考核验收", "第七条"),
        ("属地管理", "第七条"),
        ("一票否决", "本县自定"),
        ("硬性指派", "本县自定"),
        ("对口设立机构", "本县自定"),
        ("加挂牌子", "本县自定"),
    ]
    assert all(wording.suggestion for wording in rules.wording)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("与村组层层签订责任状，禁烧情况纳入年终考核验收，实行一票否决", ["责任状", "考核验收", "一票否决"]),
        ("向各乡镇分解下达造林指标", ["分解下达指标"]),
        ("年初分解任务指标到各乡镇", ["分解下达指标"]),
        ("完成情况纳入乡镇年度绩效", ["考核验收"]),
        ("按照属地责任原则由乡镇落实", ["属地管理"]),
        ("对乡镇硬性摊派巡查人数", ["硬性指派"]),
        ("乡镇对口设立工作站", ["对口设立机构"]),
        ("在便民服务中心加挂“退役军人服务站”牌子", ["加挂牌子"]),
        ("发现火点，30分钟内报告县农业农村局", []),
        ("悬挂古树名木保护标牌；设警示牌", []),
        ("监测水质指标，每月一次", []),
        ("组织道路修复工程竣工验收", []),
    ],
)
def test_wording_hits(rules, text, terms):
    assert [wording.term for wording in rules.wording if wording.hits(text)] == terms


@pytest.mark.parametrize(
    ("changed", "touched"),
    [
        (["basis"], {"justice"}),
        (["institution"], {"finance", "townships"}),
        (["staffing"], {"hr", "townships"}),
        (["boundary"], {"justice", "townships", "related"}),
        (["guarantee_staff"], {"hr", "townships"}),
        (["term_until"], {"townships", "finance", "hr"}),
        (["is_public"], set()),
        (["cost"], {"finance", "townships"}),
        (["ground_evidence"], {"townships"}),
        (["category", "similarity_note", "publication_checked_by"], set()),
        (["basis", "guarantee_funding"], {"justice", "finance", "townships"}),
        ([], set()),
    ],
)
def test_touched_by(rules, changed, touched):
    assert set(rules.touched_by(changed)) == touched


def test_a_new_name_touches_everybody_each_once(rules):
    everybody = (*[member.unit_key for member in rules.asked], "townships", "related")

    assert rules.touched_by(["name", "basis"]) == everybody


def test_an_unknown_column_touches_everybody(rules):
    assert rules.touched_by(["no_such_column"]) == rules.touched_by(["name"])


def test_series(rules):
    assert rules.number_of("admission", 2026, 17) == "灵准申〔2026〕17号"
    assert rules.number_of("revocation", 2026, 1) == "灵准撤〔2026〕1号"
    assert set(rules.series) == set(states.SERIES)
    assert all(re.fullmatch("灵准.", prefix) for prefix in rules.series.values())


def test_rules_cannot_be_changed(rules):
    with pytest.raises(AttributeError):
        rules.title = "别的"
    with pytest.raises(TypeError):
        rules.limits["accept"] = None


def test_a_text_stored_by_an_earlier_version_still_reads(lingchuan_text, rules):
    stored = lingchuan_text.replace("enabled = false", "enabled = false\noptional = true", 1)

    assert stored != lingchuan_text
    assert parse(stored).members == rules.members


@pytest.mark.parametrize(
    ("added", "message"),
    [
        ("x = " + "[" * 1900, "第3行：数字位数太多，或者括号层数太多"),
        ("x = [\n" + "[\n" * 3000, "行：数字位数太多，或者括号层数太多"),
        ("x = " + "9" * 2001, "第3行：太长"),
        ("x = 0x" + "f" * 1900 + "\n" + "a." * 900 + "a = 1", "没有这个键"),
        ("#" * 500_000, "文件太长"),
    ],
    ids=["brackets", "on lines", "digits", "keys", "text"],
)
def test_what_would_take_the_parser_too_long_or_deep_is_told(added, message):
    with pytest.raises(RegimeError, match=message):
        parse(f'code = "x"\n\n{added}\n')


@pytest.mark.parametrize("title", ["长" * 201, "两行\\n题目"])
def test_a_title_has_its_bounds(lingchuan_text, title):
    text = re.sub(
        '^title = ".*"', lambda _: f'title = "{title}"', lingchuan_text, count=1, flags=re.MULTILINE
    )

    with pytest.raises(RegimeError, match="title：不超过200个字，不能换行"):
        parse(text)
