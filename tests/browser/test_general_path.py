"""灵川 第三条第（三）项第2目: what goes through coordination, the joint meeting and the county's decision."""

import pytest
from playwright.sync_api import expect

from audit import clock
from tests.browser import steps
from tests.browser.controls import fill, follow, press, section, told
from tests.factories import issue_opinion, journey, open_reviews

CASE = "小型水库汛期日常巡查"
MEETING = "第一次联席会议"


@pytest.fixture
def today():
    return clock.today().isoformat()


def others_agree(case, asked_in_browser):
    """Every member unit but one has issued 同意, by the act itself."""
    for review in open_reviews(case):
        if review.unit.code != asked_in_browser:
            issue_opinion(review)


def test_from_draft_through_the_meeting_to_the_published_list(people, today, picture):
    handler, office, director, convenor = people("zjj-jb"), people("bb-jb"), people("bb-fz"), people("zjr")
    steps.draft_application(handler, CASE, ["灵川镇", "大圩镇"])
    steps.consult(handler, CASE)
    steps.answer_request(people("lcz-fz"), CASE, "不同意", "人员不足。")
    steps.answer_request(people("dxz-fz"), CASE)
    steps.submit(people("zjj-fz"), CASE)
    steps.accept(office, CASE)
    steps.draft_review(office, CASE)
    steps.issue_review(director, CASE)

    steps.convene(office, CASE)
    said = {"县住房城乡建设局": "同意增加巡查经费。", "灵川镇": "同意先试一年。"}
    steps.record_coordination(office, CASE, today, said)
    steps.conclude_coordination(director, CASE)
    for unit in steps.FINDINGS:
        steps.send_opinion(people(f"{unit}-jb"), CASE, unit)
        steps.issue_sent_opinion(people(f"{unit}-fz"), CASE)
    steps.conclude(office, CASE)
    steps.case_state(office, "联席会议审议")

    steps.prepare_meeting(people("xwb-jb"), MEETING, today)
    steps.put_on_agenda(office, CASE, MEETING)
    steps.call_meeting(convenor, MEETING)
    steps.record_attendance(people("xwb-jb"), MEETING, absent=["县民政局"])
    steps.send_minutes(office, MEETING, "通过")
    steps.sign_minutes(convenor, MEETING)
    picture(convenor, "general-path-meeting")
    steps.record_result(office, MEETING, "通过")

    steps.decide(people("xwb-jb"), CASE, "灵办发〔2026〕1号", today)
    steps.decide(people("zgb-jb"), CASE, "灵政办发〔2026〕1号", today)
    steps.report_upward(office, CASE, "灵编报〔2026〕1号")
    steps.pass_upper(people("sbb-fz"), CASE, "市编复〔2026〕1号")
    steps.issue_notice(people("xwb-jb"), CASE, "灵准入〔2026〕1号")

    page = people("dxz-fz")
    steps.search_list(page, "水库")
    expect(page.get_by_role("link", name=CASE)).to_be_visible()


def test_dissent_switches_to_the_general_procedure(people, picture):
    case = journey("circulating", name=CASE).case
    others_agree(case, "czj")
    handler, head, office = people("czj-jb"), people("czj-fz"), people("bb-jb")
    unfunded = {"unit": "czj", "finding": "未落实", "理由": "今年没有列入预算。"}
    steps.send_opinion(handler, CASE, **unfunded, view="附条件同意", 条件="先列入预算。")

    steps.take_up(head, CASE)
    fill(head, {"退回的原因": "请改为不同意。"})
    press(head, "退回经办人")
    told(head, "已退回经办人。")
    steps.send_opinion(handler, CASE, **unfunded, view="不同意")
    steps.issue_sent_opinion(head, CASE)

    steps.take_up(office, CASE)
    follow(office, "汇总意见")
    picture(office, "dissent-conclude")
    press(office, "汇总意见")
    told(office, "已汇总意见。")
    steps.case_state(office, "召开协调会")
    expect(office.locator("main")).to_contain_text("走一般程序：")

    applicant = people("zjj-jb")
    steps.open_case(applicant, CASE)
    expect(applicant.get_by_role("article").filter(has_text="县财政局")).to_contain_text("今年没有列入预算。")
    section(people("zjr"), "工作台")
    expect(people("zjr").get_by_role("heading", level=1)).to_have_text("没有等您审签的案件")


def test_convenor_sends_a_case_to_the_general_procedure(people):
    journey("signing", name=CASE)
    convenor, office = people("zjr"), people("bb-jb")
    section(convenor, "工作台")
    follow(convenor, CASE)
    follow(convenor, "转一般程序")
    fill(convenor, {"转一般程序的理由": "涉及面广，请上会。"})
    press(convenor, "转一般程序")
    told(convenor, "已转一般程序。")
    steps.open_case(office, CASE)
    steps.case_state(office, "召开协调会")
