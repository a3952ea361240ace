"""The same work without JavaScript, and on a phone."""

from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.controls import follow, press, question, sign_in, sign_out
from tests.factories import journey, listed_duty

CASE = "河道采砂船只停泊点日常巡查"


def test_short_path_without_javascript(county, scriptless):
    page = sign_in(scriptless, "zjj-jb")
    steps.draft_application(page, CASE, ["全选（12个）"])
    chosen = question(page, "承担乡镇").get_by_role("checkbox", checked=True)
    expect(chosen).to_have_count(12)
    page.get_by_label("灵田镇", exact=True).uncheck()
    press(page, "保存草稿")
    expect(chosen).to_have_count(11)
    sign_out(page)

    name = "渡口码头客流高峰秩序引导"
    journey("consulting", name=name, townships=("lcz",))
    steps.answer_request(sign_in(page, "lcz-fz"), name)
    sign_out(page)
    steps.submit(sign_in(page, "zjj-fz"), name)
    sign_out(page)
    steps.accept(sign_in(page, "bb-jb"), name)


def test_public_list_on_a_phone(county, phone, picture):
    listed_duty("入河排污口日常巡查", townships=("lcz",))
    listed_duty("小散工程安全巡查", townships=("dxz",))
    phone.goto("/")
    phone.get_by_text("筛选（乡镇、类别、部门、状态）").click()
    phone.get_by_role("combobox", name="乡镇", exact=True).select_option(label="灵川镇")
    press(phone, "按条件筛选")
    expect(phone.get_by_role("link", name="入河排污口日常巡查")).to_be_visible()
    expect(phone.get_by_role("link", name="小散工程安全巡查")).to_have_count(0)
    picture(phone, "phone-list")
    follow(phone, "入河排污口日常巡查")
    expect(phone.get_by_role("heading", level=1)).to_have_text("入河排污口日常巡查")


def test_a_name_being_typed_tells_what_is_like_it(county, page, picture):
    """And no more when it is the one that is saved again."""
    listed_duty("入河排污口日常巡查", townships=("lcz",))
    case = journey("draft", name="渡口码头秩序引导").case
    sign_in(page, "zjj-jb")
    page.goto(reverse("case-edit", args=[case.uuid]))
    name, told = (
        page.get_by_label("职责名称"),
        page.get_by_text("与已有的事项相近，保存以后须说明不同在哪里"),
    )

    name.fill("入河排污口巡查")
    expect(told).to_be_visible()
    expect(page.get_by_role("link", name="入河排污口日常巡查")).to_be_visible()
    picture(page, "typed-alike")
    name.fill("渡口码头秩序引导")
    expect(told).to_have_count(0)


def test_convenor_signs_on_a_phone(county, phone, picture):
    journey("signing", name=CASE)
    journey("signing", name="山塘水库禁钓警示巡查")
    page = sign_in(phone, "zjr")
    expect(page.get_by_role("heading", level=1)).to_have_text("2件等您审签")
    picture(page, "phone-dashboard")
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "一并审签所选")
    press(page, "同意并审签2件")
    expect(page.get_by_role("heading", level=1)).to_have_text("2件办成2件")
    expect(page.get_by_role("link", name=CASE)).to_be_visible()
