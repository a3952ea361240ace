"""Tags, forms, figures and error pages that every app's templates stand on."""

import datetime
import re
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms as django_forms
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.template import engines
from django.test import RequestFactory
from django.urls import get_resolver
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from config import charts, context, views
from config.forms import Check, DayField, FilesField, Form, Places
from config.templatetags import chinese, pages

TODAY = datetime.date(2026, 11, 20)
ROOT = Path(__file__).resolve().parent.parent


def deadline(month, day, year=2026, provisional=False):
    return SimpleNamespace(date=datetime.date(year, month, day), provisional=provisional)


def moment(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


def rendered(source, **values):
    return engines["django"].from_string("{% load chinese pages %}" + source).render(values)


def included(name, **values):
    return rendered(f'{{% include "components/{name}.html" %}}', **values)


@pytest.fixture
def request_of():
    def make(path="/", **cookies):
        request = RequestFactory().get(path)
        request.COOKIES.update(cookies)
        request.session = {}
        request.user = SimpleNamespace(is_authenticated=False)
        return request

    return make


# ----------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (chinese.cdate(datetime.date(2026, 11, 23)), "2026年11月23日（周一）"),
        (chinese.cday(datetime.date(2026, 11, 22)), "11月22日（周日）"),
        (chinese.cday(datetime.date(2027, 1, 8), TODAY), "2027年1月8日（周五）"),
        (chinese.cday(datetime.date(2026, 12, 1), TODAY), "12月1日（周二）"),
        (chinese.ctime(moment(2026, 11, 19, 7, 10)), "11月19日（周四）15:10"),
        (chinese.cdate(moment(2026, 11, 19, 16, 0)), "2026年11月20日（周五）"),
        (chinese.cdate(None), ""),
        (chinese.ctime(None), ""),
        (
            chinese.crange(datetime.date(2026, 10, 15), datetime.date(2027, 2, 28)),
            "2026年10月15日至2027年2月28日",
        ),
        (
            chinese.crange_unbroken(datetime.date(2026, 10, 15), datetime.date(2027, 2, 28)),
            '<span class="nowrap">2026年10月15日至</span><span class="nowrap">2027年2月28日</span>',
        ),
        (chinese.crange(datetime.date(2026, 11, 2)), "自2026年11月2日起"),
        (chinese.crange(None, None), "长期"),
        (chinese.money(288000), "28.8万元"),
        (chinese.money("1200000"), "120万元"),
        (chinese.money(12345), "12,345元"),
        (chinese.money("1200.50"), "1,200.50元"),
        (chinese.money(0), "0元"),
        (chinese.money(None), ""),
        (chinese.join_cn(["大圩镇", "海洋乡"]), "大圩镇、海洋乡"),
        (chinese.file_size(1_572_864), "1.5兆"),
        (chinese.file_size(20_000), "不到0.1兆"),
    ],
)
def test_words(said, expected):
    assert said == expected


# ------------------------------------------------------------------------- deadlines


@pytest.mark.parametrize(
    ("left", "day", "css", "words"),
    [
        (4, deadline(11, 26), "due", "还剩4个工作日"),
        (2, deadline(11, 24), "due", "还剩2个工作日"),
        (1, deadline(11, 23), "due is-soon", "还剩1个工作日"),
        (0, deadline(11, 20), "due is-soon", "今天到期"),
        # Sunday's, asked on the Friday before it
        (0, deadline(11, 22), "due is-soon", "还剩0个工作日"),
        (-3, deadline(11, 17), "due is-late", "逾期3个工作日"),
        # Friday's deadline, asked on the Saturday after it.
        (0, deadline(11, 19), "due is-late", "已逾期"),
    ],
)
def test_due_says_how_long_is_left(left, day, css, words):
    html = chinese.due(day, left, today=TODAY)

    assert html == f'<span class="{css}"><b>{words}</b>{chinese.cday(day.date)}止</span>'


def test_due_late_names_what_was_due():
    html = chinese.due(deadline(11, 17), -3, verb="答复", today=TODAY)

    assert html == '<span class="due is-late"><b>逾期3个工作日</b>应于11月17日（周二）答复</span>'


def test_due_marks_a_provisional_date():
    html = chinese.due(deadline(1, 8, 2027, provisional=True), 34, today=TODAY)

    assert html == (
        '<span class="due"><b>还剩34个工作日</b>2027年1月8日（周五）止，2027年日历未公布，按推算</span>'
    )


def test_due_says_a_clock_stands_still():
    html = chinese.due(None, None, stopped="待补正", since=datetime.date(2026, 11, 18), today=TODAY)

    assert html == '<span class="due"><b>停止计时</b>待补正，11月18日（周三）起</span>'


@pytest.mark.parametrize("missing", [None, ""])
def test_due_without_a_deadline_says_nothing(missing):
    assert chinese.due(missing, missing, today=TODAY) == ""


# ----------------------------------------------------------------------- differences


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("同样。", "同样。", "同样。"),
        ("", "新的", "<ins>新的</ins>"),
        ("旧的", None, "<del>旧的</del>"),
        ("接报后24小时内到场", "接报后2小时内到场", "接报后<del>24</del><ins>2</ins>小时内到场"),
        (
            "发现隐患的，责令停止施工，并报县局。",
            "发现隐患的，当场书面告知建房户，1个工作日内报县局。",
            "发现隐患的，<del>责令停止施工，并</del><ins>当场书面告知建房户，1个工作日内</ins>报县局。",
        ),
        ("甲\r\n乙", "甲\n乙", "甲\n乙"),
        # a name that becomes the last of the list, or is no longer the last, stays whole
        ("灵川镇、大圩镇、定江镇", "灵川镇、定江镇", "灵川镇、<del>大圩镇、</del>定江镇"),
        ("灵川镇、定江镇", "灵川镇、定江镇、灵田镇", "灵川镇、定江镇<ins>、</ins><ins>灵田镇</ins>"),
    ],
)
def test_diff_marks_what_changed(old, new, expected):
    assert chinese.diff_text(old, new) == expected


def test_a_moment_of_another_year_is_told_with_its_year():
    """第1版，12月2日（周一）09:00: of which year?"""
    bare = re.compile(r"\|ctime(?!:today)")
    assert [path.name for path in templates() if bare.search(path.read_text())] == []


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "a&b", "\"'><img src=x>"])
def test_diff_escapes_every_part(evil):
    for html in (
        chinese.diff_text(evil, evil),
        chinese.diff_text("", evil),
        chinese.diff_text(evil, ""),
        chinese.diff_text(f"甲，{evil}，丙", f"乙，{evil}，丁"),
    ):
        assert set("<>") & set(re.sub(r"</?(ins|del)>", "", html)) == set()
        assert "&" not in re.sub(r"&(lt|gt|amp|quot|#x27);", "", html)


def test_diff_keeps_both_texts_whole():
    old, new = "乡镇每周巡查2次，报告县局。部门核查。", "乡镇每周巡查1次；发现险情报告县局。部门到场核查。"
    html = chinese.diff_text(old, new)

    assert re.sub(r"<ins>.*?</ins>|</?del>", "", html) == old
    assert re.sub(r"<del>.*?</del>|</?ins>", "", html) == new


# ----------------------------------------------------------------------------- forms


class Opinion(Form):
    sections = (("意见", "制度第二条", ("view",)),)
    reveals = {"view": {"conditional": ("condition",)}}
    descriptions = {"view": {"agree": "合法，没有附加要求。"}}
    need = {"reason": "必填，20字以上"}

    reason = django_forms.CharField(label="理由", min_length=20, help_text="给申请方看。")
    view = django_forms.ChoiceField(
        label="总体意见",
        choices=[("agree", "同意"), ("conditional", "附条件同意")],
        widget=django_forms.RadioSelect,
    )
    condition = django_forms.CharField(label="条件", widget=django_forms.Textarea)
    seen = django_forms.BooleanField(label="已看全文")


def test_error_summary_follows_the_page_and_names_each_field():
    form = Opinion(data={"reason": "太短了"})

    assert pages.error_lines(form) == [
        ("id_view_0", "请选择总体意见"),
        ("id_condition", "请填写条件"),
        ("id_reason", "理由：太短，至少20个字，现有3个字"),
        ("id_seen", "请勾选“已看全文”"),
    ]


def test_need_is_said_in_words():
    form = Opinion()

    assert [pages.need(form[name]) for name in ("reason", "view", "condition")] == [
        "必填，20字以上",
        "必选一项",
        "必填",
    ]


def test_fields_show_once_revealed_ones_under_their_choice():
    html = str(Opinion())

    assert html.count('name="condition"') == 1
    assert html.index('value="conditional"') < html.index('name="condition"')
    assert html.index('name="condition"') < html.index('name="reason"')


def test_field_points_at_its_hint_and_its_error():
    html = str(Opinion(data={"reason": "太短了"})["reason"].as_field_group())

    assert re.findall(r'aria-describedby="([^"]*)"', html) == ["id_reason_helptext id_reason_error"]
    assert re.findall(r'aria-invalid="([^"]*)"', html) == ["true"]
    assert re.findall(r'<(?:p|div)[^>]* id="([^"]*)"', html) == ["id_reason_helptext", "id_reason_error"]


def test_checks_are_escaped_and_hard_ones_marked():
    form = Opinion()
    form.checks = {"reason": [Check("<b>写法</b>", "改掉", hard=True)]}
    html = str(form["reason"].as_field_group())

    assert re.findall(r'class="check-warn[^"]*"><h4>(.*?)</h4>', html) == ["▲ &lt;b&gt;写法&lt;/b&gt;"]


class Towns(Form):
    towns = django_forms.MultipleChoiceField(
        label="乡镇", choices=[(1, "大圩镇"), (2, "海洋乡"), (3, "公平乡")], widget=Places
    )


@pytest.mark.parametrize(
    ("sent", "chosen"),
    [
        ("towns=1&towns=3", ["1", "3"]),
        ("towns-all=1", ["1", "2", "3"]),
        ("towns=1&towns-all=1", ["1", "2", "3"]),
    ],
)
def test_places_choose_all_without_a_script(sent, chosen):
    form = Towns(data=QueryDict(sent))

    assert form.is_valid()
    assert form.cleaned_data["towns"] == chosen


class Papers(Form):
    files = FilesField(label="附件", required=False)
    day = DayField(label="日期", required=False)


def test_files_field_takes_several():
    sent = [SimpleUploadedFile("a.pdf", b"1"), SimpleUploadedFile("b.pdf", b"2")]
    form = Papers(data={}, files=MultiValueDict({"files": sent}))

    assert form.is_valid()
    assert [file.name for file in form.cleaned_data["files"]] == ["a.pdf", "b.pdf"]
    assert Papers(data={}, files=MultiValueDict()).is_valid()


@pytest.mark.parametrize("typed", ["2026-11-23", "2026/11/23", "2026年11月23日"])
def test_day_field_reads_what_people_write_and_shows_iso(typed):
    form = Papers(data={"day": typed}, files=MultiValueDict())

    assert form.is_valid()
    assert form.cleaned_data["day"] == datetime.date(2026, 11, 23)
    shown = str(Papers(initial={"day": datetime.date(2026, 11, 23)})["day"])
    assert re.findall(r'value="([^"]*)"', shown) == ["2026-11-23"]


def test_form_shell_carries_what_an_act_needs():
    html = included("form", form=Opinion(), act="签发意见", form_key="k1", lock=0, need_password=True)

    assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', html) == [
        ("form_key", "k1"),
        ("lock", "0"),
    ]
    assert html.count('name="password"') == 1
    assert re.findall(r"<button[^>]*>(.*?)</button>", html) == ["签发意见"]


# ------------------------------------------------------------------- lists and steps


def test_timeline_folds_after_ten():
    events = [{"when": "11月1日", "text": f"第{n}条"} for n in range(13)]
    html = included("timeline", events=events)

    assert html.split("<details")[0].count("<li") == 10
    assert html.split("<details")[1].count("<li") == 3
    assert re.findall(r"<summary>(.*?)</summary>", html) == ["看更早的3条"]


def test_steps_say_the_current_one_in_a_line():
    steps = [
        {"label": "受理", "state": "done", "note": "", "late": False},
        {"label": "初评", "state": "now", "note": "逾期1个工作日", "late": True},
        {"label": "准入", "state": "", "note": "", "late": False},
    ]
    html = included("steps", steps=steps)

    line = "第2步，共3步：初评<small>▲ 逾期1个工作日；前一步：受理；后一步：准入</small>"
    assert re.findall(r'<p class="steps-now only-phone">(.*?)</p>', html) == [line]
    assert html.count("aria-current") == 1
    assert pages.now_step([]) is None


def test_state_is_word_and_key_escaped():
    assert pages.state("late", "逾期<") == '<span class="state is-late">逾期&lt;</span>'
    assert pages.state("", "处理中") == '<span class="state">处理中</span>'


# --------------------------------------------------------------------------- figures


def all_charts():
    month = datetime.date(2026, 11, 1)
    text = {"title": "标题", "text": "结论"}
    return [
        charts.bars(id="a", rows=[("征求意见", 9, 3), ("初评", 4, 0)], now="初评", **text),
        charts.limits(id="b", rows=[("初评", 6.8, 5), ("审定", 2, None)], **text),
        charts.stacks(id="c", rows=[("财政局", 25, 13, 3), ("人社局", 0, 0, 0)], **text),
        charts.dots(id="d", rows=[("大圩镇", 233, 207), ("公平乡", 190, 198)], **text),
        charts.months(id="e", rows=[(month, 7, 4)], **text),
    ]


@pytest.mark.parametrize("chart", all_charts(), ids=lambda chart: chart.template)
def test_charts_stay_on_their_sheet_and_give_the_numbers(chart):
    html = rendered("{% include chart.template %}", chart=chart)
    svg = html[html.index("<svg") : html.index("</svg>")]

    numbers = [float(n) for n in re.findall(r' (?:x|x1|x2|cx|width)="(-?[\d.]+)"', svg)]
    assert min(numbers) >= 0
    assert max(numbers) <= chart.width
    assert "style=" not in html
    assert html.count("<tr>") == len(chart.table) + 1


def test_a_part_too_narrow_for_its_number_has_it_beside_the_picture():
    chart = charts.stacks(id="c", title="", text="", rows=[("准入", 260, 20, 13), ("撤销", 2, 1, 0)])
    html = rendered("{% include chart.template %}", chart=chart)
    svg = html[html.index("<svg") : html.index("</svg>")]

    texts = re.findall(r"<text[^>]*>(.*?)</text>", svg)
    assert texts == ["准入", "260", "20", "13", "撤销", "2", "1", "0"]


def test_charts_without_rows_say_so():
    for make in (charts.bars, charts.limits, charts.stacks, charts.dots, charts.months):
        chart = make(id="x", title="标题", text="", rows=[])
        html = rendered("{% include chart.template %}", chart=chart)

        assert re.findall(r"<p[^>]*>(.*?)</p>", html) == ["还没有数据。"]


def test_limits_mark_what_is_over():
    chart = charts.limits(id="b", title="", text="", rows=[("初评", 6.8, 5), ("受理", 1.2, 3)])

    assert [mark["over"] for mark in chart.marks] == [True, False]


# --------------------------------------------------------------------- pages and rows


def seat(kind="office", is_admin=False, convenes=True):
    unit = None if is_admin else SimpleNamespace(kind=kind)
    return SimpleNamespace(
        is_admin=is_admin, unit=unit, county_convenes=convenes, offers=lambda *matters: True
    )


def test_sections_follow_the_seat():
    shown = {
        who: [item.label for item in context.allowed(acting)]
        for who, acting in (
            ("public", None),
            ("office", seat()),
            ("without meetings", seat(convenes=False)),
            ("upper", seat("upper")),
            ("admin", seat(is_admin=True)),
        )
    }

    assert shown == {
        "public": ["清单", "各乡镇", "版本与变更"],
        "office": ["工作台", "申请", "联席会议", "督办", "协同", "清单", "版本与变更", "统计"],
        "without meetings": ["工作台", "申请", "督办", "协同", "清单", "版本与变更", "统计"],
        "upper": ["工作台", "申请", "所辖各县", "清单备案", "清单"],
        "admin": ["清单", "管理"],
    }


def test_sections_link_only_what_exists():
    assert all(row["url"] for row in context.sections_for(None, "/"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (None, 400, "这次请求系统读不懂"),
        (RequestDataTooBig("x"), 413, "提交的内容太大，没有收下"),
    ],
)
def test_bad_request_says_what_happened(request_of, error, status, heading):
    response = views.bad_request(request_of(), error)

    assert response.status_code == status
    assert re.findall(r"<h1>(.*?)</h1>", response.content.decode()) == [heading]


@pytest.mark.django_db
def test_forbidden_gives_the_reason(request_of):
    response = views.permission_denied(request_of(), PermissionError("只有负责人可以签发。"))

    assert response.status_code == 403
    assert re.findall(r'<p class="lead">(.*?)</p>', response.content.decode()) == [
        "只有负责人可以签发。什么都没有改动。"
    ]


def test_server_error_page_needs_no_database(request_of):
    response = views.server_error(request_of())

    assert response.status_code == 500
    assert "系统出错，这一步没有办成" in response.content.decode()


@pytest.mark.django_db
def test_conflict_shows_both_texts(request_of):
    response = views.conflict(
        request_of(),
        happened=[{"at": moment(2026, 11, 20, 2, 31), "text": "转一般程序", "by": "县委编办 · 负责人"}],
        texts=[("职责边界", "存着的<", "我写的<")],
        back_url="/cases/1/",
        title="灵准申〔2026〕17号",
    )
    html = response.content.decode()

    assert response.status_code == 409
    assert re.findall(r"<textarea[^>]*>(.*?)</textarea>", html) == ["我写的&lt;"]
    assert re.findall(r'<p class="text follow">(.*?)</p>', html) == ["存着的&lt;"]
    assert re.findall(r"<time[^>]*>(.*?)</time>", html) == [
        chinese.ctime(moment(2026, 11, 20, 2, 31), timezone.localdate())
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("附条件同意", 1),
        ("两行\n也短", 2),
        ("十个字一句的话写了很久。" * 3, 2),
        ("很长的一段理由。\n" * 30, 6),
    ],
)
def test_a_conflict_gives_each_text_the_room_it_needs(request_of, typed, rows):
    """A choice of a few characters does not stand in a box of six lines."""
    page = views.conflict(request_of(), happened="案件已有变化。", texts=[("意见", "同意", typed)])

    assert re.findall(r'<textarea[^>]* rows="(\d)"', page.content.decode()) == [str(rows)]


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "areas"), [("2026-12-10", 0), ("第一行，很长的一段理由。\n" * 5, 1)])
def test_conflict_over_what_is_not_stored_gives_one_text_back(request_of, typed, areas):
    page = views.conflict(request_of(), happened="案件已有变化。", texts=[("补正期限", "", typed)])
    html = page.content.decode()

    assert typed in html
    assert (html.count("<textarea"), "看两段的差别" in html) == (areas, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stored", "typed", "marked"),
    [
        ("同意", "附条件同意", False),
        ("同意", "很长的一段理由。" * 9, True),
        ("存着的一段理由。" * 9, "改短了。", True),
    ],
)
def test_a_conflict_offers_the_difference_of_texts_too_long_to_see_it(request_of, stored, typed, marked):
    html = views.conflict(
        request_of(), happened="案件已有变化。", texts=[("意见", stored, typed)]
    ).content.decode()

    assert ("看两段的差别" in html) == marked


@pytest.mark.django_db
def test_page_asks_for_one_thing_only(request_of, django_assert_num_queries):
    with django_assert_num_queries(1):
        views.page_not_found(request_of())


@pytest.mark.django_db
@pytest.mark.parametrize(("cookies", "css"), [({}, []), ({"elder": "1"}, ["elder"])])
def test_elder_mode_is_remembered_by_a_cookie(request_of, cookies, css):
    html = views.page_not_found(request_of(**cookies)).content.decode()

    assert re.findall(r'<html[^>]*class="(\w+)"', html) == css


# ------------------------------------------------------------------------------ lint


def templates():
    return sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_template_is_short_and_free_of_inline_code(path):
    source = path.read_text(encoding="utf-8")

    assert len(source.splitlines()) <= 120
    assert re.findall(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", source) == []


def test_stylesheets_fetch_nothing_from_elsewhere():
    css = (ROOT / "static/css/app.css").read_text(encoding="utf-8")
    addresses = re.findall(r'url\("?([^")]+)', css)

    assert [a for a in addresses if not (ROOT / "static/css" / a).resolve().is_file()] == []


def test_a_text_of_very_many_clauses_is_told_apart_whole():
    old, new = "甲，乙，" * 2500, "乙，丙，" * 2500

    assert chinese.diff_text(old, new) == f"<del>{old}</del><ins>{new}</ins>".replace(
        "，</del>", "</del>"
    ).replace("，</ins>", "</ins>，")


class Spoken(Form):
    day = DayField(label="沟通日期", required=False)
    must = DayField(label="答复期限")
    mail = django_forms.EmailField(label="电子邮箱", required=False)
    number = django_forms.IntegerField(label="排序", required=False, max_value=9)
    at = django_forms.TimeField(label="时间", required=False)
    one = django_forms.ChoiceField(label="岗位", choices=[("a", "甲")])
    several = django_forms.MultipleChoiceField(label="乡镇", choices=[("a", "甲")], required=False)
    code = django_forms.CharField(
        label="代码", required=False, max_length=3, validators=[RegexValidator(r"^[a-z]*$", "只用小写字母")]
    )
    scan = django_forms.FileField(label="扫描件")
    sure = django_forms.BooleanField(label="已核对")


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("must", "", ["请填写答复期限"]),
        ("must", "\u3000", ["请填写答复期限"]),
        ("day", "\u3000 ", []),
        ("day", "明天", ["请写成年-月-日，例如2026-11-23"]),
        ("day", " 2026-02-30\u3000", ["没有2026-02-30这一天，请核对"]),
        ("mail", "x", ["邮箱要写成“名字@单位域名”，例如jingban@example.gov.cn"]),
        ("number", "三", ["请写整数，例如3"]),
        ("number", "10", ["不能大于9"]),
        ("at", "早上", ["请写成时:分，例如09:30"]),
        ("one", "", ["请选择岗位"]),
        ("one", "b", ["请在给出的各项中选择"]),
        ("several", "b", ["请在给出的各项中选择"]),
        ("code", "abcd", ["太长，至多3个字，现有4个字"]),
        ("code", "a\0", ["只用小写字母", "有空字符（U+0000），不能使用，请删去"]),
        ("code", "A", ["只用小写字母"]),
        ("scan", "", ["请上传扫描件"]),
        ("sure", "", ["请勾选“已核对”"]),
    ],
)
def test_every_field_speaks_with_one_voice(name, typed, said):
    assert Spoken({name: typed}).errors.get(name, []) == said


def test_a_field_made_after_the_form_speaks_as_the_others_do():
    """As the forms of a case make theirs, of the county's rules."""

    class Asking(Spoken):
        def __init__(self, data):
            super().__init__(data)
            self.fields["found"] = django_forms.ChoiceField(label="审查结论", choices=[("yes", "合法")])
            self.fields["paper"] = django_forms.FileField(label="盖章意见")

    errors = Asking({"found": "no"}).errors

    assert (errors["found"], errors["paper"]) == (["请在给出的各项中选择"], ["请上传盖章意见"])


def every(kind):
    for each in kind.__subclasses__():
        yield each
        yield from every(each)


def test_no_sentence_of_django_s_own_is_left_to_a_form_of_the_system():
    """Each default sentence of Django that a field of ours could show has one of ours in its place."""
    assert get_resolver().url_patterns  # every form is loaded
    left = set()
    for field in {type(field): field for form in every(Form) for field in form.base_fields.values()}.values():
        (shown,) = type("One", (Form,), {"one": deepcopy(field)})().fields.values()
        for kind in type(field).__mro__:
            own = (
                vars(kind).get("default_error_messages", {}) if kind.__module__.startswith("django.") else {}
            )
            left |= {(kind.__name__, code) for code in own if shown.error_messages[code] is own[code]}
    assert left == set()


def test_an_error_does_not_say_its_question_twice():
    class Opinion(Form):
        finding = django_forms.CharField(label="审查结论：合法性")
        reasons = django_forms.CharField(label="理由")

    form = Opinion({"finding": "-", "reasons": "-"})
    form.add_error("finding", "请选择合法性的审查结论。")
    form.add_error("reasons", "太短")
    assert [line for _, line in pages.error_lines(form)] == ["请选择合法性的审查结论。", "理由：太短"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("申请.pdf", "申请.pdf"),
        ("甲" * 40, "甲" * 40),
        ("甲" * 140 + "第3稿.docx", "甲" * 27 + "…" + "甲" * 4 + "第3稿.docx"),
    ],
)
def test_a_long_file_name_keeps_its_ending(name, shown):
    assert chinese.shortened(name) == shown
    assert len(shown) <= 40


def test_a_moment_on_record_has_its_year_and_seconds():
    assert chinese.cmoment(moment(2026, 11, 19, 7, 10, 32)) == "2026年11月19日（周四）15:10:32"


# who sends them has no seat yet, chooses one, or sends what another form said
WITHOUT_SEAT = {"components/band.html", "accounts/login.html", "accounts/kept.html"}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_every_form_says_the_seat_it_was_opened_from(path):
    """By its key, not one that may be left out, or by the mark: else it is carried out from the seat switched to."""
    text = path.read_text()
    for form in re.findall(r'<form\b[^>]*method="post".*?</form>', text, re.DOTALL):
        always = re.sub(r"{% if form_key.*?{% endif %}", "", form, flags=re.DOTALL)
        marked = 'name="form_key"' in always or "components/seat.html" in always
        assert marked or str(path.relative_to(ROOT / "templates")) in WITHOUT_SEAT, form[:200]
