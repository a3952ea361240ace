"""A case sent back and taken up again: for correction, by the city, for revision in a second round."""

from django.urls import reverse
from playwright.sync_api import expect

from admission.actions import applicant
from tests.browser import steps
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.controls import follow, press, told
from tests.factories import DISAGREE, issue_opinion, journey, open_reviews, review_of

CASE = "农贸市场周边占道经营劝导"


def test_correction_and_resubmission(people, picture):
    journey("submitted", name=CASE)
    office, handler, head = people("bb-jb"), people("zjj-jb"), people("zjj-fz")
    steps.return_for_correction(office, CASE, "“人员安排”没有写由谁承担。")

    steps.take_up(handler, CASE)
    expect(handler.locator("main")).to_contain_text("“人员安排”没有写由谁承担。")
    steps.change_text(handler, CASE, 人员安排="由城建专干兼任。")
    told(handler, "已保存为第2稿。")
    picture(handler, "correction-edit")
    steps.consult_again(handler, CASE)
    for township in ("lcz-fz", "dxz-fz"):
        steps.answer_request(people(township), CASE)
    steps.submit(head, CASE)
    steps.case_state(head, "受理")
    steps.accept(office, CASE)


def test_city_returns_for_form_and_then_for_substance(people, picture):
    """The signature stands after the one and lapses with the other (workflow.md, `return_upper`)."""
    journey("upper_review", name=CASE).file()
    office, director, city, convenor = people("bb-jb"), people("bb-fz"), people("sbb-jb"), people("zjr")
    steps.return_upper(city, CASE, "形式", "请示文号有误。")
    steps.take_up(office, CASE)
    follow(office, "重新报送")
    press(office, "重新报送")
    told(office, "已重新报送，请登记上报的文号和日期。")
    steps.report_upward(office, CASE, "灵编报〔2026〕99号")

    steps.return_upper(city, CASE, "实质", "请说明经费由谁承担。")
    steps.open_case(office, CASE)
    steps.case_state(office, "初评")
    expect(office.locator("main")).to_contain_text("请说明经费由谁承担。")
    expect(office.get_by_role("link", name="重新报送", exact=True)).to_have_count(0)
    picture(office, "returned-for-substance")
    steps.circulate(director, CASE)
    steps.conclude(office, CASE)
    steps.sign(convenor, CASE)
    steps.report_upward(office, CASE, "灵编报〔2026〕100号")
    steps.pass_upper(city, CASE, "市编复〔2026〕9号")
    steps.open_case(office, CASE)
    expect(office.get_by_role("link", name="印发通知")).to_be_visible()


def test_revision_opens_a_second_round(people, picture):
    case = journey("circulating", name=CASE).case
    for review in open_reviews(case):
        issue_opinion(review, **(DISAGREE if review.unit.code == "zzb" else {}))
    office, handler, head = people("bb-jb"), people("zjj-jb"), people("zjj-fz")
    steps.call_revision(office, CASE, "请写明运行机制。")
    steps.change_text(handler, CASE, 运行机制="每周会商一次。")
    told(handler, "已保存为第2稿。")
    steps.revise(head, CASE)

    director = people("zzb-fz")
    steps.issue_opinion(director, CASE, "zzb")
    for review in open_reviews(case):
        issue_opinion(review)
    steps.open_case(office, CASE)
    expect(office.locator("main")).to_contain_text("第2轮")
    picture(office, "revision-round-two")
    assert review_of(case, "zzb").round.number == 2


def test_where_places_are_asked_again_nothing_is_wider_than_the_window(county, open_browser):
    walked = journey("correcting", name=CASE, townships=("lcz", "dxz"))
    walked.act(applicant.save_text, "zjj-jb", boundary="乡镇只看，不查。")
    for viewport in (PHONE, DESKTOP):
        page = open_browser(viewport=viewport, of="zjj-jb")
        page.goto(reverse("case-act", args=[walked.case.uuid, "consult_again"]))
        state = page.locator(".places li").first.locator(".state")
        expect(state).to_contain_text("基于旧稿，须再次征询")
        box, place = state.bounding_box(), page.locator(".places li").first.bounding_box()
        assert place["x"] <= box["x"]
        assert box["x"] + box["width"] <= place["x"] + place["width"]
        assert (
            page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        )
