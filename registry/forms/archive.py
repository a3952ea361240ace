"""A former case as the office puts it down, and a table of them."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import LongTextField, PlainTextField
from audit import clock
from config.forms import DayField, FilesField, Form
from documents.files import BadFile, inspect
from documents.numbers import BadNumber, check_form
from registry.models import Duty
from registry.normalize import half_width
from registry.states import ArchivedResult

CASE_KINDS = [(word, word) for word in ("准入", "调整", "取消", "撤销")]


class CaseForm(Form):
    """The facts of a former case; what a table of them says is asked the same."""

    number = PlainTextField(label="编号", max_length=100, help_text="当时的申请编号或档号。")
    title = PlainTextField(label="事项名称", max_length=200)
    kind = forms.ChoiceField(
        label="申请种类",
        choices=CASE_KINDS,
        initial="准入",
        error_messages={"invalid_choice": f"应为：{'、'.join(word for word, _ in CASE_KINDS)}"},
    )
    applicant = PlainTextField(label="申请单位", max_length=100)
    applied_on = DayField(label="申请日期", required=False)
    decided_on = DayField(label="办结日期")
    result = forms.ChoiceField(
        label="结果",
        choices=[("", "请选择"), *ArchivedResult.choices],
        error_messages={"invalid_choice": f"应为：{'、'.join(ArchivedResult.labels)}"},
    )
    document_number = PlainTextField(label="文号", max_length=100, required=False)
    note = LongTextField(
        label="说明", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_number(self):
        return half_width(self.cleaned_data["number"])

    def clean_document_number(self):
        number = self.cleaned_data["document_number"]
        try:
            return check_form(number) if number else ""
        except BadNumber as problem:
            raise ValidationError(str(problem)) from None

    def clean_decided_on(self):
        day = self.cleaned_data["decided_on"]
        if day > clock.today():
            raise ValidationError("办结日期不能晚于今天")
        return day

    def clean(self):
        data = super().clean()
        first, last = data.get("applied_on"), data.get("decided_on")
        if first and last and last < first:
            self.add_error("decided_on", "办结日期不能早于申请日期")
        return data

    @property
    def facts(self):
        names = CaseForm.base_fields
        return {name: self.cleaned_data[name] or (None if name == "applied_on" else "") for name in names}


class CompleteForm(Form):
    """The files of a former case and the duty of the county's list it was about."""

    duty_code = PlainTextField(
        label="清单编号",
        max_length=20,
        required=False,
        help_text="清单里的事项，例如“配合012”。事项页面会指到这份档案。",
    )
    uploads = FilesField(label="文件", required=False)
    # the duty named when the form was opened: who adds a file leaves it as it is by now
    named = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.county, self.duty = county, None

    def clean_duty_code(self):
        if code := self.cleaned_data["duty_code"]:
            self.duty = Duty.objects.filter(county=self.county, code=code).first()
            if self.duty is None:
                raise ValidationError("清单里没有这个编号")
        return code

    @property
    def duty_given(self):
        """The duty that a person named here; None where the one that stood there was left."""
        return self.duty if self.cleaned_data["duty_code"] != self.cleaned_data["named"] else None

    def clean_uploads(self):
        for upload in self.cleaned_data["uploads"]:
            try:
                inspect(upload)
            except BadFile as bad:
                raise ValidationError(f"{upload.name}：{bad}") from None
        return self.cleaned_data["uploads"]


class ArchiveForm(CompleteForm, CaseForm):
    """One case as a whole: its facts, then its duty and its files."""

    named = None


class TableForm(Form):
    upload = forms.FileField(label="文件", help_text="XLSX、XLS或CSV。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["upload"].widget.attrs["accept"] = ".xlsx,.xls,.csv"


def form_of_cells(cells):
    """The form a person would have filled with the cells of a row: results and kinds by their words."""
    words = {label: value for value, label in ArchivedResult.choices}
    said, kind = ("".join(cells.get(key, "").split()) for key in ("result", "kind"))
    return CaseForm(cells | {"result": words.get(said, said), "kind": kind or "准入"})
