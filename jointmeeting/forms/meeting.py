"""Forms of the joint meeting: arrangements, attendance, minutes with a result per item."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from config.forms import DayField, Form
from jointmeeting.states import Reply, Result, results_of

BEFORE_SENDING = "送签前必填"


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self):
        super().__init__(format="%H:%M")


class MeetingForm(Form):
    title = PlainTextField(label="会议名称", max_length=80)
    meets_on = DayField(label="召开日期")
    meets_at = forms.TimeField(
        label="召开时间",
        required=False,
        widget=TimeInput,
    )
    place = PlainTextField(label="地点", max_length=120, required=False)
    note = LongTextField(
        label="会议准备",
        required=False,
        max_length=1000,
        help_text="请成员单位会前准备什么。成员单位都能看到。",
    )


class ReasonForm(Form):
    """One text with an act; the view names it."""

    text = LongTextField(label="理由", max_length=1000)

    def __init__(self, *args, label, help_text="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = label, help_text
        self.fields["text"].error_messages["required"] = f"请填写{label}"


class ReplyForm(Form):
    reply = forms.ChoiceField(
        label="是否参加",
        choices=Reply.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是否参加"},
    )
    note = PlainTextField(
        label="代会人员的职务，或者请假的事由", required=False, max_length=120, help_text="写职务，不写姓名。"
    )


class AttendanceForm(Form):
    """One question a member unit, in the roster's order."""

    CAME, SUBSTITUTE, AWAY = "yes", "substitute", "no"

    def __init__(self, *args, rows, guests="", **kwargs):
        super().__init__(*args, **kwargs)
        self.rows, sections = rows, []
        for row in rows:
            came, note = f"came-{row.unit_id}", f"note-{row.unit_id}"
            self.fields[came] = forms.ChoiceField(
                label=f"{row.unit.short_name}是否到会",
                choices=[
                    (self.CAME, "到会"),
                    (self.SUBSTITUTE, "他人代会"),
                    (self.AWAY, "没有到会"),
                ],
                widget=forms.RadioSelect,
                initial=self._known(row),
                error_messages={"required": f"请选择{row.unit.short_name}是否到会"},
            )
            self.fields[note] = PlainTextField(
                label="出席人员职务，或者请假情况",
                required=False,
                max_length=120,
                initial=row.note or row.reply_note,
            )
            sections.append(("", "", (came, note)))
        self.fields["guests"] = LongTextField(
            label="列席", required=False, max_length=500, initial=guests, help_text="写单位和职务，不写姓名。"
        )
        self.fields["guests"].widget.attrs["rows"] = 3
        self.sections = (*sections, ("", "", ("guests",)))

    def _known(self, row):
        """What was registered; before that, what the unit replied."""
        if row.attended is None:
            replied = {Reply.COMING: self.CAME, Reply.SUBSTITUTE: self.SUBSTITUTE, Reply.AWAY: self.AWAY}
            return replied.get(row.reply)
        if row.attended:
            return self.SUBSTITUTE if row.by_substitute else self.CAME
        return self.AWAY

    def present(self):
        return {row.unit_id: self.cleaned_data[f"came-{row.unit_id}"] != self.AWAY for row in self.rows}

    def substitutes(self):
        return {
            row.unit_id for row in self.rows if self.cleaned_data[f"came-{row.unit_id}"] == self.SUBSTITUTE
        }

    def notes(self):
        return {row.unit_id: self.cleaned_data[f"note-{row.unit_id}"] for row in self.rows}


class MinutesForm(Form):
    """The text, and per item what was resolved; complete only where it is sent to be signed."""

    minutes = LongTextField(
        label="纪要",
        required=False,
        max_length=20000,
        help_text="会议概况、讨论情况。时间、地点、出席情况和各议题的结果另行印出，不用重复。",
    )

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = [item for item in items if item.is_open]
        self.need = {"minutes": BEFORE_SENDING}
        sections = []
        for item in self.items:
            result, wording = f"result-{item.pk}", f"wording-{item.pk}"
            self.fields[result] = forms.ChoiceField(
                label="审议结果",
                choices=[(result.value, result.label) for result in results_of(item)],
                widget=forms.RadioSelect,
                required=False,
                initial=item.result,
            )
            self.need |= {result: BEFORE_SENDING, wording: BEFORE_SENDING}
            self.fields[wording] = LongTextField(
                label="议定内容",
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
                max_length=2000,
                initial=item.wording,
                help_text="照会议议定的写。不通过、退回完善的，写明理由和要改的内容。",
            )
            sections.append(
                (f"{item.order}. {item.title}", item.number or item.asker.short_name, (result, wording))
            )
        self.sections = (("会议纪要", "", ("minutes",)), *sections)

    def results(self):
        """{item pk: (Result, wording)}, an item without a choice too."""
        return {
            item.pk: (self.cleaned_data[f"result-{item.pk}"], self.cleaned_data[f"wording-{item.pk}"])
            for item in self.items
        }


class CorrectionForm(Form):
    """What of the minutes is put right: a passage of the text, or one item."""

    where = forms.ChoiceField(label="更正哪里", widget=forms.RadioSelect)
    old = LongTextField(
        label="原文", required=False, max_length=2000, help_text="更正纪要正文的，照原文抄写要更正的一段。"
    )
    result = forms.ChoiceField(
        label="更正后的审议结果", choices=Result.choices, widget=forms.RadioSelect, required=False
    )
    new = LongTextField(label="更正为", max_length=2000, help_text="更正议题的，写更正后的议定内容全文。")
    reason = LongTextField(label="更正的理由", max_length=500)
    TEXT = "text"

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = {str(item.pk): item for item in items}
        said = [
            (key, f"议题：{item.title}（{item.get_result_display()}）") for key, item in self.items.items()
        ]
        self.fields["where"].choices = [(self.TEXT, "会议纪要正文"), *said]

    def clean(self):
        given = super().clean()
        where = given.get("where")
        if where == self.TEXT and not given.get("old"):
            self.add_error("old", "照原文抄写要更正的一段")
        if where in self.items and not given.get("result"):
            self.add_error("result", "请选择更正后的审议结果")
        return given

    def facts(self):
        given = {name: self.cleaned_data[name] for name in ("old", "new", "reason", "result")}
        return given | {"item": self.items.get(self.cleaned_data["where"])}
