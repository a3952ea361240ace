"""Counties with other procedures are files too, and no code: 阿荣旗 (阿党办发〔2024〕15号) and 通渭县 (item 13)."""

import pytest

from regimes.schema import RegimeError, parse

# what the two share with any file: texts are cut short, the shape is whole
COMMON = """
[touches]
townships = ["members"]
department = ["members"]
related = ["related"]
list_kind = []
transfer_mode = ["members"]
township_role = ["members"]
term = ["townships"]
publication = []
guarantee_funding = ["townships"]
guarantee_staff = ["townships"]
guarantee_technology = ["townships"]
guarantee_training = ["townships"]
ground = ["townships"]

[limits]
accept = { days = 3, own_choice = true }
initial_review = { days = 5, own_choice = true }
consultation = { days = 5, own_choice = true }
circulation = { days = 5, own_choice = true }
coordination = { days = 10, own_choice = true }
meeting = { days = 15, own_choice = true }
signing = { days = 3, own_choice = true }
upper = { days = 10, own_choice = true }
correction = { days = 10, own_choice = true }
revision = { days = 10, own_choice = true }

[questions.adhoc]
label = "其他意见"
"""


def fields(article, *rows):
    return "\n".join(
        f"""
[[fields]]
{article}
key = "{key}"
label = "{label}"
storage = "{key if storage else "text"}"
hint = "怎样填"
example = "示例：……"
touches = {touches}
"""
        for key, label, storage, touches in rows
    )


ARONG = (
    """
code = "arong"
county = "150721"
title = "阿荣旗乡镇职责准入管理办法（试行）"
document = "阿党办发〔2024〕15号"
issued = 2024-06-05
in_force_from = 2024-06-05
repealed = "《关于印发阿荣旗乡镇职责准入制度（试行）的通知》（阿党办发〔2023〕18号）"
interpreter = "中共阿荣旗委员会机构编制委员会办公室"
applicants = ["department"]
agreement_is_precondition = true
has_procedures = false
focus = ["工作内容", "法定依据", "责任分工", "协商意见", "保障措施"]

[source_articles]
"第一条" = "除行政处罚、行政许可、行政强制等行政权力事项外……"
"第三条" = "旗委编办、旗司法局、旗政数局等部门建立职责准入联席会议工作机制……"
"第四条第（一）项" = "书面申请应包括职责名称、工作目标、权责内容、法定依据、协商意见、责任分工、办事流程、完成时限、运行机制、人员安排、保障措施等相关内容。"
"第四条第（三）项" = "针对阶段性、临时性有明确时限要求的工作任务，由旗委、旗政府批准后实施。其他事项报市政府批准后实施。"
"第四条第（四）项" = "……应参照职责准入程序及时调整或取消，并书面告知相关各方。"
"第七条" = "……不得以签订“责任状”、分解下达指标、考核验收、硬性指派等方式……突发、紧急事件的处置工作不宜纳入乡镇职责准入事项。"

[units]
bianban = "旗委编办"
justice = "旗司法局"
data_bureau = "旗政数局"
party_office = "旗委办公室"
government_office = "旗政府办公室"
city_government = "市政府"

[bodies]
decision_verb = "审核"
decision_verb_temporary = "批准"

[bodies.office]
article = "第三条"
unit_key = "bianban"
name = "中共阿荣旗委机构编制委员会办公室"
short_name = "旗委编办"

[[bodies.decision]]
article = "第四条第（三）项"
key = "county_party"
name = "旗委"
office_unit_key = "party_office"

[[bodies.decision]]
article = "第四条第（三）项"
key = "county_government"
name = "旗政府"
office_unit_key = "government_office"

[bodies.upper]
article = "第四条第（三）项"
unit_key = "city_government"
name = "市政府"
verb = "批准"
approves = true

[paths.admission]
article = "第四条第（三）项"
any = ["submitted", "reviewing", "circulating", "deciding", "upper_review", "approved"]
temporary = ["submitted", "reviewing", "circulating", "deciding", "approved"]

[paths.revocation]
article = "第四条第（四）项"
any = ["submitted", "reviewing", "circulating", "deciding", "upper_review", "approved"]
temporary = ["submitted", "reviewing", "circulating", "deciding", "approved"]

[[members]]
article = "第三条"
unit_key = "justice"
question = "legality"
asks = "法制审核意见？"
may_disclaim = false
mandatory_always = true

[[members]]
article = "第三条"
unit_key = "data_bureau"
question = "services"
asks = "与权责清单和政务服务衔接吗？"

[questions.legality]
label = "法制审核"
findings = [{ key = "lawful", label = "合法" }, { key = "unlawful", label = "不合法", forces = "disagree" }]

[questions.services]
label = "权责清单和政务服务衔接"
findings = [{ key = "fit", label = "衔接" }, { key = "unfit", label = "不衔接", forces = "conditional" }]

[[wording]]
article = "第七条"
term = "硬性指派"
pattern = '硬性指派'
suggestion = "与乡镇协商一致后再提出申请。"

[[excluded_powers]]
article = "第一条"
term = "行政处罚"

[[excluded_powers]]
article = "第一条"
term = "行政许可"

[[excluded_powers]]
article = "第一条"
term = "行政强制"

[[excluded_powers]]
article = "第七条"
term = "突发、紧急事件的处置"

[series]
admission = "阿准申"
revocation = "阿准退"
receipt = "阿准受"
edition = "阿准单"
"""
    + fields(
        'article = "第四条第（一）项"',
        ("name", "职责名称", True, ["members", "townships", "related"]),
        ("goal", "工作目标", False, ["townships"]),
        ("township_duties", "权责内容", True, ["members", "townships"]),
        ("basis", "法定依据", True, ["justice"]),
        ("consultation_result", "协商意见", False, ["townships"]),
        ("department_duties", "责任分工", True, ["members", "townships"]),
        ("procedure", "办事流程", False, ["data_bureau"]),
        ("time_limit", "完成时限", False, ["townships"]),
        ("mechanism", "运行机制", False, ["townships"]),
        ("staffing", "人员安排", False, ["townships"]),
        ("guarantees", "保障措施", False, ["townships"]),
    )
    + COMMON
)

TONGWEI = (
    """
code = "tongwei"
county = "621121"
title = "探索建立乡镇职责准入制度"
document = "通办发〔2021〕1号"
issued = 2021-01-01
in_force_from = 2021-01-01
interpreter = "县委编办"
applicants = ["department"]
agreement_is_precondition = false
has_procedures = false

[source_articles]
"第13项" = "县直部门将职责范围内的行政事务委托或交由乡镇承担的，需充分听取基层意见，并报县委、县政府审核批准。"

[units]
party_office = "县委办公室"
government_office = "县政府办公室"

[bodies]
decision_verb = "审核批准"

[bodies.office]
article = "第13项"
unit_key = "party_office"
name = "中共通渭县委办公室"
short_name = "县委办公室"

[[bodies.decision]]
article = "第13项"
key = "county_party"
name = "县委"
office_unit_key = "party_office"

[[bodies.decision]]
article = "第13项"
key = "county_government"
name = "县政府"
office_unit_key = "government_office"

[paths.admission]
article = "第13项"
any = ["submitted", "reviewing", "deciding", "approved"]

[series]
admission = "通准申"
receipt = "通准受"
edition = "通准单"
"""
    + fields(
        "own_choice = true",
        ("name", "职责名称", True, ["townships"]),
        ("basis", "法定依据", True, ["townships"]),
        ("township_duties", "乡镇职责", True, ["townships"]),
        ("department_duties", "部门职责", True, ["townships"]),
    )
    + COMMON
)


def test_arong():
    rules = parse(ARONG)

    assert rules.kinds == ("admission", "revocation")
    assert (rules.has_procedures, rules.agreement_is_precondition) == (False, True)
    assert rules.bodies.upper.approves is True
    assert rules.bodies.convenor is None
    assert rules.path("admission") == (
        "submitted",
        "reviewing",
        "circulating",
        "deciding",
        "upper_review",
        "approved",
    )
    assert rules.path("revocation", temporary=True) == (
        "submitted",
        "reviewing",
        "circulating",
        "deciding",
        "approved",
    )
    assert rules.label("deciding") == "待旗委、旗政府审核"
    assert rules.label("deciding", temporary=True) == "待旗委、旗政府批准"
    assert rules.label("upper_review") == "待市政府批准"
    assert [field.label for field in rules.fields] == [
        "职责名称",
        "工作目标",
        "权责内容",
        "法定依据",
        "协商意见",
        "责任分工",
        "办事流程",
        "完成时限",
        "运行机制",
        "人员安排",
        "保障措施",
    ]
    assert [power.term for power in rules.excluded_powers] == [
        "行政处罚",
        "行政许可",
        "行政强制",
        "突发、紧急事件的处置",
    ]
    assert rules.touched_by(["name"]) == ("justice", "data_bureau", "townships", "related")


def test_tongwei_circulates_nothing():
    rules = parse(TONGWEI)

    assert rules.path("admission", "general") == ("submitted", "reviewing", "deciding", "approved")
    assert (rules.asked, rules.bodies.upper) == ((), None)
    assert rules.label("deciding") == "待县委、县政府审核批准"
    assert rules.touched_by(["townships"]) == ()


def test_a_path_needs_the_bodies_it_names():
    text = TONGWEI.replace(
        '"reviewing", "deciding", "approved"',
        '"reviewing", "circulating", "deciding", "upper_review", "approved"',
    )

    with pytest.raises(RegimeError) as refused:
        parse(text)

    assert refused.value.problems == (
        "paths.admission.any：有circulating，但members里没有要征求意见的成员单位",
        "paths.admission.any：有upper_review，但没有写bodies.upper",
    )
