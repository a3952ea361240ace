"""The forms by which the office publishes an edition, and puts its number right."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import LongTextField
from config.forms import DayField, Form
from documents.forms import CorrectingForm
from documents.numbers import BadNumber, check_form, in_form


class EditionForm(Form):
    document_number = forms.CharField(
        label="文号", max_length=100, help_text="公布这一版清单的文件，由发文机关编号。"
    )
    published_on = DayField(label="公布日期", help_text="按这一天施行的事项编成新版。")
    notes = LongTextField(
        label="说明", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_document_number(self):
        try:
            return check_form(self.cleaned_data["document_number"])
        except BadNumber as problem:
            raise ValidationError(str(problem)) from None


class EditionNumberForm(CorrectingForm):
    """`wrong`: the number it bore when the form was opened."""

    wrong = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def clean_number(self):
        return in_form(self.cleaned_data["number"])
