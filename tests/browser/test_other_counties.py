"""Each of the four other counties in a real browser, from the draft to the public list, with the steps that are its own."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from admission.models import Application
from admission.states import State
from audit import clock
from demo import other_counties
from demo.county import PASSWORD
from tests.browser import steps
from tests.browser.controls import (
    attach,
    choose,
    fill,
    follow,
    labelled,
    press,
    section,
    sign_in,
    told,
)
from tests.demo import test_sixth_county

FACTS = {each["regime"]: each for each in other_counties.counties()}
CASE = "示例路口日常值守登记"
# what every application says besides the fields of its county
BESIDES = {"每年所需经费（万元）": "2", "公开审查人": "办公室主任"}
PROMISED = {"funding": "旗县财政安排。", "staff": "无", "technology": "无", "training": "每年一次。"}
CHOSEN = {"下放方式": "交由", "承担方式": "协助办理", "期限": "常态", "是否公开": "主动公开"}


class County:
    """Its stage, and its people's own browsers: `at("zjj-jb")` is signed in at first call."""

    def __init__(self, facts, townships, open_browser, text=""):
        built = other_counties.build(facts, make_password(PASSWORD), text, townships=townships)
        self.stage, self.open, self.pages = other_counties.stage_of(built), open_browser, {}
        self.short, self.code = built.short, built.code
        self.townships = [unit.code for unit in self.stage.townships]

    def at(self, username):
        if username not in self.pages:
            self.pages[username] = sign_in(self.open(), f"{username}-{self.code}")
        return self.pages[username]

    def draft(self, **others):
        """By the department's handler, each field of the county with its example, but for `others` by label."""
        page, rules = self.at("zjj-jb"), self.stage.rules
        section(page, "申请")
        follow(page, "新建申请")
        press(page, "起草准入申请")
        fields = rules.fields_of("admission")
        fill(
            page,
            {each.label: each.example.removeprefix("示例：") for each in fields}
            | {"职责名称": CASE}
            | others,
        )
        fill(page, BESIDES | {rules.guarantees[key].label: said for key, said in PROMISED.items()})
        choose(page, "承担乡镇", *(unit.short_name for unit in self.stage.townships))
        for legend, answer in CHOSEN.items():
            choose(page, legend, answer)
        press(page, "保存草稿")
        told(page, "已保存。")
        steps.consult(page, CASE)

    def review(self, office="bianban", category=None):
        """Accepted, reviewed and issued by the office."""
        handler, head = self.at(f"{office}-jb"), self.at(f"{office}-fz")
        steps.accept(handler, CASE)
        steps.take_up(handler, CASE)
        follow(handler, "拟写初评意见")
        choose(handler, "是否符合法律法规规章", "是")
        choose(handler, "是否符合上级要求", "是")
        fill(handler, steps.REVIEW)
        labelled(handler, "类别").select_option(**({"label": category} if category else {"index": 1}))
        press(handler, "保存草稿")
        steps.issue_review(head, CASE)

    def forward(self, office="bianban"):
        page = self.at(f"{office}-fz")
        steps.take_up(page, CASE)
        follow(page, self.worded("报送审定"))
        fill(page, {"审核意见": "拟同意。"})
        press(page, self.worded("报送审定"))

    def worded(self, text):
        return self.stage.rules.worded(text)

    def decide(self, who, number, case=CASE, temporary=False):
        verb, page = self.stage.rules.decision_verb(temporary=temporary), self.at(who)
        steps.take_up(page, case)
        follow(page, f"登记{verb}结果")
        choose(page, f"{verb}结果", f"{verb}通过")
        fill(page, {f"{verb}文件的发文字号": number, f"{verb}日期": str(clock.today())})
        press(page, f"登记{verb}结果")
        told(page, f"已登记{verb}结果。")

    def decided_and_noticed(self):
        self.decide("party-office-jb", f"{self.short}委〔2026〕1号")
        self.decide("government-office-jb", f"{self.short}政〔2026〕1号")
        if self.stage.rules.bodies.upper:
            steps.report_upward(self.at("bianban-fz"), CASE, "阿政请〔2026〕1号")
            self.approve()
        steps.issue_notice(self.at("government-office-jb"), CASE, f"{self.short}办发〔2026〕1号")

    def approve(self):
        """The city government: it approves, it does not file."""
        page = self.at("city-1507-fz")
        steps.take_up(page, CASE)
        follow(page, "批准通过")
        fill(page, {"批复文号": "市政函〔2026〕1号"})
        press(page, "批准通过")
        told(page, "批准通过，事项已写入清单，待印发通知。")

    def listed(self, page, picture):
        """Anybody finds it, and reads by which rules it came there, not how many cases stand under them."""
        steps.search_list(page, "路口日常值守")
        follow(page, CASE)
        expect(page.get_by_role("heading", level=1)).to_contain_text(CASE)
        page.goto("/regulation/")
        expect(page.locator("#versions")).to_contain_text("起有案件按这一版办理，内容不再改动。")
        picture(page, f"regulation-{self.stage.rules.code}")

    def prepared(self, name, until, **term):
        """A further case, led there by the real actions."""
        made = other_counties.Walk(self.stage, other_counties.texts(self.stage, "zjj", name, **term), -9)
        self.stage.play([made.script(until)])


@pytest.fixture
def opened(live_server, open_browser):
    return lambda code, townships: County(FACTS[code], townships, open_browser)


def test_arong(opened, page, picture):
    """阿荣旗: no excluded power, every township agrees first, 司法局 and 政数局 review, experts are heard, the city approves."""
    banner = opened("arong", 2)
    department, head = banner.at("zjj-jb"), banner.at("zjj-fz")
    one, other = (banner.at(f"{code}-fz") for code in banner.townships)
    banner.draft(权责内容="每日登记过往人员和车辆。")
    steps.change_text(department, CASE, 权责内容="对违规用火的处以罚款。")
    assert len(banner.stage.rules.fields_of("admission")) == 11
    steps.answer_request(one, CASE)
    steps.answer_request(other, CASE, "不同意", "没有执法权。")
    steps.take_up(head, CASE)
    expect(head.locator("main")).to_contain_text(f"{banner.stage.townships[1]}没有同意，不能提交。")
    expect(head.locator("main")).to_contain_text("行政处罚不纳入乡镇职责准入事项，写了“罚款”")
    expect(head.locator("main")).to_contain_text("（第一条）")
    expect(head.get_by_role("link", name="提交申请", exact=True)).to_have_count(0)
    picture(head, "arong-refused")
    steps.change_text(department, CASE, 权责内容="每日登记过往人员和车辆，发现火情报告。")
    for township in (one, other):
        steps.answer_request(township, CASE)
    steps.submit(head, CASE)

    banner.review()
    steps.circulate(banner.at("bianban-fz"), CASE)
    hear_an_expert(banner.at("bianban-jb"), picture)
    for unit, legend, finding in (
        ("justice", "法制审核", "合法"),
        ("data-bureau", "权责清单和政务服务衔接", "能够衔接"),
    ):
        member = banner.at(f"{unit}-fz")
        steps.open_case(member, CASE)
        steps.own_answer(member, "签发意见")
        choose(member, f"审查结论：{legend}", finding)
        choose(member, "总体意见", "同意")
        press(member, "签发意见")
        told(member, "意见已签发。")
    steps.conclude(banner.at("bianban-jb"), CASE)
    banner.decided_and_noticed()
    banner.listed(page, picture)
    decided_in_the_banner(banner)
    refused_in_writing(banner, picture)


def hear_an_expert(office, picture):
    """第四条第（二）项: an expert is heard beside the units that answer."""
    steps.open_case(office, CASE)
    follow(office, "登记专家意见")
    fill(
        office,
        {"专家": "示例大学 · 林学教授", "意见要点": "可行，先培训一次。", "落款日期": str(clock.today())},
    )
    attach(office, "专家书面意见的扫描件")
    press(office, "登记专家意见")
    told(office, "已登记专家意见。")
    expect(office.locator("#experts")).to_contain_text("可行，先培训一次。")
    picture(office, "expert-view")


def decided_in_the_banner(banner):
    """第四条第（三）项: what has a clear limit is approved by 旗委、旗政府, and no city takes part."""
    name, workday = "示例秋季防火期临时值守", banner.stage.workday
    term = {"term": "temporary", "term_from": workday(-5), "term_until": workday(60)}
    banner.prepared(name, State.DECIDING, **term, source_kind="county", why_temporary="期满即止。")
    banner.decide("party-office-jb", "阿委〔2026〕2号", name, temporary=True)
    banner.decide("government-office-jb", "阿政〔2026〕2号", name, temporary=True)
    assert Application.objects.get(version__name=name).state == State.APPROVED


def refused_in_writing(banner, picture):
    """第四条第（二）项: 书面告知并说明理由; the department reads it."""
    name = "示例不宜下放的巡查"
    banner.prepared(name, State.REVIEWING)
    office, applicant = banner.at("bianban-fz"), banner.at("zjj-fz")
    steps.take_up(office, name)
    follow(office, "签发初评意见")
    choose(office, "是否符合法律法规规章", "否")
    choose(office, "是否符合上级要求", "是")
    fill(office, steps.REVIEW)
    labelled(office, "类别").select_option(index=1)
    press(office, "签发初评意见")
    steps.open_case(office, name)
    follow(office, "不予准入")
    fill(office, {"不予准入的理由": "超出部门的法定职责。"})
    press(office, "不予准入")
    steps.open_case(applicant, name)
    expect(applicant.locator("main")).to_contain_text("超出部门的法定职责。")
    applicant.get_by_role("link", name=re.compile("不予准入")).first.click()
    expect(applicant.locator("main")).to_contain_text("超出部门的法定职责。")
    picture(applicant, "arong-written-refusal")


def test_binxian(opened, page, picture):
    """宾县: the list is drafted by the county, reviewed by the city, filed with 省委编办, then published."""
    county = opened("binxian", 1)
    county.draft()
    steps.answer_request(county.at(f"{county.townships[0]}-fz"), CASE)
    steps.submit(county.at("zjj-fz"), CASE)
    county.review()
    county.forward()
    county.decided_and_noticed()

    office = county.at("bianban-fz")
    office.goto("/editions/drafts/")
    press(office, "拟编新版")
    press(office, "送审")
    told(office, "已送审，内容不再改动。")
    draft = office.url
    for who, step, verb, number in (
        ("party-office-jb", "县委、县政府审定", "审定", "宾办发〔2026〕8号"),
        ("harbin-2301-jb", "市级审核", "审核", "哈编复〔2026〕15号"),
        ("heilongjiang-2301-jb", "省级备案", "备案", ""),
    ):
        body = county.at(who)
        body.goto(draft)
        follow(body, f"登记{step}")
        if verb != "备案":  # may only pass: nothing to choose
            choose(body, "结果", f"{verb}通过")
        fill(body, {"日期": str(clock.today())} | ({"文号": number} if number else {}))
        press(body, "登记")
        told(body, "已登记。")
    office.goto(draft)
    picture(office, "binxian-list-filed")
    follow(office, "公布这一版")
    fill(office, {"文号": "宾办发〔2026〕9号"})
    press(office, "公布")
    told(office, "已公布。")
    county.listed(page, picture)
    page.goto("/editions/")
    expect(page.locator("main")).to_contain_text("宾办发〔2026〕9号")


def test_tongwei(opened, page, picture):
    """通渭: the townships' views are heard, 县委、县政府 approve knowing them; 县委办公室 runs it."""
    county = opened("tongwei", 2)
    county.draft()
    one, other = (county.at(f"{code}-fz") for code in county.townships)
    steps.answer_request(one, CASE)
    steps.answer_request(other, CASE, "不同意", "人手不足，请先解决人员。")
    steps.submit(county.at("zjj-fz"), CASE)
    county.review("party-office")
    county.forward("party-office")
    government = county.at("government-office-jb")
    steps.open_case(government, CASE)
    expect(government.locator("main")).to_contain_text("人手不足，请先解决人员。")
    picture(government, "tongwei-views-heard")
    county.decided_and_noticed()
    county.listed(page, picture)


def test_rucheng(opened, page, picture):
    """湖南省的一个县: nine kinds of power, what may not go on to villages is told, committee and government review."""
    county = opened("rucheng", 1)
    county.draft(乡镇职责="每日登记，夜间交由村民委员会办理。")
    steps.answer_request(county.at(f"{county.townships[0]}-fz"), CASE)
    head = county.at("zjj-fz")
    steps.take_up(head, CASE)
    expect(head.locator("main")).to_contain_text("交由村民委员会办理")
    steps.change_text(county.at("zjj-jb"), CASE, 乡镇职责="每日登记过往人员和车辆。")
    steps.answer_request(county.at(f"{county.townships[0]}-fz"), CASE)
    steps.submit(head, CASE)
    county.review(category="监督检查")
    county.forward()
    county.decided_and_noticed()
    county.listed(page, picture)


def test_a_county_written_from_the_documentation(live_server, open_browser, page, picture):
    """云岭, whose file was written by docs/regime-file.md alone: 司法局 reviews, the county approves, no city takes part."""
    county = County(
        test_sixth_county.FACTS | {"departments": [["zjj", "县住房城乡建设局"], ["slj", "县水利局"]]},
        1,
        open_browser,
        test_sixth_county.FILE,
    )
    county.draft()
    steps.answer_request(county.at(f"{county.townships[0]}-fz"), CASE)
    steps.submit(county.at("zjj-fz"), CASE)
    county.review()
    steps.circulate(county.at("bianban-fz"), CASE)
    justice = county.at("justice-fz")
    steps.open_case(justice, CASE)
    steps.own_answer(justice, "签发意见")
    [question] = county.stage.rules.asked
    asked = county.stage.rules.question_of(question.unit_key)
    choose(justice, f"审查结论：{asked.label}", asked.findings[0].label)
    choose(justice, "总体意见", "同意")
    press(justice, "签发意见")
    told(justice, "意见已签发。")
    steps.conclude(county.at("bianban-jb"), CASE)
    county.decided_and_noticed()
    county.listed(page, picture)
    expect(page.locator("main")).to_contain_text("15个工作日（第四条）")
    expect(page.locator("main")).not_to_contain_text("召集人")
