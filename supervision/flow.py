"""The ways of what is followed up on one page: states, transitions, who. Bodies stay empty; only `supervision.act` and the
daily `actions.following` call them."""

from django.db import models
from django_fsm import FSMField, transition

from supervision import rules
from supervision.states import TO_RECTIFY, TO_VERIFY, EndState, GuaranteeState, ReportState, UrgentState


class ReportFlow(models.Model):
    state = FSMField(
        "状态", choices=ReportState.choices, default=ReportState.SUBMITTED, protected=True, editable=False
    )

    class Meta:
        abstract = True

    @transition(
        field=state,
        source=ReportState.SUBMITTED,
        target=ReportState.VERIFYING,
        permission=rules.may_follow_up,
        custom={"label": "签收"},
    )
    def receive(self):
        """联席会议办公室接到反映；期限从反映到达之日起算，不从签收起算（第十条）。"""

    @transition(
        field=state,
        source=list(TO_VERIFY),
        target=ReportState.WITHDRAWN,
        permission=rules.is_reporter,
        custom={"label": "撤回反映", "grave": True},
    )
    def withdraw_report(self):
        """核实以前，反映的乡镇可以撤回。"""

    @transition(
        field=state,
        source=ReportState.VERIFYING,
        target=ReportState.URGING,
        permission=rules.may_find,
        custom={"label": "核实属实，发督办通知单"},
    )
    def find_true(self):
        """核实无误，督促部门在规定时限内完成（第十条）。"""

    @transition(
        field=state,
        source=ReportState.VERIFYING,
        target=ReportState.UNFOUNDED,
        permission=rules.may_find,
        custom={"label": "核实不属实", "grave": True},
    )
    def find_untrue(self):
        """核实不属实，向乡镇说明理由。"""

    @transition(
        field=state,
        source=ReportState.URGING,
        target=ReportState.ANSWERED,
        permission=rules.is_department_head,
        custom={"label": "报告整改情况"},
    )
    def answer_slip(self):
        """部门报告整改，附证明材料。"""

    @transition(
        field=state,
        source=ReportState.ANSWERED,
        target=ReportState.CONFIRMED,
        permission=rules.is_reporter,
        custom={"label": "确认整改到位"},
    )
    def confirm_rectified(self):
        """反映的乡镇确认。"""

    @transition(
        field=state,
        source=ReportState.ANSWERED,
        target=ReportState.URGING,
        permission=rules.is_reporter,
        custom={"label": "整改没有到位", "grave": True},
    )
    def object_to_answer(self):
        """反映的乡镇不认可，继续督办。"""

    @transition(
        field=state,
        source=[ReportState.CONFIRMED, ReportState.ANSWERED],
        target=ReportState.CLOSED,
        permission=rules.may_follow_up,
        custom={"label": "销号"},
    )
    def close_report(self):
        """整改到位才销号；乡镇逾期不确认的，由联席会议办公室凭证据销号。"""

    @transition(
        field=state,
        source=list(TO_RECTIFY),
        target=ReportState.REFERRED,
        permission=rules.may_find,
        custom={"label": "移送", "grave": True},
    )
    def refer(self):
        """属实的违规情况移送有关机关处理；系统只登记，不评判。"""


class GuaranteeFlow(models.Model):
    state = FSMField(
        "状态",
        choices=GuaranteeState.choices,
        default=GuaranteeState.PROMISED,
        protected=True,
        editable=False,
    )

    class Meta:
        abstract = True

    @transition(
        field=state,
        source=GuaranteeState.PROMISED,
        target=GuaranteeState.DELIVERED,
        permission=rules.may_deliver,
        custom={"label": "登记落实"},
    )
    def deliver(self):
        """部门登记已经提供的保障，附证明（第九条）。"""

    @transition(
        field=state,
        source=GuaranteeState.PROMISED,
        target=GuaranteeState.DELIVERED,
        permission=rules.may_hand_over,
        custom={"label": "登记交接"},
    )
    def hand_over(self):
        """权力下放以事项交接单登记。"""

    @transition(
        field=state,
        source=GuaranteeState.DELIVERED,
        target=GuaranteeState.MET,
        permission=rules.is_carrier,
        custom={"label": "确认落实"},
    )
    def confirm_delivery(self):
        """承担的乡镇确认收到。"""

    @transition(
        field=state,
        source=GuaranteeState.DELIVERED,
        target=GuaranteeState.PROMISED,
        permission=rules.is_carrier,
        custom={"label": "没有落实，提出反映", "grave": True},
    )
    def object_to_delivery(self):
        """承担的乡镇不认可：同时提交反映，按第十条核实。"""

    @transition(
        field=state,
        source=[GuaranteeState.PROMISED, GuaranteeState.DELIVERED],
        target=GuaranteeState.LAPSED,
        permission=rules.nobody,
        custom={"label": "事项终止"},
    )
    def lapse(self):
        """事项终止以后不再要求落实；由系统每日办理。"""


class EndFlow(models.Model):
    state = FSMField("状态", choices=EndState.choices, default=EndState.ASKED, protected=True, editable=False)

    class Meta:
        abstract = True

    @transition(
        field=state,
        source=EndState.ASKED,
        target=EndState.STOPPED,
        permission=rules.is_carrier,
        custom={"label": "已停止"},
    )
    def say_stopped(self):
        """乡镇答复：部门已不再交办（第十条）。"""

    @transition(
        field=state,
        source=EndState.ASKED,
        target=EndState.CONTINUED,
        permission=rules.is_carrier,
        custom={"label": "仍在办理", "grave": True},
    )
    def say_continued(self):
        """乡镇答复：仍在办理，同时提交反映（第十条）。"""

    @transition(
        field=state,
        source=EndState.ASKED,
        target=EndState.FOLLOWED,
        permission=rules.nobody,
        custom={"label": "已接续准入，不用核对"},
    )
    def follow_on(self):
        """到期以后接续的一件已准入、由同一乡镇承担（第六条），不用核对；由系统每日办理。"""


class UrgentFlow(models.Model):
    state = FSMField(
        "状态", choices=UrgentState.choices, default=UrgentState.STARTED, protected=True, editable=False
    )

    class Meta:
        abstract = True

    @transition(
        field=state,
        source=UrgentState.STARTED,
        target=UrgentState.REGULARISED,
        permission=rules.may_regularise,
        custom={"label": "补办手续"},
    )
    def regularise(self):
        """补办的准入申请已经提交；期限到此为止，从不停止计算（第六条）。"""

    @transition(
        field=state,
        source=UrgentState.STARTED,
        target=UrgentState.ENDED,
        permission=rules.may_end_task,
        custom={"label": "任务已结束", "grave": True},
    )
    def end_task(self):
        """任务在补办以前已经结束，乡镇不再办理。"""

    @transition(
        field=state,
        source=[UrgentState.STARTED, UrgentState.REGULARISED],
        target=UrgentState.STOPPED,
        permission=rules.nobody,
        custom={"label": "没有准入，停止办理"},
    )
    def stop_task(self):
        """补办的申请没有准入，或者草稿删除了，当日停止；由系统每日办理。"""

    @transition(
        field=state,
        source=UrgentState.STARTED,
        target=UrgentState.LAPSED,
        permission=rules.nobody,
        custom={"label": "到期没有补办，终止"},
    )
    def lapse_task(self):
        """结束日期过了还没有补办手续的，次日终止，乡镇不再办理；由系统每日办理。"""
