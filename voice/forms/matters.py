"""What is filled in to ask, to answer, to close."""

from functools import partial

from django import forms

from accounts.fields import PlainTextField
from accounts.models import Unit
from admission.forms.entries import NumberField, PastDayField, PromisedDayField
from admission.forms.fields import CheckedFiles, OneOf
from audit import clock
from config.forms import DayField, Form, Places, SeveralOf
from config.templatetags.chinese import cdate
from regimes.calendar import Calendar
from registry.models import Duty
from supervision.forms.acts import ActForm, text_area
from voice import queries
from voice.kinds import KINDS, answers_to
from voice.states import Grade

_text = partial(text_area, limit=3000)

HINTS = {"reference": "还没有编号的，写“未编号”。"}


def _files(label="附件"):
    return CheckedFiles(label=label, required=False)


def _choice(label, choices):
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)


class AskForm(Form):
    """`cleaned_data` is what `ask` takes beside the kind."""

    title = PlainTextField(label="事项", max_length=200)
    text = _text("内容", rows=5)
    units = SeveralOf(queryset=Unit.objects.none(), label="请谁答复", widget=Places)
    duty = OneOf(queryset=Duty.objects.none(), label="清单事项", required=False, empty_label="不针对某一事项")
    due = PromisedDayField(label="答复期限", required=False)
    files = _files()

    def __init__(self, *args, by, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = KINDS[kind]
        self.call("title", self.kind.title)
        self.call("text", self.kind.text)
        self.fields["units"].queryset = queries.units_asked(kind, by)
        self.fields["due"].help_text = _left_blank(by.county.rules)
        if self.kind.has_duty:
            self.fields["duty"].queryset = queries.listed(by.county)
        else:
            del self.fields["duty"]
        if self.kind.has_duty and (duty := self.initial.get("duty")):
            self.initial.setdefault("title", duty.name[:200])
        if self.kind.everyone:
            del self.fields["units"]
        if self.kind.has_year:
            self.fields["year"] = _year(ahead=self.kind.ahead)
        if self.kind.searched:
            self.fields["files"] = CheckedFiles(
                label="要审核的文件", help_text="DOCX和有文字的PDF逐句查找；扫描件和其他格式由人工审核。"
            )
        for name, label in self.kind.facts.items():
            self.fields[name] = PlainTextField(label=label, max_length=200, help_text=HINTS.get(name, ""))
        for name in ("year", "files", *self.kind.facts):
            if name in self.fields:
                self.call(name, self.fields[name].label)
        self.order_fields(["title", "year", *self.kind.facts, "duty", "text", "units", "due", "files"])

    def clean(self):
        given = super().clean()
        labels = self.kind.facts
        given["facts"] = {label: given.pop(name) for name, label in labels.items() if given.get(name)}
        return given


def _left_blank(rules):
    """Which day is promised where none is named; nothing of a county whose rules are not loaded, which promises none."""
    if rules is None:
        return ""
    limit = rules.limit("answer")
    deadline = Calendar.load().add(clock.today(), limit.days)
    guessed = "，该年日历未公布，按推算" if deadline.provisional else ""
    return f"不填的为{limit.days}个工作日（{limit.source}），到{cdate(deadline.date)}{guessed}。"


def _year(*, ahead):
    this = clock.today().year
    years = (this, this + 1) if ahead else (this, this + 1, this - 1)
    choices = [(year, f"{year}年") for year in years]
    return forms.TypedChoiceField(label="年度", coerce=int, initial=this, choices=choices)


class Answering(ActForm):
    choice = _choice("答复", ())
    text = _text("意见和理由")
    files = _files("证明材料")

    def prepare(self):
        kind = KINDS[self.subject.kind]
        self.fields["choice"].choices = answers_to(self.subject)
        self.call("text", kind.says)
        self.fields["text"].help_text = kind.says_what


class Rating(ActForm):
    """One grade an answer; `grades` is {unit pk: grade}."""

    text = _text("评价的理由", required=False, rows=3, limit=1000)
    need = {"text": "不满意的必填"}

    def prepare(self):
        self.rated = self.subject.answers
        for reply in self.rated:
            label = f"{reply.unit.short_name}：{reply.word}"
            self.fields[f"grade-{reply.unit_id}"] = _choice(label, Grade.choices)
        self.order_fields([f"grade-{reply.unit_id}" for reply in self.rated])
        for reply in self.rated:
            said = self.fields[f"grade-{reply.unit_id}"].error_messages
            said["required"] = f"请评价{reply.unit.short_name}的答复"

    def clean(self):
        given = super().clean()
        grades = {each.unit_id: given.pop(f"grade-{each.unit_id}", None) for each in self.rated}
        return given | {"grades": grades}


class Concluding(ActForm):
    result = _choice("结论", ())
    text = _text("说明", help_text="写明依据和以后怎样办。")
    files = _files()

    def prepare(self):
        self.fields["result"].choices = KINDS[self.subject.kind].results


class Deciding(ActForm):
    result = _choice("决定", ())
    number = NumberField(label="决定的文号", max_length=60)
    decided_on = PastDayField(label="决定日期")
    held_on = DayField(
        label="批准的开展日期",
        required=False,
        help_text="批准的，写申请年度内、决定以后的日期；列入考核日程。",
    )
    text = _text("说明", required=False, rows=3)
    files = _files("决定文件")
    need = {"held_on": "批准的必填", "text": "不批准的必填"}

    def prepare(self):
        self.fields["result"].choices = KINDS[self.subject.kind].results


class AskingAgain(ActForm):
    units = SeveralOf(queryset=Unit.objects.none(), label="请谁再答复", widget=Places)
    due = PromisedDayField(label="新的答复期限")
    text = _text("哪里没有解决")

    def prepare(self):
        self.fields["units"].queryset = Unit.objects.filter(
            pk__in=[each.unit_id for each in self.subject.answers]
        )


class Escalating(ActForm):
    due = PromisedDayField(label="新的答复期限")
    text = _text("提级协调的理由和要求", help_text="牵头督导的单位看得到；被问的单位重新答复。")


class WithdrawingMatter(ActForm):
    text = _text("撤回的理由")
