"""信息共享: what is put into the library."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from config.forms import ACCEPTED_FILES, Form
from jointmeeting.states import SharedKind


class SharedForm(Form):
    title = PlainTextField(label="名称", max_length=100)
    kind = forms.ChoiceField(label="类别", choices=SharedKind.choices, widget=forms.RadioSelect)
    note = LongTextField(
        label="说明", max_length=1000, required=False, help_text="文号、印发机关，或者一句话说明用处。"
    )
    file = forms.FileField(
        label="文件",
        widget=forms.FileInput(attrs={"accept": ACCEPTED_FILES}),
        help_text="PDF、DOC、DOCX、XLS、XLSX、WPS、ET、OFD或图片，不超过20兆。不得上传国家秘密。",
    )
