"""What a township fills in to report, and the filters of the list of reports."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from accounts.models import Unit
from accounts.succession import heir, nobody_for
from admission.forms.fields import CheckedFiles, OneOf
from audit import clock
from config.forms import DayField, Form
from config.templatetags.chinese import join_cn
from registry.models import Duty
from supervision import queries
from supervision.states import ReportKind

# What townships report as 变相 wherever they are; a county's own file words it (`[[wording]]`).
EVERY_WAY = (
    "责任状", "分解下达指标", "考核验收", "属地管理", "硬性指派", "一票否决", "对口设立机构", "加挂牌子",
)  # fmt: skip


class ReportForm(Form):
    """`cleaned_data` is what `submit_report` takes. `by` of the office registers for a township from paper."""

    township = OneOf(queryset=Unit.objects.none(), label="反映的乡镇", empty_label="请选择")
    arrived_on = DayField(label="收到日期", help_text="核实期限从这一天起算，当天不计。")
    kind = forms.ChoiceField(label="反映什么", choices=ReportKind.choices, widget=forms.RadioSelect)
    ways = forms.MultipleChoiceField(
        label="变相下放的方式", required=False, choices=(), widget=forms.CheckboxSelectMultiple
    )
    code = PlainTextField(
        label="清单编号",
        required=False,
        max_length=20,
        help_text="与清单事项有关的，填它的编号，例如配合012；没有列入清单的不填。",
    )
    department = OneOf(
        queryset=Unit.objects.none(), label="被反映的部门", required=False, empty_label="请选择"
    )
    document = PlainTextField(
        label="文件或来源",
        required=False,
        max_length=200,
        help_text="文件名称和文号，或者会议、电话、工作群通知。有了部门、文件和日期就可以反映。",
    )
    happened_on = DayField(label="发生日期", help_text="文件的日期，或者应当落实而没有落实的日期。")
    facts = LongTextField(
        label="情况",
        required=False,
        max_length=3000,
        widget=forms.Textarea({"rows": 5}),
        help_text="什么事、怎样交下来的、缺什么。",
    )
    wanted = LongTextField(
        label="希望怎样解决", required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )
    hides_reporter = forms.BooleanField(
        label="不向被反映的部门公开本乡镇的名称",
        required=False,
        help_text="部门看不到乡镇名称和附件；情况里也请不要写能认出本乡镇的内容。",
    )
    files = CheckedFiles(label="附件", required=False)
    sure = forms.BooleanField(label="已核对，仍要提交", required=False, widget=forms.HiddenInput)
    need = {
        "department": "必选；填了清单编号、事项有牵头部门的可以不选",
        "document": "文件和情况，至少写一样",
        "facts": "",
    }
    reveals = {"kind": {ReportKind.DISGUISED.value: ("ways",)}}

    def __init__(self, *args, by, regime, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["department"].queryset = queries.answerable(by.county)
        terms = [wording.term for wording in regime.rules.wording] or EVERY_WAY
        readers = join_cn(queries.readers(by.county))
        self.fields["hides_reporter"].help_text += f"{readers}仍看得到乡镇名称。"
        self.fields["ways"].choices = [(term, term) for term in terms]
        if by.is_township:
            del self.fields["township"], self.fields["arrived_on"]
        else:
            self.fields["files"].required = True
            self.call("files", "书面反映的扫描件")
            self.fields["township"].queryset = queries.townships(by.county)
            self.initial.setdefault("arrived_on", clock.today())

    def add_error(self, field, error):
        """What the person is asked to be sure of is answered on the form that comes back."""
        if field == "sure":
            self.fields["sure"].widget = forms.CheckboxInput()
        super().add_error(field, error)

    def clean_code(self):
        return self.cleaned_data["code"].strip()

    def clean(self):
        given = super().clean()
        given["duty"] = self._duty(given.pop("code", ""))
        led = given["duty"] and given["duty"].department
        if led and not given.get("department"):
            given["department"] = heir(led)
            if said := nobody_for(led):
                self.add_error("department", f"{said}，或者选择现在的部门")
        if not given.get("department") and not self.errors.keys() & {"department", "code"}:
            told = "这一事项没有牵头部门，请选择被反映的部门"
            self.add_error("department", told if given["duty"] else "请选择被反映的部门，或者填写清单编号")
        if given.get("kind") == ReportKind.DISGUISED and not given.get("ways"):
            self.add_error("ways", "请选择变相下放的方式，至少选一项")
        if given.get("kind") != ReportKind.DISGUISED:
            given["ways"] = []
        return given

    def _duty(self, code):
        if not code:
            return None
        duty = Duty.objects.select_related("department").filter(county=self.by.county, code=code).first()
        if duty is None or not queries.knows_of(self.by, duty):
            self.add_error("code", f"清单里没有编号为“{code}”的事项，请核对；没有列入清单的不填")
            return None  # nor does anything else that is said tell of it
        return duty
