"""Several counties in a real browser: a visitor chooses one and stays there, the city compares the same duty."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.controls import fill, follow, press, section, sign_in
from tests.cast import seat
from tests.factories import listed, unit
from tests.registry.counties import place

NAME = "河道巡查（乡级河长履职）"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def quanzhou(county):
    """A second county below the same city, with the same duty in other words."""
    listed(NAME, townships=("lcz",), township_duties="每周巡查1次。")
    other = place("450324", unit("sbb"))
    other.duty(NAME, township_duties="每月巡查1次。")
    other.duty("水库看护")
    return other


def wrong_in_both_widths(page, violations):
    found = violations(page)
    for width in (DESKTOP, PHONE):
        page.set_viewport_size(width)
        found += [f"{page.url}: {over} px too wide" for over in [page.evaluate(OVERFLOW)] if over]
    page.set_viewport_size(DESKTOP)
    return found


def test_a_visitor_chooses_a_county_and_stays_there(quanzhou, page, violations, picture):
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("看哪个县的清单")
    wrong = wrong_in_both_widths(page, violations)
    picture(page, "county-list")

    follow(page, "全州县")
    expect(page.get_by_role("heading", level=1)).to_have_text("全州县乡镇职责任务清单")
    follow(page, "水库看护")
    expect(page).to_have_url(re.compile(r"/c/450324/duties/"))
    section(page, "版本与变更")
    expect(page).to_have_url(re.compile(r"/c/450324/editions/$"))
    follow(page, "换县")
    fill(page, {"在全部县里搜事项名称、部门、依据或文号": "河道"})
    press(page, "搜全部县")
    expect(page.locator("tbody tr")).to_have_count(2)
    wrong += wrong_in_both_widths(page, violations)
    picture(page, "search")
    page.get_by_role("row", name=re.compile("灵川县")).get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/c/450323/duties/"))

    assert wrong == []


def test_the_city_compares_the_same_duty(quanzhou, open_browser, violations, picture):
    page = sign_in(open_browser(), "sbb-jb")
    section(page, "所辖各县")
    expect(page.locator("main tbody").first.locator("tr")).to_have_count(2)
    wrong = wrong_in_both_widths(page, violations)
    picture(page, "region")

    follow(page, "同一事项比较")
    fill(page, {"事项名称、部门、依据里的字": "河道巡查"})
    press(page, "查找")
    page.get_by_label("灵川县", exact=True).check()
    press(page, "并排比较所选")
    expect(page.get_by_role("status").filter(has_text="请选2到4项")).to_be_visible()
    for name in ("灵川县", "全州县"):
        page.get_by_label(name, exact=True).check()
    wrong += wrong_in_both_widths(page, violations)
    picture(page, "region-compare")
    press(page, "并排比较所选")
    expect(page.locator("ins", has_text="月")).to_be_visible()
    wrong += wrong_in_both_widths(page, violations)
    picture(page, "region-texts")

    assert wrong == []


def test_an_office_reads_next_door_and_works_at_home(quanzhou, open_browser):
    page = sign_in(open_browser(), seat("bb-fz").user.username)

    page.goto("/c/450324/")
    expect(page.get_by_role("heading", level=1)).to_have_text("全州县乡镇职责任务清单")
    expect(page.get_by_role("link", name="发布新版")).to_have_count(0)
    section(page, "清单")

    expect(page).to_have_url(re.compile(r"/c/450323/$"))
    follow(page, "发布新版")
    expect(page).to_have_url(re.compile(r"//[^/]+/editions/publish/$"))


def test_where_nothing_waits_for_the_city_the_heading_stands_apart(quanzhou, page):
    city = sign_in(page, "sbb-jb")
    section(city, "清单备案")

    heading = city.get_by_role("heading", name="轮到本单位")
    said = city.locator(".empty", has_text="现在没有等本单位审核、备案的清单。")
    assert said.bounding_box()["y"] - sum(heading.bounding_box()[side] for side in ("y", "height")) >= 8
