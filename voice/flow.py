"""The ways of what is asked and answered: states, transitions, who. Bodies stay empty; only `supervision.act` calls them."""

from django.db import models
from django_fsm import GET_STATE, FSMField, transition

from voice import rules
from voice.kinds import KINDS
from voice.states import OPEN, BurdenState, MatterState, PeriodState

ASKED, ANSWERED, CLOSED = MatterState.ASKED, MatterState.ANSWERED, MatterState.CLOSED


def after_answer(matter):
    """Still asked while somebody has not answered; where nobody closes it, the last answer does."""
    if matter.replies.filter(answered_at=None).exists():
        return ASKED
    return ANSWERED if KINDS[matter.kind].closes else CLOSED


class MatterFlow(models.Model):
    state = FSMField("状态", choices=MatterState.choices, default=ASKED, protected=True, editable=False)

    class Meta:
        abstract = True

    @transition(
        field=state,
        source=ASKED,
        target=GET_STATE(after_answer, states=[ASKED, ANSWERED, CLOSED]),
        permission=rules.may_answer,
        custom={"label": "答复"},
    )
    def answer(self):
        """被问的单位按期答复；都答复了，轮到办结的人。"""

    @transition(
        field=state,
        source=ANSWERED,
        target=CLOSED,
        permission=rules.closes("rate_answers"),
        custom={"label": "评价答复，办结"},
    )
    def rate_answers(self):
        """乡镇对每一个答复作满意度评价（黑龙江 三(三)、三(四)）。"""

    @transition(
        field=state,
        source=ANSWERED,
        target=CLOSED,
        permission=rules.closes("file_opinion"),
        custom={"label": "归档"},
    )
    def file_opinion(self):
        """乡镇党委的意见随考核、任免材料归档，写明怎样采纳（黑龙江 三(四)）。"""

    @transition(
        field=state,
        source=ANSWERED,
        target=CLOSED,
        permission=rules.closes("conclude_review"),
        custom={"label": "作出评估结论"},
    )
    def conclude_review(self):
        """赋权事项评估以后继续、调整或者收回（本县自定）；要变动清单的，另按程序办理。"""

    @transition(
        field=state,
        source=ANSWERED,
        target=CLOSED,
        permission=rules.may_decide,
        custom={"label": "登记县委、县政府的决定"},
    )
    def decide_assessment(self):
        """县委办、县政府办审核以后，县委、县政府决定；批准的只管一年，列入考核日程（通渭 二14）。"""

    @transition(
        field=state,
        source=ANSWERED,
        target=ASKED,
        permission=rules.may_ask_again,
        custom={"label": "没有解决，再请办理"},
    )
    def ask_again(self):
        """乡镇认为没有解决：不满意的答复退回，另定日期。"""

    @transition(
        field=state,
        source=list(OPEN),
        target=ASKED,
        permission=rules.may_escalate,
        custom={"label": "提级协调"},
    )
    def escalate(self):
        """联席会议办公室提请县委办、县政府办和召集人督促（黑龙江 三(三)）。"""

    @transition(
        field=state,
        source=ASKED,
        target=MatterState.WITHDRAWN,
        permission=rules.may_withdraw,
        custom={"label": "撤回", "grave": True},
    )
    def withdraw_matter(self):
        """答复齐以前，提出的单位可以撤回；赋权评估由负责人撤回。"""


class PeriodFlow(models.Model):
    state = FSMField(
        "状态", choices=PeriodState.choices, default=PeriodState.RATING, protected=True, editable=False
    )

    class Meta:
        abstract = True

    @transition(
        field=state,
        source=PeriodState.RATING,
        target=PeriodState.PUBLISHED,
        permission=rules.is_director,
        custom={"label": "公布结果"},
    )
    def publish_period(self):
        """截止以后，或者都已提交以后公布；公布以后不再改动。"""


class BurdenFlow(models.Model):
    state = FSMField(
        "状态", choices=BurdenState.choices, default=BurdenState.FOUND, protected=True, editable=False
    )

    class Meta:
        abstract = True

    @transition(
        field=state,
        source=[BurdenState.FOUND, BurdenState.KEPT, BurdenState.MERGED],
        target=GET_STATE(
            lambda burden: BurdenState(burden.outcome),
            states=[BurdenState.KEPT, BurdenState.MERGED, BurdenState.CANCELLED],
        ),
        permission=rules.may_settle,
        custom={"label": "登记清理意见"},
    )
    def settle_burden(self):
        """保留、合并或者取消，凭文件；保留、合并的以后可以再清理（通渭 二14）。"""
