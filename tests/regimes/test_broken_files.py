"""Files broken as they come out of an editor, a spreadsheet or another county's file: each is told by its line and what is wrong,
in Chinese, and nothing of it is loaded.
"""

import re

import pytest
from django.core.management import CommandError, call_command

from accounts.models import County
from audit.record import SYSTEM
from regimes.actions import load_regime
from regimes.models import Regime
from regimes.schema import RegimeError, parse
from tests.regimes.conftest import regime_text

ARONG = regime_text("arong")
WAY = 'any = ["submitted", "reviewing", "circulating", "deciding", "upper_review", "approved"]'
# (what stands there, what instead, the message without its line)
BROKEN = [
    # another type of value
    ('code = "arong"', "code = 5", "code：应为文字"),
    ("issued = 2024-06-05", "issued = 2024-06-05T10:00:00", "issued：应为日期（如2023-03-15）"),
    ("issued = 2024-06-05", "issued = 10:00:00", "issued：应为日期（如2023-03-15）"),
    ("accept = { days = 3,", "accept = { days = 3.5,", "limits.accept.days：应为整数"),
    ("accept = { days = 3,", "accept = { days = nan,", "limits.accept.days：应为整数"),
    ("accept = { days = 3, own_choice = true }", "accept = 3", "limits.accept：应为一张表"),
    ('applicants = ["department"] ', 'applicants = ["department", 3] ', "applicants第2项：应为文字"),
    ('filing = "request"', 'filing = ["request"]', "papers.filing：应为文字"),
    (WAY, 'any = "submitted"', "paths.admission.any：应为一个列表"),
    ("[series]", "[[series]]", "series：应为一张表"),
    # numbers and dates that are none
    ("accept = { days = 3,", "accept = { days = -3,", "limits.accept.days：应为1到250个工作日，现为-3"),
    ("accept = { days = 3,", f"accept = {{ days = {'9' * 900},", "limits.accept.days：应为1到250个工作日，现为900位数"),
    ("in_force_from = 2024-06-05", "in_force_from = 2020-06-05", "in_force_from：施行日期早于印发日期"),
    ("in_force_from = 2024-06-05", "in_force_from = 9999-12-31", "in_force_from：年份应在1949到2099之间，请核对"),
    ('county = "150721"', 'county = "１５０７２１"', "county：6位行政区划代码用半角数字写"),
    # keys and tables that nobody knows, or that stand there twice
    ('code = "arong"', 'code = "arong"\nkode = "x"', "kode：没有这个键，请核对拼写"),
    ("[experts]", "[expert]", "expert：没有这个键，请核对拼写"),
    ('county = "150721"', 'county = "150721"\ncounty = "150721"', "这个键或者这张表前面已经写过，只能写一次；有几项的，每一项写成两层方括号的[[表]]"),
    ("[series]", '[units]\nx = "y"\n\n[series]', "这个键或者这张表前面已经写过，只能写一次；有几项的，每一项写成两层方括号的[[表]]"),
    ('[[members]]\narticle = "第三条"\nunit_key = "data', '[members]\narticle = "第三条"\nunit_key = "data', "这个键或者这张表前面已经写过，只能写一次；有几项的，每一项写成两层方括号的[[表]]"),
    ('key = "county_government"', 'key = "county_party"', "bodies.decision第2项.key：代号“county_party”在第1项已经写了"),
    ('{ key = "partly"', '{ key = "lawful"', "questions.legality：结论代号“lawful”写了2次"),
    # a way that turns back, one of nothing
    (WAY, WAY.replace('"deciding"', '"reviewing", "deciding"'), "paths.admission.any：状态“reviewing”写了2次"),
    (WAY, "any = []", "paths.admission：写any，或者simple和general两条都写"),
    ('applicants = ["department"] ', "applicants = [] ", "applicants：至少写一种申请主体"),
    ('kinds = ["admission", "adjustment"]', "kinds = []", "fields第1项.kinds：至少写一种申请；不写这个键就是准入、调整、取消"),
    ('decision_verb = "审核"', 'decision_verb = ""', "bodies.decision_verb：不能空白；不写这个键就是“审定”"),
    # signs that an editor of texts puts there
    ('code = "arong"', "code = “arong”", "不是合格的TOML（文字和中文的键写在英文双引号里；日期写作2023-03-15，日期、数字、true、false不加引号）"),
    ('"工作内容", "法定依据"', '"工作内容"，"法定依据"', "不是合格的TOML（文字和中文的键写在英文双引号里；日期写作2023-03-15，日期、数字、true、false不加引号）"),
    ("\ntitle", "\n\0title", "不是合格的TOML（文字和中文的键写在英文双引号里；日期写作2023-03-15，日期、数字、true、false不加引号）"),
    ('title = "阿荣旗', 'title = "阿\\u202e荣旗', "title：含有看不见的控制字符，请删去后重新输入"),
    ('title = "阿荣旗', 'title = "阿\\n荣旗', "title：不超过200个字，不能换行"),
    # what no unit can be set up as, no column hold, no line show
    ('{ key = "partly"', f'{{ key = "{"p" * 40}"', "questions.legality：结论“部分合法”的代号只能用小写字母、数字和下划线，以字母开头，不超过30个字"),
    ('{ key = "partly"', '{ key = "部分"', "questions.legality：结论“部分合法”的代号只能用小写字母、数字和下划线，以字母开头，不超过30个字"),
    ("[questions.adhoc]", f'[questions.{"q" * 40}]\nlabel = "又一问"\n\n[questions.adhoc]', f"questions.{'q' * 40}：代号只能用小写字母、数字和下划线，以字母开头，不超过30个字"),
    ('data_bureau = "旗政数局"', '"政数局" = "旗政数局"', "units.政数局：代号只能用字母、数字、下划线和短横，不超过50个字：设立单位时填不进别的"),
    ('justice = "旗司法局"', 'justice = "旗\\n司法局"', "units.justice：不超过50个字，不能换行"),
    ('short_name = "旗委编办"', 'short_name = "旗委\\n编办"', "bodies.office.short_name：不超过50个字，不能换行"),
    ('name = "市政府"', f'name = "{"市" * 60}"', "bodies.upper.name：不超过50个字，不能换行"),
    ('decision_verb = "审核"', f'decision_verb = "{"审" * 21}"', "bodies.decision_verb：不超过20个字，不能换行"),
    ('name = "旗政府"', 'name = "旗委"', "bodies.decision第2项.name：机关“旗委”在第1项已经写了"),
    ("[series]", f'[categories]\nown_choice = true\nnames = ["{"类" * 60}"]\n\n[series]', "categories.names：不超过50个字，不能换行"),
    # a duty without its name, a number that another paper has, a choice of nothing
    ('kinds = ["admission", "adjustment"]', 'kinds = ["adjustment"]', "fields第1项.kinds：准入的申请必须有“职责名称”，须写admission"),
    ('storage = "basis"', 'storage = "basis"\nrequired = false', "fields第4项.required：清单上必须有“法定依据”，不能写false"),
    ('admission = "阿准申"', 'admission = "反映"', "series.admission：前缀“反映”是report不写时用的，请另写一个，或者给report也写一个"),
    ('lists = ["basic", "supporting", "powers"]', "lists = []", "turned_standing.lists：至少写一种清单；哪一种都可以的，整张[turned_standing]都不写"),
    # said twice
    ('interpreter = "中共', 'articles_of = "省里的方案"\ninterpreter = "中共', "articles_of：写作《文件名称》，有文号的后面加（文号），不能换行"),
    ('interpreter = "中共', 'articles_of = "《阿荣旗乡镇职责准入管理办法（试行）》"\ninterpreter = "中共', "articles_of：条文就是本制度的，不用写"),
    ('end_applicants = ["department", "township"]', 'end_applicants = ["department", "department"]', "end_applicants：申请主体“department”写了2次"),
    ('"工作内容", "法定依据"', '"工作内容", "工作内容"', "focus：方面“工作内容”写了2次"),
    ('kinds = ["admission", "adjustment"]', 'kinds = ["admission", "admission"]', "fields第1项.kinds：申请种类“admission”写了2次"),
    ('touches = ["members", "townships", "related"]', 'touches = ["members", "members"]', "fields第1项.touches：代号“members”写了2次"),
    ('townships = ["members"]', 'townships = ["members", "members"]', "touches.townships：代号“members”写了2次"),
    ('lists = ["basic", "supporting", "powers"]', 'lists = ["basic", "basic"]', "turned_standing.lists：清单“basic”写了2次"),
    ('term = "行政许可"', 'term = "行政处罚"', "excluded_powers第2项.term：事项“行政处罚”在第1项已经写了"),
    ('data_bureau = "旗政数局"', 'data_bureau = "旗司法局"', "units.data_bureau：名称“旗司法局”在justice已经写了"),
    ('article = "第四条第（三）项"\nany', 'article = "第四条第（三）项、第四条第（三）项"\nany', "paths.admission.article：出处“第四条第（三）项”写了2次"),
    # too long for its line, or more than one
    ('interpreter = "中共', f'interpreter = "{"中" * 200}', "interpreter：不超过200个字，不能换行"),
    ('asks = "这项职责与', 'asks = "这项\\n职责与', "members第2项.asks：不超过200个字，不能换行"),
    ('asks = "把这项职责交给乡镇，从', f'asks = "{"问" * 200}', "experts.asks：不超过200个字，不能换行"),
    ('hint = "要达到什么', f'hint = "{"写" * 300}', "fields第2项.hint：不超过300个字，不能换行"),
    ('example = "示例：防火期内', f'example = "示例：{"写" * 1000}', "fields第2项.example：不超过1000个字"),
    ('suggestion = "不签责任状', f'suggestion = "{"改" * 300}', "wording第1项.suggestion：不超过300个字，不能换行"),
    ('prefix = "权责"', 'prefix = "权责1"', "lists第1项.prefix：编号前缀“权责1”不能有空格、数字和括号"),
    # what nothing leads to, and who cannot be two at once
    ('unit_key = "city_government"', 'unit_key = "justice"', "bodies.upper.unit_key：上级机关须另设一个单位，“justice”在members第1项已经写了"),
    ('name = "市政府"', 'name = "旗政府"', "bodies.upper.name：“旗政府”是作决定的机关，上级机关另有名称"),
    ("[bodies.upper]", '[bodies.substitute]\narticle = "第三条"\nunit_key = "justice"\nname = "分管领导"\nshort_name = "领导"\n\n[bodies.upper]', "bodies.substitute：没有写bodies.convenor，没有召集人要代"),
    ("[bodies.upper]", '[bodies.convenor]\narticle = "第三条"\nunit_key = "justice"\nname = "召集人"\nshort_name = "召集人"\n\n[bodies.upper]', "bodies.convenor：没有一条程序经过signing或deliberating，召集人没有事办：写进程序，或者不写bodies.convenor"),
    ("[bodies]", '[state_labels]\nsigning = "待签"\n\n[bodies]', "state_labels.signing：本县没有一条程序经过signing"),
    ("[bodies]", '[words]\ncoordination = "会商"\n\n[bodies]', "words.coordination：没有一条程序经过coordinating，不开协调会"),
    ("[questions.adhoc]", '[questions.adhoc]\nfindings = [{ key = "yes", label = "是" }, { key = "no", label = "否" }]', "questions.adhoc：问题由办公室另写，不能有结论可选；要选结论的，另写一问，由成员单位答"),
    ('  { key = "partly", label = "部分合法", forces = "conditional" },\n  { key = "unlawful", label = "不合法", forces = "disagree" },\n', "", "questions.legality：只有一个结论，没有可选的：写两个以上，或者不写findings"),
    ('{ key = "lawful", label = "合法" }', '{ key = "lawful", label = "合法", details = [{ key = "金额", label = "金额" }] }', "questions.legality：结论“合法”的细项“金额”的代号只能用小写字母、数字和下划线，以字母开头，不超过30个字"),
    ('{ key = "lawful", label = "合法" }', '{ key = "lawful", label = "合法", details = [{ key = "a", label = "金额" }, { key = "b", label = "金额" }] }', "questions.legality：结论“合法”的细项“金额”写了2次"),
    ('scope = "第一条"', 'scope = "第一条、"', "cites.scope：“第一条、”有多余的顿号"),
    ('"第二条" =', '"第二条、第三款" =', "source_articles.第二条、第三款：条号不能空白，不能有顿号（顿号隔开几处出处），一条写一个"),
    # a key that says another than its table, signs nobody sees in keys, ends of line of their own
    ("accept = { days = 3,", 'accept = { key = "signing", days = 3,', "limits.accept.key：不用写，代号就是“accept”"),
    ("[questions.legality]", '[questions.legality]\nkey = "other"', "questions.legality.key：不用写，代号就是“legality”"),
    ("[source_articles]", '[source_articles]\n"\\u0000第九十条" = "x"', "source_articles.\\u0000第九十条：键“\\u0000第九十条”含有看不见的控制字符，请删去后重新输入"),
    ("[source_articles]", '[source_articles]\n"第\\u202e九十条" = "x"', "source_articles.第\\u202e九十条：键“第\\u202e九十条”含有看不见的控制字符，请删去后重新输入"),
    ('title = "阿荣旗', 'title = "阿\\u2028荣旗', "title：含有看不见的控制字符，请删去后重新输入"),
    # signs without ink, of a private area, or none at all
    ('title = "阿荣旗', 'title = "阿\\u3164荣旗', "title：含有不可见字符（U+3164），请删去后重新输入，或者换成通用的字"),
    ('title = "阿荣旗', 'title = "阿\\u2800荣旗', "title：含有不可见字符（U+2800），请删去后重新输入，或者换成通用的字"),
    ('title = "阿荣旗', 'title = "阿\ue000荣旗', "title：含有造字区的字（U+E000），请删去后重新输入，或者换成通用的字"),
    ('justice = "旗司法局"', 'justice = "旗\ufffd司法局"', "units.justice：含有无法识别的字符（U+FFFD），请删去后重新输入，或者换成通用的字"),
    ("[source_articles]", '[source_articles]\n"第\u3164九十条" = "x"', "键“第\u3164九十条”含有不可见字符（U+3164），请删去后重新输入，或者换成通用的字"),
    # the line of the entry that is wrong, not of the first of its kind, nor of the table
    ('office_unit_key = "government_office"', 'office_unit_key = "goverment_office"', "bodies.decision第2项.office_unit_key：没有“goverment_office”这个单位代号，可用的有：bianban、justice、data_bureau、party_office、government_office、city_government"),
    ('receipt = "阿准受"', 'receipt = "阿准申"', "series.receipt：前缀“阿准申”和admission的一样"),
    ('term = "考核验收"', 'term = "责任状"', "wording第3项.term：用语“责任状”在第1项已经写了"),
    ('staff = { own_choice = true }', 'staff = { own_choice = true, label = "工作经费" }', "guarantees.staff：名称“工作经费”和funding的一样"),
    ('label = "阶段性、临时性工作任务转为常态化工作"', 'label = "法律法规、部门规章修订或者相关政策调整变化"', "grounds.adjustment.standing：名称“法律法规、部门规章修订或者相关政策调整变化”和law的一样"),
    ('label = "其他确需"', 'label = "旗直部门确需"', "temporary_sources.other：名称“旗直部门确需”和department的一样"),
    ('label = "不合法", forces = "disagree"', 'label = "不合法", forces = "no"', "questions.legality.unlawful.forces：没有“no”这个限制，可用的有：conditional、disagree"),
    # a day that there is not
    ("issued = 2024-06-05", "issued = 2024-02-30", "没有这一天，或者写法不对：日期写作2023-03-15，月、日各写两位"),
    ("in_force_from = 2024-06-05", "in_force_from = 2024-13-01", "没有这一天，或者写法不对：日期写作2023-03-15，月、日各写两位"),
    # a comment with an end of line that is none to TOML, a table and a key in single quotes
    ("accept = { days = 3,", "# a\u2028b\u0085c\naccept = { days = 0,", "limits.accept.days：应为1到250个工作日，现为0"),
    ("accept = { days = 3,", "'accept' = { days = 0,", "limits.accept.days：应为1到250个工作日，现为0"),
]  # fmt: skip


@pytest.mark.parametrize(("here", "instead", "said"), BROKEN)
def test_a_broken_file_is_told_by_its_line(here, instead, said):
    before, found, _ = ARONG.partition(here)
    assert found

    with pytest.raises(RegimeError) as refused:
        parse(ARONG.replace(here, instead, 1))

    told = [line for line in str(refused.value).splitlines() if line.endswith(said)]
    first = before.count("\n") + 1
    lines = range(
        max(first - 5, 1), first + instead.count("\n") + 1
    )  # a message about a table names its head
    assert any(told[0].startswith(f"第{number}行") for number in lines), str(refused.value)


@pytest.mark.parametrize(("head", "written"), [("[limits]", "['limits']"), ("[limits]", "[ limits ] # 时限"), ("[bodies.office]", "[ bodies . office ]")])  # fmt: skip
def test_the_line_is_named_of_a_table_however_its_head_is_written(head, written):
    text = ARONG.replace(head, f"{written}\nbogus = {{ days = 0, own_choice = true }}", 1)

    with pytest.raises(RegimeError) as refused:
        parse(text)

    line = text.partition("bogus")[0].count("\n") + 1
    assert f"第{line}行 {head.strip('[]')}.bogus" in str(refused.value)


@pytest.mark.parametrize(
    ("here", "instead", "said"),
    [
        ("[grounds.adjustment]", "[grounds.admission]\nlaw = { own_choice = true }\n\n[grounds.adjustment]", "grounds：没有“admission”这个申请种类"),
        ("[paths.adjustment]", '[paths.exit]\nown_choice = true\nany = ["submitted"]\n\n[paths.adjustment]', "paths：没有“exit”这个申请种类"),
        ("correction = { days", "meal = { days = 3, own_choice = true }\ncorrection = { days", "limits：没有“meal”这个时限"),
        ("breaches = ", 'lunch = "第八条"\nbreaches = ', "cites：没有“lunch”这个说法"),
    ],
)  # fmt: skip
def test_a_key_that_nobody_knows_is_told_by_its_own_line(here, instead, said):
    text = ARONG.replace(here, instead, 1)
    added = instead.partition("\n")[0]
    line = text.split("\n").index(next(each for each in text.split("\n") if each.startswith(added))) + 1

    with pytest.raises(RegimeError) as refused:
        parse(text)

    assert f"第{line}行 {said}" in str(refused.value)


def test_a_key_of_control_characters_is_written_out_in_the_message():
    with pytest.raises(RegimeError) as refused:
        parse(ARONG.replace('code = "arong"', 'code = "arong"\n"\\u001b[31m\\n第1行" = 1'))

    assert "\x1b" not in str(refused.value)
    assert "\\u001b[31m\\u000a第1行：没有这个键，请核对拼写" in str(refused.value).splitlines()[0]


@pytest.mark.parametrize(
    "pattern",
    [
        "((((((a?){99}){99}){99}){99}){99}){99}|责任状",
        "(?:){4294967294}责任状",
        "(?:甲.|.乙)+丙|责任状",
        "(b){0}((((((a?){99}){99}){99}){99}){99}){99}|责任状",  # what is never there makes nothing beside it short
        "(((((((a?){99}){99}){99}){99}){99}){99}){0}|责任状",
    ],
)
def test_a_pattern_whose_trial_would_not_end_is_told_at_once(pattern):
    text = re.sub(
        r"pattern = '责任状.*'", lambda found: f"pattern = '{pattern}'", regime_text("lingchuan"), count=1
    )
    line = text.partition(pattern)[0].count("\n") + 1

    with pytest.raises(RegimeError, match=f"第{line}行 wording第1项.pattern：.*查找太慢"):
        parse(text)


@pytest.mark.parametrize(
    "pattern",
    [
        "(甲乙){1,60}|(丙丁){1,60}|(戊己){1,60}|责任状",
        "(?:甲乙){1,300}责任状(?:丙丁){1,300}(?:戊己){0,300}|责任状",
    ],
)
def test_repetitions_beside_one_another_are_no_repetitions_of_repetitions(pattern):
    text = re.sub(
        r"pattern = '责任状.*'", lambda found: f"pattern = '{pattern}'", regime_text("lingchuan"), count=1
    )

    assert parse(text).wording[0].pattern == pattern


@pytest.mark.parametrize("other", ["bianban", "party_office"])
def test_a_convenor_that_is_another_body_too_is_told(other):
    """No unit can be set up as 召集人 and as 办公室 or 县委、县政府 at once: `queries.unready_units` asks one kind of each."""
    text = regime_text("lingchuan").replace('convenor = "联席会议召集人"\n', "")

    with pytest.raises(RegimeError) as refused:
        parse(text.replace('unit_key = "convenor"', f'unit_key = "{other}"'))

    assert f"bodies.convenor.unit_key：召集人须另设一个单位，“{other}”在bodies." in str(refused.value)


@pytest.fixture
def arong(db):
    return County.objects.create(code="150721", name="阿荣旗", short="阿")


@pytest.mark.parametrize(
    "written",
    [
        ARONG.encode("utf-8-sig"),
        ARONG.replace("\n", "\r\n").encode(),
        ARONG.replace("\n", "\r\n").encode("utf-8-sig"),
    ],
)
def test_a_mark_of_encoding_and_the_ends_of_lines_of_another_system_do_no_harm(arong, tmp_path, written):
    (tmp_path / "a.toml").write_bytes(written)

    call_command("load_regime", str(tmp_path / "a.toml"))

    assert Regime.objects.get(county=arong).rules.code == "arong"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "big5hkscs"])
def test_another_encoding_is_named(arong, tmp_path, encoding):
    (tmp_path / "a.toml").write_bytes(ARONG.encode(encoding, errors="replace"))

    with pytest.raises(CommandError, match="不是UTF-8编码的文本"):
        call_command("load_regime", str(tmp_path / "a.toml"))

    assert not Regime.objects.exists()


def test_of_thousands_of_mistakes_the_first_are_told_and_how_many_more(arong, tmp_path):
    unknown = "".join(f'x{number} = "某单位{number}"\n' for number in range(3000))
    (tmp_path / "a.toml").write_text(ARONG.replace("[units]\n", f"[units]\n{unknown}"), encoding="utf-8")

    with pytest.raises(CommandError) as refused:
        call_command("load_regime", str(tmp_path / "a.toml"))

    told = str(refused.value).splitlines()
    assert "制度文件有3000处要改" in told[0]
    assert told[1].endswith("units.x0：文件里没有一处用到这个单位")
    assert told[-1] == "另有2950处没有列出：先改好以上50处，再载入一次。"
    assert len(told) == 52


def test_the_code_of_a_county_s_rules_stays(arong):
    """docs/regime-file.md: 以后不改. Another would begin its versions anew beside those of the first."""
    load_regime(county=arong, text=ARONG, by=SYSTEM)

    with pytest.raises(RegimeError, match="第5行 code：本县已经载入的代号是“arong”，以后不改"):
        load_regime(county=arong, text=ARONG.replace('code = "arong"', 'code = "arong2026"'), by=SYSTEM)


@pytest.mark.parametrize("code", ["arong", "binxian", "lingchuan", "rucheng", "tongwei"])
def test_what_was_stored_before_these_checks_still_reads(code):
    text = regime_text(code).replace('"related"]', '"related", "related"]', 1)

    assert parse(text, stored=True).code == code
    with pytest.raises(RegimeError):
        parse(text)


def test_turning_standing_goes_by_adjustment():
    begins, ends = ARONG.index("# 参照准入程序及时调整"), ARONG.index("[paths.cancellation]")

    with pytest.raises(RegimeError) as refused:
        parse(ARONG[:begins] + ARONG[ends:])

    assert refused.value.problems == ("turned_standing：转为常态按调整办，没有写paths.adjustment",)
