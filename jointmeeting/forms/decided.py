"""议定事项: what is listed, what the unit reports, a later day."""

from django import forms

from accounts.fields import LongTextField
from accounts.models import UnitKind
from accounts.queries import units_around
from config.forms import DayField, Form

CARRIES_OUT = (UnitKind.DEPARTMENT, UnitKind.TOWNSHIP, UnitKind.OFFICE, UnitKind.PARTY_GOV)


class DecidedForm(Form):
    item = forms.ModelChoiceField(
        queryset=None, label="出自哪个议题", required=False, empty_label="会议纪要，不属于某一议题"
    )
    text = LongTextField(
        label="议定事项", max_length=1000, help_text="照纪要写，一条写一件事、一个责任单位。"
    )
    unit = forms.ModelChoiceField(queryset=None, label="责任单位", empty_label="请选择")
    due = DayField(label="完成期限")

    def __init__(self, *args, meeting, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items
        self.fields["item"].label_from_instance = lambda item: item.title
        self.units = units_around(meeting.county).filter(county=meeting.county, kind__in=CARRIES_OUT)
        self.fields["unit"].queryset = self.units


class ProgressForm(Form):
    text = LongTextField(label="进展情况", max_length=1000, help_text="做了什么，还差什么，什么时候完成。")
    done = forms.BooleanField(label="已经完成，请办公室核实", required=False)


class LaterForm(Form):
    due = DayField(label="新的完成期限")
    reason = LongTextField(label="延期的理由", max_length=500)
