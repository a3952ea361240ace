"""What is filled in about guarantees: promising, delivering for several townships, handing over, trainings."""

from functools import partial

from django import forms

from accounts.fields import PlainTextField
from accounts.models import Unit
from accounts.succession import left_to
from admission.forms.entries import PromisedDayField
from admission.forms.fields import CheckedFiles, OneOf
from audit import clock
from config.forms import DayField, Form, Places, SeveralOf
from config.templatetags.chinese import join_cn
from registry.models import Duty
from supervision import queries, rules
from supervision.forms.acts import ActForm, text_area
from supervision.states import GuaranteeKind, GuaranteeState, promise_called

_text = partial(text_area, rows=3)


def kinds_of(held, kinds):
    """The kinds to choose from, in the words of the rules."""
    return [(kind.value, promise_called(held, kind)) for kind in kinds]


class PromiseForm(Form):
    """`cleaned_data` is what `promise` takes."""

    code = PlainTextField(label="清单编号", max_length=20)
    kind = forms.ChoiceField(label="保障种类", choices=GuaranteeKind.choices, widget=forms.RadioSelect)
    text = _text("承诺的内容", help_text="数额、人数、设备、频次，写到能核对。")
    townships = SeveralOf(queryset=Unit.objects.none(), label="乡镇", widget=Places)
    due = PromisedDayField(label="落实期限", required=False, help_text="不填的，按规定的工作日计算。")

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["kind"].choices = kinds_of(by.county.rules, GuaranteeKind)
        self.fields["townships"].queryset = queries.townships(by.county)

    def clean(self):
        given = super().clean()
        if code := given.pop("code", ""):
            given["duty"] = self._duty(code)
        return given

    def _duty(self, code):
        duties = Duty.objects.select_related("department").filter(county=self.by.county, code=code)
        led = "由本部门牵头"
        if rules.is_office_of(self.by):
            duties, led = duties.filter(department__isnull=False), "有牵头部门"
        else:
            duties = duties.filter(department__in=left_to(self.by.unit))
        if (duty := duties.first()) is None:
            self.add_error("code", f"没有编号为“{code}”、{led}的事项，请核对")
        return duty


class DeliveringSeveral(Form):
    """`cleaned_data` is what `deliver_several` takes: the townships still waiting for that kind, with this evidence; for which
    it was delivered meanwhile, `said_of_others` tells. `rows`: what the department promised for the duty.
    """

    kind = forms.ChoiceField(label="保障种类", widget=forms.RadioSelect)
    townships = SeveralOf(queryset=Unit.objects.none(), label="已经落实的乡镇", widget=Places)
    delivered_on = DayField(label="落实日期")
    text = _text("落实情况", help_text="数额、人员、设备，凭什么能看出来。")
    files = CheckedFiles(label="证明材料", required=False)

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        rows = [row for row in rows if row.kind != GuaranteeKind.POWERS]
        self.waiting = [row for row in rows if row.state == GuaranteeState.PROMISED]
        self.done = [row for row in rows if row.state in (GuaranteeState.DELIVERED, GuaranteeState.MET)]
        offered = [*self.waiting, *(self.done if self.is_bound else ())]  # what was chosen may be done by now
        kinds = {row.kind for row in offered}
        held = rows[0].rules if rows else None
        self.fields["kind"].choices = kinds_of(held, (kind for kind in GuaranteeKind if kind in kinds))
        places = {row.township_id for row in offered}
        self.fields["townships"].queryset = Unit.objects.filter(pk__in=places).order_by("order")
        self.initial.setdefault("delivered_on", clock.today())

    def clean(self):
        given = super().clean()
        chosen, kind = set(given.pop("townships", ())), given.pop("kind", None)
        given["guarantees"] = [row for row in self.waiting if row.kind == kind and row.township in chosen]
        if kind and chosen and not given["guarantees"]:
            self.add_error("townships", self.said_of_others or "这些乡镇的这一种保障不在待落实之列")
        return given

    @property
    def said_of_others(self):
        """Which of the townships chosen had it already (somebody was quicker, nothing is written over) or were not promised it."""
        if not self.is_bound:
            return ""
        chosen, kind = self.data.getlist("townships"), self["kind"].value()
        rows = [row for row in (*self.waiting, *self.done) if str(row.township_id) in chosen]
        of_kind = {row.township for row in rows if row.kind == kind}
        done = [row.township.short_name for row in self.done if row in rows and row.kind == kind]
        without = dict.fromkeys(row.township.short_name for row in rows if row.township not in of_kind)
        said = f"{join_cn(done)}此前已登记落实，这一次没有再登记。" if done else ""
        return said + (f"{join_cn(without)}没有这一种保障，没有登记。" if without else "")


class Delivering(ActForm):
    delivered_on = DayField(label="落实日期")
    text = _text("落实情况", help_text="数额、人员、设备，凭什么能看出来。")
    files = CheckedFiles(label="证明材料", required=False)


class HandingOver(ActForm):
    delivered_on = DayField(label="交接日期")
    materials = _text("移交的资料", help_text="权限、文书格式、系统账号、档案；写进事项交接单。", limit=1000)
    left_open = _text("未了的工作", required=False, limit=1000)
    files = CheckedFiles(label="签字的交接单", required=False)


class ObjectingToDelivery(ActForm):
    text = _text("哪里没有落实", help_text="同时提交反映，由联席会议办公室按期核实。")
    files = CheckedFiles(label="证明材料", required=False)


class SettingDeliveryDay(ActForm):
    due = PromisedDayField(label="新的落实期限")
    text = _text("改期的理由", help_text="原期限和理由都保留，乡镇、部门看得到。")


class TrainingForm(Form):
    """`cleaned_data` is what `record_training` takes."""

    topic = PlainTextField(label="培训内容", max_length=200)
    duty = OneOf(
        queryset=Duty.objects.none(),
        label="清单事项",
        required=False,
        empty_label="不针对某一事项",
        help_text="选了事项的，参加乡镇的培训保障同时登记落实。",
    )
    held_on = DayField(label="培训日期")
    place = PlainTextField(label="地点", max_length=100, required=False)
    townships = SeveralOf(queryset=Unit.objects.none(), label="参加的乡镇", widget=Places)
    attended = PlainTextField(
        label="参加人员", max_length=300, help_text="岗位和人数，例如：各乡镇综合执法队队员2名。不写姓名。"
    )
    files = CheckedFiles(label="签到表、课件", required=False)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["townships"].queryset = queries.townships(by.county)
        own = Duty.objects.filter(county=by.county, department__in=left_to(by.unit))
        self.fields["duty"].queryset = own
