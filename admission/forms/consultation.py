"""A township's or department's answer, by its head or filed from stamped paper; a file for the application."""

from django import forms

from admission.forms.entries import StampedPaper
from admission.forms.fields import CheckedFiles, long_text
from admission.opinions import comes_with_answers, problems_of_position
from admission.states import Answer
from config.forms import Form

JOINT = ((Answer.AGREE.value, "同意联合申请"), (Answer.DISAGREE.value, Answer.DISAGREE.label))
DESCRIPTIONS = {
    Answer.AGREE.value: "按这一稿的内容，没有附加要求。",
    Answer.CONDITIONAL.value: "申请方把条件写进下一稿、{unit}再答复同意，才算同意。",
}
JOINT_DESCRIPTIONS = {
    Answer.AGREE.value: "与职能部门一起申请撤销这项职责。",
    Answer.DISAGREE.value: "这项职责在{place}还不应撤销。",
}


def _disagreed(case):
    """What becomes of the application: the county's own way."""
    if case.rules.agreement_is_precondition:
        return "可以继续协商；有乡镇不同意的，不能提交申请。"
    if case.rules.has_general(case.kind):
        return "可以继续协商；申请方仍提交的，走一般程序，由联席会议办公室召开协调会。"
    return "可以继续协商；申请方仍提交的，意见随案上报。"


class PositionForm(Form):
    """What `applicant.take_position` takes; a joint revocation is answered with 同意联合申请 or 不同意 (settled 29)."""

    need = {"text": "附条件同意、不同意的必填"}

    answer = forms.ChoiceField(label="意见", widget=forms.RadioSelect)
    text = long_text(
        "条件或理由",
        rows=5,
        help_text="写给申请方、同时征询的单位和联席会议办公室看；条件一行一条，写到能够照办。",
    )
    files = CheckedFiles(label="附件", required=False)

    def __init__(self, data=None, files=None, *, case, asked):
        self.case, self.asked = case, asked
        super().__init__(data, files)
        joint = case.is_joint
        self.fields["answer"].choices = JOINT if joint else Answer.choices
        told = JOINT_DESCRIPTIONS if joint else DESCRIPTIONS | {Answer.DISAGREE.value: _disagreed(case)}
        named = self.named()
        self.descriptions = {"answer": {answer: text.format(**named) for answer, text in told.items()}}
        if joint:
            self.need = {"text": "不同意的必填"}
            self.fields["text"].help_text = "写给申请方、同时征询的单位和联席会议办公室看。"
        self.say_in(case.words)

    def named(self):
        """How the unit that answers is spoken of on its own page."""
        return {"unit": "贵单位", "place": "本乡镇"}

    def stored_in(self, case):
        """What a colleague answered, for whoever of the unit was slower."""
        last = self.asked.positions.order_by("pk").last()
        return {"answer": last.answer, "text": last.text} if last else {}

    def clean(self):
        data = super().clean()
        if not {"answer", "text"} & self.errors.keys():  # whatever else is missing, all is told at once
            for problem in problems_of_position(self.case, data["answer"], data["text"]):
                self.add_error(problem.anchor, problem.text)
        return data


class PaperPositionForm(StampedPaper, PositionForm):
    """The same from stamped paper: with what the paper says of itself, and its scan."""

    files = CheckedFiles(label="盖章答复的扫描件")
    field_order = ["answer", "text", "paper_on", "paper_number", "files"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if comes_with_answers(self.case):
            self.fields[
                "paper_on"
            ].help_text = "书面答复上写的日期；随纸质申请一并送来的，可以早于登记征询的日期。"

    def named(self):
        """Somebody else enters it: the unit by its name."""
        return dict.fromkeys(("unit", "place"), self.asked.unit.short_name)


class FileForm(Form):
    files = CheckedFiles(label="附件")
