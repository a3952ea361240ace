"""Each of the four other counties in a real browser: the steps that are its own, from where the case stands to the list.

What every county does alike (drafting, answering, the initial review) is prepared by the real actions.
"""

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from admission.states import State
from audit import clock
from demo import other_counties
from demo.county import PASSWORD
from tests.browser import steps
from tests.browser.controls import attach, choose, fill, follow, press, sign_in, told

FACTS = {each["regime"]: each for each in other_counties.counties()}
CASE = "示例路口日常值守登记"
# county: where the browser takes over, the verb of its decision, who records it
COUNTIES = {
    "arong": (State.CIRCULATING, "审核"),
    "binxian": (State.DECIDING, "审定"),
    "tongwei": (State.DECIDING, "审核批准"),
    "rucheng": (State.DECIDING, "审核"),
}


@pytest.fixture
def prepared(live_server, request):
    """The county's stage with a case led as far as its journey begins; the word of its decision."""
    until, verb = COUNTIES[request.param]
    stage = other_counties.stage_of(
        other_counties.build(FACTS[request.param], make_password(PASSWORD), townships=1)
    )
    department = [unit.code for unit in stage.units.values() if unit.kind == "department"][-1]
    made = other_counties.Walk(stage, other_counties.texts(stage, department, CASE), -9)
    stage.play([made.script(until)])
    return stage, made, verb


@pytest.fixture
def person(prepared, open_browser):
    county = prepared[0].county

    def person(username):
        return sign_in(open_browser(), f"{username}-{county.code}")

    return person


@pytest.mark.parametrize("prepared", COUNTIES, indirect=True, ids=list(COUNTIES))
def test_the_steps_that_are_its_own(prepared, person, page, picture):
    stage, made, verb = prepared
    if made.fresh().state == State.CIRCULATING:
        hear_and_sum_up(made, person("bianban-jb"), picture)
    government = person("government-office-jb")
    decide(person("party-office-jb"), verb, f"{stage.county.short}委〔2026〕1号")
    decide(government, verb, f"{stage.county.short}政〔2026〕1号")
    if stage.rules.bodies.upper:
        steps.report_upward(person("bianban-fz"), CASE, "阿政请〔2026〕1号")
        approve(person("city-1507-fz"))
    steps.issue_notice(government, CASE, f"{stage.county.short}办发〔2026〕1号")

    steps.search_list(page, "路口日常值守")
    follow(page, CASE)
    expect(page.get_by_role("heading", level=1)).to_contain_text(CASE)
    page.goto("/regulation/")
    expect(page.locator("#versions")).to_contain_text("内容不再改动：共1件")
    picture(page, f"regulation-{stage.rules.code}")


def hear_and_sum_up(made, office, picture):
    """阿荣旗 第四条第（二）项: an expert is heard beside the units that answer."""
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
    made.opinions()
    steps.open_case(office, CASE)
    follow(office, "汇总意见")
    press(office, "汇总意见")
    told(office, "已汇总意见。")


def decide(page, verb, number):
    steps.take_up(page, CASE)
    follow(page, f"登记{verb}结果")
    choose(page, f"{verb}结果", f"{verb}通过")
    fill(page, {f"{verb}文件的发文字号": number, f"{verb}日期": str(clock.today())})
    press(page, f"登记{verb}结果")
    told(page, f"已登记{verb}结果。")


def approve(page):
    """The city government: it approves, it does not file."""
    steps.take_up(page, CASE)
    follow(page, "批准通过")
    fill(page, {"批复文号": "市政函〔2026〕1号"})
    press(page, "批准通过")
    told(page, "批准通过，事项已写入清单，待印发通知。")
