"""A list kind as a plain form: its name, and its columns as rows of a table."""

import re

from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import PlainTextField
from config.forms import Form
from registry.columns import STORAGES, BadColumns, read_columns

OPEN_ROWS = 4
MOST_COLUMNS = 60
HEADINGS = re.compile(r"[、，,；;\n]+")
PARTS = ("label", "storage", "headings", "required")
OWN = ("", "本清单自己的栏目")
FOR_GOOD = ("prefix", "temporary", "recalled")  # settled once, when the kind is made


class KindForm(Form):
    """`columns`: what the kind has now, as data; `held()`: the keys that texts of its duties have, which no new column takes, for
    they would stand below it. A row without a name is no column."""

    name = PlainTextField(label="清单名称", max_length=50)
    prefix = PlainTextField(
        label="编号前缀",
        max_length=10,
        help_text="放在编号前面，例如“权力”：权力001、权力002。设立后不能改。",
    )
    temporary = forms.BooleanField(
        label="临时性、阶段性清单", required=False, help_text="每一项都要有起止日期。"
    )
    recalled = forms.BooleanField(
        label="上级部门收回清单", required=False, help_text="事项由县级收回，不再由乡镇承担。"
    )

    may_lack_department = forms.BooleanField(
        label="可以没有牵头部门",
        required=False,
        help_text="乡镇自己履行的事项，例如基本履职事项，不必写部门。",
    )

    def __init__(self, *args, columns, is_new, held=set, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_new:
            for name in FOR_GOOD:
                del self.fields[name]
        self.given, self.held = columns, held
        self.rows_shown = self._number_of_rows()
        for at in range(self.rows_shown):
            self._add_row(at, columns[at] if at < len(columns) else {})

    def _number_of_rows(self):
        sent = [name for name in self.data if re.fullmatch(r"label-\d{1,2}", name)]
        return min(max(len(sent), len(self.given) + OPEN_ROWS), MOST_COLUMNS)

    def _add_row(self, at, column):
        self.fields[f"key-{at}"] = forms.CharField(
            widget=forms.HiddenInput, required=False, max_length=30, initial=column.get("key", "")
        )
        self.fields[f"label-{at}"] = PlainTextField(
            label=f"第{at + 1}栏名称", max_length=50, required=False, initial=column.get("label", "")
        )
        self.fields[f"storage-{at}"] = forms.ChoiceField(
            label=f"第{at + 1}栏存放",
            choices=[OWN, *STORAGES.items()],
            required=False,
            initial=column.get("storage", ""),
        )
        self.fields[f"headings-{at}"] = PlainTextField(
            label=f"第{at + 1}栏其他写法",
            max_length=300,
            required=False,
            initial="、".join(column.get("headings", ())),
        )
        self.fields[f"required-{at}"] = forms.BooleanField(
            label=f"第{at + 1}栏必填", required=False, initial=column.get("required", False)
        )

    @property
    def own_fields(self):
        return [self[name] for name in ("name", *FOR_GOOD, "may_lack_department") if name in self.fields]

    @property
    def rows(self):
        """[(number, hidden key, [fields])] of the table."""
        return [
            (at + 1, self[f"key-{at}"], [self[f"{part}-{at}"] for part in PARTS])
            for at in range(self.rows_shown)
        ]

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        columns, keys = [], {self.cleaned_data.get(f"key-{at}") for at in range(self.rows_shown)}
        keys |= self.held()
        for at in range(self.rows_shown):
            if not data[f"label-{at}"]:
                continue
            key = data[f"key-{at}"] or self._new_key(keys)
            keys.add(key)
            columns.append(
                {
                    "key": key,
                    "label": data[f"label-{at}"],
                    "storage": data[f"storage-{at}"],
                    "required": data[f"required-{at}"],
                    "headings": [
                        word.strip() for word in HEADINGS.split(data[f"headings-{at}"]) if word.strip()
                    ],
                }
            )
        try:
            read_columns(columns)
        except BadColumns as problem:
            raise ValidationError(str(problem)) from None
        data["columns"] = columns
        return data

    def _new_key(self, taken):
        return next(key for n in range(1, 1000) if (key := f"own{n}") not in taken)

    @property
    def kind(self):
        """What the actions take."""
        names = [name for name in ("name", *FOR_GOOD, "may_lack_department") if name in self.fields]
        return {name: self.cleaned_data[name] for name in (*names, "columns")}
