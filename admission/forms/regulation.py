"""What the interpreting office says of its regulation."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from config.forms import Form


class InterpretationForm(Form):
    question = PlainTextField(label="问题", max_length=200, help_text="照来问写，去掉单位和人名。")
    answer = LongTextField(label="解释", widget=forms.Textarea(attrs={"rows": 6}))
    article = PlainTextField(
        label="涉及的条款", max_length=100, required=False, help_text="写到条、款、项，例如“第×条第×项”。"
    )
    need = {"article": "选填"}
