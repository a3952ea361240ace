"""What follows admission: a listed duty is adjusted, a township calls on a department, the calendar is changed."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from admission.models import Application
from audit import clock
from config.templatetags.chinese import cdate
from regimes.calendar import Calendar
from regimes.models import CalendarDay
from supervision.actions import endings
from supervision.models import Report
from tests.browser import steps
from tests.browser.controls import attach, choose, fill, follow, labelled, press, refused, section, told
from tests.factories import Journey, listed_duty, make_case
from tests.supervision.test_temporary import ended
from tests.voice.asking import asked

DUTY, MATTER = "沿街门店占道经营巡查", "沿街店铺占道经营"
URGENT = {
    "任务名称": "汛期临时转移安置",
    "任务内容": "转移安置低洼处群众。",
    "谁请示": "县住房城乡建设局局长",
    "向谁请示": "分管副县长",
    "谁同意先行办理": "分管副县长",
}
OLD, NEW = "每周巡查一次并记录。", "每月巡查一次并记录。"


@pytest.fixture
def duty(lingchuan):
    return listed_duty(DUTY)


def test_a_listed_duty_is_adjusted_from_its_page(people, page, duty, picture):
    """灵川 第五条: the old text filled in, the difference marked, the way of an admission, the new text in the list."""
    handler, head = people("zjj-jb"), people("zjj-fz")
    handler.goto(duty.get_absolute_url())
    follow(handler, "申请调整")
    press(handler, "起草调整申请")
    expect(labelled(handler, "权责内容（乡镇职责）")).to_have_value(OLD)
    choose(handler, "调整原因", "法律法规规章调整")
    own = ("运行机制", "制度保障", "人员安排", "合法性论证", "可行性论证", "必要性论证", "公开审查人")
    own = {
        label: steps.APPLICATION[label] for label in (*own, "沟通对象", "沟通情况", "每年所需经费（万元）")
    }
    fill(
        handler,
        own | {"原因和依据": "《示例条例》已修改。", "权责内容（乡镇职责）": NEW, "沟通日期": "2026-01-05"},
    )
    attach(handler, "添加附件")
    press(handler, "保存草稿")
    told(handler, "已保存。")

    steps.consult(handler, DUTY)
    for township in ("lcz-fz", "dxz-fz"):
        steps.answer_request(people(township), DUTY)
    steps.submit(head, DUTY)
    steps.open_case(head, DUTY)
    expect(head.locator("main del").last).to_contain_text("周")
    expect(head.locator("main ins").last).to_contain_text("月")
    picture(head, "adjustment-case")

    # from here on it goes as an admission does, which test_simple_path follows page by page
    Journey.going_on(
        Application.objects.get()
    ).accept().issue_review().circulate().opine().conclude().sign().file().pass_upper()
    steps.issue_notice(people("xwb-jb"), DUTY, "灵准调〔2026〕1号")

    steps.search_list(page, "占道经营")
    follow(page, DUTY)
    expect(page.locator("main")).to_contain_text(NEW)
    expect(page.locator("main")).to_contain_text("第1次修订")
    picture(page, "adjustment-duty")


def test_an_urgent_task_overdue_and_regularised(people, lingchuan, picture):
    """第六条: asked for by word of mouth, started, its papers late, applied for."""
    township, department, office = people("lcz-jb"), people("zjj-jb"), people("bb-jb")
    asked_on = str(clock.today() - timedelta(days=40))
    section(township, "督办")
    follow(township, "临时性事项")
    follow(township, "登记先行办理")
    fill(
        township,
        URGENT
        | {"请示日期": asked_on, "开始日期": asked_on, "结束日期": str(clock.today() + timedelta(days=20))},
    )
    labelled(township, "交办部门").select_option("县住房城乡建设局")
    press(township, "登记先行办理")
    told(township, "已登记先行办理。")

    section(office, "工作台")
    expect(office.locator("main")).to_contain_text("先行办理逾期没有补办，请督促")
    follow(office, URGENT["任务名称"])
    expect(office.locator("main")).to_contain_text("逾期")
    picture(office, "urgent-overdue")

    case = make_case(
        "submitted",
        term="temporary",
        townships=("lcz",),
        term_from=clock.today(),
        term_until=clock.today() + timedelta(days=20),
        source_kind="county",
        why_temporary="一次性工作。",
    )
    section(department, "工作台")
    follow(department, URGENT["任务名称"])
    follow(department, "补办手续")
    labelled(department, "补办的申请").select_option(index=1)
    press(department, "补办手续")
    expect(department.get_by_role("alert")).to_contain_text("名称、内容都不相近：确是同一件事的，写明理由")
    picture(department, "urgent-other-name")
    fill(department, {"是同一件事的理由": "转移安置并入这件申请。"})
    press(department, "补办手续")
    told(department, "已登记补办的申请。")
    expect(department.locator("main")).to_contain_text(case.number)
    office.reload()
    expect(office.locator("main")).to_contain_text("已补办申请")


def test_a_temporary_duty_past_its_end_is_revoked_with_three_townships(people, lingchuan, page):
    """第四条, 第六条: out of force by itself, asked for by the department, joined by each township."""
    ended = clock.today() - timedelta(days=1)
    term = {"term": "temporary", "term_from": ended - timedelta(days=60), "term_until": ended}
    more = {
        "source_kind": "county",
        "why_temporary": "一次性工作。",
        "effective_from": ended - timedelta(days=60),
    }
    listed_duty(DUTY, townships=("lcz", "dxz", "djz"), **term, **more)
    handler, head = people("zjj-jb"), people("zjj-fz")
    section(handler, "工作台")
    follow(handler, DUTY)
    press(handler, "起草撤销申请")
    choose(handler, "涉及的乡镇", "灵川镇", "大圩镇", "定江镇")
    choose(handler, "撤销情形", "到期")
    fill(handler, {"办结或到期的情况": "期限已过，工作已完成。"})
    press(handler, "保存草稿")
    steps.consult(handler, DUTY)
    for township in ("lcz-fz", "dxz-fz", "djz-fz"):
        steps.answer_request(people(township), DUTY, "同意联合申请")
    steps.submit(head, DUTY)
    Journey.going_on(Application.objects.get()).accept().confirm().sign()
    steps.issue_notice(people("xwb-jb"), DUTY, "灵准撤〔2026〕1号")

    steps.search_list(page, "占道经营")
    expect(page.locator("main")).to_contain_text("曾经在清单里，已经退出")
    follow(page, DUTY)
    expect(page.locator("main")).to_contain_text("终止文号：灵准撤〔2026〕1号")


def test_a_township_calls_on_departments_and_rates_what_they_answer(people, lingchuan, picture):
    """黑龙江 三(三)、三(四)."""
    township, department, other = people("lcz-jb"), people("zjj-jb"), people("gaj-jb")
    section(township, "协同")
    follow(township, "提出协调请求")
    fill(township, {"请求协调的事项": MATTER, "情况和请求": "多次劝导无效，请到场处理。"})
    press(township, "提出协调请求")
    refused(township, "请选择“请谁答复”")
    expect(labelled(township, "请求协调的事项")).to_have_value(MATTER)
    choose(township, "请谁答复", "县住房城乡建设局", "县公安局")
    press(township, "提出协调请求")
    told(township, "已发出。")

    for page, said in ((department, "由本部门处理"), (other, "配合乡镇处理")):
        section(page, "工作台")
        follow(page, MATTER)
        follow(page, "答复")
        choose(page, "答复", said)
        fill(page, {"怎样办理、理由": "周五到场。"})
        press(page, "答复")
        told(page, "已答复。")

    section(township, "工作台")
    follow(township, MATTER)
    follow(township, "评价答复，办结")
    choose(township, "县住房城乡建设局：由本部门处理", "不满意")
    choose(township, "县公安局：配合乡镇处理", "满意")
    press(township, "评价答复，办结")
    refused(township, "评价“不满意”的，请写明评价的理由")
    fill(township, {"评价的理由": "没有到场。"})
    press(township, "评价答复，办结")
    told(township, "已评价、办结。")
    department.reload()
    expect(department.get_by_role("row").filter(has_text="县住房城乡建设局")).to_contain_text("不满意")
    picture(township, "matter-rated")


def test_the_office_changes_a_day_and_the_open_clocks_move(people, lingchuan, picture):
    """I-74, I-77: what is promised moves with the calendar, shorter only with a reason; the old day is kept."""
    for year in (clock.today().year, clock.today().year + 1):
        CalendarDay.objects.get_or_create(
            day=date(year, 1, 1), defaults={"is_workday": False, "name": "元旦"}
        )
    matter, head, department = asked(title=MATTER), people("bb-fz"), people("zjj-jb")
    calendar, days = Calendar.load(), (clock.today() + timedelta(days=n) for n in range(1, 60))
    plain = set(days) - set(CalendarDay.objects.values_list("day", flat=True))
    free = min(day for day in plain if calendar.is_workday(day))
    section(head, "督办")
    follow(head, "节假日安排")
    follow(head, "改一天")
    fill(head, {"日期": str(free), "是什么日子": "民族节日"})
    choose(head, "这一天", "放假")
    press(head, "保存")
    told(head, "已保存，还没有办完的期限已重新计算。")
    picture(head, "calendar-changed")

    later = calendar.add(matter.due, 1).date
    department.goto(matter.get_absolute_url())
    expect(department.locator("main")).to_contain_text(f"{cdate(later)}")
    expect(department.locator("main")).to_contain_text(f"{cdate(matter.due)}")

    # back again shortens what is promised now
    follow(head, "改一天")
    fill(head, {"日期": str(free)})
    choose(head, "这一天", "按平常")
    press(head, "保存")
    expect(head.get_by_role("alert")).to_contain_text("会缩短1个已经承诺的期限，请写明理由")
    fill(head, {"理由": "县里撤回了安排。"})
    press(head, "保存")
    told(head, "已保存，还没有办完的期限已重新计算。")
    expect(head.locator("aside")).to_contain_text("县里撤回了安排。")
    department.reload()
    expect(department.locator("main")).to_contain_text("县里撤回了安排。")


def test_townships_answer_whether_what_ended_goes_on(people, lingchuan, picture):
    """第十条: asked of each that carried it; 仍在办理 is a report; what was answered in another window is not answered again."""
    duty = ended(name=DUTY)
    duty.versions.get().carriers.update(ended_on=clock.today() - timedelta(days=1))
    assert endings.ask_ends() == 2
    one, again, other = people("lcz-jb"), people("lcz-fz"), people("dxz-jb")
    for page in (one, again, other):
        page.goto("/supervision/ends/")
    follow(other, f"{DUTY}（大圩镇）：已停止")
    press(other, "已停止")
    told(other, "已答复：已停止。")

    for page in (one, again):
        follow(page, f"{DUTY}（灵川镇）：仍在办理")
    assert other.goto(one.url).status == 404  # another township's
    press(one, "仍在办理")
    refused(one, "请填写怎样仍在办理")
    for page in (one, again):
        fill(page, {"怎样仍在办理": "仍在每周报数。"})
        press(page, "仍在办理")
    told(one, "已答复：仍在办理，反映已提交。")
    expect(again.locator("h1")).to_have_text("您打开之后，这一件已有人办过")
    report = Report.objects.get()
    picture(one, "ends-answered")
    follow(one, report.number)
    expect(one.locator("main")).to_contain_text("仍在每周报数。")
