"""The form of a duty's 办事指南."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from accounts.models import Unit, UnitKind
from audit import clock
from config.forms import Form


class GuideForm(Form):
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    steps = LongTextField(
        label="办理流程",
        required=False,
        max_length=3000,
        help_text="一步一行。",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    materials = LongTextField(
        label="申请材料",
        required=False,
        max_length=3000,
        help_text="一样一行，写明原件还是复印件、几份。",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    time_limit = PlainTextField(
        label="办理时限", required=False, max_length=200, help_text="例如：受理后5个工作日。"
    )
    place = PlainTextField(
        label="办理地点", required=False, max_length=200, help_text="例如：各乡镇便民服务中心民政窗口。"
    )
    fee = PlainTextField(
        label="收费", required=False, max_length=200, help_text="不收费的写“不收费”；收费的写标准和依据。"
    )
    answer_unit = forms.ModelChoiceField(
        Unit.objects.none(), label="咨询单位", required=False, empty_label="牵头部门"
    )
    answer_post = PlainTextField(
        label="咨询岗位", required=False, max_length=50, help_text="写岗位，不写姓名，例如：社会救助股。"
    )
    telephone = PlainTextField(label="咨询电话", required=False, max_length=30)

    sections = (
        ("怎么办", "", ("steps", "materials", "time_limit", "place", "fee")),
        (
            "问谁",
            "都不填的，页面写牵头部门（没有的，承担的乡镇）的联系岗位和电话。",
            ("answer_unit", "answer_post", "telephone"),
        ),
    )

    def __init__(self, *args, duty, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.on(clock.today()).filter(county=duty.county)
        self.fields["answer_unit"].queryset = units.exclude(kind=UnitKind.CONVENOR)  # answers nobody's call
        if duty.department_id is None:
            self.fields["answer_unit"].empty_label = "承担的乡镇"

    @property
    def facts(self):
        """What the guide is to say."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}
