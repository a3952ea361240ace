"""The forms of a 勘误: one person's proposal, another's answer."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from config.forms import Form
from registry.slips import HINTS
from registry.states import CorrigendumKind


class CorrigendumForm(Form):
    """The text of one column as it should read; `texts`: [(field, label, text as it stands)] of the version."""

    field = forms.ChoiceField(label="哪一栏")
    kind = forms.ChoiceField(label="种类", choices=CorrigendumKind.choices, widget=forms.RadioSelect)
    new_text = LongTextField(
        label="更正为", widget=forms.Textarea(attrs={"rows": 6}), help_text="整栏写出更正后的文字。"
    )
    reason = PlainTextField(label="理由", max_length=300, help_text="例如：印发的文件是“防汛”，录入时写错。")
    descriptions = {"kind": {kind.value: f"{HINTS[kind]}。" for kind in CorrigendumKind}}

    def __init__(self, *args, texts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(name, label) for name, label, _ in texts]


class PickForm(Form):
    """Which column; then the page shows its text ready to be corrected."""

    field = forms.ChoiceField(label="哪一栏")

    def __init__(self, *args, texts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(name, label) for name, label, _ in texts]


class SettleForm(Form):
    answer = forms.ChoiceField(
        label="复核意见",
        choices=[("confirm", "同意勘误"), ("refuse", "不同意")],
        widget=forms.RadioSelect,
    )
    refusal = PlainTextField(label="不同意的理由", required=False, max_length=300)
    reveals = {"answer": {"refuse": ["refusal"]}}

    def clean(self):
        given = super().clean()
        if given.get("answer") == "refuse" and not given.get("refusal") and "refusal" not in self.errors:
            self.add_error("refusal", "请填写不同意的理由")
        return given
