"""初评: the office's judgement of one version, and the wording hits it lets stand with a reason."""

from django import forms

from accounts.fields import LongTextField
from admission import checks
from admission.forms.application import KIND_BY_ROLE
from admission.forms.fields import radio
from admission.opinions import lists_of_one_turned_standing, problems_of_review
from admission.pages.review import start_of
from admission.states import Term
from config.forms import Check, Form
from config.templatetags.chinese import join_cn
from registry.models import Category, ListKind

WRITTEN = ("lawful_basis", "conforming_basis", "division", "guarantees")
YES_NO = [("yes", "是"), ("no", "否")]
NO_MEANS = "不能征求意见；可以退回补正，或由负责人作出不予准入。"


def _basis(label):
    return LongTextField(label=label, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ReviewForm(Form):
    """A draft may be incomplete; `complete` asks for what an issued initial review must say."""

    lawful = radio("是否符合法律法规规章", YES_NO)
    lawful_basis = _basis("合法合规的依据")
    conforming = radio("是否符合上级要求", YES_NO)
    conforming_basis = _basis("符合上级要求的依据")
    division = LongTextField(
        label="职责分工",
        required=False,
        help_text="乡镇做什么、部门做什么、分界在哪里；会随案送成员单位。",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    guarantees = LongTextField(
        label="保障措施",
        required=False,
        help_text="经费、人员、技术、培训，由谁提供。",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    list_kind = forms.ModelChoiceField(
        ListKind.objects.none(), label="列入哪一种清单", required=False, empty_label="请选择"
    )
    category = forms.ModelChoiceField(
        Category.objects.none(), label="类别", required=False, empty_label="请选择"
    )
    need = {
        **dict.fromkeys(("lawful", "conforming"), "必选一项"),
        **dict.fromkeys(("lawful_basis", "conforming_basis"), "签发时必填"),
        **dict.fromkeys(("division", "guarantees"), "两项都为“是”的，签发时必填"),
        **dict.fromkeys(("list_kind", "category"), "签发时必选"),
    }
    descriptions = {"lawful": {"no": NO_MEANS}, "conforming": {"no": NO_MEANS}}

    def __init__(self, *args, case, complete, **kwargs):
        self.case, self.complete = case, complete
        super().__init__(*args, **kwargs)
        version = case.dossier.version
        temporary = version.term == Term.TEMPORARY
        kinds = ListKind.objects.filter(county=case.county_id, temporary=temporary, recalled=False)
        if keys := lists_of_one_turned_standing(case):
            kinds = kinds.filter(key__in=keys)
        self.fields["list_kind"].queryset = kinds
        self.fields["category"].queryset = Category.objects.filter(county=case.county_id)
        proposed = version.list_kind or kinds.filter(key=KIND_BY_ROLE.get(version.township_role)).first()
        self.initial.setdefault("list_kind", proposed or (kinds.first() if temporary else None))
        self.initial.setdefault("category", version.category)
        self.hits = {f"clear_{n}": hit for n, hit in enumerate(checks.wording(case))}
        for name, hit in self.hits.items():
            self._add(name, hit)
        focus = f"征求意见时重点看{join_cn(case.rules.focus)}" if case.rules.focus else ""
        self.sections = (
            ("合法合规", case.rules.cite("review"), ("lawful", "lawful_basis")),
            ("上级要求", case.rules.cite("review"), ("conforming", "conforming_basis")),
            ("职责分工和保障措施", focus, ("division", "guarantees")),
            ("列入清单", case.words("申请方提出，由联席会议办公室核定"), ("list_kind", "category")),
            ("用语核定", "改掉，或写明为何保留", tuple(self.hits)),
        )

    def stored_in(self, case):
        """What the office has written by now, for whoever of it was slower."""
        return initial_of(start_of(case), case)

    def _add(self, name, hit):
        self.fields[name] = LongTextField(
            label=hit.text.rstrip("。"), required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        self.fields[name].help_text = "写明保留的理由；要改掉的，不必填，退回补正或要求修改。"
        self.checks[name] = [Check(hit.article, hit.suggestion)]
        self.need = {**self.need, name: "保留的必填"}

    def clean(self):
        if self.complete:
            said = self.text()
            for problem in problems_of_review(self.case, said):
                self._add_problem(problem.anchor, problem.text)
            if said["lawful"] and said["conforming"]:
                for name, hit in self.hits.items():  # every hit that stands has its reason
                    if hit.key not in said["clearances"]:
                        self._add_problem(name, "请写明保留的理由。")
        return self.cleaned_data

    def _add_problem(self, name, problem):
        if name not in self.errors:
            self.add_error(name, problem)

    def text(self):
        """What the actions write; nothing where the field has an error of its own."""
        given, said = self.cleaned_data, {"yes": True, "no": False}
        return {
            **{name: given.get(name, "") for name in WRITTEN},
            **{name: given.get(name) for name in ("list_kind", "category")},
            **{name: said.get(given.get(name)) for name in ("lawful", "conforming")},
            "clearances": {hit.key: given[name] for name, hit in self.hits.items() if given.get(name)},
        }


def initial_of(review, case):
    """What the form starts from: a draft, or the review of an earlier version."""
    if review is None:
        return {}
    said = {True: "yes", False: "no", None: ""}
    found = {name: getattr(review, name) for name in WRITTEN}
    if review.list_kind and review.fits(case.dossier.version):
        found["list_kind"] = review.list_kind
    if review.category:
        found["category"] = review.category
    found |= {"lawful": said[review.lawful], "conforming": said[review.conforming]}
    for n, hit in enumerate(checks.wording(case)):
        found[f"clear_{n}"] = review.clearances.get(hit.key, "")
    return found
