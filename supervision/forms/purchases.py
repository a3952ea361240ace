"""What is bought instead of handed over: the three parties' duties, and its end."""

import re
from functools import partial

from django import forms

from accounts.fields import PlainTextField
from accounts.models import Unit
from admission.forms.fields import CheckedFiles
from config.forms import DayField, Form, Places, SeveralOf
from registry.models import SAYINGS, Way
from registry.normalize import comparable, half_width
from supervision import queries
from supervision.forms.acts import ActForm, text_area

_text = partial(text_area, rows=3, limit=10_000)

SUM = re.compile(r"(?<![\d.,-])\d[\d,]*(\.\d+)?(?:[百千万亿]*元|$)")  # half-width


class PurchaseForm(Form):
    """`cleaned_data` is what `record_purchase` takes."""

    way = forms.ChoiceField(label="办理方式", choices=Way.choices, widget=forms.RadioSelect)
    name = PlainTextField(label="事项名称", max_length=200, validators=[comparable])
    basis = _text(
        "依据",
        help_text="为什么不适合准入、部门自己办有什么困难，符合政府购买服务的哪一条规定；由群团组织承接的，写依据的文件。",
    )
    department_duties = _text("主管部门的职责", help_text="监督、验收、付款等由本部门做的，逐条写。")
    receiver = PlainTextField(
        label="受买方（承接的组织）",
        max_length=200,
        help_text="企业、社会组织或者群团组织的全称；不写个人姓名。",
    )
    receiver_duties = _text("受买方的职责")
    townships = SeveralOf(queryset=Unit.objects.none(), label="涉及的乡镇", widget=Places)
    township_duties = _text(
        "乡镇的职责", help_text="乡镇只做哪几件，例如提供场地、反映情况；没有的写“无”。不得变相交由乡镇办理。"
    )
    amount = PlainTextField(
        label="金额",
        max_length=100,
        required=False,
        help_text="每年多少元、从哪里出，例如：每年3万元，本部门预算。",
    )
    begins_on = DayField(label="开始日期")
    until = DayField(label="约定的结束日期", required=False)
    files = CheckedFiles(label="合同、协议", required=False)
    need = {
        "way": "必选一项",
        **dict.fromkeys(
            (
                "name",
                "basis",
                "department_duties",
                "receiver",
                "receiver_duties",
                "township_duties",
                "begins_on",
            ),
            "必填",
        ),
        "townships": "至少选一个",
    }

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        if rules := by.county.rules:
            self.fields["way"].choices = [(way, f"{way.label}（{rules.cite(SAYINGS[way])}）") for way in Way]
        self.fields["townships"].queryset = queries.townships(by.county)

    def clean_amount(self):
        said = self.cleaned_data["amount"]
        if said and not SUM.search(half_width(said)):
            raise forms.ValidationError("请写数额，例如：每年3万元")
        return said


class EndingPurchase(ActForm):
    ended_on = DayField(label="终止日期")
    text = _text("终止的原因", rows=2, help_text="合同到期、改由部门自己办，或者其他。")
