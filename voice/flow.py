"""The ways of what is asked and answered: states, transitions, who. Bodies stay empty; only `supervision.act` calls them."""

from django.db import models
from django_fsm import GET_STATE, FSMField, transition

from voice import rules
from voice.states import OPEN, MatterState

ASKED, ANSWERED, CLOSED = MatterState.ASKED, MatterState.ANSWERED, MatterState.CLOSED


def after_answer(matter):
    """Still asked while somebody has not answered."""
    return ASKED if matter.replies.filter(answered_at=None).exists() else ANSWERED


class MatterFlow(models.Model):
    state = FSMField("状态", choices=MatterState.choices, default=ASKED, protected=True, editable=False)

    class Meta:
        abstract = True

    @transition(
        field=state,
        source=ASKED,
        target=GET_STATE(after_answer, states=[ASKED, ANSWERED]),
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
        """赋权事项评估以后继续、调整或者收回（通渭 二8）；要变动清单的，另按程序办理。"""

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
        permission=rules.is_asker,
        custom={"label": "撤回"},
    )
    def withdraw_matter(self):
        """答复齐以前，提出的单位可以撤回。"""
