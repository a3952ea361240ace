"""Beginning a case: the search for the duty to be ended, and what the office registers from paper."""

from django import forms

from accounts.fields import PlainTextField
from accounts.models import Unit, UnitKind
from admission.forms.application import DEPARTMENTS
from admission.forms.fields import OneOf
from admission.queries import listed_for
from admission.states import Kind
from audit import clock
from config.forms import Form
from regimes.queries import kinds_taken

LATER = (Kind.ADJUSTMENT, Kind.CANCELLATION, Kind.REVOCATION)


class SearchForm(Form):
    q = PlainTextField(label="名称、编号或内容", required=False, max_length=100)


class RegisterForm(Form):
    """`cleaned_data` is what `beginning.start` takes."""

    applicant = OneOf(
        queryset=Unit.objects.none(),
        label="申请单位",
        empty_label="请选择",
        help_text="在纸质申请上盖章的单位。",
    )
    kind = forms.ChoiceField(label="申请种类", choices=Kind.choices, widget=forms.RadioSelect)
    code = PlainTextField(
        label="清单编号",
        required=False,
        max_length=20,
    )

    def __init__(self, data=None, *, county):
        super().__init__(data)
        # before any rules are loaded, every kind: `start` says why it cannot be
        taken = [Kind(kind) for kind in kinds_taken(county)]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in taken]
        if later := [kind.label for kind in taken if kind in LATER]:
            told = "或者".join(filter(None, ["、".join(later[:-1]), later[-1]]))
            self.need = {"code": f"{'、'.join(later)}的必填"}
            self.fields["code"].help_text = f"要{told}的那一项，例如“配合012”；由申请单位牵头或承担的。"
        else:
            del self.fields["code"]
        standing = Unit.objects.on(clock.today()).filter(county=county, is_standing=True)
        self.fields["applicant"].queryset = standing.filter(kind__in=(*DEPARTMENTS, UnitKind.TOWNSHIP))

    def clean(self):
        data = super().clean()
        code, unit, duty = data.pop("code", ""), data.get("applicant"), None
        if data.get("kind") not in LATER or "code" in self.errors:
            return data | {"duty": duty}
        if not code:
            self.add_error("code", "请填写清单编号")
        elif unit:
            rows = listed_for(unit, clock.today(), data["kind"])
            duty = next((row.duty for row in rows if row.duty.code == code), None)
            if duty is None:
                self.add_error("code", f"清单里没有编号为“{code}”、由{unit.short_name}牵头或承担的事项")
        return data | {"duty": duty}
