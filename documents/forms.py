"""Checking a paper, by anybody; by the office's head the standard paragraphs of a kind, and a number put right."""

from datetime import date

from django import forms
from django.conf import settings

from accounts.fields import LongTextField, PlainTextField
from audit import clock
from config.forms import ACCEPTED_FILES, Form
from documents.numbers import NUMBER_MAX, other_year
from documents.texts import problems, read
from documents.verifying import SHORTEST, code_of


class TextForm(Form):
    """The standard paragraphs of a kind as staff write them."""

    text = LongTextField(
        label="标准段落",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="空一行另起一段。一段里的占位符没有内容时，这一段不印。",
    )

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_text(self):
        """The paragraphs, by codes."""
        paragraphs = read(self.cleaned_data["text"])
        if found := problems(self.kind, paragraphs):
            raise forms.ValidationError(found)
        return paragraphs


class CorrectingForm(Form):
    """更正文号: the right one, why, and what it stands on. `dated`: the day that the paper bears."""

    def __init__(self, *args, dated, **kwargs):
        super().__init__(*args, **kwargs)
        self.dated = dated

    number = PlainTextField(label="正确的发文字号", max_length=NUMBER_MAX)
    reason = LongTextField(
        label="更正的理由",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="如“登记时抄错”；看得到这份文书的都看得到。",
    )
    file = forms.FileField(
        label="扫描件",
        widget=forms.FileInput(attrs={"accept": ACCEPTED_FILES}),
        help_text="载明正确文号的文件或者发文登记，PDF或图片等，不超过20兆。",
    )


class CheckForm(Form):
    number = PlainTextField(
        label="字号",
        required=False,
        max_length=NUMBER_MAX,
        help_text="照文书写；没有字号的不填，不填也能核对。",
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
            self.add_error("code", "请填写校验值，或者选择PDF。")
        elif code := given.get("code"):
            given["code"] = code_of(code)
            if not given["code"]:
                self.add_error("code", f"校验值由0至9、a至f组成，{SHORTEST}至64位，请核对。")
        return given


def doubtful_year(form):
    """What is to be checked of the organ's number that the form gave, whose document bears the first date beside it, or
    today's; where the form says on which day its paper is `dated`, as of a number put right, that."""
    given = getattr(form, "cleaned_data", None) or {}
    number = given.get("number") or given.get("document_number")
    beside = next((value for value in given.values() if isinstance(value, date)), clock.today())
    day = getattr(form, "dated", None) or beside
    return other_year(number, day) if isinstance(number, str) else ""
