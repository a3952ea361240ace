"""The application about a listed duty as a form: its change (灵川 第五条), its end (第四条); and which form a case has."""

from accounts.models import Unit, UnitKind
from admission.forms.application import TALK, AdmissionForm, CaseForm, departments, talk_of
from admission.forms.fields import long_text, radio
from admission.grounds import choices, evidence
from admission.listed import carrying
from admission.states import Ground, Kind
from config.forms import Places, SeveralOf

WHY = "依据哪部法律法规规章、哪份文件，从何时起，原来的内容为什么不再合适；文件作附件上传。"


def why_of(form):
    """The grounds that the kind of application may be made on."""
    form.fields["ground"].choices = choices(form.case)
    form.need |= {"ground": "必选一项", "ground_evidence": "必填"}


class AdjustmentForm(AdmissionForm):
    """调整 (灵川 第五条): why, then the whole text as the list has it, to be written over where it is to change."""

    columns = (*AdmissionForm.columns, "ground", "ground_evidence")

    ground = radio("调整原因", [])
    ground_evidence = long_text("原因和依据", rows=4, help_text=WHY)

    def prepare(self):
        super().prepare()
        why_of(self)
        self.fields["department"].help_text = "机构职能调整、改由别的部门负责的，在这里改；两个部门都要征询。"
        self.fields["townships"].help_text = "现在承担、调整后不再承担的乡镇也要征询。"

    def parts(self):
        yield "为什么调整", self.case.rules.ground_source(self.case.kind), ["ground", "ground_evidence"]
        yield from super().parts()

    def clean_townships(self):
        """A change is all its townships': one that applies may be left out."""
        return list(self.cleaned_data["townships"])


class CancellationForm(CaseForm):
    """取消 (灵川 第五条): why the duty leaves the list, for all its townships; what it says stands beside."""

    columns = ("related", "ground", "ground_evidence")
    talk = TALK

    related = AdmissionForm.base_fields["related"]
    ground = radio("取消原因", [])
    ground_evidence = long_text("原因和依据", rows=4, help_text=f"{WHY}取消以后由谁接着办，也写在这里。")
    talk_on = AdmissionForm.base_fields["talk_on"]
    talk_with = AdmissionForm.base_fields["talk_with"]
    talk_gist = AdmissionForm.base_fields["talk_gist"]

    def prepare(self):
        county, applicant = self.case.county, self.case.acting_applicant
        others = departments(county).exclude(kind=UnitKind.OFFICE)
        self.fields["related"].queryset = others.exclude(pk=applicant.pk)
        why_of(self)
        self.need["related"] = "选填"
        talk_of(self)

    def parts(self):
        source = self.case.rules.ground_source(self.case.kind)
        yield "为什么取消", source, ["ground", "ground_evidence", "related"]
        yield from self.regime_parts()
        if self.talk:
            yield self.case.words("与联席会议办公室沟通"), self.case.rules.cite("talk"), list(self.talk)


class RevocationForm(CaseForm):
    """撤销 (灵川 第四条): which of the townships that carry the duty, on what ground, with what evidence."""

    columns = ("townships", "ground", "ground_evidence")
    descriptions = {
        "ground": {
            Ground.DONE.value: "事情已经办完，不再需要乡镇承担。",
            Ground.EXPIRED.value: "写明的期限已过。",
            Ground.CHANGED.value: "写明有了什么变化，为什么不再适宜由乡镇承担。",
        }
    }

    townships = SeveralOf(
        queryset=Unit.objects.none(),
        label="涉及的乡镇",
        required=False,
        widget=Places,
        help_text="只列出现在承担这项职责的乡镇，每个都要征询。",
    )
    ground = radio("撤销情形", [])
    ground_evidence = long_text("情形的说明", rows=5, help_text="何时办完、以什么为凭；凭据作附件上传。")

    def prepare(self):
        if self.case.applicant.kind == UnitKind.TOWNSHIP:
            del self.fields["townships"]
        else:
            self.fields["townships"].queryset = carrying(self.case.duty)
            if self.case.is_joint:
                said = "只列出现在承担这项职责的乡镇；每个都要答复同意联合申请。"
                self.fields["townships"].help_text = said
        self.fields["ground_evidence"].label = evidence(self.case)
        why_of(self)
        self.need["townships"] = "至少选一个"

    def parts(self):
        rules = self.case.rules
        yield "涉及的乡镇", rules.source("joint_revocation"), ["townships"]
        yield "撤销情形", rules.ground_source(Kind.REVOCATION), ["ground", "ground_evidence"]
        yield from self.regime_parts()


FORMS = {
    Kind.ADMISSION: AdmissionForm,
    Kind.ADJUSTMENT: AdjustmentForm,
    Kind.CANCELLATION: CancellationForm,
    Kind.REVOCATION: RevocationForm,
}


def form_for(case, data=None, files=None):
    """The form of the case's kind."""
    return FORMS[case.kind](data, files, case=case)
