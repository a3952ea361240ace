"""灵川 联席会议制度: from a member's topic to what the meeting decided and the unit carried out, without any case."""

import re

import pytest
from playwright.sync_api import expect

from audit import clock
from tests.browser import steps
from tests.browser.controls import choose, fill, follow, labelled, press, section, sign_in, told
from tests.jointmeeting.conftest import led_to
from tests.jointmeeting.test_decided import listed

TOPIC, MEETING, DECIDED = "统一代办点补贴口径", "第一次专题会议", "提出统一的补贴口径。"


@pytest.fixture
def today():
    return clock.today().isoformat()


def propose(page):
    section(page, "联席会议")
    follow(page, "议题")
    follow(page, "提出议题")
    fill(page, {"议题": TOPIC, "困难和问题": "口径不一。", "建议的解决方案": "由县财政局统一。"})
    press(page, "提出议题")
    told(page, "议题已送联席会议办公室。")


def reply(page):
    steps.take_up(page, MEETING)
    choose(page, "是否参加", "委托他人代会")
    fill(page, {"代会人员的职务，或者请假的事由": "分管副局长"})
    press(page, "回复参会")
    told(page, "已回复。")


def record_attendance(page):
    """What 县司法局 replied stands there already."""
    steps.open_meeting(page, MEETING)
    follow(page, "登记到会")
    asked_of = page.get_by_role("group", name=re.compile("是否到会"))
    expect(asked_of).to_have_count(8)
    for asked in asked_of.all():
        if "县司法局" in asked.locator("legend").inner_text():
            expect(asked.get_by_label("他人代会", exact=True)).to_be_checked()
        else:
            asked.get_by_label("到会", exact=True).check()
    press(page, "登记到会")
    told(page, "到会情况已登记。")


def list_decided(page, day):
    steps.open_meeting(page, MEETING)
    follow(page, "列出议定事项")
    labelled(page, "责任单位").select_option(label="县财政局")
    fill(page, {"议定事项": DECIDED, "完成期限": day})
    press(page, "列出议定事项")
    told(page, "议定事项已列出，责任单位收到消息。")


def test_from_a_topic_to_what_was_decided(people, today, picture):
    office, convenor, preparing = people("bb-jb"), people("zjr"), people("xwb-jb")
    propose(people("czj-jb"))
    steps.prepare_meeting(preparing, MEETING, today)
    steps.take_up(office, TOPIC)
    press(office, f"列入{MEETING}")
    told(office, f"已列入议程：{TOPIC}")
    steps.call_meeting(convenor, MEETING)
    reply(people("sfj-jb"))
    record_attendance(preparing)
    steps.send_minutes(office, MEETING, "通过")
    steps.sign_minutes(convenor, MEETING)
    list_decided(office, today)

    finance = people("czj-fz")
    steps.take_up(finance, DECIDED)
    follow(finance, "报告进展")
    fill(finance, {"进展情况": "口径已经印发。"})
    finance.get_by_label("已经完成，请办公室核实").check()
    press(finance, "报告进展")
    told(finance, "进展已报告。")
    steps.take_up(office, DECIDED)
    follow(office, "办结")
    fill(office, {"核实情况": "已核对印发的文件。"})
    press(office, "办结")
    told(office, "议定事项已办结。")
    steps.open_meeting(office, MEETING)
    follow(office, "会议办结")
    press(office, "会议办结")
    told(office, "会议已办结。")
    picture(office, "joint-meeting-closed")

    section(finance, "联席会议")
    follow(finance, "议题")
    expect(finance.get_by_role("row").filter(has_text=TOPIC)).to_contain_text("已审议")


def test_on_a_phone_a_day_begins_beside_its_label(lingchuan, phone):
    """However many lines how long is left and the day take: they are lines of the cell, as the label is."""
    listed(led_to("signed", cases=0), days=21)
    sign_in(phone, "bb-jb")
    phone.set_viewport_size({"width": 330, "height": 800})
    phone.goto("/meetings/decided/")
    lines = phone.locator("td[data-l=期限] > .due").evaluate("one => one.getClientRects().length")
    assert lines == 2  # in line with the label, and not a box that stands on its last line beside it
