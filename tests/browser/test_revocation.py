"""灵川 第四条: a listed duty ends, asked for by its department with the townships, or by one township alone."""

import pytest
from playwright.sync_api import expect

from audit import clock
from config.templatetags.chinese import cdate
from tests.browser import steps
from tests.browser.controls import choose, fill, follow, press, section, told
from tests.factories import listed_duty

DUTY = "老旧小区改造入户动员"


@pytest.fixture
def duty(lingchuan):
    return listed_duty(DUTY, townships=("lcz", "dxz"))


def begin(page, duty):
    """From the list of what may be revoked to its draft."""
    section(page, "申请")
    follow(page, "新建申请")
    follow(page, "选择要撤销的事项")
    fill(page, {"名称、编号或内容": "入户"})
    press(page, "查找")
    follow(page, f"{duty.code} {DUTY}")
    press(page, "起草撤销申请")


def give_ground(page):
    choose(page, "撤销情形", "已办结")
    fill(page, {"办结或到期的情况": "全部小区已于上月完成。"})
    press(page, "保存草稿")
    told(page, "已保存。")


def approve(people):
    steps.accept(people("bb-jb"), DUTY)
    steps.confirm_ground(people("bb-fz"), DUTY)
    steps.sign(people("zjr"), DUTY)
    steps.issue_notice(people("xwb-jb"), DUTY, "灵准撤〔2026〕1号")


def test_department_with_its_townships(people, page, duty, picture):
    handler, head = people("zjj-jb"), people("zjj-fz")
    begin(handler, duty)
    choose(handler, "涉及的乡镇", "灵川镇", "大圩镇")
    give_ground(handler)
    steps.consult(handler, DUTY)
    for township in ("lcz-fz", "dxz-fz"):
        steps.answer_request(people(township), DUTY, "同意联合申请")
    steps.submit(head, DUTY)
    approve(people)

    steps.search_list(page, "入户动员")
    follow(page, DUTY)
    expect(page.locator("main")).to_contain_text(f"这一项将于{cdate(clock.today())}终止，当天仍照常执行。")
    picture(page, "revocation-duty")


def test_one_township_alone(people, page, duty):
    handler, head = people("lcz-jb"), people("lcz-fz")
    begin(handler, duty)
    give_ground(handler)
    steps.open_case(head, DUTY)
    follow(head, "提交申请")
    press(head, "提交申请")
    told(head, "已提交申请。")
    approve(people)

    steps.search_list(page, "入户动员")
    follow(page, DUTY)
    expect(page.locator("aside")).to_contain_text("终止（灵准撤〔2026〕1号）")
    expect(page.locator("aside")).to_contain_text("承担的乡镇（2个）")
