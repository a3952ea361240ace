"""How a next edition comes about on one page: states, transitions, who. Bodies stay empty.

Only `registry.actions.drafts` calls these methods. The bodies between 拟稿 and 待公布 are the county's own: they
are the steps of its regime file ([list_path]); 灵川县 has none, there a draft goes to its head at once (第八条).
"""

from django.db import models
from django_fsm import GET_STATE, FSMField, transition

from registry import rules
from registry.states import DraftState

FROZEN = (DraftState.UNDER_WAY, DraftState.APPROVED)
"""Sent and not yet published: the content does not change."""


def after_the_bodies(draft):
    """审核中 while a body has not passed this very content, else 待公布."""
    return DraftState.UNDER_WAY if draft.next_step else DraftState.APPROVED


class DraftFlow(models.Model):
    state = FSMField(
        "状态", choices=DraftState.choices, default=DraftState.DRAFTING, protected=True, editable=False
    )

    class Meta:
        abstract = True

    @transition(
        field=state,
        source=DraftState.DRAFTING,
        target=None,
        permission=rules.may_prepare_edition,
        custom={"label": "修改说明"},
    )
    def describe(self):
        """联席会议办公室写明这一版改了什么；内容就是清单本身，不在这里改（灵川 第八条）。"""

    @transition(
        field=state,
        source=DraftState.DRAFTING,
        target=GET_STATE(after_the_bodies, states=list(FROZEN)),
        permission=rules.may_prepare_edition,
        custom={"label": "送审"},
    )
    def send(self):
        """县（市、区）拟定清单后报送审定、审核、备案，内容从此不变（黑龙江 四(一)）；没有这些环节的县直接待公布。"""

    @transition(
        field=state,
        source=DraftState.UNDER_WAY,
        target=GET_STATE(after_the_bodies, states=list(FROZEN)),
        permission=rules.may_record_step,
        custom={"label": "登记通过"},
    )
    def pass_step(self):
        """县委、县政府审定，所属市（地）审核，省委编办备案，依次进行（黑龙江 四(一)）。"""

    @transition(
        field=state,
        source=DraftState.UNDER_WAY,
        target=DraftState.DRAFTING,
        permission=rules.may_return_edition,
        custom={"label": "登记退回"},
    )
    def return_step(self):
        """退回修改，改后重新报送；只有制度文件写明可以退回的环节（黑龙江 四(一)）。"""

    @transition(
        field=state,
        source=list(FROZEN),
        target=DraftState.DRAFTING,
        permission=rules.may_prepare_edition,
        custom={"label": "撤回修改"},
    )
    def take_back(self):
        """送审以后的变化要一并编入的，收回重新编送；公布的就是审定的，收回之后内容变了的各环节重走（本县自定）。"""

    @transition(
        field=state,
        source=DraftState.DRAFTING,
        target=DraftState.DROPPED,
        permission=rules.may_prepare_edition,
        custom={"label": "放弃"},
    )
    def drop(self):
        """不编这一版了；留下记录（本县自定）。"""

    @transition(
        field=state,
        source=DraftState.APPROVED,
        target=DraftState.PUBLISHED,
        permission=rules.may_publish_draft,
        custom={"label": "公布"},
    )
    def publish(self):
        """由联席会议办公室负责人公布（灵川 第八条；黑龙江 四(三)）。"""
