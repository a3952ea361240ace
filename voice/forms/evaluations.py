"""What is filled in to open an evaluation, and to rate."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from admission.forms.entries import ComingDayField
from audit import clock
from config.forms import Form
from supervision.forms.acts import ActForm
from voice import queries, rules
from voice.scores import CHOICES

OF_DEPARTMENTS = (
    "对乡镇请求的响应\n对下放事项的指导和培训\n经费、人员、技术保障\n不以责任状、考核验收转嫁责任"
)
OF_POSTED = "派驻机构的工作和服从乡镇统一指挥协调"
OF_TOWNSHIPS = "按清单履行职责\n工作对接和情况报告\n对派驻机构和人员的配合"
MOST = 8


class Points(LongTextField):
    """A point a line, each once."""

    def __init__(self, **more):
        hint = f"一行写一项，至多{MOST}项。"
        super().__init__(max_length=600, widget=forms.Textarea({"rows": 5}), help_text=hint, **more)

    def clean(self, value):
        lines = list(
            dict.fromkeys(line.strip() for line in super().clean(value).splitlines() if line.strip())
        )
        if not lines:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(lines) > MOST:
            raise forms.ValidationError(f"至多{MOST}项，现有{len(lines)}项")
        if long := next((line for line in lines if len(line) > 60), ""):
            raise forms.ValidationError(f"每项不超过60个字：“{long[:20]}……”")
        return lines


class PeriodForm(Form):
    """`cleaned_data` is what `open_period` takes."""

    title = PlainTextField(label="名称", max_length=100, help_text="例如：2026年下半年县乡评价。")
    year = forms.IntegerField(label="年度", min_value=2020, max_value=2100)
    closes_on = ComingDayField(label="截止日期")
    of_departments = Points(label="乡镇评价部门的内容", initial=OF_DEPARTMENTS)
    of_townships = Points(label="部门评议乡镇的内容", initial=OF_TOWNSHIPS)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("year", clock.today().year)
        if rules.rates_posted(by.county.rules):
            self.initial.setdefault("of_departments", f"{OF_DEPARTMENTS}\n{OF_POSTED}")
        if not rules.is_mutual(by):
            del self.fields["of_townships"]


class Rating(ActForm):
    """A row a unit of the other side, a choice a point; `said` is what `hand_in` takes: the rows with any choice. `before`: the
    sheet of the unit that the form was made from.
    """

    before = forms.IntegerField(required=False, min_value=0, max_value=10**6, widget=forms.HiddenInput)

    def __init__(self, *args, by, **kwargs):
        self.by = by
        super().__init__(*args, **kwargs)

    def prepare(self):
        self.units = list(queries.rated_by(self.subject, self.by.unit))
        self.points = self.subject.points(self.units[0].kind) if self.units else []
        self.initial |= self.stored_in(self.subject)
        for unit in self.units:
            for at, point in enumerate(self.points):
                self.fields[f"score-{unit.pk}-{at}"] = forms.ChoiceField(
                    label=f"{unit.short_name}：{point}", required=False, choices=CHOICES
                )
            self.fields[f"remark-{unit.pk}"] = PlainTextField(
                label=f"{unit.short_name}：理由和建议", required=False, max_length=200
            )

    def stored_in(self, period):
        """The sheet of the unit as it is now, by field."""
        sheet = period.sheets.filter(unit=self.by.unit).first()
        found = {"before": sheet.lock if sheet else 0}
        for unit, said in (sheet.said if sheet else {}).items():
            found |= {f"score-{unit}-{at}": str(score or "") for at, score in enumerate(said["scores"])}
            found[f"remark-{unit}"] = said["remark"]
        return found

    @property
    def rows(self):
        """[(unit, bound fields of the points, bound field of the remark)]."""
        for unit in self.units:
            scores = [self[f"score-{unit.pk}-{at}"] for at in range(len(self.points))]
            yield unit, list(zip(self.points, scores, strict=True)), self[f"remark-{unit.pk}"]

    def clean(self):
        given, said = super().clean(), {}
        for unit in self.units:
            marks = [given.get(f"score-{unit.pk}-{at}") for at in range(len(self.points))]
            if any(marks):
                scores = [int(mark) if mark else None for mark in marks]
                said[str(unit.pk)] = {"scores": scores, "remark": given.get(f"remark-{unit.pk}", "")}
            elif given.get(f"remark-{unit.pk}"):
                wrong = f"对{unit.short_name}只写了理由和建议，请至少选一项评价，或者删去"
                self.add_error(f"remark-{unit.pk}", wrong)
        return {"said": said, "before": given.get("before") or 0}
