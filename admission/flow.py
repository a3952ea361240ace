"""The whole procedure on one page: states, transitions, who, on what conditions. Bodies stay empty.

Only `admission.act` calls these methods. `custom["right"]` is the grant the acting unit must hold at that
moment, one of them where there are several; `permission` the rule over the seat; `conditions` the problems that would be told to the person.
A `target` of None leaves the state where it is. Several outcomes: `GET_STATE(rule, states=[…])`.
"""

from django.db import models
from django_fsm import GET_STATE, FSMField, transition

from admission import conditions, rules
from admission.outcomes import (
    after_circulation,
    after_coordination,
    after_decision,
    after_deferral,
    after_deliberation,
    after_return,
    after_signature,
    after_submission,
)
from admission.problems import clear
from admission.rights import DECIDE, EDIT, HANDLE, VIEW
from admission.states import WITHDRAWABLE, State


class ApplicationFlow(models.Model):
    state = FSMField("状态", choices=State.choices, default=State.DRAFT, protected=True, editable=False)

    class Meta:
        abstract = True

    # -- applicant -------------------------------------------------------------------------------------------

    @transition(
        field=state,
        source=State.DRAFT,
        target=State.CONSULTING,
        permission=rules.may_edit,
        conditions=[clear(conditions.ready_to_consult)],
        custom={"label": "征询意见", "right": EDIT},
    )
    def consult(self):
        """事前酝酿：征询乡镇和相关部门，并与联席会议办公室沟通（第三条第（一）项）。"""

    @transition(
        field=state,
        source=[State.CONSULTING, State.CORRECTING],
        target=None,
        permission=rules.may_edit,
        conditions=[clear(conditions.someone_to_ask_again)],
        custom={"label": "再次征询", "right": EDIT},
    )
    def consult_again(self):
        """改了稿，或有单位不同意、附条件、未答复、新涉及时，再次征询。"""

    @transition(
        field=state,
        source=[State.DRAFT, State.CONSULTING, State.CORRECTING],
        target=GET_STATE(after_submission, states=[State.SUBMITTED, State.REVIEWING]),
        permission=rules.may_submit,
        conditions=[clear(conditions.ready_to_submit)],
        custom={"label": "提交申请", "right": EDIT},
    )
    def submit(self):
        """书面申请，各项写全，涉及单位均已答复或逾期未复（第三条第（二）项）。补正后回到原来的环节。"""

    @transition(
        field=state,
        source=list(WITHDRAWABLE),
        target=State.WITHDRAWN,
        permission=rules.may_withdraw,
        conditions=[],
        custom={"label": "撤回申请", "right": VIEW},
    )
    def withdraw(self):
        """申请方撤回；补正、修改逾期并经催办的，联席会议办公室可视同撤回（本县自定）。"""

    @transition(
        field=state,
        source=State.REVISING,
        target=State.CIRCULATING,
        permission=rules.may_submit,
        conditions=[clear(conditions.ready_to_revise)],
        custom={"label": "提交修改稿", "right": EDIT},
    )
    def revise(self):
        """提交新一稿，开始新一轮，只再问改动涉及的和尚未同意的单位。"""

    # -- office ----------------------------------------------------------------------------------------------

    @transition(
        field=state,
        source=[State.SUBMITTED, State.REVIEWING],
        target=State.CORRECTING,
        permission=rules.may_handle,
        custom={"label": "退回补正", "right": HANDLE},
    )
    def return_for_correction(self):
        """一次告知全部需要补正的内容，停止计时。"""

    @transition(
        field=state,
        source=State.SUBMITTED,
        target=State.NOT_ACCEPTED,
        permission=rules.may_handle,
        conditions=[clear(conditions.never_accepted)],
        custom={"label": "不予受理", "right": HANDLE},
    )
    def decline(self):
        """说明理由和依据条款，书面告知申请方。"""

    @transition(
        field=state,
        source=State.SUBMITTED,
        target=State.REVIEWING,
        permission=rules.may_accept,
        conditions=[clear(conditions.no_hard_finding)],
        custom={"label": "受理", "right": HANDLE},
    )
    def accept(self):
        """联席会议办公室统一受理（第二条）。"""

    @transition(
        field=state,
        source=State.REVIEWING,
        target=State.CIRCULATING,
        permission=rules.is_director,
        conditions=[clear(conditions.ready_to_circulate)],
        custom={"label": "征求意见", "right": HANDLE},
    )
    def circulate(self):
        """初评签发后，向各成员单位提出各自的审查问题（第三条第（三）项）。"""

    @transition(
        field=state,
        source=[State.REVIEWING, State.CIRCULATING],
        target=None,
        permission=rules.may_handle,
        conditions=[clear(conditions.still_simple)],
        custom={"label": "转一般程序", "right": HANDLE},
    )
    def to_general(self):
        """由简易程序转一般程序，须说明理由；同一案件不再转回（第三条第（三）项）。"""

    @transition(
        field=state,
        source=[State.SUBMITTED, State.REVIEWING],
        target=State.WITHDRAWN,
        permission=rules.may_handle,
        conditions=[clear(conditions.ready_to_join)],
        custom={"label": "并案", "right": HANDLE},
    )
    def join(self):
        """并入另一件在办申请，申请方成为该案的相关部门。"""

    @transition(
        field=state,
        source=State.REVIEWING,
        target=State.COORDINATING,
        permission=rules.may_handle,
        conditions=[clear(conditions.ready_to_convene)],
        custom={"label": "召开协调会", "right": HANDLE},
    )
    def convene(self):
        """协商未达成一致的，组织有关部门、乡镇召开协调会（第三条第（三）项第2目）。"""

    @transition(
        field=state,
        source=[State.CIRCULATING, State.COORDINATING, State.DELIBERATING],
        target=State.REVISING,
        permission=rules.may_handle,
        custom={"label": "要求修改", "right": HANDLE},
    )
    def call_revision(self):
        """列明要修改的内容，停止计时。"""

    @transition(
        field=state,
        source=State.CIRCULATING,
        target=GET_STATE(
            after_circulation, states=[State.SIGNING, State.COORDINATING, State.DELIBERATING, State.DECIDING]
        ),
        permission=rules.may_handle,
        conditions=[clear(conditions.ready_to_conclude_circulation)],
        custom={"label": "汇总意见", "right": HANDLE},
    )
    def conclude_circulation(self):
        """一致同意且为简易程序的报召集人审签；否则转一般程序（第三条第（三）项第1、2目）。不分程序的报审定或者审议。"""

    @transition(
        field=state,
        source=State.COORDINATING,
        target=GET_STATE(after_coordination, states=[State.DELIBERATING, State.DECIDING, State.CIRCULATING]),
        permission=rules.may_conclude_coordination,
        conditions=[clear(conditions.ready_to_conclude_coordination)],
        custom={"label": "结束协调", "right": HANDLE},
    )
    def conclude_coordination(self):
        """汇总协商意见后提交审议，制度文件没有审议的报审定；本稿尚未征求成员单位意见的，先征求（第三条第（三）项第2目）。"""

    @transition(
        field=state,
        source=State.DELIBERATING,
        target=GET_STATE(after_deliberation, states=[State.DECIDING, State.UPPER_REVIEW, State.APPROVED]),
        permission=rules.may_handle,
        conditions=[clear(conditions.nothing_unlawful), clear(conditions.ready_to_pass)],
        custom={"label": "登记审议结果：通过", "right": HANDLE},
    )
    def deliberate(self):
        """联席会议审议通过，报请县委、县政府审定（第三条第（三）项第2目）；依制度文件报上级，或者就此批准。"""

    @transition(
        field=state,
        source=State.DELIBERATING,
        target=GET_STATE(after_deferral, states=[State.DELIBERATING, State.COORDINATING]),
        permission=rules.may_handle,
        custom={"label": "登记审议结果：暂缓审议", "right": HANDLE},
    )
    def defer(self):
        """暂缓审议，或按会议要求再协调。"""

    @transition(
        field=state,
        source=State.REVIEWING,
        target=State.SIGNING,
        permission=rules.may_confirm,
        conditions=[clear(conditions.ready_to_confirm)],
        custom={"label": "确认", "right": HANDLE},
    )
    def confirm(self):
        """撤销申请经联席会议办公室确认，报召集人（第四条）。"""

    @transition(
        field=state,
        source=State.REVIEWING,
        target=State.DECIDING,
        permission=rules.may_handle,
        conditions=[clear(conditions.ready_to_forward)],
        custom={"label": "报送审定", "right": HANDLE},
    )
    def forward(self):
        """不设征求意见环节的制度：提出审核意见，报县委、县政府。"""

    # -- convenor --------------------------------------------------------------------------------------------

    @transition(
        field=state,
        source=State.SIGNING,
        target=GET_STATE(after_signature, states=[State.DECIDING, State.UPPER_REVIEW, State.APPROVED]),
        permission=rules.may_sign,
        conditions=[clear(conditions.ready_to_sign)],
        custom={"label": "同意并审签", "right": DECIDE},
    )
    def sign(self):
        """召集人审签，之后报审定、报上级或者就此批准，依制度文件；撤销由召集人同意即撤销（第三条第（三）项第1目、第四条）。召集人都须回避的撤销，由制度文件所定的领导同意。"""

    @transition(
        field=state,
        source=State.SIGNING,
        target=State.COORDINATING,
        permission=rules.is_convenor,
        conditions=[clear(conditions.has_general_path)],
        custom={"label": "转一般程序", "right": DECIDE},
    )
    def send_to_general(self):
        """召集人认为应当协调、审议的，说明理由转一般程序。"""

    @transition(
        field=state,
        source=State.SIGNING,
        target=State.REVIEWING,
        permission=rules.is_signatory,
        custom={"label": "退联席办", "right": DECIDE},
    )
    def send_back(self):
        """退回联席会议办公室说明情况。"""

    # -- county and upper body -------------------------------------------------------------------------------

    @transition(
        field=state,
        source=State.DECIDING,
        target=GET_STATE(after_decision, states=[State.UPPER_REVIEW, State.APPROVED]),
        permission=rules.may_decide,
        conditions=[clear(conditions.no_hard_finding), clear(conditions.nothing_unlawful)],
        custom={"label": "审定通过", "right": (DECIDE, HANDLE)},
    )
    def decide(self):
        """县委、县政府均审定同意（第三条第（三）项第2目）。"""

    @transition(
        field=state,
        source=State.DECIDING,
        target=GET_STATE(after_return, states=[State.DELIBERATING, State.REVIEWING]),
        permission=rules.may_decide,
        custom={"label": "退回", "right": (DECIDE, HANDLE)},
    )
    def return_decision(self):
        """县委或县政府退回，原审议结果和审定失效。"""

    @transition(
        field=state,
        source=State.UPPER_REVIEW,
        target=State.APPROVED,
        permission=rules.may_record_reply,
        conditions=[clear(conditions.sent_up), clear(conditions.no_hard_finding)],
        custom={"label": "备案审核通过", "right": (DECIDE, HANDLE)},
    )
    def pass_upper(self):
        """上级备案审核（批准）后予以准入（第三条第（三）项）。"""

    @transition(
        field=state,
        source=State.UPPER_REVIEW,
        target=State.REVIEWING,
        permission=rules.may_record_reply,
        conditions=[clear(conditions.sent_up)],
        custom={"label": "退回", "right": (DECIDE, HANDLE)},
    )
    def return_upper(self):
        """上级退回：形式问题签署继续有效，实质问题此前签署、决议、审定失效。"""

    @transition(
        field=state,
        source=State.REVIEWING,
        target=State.UPPER_REVIEW,
        permission=rules.may_handle,
        conditions=[clear(conditions.only_form_was_wrong)],
        custom={"label": "重新报送", "right": HANDLE},
    )
    def resubmit_upper(self):
        """形式问题改正后重新报送，内容、意见、程序均未变，签署有效。"""

    @transition(
        field=state,
        source=[
            State.REVIEWING,
            State.CIRCULATING,
            State.DELIBERATING,
            State.SIGNING,
            State.DECIDING,
            State.UPPER_REVIEW,
        ],
        target=State.REJECTED,
        permission=rules.may_reject,
        conditions=[clear(conditions.ready_to_reject)],
        custom={"label": "不予准入", "right": (DECIDE, HANDLE)},
    )
    def reject(self):
        """说明理由，书面告知各方。成员单位和乡镇不能作出。"""
