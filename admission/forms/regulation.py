"""What the interpreting office says of its regulation."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from config.forms import Form
from regimes.interpreting import unquoted


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

    def __init__(self, *args, rules=None, earlier=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.rules = rules
        if earlier is None:
            del self.fields["withdraws"]
        else:
            self.initial |= {
                "question": earlier.question,
                "answer": earlier.answer,
                "article": earlier.article,
            }

    def clean_article(self):
        """Articles that the county's file quotes, whole or a part of one (第三条 of 第三条第（一）项)."""
        said = self.cleaned_data["article"]
        if article := unquoted(self.rules, said):
            raise forms.ValidationError(
                f"本县的制度文件里没有“{article}”：照它节录的条、款、项写，或者留空。"
            )
        return said
