"""通报, 专报, 成员名单调整通知: what is written, to whom, under which number, what is answered."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from accounts.models import UnitKind
from accounts.queries import units_around
from config.forms import DayField, Form, Places, SeveralOf
from jointmeeting.forms.decided import CARRIES_OUT


class CircularForm(Form):
    matter = PlainTextField(label="事由", max_length=60, help_text="标题里“关于……情况的通报”中间的一段。")
    text = LongTextField(label="情况", max_length=10000, help_text="一段写一个方面，照实写。")
    next = LongTextField(label="下一步要求", max_length=3000, required=False)
    townships = SeveralOf(queryset=None, label="通报的乡镇", required=False, widget=Places)
    units = SeveralOf(queryset=None, label="通报的县级单位", required=False, widget=Places)

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        here = units_around(county).filter(county=county)
        self.fields["townships"].queryset = here.filter(kind=UnitKind.TOWNSHIP)
        others = [kind for kind in CARRIES_OUT if kind != UnitKind.TOWNSHIP]
        self.fields["units"].queryset = here.filter(kind__in=others)

    def facts(self):
        given = {name: self.cleaned_data[name] for name in ("matter", "text", "next")}
        return given | {"units": [*self.cleaned_data["townships"], *self.cleaned_data["units"]]}


class ReportForm(Form):
    matter = PlainTextField(label="事由", max_length=60, help_text="标题里“关于……情况的专报”中间的一段。")
    is_major = forms.BooleanField(label="重大事项，经联席会议讨论，报请县委、县政府审定", required=False)
    text = LongTextField(label="情况", max_length=10000)
    next = LongTextField(label="意见和建议", max_length=5000, required=False)

    def __init__(self, *args, worded, **kwargs):
        super().__init__(*args, **kwargs)
        self.say_in(worded)

    def facts(self):
        return self.cleaned_data


class NumberForm(Form):
    number = PlainTextField(label="发文字号", max_length=60, help_text="照本机关的发文登记簿填。")


class AnswerForm(Form):
    body = forms.ChoiceField(label="批复机关", widget=forms.RadioSelect)
    answered_on = DayField(label="批复日期")
    number = PlainTextField(label="文号", max_length=60, required=False, help_text="批示没有文号的，不填。")
    text = LongTextField(label="批复、批示内容", max_length=3000)

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [(body.key, body.name) for body in bodies]
        if len(bodies) == 1:  # each of 县委办, 县政府办 has its own body's to record
            self.fields["body"].initial = bodies[0].key
