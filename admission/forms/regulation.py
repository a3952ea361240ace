"""What the interpreting office says of its regulation."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from config.forms import Form


class InterpretationForm(Form):
    """`earlier`: the answer that this one corrects or withdraws."""

    withdraws = forms.TypedChoiceField(
        label="怎样改",
        choices=(("", "更正：用下面的解释代替"), ("1", "废止：不再适用，下面写明理由")),
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )
    question = PlainTextField(label="问题", max_length=200, help_text="照来问写，去掉单位和人名。")
    answer = LongTextField(label="解释", widget=forms.Textarea(attrs={"rows": 6}))
    article = PlainTextField(
        label="涉及的条款", max_length=100, required=False, help_text="写到条、款、项，例如“第×条第×项”。"
    )
    need = {"article": "选填"}

    def __init__(self, *args, earlier=None, **kwargs):
        super().__init__(*args, **kwargs)
        if earlier is None:
            del self.fields["withdraws"]
        else:
            self.initial |= {
                "question": earlier.question,
                "answer": earlier.answer,
                "article": earlier.article,
            }
