"""From a township's report to its end: who may, when, until when, and what each side is told."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from accounts.errands import errands
from accounts.models import Notice, Post
from admission.act import NotAllowed, Refused, Repeated, Stale
from audit import clock
from audit.models import Event
from audit.record import SYSTEM
from config.templatetags.chinese import cdate
from documents.papers import papers_about
from regimes.actions import load_regime
from registry.models import Duty
from supervision import queries
from supervision.actions import following
from supervision.actions import reports as actions
from supervision.acts import REPORT, openness
from supervision.forms import acts as forms
from supervision.forms.reports import ReportForm
from supervision.models import DayChange, Report
from supervision.pages import report as pages
from tests.cast import client_of, seat, second_seat
from tests.factories import listed_duty, scan, unit
from tests.regimes.conftest import regime_text
from tests.supervision.conftest import FOUND, STEPS, Course, led_to, submitted
from tests.supervision.promising import delivered, promised

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE, DIRECTOR = {"bb-jb", "bb-fz"}, {"bb-fz"}
BODIES = {"xwb-jb", "xwb-fz", "zgb-jb", "zgb-fz"}
REPORTER, DEPARTMENT = {"lcz-jb", "lcz-fz"}, {"zjj-jb", "zjj-fz"}
CONVENORS = {"zjr", "zjr2"}
EVERYONE = (
    OFFICE | BODIES | REPORTER | DEPARTMENT | CONVENORS
    | {"dxz-fz", "nyj-fz", "sfj-fz", "sbb-fz", "sys", "sec", "aud"}
)  # fmt: skip
TO_VERIFY = {"submitted_report", "verifying"}
MAY = {
    "receive": (OFFICE, {"submitted_report"}),
    "withdraw_report": (REPORTER, TO_VERIFY),
    "say_side": (DEPARTMENT, {"verifying"}),
    "note_check": (OFFICE, {"verifying"}),
    "stop_clock": (OFFICE, TO_VERIFY),
    "restart_clock": (OFFICE, TO_VERIFY),
    "find_true": (DIRECTOR, {"verifying"}),
    "find_untrue": (DIRECTOR, {"verifying"}),
    "set_day": (OFFICE, {"urging"}),
    "answer_slip": ({"zjj-fz"}, {"urging"}),
    "confirm_rectified": (REPORTER, {"answered"}),
    "object_to_answer": (REPORTER, {"answered"}),
    "close_report": (OFFICE, {"answered", "confirmed"}),
    "refer": (DIRECTOR, {"urging", "answered", "confirmed"}),
    "record_organ_reply": (OFFICE, {"referred"}),
    "urge": (OFFICE | BODIES, {*TO_VERIFY, "urging"}),
}


def at(day, hour=10, minute=0, second=0):
    return clock.at(datetime(*day, hour, minute, second, tzinfo=SHANGHAI))


def told(report):
    rows = Notice.objects.filter(url=report.get_absolute_url())
    return sorted(rows.values_list("unit__code", "title"))


def kinds_of(report):
    return [paper.kind for paper in papers_about(report.uuid)]


def test_the_table_of_acts(lingchuan):
    found, wanted = {}, {}
    for state in STEPS:
        report = led_to(state).report
        for verb in REPORT:
            for name in EVERYONE:
                by = seat(name, "convenor") if name == "zjr2" else seat(name)
                who, states = MAY[verb]
                key = verb, state, name
                found[key] = openness(verb, report, by)
                wanted[key] = "forbidden" if name not in who else "open" if state in states else "stale"

    assert found == wanted
    assert set(MAY) == set(REPORT)


def test_who_sees_a_report(lingchuan):
    before, after = led_to("submitted_report").report, led_to("verifying").report

    def seen(report):
        return {
            name
            for name in EVERYONE
            if queries.reports_seen_by(seat(name, "convenor") if name == "zjr2" else seat(name))
            .filter(pk=report.pk)
            .exists()
        }

    assert seen(before) == OFFICE | BODIES | CONVENORS | REPORTER
    assert seen(after) == OFFICE | BODIES | CONVENORS | REPORTER | DEPARTMENT


def test_numbers_and_papers_from_report_to_close(lingchuan):
    report = led_to("closed").report

    year = clock.today().year
    assert (report.number, report.slip_number) == (f"灵准反〔{year}〕1号", f"灵准督〔{year}〕1号")
    assert kinds_of(report) == ["finding", "supervision"]
    slip = papers_about(report.uuid).last()
    assert slip.number == report.slip_number
    rows = dict(slip.content["document"]["rows"])
    assert rows["被督办单位"] == "灵川县住房和城乡建设局"
    assert rows["督办要求"] == "拨付到位。"
    events = Event.objects.filter(subject=str(report.uuid)).order_by("seq").values_list("verb", "target")
    assert list(events) == [
        ("submit_report", "submitted_report"),
        ("receive", "verifying"),
        ("find_true", "urging"),
        ("answer_slip", "answered"),
        ("confirm_rectified", "confirmed"),
        ("close_report", "closed"),
    ]


@pytest.mark.parametrize(
    ("arrived", "until", "provisional"),
    [
        ((2026, 9, 18), date(2026, 9, 24), False),  # a make-up Sunday counts
        ((2026, 9, 29), date(2026, 10, 12), False),  # a make-up Saturday after the National Day counts
        ((2026, 2, 13), date(2026, 2, 27), False),
        ((2026, 4, 30), date(2026, 5, 11), False),
        ((2026, 12, 25), date(2027, 1, 1), True),  # the calendar of 2027 is not known yet
    ],
)
@pytest.mark.parametrize("time", [(0, 0, 0), (23, 59, 59)])
def test_five_working_days_to_verify(lingchuan, arrived, until, provisional, time):
    with at(arrived, *time):
        report = submitted()

    assert (report.arrived_on, report.verify_by, report.verify_provisional) == (
        date(*arrived),
        until,
        provisional,
    )


def test_it_is_late_from_midnight_after_its_day(lingchuan):
    with at((2026, 9, 18)):
        report = led_to("verifying").report
    late = {}
    for name, moment in {"last second": (24, 23, 59, 59), "midnight": (25, 0, 0, 0)}.items():
        day, *time = moment
        with at((2026, 9, day), *time):
            late[name] = queries.late(Report.objects.all()).filter(pk=report.pk).exists()

    assert late == {"last second": False, "midnight": True}


def test_the_clock_stands_and_goes_on(lingchuan):
    with at((2026, 11, 2)):
        course = Course().receive()
    first = course.report.verify_by
    with at((2026, 11, 4)):
        course.act("stop_clock", "bb-jb", text="请乡镇补材料。")
    with at((2026, 11, 20)):
        assert not queries.late(Report.objects.filter(pk=course.report.pk)).exists()
        with pytest.raises(Refused):
            course.find_true()
        course.act("restart_clock", "bb-jb", text="材料已补。")

    change = DayChange.objects.get(subject=course.report.uuid)
    assert (first, course.report.verify_by) == (date(2026, 11, 9), date(2026, 11, 25))
    assert (change.old, change.new) == (first, course.report.verify_by)


def test_a_clock_that_stands_is_not_out_of_sight(lingchuan):
    """Stopped on Wednesday the 4th: ten working days are over with Wednesday the 18th."""
    with at((2026, 11, 2)):
        course = Course().receive()
    with at((2026, 11, 4)):
        course.act("stop_clock", "bb-jb", text="请乡镇补材料。")
        assert [each.what for each in errands(seat("bb-jb"))] == ["停止计时：能核实的恢复计时"]
    with at((2026, 11, 18)):
        assert (following.tell_long_stops(), errands(seat("zjr"))) == (0, [])
    with at((2026, 11, 19)):
        assert [following.tell_long_stops() for _ in range(2)] == [1, 0]
        up = {code for code, title in told(course.report) if "停止计时超过10个工作日" in title}
        assert up == {"xwb", "zgb", "zjr", "bb", "lcz"}
        assert [each.what for each in errands(seat("zjr"))] == ["停止计时超过10个工作日，请督促"]
        course.act("restart_clock", "bb-jb", text="材料已补。")
        assert errands(seat("zjr")) == []


def test_how_long_a_clock_stands_before_it_goes_up_is_for_the_county_s_file(lingchuan):
    """Stopped on Friday the 4th: three working days are over with Wednesday the 9th."""
    text = regime_text("lingchuan").replace(
        "[limits]\n", "[limits]\nstanding = { days = 3, own_choice = true }\n", 1
    )
    load_regime(county=lingchuan, text=text, by=SYSTEM)
    with at((2026, 12, 2)):
        course = Course().receive()
    with at((2026, 12, 4)):
        course.act("stop_clock", "bb-jb", text="请乡镇补材料。")
    with at((2026, 12, 9)):
        assert (following.tell_long_stops(), errands(seat("zjr"))) == (0, [])
    with at((2026, 12, 10)):
        assert following.tell_long_stops() == 1
        assert [each.what for each in errands(seat("zjr"))] == ["停止计时超过3个工作日，请督促"]


def test_who_is_urged_while_the_clock_stands_is_told_no_day(lingchuan):
    """None runs: what is wanted is that it goes on."""
    course = Course().receive().act("urge", "xwb-jb", text="请抓紧。")
    course.act("stop_clock", "bb-jb", text="请乡镇补材料。").act("urge", "xwb-jb", text="已停两天。")

    urged = Notice.objects.filter(unit__code="bb", kind="urge").order_by("pk").values_list("title", flat=True)
    runs, stands = urged
    assert f"，{cdate(course.report.verify_by)}前办理：请抓紧。" in runs
    assert stands.endswith("，停止计时，请恢复计时：已停两天。")


def test_nothing_stands_of_a_report_that_was_withdrawn(lingchuan):
    """Stopped on Tuesday the 3rd, withdrawn on Wednesday the 4th: one day stood, and none after."""
    with at((2026, 11, 2)):
        course = Course().receive()
    with at((2026, 11, 3)):
        course.act("stop_clock", "bb-jb", text="请乡镇补材料。")
    with at((2026, 11, 4)):
        course.withdraw()
    with at((2026, 11, 20)):
        client, url = client_of("lcz-jb"), course.report.get_absolute_url()
        page, counted = client.get(url).text, client.get(f"{url}clock/").text

    assert "现在没有期限。" in page
    assert "停止计时1个工作日，顺延" in counted


def test_late_goes_up_once_for_each_day(lingchuan):
    with at((2026, 11, 2)):
        course = Course().receive()
    with at((2026, 11, 10)):
        assert [following.tell_late_reports() for _ in range(2)] == [1, 0]
        up = {code for code, title in told(course.report) if "逾期没有核实" in title}
        assert up == {"xwb", "zgb", "zjr", "bb", "lcz"}
        course.find_true(days=2)
        assert following.tell_late_reports() == 0
    with at((2026, 11, 13)):
        assert following.tell_late_reports() == 1
        assert ("zjj", "逾期没有整改（2026年11月12日（周四）止）：灵住建〔2026〕5号") in told(course.report)
        assert [each.what for each in errands(seat("zjr"))] == ["逾期没有整改，请督促"]


def test_a_duty_of_another_township_is_refused(lingchuan):
    duty = listed_duty("示例甲事", townships=("dxz",))

    with pytest.raises(Refused) as refused:
        submitted(duty=duty)

    assert str(refused.value) == (
        f"“{duty}”不由灵川镇承担，也没有承担过，清单编号不填；"
        "如果正是这一项没有准入就交给了灵川镇，请选择被反映的部门，在情况里写明是哪一项。"
    )
    assert submitted(by="dxz-jb", duty=duty).matter == "示例甲事"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"document": "", "facts": ""}, "请写明文件或来源，或者写明情况，至少写一样"),
        ({"happened_on": clock.today() + timedelta(days=1)}, "发生日期不能晚于今天"),
        (
            {"hides_reporter": True, "facts": "灵川镇没有收到。"},
            "要求不公开本单位名称的，这里不要写“灵川镇”，部门看得到这段文字",
        ),
    ],
)
def test_what_a_report_may_not_say(lingchuan, wrong, said):
    with pytest.raises(Refused) as refused:
        submitted(**wrong)

    assert str(refused.value) == said
    assert not Report.objects.exists()


def test_a_day_that_has_not_come_is_told_once(lingchuan):
    """Not by a field that a township does not have."""
    tomorrow = clock.today() + timedelta(days=1)
    sent = {"kind": "guarantee", "department": unit("zjj").pk, "document": "示例", "happened_on": tomorrow}
    page = client_of("lcz-jb").post(reverse("report-new"), sent).text

    assert ("发生日期不能晚于今天" in page, "收到日期" in page) == (True, False)


def test_a_township_that_finds_nothing_in_the_list_reports_to_the_office(lingchuan):
    """灵川 第十条: with its clock, not by the form of the public; the words are there already."""
    township, asked = client_of("lcz-jb"), {"q": "收卫生费&"}
    html = township.get(reverse("duty-list"), asked).content.decode()
    [url] = re.findall(r'<a class="btn btn-primary" href="([^"]*)">反映有部门交办</a>', html)

    form = township.get(unescape(url)).context["form"]

    assert (form["kind"].value(), form["facts"].value()) == ("unadmitted", "清单里没有的事：收卫生费&。")
    for other in (client_of("zjj-jb"), Client()):
        html = other.get(reverse("duty-list"), asked).content.decode()
        assert ("反映有部门交办" in html, "反映这件事" in html) == (False, True)


def test_departments_do_not_report(lingchuan):
    with pytest.raises(NotAllowed):
        submitted(by="zjj-fz")


def test_the_office_registers_what_came_on_paper(lingchuan):
    given = {"by": "bb-jb", "township": unit("lcz"), "files": [scan()]}
    with at((2026, 11, 5)):
        report = submitted(arrived_on=date(2026, 11, 3), happened_on=date(2026, 11, 1), **given)

    assert (report.on_paper, report.township.code, report.verify_by) == (True, "lcz", date(2026, 11, 10))


def test_what_is_on_the_office_is_followed_up_by_those_above_it(lingchuan):
    """Nobody of the unit complained of handles it; it answers as a department does (第二条、第十条; I-76)."""
    course = Course(department=unit("bb"))
    url = course.report.get_absolute_url()
    assert set(Notice.objects.filter(url=url).values_list("unit__code", flat=True)) == {"xwb", "zgb"}
    assert [each.what for each in errands(seat("xwb-jb"))] == ["签收"]
    for verb, who in (("receive", "bb-jb"), ("receive", "zjr")):
        with pytest.raises(NotAllowed):
            course.act(verb, who)
    course.act("receive", "xwb-jb")
    who = client_of("lcz-jb").get(url).context["holder"]["who"]
    assert who == f"{unit('xwb').short_name}、{unit('zgb').short_name}核实"
    found = FOUND | {"wanted": "收回通知。", "rectify_by": clock.today() + timedelta(days=9)}
    for who in ("bb-fz", "xwb-jb"):
        with pytest.raises(NotAllowed):
            course.act("find_true", who, **found)
    course.act("find_true", "zgb-fz", **found)
    slip = papers_about(course.report.uuid).get(kind="supervision")
    assert (unit("zgb").name in str(slip.content), unit("bb").name in str(slip.content)) == (True, True)
    assert [each.what for each in errands(seat("bb-fz"))] == ["整改，由负责人报告整改情况"]
    course.act("answer_slip", "bb-fz", text="已经收回。").confirm()
    assert (errands(seat("bb-jb")), [each.what for each in errands(seat("zgb-jb"))]) == ([], ["销号"])
    assert course.act("close_report", "xwb-jb").report.state == "closed"


def test_whoever_may_not_handle_it_for_another_seat_reads_why(lingchuan):
    report, both = led_to("verifying").report, second_seat("zjj-fz", unit("bb"))
    assert "你同时在被反映的单位任职" in pages.hint_for(report, both)
    assert pages.hint_for(report, seat("bb-fz")) == ""


def test_what_came_on_paper_is_handed_in_with_it(lingchuan):
    with pytest.raises(Refused) as refused:
        submitted(by="bb-jb", township=unit("lcz"))
    assert [problem.anchor for problem in refused.value.problems] == ["files"]
    page = client_of("bb-jb").post(reverse("report-new"), {"document": "示例来文"})
    assert (page.status_code, "请上传书面反映的扫描件" in page.text, "示例来文" in page.text) == (
        422,
        True,
        True,
    )
    assert "请上传" not in client_of("lcz-jb").post(reverse("report-new"), {"document": "示例来文"}).text


def test_a_name_that_is_kept_from_the_department(lingchuan):
    course = Course(hides_reporter=True, files=[scan("灵川镇拨款申请.pdf")])
    course.receive()
    with pytest.raises(Refused):
        course.act("stop_clock", "bb-jb", text="请灵川镇补材料。")
    for wrong in ({"finding": "灵川镇没有收到经费。"}, {"files": [scan("灵川镇的凭证.pdf")]}):
        with pytest.raises(Refused):
            course.find_true(**wrong)
    course.find_true().answer()
    photo = [scan("灵川镇现场.pdf")]
    course.act("object_to_answer", "lcz-fz", text="还差一半。", files=photo)
    with pytest.raises(Refused):
        course.act("set_day", "bb-jb", text="灵川镇没有收到。", rectify_by=clock.today() + timedelta(days=9))
    with pytest.raises(Refused):
        course.act("urge", "bb-jb", text="灵川镇没有收到。")
    course.act("urge", "bb-jb", text="请尽快到账。")
    assert [
        title for code, title in told(course.report) if code == "zjj" and title.endswith("：请尽快到账。")
    ]
    course.answer().confirm()
    with pytest.raises(Refused):
        course.act("close_report", "bb-jb", text="灵川镇已收到。")
    report = course.report

    pages = {
        who: client_of(who).get(report.get_absolute_url()).content.decode()
        for who in ("zjj-jb", "zjj-fz", "bb-jb", "xwb-jb", "lcz-jb")
    }
    assert {who for who, page in pages.items() if "灵川镇" in page.partition("<main")[2]} == {
        "bb-jb", "xwb-jb", "lcz-jb",
    }  # fmt: skip
    assert "灵川镇" not in client_of("zjj-jb").get(reverse("report-list")).content.decode()
    assert "灵川镇" not in papers_about(report.uuid).get(kind="supervision").snapshot
    assert not [title for code, title in told(report) if code == "zjj" and "灵川镇" in title]
    assert not queries.files_for(report, seat("zjj-fz")).exists()


def test_a_township_reads_its_own_words_of_confirming(lingchuan):
    report = led_to("answered").act("confirm_rectified", "lcz-fz", text="11月的款已到账。").report

    pages = {who: client_of(who).get(report.get_absolute_url()).text for who in ("lcz-jb", "bb-jb", "zjj-jb")}
    assert {who for who, page in pages.items() if "11月的款已到账。" in page} == {"lcz-jb", "bb-jb"}


def test_no_notice_names_who_asked_not_to_be_named(lingchuan):
    by_whom = {hides: submitted(hides_reporter=hides) for hides in (True, False)}

    assert ["灵川镇" in title for _, title in told(by_whom[True])] == [False]
    assert ["灵川镇" in title for _, title in told(by_whom[False])] == [True]


def test_who_reads_it_is_told_the_outside_supervisors_too(lingchuan):
    report = submitted(hides_reporter=True)
    named = str(unit("rd"))
    assert queries.reports_seen_by(seat("rd-fz")).filter(pk=report.pk).exists()

    assert named in client_of("lcz-jb").get(report.get_absolute_url()).content.decode()
    assert named in ReportForm(by=seat("lcz-jb"), regime=report.regime).fields["hides_reporter"].help_text


def test_the_departments_staff_are_told_who_answers(lingchuan):
    report = led_to("urging").report
    hint = '<h2>由谁办理</h2><p class="flush">由负责人报告整改情况。</p>'

    pages = {
        who: client_of(who).get(report.get_absolute_url()).content.decode() for who in ("zjj-jb", "zjj-fz")
    }
    assert {who for who, page in pages.items() if hint in page} == {"zjj-jb"}


def test_a_person_of_the_department_does_nothing_from_the_office(lingchuan):
    by = second_seat("zjj-fz", unit("bb"), Post.HEAD)
    report = led_to("confirmed", hides_reporter=True).report

    assert openness("close_report", report, by) == "forbidden"
    assert not queries.names_reporter(report, by)


def test_a_person_of_the_department_does_not_answer_for_the_township(lingchuan):
    by = second_seat("zjj-fz", unit("lcz"), Post.HEAD)
    report, row = led_to("answered").report, delivered(promised())

    for verb in ("confirm_rectified", "object_to_answer"):
        assert (openness(verb, report, seat("lcz-fz")), openness(verb, report, by)) == ("open", "forbidden")
    assert openness("withdraw_report", led_to("verifying").report, by) == "forbidden"
    assert openness("confirm_delivery", row, seat("lcz-fz")) == "open"
    assert openness("confirm_delivery", row, by) == "forbidden"


def test_who_reads_a_note_of_the_check_is_said_beside_it(lingchuan):
    course = led_to("verifying").act("note_check", "bb-jb", text="查看了凭证。")
    url = course.report.get_absolute_url()
    reads = {who for who in EVERYONE - {"zjr2", "sys", "sec", "aud"} if "查看了凭证。" in _text_of(who, url)}
    reads |= {"rd-jb"} if "查看了凭证。" in _text_of("rd-jb", url) else set()

    assert reads == OFFICE | BODIES | {"zjr", "rd-jb"}
    said = client_of("bb-jb").get(reverse("report-act", args=[course.report.uuid, "note_check"])).text
    assert "县委办、县政府办、召集人和外部监督单位看得到，反映的乡镇和被反映的部门看不到" in said


def _text_of(who, url):
    return client_of(who).get(url).text


def test_two_close_at_once(lingchuan):
    report = led_to("confirmed").report
    actions.close_report(report=report, by=seat("bb-jb"), lock=report.lock)

    with pytest.raises(Stale):
        actions.close_report(report=report, by=seat("bb-fz"), lock=report.lock)


def test_closed_without_the_township_only_after_its_day(lingchuan):
    with at((2026, 11, 2)):
        course = led_to("answered")
        with pytest.raises(Refused):
            course.act("close_report", "bb-jb", text="已看到到账通知。")
    with at((2026, 11, 10)):
        with pytest.raises(Refused):
            course.act("close_report", "bb-jb")
        form = forms.Closing({"lock": course.report.lock}, subject=course.report)
        assert form.errors == {"text": ["请填写销号的依据"]}  # marked 必填, before it is sent
        assert not forms.Closing({"lock": 1}, subject=led_to("confirmed").report).errors
        course.act("close_report", "bb-jb", text="已看到到账通知。")

    assert course.report.state == "closed"


def test_another_day_keeps_the_old_one(lingchuan):
    course = led_to("urging")
    old = course.report.rectify_by
    course.act("set_day", "bb-jb", rectify_by=old + timedelta(days=5), text="等预算下达。")

    change = DayChange.objects.get(subject=course.report.uuid)
    assert (change.old, change.new, change.reason) == (old, old + timedelta(days=5), "等预算下达。")


def test_referred_and_what_the_organ_answered(lingchuan):
    course = led_to("referred")
    course.act("record_organ_reply", "bb-jb", replied_on=clock.today(), text="已谈话。")

    assert kinds_of(course.report) == ["finding", "supervision", "referral"]
    with pytest.raises(Refused):
        course.act("record_organ_reply", "bb-jb", replied_on=clock.today(), text="已谈话。")
    assert {paper.kind for paper in queries.papers_for(course.report, seat("lcz-jb"))} == {
        "supervision",
        "finding",
    }
    assert {paper.kind for paper in queries.papers_for(course.report, seat("zjj-jb"))} == {"supervision"}


def test_the_same_form_twice_is_one_report(lingchuan):
    submitted(form_key="key:digest")

    with pytest.raises(Repeated):
        submitted(form_key="key:digest")
    assert Report.objects.count() == 1


def test_the_same_form_twice_leads_to_the_report(lingchuan):
    """Not to the list, in which it has to be looked for."""
    sent = {"kind": "guarantee", "department": unit("zjj").pk, "document": "示例通知", "form_key": "once"}
    sent["happened_on"] = clock.today().isoformat()
    answers = [client_of("lcz-jb").post(reverse("report-new"), sent) for _ in range(2)]
    assert [answer.url for answer in answers] == [Report.objects.get().get_absolute_url()] * 2


@pytest.mark.parametrize(
    ("state", "waits"),
    [
        ("submitted_report", {"bb-jb": "签收", "bb-fz": "签收"}),
        ("verifying", {"bb-jb": "核实", "bb-fz": "签发核实结论"}),
        ("urging", {"zjj-jb": "整改", "zjj-fz": "整改，由负责人报告整改情况"}),
        ("answered", {"lcz-jb": "确认整改是否到位", "lcz-fz": "确认整改是否到位"}),
        ("confirmed", {"bb-jb": "销号", "bb-fz": "销号"}),
        ("closed", {}),
    ],
)
def test_the_workbench_says_whose_turn_it_is(lingchuan, state, waits):
    led_to(state)

    found = {
        name: [each.what for each in errands(seat(name))] for name in EVERYONE - {"sys", "sec", "aud", "zjr2"}
    }
    assert {name: what for name, what in found.items() if what} == {
        name: [what] for name, what in waits.items()
    }


def test_reported_and_found_in_the_pages(lingchuan):
    township, office = client_of("lcz-jb"), client_of("bb-fz")
    sent = {"kind": "disguised", "ways": ["责任状"], "department": unit("zjj").pk, "form_key": ""}
    sent |= {"document": "示例责任状", "happened_on": clock.today().isoformat()}
    wrong = township.post(reverse("report-new"), sent | {"ways": [], "code": "没有"})
    page = township.post(reverse("report-new"), sent)
    report = Report.objects.get()
    office.post(reverse("report-act", args=[report.uuid, "receive"]), {"lock": report.lock})
    day = (clock.today() + timedelta(days=9)).isoformat()
    listed_duty("示例甲事", department="gaj")
    other = sent | {"code": Duty.objects.get().code, "document": "示例通知"}
    twice = [township.post(reverse("report-new"), given) for given in (sent, other)]
    for asked, said in zip(twice, (report.number, "由县公安局牵头"), strict=True):
        assert asked.status_code == 422
        assert said in asked.content.decode()
        assert '<input type="checkbox" name="sure"' in asked.content.decode()
    assert Report.objects.count() == 1
    for given in (sent, other):
        township.post(reverse("report-new"), given | {"sure": "on"})
    assert Report.objects.count() == 3
    assert 'type="checkbox" name="sure"' not in township.get(reverse("report-new")).content.decode()
    finding = FOUND | {"wanted": "收回责任状。", "rectify_by": day, "lock": report.lock + 1}
    found = office.post(reverse("report-act", args=[report.uuid, "find_true"]), finding)
    again = office.post(reverse("report-act", args=[report.uuid, "find_true"]), finding)

    assert wrong.status_code == 422
    assert "选择变相下放的方式，至少选一项" in wrong.content.decode()
    assert page.url == found.url == report.get_absolute_url()
    assert again.status_code == 409
    assert "经费没有拨付。" in again.content.decode()  # what was typed is given back
    shown = office.get(report.get_absolute_url()).content.decode()
    assert "变相下放：责任状" in shown
    assert "灵准督" in shown
    counted = office.get(reverse("report-clock", args=[report.uuid])).content.decode()
    assert "5个工作日（第十条）" in counted


def test_who_is_late_keeps_what_was_typed_though_something_is_missing(lingchuan):
    """A colleague has found it untrue meanwhile: 409, and the facts written for the other finding are given back."""
    course = led_to("verifying")
    sent = {"facts": "已查看拨款凭证和台账。", "finding": "", "lock": course.report.lock, "form_key": "found"}
    course.find_untrue()

    page = client_of("bb-fz").post(reverse("report-act", args=[course.report.uuid, "find_true"]), sent)
    assert page.status_code == 409
    assert "已查看拨款凭证和台账。" in page.content.decode()


def test_the_notice_of_a_report_taken_back_leads_somewhere(lingchuan):
    """The department does not see the report any more."""
    report = led_to("verifying").act("withdraw_report", "lcz-jb", text="已经解决。").report

    notice = unit("zjj").notices.get(title=f"对你单位的反映已撤回：{report.matter}")
    assert client_of("zjj-jb").get(report.get_absolute_url()).status_code == 404
    assert client_of("zjj-jb").get(notice.url).status_code == 200


def test_a_code_tells_no_township_the_name_of_what_is_not_public(lingchuan):
    """不予公开, or admitted and not given notice of: of nobody's but its own townships and department."""
    kept = listed_duty("示例不公开事项", townships=("dxz",), is_public=False, publication_ground="涉密")
    soon = listed_duty("下月起的事项", townships=("dxz",), effective_from=clock.today() + timedelta(days=30))
    known = listed_duty("示例公开事项", townships=("dxz",))

    def told(who, duty):
        sent = {"kind": "guarantee", "code": duty.code, "document": "文件", "happened_on": clock.today()}
        return client_of(who).post(reverse("report-new"), sent)

    assert [duty.name in told("lcz-jb", duty).content.decode() for duty in (kept, soon, known)] == [
        False,
        False,
        True,
    ]
    assert f"清单里没有编号为“{kept.code}”的事项" in told("lcz-jb", kept).content.decode()
    assert [told("dxz-jb", duty).status_code for duty in (kept, soon)] == [302, 302]


def test_who_refers_a_breach_is_given_the_article_on_breaches(lingchuan):
    """阿荣旗 第八条; where there is none, the article of what was found stays."""
    quoted = "对违反本管理办法的事宜，有关机关应当依法依规依纪查处和纠正。"
    text = regime_text("lingchuan").replace(
        "[source_articles]\n", f'[source_articles]\n"第二十条" = "{quoted}"\n', 1
    )
    load_regime(
        county=lingchuan, text=text.replace("[cites]\n", '[cites]\nbreaches = "第二十条"\n', 1), by=SYSTEM
    )
    report = led_to("urging").report

    page = client_of("bb-fz").get(reverse("report-act", args=[report.uuid, "refer"])).text

    assert f"第二十条：{quoted}" in page
    assert 'value="《灵川县乡镇职责准入制度》（办发〔2023〕3号）第二十条"' in page


def test_the_page_says_whose_turn_it_is(lingchuan):
    """现在谁在办, to whoever reads it; a township that is not to be named is not, and nobody once it is over."""

    def holder(course, who="zjr"):
        found = re.search(
            r'<h2>现在谁在办</h2><p class="who">(.*?)</p>',
            client_of(who).get(course.report.get_absolute_url()).text,
        )
        return found and found[1]

    course = Course(hides_reporter=True).receive()
    assert holder(course) == "联席会议办公室核实"
    assert holder(course.find_true()) == "县住房城乡建设局整改"
    course.answer()
    assert [holder(course, who) for who in ("zjr", "zjj-jb")] == ["灵川镇确认", "反映的乡镇确认"]
    assert holder(course.confirm()) == "联席会议办公室销号"
    assert holder(course.close()) is None
