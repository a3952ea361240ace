"""Editing the calendar: one day of a year that is known, or the whole of a year."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from config.forms import DayField, Form
from regimes.actions import DAY_KINDS

REASON = "会缩短已经承诺的期限、改动已经逾期的期限、把过去的日子改为放假的，必须写明；写了的都会显示在改动记录和有关的期限上。"


def _reason():
    return LongTextField(
        label="理由", required=False, help_text=REASON, widget=forms.Textarea(attrs={"rows": 2})
    )


class CalendarDayForm(Form):
    """`cleaned_data` is what `edit_calendar` takes."""

    day = DayField(label="日期")
    kind = forms.ChoiceField(label="这一天", choices=list(DAY_KINDS.items()), widget=forms.RadioSelect)
    name = PlainTextField(
        label="是什么日子", max_length=20, required=False, help_text="例如“国庆节”；恢复按平常的不填。"
    )
    reason = _reason()
    need = {"name": "放假、上班的必填", "reason": "缩短期限、改动逾期的期限、改过去日子的必填"}


class CalendarYearForm(Form):
    text = LongTextField(
        label="全年的安排",
        help_text="可以从表格里复制。第一行：日期,星期,放假或上班,节日；以后一行一天，例如 2027-01-01,五,放假,元旦。",
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    reason = _reason()
    need = {"reason": "缩短期限、改动逾期的期限、改过去日子的必填"}
