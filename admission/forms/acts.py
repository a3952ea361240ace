"""What a seat fills in to act on a case, a form an act; forms clean, actions write.

Every form knows its case and seat. `prepare` fits it to them, `arguments` is what the action is called with.
"""

from functools import cached_property

from django import forms
from django.forms.models import model_to_dict

from accounts.fields import LongTextField, PlainTextField
from accounts.models import Unit, UnitKind
from accounts.succession import named_now
from admission import checks, rules
from admission.actions.asking import ASKABLE, askable, invited_to_coordination
from admission.forms.entries import Arrangement, ComingDayField, PastDayField
from admission.forms.fields import CheckedFiles, Units
from admission.models import Application
from admission.outcomes import after_circulation, after_coordination
from admission.pages.sheets import open_conditions
from admission.queries import reasons_for
from admission.states import HearingKind, State
from audit import clock
from config.forms import Form, SeveralOf
from config.templatetags.chinese import cdate
from regimes.calendar import Calendar


class ActForm(Form):
    """The base: nothing to fill in, only to press."""

    def __init__(self, *args, case, by, **kwargs):
        self.case, self.by = case, by
        super().__init__(*args, **kwargs)
        self.prepare()
        self.say_in(case.words)

    def prepare(self):
        """Fit the fields to the case and the seat."""

    def arguments(self):
        return self.cleaned_data

    def propose_day(self, name, limit):
        """Fill in the last day the county's own limit gives, and say how it was counted."""
        clause = self.case.rules.limits[limit]
        deadline = Calendar.load().add(clock.today(), clause.days)
        self.initial.setdefault(name, deadline.date)
        guessed = "，该年日历未公布，按推算" if deadline.provisional else ""
        self.fields[
            name
        ].help_text = f"{clause.days}个工作日（{clause.source}）到{cdate(deadline.date)}{guessed}，可以改。"


# -- asking and answering dates ---------------------------------------------------------------------------------------


class Asking(ActForm):
    due = ComingDayField(label="答复期限")

    def prepare(self):
        self.propose_day("due", "consultation")


class Circulating(ActForm):
    due = ComingDayField(label="答复期限")
    cover_note = LongTextField(
        label="来文说明",
        required=False,
        help_text="写给各成员单位看：事情的缘由、请重点看什么。退回来要求说明的问题，也在这里说明。",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def prepare(self):
        self.propose_day("due", "circulation")


class ConcludingCoordination(Circulating):
    """What a round is opened with, only where the end of the coordination opens one; else only to press."""

    def prepare(self):
        if after_coordination(self.case) == State.CIRCULATING:
            super().prepare()
        else:
            del self.fields["due"], self.fields["cover_note"]


class AddingReviewer(ActForm):
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", empty_label="请选择")
    asks = LongTextField(
        label="向该单位提出的问题",
        help_text="一句话问清楚，只问属于该单位职责的事。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason = LongTextField(label="增加的理由", widget=forms.Textarea(attrs={"rows": 3}))

    def prepare(self):
        asked = [review.unit_id for review in self.case.dossier.reviews]
        self.fields["unit"].queryset = askable(self.case.county).exclude(pk__in=asked)


class HearingAnExpert(ActForm):
    """The question is the county's own unless the office puts another."""

    expert = PlainTextField(
        label="专家", max_length=100, help_text="写单位、专业和职称，例如“某大学 · 林学教授”。"
    )
    asks = LongTextField(label="听取意见的问题", widget=forms.Textarea(attrs={"rows": 2}))
    gist = LongTextField(
        label="意见要点", help_text="照书面意见摘录，不加评论。", widget=forms.Textarea(attrs={"rows": 5})
    )
    written_on = PastDayField(label="落款日期")
    files = CheckedFiles(label="专家书面意见的扫描件")

    def prepare(self):
        if experts := self.case.rules.experts:  # without them the act is refused
            self.initial.setdefault("asks", experts.asks)


# -- words given with an act -----------------------------------------------------------------------------------------


class Reasoned(ActForm):
    """An act that wants a reason; `label`, `hint` and `example` say which, `verb` under which act it is kept."""

    verb, label, hint, example = "", "理由", "", ""
    reason = LongTextField(label=label, widget=forms.Textarea(attrs={"rows": 5}))

    def prepare(self):
        self.call("reason", self.label)
        self.fields["reason"].help_text = self.hint
        self.examples = {"reason": self.example}

    def stored_in(self, case):
        """What a colleague wrote with the same act, where it led the case to where it stands now."""
        given = (row for row in reasons_for(case, self.by) if row.verb == self.verb)
        last = next((row for row in given if row.at >= case.state_since), None)
        return model_to_dict(last, ("article", "answer_by")) | {"reason": last.text} if last else {}


class Withdrawing(Reasoned):
    verb, label = "withdraw", "撤回的理由"
    hint = "所有被征询过的单位都会看到。"
    files = CheckedFiles(label="申请方盖章的撤回书扫描件")

    def prepare(self):
        super().prepare()
        if not rules.wants_their_paper(self.case, self.by, self.case.state):
            del self.fields["files"]


class Generalising(Reasoned):
    verb, label = "to_general", "转一般程序的理由"
    hint = "会写进案件，申请方和召集人看得到。"


class SendingBack(Reasoned):
    verb, label = "send_back", "要说明的问题"
    hint = "写给联席会议办公室看，一行一条。"


class Correcting(Reasoned):
    verb, label = "return_for_correction", "需要补正的内容"
    hint = "一次写全，一行一条，写到哪一项、缺什么、怎样算补齐。会原样印在补正通知书上。"
    example = (
        "1. “{basis}”里第2份文件只写了文件名，请写明发文字号和具体条款，并上传全文；\n"
        "2. 没有写由谁承担，请写明岗位和人数，不新增人员的写明由谁兼任；\n"
        "3. 附件1扫描不清，请重新上传。"
    )
    answer_by = ComingDayField(label="补正期限")

    def prepare(self):
        super().prepare()
        basis = next(field.label for field in self.case.rules.fields if field.storage == "basis")
        self.examples = {"reason": self.example.format(basis=basis)}
        self.propose_day("answer_by", "correction")


class CallingRevision(Reasoned):
    verb, label = "call_revision", "需要修改的内容"
    hint = "一行一条。申请方在汇总之前只看得到这里写的，成员单位的条件请写全；下面已列出尚未解决的条件，可以删改。"
    answer_by = ComingDayField(label="修改期限")
    new_review = forms.BooleanField(
        label="改后需要重新初评",
        required=False,
        help_text="改动涉及合法性、上级要求或职责分工的，请勾选；不勾选的，原初评意见继续有效，注明基于第几稿。",
    )

    def prepare(self):
        super().prepare()
        self.propose_day("answer_by", "revision")
        self.initial.setdefault("reason", open_conditions(self.case))


class Declining(Reasoned):
    verb, label = "decline", "不予受理的理由"
    hint = "会原样印在不予受理告知书上。"
    article = PlainTextField(
        label="依据的条款", max_length=200, help_text="写到条、款、项，例如“第×条第×项”。"
    )


class Joining(Reasoned):
    label = "并案的理由"
    hint = "两家申请方都会看到。"
    lead = forms.ModelChoiceField(
        Application.objects.none(), label="并入哪一件", widget=forms.RadioSelect, empty_label=None
    )
    field_order = ["lead", "reason"]

    def prepare(self):
        super().prepare()
        alike = {found.key for found in checks.similar(self.case)}  # first, and said to be so
        leads = sorted(self.case.dossier.leads, key=lambda lead: lead.number not in alike)
        field = self.fields["lead"]
        field.queryset = Application.objects.filter(pk__in=[lead.pk for lead in leads])
        field.choices = [(lead.pk, str(lead)) for lead in leads]
        about = {lead.pk: f"{lead.applicant.short_name}，{lead.state_label}" for lead in leads}
        about |= {lead.pk: f"{about[lead.pk]}，名称相近" for lead in leads if lead.number in alike}
        self.descriptions = {"lead": {str(pk): said for pk, said in about.items()}}


class Noting(ActForm):
    """An act with a note; wanted unless the form says otherwise."""

    label, hint = "说明", ""
    note = LongTextField(label=label, widget=forms.Textarea(attrs={"rows": 4}))

    def prepare(self):
        self.call("note", self.label)
        self.fields["note"].help_text = self.hint


class Confirming(Noting):
    label = "核实的情况"
    hint = "写明怎样核实了已办结或到期，会随案报召集人。"


class Forwarding(Noting):
    label = "审核意见"


class Signing(Noting):
    label = "批语"
    hint = "可以不写。会印在审签单上。"

    def prepare(self):
        super().prepare()
        self.fields["note"].required = False


# -- 协调会 --------------------------------------------------------------------------------------------------------------


def invitable(case, invited):
    """Other units a coordination meeting may invite: departments and townships of the county."""
    standing = Unit.objects.on(clock.today()).filter(county=case.county_id)
    return standing.filter(kind__in=(*ASKABLE, UnitKind.TOWNSHIP)).exclude(pk__in=invited)


class Arranging(Arrangement, ActForm):
    """An act that may open a coordination meeting."""

    def want_day(self):
        """The day has to be there; its limit is told."""
        self.fields["meets_on"].required = True
        self.call("meets_on", "召开日期")
        limit, last = self.last_day()
        self.fields["meets_on"].help_text = f"期限{limit.days}个工作日（{limit.source}），到{cdate(last)}。"


class SettingMeetingDay(Arranging):
    """When and where the coordination meeting that was called is to be."""

    def prepare(self):
        self.want_day()
        if self.hearing:
            for name in Arrangement.base_fields:
                self.initial.setdefault(name, getattr(self.hearing, name))

    @cached_property
    def hearing(self):
        return self.case.dossier.open_hearing(HearingKind.COORDINATION)

    def last_day(self):
        limit, last = super().last_day()
        return limit, (self.hearing and self.hearing.due) or last


class Convening(Arranging):
    extra = SeveralOf(
        Unit.objects.none(),
        label="另外邀请",
        required=False,
        widget=Units,
        help_text="上面列出的单位必须邀请，这里勾选另外需要到会的。",
    )

    def prepare(self):
        self.want_day()
        self.fields["extra"].queryset = invitable(self.case, invited_to_coordination(self.case))


class ConcludingCirculation(Arranging):
    """When to meet, only where the round leads to a coordination meeting; else only to press."""

    def prepare(self):
        # What is posted goes to the act, which reads the case under its lock and asks for a meeting or does not.
        if not self.is_bound and after_circulation(self.case) != State.COORDINATING:
            for name in Arrangement.base_fields:
                del self.fields[name]


class SendingToGeneral(Generalising, Arranging):
    verb = "send_to_general"
    field_order = ["reason", *Arrangement.base_fields]


class Coordinating(ActForm):
    """登记协调会: one row a party; a party that came says something, one that did not is only recorded."""

    held_on = PastDayField(label="召开日期")
    place = PlainTextField(label="地点", max_length=120, required=False)
    summary = LongTextField(
        label="协商情况",
        help_text="达成了什么、还有什么没有达成。会印在协调会纪要上，提交联席会议审议。",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    extra = SeveralOf(
        Unit.objects.none(),
        label="增加到会单位",
        required=False,
        widget=Units,
        help_text="没有邀请而到会的，勾选并保存后，再回到这一页登记其意见。",
    )

    def prepare(self):
        hearing = self.case.dossier.open_hearing(HearingKind.COORDINATION)
        self.parties = list(hearing.parties.all()) if hearing else []
        self.fields["extra"].queryset = invitable(self.case, [party.unit_id for party in self.parties])
        self.reveals = {}
        for party in self.parties:
            self._add(party)
        rows = tuple(f"attended_{party.unit_id}" for party in self.parties)
        self.sections = (
            ("会议", self.case.rules.cite("general"), ("held_on", "place", "summary")),
            ("各方到会情况和意见", "没有到会的如实登记，不到会不等于同意。", rows),
        )
        if hearing:
            for name in ("held_on", "place", "summary"):
                self.initial.setdefault(name, getattr(hearing, name))

    def _add(self, party):
        attended, position = f"attended_{party.unit_id}", f"position_{party.unit_id}"
        name = named_now(party.unit)
        self.fields[attended] = forms.ChoiceField(
            label=name,
            choices=[("yes", "到会"), ("no", "未到会")],
            widget=forms.RadioSelect,
            required=False,
        )
        self.fields[position] = LongTextField(
            label=f"{name}的意见", required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        self.reveals[attended] = {"yes": (position,)}
        self.need = {**self.need, attended: "结束协调前登记"}
        if party.attended is not None:
            self.initial.setdefault(attended, "yes" if party.attended else "no")
        self.initial.setdefault(position, party.position)

    def clean(self):
        for party in self.parties:
            came = self.cleaned_data.get(f"attended_{party.unit_id}") == "yes"
            position = f"position_{party.unit_id}"
            if came and position not in self.errors and not self.cleaned_data.get(position):
                self.add_error(position, f"请填写{named_now(party.unit)}的意见")
        return self.cleaned_data

    def arguments(self):
        given = self.cleaned_data
        came = {"yes": True, "no": False}
        parties = {
            party.unit_id: (
                came.get(given[f"attended_{party.unit_id}"]),
                given[f"position_{party.unit_id}"],
            )
            for party in self.parties
        }
        kept = {name: given[name] for name in ("held_on", "place", "summary", "extra")}
        return {**kept, "parties": parties}
