"""A member unit's opinion: its own question's findings, the general view, conditions, reasons."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from admission.forms.entries import StampedPaper
from admission.forms.fields import CheckedFiles
from admission.models import Review
from admission.opinions import last_written, problems_of, question_of, views_for
from admission.pages.opinion import start_of
from admission.states import Procedure, View
from config.forms import Form
from config.templatetags.chinese import join_cn

DRAFT, SEND, ISSUE, RETURN = "draft", "send", "issue", "return"  # what a button of the page does
NOT_SEEN = (-1, -1)  # no round has this number: a form without its own is stale

VIEWS = {
    "agree": "没有附加要求。",
    "conditional": "写明条件。申请方在新一稿里采纳、{unit}再次同意以后，才算同意；在此之前按一般程序办理。",
    "disagree": "本案将转一般程序，由联席会议办公室召开协调会。",
    "not_ours": "这件事与{own}职责无关，视为没有不同意见。",
}
# what a round that leads to no other procedure says
IN_ONE = {
    "conditional": "写明条件。申请方在新一稿里采纳、{unit}再次同意以后，才算同意。",
    "disagree": "写明理由。不同意见由联席会议办公室汇总，随案上报。",
}
IN_GENERAL = IN_ONE | {
    "disagree": "写明理由。不同意见由联席会议办公室汇总，提交协调和审议。",
}
FORCED = {
    "disagree": "选这一项，总体意见只能是“不同意”。",
    "conditional": "选这一项，总体意见只能是“附条件同意”或“不同意”。",
}
# of a finding that stands in the way of every step (I-30): what comes next is neither another procedure nor a meeting
STOPS = "选这一项，总体意见只能是“不同意”；申请方修改以前，案件不能进入下一步。"


class SeenForm(Form):
    """Carries the round and 稿 it was made for, instead of the case's lock (settled 1); and when its unit last wrote."""

    seen_round = forms.CharField(label="打开时的轮次", required=False, widget=forms.HiddenInput)
    seen_version = forms.CharField(label="打开时的稿", required=False, widget=forms.HiddenInput)
    written = forms.CharField(label="打开时的意见", required=False, widget=forms.HiddenInput)

    def __init__(self, *args, review, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen_round", review.round.number)
        self.initial.setdefault("seen_version", review.round.version_id)
        if "written" in self.fields and not self.is_bound:
            self.initial.setdefault("written", last_written(review))

    def seen(self):
        given = [self.cleaned_data.get(name, "") for name in ("seen_round", "seen_version")]
        if all(value.isdecimal() and len(value) < 10 for value in given):
            return tuple(int(value) for value in given)
        return NOT_SEEN

    def opened_on(self):
        """What the acts compare with what is there now."""
        return {"seen": self.seen(), "written": self.cleaned_data["written"]}


class OpinionForm(SeenForm):
    """Built for one review: the unit and the question are the review's, whatever is posted.

    A draft may be incomplete; `complete` asks for what an issued opinion must say, by the act's own rule.
    """

    view = forms.ChoiceField(label="总体意见", required=False, widget=forms.RadioSelect)
    conditions = LongTextField(
        label="条件", required=False, help_text="一行一条。", widget=forms.Textarea(attrs={"rows": 3})
    )
    reasons = LongTextField(
        label="理由",
        required=False,
        help_text="写给申请方、乡镇和作决定的机关看，会原样印在意见汇总表上。",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    files = CheckedFiles(label="附件", required=False)
    reveals = {"view": {"conditional": ("conditions",)}}
    need = {"view": "必选一项", "finding": "必选一项", "reasons": "不是“同意”的，必填", "files": "可不传"}

    def __init__(self, *args, review, rules, complete, **kwargs):
        self.review, self.rules, self.complete = review, rules, complete
        super().__init__(*args, review=review, **kwargs)
        self.reveals = dict(self.reveals)
        told, named = VIEWS | self._other_ways(), self.named()
        self.descriptions = {"view": {view: text.format(**named) for view, text in told.items()}}
        self.say_in(review.round.application.words)
        views = [(view.value, view.label) for view in views_for(review, rules)]
        self.fields["view"].choices = views
        self.details = {}
        question = question_of(review, rules)
        if question and question.findings:
            self._ask(question)
        if question and question.findings and rules.focus:
            reasons = self.fields["reasons"]
            reasons.help_text = f"对{join_cn(rules.focus)}的意见也写在这里。{reasons.help_text}"

    def named(self):
        """How the unit that answers is spoken of on its own page."""
        return {"unit": "贵单位", "own": "本单位"}

    def _other_ways(self):
        """What another view leads to where it does not change the procedure."""
        if not self.rules.has_procedures:
            return IN_ONE
        general = self.review.round.application.procedure == Procedure.GENERAL
        return IN_GENERAL if general else {}

    def _ask(self, question):
        findings = question.findings
        self.fields["finding"] = forms.ChoiceField(
            label=f"审查结论：{question.label}",
            required=False,
            widget=forms.RadioSelect,
            choices=[(finding.key, finding.label) for finding in findings],
        )
        stopping = [f for f in findings if self.rules.blocks(self.review.unit.key, f.key)]
        self.descriptions["finding"] = {f.key: FORCED[f.forces] for f in findings if f.forces}
        self.descriptions["finding"] |= {f.key: STOPS for f in stopping}
        if stopping:
            labels = join_cn([f"“{f.label}”" for f in stopping])
            self.descriptions["view"]["disagree"] += f"结论是{labels}的除外。"
        for finding in findings:
            for key, label in finding.details:
                self.fields[key] = PlainTextField(label=label, required=False, max_length=200)
            self.details[finding.key] = tuple(detail.key for detail in finding.details)
        self.reveals["finding"] = self.details
        self.order_fields(["finding", *self.fields])

    def stored_in(self, case):
        """What the unit has written by now, for whoever of it was slower."""
        return initial_of(start_of(Review.objects.get(pk=self.review.pk)))

    def clean(self):
        if self.complete:
            opinion = self.opinion()
            for problem in problems_of(self.review, self.rules, **opinion):
                known = problem.anchor in self.fields and problem.anchor not in self.errors
                if known or problem.anchor not in self.fields:
                    self.add_error(problem.anchor if known else None, problem.text)
        return self.cleaned_data

    def given(self, do):
        """What the action of the button is called with."""
        if do == DRAFT:
            return self.draft()
        return self.opinion() | ({"files": self.cleaned_data["files"]} if do == ISSUE else {})

    def draft(self):
        """As typed, also what stands under a choice not taken at present."""
        given = self.cleaned_data
        details = {
            key: given.get(key, "") for keys in self.details.values() for key in keys if given.get(key)
        }
        return {**self._plain(), "details": details, "conditions": given.get("conditions", "")}

    def opinion(self):
        """As it is issued: only what belongs to the finding and the view chosen."""
        given, plain = self.cleaned_data, self._plain()
        if plain["view"] == View.NOT_OURS:
            plain["finding"] = ""
        keys = self.details.get(plain["finding"], ())
        conditions = given.get("conditions", "") if plain["view"] == View.CONDITIONAL else ""
        return {**plain, "details": {key: given.get(key, "") for key in keys}, "conditions": conditions}

    def _plain(self):
        return {name: self.cleaned_data.get(name, "") for name in ("finding", "view", "reasons")}


class PaperOpinionForm(StampedPaper, OpinionForm):
    """The same on stamped paper, registered with its scan: the office reads nothing of the unit's own drafts."""

    written = None
    files = CheckedFiles(label="盖章意见扫描件")
    need = {**OpinionForm.need, "files": "必填"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "files"])  # the scan comes last

    def named(self):
        return dict.fromkeys(("unit", "own"), self.review.unit.short_name)

    def stored_in(self, case):
        return {}

    def given(self, do):
        return super().given(do) | {name: self.cleaned_data[name] for name in StampedPaper.base_fields}


class ReturnForm(SeenForm):
    """The head's word to the handler."""

    note = LongTextField(label="退回的原因", widget=forms.Textarea(attrs={"rows": 2}))


def initial_of(source):
    """What a form starts from: a draft's dict, or an issued opinion."""
    if not isinstance(source, dict):
        names = ("finding", "view", "reasons", "conditions", "details")
        source = {name: getattr(source, name) for name in names}
    return {**{k: v for k, v in source.items() if k != "details"}, **(source.get("details") or {})}
