"""灵川 第三条第（三）项第1目: a duty of 县住房城乡建设局 from its draft to the published list."""

from playwright.sync_api import expect

from audit import clock
from tests.browser import steps
from tests.browser.controls import follow

CASE = "农村自建房施工安全日常巡查"


def test_from_draft_to_the_published_list(people, page, picture):
    handler, office, director = people("zjj-jb"), people("bb-jb"), people("bb-fz")
    steps.draft_application(handler, CASE, ["灵川镇", "定江镇"])
    steps.consult(handler, CASE)
    steps.answer_request(people("lcz-fz"), CASE)
    steps.answer_request(people("djz-fz"), CASE)
    steps.submit(people("zjj-fz"), CASE)

    steps.accept(office, CASE)
    steps.draft_review(office, CASE)
    steps.issue_review(director, CASE)
    steps.circulate(director, CASE)
    for unit in steps.FINDINGS:
        steps.issue_opinion(people(f"{unit}-fz"), CASE, unit)
    steps.conclude(office, CASE)
    steps.case_state(office, "召集人审签")

    steps.sign(people("zjr"), CASE)
    steps.report_upward(office, CASE, "灵编报〔2026〕1号")
    steps.pass_upper(people("sbb-jb"), CASE, "市编复〔2026〕1号")
    steps.issue_notice(people("xwb-jb"), CASE, "灵准入〔2026〕1号")

    steps.search_list(page, "自建房")
    follow(page, CASE)
    expect(page.get_by_role("heading", level=1)).to_contain_text(CASE)
    picture(page, "simple-path-duty")

    steps.publish_edition(director, "灵编发〔2026〕1号")
    expect(director.get_by_role("heading", level=1)).to_contain_text(f"{clock.today().year}年第1版")
    expect(director.get_by_role("link", name=CASE)).to_be_visible()
