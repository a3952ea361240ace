"""Between the county and its townships: one matter one application up to the calendar, an evaluation up to its results, what
a delegate answers in its head's place."""

from datetime import date, timedelta

from playwright.sync_api import expect

from audit import clock
from config.templatetags.chinese import cday
from tests.browser.controls import choose, fill, follow, labelled, press, refused, section, sign_in, told
from tests.cast import delegated, seat
from tests.voice.asking import asked, opened
from voice.models import Period

CHECK = "农村公路养护抽查"
ASKED = {
    "考核评比的名称": CHECK,
    "依据": "《示例条例》第三条",
    "考核方式和范围": "每个乡镇抽查一次，不排名。",
    "拟定的时间": "年底",
    "内容和理由": "看养护台账。",
}


def test_one_matter_one_application_up_to_the_calendar(people, lingchuan, picture):
    """通渭 二14: asked for by the department, checked by both offices, decided, in every township's calendar."""
    department, township = people("zjj-jb"), people("lcz-jb")
    section(department, "协同")
    follow(department, "申请考核评比（一事一报）")
    fill(department, ASKED)
    press(department, "申请考核评比（一事一报）")
    told(department, "已发出。")

    handler, head, other = people("xwb-jb"), people("xwb-fz"), people("zgb-fz")
    section(handler, "工作台")
    follow(handler, CHECK)
    expect(handler.locator("main")).to_contain_text(
        "由本单位负责人答复；经办人可以先看内容，把意见报给负责人。"
    )
    for page in (head, other):
        section(page, "工作台")
        follow(page, CHECK)
        follow(page, "答复")
        choose(page, "答复", "同意报批")
        fill(page, {"意见和理由": "与综合考核不重复。"})
        press(page, "答复")
        told(page, "已答复。")

    head.reload()
    follow(head, "登记县委、县政府的决定")
    choose(head, "决定", "批准")
    fill(head, {"决定的文号": "灵办发〔2026〕9号", "决定日期": str(clock.today())})
    press(head, "登记县委、县政府的决定")
    year = clock.today().year
    refused(head, f"批准的开展日期：批准的，请写{year}年内的开展日期")
    held_on = date(year, 12, 31)
    labelled(head, "批准的开展日期").fill(held_on.isoformat())
    press(head, "登记县委、县政府的决定")
    told(head, "决定已登记。")

    section(township, "协同")
    follow(township, "考核评比清理")
    follow(township, "考核日程")
    row = township.locator(".facts div").filter(has_text=CHECK)
    expect(row).to_contain_text(cday(held_on))
    picture(township, "assessment-calendar")
    follow(township, CHECK)
    expect(township.locator("main")).to_contain_text("每个乡镇抽查一次，不排名。")


def rate(page, title, **said):
    section(page, "工作台")
    follow(page, title)
    follow(page, "提交评价")
    for label, word in said.items():
        page.get_by_label(label.replace("_", "：", 1), exact=True).select_option(label=word)
    press(page, "提交评价")


def test_an_evaluation_up_to_its_results(people, lingchuan, picture):
    """黑龙江 三(四), 通渭 二12: both sides hand in, the head of the office publishes once it can, each reads its own."""
    period = opened(title := "年终双向评价")
    township, department, head = people("lcz-jb"), people("zjj-jb"), people("bb-fz")
    rate(township, title, 县住房城乡建设局_响应="差")
    refused(township, "县住房城乡建设局：理由和建议：对县住房城乡建设局评价“较差”“差”的，请写明理由")
    township.get_by_label("县住房城乡建设局：理由和建议", exact=True).fill("多次没有答复。")
    press(township, "提交评价")
    told(township, "评价已提交。")
    expect(township.get_by_role("link", name="修改评价")).to_be_visible()
    rate(department, title, 灵川镇_履职="好")
    told(department, "评价已提交。")

    head.goto(period.get_absolute_url())
    expect(head.get_by_role("link", name="公布结果")).to_have_count(0)
    Period.objects.update(closes_on=clock.today() - timedelta(days=1))
    section(head, "工作台")
    follow(head, title)
    follow(head, "公布结果")
    press(head, "公布结果")
    told(head, "结果已公布。")
    picture(head, "evaluation-results")

    department.goto(period.get_absolute_url())
    own = department.get_by_role("row").filter(has_text="县住房城乡建设局")
    expect(own).to_contain_text("评价的单位不足3个，不列出理由和建议")  # one rater's words would tell who
    expect(own).not_to_contain_text("多次没有答复。")
    expect(department.locator("main")).not_to_contain_text("灵川镇")
    other = people("gaj-jb")
    other.goto(period.get_absolute_url())
    expect(other.locator("main")).to_contain_text("没有单位评价本单位")


def test_an_evaluation_on_a_phone_is_folded_to_the_names(lingchuan, phone):
    """Two dozen units of several points each would be twenty screens."""
    period = opened("年终双向评价")
    sign_in(phone, "lcz-jb")
    phone.goto(f"{period.get_absolute_url()}hand_in/")
    expect(phone.locator("td select:visible")).to_have_count(0)
    name = phone.get_by_role("button", name="县司法局")
    name.click()
    expect(phone.locator("td select:visible")).to_have_count(2)
    phone.get_by_label("县司法局：响应", exact=True).select_option(label="较好")
    expect(name).to_contain_text("已填1项")
    press(phone, "提交评价")
    told(phone, "评价已提交。")


def test_the_handler_answers_in_the_place_of_its_head(people, lingchuan, picture):
    """I-45: a delegation of the day inside the unit; the answer says who stood in for whom."""
    delegated(seat("lcz-fz"), seat("lcz-jb"))
    matter, handler = asked("opinion"), people("lcz-jb")
    handler.goto(matter.get_absolute_url())
    expect(handler.get_by_role("link", name="答复", exact=True)).to_have_count(0)
    handler.locator("details.seat summary").click()
    press(handler, "换到：灵川镇 · 负责人（受托）")
    section(handler, "工作台")
    follow(handler, matter.title)
    follow(handler, "答复")
    choose(handler, "答复", "同意")
    fill(handler, {"意见和理由": "同意。"})
    press(handler, "答复")
    told(handler, "已答复。")
    expect(handler.locator("main")).to_contain_text("灵川镇 · 负责人（受托，灵川镇经办人代灵川镇负责人）")
    picture(handler, "answered-in-place")
