"""The application as a form: the regime's fields in its words and order, and what every application says besides.

Nothing is required to save a draft; what is still missing is said beside the form (admission.pages.application).
A field is named after the column it fills, or after the regime's key where it is kept in `texts`.
"""

from itertools import groupby

from django import forms
from django.urls import reverse

from accounts.fields import PlainTextField
from accounts.models import Unit, UnitKind
from admission import checks
from admission.forms.entries import PastDayField
from admission.forms.fields import (
    TEXT_MAX,
    CheckedFiles,
    OneOf,
    PlainDecimal,
    Units,
    long_text,
    radio,
)
from admission.listed import ARGUMENT
from admission.states import FileRole, Kind, Term
from audit import clock
from config.forms import DayField, Form, Places, SeveralOf
from registry.models import Category, ListKind
from registry.normalize import comparable
from registry.states import SourceKind, TownshipRole, TransferMode

NAME_MAX, LINE_MAX, GROUND_MAX = 200, 80, 300
DEPARTMENTS = (UnitKind.DEPARTMENT, UnitKind.PARTY_GOV, UnitKind.OFFICE)
KIND_BY_ROLE = {TownshipRole.ASSIST: "supporting", TownshipRole.HANDLE: "basic"}  # settled 33
TIES = ("townships", "related")
TEMPORARY = {"term_from": None, "term_until": None, "source_kind": "", "why_temporary": ""}
TALK = ("talk_on", "talk_with", "talk_gist")
GUARANTEES = (
    "guarantee_funding",
    "cost",
    "guarantee_staff",
    "guarantee_technology",
    "guarantee_training",
)
HANDOVER = ("department", "townships", "related", "transfer_mode", "township_role")


def departments(county):
    """县级职能部门 that may have duties: standing ones, today."""
    return Unit.objects.on(clock.today()).filter(county=county, kind__in=DEPARTMENTS, is_standing=True)


def townships(county):
    return Unit.objects.on(clock.today()).filter(county=county, kind=UnitKind.TOWNSHIP)


class CaseForm(Form):
    """The regime's fields and the attachments of one case; `text()` is what `applicant.save_text` takes."""

    columns = ()
    talk = ()
    named_by_rules = True

    def __init__(self, data=None, files=None, *, case):
        self.case, self.version = case, case.version
        self.regime_fields = case.rules.fields_of(case.kind)
        super().__init__(data, files, initial=self.stored_in(case))
        self.say_in(case.words)
        for field in self.regime_fields:
            self.fields[field.key] = _regime_field(field)
        self.examples = {field.key: field.example for field in self.regime_fields}
        self.need = {field.key: "必填" for field in self.regime_fields if field.required}
        if case.on_paper:
            self.fields["paper"] = CheckedFiles(label="纸质申请扫描件", required=False)
            self.need["paper"] = "必填，盖章后的全文"
        self.fields["files"] = CheckedFiles(label="添加附件", required=False)
        self.prepare()
        parts = [*self.parts(), ("附件", "", ["paper", "files"])]
        self.sections = [
            (heading, article, [name for name in names if name in self.fields])
            for heading, article, names in parts
        ]

    def stored_in(self, case):
        """What the case says, by field name."""
        version = case.dossier.version
        values = {field.key: version.value(field) for field in self.regime_fields}
        values |= {name: getattr(version, name) for name in self.columns if name not in TIES}
        values |= {name: list(getattr(version, name).all()) for name in TIES}
        return values | {name: getattr(case, name) for name in self.talk}

    def prepare(self):
        """Fit the fields to the case."""

    def parts(self):
        """(heading, article, field names) in the order of the page."""
        return self.regime_parts()

    def regime_parts(self):
        """The regime's fields under its own words; neighbours of one term, and the argument, together."""

        def heading(field):
            return "综合论证" if field.key.startswith(ARGUMENT) else field.term

        for word, fields in groupby(self.regime_fields, key=heading):
            fields = list(fields)
            yield word, fields[0].source, [field.key for field in fields]

    def text(self):
        """What was typed, as `save_text` takes it."""
        typed = {name: self.cleaned_data[name] for name in self.columns if name in self.cleaned_data}
        typed["texts"] = {}
        for field in self.regime_fields:
            kept = typed["texts"] if field.storage == "text" else typed
            kept[field.key] = self.cleaned_data[field.key]
        if self.talk:
            typed["talk"] = {name: self.cleaned_data[name] for name in self.talk}
        return typed

    def uploads(self):
        """(role, upload) of the files chosen, the stamped paper first."""
        roles = {"paper": FileRole.PAPER, "files": FileRole.ATTACHMENT}
        return [(role, each) for name, role in roles.items() for each in self.cleaned_data.get(name) or ()]


def talk_of(form):
    """The talk with the office: where the regime wants it, and as it was noted once handed in."""
    if not form.case.rules.talks_first:
        form.talk = ()
        for name in TALK:
            del form.fields[name]
    form.need |= dict.fromkeys(form.talk, "必填")
    if form.case.submitted_at:
        for name in form.talk:
            form.fields[name].disabled, form.need[name] = True, "提交后不再改"


def _regime_field(field):
    limit = NAME_MAX if field.storage == "name" else TEXT_MAX
    if field.multiline:
        made = long_text(field.label, rows=5, limit=limit, help_text=field.hint)
    else:
        made = PlainTextField(label=field.label, required=False, max_length=limit, help_text=field.hint)
    if field.storage == "name":
        made.validators.append(comparable)
    return made


class AdmissionForm(CaseForm):
    """准入: what 第三条第（二）项 asks, and the columns the list takes over."""

    columns = (
        *HANDOVER,
        "list_kind",
        "category",
        "term",
        *TEMPORARY,
        *GUARANTEES,
        "is_public",
        "publication_ground",
        "publication_checked_by",
        "similarity_note",
    )
    talk = TALK
    reveals = {
        "term": {Term.TEMPORARY.value: tuple(TEMPORARY)},
        "is_public": {"False": ("publication_ground",)},
    }
    descriptions = {
        "township_role": {
            TownshipRole.HANDLE.value: "由乡镇办完；默认列入基本履职事项。",
            TownshipRole.ASSIST.value: "部门为主、乡镇配合；默认列入配合履职事项。",
        },
        "term": {
            Term.STANDING.value: "长期承担，列入《清单》。",
            Term.TEMPORARY.value: "有起止日期，自动列入临时性、阶段性职责任务清单。",
        },
    }

    similarity_note = long_text(
        "与相近事项的区别", rows=2, help_text="与清单内、已撤销或在办的事项相近时，说明不同在哪里。"
    )
    department = OneOf(
        queryset=Unit.objects.none(),
        label="职责所属部门",
        required=False,
        empty_label="请选择",
        help_text="这项职责现在属于哪个县级部门。",
    )
    townships = SeveralOf(queryset=Unit.objects.none(), label="承担乡镇", required=False, widget=Places)
    related = SeveralOf(
        queryset=Unit.objects.none(),
        label="相关部门",
        required=False,
        widget=Units,
        help_text="事项还涉及的部门，提交申请前要先征询；没有的不选。",
    )
    transfer_mode = radio("下放方式", TransferMode.choices)
    township_role = radio("承担方式", TownshipRole.choices)
    term = radio("期限", Term.choices)
    term_from = DayField(label="开始日期", required=False)
    term_until = DayField(label="结束日期", required=False, help_text="这一天24:00止。")
    source_kind = radio("来源", SourceKind.choices)
    why_temporary = long_text("不宜列入《清单》的原因")
    list_kind = OneOf(
        queryset=ListKind.objects.none(),
        label="拟列入清单",
        required=False,
        empty_label="按承担方式确定",
        help_text="由联席会议办公室在初评时核定。",
    )
    category = OneOf(queryset=Category.objects.none(), label="类别", required=False, empty_label="请选择")
    guarantee_funding = long_text(
        "经费保障", rows=2, help_text="每个乡镇每年多少、从哪里来、何时拨付；没有的写“无”。"
    )
    cost = PlainDecimal(
        label="每年所需经费（万元）",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        error_messages=dict.fromkeys(
            ("max_digits", "max_whole_digits", "max_decimal_places"), "整数最多10位，小数最多2位"
        ),
        # Not a number input: that one throws away what it does not understand.
        widget=forms.TextInput({"inputmode": "decimal", "class": "is-short"}),
        help_text="全县合计，不需要的填0。",
    )
    guarantee_staff = long_text("人员保障", rows=2, help_text="派人、调剂或聘用，各几名；没有的写“无”。")
    guarantee_technology = long_text("技术保障", rows=2, help_text="系统、设备、专业力量；没有的写“无”。")
    guarantee_training = long_text("培训指导", rows=2, help_text="由谁培训、每年几次。")
    is_public = forms.TypedChoiceField(
        label="是否公开",
        required=False,
        choices=(("True", "主动公开"), ("False", "不予公开")),
        coerce=lambda value: value == "True",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    publication_ground = long_text(
        "不予公开的理由", rows=2, limit=GROUND_MAX, help_text="依据哪部法律法规的哪一条。"
    )
    publication_checked_by = PlainTextField(
        label="公开审查人",
        required=False,
        max_length=LINE_MAX,
        help_text="由谁审查过能不能公开，写岗位，例如“办公室主任”。",
    )
    talk_on = PastDayField(label="沟通日期", required=False)
    talk_with = PlainTextField(
        label="沟通对象", required=False, max_length=LINE_MAX, help_text="与联席会议办公室的哪个岗位谈的。"
    )
    talk_gist = long_text("沟通情况", help_text="谈了什么、办公室有什么意见、怎样处理。")

    def stored_in(self, case):
        """The list as the rule gives it reads 按承担方式确定, as it was left."""
        values, kind = super().stored_in(case), case.dossier.version.list_kind
        by_rule = kind and kind.key == KIND_BY_ROLE.get(case.version.township_role)
        return values | ({"list_kind": None} if by_rule else {})

    def prepare(self):
        rules = self.case.rules
        self.fields["name"].widget.attrs["data-alike"] = reverse("case-alike", args=[self.case.uuid])
        needed = "、".join(rules.units[each.unit_key] for each in rules.asked if each.mandatory_with_cost)
        if needed:
            self.fields["cost"].help_text += f"填了数的，{needed}的意见不能缺少。"
        county, applicant = self.case.county, self.case.acting_applicant
        self.fields["townships"].queryset = townships(county)
        others = departments(county).exclude(kind=UnitKind.OFFICE)  # the office is talked with, not asked
        self.fields["related"].queryset = others.exclude(pk=applicant.pk)
        self.fields["list_kind"].queryset = county.list_kinds.filter(temporary=False, recalled=False)
        self.fields["category"].queryset = county.categories.all()
        if not (self.is_bound or self.version.similarity_note or any(checks.similar(self.case))):
            del self.fields["similarity_note"]
        self.fields["department"].queryset = departments(county)
        self.fields["cost"].help_text = self.case.words(self.fields["cost"].help_text)
        self._offer_sources(rules.sources_of_temporary)
        for key, clause in rules.guarantees.items():
            self.fields[f"guarantee_{key}"].label = clause.label
        if applicant.kind == UnitKind.TOWNSHIP:
            self.fields[
                "townships"
            ].help_text = f"{applicant.short_name}是申请方，总在其内；还涉及的乡镇一并选上。"
        elif self.case.kind == Kind.ADMISSION:
            del self.fields["department"]
        asked = (*HANDOVER, *GUARANTEES, "publication_checked_by")
        self.need |= dict.fromkeys(asked, "必填") | {
            "townships": "至少选一个",
            "related": "选填",
            "transfer_mode": "必选一项",
            "township_role": "必选一项",
            "term": "必选一项",
            "is_public": "必选一项",
            "list_kind": "选填",
            "similarity_note": "有相近事项的必填",
        }
        talk_of(self)

    def _offer_sources(self, known):
        """Where a temporary duty may come from in this county; what is required from above has its paper."""
        field = self.fields["source_kind"]
        field.choices = [(key, self.case.words(said)) for key, said in known.items()]
        if SourceKind.UPPER in known:
            field.help_text = f"{known[SourceKind.UPPER]}的，把文件作附件上传。"

    def parts(self):
        cite = self.case.rules.cite
        for at, (heading, article, names) in enumerate(self.regime_parts()):
            yield heading, article, [*names, "similarity_note"] if "name" in names else names
            if at == 0:
                yield "由谁下放、谁承担", cite("scope"), list(HANDOVER)
                yield "期限和清单", cite("temporary"), ["term", "list_kind", "category"]
        yield from self._guarantees()
        yield "公开", cite("publication"), ["is_public", "publication_checked_by"]
        if self.talk:
            yield self.case.words("与联席会议办公室沟通"), cite("talk"), list(self.talk)

    def _guarantees(self):
        """Those of one article together; where the county's rules have several, each heading names what is under it."""
        of = {}
        for key, clause in self.case.rules.guarantees.items():
            of.setdefault(clause.source, []).append(key)
        for source, keys in of.items():
            names = [f"guarantee_{key}" for key in keys]
            heading = "、".join(self.fields[name].label for name in names) if len(of) > 1 else "保障"
            if "funding" in keys:
                names.insert(names.index("guarantee_funding") + 1, "cost")
            yield heading, source, names

    def clean_townships(self):
        """A township that applies carries the duty itself."""
        chosen, applicant = list(self.cleaned_data["townships"]), self.case.acting_applicant
        if applicant.kind == UnitKind.TOWNSHIP and applicant not in chosen:
            chosen.append(applicant)
        return chosen

    def clean(self):
        data = super().clean()
        if data.get("term") == Term.TEMPORARY:
            first, last = data.get("term_from"), data.get("term_until")
            if first and last and last < first:
                self.add_error("term_until", "结束日期不能早于开始日期")
        else:
            self._drop(TEMPORARY)
        if data.get("is_public"):
            self._drop({"publication_ground": ""})
        data["list_kind"] = self._list_kind(data)
        return data

    def _drop(self, blanks):
        """What was typed under a choice that is no longer made goes, with its errors."""
        self.cleaned_data |= blanks
        for name in blanks:
            self.errors.pop(name, None)

    def _list_kind(self, data):
        """As chosen; else by the rule, which follows a changed 承担方式 while nobody chose otherwise."""
        version, kinds = self.version, {kind.key: kind for kind in self.case.county.list_kinds.all()}
        if data.get("term") == Term.TEMPORARY:
            return next((kind for kind in kinds.values() if kind.temporary), None)
        chosen, role, before = data.get("list_kind"), data.get("township_role"), version.township_role
        if chosen and (role == before or chosen != kinds.get(KIND_BY_ROLE.get(before))):
            return chosen
        if role == before and version.frozen_at and not version.list_kind_id:
            return None  # a default alone makes no new 稿
        return kinds.get(KIND_BY_ROLE.get(role))
