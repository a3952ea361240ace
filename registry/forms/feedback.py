"""The forms by which a reader says what is wrong with the list, and the office what came of it."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from accounts.models import Unit, UnitKind
from audit import clock
from config.forms import Form
from registry.states import FeedbackSubject


class FeedbackForm(Form):
    subject = forms.ChoiceField(label="反映什么", choices=FeedbackSubject.choices, widget=forms.RadioSelect)
    matter = PlainTextField(
        label="是哪件事",
        required=False,
        max_length=200,
        help_text="清单之外的事，请写事情的名称，例如“征收某项费用”。",
    )
    township = forms.ModelChoiceField(
        Unit.objects.none(), label="在哪个乡镇", required=False, to_field_name="code", empty_label="不限"
    )
    text = LongTextField(
        label="情况",
        max_length=2000,
        help_text="什么时候、哪个部门、怎样交由乡镇办理，或者清单哪里写得不对。不要写身份证号等个人信息，不得涉及国家秘密。",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    contact = PlainTextField(
        label="联系方式",
        required=False,
        max_length=100,
        help_text="想知道结果的，留一个电话或邮箱。只有联席会议办公室看得到，不公开。",
    )
    descriptions = {
        "subject": {
            FeedbackSubject.NOT_LISTED: "部门把清单里没有的事交由乡镇办理。",
            FeedbackSubject.WRONG_ENTRY: "事项的名称、职责、依据、电话等写错了，或者已经变了。",
        }
    }

    def __init__(self, *args, county, duty=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.say_in(county.worded)
        self.duty = duty
        townships = Unit.objects.on(clock.today()).filter(county=county, kind=UnitKind.TOWNSHIP)
        self.fields["township"].queryset = townships
        if duty:
            del self.fields["matter"]

    def clean(self):
        cleaned = super().clean()
        asked = cleaned.get("subject") == FeedbackSubject.NOT_LISTED and not self.duty
        if asked and not cleaned.get("matter") and "matter" not in self.errors:
            self.add_error("matter", "请写是哪件事")
        return cleaned


class AnswerForm(Form):
    answer = LongTextField(
        label="办理情况",
        max_length=2000,
        help_text="怎样核实、怎样处理、是否已经告诉反映的人。只在本单位内部留存，不公开。",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
