"""Choices among a county's own rows, and files looked into while the form is checked."""

import re

from django import forms

from accounts.fields import LongTextField
from config.forms import FilesField, Places
from documents.files import BadFile, inspect

TEXT_MAX = 5000
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
NARROW = str.maketrans("０１２３４５６７８９．－", "0123456789.-")


class Units(Places):
    """Units as a grid, one by one: choosing all of them would mean nothing."""

    offers_all = False


class OneOf(forms.ModelChoiceField):
    """One row of the queryset; an id that is not in it (forged, or gone meanwhile) counts as none."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError:
            return None


class PlainDecimal(forms.DecimalField):
    """A sum as an office writes it, digits and a point, full-width ones too; Python's 1_000, 1E+9 and other scripts'
    digits are not."""

    def to_python(self, value):
        if value in self.empty_values:
            return None
        narrow = str(value).strip().translate(NARROW)
        if not narrow:  # U+3000 too: what looks blank is blank
            return None
        if not PLAIN_NUMBER.fullmatch(narrow):
            raise forms.ValidationError("只用数字和小数点，例如12.5", code="invalid")
        return super().to_python(narrow)


class CheckedFiles(FilesField):
    """Several files, each known by its content; the errors name the file, an empty one too."""

    def __init__(self, **kwargs):
        # An empty one is told by `inspect`, with what is wrong with the others.
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data, initial=None):
        uploads = super().clean(data, initial)
        wrong = []
        for upload in uploads:
            try:
                inspect(upload)
            except BadFile as bad:
                wrong.append(f"{printable(upload.name)}：{bad}")
        if wrong:
            raise forms.ValidationError(wrong)
        return uploads


def printable(name):
    """A file's name as it may stand on a page, without what cannot be seen."""
    return "".join(char for char in name if char.isprintable())[:80] or "（无名文件）"


def long_text(label, rows=3, limit=TEXT_MAX, **more):
    """Several lines, never required: a draft may be saved at any time."""
    area = forms.Textarea({"rows": rows})
    return LongTextField(label=label, required=False, max_length=limit, widget=area, **more)


def radio(label, choices, **more):
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=forms.RadioSelect, **more)
