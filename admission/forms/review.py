"""初评: the office's judgement of one version, and the wording hits it lets stand with a reason."""

from django import forms

from accounts.fields import LongTextField
from admission import checks
from admission.forms.fields import radio
from admission.states import Kind, Term
from config.forms import Check, Form
from registry.models import Category, ListKind
from registry.states import TownshipRole

YES_NO = [("yes", "是"), ("no", "否")]
NO_MEANS = "不能征求意见；可以退回补正，或由负责人作出不予准入。"
BY_ROLE = {TownshipRole.HANDLE: "basic", TownshipRole.ASSIST: "supporting"}  # settled 33


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
        help_text="经费、人员、技术、培训，由谁提供（第九条）。",
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
        self.fields["list_kind"].queryset = kinds
        self.fields["category"].queryset = Category.objects.filter(county=case.county_id)
        proposed = version.list_kind or kinds.filter(key=BY_ROLE.get(version.township_role)).first()
        self.initial.setdefault("list_kind", proposed or (kinds.first() if temporary else None))
        self.initial.setdefault("category", version.category)
        self.hits = {f"clear_{n}": hit for n, hit in enumerate(checks.wording(case))}
        for name, hit in self.hits.items():
            self._add(name, hit)
        self.sections = (
            ("合法合规", "第三条第（三）项", ("lawful", "lawful_basis")),
            ("上级要求", "第三条第（三）项", ("conforming", "conforming_basis")),
            ("职责分工和保障措施", "征求成员单位意见时重点就这两样", ("division", "guarantees")),
            ("列入清单", "申请方提出，由联席会议办公室核定", ("list_kind", "category")),
            ("用语核定", "改掉，或写明为何保留", tuple(self.hits)),
        )

    def _add(self, name, hit):
        self.fields[name] = LongTextField(
            label=hit.text.rstrip("。"), required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        self.fields[name].help_text = "写明保留的理由；要改掉的，不必填，退回补正或要求修改。"
        self.checks[name] = [Check(hit.article, hit.suggestion)]
        self.need = {**self.need, name: "保留的必填"}

    def clean(self):
        if self.complete:
            for what, label in (("lawful", "是否合法合规"), ("conforming", "是否符合上级要求")):
                if not self.cleaned_data.get(what):
                    self.add_error(what, f"请判断{label}")
                basis = f"{what}_basis"
                if basis not in self.errors and not self.cleaned_data.get(basis):
                    self.add_error(basis, f"请写明{self.fields[basis].label}")
            if self.case.kind != Kind.REVOCATION:
                self._wanted("list_kind", "请核定列入哪一种清单")
                self._wanted("category", "请核定类别")
            self._sent_along()
            self._cleared()
        return self.cleaned_data

    def _wanted(self, name, problem):
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, problem)

    @property
    def _is_favourable(self):
        """Only such a review lets the case go on."""
        return self.cleaned_data.get("lawful") == self.cleaned_data.get("conforming") == "yes"

    def _sent_along(self):
        """The member units are asked about these above all (第三条第（三）项第1目)."""
        if self._is_favourable:
            self._wanted("division", "请写明职责分工")
            self._wanted("guarantees", "请写明保障措施")

    def _cleared(self):
        """Every hit that stands has its reason."""
        for name in self.hits if self._is_favourable else ():
            self._wanted(name, "请写明保留的理由")

    def text(self):
        """What the actions write."""
        given, said = self.cleaned_data, {"yes": True, "no": False}
        names = ("lawful_basis", "conforming_basis", "division", "guarantees", "list_kind", "category")
        return {
            **{name: given[name] for name in names},
            "lawful": said.get(given["lawful"]),
            "conforming": said.get(given["conforming"]),
            "clearances": {hit.key: given[name] for name, hit in self.hits.items() if given[name]},
        }


def initial_of(review, case):
    """What the form starts from: a draft, or the review of an earlier version."""
    if review is None:
        return {}
    names = ("lawful_basis", "conforming_basis", "division", "guarantees")
    said = {True: "yes", False: "no", None: ""}
    found = {name: getattr(review, name) for name in names}
    if review.list_kind and review.fits(case.dossier.version):
        found["list_kind"] = review.list_kind
    if review.category:
        found["category"] = review.category
    found |= {"lawful": said[review.lawful], "conforming": said[review.conforming]}
    for n, hit in enumerate(checks.wording(case)):
        found[f"clear_{n}"] = review.clearances.get(hit.key, "")
    return found
