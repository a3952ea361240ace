"""The form by which anybody checks a paper."""

from django import forms
from django.conf import settings

from accounts.fields import PlainTextField
from config.forms import Form
from documents.numbers import NUMBER_MAX
from documents.verifying import SHORTEST, code_of


class CheckForm(Form):
    number = PlainTextField(
        label="字号", required=False, max_length=NUMBER_MAX, help_text="照文书写；没有字号的不填。"
    )
    code = PlainTextField(
        label="校验值",
        required=False,
        max_length=100,
        help_text=f"在最后一页下方二维码旁，至少填前{SHORTEST}位。",
    )
    file = forms.FileField(
        label="或者选择文书的PDF",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
        help_text="只用来比对，不保存。",
    )

    def clean(self):
        given = super().clean()
        if (file := given.get("file")) is not None:
            if file.size > settings.MAX_FILE_BYTES:
                self.add_error(
                    "file", f"文件超过{settings.MAX_FILE_BYTES // 1024**2}MB，不是本系统生成的文书。"
                )
        elif not given.get("code") and "code" not in self.errors:
            self.add_error("code", "填写校验值，或者选择PDF。")
        elif code := given.get("code"):
            given["code"] = code_of(code)
            if not given["code"]:
                self.add_error("code", f"校验值由0至9、a至f组成，{SHORTEST}至64位，请核对。")
        return given
