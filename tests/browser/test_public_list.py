"""The list as a visitor uses it: a matter that is not in it, a township's page, a file."""

import csv
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Unit
from registry.models import Feedback
from tests.browser.controls import press
from tests.factories import listed_duty
from tests.supervision.test_without_department import alone


def search(page, words):
    page.goto(reverse("duty-list"))
    page.get_by_role("searchbox").fill(words)
    press(page, "搜索")


def test_a_matter_that_is_not_listed_is_reported(county, page, people, violations):
    search(page, "征收卫生费")
    expect(page.get_by_role("heading", name="“征收卫生费”不在灵川县的现行清单里")).to_be_visible()
    page.get_by_role("link", name="反映这件事").click()
    expect(page.get_by_label("是哪件事")).to_have_value("征收卫生费")

    press(page, "提交")
    expect(page.get_by_text("请填写情况").first).to_be_visible()
    page.get_by_label("在哪个乡镇").select_option(label="大圩镇")
    page.get_by_label("情况").fill("上月起每月征收。")
    press(page, "提交")

    expect(page.get_by_role("heading", level=1)).to_have_text("已收到，谢谢您")
    assert violations(page) == []
    kept = Feedback.objects.get()
    expect(page.get_by_text(kept.reference)).to_be_visible()
    office = people("bb-jb")
    expect(office.get_by_role("row").filter(has_text="征收卫生费")).to_contain_text("办理并答复")
    office.get_by_role("link", name="征收卫生费").click()
    office.get_by_label("办理情况").fill("已核实，已停止。")
    press(office, "办结")
    expect(office.get_by_text(f"{kept.reference}已办结。")).to_be_visible()


def test_a_township_page(county, phone, violations):
    duty = listed_duty("河道日常巡查", townships=("lcz",))
    phone.goto(reverse("township-list"))
    phone.get_by_role("link", name="灵川镇").click()

    expect(phone.get_by_role("link", name=duty.name)).to_be_visible()
    assert violations(phone) == []
    with phone.expect_download() as file:
        phone.get_by_role("link", name="下载海报（A4）").click()
    assert file.value.suggested_filename == "lcz-A4.pdf"


def test_a_printed_list_says_what_it_holds_of_how_many(county, page):
    """On paper: no row on two sheets, no buttons of the screen, and that these are twenty of more."""
    for number in range(21):
        listed_duty(f"印出的第{number + 1}项", townships=("lcz",))
    search(page, "印出的")
    expect(page.get_by_role("link", name="全部清除")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.get_by_text("第1至20项，共21项")).to_be_visible()
    for name in ("下一页", "全部清除", "在全部县里搜"):
        expect(page.get_by_role("link", name=name)).to_be_hidden()
    expect(page.get_by_text("两个字就能搜")).to_be_hidden()
    expect(page.get_by_text("下载", exact=True)).to_be_hidden()
    rows = page.locator(".records tbody tr")
    for whole in (rows, page.locator(".foot")):
        assert set(whole.evaluate_all("all => all.map(one => getComputedStyle(one).breakInside)")) == {
            "avoid"
        }


# every line of text that a telephone number of the list takes up
LINES = """number => [...document.querySelectorAll('.duties .quiet')].map(said => {
    const words = document.createTreeWalker(said, NodeFilter.SHOW_TEXT), range = document.createRange()
    while (words.nextNode()) {
        const at = words.currentNode.data.indexOf(number)
        if (at < 0) continue
        range.setStart(words.currentNode, at)
        range.setEnd(words.currentNode, at + number.length)
    }
    return range.getClientRects().length
})"""


def test_a_telephone_number_of_the_list_stands_in_one_line(county, page):
    """Whoever dials it reads it in one piece, however wide the page is."""
    duty = listed_duty("河道日常巡查", townships=("lcz",))
    said = {"telephone": "0773-6812345", "short_name": "县文化广电体育和旅游局"}
    Unit.objects.filter(pk=duty.department_id).update(**said)
    page.goto(reverse("township", args=["lcz"]))

    for width in range(320, 1400, 24):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(LINES, said["telephone"]) == [1], width


@pytest.mark.parametrize(("made", "whole"), [(listed_duty, 0.5), (alone, 1.0)])
def test_what_the_township_does_fills_its_half_or_all_where_there_is_no_other(county, page, made, whole):
    page.goto(made("河道日常巡查").get_absolute_url())

    def width(of):
        return page.locator(of).first.bounding_box()["width"]

    assert round(width(".both > section") / width(".both"), 1) == whole


def test_the_guide_is_written_and_read(county, page, people):
    duty = listed_duty("临时救助申请登记", townships=("lcz",))
    author = people("zjj-jb")
    author.goto(duty.get_absolute_url())
    author.get_by_role("link", name="编写办事指南").click()
    author.get_by_label("办理流程").fill("到窗口申请。\n三天内答复。")
    press(author, "保存并公开")
    expect(author.get_by_role("link", name="修改办事指南")).to_be_visible()

    page.goto(duty.get_absolute_url())
    expect(page.get_by_role("heading", name="办事指南")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("办事指南"))).to_have_count(0)


def test_what_is_shown_is_downloaded(county, scriptless):
    listed_duty("河道日常巡查")
    listed_duty("林区日常巡查")
    search(scriptless, "河道")

    with scriptless.expect_download() as file:
        scriptless.get_by_role("link", name="CSV").click()

    with open(file.value.path(), encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["事项名称"] for row in rows] == ["河道日常巡查"]
