"""Editions as people use them: two compared, a slip put right by two persons, a township's posting."""

import pytest
from playwright.sync_api import expect

from accounts.models import Unit
from audit import clock
from registry.actions import publish_edition
from registry.actions.postings import record_posting
from registry.states import PostingPlace
from tests.browser.controls import choose, fill, follow, labelled, press, sign_in, told
from tests.cast import seat
from tests.factories import listed

SLIP = "地质灾害隐换点巡查"
RIGHT = "地质灾害隐患点巡查"


@pytest.fixture
def two_editions(lingchuan):
    """The second adds a duty; a slip is in the first already."""
    publish = {"county": lingchuan, "published_on": clock.today(), "by": seat("bb-fz")}
    slip = listed(SLIP)
    publish_edition(document_number="灵编发〔2026〕1号", **publish)
    listed("老旧小区改造入户动员")
    publish_edition(document_number="灵编发〔2026〕2号", **publish)
    return slip.duty


def test_two_editions_compared(two_editions, page, violations):
    page.goto("/editions/")
    press(page, "比较两版")

    expect(page.locator(".lead")).to_contain_text("新增1项、调整0项、勘误0项、退出0项。项数：1＋1－0＝2。")
    expect(page.locator("main")).to_contain_text("老旧小区改造入户动员")
    assert violations(page) == []


def test_a_slip_put_right_by_two_persons(two_editions, people, page):
    one, other = people("bb-jb"), people("bb-fz")
    one.goto(two_editions.get_absolute_url())
    follow(one, "提出勘误")
    labelled(one, "哪一栏").select_option("事项名称")
    press(one, "下一步")
    choose(one, "种类", "错别字")
    fill(one, {"更正为": RIGHT, "理由": "录入时写错。"})
    press(one, "提出勘误")
    told(one, "已提出勘误，等联席会议办公室另一人复核。")

    other.goto("/editions/")
    follow(other, "勘误")
    other.get_by_role("link", name=SLIP).click()
    choose(other, "复核意见", "同意勘误")
    press(other, "复核")
    told(other, "已勘误，旧文仍可查。")

    page.goto("/editions/")
    expect(page.locator("main")).to_contain_text("勘误（1项）")
    page.goto(two_editions.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_have_text(RIGHT)


def test_a_township_records_where_it_posted_the_list(two_editions, people, page, violations):
    township = people("lcz-jb")
    township.goto("/editions/")
    township.get_by_role("link", name="登记公开情况").first.click()
    labelled(township, "公开在哪里").select_option("灵川镇 · 乡镇便民服务中心")
    fill(township, {"说明": "办事大厅公示栏"})
    press(township, "登记")
    told(township, "已登记。")
    assert violations(township) == []

    page.goto("/editions/")
    page.get_by_role("link", name="第2版").first.click()
    page.get_by_text("已登记1个乡镇").click()
    expect(page.get_by_role("row", name="灵川镇").first).to_contain_text("没有登记")


# of a label that stands in the line the text begins behind it; of another it must have its place free
OVER = """() => [...document.querySelectorAll('.records.is-cards td[data-l]:has(> .sub)')].map(cell => {
    const label = getComputedStyle(cell, '::before')
    return label.position === 'static' ? 0 : parseFloat(label.width) - parseFloat(getComputedStyle(cell).paddingLeft)
})"""


def test_on_a_phone_a_place_stands_beside_its_day_not_over_it(two_editions, lingchuan, phone):
    edition = lingchuan.editions.first()
    township = Unit.objects.get(code="lcz")
    record_posting(
        edition=edition,
        place=PostingPlace.CENTRE,
        township=township,
        posted_on=clock.today(),
        by=seat("lcz-fz"),
    )

    sign_in(phone, "lcz-fz").goto(f"{edition.get_absolute_url()}postings/")

    widths = phone.evaluate(OVER)
    assert len(widths) == 1
    assert max(widths) <= 0
