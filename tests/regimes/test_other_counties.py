"""Counties with other procedures are files too, and no code: what each file says, read by its source."""

import pytest

from accounts.words import at_level
from regimes import states
from regimes.schema import RegimeError, parse
from tests.regimes.conftest import REGIMES, regime_text

OTHERS = ("arong", "binxian", "rucheng", "tongwei")


def test_there_are_five():
    assert sorted(path.stem for path in REGIMES.glob("*.toml")) == sorted(["lingchuan", *OTHERS])


@pytest.mark.parametrize("code", OTHERS)
def test_no_rule_of_lingchuan_leaks_in(code):
    """Neither its bodies and questions nor its words: what the other's source does not say is 本县自定 there."""
    text, rules = regime_text(code), parse(regime_text(code))

    assert [word for word in ("灵川", "桂林", "灵准", "召集人") if word in text] == []
    assert (rules.bodies.convenor, rules.has_procedures, rules.talks_first) == (None, False, False)
    assert rules.cite("talk") == "本县自定"
    assert {"signing", "coordinating", "deliberating"} & set(rules.path("admission")) == set()
    assert all(limit.own_choice for limit in rules.limits.values())


def test_what_a_county_keeps_out_is_found_in_the_words_people_write():
    """阿荣旗 第一条, 第七条; 灵川 has no such article."""
    powers = {power.term: power for power in parse(regime_text("arong")).excluded_powers}

    assert powers["行政处罚"].hit("对乱倒垃圾的处以罚款") == "罚款"
    assert powers["行政许可"].hit("核发农村建房许可证") == "核发农村建房许可"
    assert powers["行政强制"].hit("强制拆除违法建筑") == "强制拆除"
    assert powers["突发、紧急事件的处置"].hit("山洪突发事件现场处置") == "突发事件现场处置"
    for duties, hit in (
        ("没收违法所得", "没收"),
        ("情节严重的吊销许可证", "吊销"),
        ("责令停产停业", "责令停产停业"),
    ):  # 行政处罚法 第九条
        assert powers["行政处罚"].hit(duties) == hit
    for duties, hit in (("强行拆除违法建筑", "强行拆除"), ("逾期不清理的，由乡镇代履行", "代履行")):
        assert powers["行政强制"].hit(duties) == hit  # 行政强制法 第十二条
    assert powers["行政强制"].hit("发现强占河道的，当场劝导") == ""
    assert powers["突发、紧急事件的处置"].hit("参与突发公共卫生事件处置") == "突发公共卫生事件处置"
    assert powers["行政处罚"].hit("没收到反馈的，再催一次") == ""
    assert powers["行政处罚"].hit("只巡查、记录、报告，不涉及行政处罚、行政许可。") == ""
    assert parse(regime_text("lingchuan")).excluded_powers == ()


def test_who_buys_a_service_is_told_by_which_item():
    """通渭 第9项: 通过政府购买服务. 湖南 第七项 is of group organisations; the other two sources say nothing of either."""
    assert {code: parse(regime_text(code)).cite("purchase") for code in OTHERS} == {
        "arong": "本县自定",
        "binxian": "本县自定",
        "rucheng": "本县自定",
        "tongwei": "第9项",
    }


MATTERS = {  # regimes.md, and the sources: 三(三)、三(四)、四(二); 第3、8、12、14项; 第五项
    "arong": {},
    "binxian": {
        "coordination": "三（三）",
        "opinion": "三（四）",
        "vetting": "",  # 四（二） is said of the departments of the province and the city
        "evaluation": "三（四）",
    },
    "tongwei": {
        "opinion": "第3项",
        "powers_review": "",  # 第8项 knows no yearly review
        "assessment": "第14项",
        "evaluation": "第12项",
        "cleanup": "第14项",
        "combined": "第14项",
    },
    "rucheng": {"suggestion": "第五项", "opinion": "第五项"},
}


@pytest.mark.parametrize("code", OTHERS)
def test_matters_are_those_of_the_source(code):
    rules = parse(regime_text(code))

    assert {key: matter.article for key, matter in rules.matters.items()} == MATTERS[code]
    assert [key for key, matter in rules.matters.items() if matter.mutual] == (
        ["evaluation"] if code == "tongwei" else []
    )


def test_lingchuan_runs_every_kind_by_its_own_choice():
    matters = parse(regime_text("lingchuan")).matters

    assert set(matters) == set(states.MATTERS)
    assert {key: each.article for key, each in matters.items() if not each.own_choice} == {
        "end_check": "第十条"
    }


def test_what_was_loaded_before_there_was_such_a_table_goes_on():
    text = regime_text("binxian")
    old = text[: text.index("[matters]")] + text[text.index("[series]") :]

    assert set(parse(old, stored=True).matters) == set(states.MATTERS)
    with pytest.raises(RegimeError, match="matters：缺少这一张表"):
        parse(old)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "报联席会议办公室，召集人召开联席会议，先开协调会"),
        ('meeting = "领导小组会议"', "报联席会议办公室，召集人召开领导小组会议，先开协调会"),
        (
            'office = "领导小组办公室"\ncoordination = "会商会"',
            "报领导小组办公室，召集人召开联席会议，先开会商会",
        ),
    ],
)
def test_a_county_names_its_office_and_meeting(words, said):
    text = regime_text("lingchuan").replace("[units]", f"[words]\n{words}\n\n[units]")

    assert parse(text).worded("报联席会议办公室，召集人召开联席会议，先开协调会") == said
    led = text.replace('short_name = "召集人"', 'short_name = "组长"')
    assert parse(led).worded("召集人召开联席会议").startswith("组长召开")


def test_arong():
    rules = parse(regime_text("arong"))

    assert rules.kinds == ("admission", "adjustment", "cancellation", "revocation")
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
        "其他行政权力事项",  # 等行政权力事项
        "突发、紧急事件的处置",
    ]
    assert rules.touched_by(["name"]) == ("justice", "data_bureau", "townships", "related")


def test_lists_and_categories_are_the_county_s_own():
    arong, rucheng, lingchuan = (parse(regime_text(code)) for code in ("arong", "rucheng", "lingchuan"))

    assert [(each.key, each.name) for each in arong.lists] == [("powers", "权责清单")]
    assert arong.turned_standing.lists == ("basic", "supporting", "powers")
    assert arong.experts.source == "第四条第（二）项"
    assert len(rucheng.categories.names) == 9
    assert "村（社区）依法协助行政事项清单" in [each.name for each in rucheng.lists]
    village = next(each for each in rucheng.wording if each.term == "交由村（社区）办理")
    assert [
        village.hits(text) for text in ("日常巡查交由村民委员会办理", "由村干部反映", "委托社区负责登记")
    ] == [
        ["交由村民委员会办理"],
        [],
        ["委托社区负责"],
    ]
    assert (lingchuan.lists, lingchuan.categories, lingchuan.turned_standing, lingchuan.experts) == (
        (),
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("code", "temporary", "said"),
    [
        ("lingchuan", False, "由联席会议办公室登记审定结果"),
        ("arong", False, "由旗委编办登记审核结果"),  # 第一条
        ("arong", True, "由旗委编办登记批准结果"),  # 第四条第（三）项
        ("tongwei", False, "由县委办公室登记审核批准结果"),
    ],
)
def test_fixed_sentences_are_said_in_the_county_s_words(code, temporary, said):
    assert parse(regime_text(code)).worded("由联席会议办公室登记审定结果", temporary=temporary) == said


@pytest.mark.parametrize(
    ("here", "instead", "problem"),
    [
        (
            'key = "powers"',
            'key = "basic"',
            "lists第1项.key：用小写字母、数字和下划线，不能是basic、supporting、recalled、temporary",
        ),
        (
            '"supporting", "powers"]',
            '"supporting", "power"]',
            "turned_standing.lists：没有“power”这个常态的清单，可用的有：basic、supporting、recalled、powers",
        ),
        (
            'article = "第四条第（二）项"\nasks',
            "asks",
            "experts：写明出处（article），或写own_choice = true（本县自定），两者只能选一",
        ),
        ('prefix = "权责"', 'prefix = "乡镇权力和责任清单"', "lists第1项.prefix：不超过8个字，不能换行"),
        (
            'prefix = "权责"',
            'prefix = "配合"',
            "lists第1项.prefix：“配合”是清单“配合履职”的编号前缀，请另写一个",
        ),
        (
            'name = "权责清单"',
            'name = "基本履职"',
            "lists第1项.name：“基本履职”是通行的清单，不用写，或者另取一个名称",
        ),
        (
            "[[lists]]",
            '[[lists]]\nown_choice = true\nkey = "other"\nname = "权责清单"\nprefix = "另"\n\n[[lists]]',
            "lists第2项.name：名称“权责清单”在第1项已经写了",
        ),
        (
            "[matters]",
            '[words]\nmeeting = "领导小组会议"\n\n[matters]',
            "words.meeting：没有写bodies.convenor的县没有联席会议，不用另起名称",
        ),
    ],
)
def test_a_wrong_list_or_expert_is_told(here, instead, problem):
    text = regime_text("arong")
    assert text.count(here) == 1

    with pytest.raises(RegimeError) as refused:
        parse(text.replace(here, instead))
    assert refused.value.problems[0] == problem


def test_tongwei_circulates_nothing():
    rules = parse(regime_text("tongwei"))

    assert rules.path("admission", "general") == ("submitted", "reviewing", "deciding", "approved")
    assert (rules.asked, rules.bodies.upper) == ((), None)
    assert rules.label("deciding") == "待县委、县政府审核批准"
    assert rules.touched_by(["townships"]) == ()


def test_a_path_needs_the_bodies_it_names():
    text = regime_text("tongwei").replace(
        '"reviewing", "deciding", "approved"',
        '"reviewing", "circulating", "deciding", "upper_review", "approved"',
        1,
    )

    with pytest.raises(RegimeError) as refused:
        parse(text)

    assert refused.value.problems == (
        "paths.admission.any：有circulating，但members里没有要征求意见的成员单位",
        "paths.admission.any：有upper_review，但没有写bodies.upper",
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [("阿荣旗", "全旗各单位，旗委"), ("宾县", "全县各单位，县委"), ("东宁市", "全市各单位，市委")],
)
def test_the_whole_of_a_county_is_named_by_its_level(name, said):
    assert at_level("全县各单位，县委", name) == said


@pytest.mark.parametrize(
    ("code", "terms"),
    [
        ("arong", ["责任状", "分解下达指标", "考核验收", "硬性指派"]),
        ("binxian", ["责任状", "分解下达指标", "考核验收", "一票否决"]),
        (
            "tongwei",
            [
                "责任状",
                "分解下达指标",
                "考核验收",
                "属地管理",
                "一票否决",
                "对口设立机构",
                "加挂牌子",
                "在村（社区）设立机构",
            ],
        ),
        (
            "rucheng",
            [
                "责任状",
                "分解下达指标",
                "考核验收",
                "对口设立机构",
                "在村（社区）设立机构和加挂牌子",
                "交由村（社区）办理",
            ],
        ),
    ],
)
def test_forms_of_handing_over_are_those_that_the_county_s_text_forbids(code, terms):
    """灵川 第七条 forbids 属地管理; 湖南 第五项 has it: 原则上实行属地管理."""
    wording = parse(regime_text(code)).wording

    assert [each.term for each in wording] == terms
    assert not [each.term for each in wording if each.own_choice]


@pytest.mark.parametrize(
    ("code", "text", "terms"),
    [
        # 湖南 第十一项: 对口设立机构 of townships; of villages 设立机构和加挂牌子
        ("rucheng", "在乡镇便民服务中心加挂“退役军人服务站”牌子", []),
        ("rucheng", "各村加挂“文明实践站”牌子", ["在村（社区）设立机构和加挂牌子"]),
        ("rucheng", "在村（社区）设立禁毒工作站", ["在村（社区）设立机构和加挂牌子"]),
        ("rucheng", "由村干部反映，乡镇登记", []),
        # 通渭 第1项: townships and villages alike
        ("tongwei", "在乡镇便民服务中心加挂“退役军人服务站”牌子", ["加挂牌子"]),
        ("tongwei", "在社区成立禁毒工作站", ["在村（社区）设立机构"]),
    ],
)
def test_what_may_not_be_set_up_in_villages_is_not_said_of_townships(code, text, terms):
    wording = parse(regime_text(code)).wording

    assert [each.term for each in wording if each.hits(text)] == terms


def test_what_central_rules_provide_for_is_excepted_as_the_article_says():
    """通渭 第1项: 除机构编制专项法律法规和党中央有明确规定的外."""
    rules = parse(regime_text("tongwei"))
    said = {each.term: each.suggestion for each in rules.wording}

    for term in ("对口设立机构", "加挂牌子"):
        assert said[term].startswith("除机构编制专项法律法规和党中央有明确规定的以外")
    assert "除机构编制专项法律法规和党中央有明确规定的外" in rules.source_articles["第1项"]
