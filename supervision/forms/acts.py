"""What a seat fills in to act on something followed up; `cleaned_data` is what the action takes."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from admission.forms.entries import PromisedDayField
from admission.forms.fields import CheckedFiles
from config.forms import DayField, Form
from supervision.states import ReportState

EVIDENCE = "证明材料"


class ActForm(Form):
    """The base: nothing to fill in, only to press. Knows what it is about."""

    def __init__(self, *args, subject, **kwargs):
        self.subject = subject
        super().__init__(*args, **kwargs)
        self.prepare()
        self.say_in(subject.county.worded)

    def prepare(self):
        """Fit the fields to the subject."""


def text_area(label, *, required=True, help_text="", rows=4, limit=2000):
    """Some lines of text."""
    area = forms.Textarea({"rows": rows})
    return LongTextField(label=label, required=required, max_length=limit, help_text=help_text, widget=area)


def _files(label=EVIDENCE):
    return CheckedFiles(label=label, required=False)


class Withdrawing(ActForm):
    text = text_area("撤回的理由")


class Saying(ActForm):
    text = text_area(
        "情况说明",
        help_text="事情的经过、已经提供了什么、还差什么、打算何时补上。只作说明，不改变反映的内容。",
    )
    files = _files()


class Checking(ActForm):
    text = text_area(
        "核实情况",
        help_text="向谁核实、看了什么材料、现场情况。联席会议办公室、县委办、县政府办、召集人和外部监督单位看得到，反映的乡镇和被反映的部门看不到。",
    )
    files = _files()


class Stopping(ActForm):
    text = text_area("停止计时的理由", help_text="例如：等乡镇补充材料；收到后写入核实情况，再恢复计时。")


class Restarting(ActForm):
    text = text_area("恢复计时的理由")


class Finding(ActForm):
    facts = text_area("核实的情况", help_text="写事实和证据。写进告知书，乡镇看得到。")
    finding = text_area("核实结论", rows=2, limit=500)
    article = PlainTextField(label="依据", max_length=200)
    files = _files()

    def prepare(self):
        self.initial.setdefault("article", self.subject.rules.limit("verification").source)


class FindingTrue(Finding):
    facts = text_area("核实的情况", help_text="写事实和证据。写进告知书；部门看得到这段文字。")
    wanted = text_area(
        "督办要求", rows=3, limit=1000, help_text="部门要做什么、做到什么程度。写进督办通知单。"
    )
    rectify_by = PromisedDayField(label="整改期限")
    field_order = ("facts", "finding", "wanted", "rectify_by", "article", "files")


class FindingUntrue(Finding):
    finding = text_area("不属实的理由", rows=3, limit=1000)


class SettingDay(ActForm):
    rectify_by = PromisedDayField(label="新的整改期限")
    text = text_area("改期的理由", help_text="原期限和理由都保留，乡镇、部门看得到。")


class Answering(ActForm):
    text = text_area("整改情况", help_text="已经做了什么、何时做的、凭什么能看出来。")
    files = _files()


class Confirming(ActForm):
    text = text_area("说明", required=False, rows=2)


class Objecting(ActForm):
    text = text_area("哪里没有到位")
    files = _files()


class Closing(ActForm):
    text = text_area("销号的依据", required=False, rows=3, help_text="乡镇已确认的可以不写。")
    files = _files()

    def prepare(self):
        """Where the township was silent, the office's own evidence is asked for at once (I-75)."""
        if self.subject.state == ReportState.ANSWERED:
            self.fields["text"].required = True
            self.fields["text"].help_text = "乡镇逾期没有确认：写明凭什么认定已整改到位。"


class Referring(ActForm):
    organ = PlainTextField(label="移送机关", max_length=100, help_text="写全称。")
    facts = text_area("移送的情况", help_text="写事实，不作评判。写进移送函。")
    article = PlainTextField(label="依据", max_length=200)
    reply_by = PromisedDayField(label="请函告结果的期限")
    files = _files("移送的材料")

    def prepare(self):
        """The article on breaches, where the rules have one (阿荣旗 第八条: 查处和纠正; 黑龙江 四（三）: 追责问责)."""
        rules = self.subject.rules
        if breached := rules.cites.get("breaches"):
            self.fields["article"].help_text = "；".join(
                f"{article}：{rules.source_articles[article]}" for article in breached.split("、")
            )
        self.initial.setdefault("article", rules.in_full(breached) if breached else self.subject.article)


class OrganReply(ActForm):
    replied_on = DayField(label="回复日期")
    text = text_area("回复的内容")
    files = _files("回复文件")


class Urging(ActForm):
    text = text_area(
        "催办的话", required=False, rows=2, limit=80, help_text="写进给对方的消息，不超过80个字。"
    )
