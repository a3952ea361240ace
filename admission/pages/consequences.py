"""What an act will do, in plain sentences, and whom it tells: functions `(case, by) -> Consequence`.

They foretell what `actions` does; nothing here decides anything.
"""

from typing import NamedTuple

from admission import rules
from admission.actions.asking import everyone_asked, invited_to_coordination, owner_beside, places_of_round
from admission.actions.circulation import summary
from admission.approval_papers import head_of_office
from admission.outcomes import (
    after_circulation,
    after_coordination,
    after_return,
    after_signature,
    after_submission,
    is_confirmed,
)
from admission.pages.consequence_words import (
    after_approval,
    approvals,
    approved,
    by_outcome,
    everyone_told,
    label,
    limit,
    names,
    not_agreed,
    office,
    released,
    units,
    worked_again,
)
from admission.plan import asked_again, plan_reviews
from admission.states import HearingKind, Kind, Procedure, State, Verdict


class Consequence(NamedTuple):
    """`issues`: whether there is a paper to look at before, of an act that may issue one."""

    will: list
    whom: list = []
    issues: bool = True


def consult(case, by):
    concerned = [each.unit.short_name for each in case.dossier.concerns]
    return Consequence(
        [
            f"向{len(concerned)}个单位各发一份征询；由其负责人在网上答复，也可以由您登记盖章的书面答复。",
            f"{case.version}就此定稿。以后再改就是新的一稿，改动涉及的单位会再次征询。",
            "过期没有答复的，催办以后可以记录逾期未复，按不同意计。",
        ],
        concerned,
    )


def consult_again(case, by):
    asked = [concern.unit.short_name for concern in asked_again(case)]
    return Consequence(
        [
            f"向{len(asked)}个单位各发一份新的征询，写明是{case.version}；它们原来没有答完的征询就此结束。",
            "原来的答复仍然看得到；以最后一次答复为准。",
        ],
        asked,
    )


def submit(case, by):
    if case.number:
        back = label(case, after_submission(case))
        will = [f"编号不变（{case.number}），案件回到“{back}”，继续计时。"]
    else:
        will = [f"按今天的日期编申请号，进入“{label(case, State.SUBMITTED)}”。"]
    return Consequence(
        [*will, f"{case.version}就此定稿，要再改须由联席会议办公室退回补正。", *not_agreed(case)],
        [*office(case), *names(owner_beside(case))],
    )


def discard(case, by):
    return Consequence(
        ["这份草稿和它的附件全部删除，不能恢复。", "还没有征询过任何单位，不通知别人；只留下一条操作记录。"]
    )


def withdraw(case, by):
    told = names([case.acting_applicant, *everyone_asked(case), *(owner_beside(case) if case.number else ())])
    return Consequence(
        [
            f"案件以“{label(case, State.WITHDRAWN)}”结束，不再恢复；需要的，另行申请。",
            "没有答完的征询和征求意见全部结束。",
        ],
        list(dict.fromkeys([*told, *(office(case) if case.submitted_at else [])])),
    )


def revise(case, by):
    planned = plan_reviews(case)
    asked = [each.unit for each in planned if each.asked]
    asked += [concern.unit for concern in places_of_round(case, planned)]
    number = case.dossier.round.number + 1 if case.dossier.round else 1
    return Consequence(
        [
            f"{case.version}就此定稿，开始第{number}轮征求意见。",
            "再次征求改动涉及的、没有答复的和没有同意的单位；其他单位原来的答复继续有效，注明基于第几稿。",
            f"此前的{approvals(case)}失效。",
        ],
        names(asked),
        issues=any(each.asked for each in planned),
    )


def accept(case, by):
    given = [] if case.receipt_number else ["编受理号，发受理通知书。"]
    return Consequence(
        [*given, f"进入“{label(case, State.REVIEWING)}”，{limit(case, 'initial_review')}内完成。"],
        names([case.acting_applicant, *owner_beside(case)]),
    )


def decline(case, by):
    return Consequence(
        ["案件以“不予受理”结束，不再恢复；申请方可以另行申请。", "发不予受理告知书，写明理由和依据。"],
        names([case.acting_applicant, *everyone_asked(case), *owner_beside(case)]),
    )


def return_for_correction(case, by):
    return Consequence(
        [
            f"案件转到“{label(case, State.CORRECTING)}”，停止计时，由申请方补正。",
            "发补正通知书，一次告知全部需要补正的内容。",
            f"补正后再提交，编号不变，回到“{case.state_label}”。",
        ],
        [case.acting_applicant.short_name],
    )


def to_general(case, by):
    return Consequence(
        ["本案从此按一般程序办理，不再转回简易程序。", "已经签发的意见继续有效；当前环节不变。"],
        [case.acting_applicant.short_name],
    )


def join(case, by):
    return Consequence(
        ["这一件以“已撤回（已并入）”结束，由选中的那一件继续办理。", "这一件的申请方成为那一件的相关部门。"],
        [case.acting_applicant.short_name, "选中那一件的申请方"],
    )


def circulate(case, by):
    asked = [each.unit.short_name for each in plan_reviews(case) if each.asked]
    number = case.dossier.round.number + 1 if case.dossier.round else 1
    return Consequence(
        [
            f"开始第{number}轮征求意见，每个单位只答自己的问题；由其负责人签发后才算答复。",
            "汇总以前，申请方和其他单位看不到单个意见。",
        ],
        asked,
        issues=bool(asked),
    )


def add_reviewer(case, by):
    return Consequence(
        ["在这一轮里增加一个单位，答复期限与本轮相同。", "增加的理由会随案保留；制度规定的单位不能减少。"],
        ["选中的单位"],
    )


def file_expert_view(case, by):
    return Consequence(
        [
            f"专家意见随案保存，写明基于{case.version}；供审核和决定参考，不计入单位的答复。",
            "登记后不能改动；征求意见汇总以后，申请方和被征询的单位也看得到。",
        ]
    )


def convene(case, by):
    invited = invited_to_coordination(case).values()
    return Consequence(
        [
            f"进入“{label(case, State.COORDINATING)}”，{limit(case, 'coordination')}内召开。",
            "向受邀单位发通知；开会以后再登记到会情况和各方意见。",
        ],
        names(invited),
    )


def set_meeting_day(case, by):
    hearing = case.dossier.open_hearing(HearingKind.COORDINATION)
    invited = [party.unit for party in hearing.parties.all()] if hearing else []
    return Consequence(["只通知时间、地点，不改变环节，期限照旧。"], names(invited))


def record_coordination(case, by):
    return Consequence(["只登记，不改变环节；结束协调以前可以反复修改。", "没有到会的如实登记，不等于同意。"])


def conclude_coordination(case, by):
    to = after_coordination(case)
    will = ["保存协调会纪要。", f"进入“{label(case, to)}”。"]
    if to == State.CIRCULATING:
        will.append("本稿还没有征求成员单位意见，先征求。")
        return Consequence(will, [each.unit.short_name for each in plan_reviews(case) if each.asked])
    return Consequence(will)


def call_revision(case, by):
    return Consequence(
        [
            f"案件转到“{label(case, State.REVISING)}”，停止计时，由申请方修改。",
            "还没有答复的单位，修改期间仍可以答复。",
            "申请方提交修改稿后，开始新一轮征求意见。",
        ],
        [case.acting_applicant.short_name],
    )


def conclude_circulation(case, by):
    to = after_circulation(case)
    will = [summary(case.dossier), f"进入“{label(case, to)}”：{_why(case, to)}"]
    if case.procedure == Procedure.SIMPLE and not case.dossier.unanimous:
        will.append("转为一般程序，不再转回。")
    will.append("本轮就此结束，各单位不能再改意见；申请方和各单位可以看到全部意见。")
    told = []
    if to == State.SIGNING:
        told = units(case, case.dossier.signatory.unit_key)
    if to == State.COORDINATING:
        told = names(invited_to_coordination(case).values())
    return Consequence(will, list(dict.fromkeys([case.acting_applicant.short_name, *told])))


def _why(case, to):
    """第三条第（三）项 in one sentence, for the step the round leads to."""
    match to:
        case State.SIGNING:
            return f"简易程序，成员单位和乡镇一致同意{case.rules.cited('simple')}。"
        case State.COORDINATING:
            cited = case.rules.cited("general")
            return f"没有一致同意或已是一般程序，本稿还没有开过协调会{cited}。"
        case State.DELIBERATING | State.DECIDING if case.dossier.coordinated:
            return f"一般程序，本稿已经开过协调会{case.rules.cited('general')}。"
        case State.DELIBERATING:
            return f"征求意见以后，提请{case.words('联席会议')}审议。"
    return case.words("本县制度规定征求意见后报") + f"{case.decision_name}。"


def confirm(case, by):
    who = case.dossier.signatory
    if who is None:  # a county without a convenor: what stands in the way is told beside it
        return Consequence([])
    ends = after_signature(case) == State.APPROVED
    return Consequence(
        [
            f"进入“{label(case, State.SIGNING)}”，由{who.short_name}{'同意后撤销' if ends else '审签'}。",
            f"撤销不再征求成员单位意见（{case.rules.paths[case.kind].source}）。",
        ],
        units(case, who.unit_key),
    )


def forward(case, by):
    return Consequence([f"进入“{label(case, State.DECIDING)}”，由{case.decision_name}作出决定。"])


def sign(case, by):
    if after_signature(case) == State.APPROVED:
        ends = approved(case)
        if case.kind == Kind.REVOCATION:
            ends = f"同意撤销，{released(case)}；印发撤销通知写明的终止日期到了才失效。"
        return Consequence([ends, "生成审签单，写明您签的是哪一稿。"], everyone_told(case))
    return Consequence(
        [
            f"进入“{label(case, after_signature(case))}”。",
            "生成审签单，写明您签的是哪一稿、哪些附件和意见；此后其中任何一样变了，审签就失效。",
        ],
        [case.acting_applicant.short_name, *office(case)],
    )


def send_to_general(case, by):
    return Consequence(
        [
            f"转为一般程序，不再转回；进入“{label(case, State.COORDINATING)}”。",
            f"联席会议办公室{limit(case, 'coordination')}内召开协调会。",
        ],
        names([case.acting_applicant, *invited_to_coordination(case).values()]) + office(case),
    )


def send_back(case, by):
    back = f"案件退回“{label(case, State.REVIEWING)}”，由联席会议办公室"
    if is_confirmed(case):  # nothing was circulated, nor will be (第四条)
        return Consequence([f"{back}核实您的问题，在确认时写明，再报审签。"], office(case))
    return Consequence(
        [
            f"{back}在征求意见的来文说明里答复您的问题，再报审签。",
            "已经签发的意见仍然看得到。",
        ],
        office(case),
    )


def request_decision(case, by):
    asked = case.dossier.undecided
    leaders = [body.office_unit_key for body in asked]
    return Consequence(
        [
            f"印发请示，报{'、'.join(body.name for body in asked)}{case.words('审定')}；"
            + case.words("打印后按本县的办法呈送。"),
            *_no_contact(case, by),
        ],
        units(case, *leaders),
    )


def record_decision(case, by):
    """Of the first of two approvals nobody is told (第三条第（三）项第2目: both decide)."""
    passed, told = after_approval(case, by)
    back, refused = label(case, after_return(case)), label(case, State.REJECTED)
    whom = {Verdict.APPROVED.label: told, "退回": [case.acting_applicant.short_name, *office(case)]}
    return Consequence(
        [
            passed,
            f"任何一家退回，案件回到“{back}”，此前的{approvals(case)}失效；任何一家不予，案件就此结束。",
        ],
        [case.words(by_outcome(whom | {refused: reject(case, by).whom}))],
    )


def record_filing(case, by):
    upper = case.rules.bodies.upper
    seen = f"{upper.name}从现在起看得到这一件，可以{upper.verb}。"
    return Consequence([seen, *_no_contact(case, by)], [upper.name])


def _no_contact(case, by):
    """What a paper upward would lack: its note gives the office's contact (GB/T 9704—2012, 7.3.6)."""
    unit = (head_of_office(case) or by).unit
    if unit.telephone:
        return []
    return [f"附注印不出联系人和电话：{unit.short_name}的联系电话没有填写，请先在“单位管理”里填上。"]


def pass_upper(case, by):
    return Consequence(
        [approved(case)],
        everyone_told(case),
    )


def return_upper(case, by):
    return Consequence(
        [
            f"案件回到“{label(case, State.REVIEWING)}”。",
            f"形式问题改正后可直接重新报送；实质问题此前的{approvals(case)}全部失效，{worked_again(case)}。",
        ],
        [case.acting_applicant.short_name, *office(case)],
    )


def resubmit_upper(case, by):
    return Consequence(
        [
            f"回到“{label(case, State.UPPER_REVIEW)}”，原有{approvals(case)}继续有效。",
            "重新上报后，请再登记一次上报的文号和日期。",
        ]
    )


def reject(case, by):
    end = label(case, State.REJECTED)
    told = [case.acting_applicant, *everyone_asked(case), *owner_beside(case)]
    return Consequence(
        [
            f"案件以“{end}”结束，不再恢复；申请方可以另行申请。",
            f"发{end}告知书，写明理由。",
            "没有答完的征询和征求意见全部结束。",
        ],
        list(dict.fromkeys([*names(told), *([] if rules.is_office(case, by) else office(case))])),
    )


def issue_notice(case, by):
    if case.ends_duty:
        first = f"终止日期以后，{released(case)}；此前仍在执行。"
    elif case.kind == Kind.ADJUSTMENT:
        first = "从生效日期起，公开的清单是调整后的文本，承担乡镇按它履职；此前仍按原文。"
    else:
        first = "从生效日期起，事项进入公开的清单，承担乡镇按清单履职。"
    return Consequence(
        [first, "通知只印发一次；印发后文号有误的，由联席会议办公室负责人更正。"], everyone_told(case)
    )
