"""A wrong regime file is refused with a message that names the place."""

import re

import pytest

from regimes.reading import HINT
from regimes.schema import RegimeError, parse
from tests.regimes.conftest import LINGCHUAN, regime_text

LINGCHUAN_TEXT = LINGCHUAN.read_text(encoding="utf-8")
DECISION = LINGCHUAN_TEXT[
    LINGCHUAN_TEXT.index("[[bodies.decision]]") : LINGCHUAN_TEXT.index("[bodies.upper]")
]
MATTERS = LINGCHUAN_TEXT[LINGCHUAN_TEXT.index("[matters]") : LINGCHUAN_TEXT.index("# ---- 编号：前缀")]
ACCEPT = "accept = { days = 3, own_choice = true }"
SIMPLE = 'article = "第三条第（三）项"\nsimple = ["submitted", "reviewing", "circulating", "signing"'


def wrong(here, instead, *problems):
    """A text of the file, what stands there instead, and all that is then told."""
    return pytest.param(here, instead, problems, id=instead or here)


WRONG = [
    wrong(
        'code = "lingchuan"',
        'code = "Ling chuan"',
        "code：只能用小写字母、数字和下划线，以字母开头，不超过40个字",
    ),
    wrong('county = "450323"', 'county = "4503"', "county：应为6位行政区划代码"),
    wrong('county = "450323"', "county = 450323", "county：应为文字"),
    wrong("issued = 2023-03-15", "issued = 2023-04-01", "in_force_from：施行日期早于印发日期"),
    wrong("issued = 2023-03-15", 'issued = "2023-03-15"', "issued：应为日期（如2023-03-15）"),
    wrong("issued = 2023-03-15", "issued = 2023-03-15T08:00:00", "issued：应为日期（如2023-03-15）"),
    wrong("issued = 2023-03-15\n", "", "issued：缺少这一项"),
    wrong("has_procedures = true", "has_procedures = 1", "has_procedures：应为true或false"),
    wrong('code = "lingchuan"', 'code = "lingchuan"\ncolour = "red"', "colour：没有这个键，请核对拼写"),
    wrong(
        '["department", "township"]',
        '["department", "village"]',
        "applicants：没有“village”这个申请主体，可用的有：department、township",
    ),
    wrong(
        'title = "灵川县乡镇职责准入制度"',
        'title = "灵川县\\u202e乡镇职责准入制度"',
        "title：含有看不见的控制字符，请删去后重新输入",
    ),
    wrong('title = "灵川县乡镇职责准入制度"', 'title = "\u3000"', "title：不能空白"),
    # papers
    wrong(
        'filing = "report"',
        'filing = "telegram"',
        "papers.filing：没有“telegram”这个文种，可用的有：report、request、letter",
    ),
    wrong(
        'request = "灵编请"',
        'request = "灵编请〔2026〕"',
        "papers.words.request：机关代字不超过12个字，不带年份、括号和空格",
    ),
    wrong(
        'request_to = ["中共灵川县委员会", "灵川县人民政府"]',
        'request_to = ["灵川县人民政府", "灵川县人民政府"]',
        "papers.request_to：机关“灵川县人民政府”写了2次",
    ),
    # articles
    wrong(
        'article = "第四条"\nany',
        'article = "第四十条"\nany',
        "paths.revocation.article：[source_articles]里没有“第四十条”",
    ),
    wrong(
        'article = "第四条"\nany',
        "any",
        "paths.revocation：写明出处（article），或写own_choice = true（本县自定），两者只能选一",
    ),
    wrong(
        ACCEPT,
        'accept = { days = 3, own_choice = true, article = "第二条" }',
        "limits.accept：写明出处（article），或写own_choice = true（本县自定），两者只能选一",
    ),
    # paths
    wrong(
        "[paths.revocation]",
        "[paths.removal]",
        "paths：没有“removal”这个申请种类，可用的有：admission、adjustment、cancellation、revocation",
        "paths.removal.any：reviewing之后不能是signing，可以是：circulating、coordinating、deciding",
    ),
    wrong(
        'any = ["submitted", "reviewing", "signing", "approved"]',
        'any = ["submitted", "reviewing", "sealing", "approved"]',
        "paths.revocation.any：没有“sealing”这个状态，可用的有：submitted、reviewing、circulating、"
        "coordinating、deliberating、signing、deciding、upper_review、approved",
    ),
    wrong(
        'any = ["submitted", "reviewing", "signing", "approved"]',
        'any = ["submitted", "signing", "approved"]',
        "paths.revocation.any：submitted之后不能是signing，可以是：reviewing",
    ),
    wrong(
        'any = ["submitted", "reviewing", "signing", "approved"]',
        'any = ["submitted", "reviewing", "signing"]',
        "paths.revocation.any：须从submitted开始，到approved为止",
    ),
    wrong(
        SIMPLE,
        'article = "第三条第（三）项"\nsimple = ["submitted", "reviewing", "signing"',
        "paths.admission.simple：reviewing之后不能是signing，可以是：circulating、coordinating、deciding",
    ),
    wrong(
        SIMPLE,
        'article = "第三条第（三）项"\nany = ["submitted", "reviewing", "circulating", "signing"',
        "paths.admission：写any，或者simple和general两条都写",
    ),
    wrong(
        'any = ["submitted", "reviewing", "signing", "approved"]',
        'any = ["submitted", "reviewing", "signing", "approved"]\ngeneral = []\nsimple = '
        '["submitted", "reviewing", "signing", "approved"]',
        "paths.revocation：写any，或者simple和general两条都写",
    ),
    # labels
    wrong(
        "[state_labels]\n",
        '[state_labels]\nsealing = "待用印"\n',
        "state_labels：没有“sealing”这个状态，可用的有：draft、consulting、submitted、correcting、reviewing、circulating、revising、coordinating、deliberating、signing、deciding、upper_review、approved、not_accepted、rejected、withdrawn",
    ),
    wrong(
        "[state_labels]\n",
        '[state_labels]\nsigning = "初评"\n',
        "state_labels：有2个状态都叫“初评”，用户分不清",
    ),
    wrong(
        "[state_labels]\n",
        '[state_labels]\nsigning = "待县分管职责准入工作的领导同志暨联席会议召集人审签"\n',
        "state_labels.signing：名称不超过24个字，不能换行",
    ),
    # fields
    wrong('key = "mechanism"', 'key = "staffing"', "fields第8项.key：代号“staffing”在第6项已经写了"),
    wrong('label = "运行机制"', 'label = "制度保障"', "fields第7项.label：名称“制度保障”在第6项已经写了"),
    wrong('label = "运行机制"', 'label = "运行办法"', "fields第6项：第三条第（二）项的原文里没有“运行办法”"),
    wrong(
        'term = "必要性"',
        'term = "可行性"',
        "fields第11项.term：名称“必要性论证”里没有“可行性”这个词",
    ),
    wrong(
        'storage = "boundary"',
        'storage = "border"',
        "fields第5项.storage：没有“border”这个存放位置，可用的有："
        "name、basis、township_duties、department_duties、boundary、text",
    ),
    wrong('key = "mechanism"', 'key = "term"', "fields第6项.key：“term”是固定栏目的代号，请换一个"),
    wrong(
        'key = "boundary"',
        'key = "border"',
        "fields第5项.key：存放在boundary的一项，代号也须是boundary",
    ),
    wrong(
        'storage = "basis"\n',
        "",
        'fields：没有一项写storage = "basis"，清单上就缺这一栏',
        "fields第2项.key：“basis”是固定栏目的代号，请换一个",
    ),
    # touches, members, units
    wrong(
        'touches = ["hr", "townships"]',
        'touches = ["personnel"]',
        "fields第8项.touches：没有“personnel”这个成员单位代号，可用的有：members、townships、related、"
        "party_office、service_admin、organization_dept、civil_affairs、justice、finance、hr",
    ),
    wrong(
        "list_kind = [",
        "list_sort = [",
        "touches：没有“list_sort”这个固定栏目，可用的有：townships、department、related、list_kind、transfer_mode、township_role、term、publication、guarantee_funding、guarantee_staff、guarantee_technology、guarantee_training、ground",
        "touches：缺少list_kind（没有要再问的单位就写空列表）",
    ),
    wrong(
        'unit_key = "party_office"\nquestion',
        'unit_key = "hr"\nquestion',
        "members第7项.unit_key：单位“hr”在第1项已经写了",
    ),
    wrong(
        'unit_key = "city_bianban"',
        'unit_key = "province"',
        "bodies.upper.unit_key：没有“province”这个单位代号，可用的有：bianban、party_office、service_admin、"
        "organization_dept、civil_affairs、justice、finance、hr、convenor、city_bianban",
    ),
    wrong(
        'question = "funding"',
        'question = "money"',
        "members第6项.question：没有“money”这个审查问题，可用的有：service_centre、governance、legality、funding、staffing、adhoc",
        "questions.funding：没有一个成员单位答这一问",
    ),
    wrong(
        'question = "staffing"',
        'question = "staffing"\nenabled = false',
        "questions.staffing：没有一个成员单位答这一问",
    ),
    wrong(
        "may_disclaim = false\nmandatory_always = true",
        "mandatory_always = true",
        "members第5项：必须答复的单位不能写may_disclaim或enabled = false",
    ),
    wrong(
        'label = "不适应", forces = "conditional"',
        'label = "不适应", forces = "refuse"',
        "questions.governance.unfit.forces：没有“refuse”这个限制，可用的有：conditional、disagree",
    ),
    wrong(
        '{ key = "stationed", label',
        '{ key = "present", label',
        "questions.service_centre：结论代号须是stationed、not_stationed、not_involved，写入清单时按此认",
    ),
    wrong('label = "部分合法"', 'label = "合法"', "questions.legality：结论“合法”写了2次"),
    # what decides, under a key of its own
    wrong(
        'key = "county_government"',
        'key = "county_party"',
        "bodies.decision第2项.key：代号“county_party”在第1项已经写了",
    ),
    wrong(
        'key = "county_government"',
        'key = "县政府"',
        "bodies.decision第2项.key：只能用小写字母、数字和下划线，以字母开头，不超过30个字",
    ),
    wrong("[units]", '[units]\ndecision_verb = "批准"', "units.decision_verb：文件里没有一处用到这个单位"),
    # limits
    wrong(
        ACCEPT, "accept = { days = -3, own_choice = true }", "limits.accept.days：应为1到250个工作日，现为-3"
    ),
    wrong(ACCEPT, 'accept = { days = "三", own_choice = true }', "limits.accept.days：应为整数"),
    wrong(ACCEPT, "accept = { days = true, own_choice = true }", "limits.accept.days：应为整数"),
    wrong(ACCEPT + "\n", "", "limits：缺少accept"),
    wrong(
        ACCEPT,
        f"{ACCEPT}\ntea = {{ days = 3, own_choice = true }}",
        "limits：没有“tea”这个时限，可用的有：accept、initial_review、circulation、coordination、meeting、signing、decision、upper、notice、consultation、correction、revision、verification、confirmation、delivery、after_end、papers、urgent_entry、answer、standing",
    ),
    # wording
    wrong("'一票否决'", "'一票(否决'", "wording第5项.pattern：“一票(否决”不是合格的正则表达式"),
    wrong(
        "'一票否决'",
        "'一票否决{99999999999}'",
        "wording第5项.pattern：“一票否决{99999999999}”不是合格的正则表达式",
    ),
    wrong("'一票否决'", "'两票否决'", "wording第5项.pattern：连“一票否决”本身都认不出"),
    wrong("'一票否决'", "'(一票否决)?'", "wording第5项.pattern：什么都不写也会命中"),
    # matters, words
    wrong(
        "vetting = { own_choice = true }",
        "veting = { own_choice = true }",
        "matters：没有“veting”这个事项，可用的有：coordination、suggestion、opinion、powers_review、vetting、assessment、"
        "evaluation、cleanup、combined、end_check",
    ),
    wrong(
        "combined = { own_choice = true }",
        "combined = true",
        "matters.combined：应为一张表",
    ),
    wrong(
        "combined = { own_choice = true }",
        "combined = {}",
        "matters.combined：写明出处（article），或写own_choice = true（本县自定），两者只能选一",
    ),
    wrong(
        "combined = { own_choice = true }",
        'combined = { article = "第九十条" }',
        "matters.combined.article：[source_articles]里没有“第九十条”",
    ),
    wrong(
        "combined = { own_choice = true }",
        "combined = { own_choice = true, mutual = true }",
        "matters.combined.mutual：只有evaluation（评价）可以写双向",
    ),
    wrong(
        "combined = { own_choice = true }",
        "combined = { own_choice = true, yearly = true }",
        "matters.combined.yearly：没有这个键，请核对拼写",
    ),
    wrong(
        MATTERS,
        "",
        "matters：缺少这一张表：本县开展哪几种县乡协同和后续监督，各写出处；一种也没有的，写一张空的[matters]",
    ),
    wrong(
        "[units]",
        '[words]\nmeetings = "领导小组"\n\n[units]',
        "words：没有“meetings”这个说法，可用的有：office、meeting、coordination",
    ),
    wrong(
        "[units]",
        '[words]\nmeeting = "职责准入领导小组全体成员会议"\n\n[units]',
        "words.meeting：不超过12个字，不能换行",
    ),
    wrong("[units]", '[words]\ncoordination = ""\n\n[units]', "words.coordination：不能空白"),
    # series
    wrong('receipt = "灵准受"', 'receipt = "灵准申"', "series.receipt：前缀“灵准申”和admission的一样"),
    wrong('receipt = "灵准受"\n', "", "series：缺少receipt"),
    wrong('meeting = "灵准会"\n', "", "series：缺少meeting（有的程序要经deliberating，召集会议要编号）"),
    wrong(
        'receipt = "灵准受"',
        'receipt = "灵准受2026"',
        "series.receipt：前缀“灵准受2026”不能有空格、数字和括号，不超过10个字",
    ),
]


@pytest.mark.parametrize(("here", "instead", "problems"), WRONG)
def test_a_wrong_file_names_what_is_wrong(lingchuan_text, here, instead, problems):
    assert here in lingchuan_text

    with pytest.raises(RegimeError) as refused:
        parse(lingchuan_text.replace(here, instead, 1))

    assert refused.value.problems == problems


def test_everything_missing_is_told_at_once():
    with pytest.raises(RegimeError) as refused:
        parse('code = "x"\nissued = "gestern"\n')

    assert refused.value.problems[:3] == (
        "county：缺少这一项",
        "title：缺少这一项",
        "document：缺少这一项",
    )
    assert "issued：应为日期（如2023-03-15）" in refused.value.problems
    told = str(refused.value).splitlines()
    assert told[:3] == ["county：缺少这一项", "title：缺少这一项", "document：缺少这一项"]  # stand on no line
    assert "第2行 issued：应为日期（如2023-03-15）" in told


PLACES = [
    # a text of the file and what stands there instead, and where the message leads
    (ACCEPT, "accept = { days = 0, own_choice = true }", "accept = {"),
    ('unit_key = "finance"\nquestion', 'unit_key = "nobody"\nquestion', 'unit_key = "nobody"'),
    ("pattern = '一票否决'", "pattern = '('", "pattern = '('"),
    ('admission = "灵准申"', 'admission = "灵准调"', 'adjustment = "灵准调"'),
    ('label = "合法性论证"', 'label = "可行性论证"', 'label = "可行性论证"'),
    # a procedure without an approver, a stage out of order, a field asked twice, a question nobody answers
    (DECISION, "", "general = ["),
    ('"circulating", "signing"', '"signing", "circulating"', "simple = ["),
    ('key = "mechanism"', 'key = "boundary"', 'key = "boundary"'),
    ("[questions.adhoc]", '[questions.water]\nlabel = "用水"\n\n[questions.adhoc]', "[questions.water]"),
    ('office_unit_key = "party_office"', 'office_unit_key = "nobody"', 'office_unit_key = "nobody"'),
    ('{ key = "unfit", label', '{ key = "fit", label', "[questions.governance]"),
    ("combined = {", "clean = {", "clean = {"),
    ("coordination = { own", "coordination = { mutual = true, own", "coordination = {"),
    ("[bodies.office]", '[words]\ncoordination = ""\n\n[bodies.office]', 'coordination = ""'),
    ('scope = "第一条"', 'scope = "第九十条"', 'scope = "第九十条"'),
    # a table's name may be written in quotation marks
    ('[questions.funding]\nlabel = "工作经费"', '[questions."funding"]\nlabel = ""', 'label = ""'),
]


@pytest.mark.parametrize(
    ("here", "instead", "place"), PLACES, ids=[each[1][:40] or "none" for each in PLACES]
)
def test_the_message_leads_to_the_line(lingchuan_text, here, instead, place):
    text = lingchuan_text.replace(here, instead, 1)
    wanted = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith(place)]

    with pytest.raises(RegimeError) as refused:
        parse(text)

    led = {int(number) for number in re.findall(r"^第(\d+)行 ", str(refused.value), re.M)}
    assert led & set(wanted)


@pytest.mark.parametrize(
    ("state", "table", "problem"),
    [
        ("circulating", "[[members]]", "members第1项：没有一条程序经过circulating，成员单位不会被征求意见"),
        ("upper_review", "[bodies.upper]", "bodies.upper：没有一条程序经过upper_review，案件不会报上级"),
    ],
)
def test_whom_no_path_reaches_is_named_with_its_line(state, table, problem):
    text = regime_text("arong").replace(f'"{state}", ', "")

    with pytest.raises(RegimeError) as refused:
        parse(text)

    line = text[: text.index(table)].count("\n") + 1
    assert [said for said in str(refused.value).splitlines() if problem in said and f"第{line}行" in said]


def test_a_county_without_procedures_decides_after_circulating():
    text = regime_text("arong").replace('"circulating", ', '"circulating", "coordinating", "deliberating", ')

    with pytest.raises(RegimeError) as refused:
        parse(text)

    assert (
        "paths.admission.any：has_procedures为false，circulating之后只能是deciding或deliberating"
        in refused.value.problems
    )


@pytest.mark.parametrize(
    ("code", "before", "path", "problem"),
    [
        # after 初评 nobody convenes, and what was put before 征求意见 is not held
        (
            "arong",
            '"reviewing", "circulating"',
            "any",
            "has_procedures为false，没有程序会召开协调会，不能写coordinating",
        ),
        (
            "lingchuan",
            '"reviewing", "circulating"',
            "simple",
            "简易程序不召开协调会，不能写coordinating：写进general",
        ),
    ],
)
def test_a_path_on_which_no_coordination_is_ever_held_is_refused_at_its_line(code, before, path, problem):
    text = regime_text(code)
    instead = before.replace('"reviewing"', '"reviewing", "coordinating"')
    at = text.index(before, text.index(f"\n{path} = ", text.index("[paths.admission]")))
    text = text[:at] + instead + text[at + len(before) :]

    with pytest.raises(RegimeError) as refused:
        parse(text)

    line = text[:at].count("\n") + 1
    assert f"第{line}行 paths.admission.{path}：{problem}" in str(refused.value)


def test_an_excluded_matter_is_found_by_its_own_name():
    text = regime_text("arong").replace("pattern = '行政处罚|罚款", "pattern = '罚款")

    with pytest.raises(RegimeError) as refused:
        parse(text)

    assert refused.value.problems == ("excluded_powers第1项.pattern：连“行政处罚”本身都认不出",)


@pytest.mark.parametrize("pattern", ["(?:[^，。]*)*一票否决", "一票否决|(?:责+任?)+状$"])
def test_a_pattern_that_never_ends_is_refused_with_its_line(lingchuan_text, pattern):
    """A repetition within a repetition. It would stop every page that looks for it."""
    text = lingchuan_text.replace("'一票否决'", f"'{pattern}'")
    line = text[: text.index(pattern)].count("\n") + 1

    with pytest.raises(RegimeError) as refused:
        parse(text)

    assert str(refused.value) == (
        f"第{line}行 wording第5项.pattern：“{pattern}”查找太慢，不要在重复（+、*）里面再写重复"
    )
    assert parse(text, stored=True).wording[4].pattern == pattern  # what came before the check stays readable


def test_a_number_still_to_be_written_has_one_pair_of_brackets():
    assert parse(regime_text("binxian")).named.endswith("》（示例文号，待填）")


def test_limits_of_steps_that_a_county_does_not_know_are_not_asked():
    """通渭 has no coordination meeting, joint meeting, convenor or upper body; 灵川 has them all."""
    unknown = re.compile(
        r"^(?:circulation|revision|coordination|meeting|signing|upper) = \{.*\n", re.MULTILINE
    )

    assert parse(unknown.sub("", regime_text("tongwei"))).limits.keys() == {
        *("accept", "initial_review", "consultation", "correction"),
    }
    with pytest.raises(RegimeError) as refused:
        parse(unknown.sub("", LINGCHUAN_TEXT))
    missing = ("circulation", "coordination", "meeting", "signing", "upper", "revision")
    assert refused.value.problems == tuple(f"limits：缺少{key}" for key in missing)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('code = "x"\ntitle = 灵川县\n', "第2行第9列：不是合格的TOML{HINT}"),
        (
            'code = "x"\ncode = "y"\n',
            "第2行第11列：这个键或者这张表前面已经写过，只能写一次；有几项的，每一项写成两层方括号的[[表]]",
        ),
        ('code = "x', "文件末尾：不是合格的TOML{HINT}"),
    ],
)
def test_a_text_that_is_no_toml(text, problem):
    with pytest.raises(RegimeError) as refused:
        parse(text)

    assert refused.value.problems == (problem.format(HINT=HINT),)


def test_tables_and_lists_where_they_do_not_belong():
    with pytest.raises(RegimeError) as refused:
        parse('paths = "none"\napplicants = "department"\n[[limits]]\ndays = 3\n')

    problems = set(refused.value.problems)

    assert {"paths：应为一张表", "applicants：应为一个列表", "limits：应为一张表"} <= problems
