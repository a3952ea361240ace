"""What a person sets for its own workbench: which columns, and a name for the filters that are on."""

from django import forms

from accounts.fields import PlainTextField
from admission.pages.desk import COLUMNS
from config.forms import Form


class ColumnsForm(Form):
    columns = forms.MultipleChoiceField(
        label="工作台显示的栏目",
        required=False,
        choices=COLUMNS.items(),
        widget=forms.CheckboxSelectMultiple,
        help_text="“状态”和“事项与要办的事”总在；手机上只显示一部分。",
    )


class KeepForm(Form):
    name = PlainTextField(label="名称", max_length=20)
