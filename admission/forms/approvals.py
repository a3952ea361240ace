"""What is filled in to decide, report upward, take the reply, refuse, and give notice."""

from django import forms
from django.forms.models import model_to_dict

from accounts.fields import LongTextField, PlainTextField
from admission import checks, rules
from admission.forms.acts import ActForm, Reasoned
from admission.forms.entries import NumberField, PastDayField
from admission.forms.fields import CheckedFiles
from admission.pages.consequence_words import approvals, worked_again
from admission.states import State, Verdict
from audit import clock
from config.forms import DayField


class Deciding(ActForm):
    """登记审定结果: by a body's own office for its body, by the joint meeting's office for one or both (settled 18)."""

    bodies = forms.MultipleChoiceField(
        label="作出审定的机关",
        widget=forms.CheckboxSelectMultiple,
        help_text="联合发文的，两个都勾选。",
    )
    verdict = forms.ChoiceField(label="审定结果", widget=forms.RadioSelect)
    number = NumberField(label="审定文件的发文字号", required=False)
    reason = LongTextField(label="理由", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    decided_on = PastDayField(label="审定日期")
    files = CheckedFiles(label="审定文件扫描件")
    need = {"number": "审定通过的必填", "reason": "退回和不予的必填"}

    def prepare(self):
        case = self.case
        refused = case.label_of(State.REJECTED)
        self.fields["verdict"].choices = [
            (Verdict.APPROVED, case.words(Verdict.APPROVED.label)),
            (Verdict.RETURNED, Verdict.RETURNED.label),
            (Verdict.REFUSED, refused),
        ]
        self.descriptions = {
            "verdict": {
                "approved": "各机关都通过后，进入下一步。",
                "returned": case.words(f"案件退回，已有的{approvals(case)}失效，可重新办理。"),
                "refused": f"案件以“{refused}”结束，书面告知各方，不再恢复。",
            }
        }
        self.own = rules.decider_of(case, self.by)
        if self.own:
            del self.fields["bodies"]
            self.fields["files"].required = False
        else:
            # One sent stays a choice though it was recorded meanwhile: the act says that the form is stale.
            sent = self.data.getlist("bodies") if self.is_bound else ()
            known, open_ones = case.deciders, case.dossier.undecided
            self.fields["bodies"].choices = [
                (body.key, body.name) for body in known if body in open_ones or body.key in sent
            ]

    def clean(self):
        verdict = self.cleaned_data.get("verdict")
        if (
            verdict == Verdict.APPROVED
            and not self.cleaned_data.get("number")
            and "number" not in self.errors
        ):
            self.add_error("number", self.case.words("请填写审定文件的发文字号"))
        if (
            verdict in (Verdict.RETURNED, Verdict.REFUSED)
            and not self.cleaned_data.get("reason")
            and "reason" not in self.errors
        ):
            self.add_error("reason", "请写明理由")
        return self.cleaned_data

    def stored_in(self, case):
        """What was recorded of the same body meanwhile."""
        bodies = [self.own.key] if self.own else self.data.getlist("bodies")
        row = next(filter(None, map(case.dossier.decisions.get, bodies)), None)
        return model_to_dict(row, ("verdict", "number", "reason", "decided_on")) if row else {}

    def arguments(self):
        return {**self.cleaned_data, "bodies": [self.own.key] if self.own else self.cleaned_data["bodies"]}


class Requesting(ActForm):
    """请示: the office's own number and its date."""

    number = NumberField(label="请示的发文字号")
    sent_on = PastDayField(label="印发日期")
    word = "request"

    def prepare(self):
        today = clock.today()
        self.initial.setdefault("sent_on", today)
        self.initial.setdefault("number", self.case.rules.papers.begun_number(self.word, today.year))


class Filing(Requesting):
    number = NumberField(label="上报文件的发文字号")
    sent_on = PastDayField(label="上报日期")
    word = "filing"

    def stored_in(self, case):
        """What a colleague recorded, where the answer to it is still to come."""
        row = case.dossier.filing
        return model_to_dict(row, ("number", "sent_on")) if row and not row.outcome else {}


def name_reply(form):
    """批复文号, 批复日期 … where the upper body approves; 回复文号 … where it only files."""
    upper = form.case.rules.bodies.upper
    paper = upper.answer if upper else ""  # a form for no body above is only told that it comes to nothing
    for name, word in REPLY.items():
        if name in form.fields:
            form.call(name, f"{paper}{word}")


REPLY = {"number": "文号", "reply_on": "日期", "text": "意见", "files": "扫描件"}


class Replying(ActForm):
    """The upper body's answer, by its own seat or by the office with the reply attached."""

    number = NumberField(label="文号")
    reply_on = PastDayField(label="日期")
    text = LongTextField(label="意见", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    files = CheckedFiles(label="扫描件")

    def prepare(self):
        name_reply(self)
        self.initial.setdefault("reply_on", clock.today())
        if rules.is_upper(self.case, self.by):
            self.fields["files"].required = False


class ReturningFromAbove(Replying):
    nature = forms.ChoiceField(
        label="退回的性质",
        widget=forms.RadioSelect,
        choices=[("form", "形式"), ("substance", "实质")],
    )
    reason = LongTextField(label="退回的理由", widget=forms.Textarea(attrs={"rows": 4}))
    descriptions = {
        "nature": {
            "form": "材料、格式、文号等问题。内容、意见、程序都没有变的，改正后可直接重新报送，原有签署继续有效。",
            "substance": "内容、意见或程序有问题。此前的{}全部失效，案件回到初评环节，{}。",
        }
    }
    field_order = ["nature", "reason", "number", "reply_on", "files"]

    def prepare(self):
        super().prepare()
        del self.fields["text"]
        self.fields["number"].required = False
        told = self.descriptions["nature"]
        lost = told["substance"].format(approvals(self.case), worked_again(self.case))
        self.descriptions = {"nature": told | {"substance": self.case.words(lost)}}
        upper = self.case.rules.bodies.upper  # see `name_reply`
        known, nature = upper.returns if upper else (), self.fields["nature"]
        nature.choices = [(each, label) for each, label in nature.choices if each in known]
        if len(known) == 1:
            self.initial.setdefault("nature", known[0])
        self.stale = bool(checks.hard(self.case))
        if self.stale:  # 复核未过 (settled 22): no reply is needed, the ground itself is gone
            del self.fields["nature"]
            self.fields["files"].required = False
            self.initial.setdefault("reason", "；".join(found.text for found in checks.hard(self.case)))

    def arguments(self):
        given = dict(self.cleaned_data)
        nature = given.pop("nature", "substance")
        return {**given, "substance": nature == "substance"}


class Refusing(Reasoned):
    """不予准入: with the reply where the upper body refuses."""

    verb = "reject"
    article = PlainTextField(
        label="依据的条款", max_length=200, required=False, help_text="写到条、款、项，例如“第×条第×项”。"
    )
    number = NumberField(label="文号")
    reply_on = PastDayField(label="日期")
    files = CheckedFiles(label="扫描件")
    hint = "会原样印在告知书上，送申请方和被征询过的单位。"

    def prepare(self):
        self.label = f"{self.case.label_of(State.REJECTED)}的理由"
        super().prepare()
        if self.case.state != State.UPPER_REVIEW:
            for name in ("number", "reply_on", "files"):
                del self.fields[name]
            return
        name_reply(self)
        self.initial.setdefault("reply_on", clock.today())
        del self.fields["article"]
        if rules.is_upper(self.case, self.by):
            self.fields["files"].required = False


class CorrectingNumber(ActForm):
    """更正文号: the right one, why, and what it stands on."""

    dated = None  # the day that the paper bears

    number = NumberField(label="正确的发文字号")
    reason = LongTextField(
        label="更正的理由", widget=forms.Textarea(attrs={"rows": 3}), help_text="如“登记时抄错”，会记入案卷。"
    )
    files = CheckedFiles(label="扫描件", help_text="载明正确文号的文件或者发文登记。")


class Noticing(ActForm):
    """准入通知, 撤销通知: number, date, and the first (or last) day."""

    number = NumberField(label="通知的发文字号")
    issued_on = PastDayField(label="印发日期")
    effective_on = DayField(label="生效日期", help_text="默认为印发当天，不早于最后一次审批。")

    def prepare(self):
        today = clock.today()
        self.initial.setdefault("issued_on", today)
        self.initial.setdefault("number", self.case.rules.papers.begun_number("notice", today.year))
        first = self.case.version.term_from
        self.initial.setdefault("effective_on", max(filter(None, (today, first))))
        if first and first > today:
            self.fields["effective_on"].help_text = "默认为申请写明的开始日期，不早于这一天。"
        if self.case.ends_duty:
            self.call("effective_on", "终止日期")
            self.fields["effective_on"].help_text = "当天仍有效，次日起不再办理；不早于最后一次审批。"
