"""What each person does in the browser, by the words on the pages; `page` is that person's own.

A step begins at the workbench or the list of applications and ends where the system said that it is done.
"""

import re

from playwright.sync_api import expect

from audit import clock
from tests.browser.controls import attach, choose, fill, follow, labelled, press, section, told

# Everything an application of 灵川 asks, by label; the choices are in `draft_application`.
APPLICATION = {
    "法定依据": "《示例条例》第三条",
    "权责内容（乡镇职责）": "每周巡查一次并记录。",
    "权责内容（县级部门职责）": "负责处置和培训。",
    "职责边界": "乡镇只巡查和报告。",
    "运行机制": "每月汇总一次。",
    "制度保障": "已有巡查制度。",
    "人员安排": "由现有人员兼任。",
    "合法性论证": "不涉及处罚、许可、强制。",
    "可行性论证": "现有人员可以承担。",
    "必要性论证": "乡镇最先发现。",
    "经费保障": "每年12万元，县级预算。",
    "每年所需经费（万元）": "12",
    "人员保障": "无",
    "技术保障": "巡查软件一套。",
    "培训指导": "每年一次。",
    "公开审查人": "办公室主任",
    "沟通对象": "联席会议办公室",
    "沟通情况": "已当面沟通，没有不同意见。",
}
REVIEW = {
    "合法合规的依据": "《示例条例》第三条",
    "符合上级要求的依据": "上级文件",
    "职责分工": "乡镇巡查，部门处置。",
    "保障措施": "经费列入预算。",
}
# Each member unit's own question and a favourable finding.
FINDINGS = {
    "zgb": ("审查结论：便民服务中心进驻", "不进驻"),
    "zzb": ("审查结论：治理适应性", "适应"),
    "mzj": ("审查结论：治理适应性", "适应"),
    "sfj": ("审查结论：合法性", "合法"),
    "czj": ("审查结论：工作经费", "不涉及"),
    "rsj": ("审查结论：人员聘用", "不涉及"),
}


# -- ways to a case ---------------------------------------------------------------------------------------------------


def take_up(page, case):
    """Open what waits on the workbench for this case."""
    section(page, "工作台")
    follow(page, case)


def open_case(page, case):
    section(page, "申请")
    follow(page, case)


def own_answer(page, label):
    """The button among what the seat may do; the unit's card on the board has one of the same name."""
    page.locator(".act-list").get_by_role("link", name=label, exact=True).click()


def case_state(page, label):
    """The step the case page marks as the present one."""
    expect(page.locator(".steps [aria-current=step]")).to_contain_text(label)


# -- applicant --------------------------------------------------------------------------------------------------------


def draft_application(page, case, townships):
    section(page, "申请")
    follow(page, "新建申请")
    press(page, "起草准入申请")
    fill(page, {"职责名称": case, **APPLICATION})
    choose(page, "承担乡镇", *townships)
    choose(page, "下放方式", "交由")
    choose(page, "承担方式", "协助办理")
    choose(page, "期限", "常态")
    choose(page, "是否公开", "主动公开")
    labelled(page, "沟通日期").fill("2026-01-05")
    attach(page, "添加附件")
    press(page, "保存草稿")
    told(page, "已保存。")


def consult(page, case):
    open_case(page, case)
    follow(page, "征询意见")
    press(page, "征询意见")
    told(page, "已发出征询。")


def consult_again(page, case):
    open_case(page, case)
    follow(page, "再次征询")
    press(page, "再次征询")
    told(page, "已再次征询。")


def answer_request(page, case, answer="同意", text=""):
    take_up(page, case)
    choose(page, "意见", answer)
    if text:
        fill(page, {"条件或理由": text})
    press(page, "答复")
    told(page, "已答复。")


def submit(page, case):
    take_up(page, case)
    follow(page, "提交申请")
    press(page, "提交申请")
    told(page, "已提交申请。")


def change_text(page, case, **texts):
    open_case(page, case)
    follow(page, "修改申请")
    fill(page, texts)
    press(page, "保存为新一稿")


def revise(page, case):
    take_up(page, case)
    follow(page, "提交修改稿")
    press(page, "提交修改稿")
    told(page, "已提交修改稿，开始新一轮征求意见。")


# -- office -----------------------------------------------------------------------------------------------------------


def accept(page, case):
    take_up(page, case)
    follow(page, "受理")
    press(page, "受理")
    told(page, "已受理。")


def draft_review(page, case):
    take_up(page, case)
    follow(page, "拟写初评意见")
    choose(page, "是否符合法律法规规章", "是")
    choose(page, "是否符合上级要求", "是")
    fill(page, REVIEW)
    labelled(page, "类别").select_option(index=1)
    press(page, "保存草稿")
    told(page, "草稿已保存，只有联席会议办公室看得到。")


def issue_review(page, case):
    """The director signs what the handler drafted."""
    take_up(page, case)
    follow(page, "签发初评意见")
    press(page, "签发初评意见")
    told(page, "初评意见已签发。")


def circulate(page, case):
    take_up(page, case)
    follow(page, "征求意见")
    fill(page, {"来文说明": "请按职责提出意见。"})
    press(page, "征求意见")
    told(page, "已发出征求意见。")


def conclude(page, case):
    take_up(page, case)
    follow(page, "汇总意见")
    press(page, "汇总意见")
    told(page, "已汇总意见。")


def return_for_correction(page, case, reason):
    take_up(page, case)
    follow(page, "退回补正")
    fill(page, {"需要补正的内容": reason})
    press(page, "退回补正")
    told(page, "已退回补正。")


def call_revision(page, case, reason):
    open_case(page, case)
    follow(page, "要求修改")
    fill(page, {"需要修改的内容": reason})
    press(page, "要求修改")
    told(page, "已要求修改。")


def confirm_ground(page, case):
    take_up(page, case)
    follow(page, "确认")
    fill(page, {"核实的情况": "已向乡镇核实。"})
    press(page, "确认")
    told(page, "已确认，报召集人。")


# -- member units -----------------------------------------------------------------------------------------------------


def write_opinion(page, unit, view="同意", finding=None, **texts):
    legend, favourable = FINDINGS[unit]
    choose(page, legend, finding or favourable)
    choose(page, "总体意见", view)
    fill(page, texts)


def send_opinion(page, case, unit, **opinion):
    """The handler drafts and sends it to the head."""
    take_up(page, case)
    write_opinion(page, unit, **opinion)
    press(page, "送负责人签发")
    told(page, "已送负责人签发。")


def issue_sent_opinion(page, case):
    """The head signs what the handler sent."""
    take_up(page, case)
    press(page, "签发意见")
    told(page, "意见已签发。")


def issue_opinion(page, case, unit, **opinion):
    """The head writes and signs alone."""
    open_case(page, case)
    own_answer(page, "签发意见")
    write_opinion(page, unit, **opinion)
    press(page, "签发意见")
    told(page, "意见已签发。")


# -- coordination and joint meeting ------------------------------------------------------------------------------------


def convene(page, case):
    take_up(page, case)
    follow(page, "召开协调会")
    fill(page, {"召开日期": str(clock.today())})
    press(page, "召开协调会")
    told(page, "已通知召开协调会。")


def record_coordination(page, case, day, parties):
    """`parties`: short name of the unit: what it said, or None for one that did not come."""
    take_up(page, case)
    follow(page, "登记协调会")
    fill(page, {"召开日期": day, "地点": "第一会议室", "协商情况": "各方交换了意见。"})
    for party, said in parties.items():
        choose(page, party, "到会" if said else "未到会")
        if said:
            fill(page, {f"{party}的意见": said})
    press(page, "登记协调会")
    told(page, "已登记协调会。")


def conclude_coordination(page, case):
    take_up(page, case)
    follow(page, "结束协调")
    press(page, "结束协调")
    told(page, "已结束协调。")


def prepare_meeting(page, title, day):
    section(page, "联席会议")
    follow(page, "筹备会议")
    fill(page, {"会议名称": title, "召开日期": day, "召开时间": "09:30", "地点": "第一会议室"})
    press(page, "开始筹备")
    told(page, "会议已开始筹备，成员单位可以看到。")


def open_meeting(page, title):
    section(page, "联席会议")
    follow(page, title)


def put_on_agenda(page, case, title):
    open_meeting(page, title)
    follow(page, "列入议程")
    page.get_by_role("row").filter(has_text=case).get_by_role("button").click()
    told(page, f"已列入议程：{case}")


def call_meeting(page, title):
    open_meeting(page, title)
    follow(page, "召集会议")
    press(page, "召集会议")
    told(page, "会议已召集，已告知成员单位。")


def record_attendance(page, title, absent=()):
    open_meeting(page, title)
    follow(page, "登记到会")
    asked_of = page.get_by_role("group", name=re.compile("是否到会"))
    expect(asked_of).not_to_have_count(0)  # `all` does not wait for the page
    for asked in asked_of.all():
        came = not any(unit in asked.locator("legend").inner_text() for unit in absent)
        asked.get_by_label("到会" if came else "没有到会", exact=True).check()
    press(page, "登记到会")
    told(page, "到会情况已登记。")


def send_minutes(page, title, result):
    open_meeting(page, title)
    follow(page, "拟写纪要")
    fill(page, {"纪要": "会议审议了议程所列案件。", "议定内容": "会议议定如上。"})
    choose(page, "审议结果", result)
    press(page, "送召集人签署")
    told(page, "纪要已送召集人签署。")


def sign_minutes(page, title):
    """From the convenor's own dashboard."""
    section(page, "工作台")
    follow(page, title)
    press(page, "签署纪要")
    told(page, "纪要已签署。")


def record_result(page, title, result):
    open_meeting(page, title)
    follow(page, "登记审议结果")
    press(page, "登记审议结果")
    told(page, f"审议结果已登记：{result}")


# -- approvals --------------------------------------------------------------------------------------------------------


def sign(page, case):
    """The convenor, on the sheet of the dashboard."""
    section(page, "工作台")
    follow(page, case)
    follow(page, "同意并审签")
    press(page, "同意并审签")
    told(page, "已同意并审签。")


def decide(page, case, number, day):
    """A body's own office registers its decision."""
    take_up(page, case)
    follow(page, "登记审定结果")
    choose(page, "审定结果", "审定通过")
    fill(page, {"审定文件的发文字号": number, "审定日期": day})
    press(page, "登记审定结果")
    told(page, "已登记审定结果。")


def report_upward(page, case, number):
    take_up(page, case)
    follow(page, "登记上报")
    fill(page, {"上报文件的发文字号": number})
    press(page, "登记上报")
    told(page, "已登记上报。")


def pass_upper(page, case, number):
    take_up(page, case)
    follow(page, "备案审核通过")
    fill(page, {"回复文号": number})
    press(page, "备案审核通过")
    told(page, "备案审核通过，事项已写入清单，待印发通知。")


def return_upper(page, case, nature, reason):
    take_up(page, case)
    follow(page, "退回")
    choose(page, "退回的性质", nature)
    fill(page, {"退回的理由": reason})
    press(page, "退回")
    told(page, "已退回。")


def issue_notice(page, case, number):
    take_up(page, case)
    follow(page, "印发通知")
    fill(page, {"通知的发文字号": number})
    press(page, "印发通知")
    told(page, "通知已印发。")


# -- the list ---------------------------------------------------------------------------------------------------------


def publish_edition(page, number):
    page.goto("/editions/")
    follow(page, "发布新版")
    fill(page, {"文号": number})
    press(page, "发布新版")


def search_list(page, words):
    """As anybody: the public list, searched."""
    page.goto("/")
    page.get_by_role("searchbox").fill(words)
    press(page, "搜索")
