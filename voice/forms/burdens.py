"""What is filled in of pledges, assessments and contests laid on townships."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from accounts.models import Unit
from admission.forms.entries import NumberField, PastDayField
from admission.forms.fields import CheckedFiles, OneOf
from config.forms import DayField, Form, Places, SeveralOf
from supervision import rules as followed
from supervision.forms.acts import ActForm
from voice import queries, rules
from voice.actions.burdens import is_arranged
from voice.models import Burden
from voice.states import BasisLevel, BurdenKind, BurdenState, MatterKind, level_word

HELD = "已经开展过的，写最近一次的日期；年度综合考核必须填写。"
AHEAD = "以后要开展的考核评比，由责任部门按一事一报申请，批准后自动列入考核日程。"


def level_choices(county, held):
    return [(level.value, level_word(level, county, held)) for level in BasisLevel]


class BurdenForm(Form):
    """`cleaned_data` is what `enter_burden` takes; a department enters its own, a township what is laid on itself."""

    kind = forms.ChoiceField(label="种类", choices=BurdenKind.choices, widget=forms.RadioSelect)
    name = PlainTextField(label="名称", max_length=200)
    department = OneOf(queryset=Unit.objects.none(), label="责任部门", empty_label="请选择")
    townships = SeveralOf(queryset=Unit.objects.none(), label="涉及乡镇", widget=Places)
    basis = PlainTextField(label="依据", required=False, max_length=300, help_text="文件名称、文号和条款。")
    basis_level = forms.ChoiceField(label="依据的层级", choices=BasisLevel.choices, widget=forms.RadioSelect)
    held_on = DayField(label="开展日期", required=False, help_text=HELD)
    files = CheckedFiles(label="文件", required=False)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["basis_level"].choices = level_choices(by.county, by.county.rules)
        if followed.is_township(by):
            del self.fields["townships"]
            self.fields["held_on"].help_text = "知道哪天开展的填写。"
        else:
            self.fields["held_on"].help_text = HELD + (AHEAD if by.offers(MatterKind.ASSESSMENT) else "")
            self.fields["townships"].queryset = queries.townships(by.county)
        if followed.is_of_department(by) and not rules.leads(by):
            del self.fields["department"]
        else:
            self.fields["department"].queryset = queries.answerable(by.county)
        self.fields["kind"].choices = [(kind, kind.label) for kind in rules.burden_kinds(by)]


class Settling(ActForm):
    outcome = forms.ChoiceField(
        label="清理意见",
        choices=[each for each in BurdenState.choices if each[0] != BurdenState.FOUND],
        widget=forms.RadioSelect,
    )
    merged_into = OneOf(
        queryset=Burden.objects.none(), label="并入哪一项", required=False, empty_label="不是合并的，不选"
    )
    document_number = NumberField(label="文号", max_length=60)
    settled_on = PastDayField(label="文件日期")
    basis_level = forms.ChoiceField(label="保留的，依据的层级", required=False, widget=forms.RadioSelect)
    basis = PlainTextField(
        label="保留的，依据", required=False, max_length=300, help_text="核对以后写明：文件名称、文号和条款。"
    )
    held_on = DayField(label="保留的，开展日期", required=False, help_text="列入考核日程。")
    text = LongTextField(label="说明", required=False, max_length=1000, widget=forms.Textarea({"rows": 3}))
    files = CheckedFiles(label="文件", required=False)

    reveals = {
        "outcome": {
            BurdenState.MERGED.value: ("merged_into",),
            BurdenState.KEPT.value: ("basis_level", "basis", "held_on"),
        }
    }
    need = {"merged_into": "必选", "basis": "选填", "held_on": "选填"}

    def prepare(self):
        self.fields["basis_level"].choices = level_choices(self.subject.county, self.subject.rules)
        self.initial |= {"basis_level": self.subject.basis_level, "basis": self.subject.basis}
        if self.subject.kind == BurdenKind.VETO and self.subject.rules.veto_except:
            self.need = self.need | {"basis": "必填"}
            self.fields[
                "files"
            ].help_text = f"保留一票否决的，上传依据的文件。{self.fields['files'].help_text}"
        self.fields["merged_into"].queryset = queries.kept(self.subject.county).exclude(pk=self.subject.pk)
        if not is_arranged(self.subject):
            self.fields["held_on"].help_text = f"登记以前已经开展的日期。{AHEAD}"
