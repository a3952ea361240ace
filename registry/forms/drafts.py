"""The forms by which a next edition is described, and what a body said of it is recorded."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import LongTextField
from config.forms import ACCEPTED_FILES, DayField, Form
from documents.numbers import BadNumber, check_form
from registry.states import StepOutcome


class NotesForm(Form):
    notes = LongTextField(
        label="说明",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="这一版改了什么、为什么改。公布后随这一版公开。",
    )


class StepForm(Form):
    """What the body whose turn it is (`step`) said; `own`: recorded from the body's own seat, else with its document."""

    step = forms.CharField(widget=forms.HiddenInput, max_length=30)
    outcome = forms.ChoiceField(label="结果", choices=StepOutcome.choices, widget=forms.RadioSelect)
    number = forms.CharField(label="文号", required=False, max_length=100)
    reason = LongTextField(
        label="退回的意见", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    decided_on = DayField(label="日期", help_text="文件落款的日期。")
    file = forms.FileField(
        label="文件", required=False, widget=forms.FileInput(attrs={"accept": ACCEPTED_FILES})
    )
    reveals = {"outcome": {StepOutcome.PASSED: ["number"], StepOutcome.RETURNED: ["reason"]}}

    def __init__(self, *args, step, own, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = step
        passed = StepOutcome.PASSED
        self.fields["outcome"].choices = [(passed.value, f"{step.verb}通过")] + [
            (StepOutcome.RETURNED.value, "退回修改")
        ] * step.may_return
        if not step.may_return:  # there is nothing to choose: the page says what is recorded
            self.fields["outcome"].initial = passed.value
            self.fields["outcome"].widget = forms.HiddenInput()
            self.reveals = {}
            del self.fields["reason"]
        self.fields["file"].help_text = (
            "可以附上文件的扫描件，不超过20兆。"
            if own
            else f"由办公室登记的，附上{step.body}的文件扫描件，不超过20兆。"
        )
        self.fields["file"].required = not own
        if not step.numbered:
            self.fields["number"].help_text = "没有文号的不填。"
            self.need = self.need | {"number": "选填"}

    def clean_number(self):
        number = self.cleaned_data["number"]
        if not number.strip():
            return ""
        try:
            return check_form(number)
        except BadNumber as problem:
            raise ValidationError(str(problem)) from None

    def clean(self):
        given = super().clean()
        outcome = given.get("outcome")
        if outcome == StepOutcome.PASSED and self.asked.numbered and given.get("number") == "":
            self.add_error("number", "请填写文号")
        if outcome == StepOutcome.RETURNED and given.get("reason") == "":
            self.add_error("reason", "请填写退回的意见")
        return given


class PublishDraftForm(Form):
    document_number = forms.CharField(label="文号", max_length=100, help_text="公布这一版清单的文件。")
    published_on = DayField(
        label="公布日期", help_text="公布的是审定的内容；送审以后的变化写进说明，编入下一版。"
    )

    def clean_document_number(self):
        try:
            return check_form(self.cleaned_data["document_number"])
        except BadNumber as problem:
            raise ValidationError(str(problem)) from None
