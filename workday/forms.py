"""Forms of this app: they clean, actions write."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from accounts.models import NoticeKind
from config.forms import DayField, Form
from workday.models import When

SAYS = {
    NoticeKind.TURN: "有事轮到本单位办。",
    NoticeKind.URGE: "别的单位催本单位答复。",
    NoticeKind.DEADLINE: "期限前3个工作日、当天、逾期以后各一次。",
    NoticeKind.MEETING: "会议的通知和变动。",
    NoticeKind.RESULT: "本单位的申请、意见有了结果。",
    NoticeKind.MENTION: "同事在单位内部备注里@您，或者把案件交给您。",
}


class MailForm(Form):
    """Where a person's mail goes, and when, by kind of notice."""

    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        max_length=254,
        help_text="收提醒的邮箱；不填就不发邮件。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in NoticeKind:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label, choices=When.choices, help_text=SAYS.get(kind, "")
            )

    @property
    def choices(self):
        return {kind: self.cleaned_data[kind] for kind in NoticeKind.values}


class ReadingFilterForm(Form):
    """What the audit administrator looks for; every field may be empty."""

    since = DayField(label="从", required=False)
    until = DayField(label="到", required=False)
    case = PlainTextField(label="案件编号", max_length=64, required=False)
    person = PlainTextField(label="姓名", max_length=50, required=False)

    def clean(self):
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", "结束日期不能早于开始日期")
        return self.cleaned_data


class NoteForm(Form):
    """A note within the unit."""

    text = LongTextField(
        label="备注",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="只有本单位看得到，不入案卷。写“@姓名”，就给这个人发消息。",
    )


class HandOverForm(Form):
    """Who of the unit has the case in hand; `seen`, who had it when the page was opened."""

    seat = forms.ChoiceField(label="由谁办")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, people, worded, handling=None, **kwargs):
        """`worded`: says a post as the county calls it."""
        self.handling, self.held = handling, str(handling.seat_id) if handling else ""
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.held
        self.people = {str(seat.pk): seat for seat in people}
        self.fields["seat"].choices = [
            (key, f"{seat.user}（{worded(seat.get_post_display())}）") for key, seat in self.people.items()
        ]

    def clean_seat(self):
        return self.people[self.cleaned_data["seat"]]

    def clean(self):
        """A colleague gave it to somebody else meanwhile: said once, and the form goes on from there."""
        seen = self.cleaned_data.pop("seen", "")
        if self.held and "seen" in self.data and seen != self.held:
            self.add_error("seat", f"您打开这一页以后，已改由{self.handling.seat.user}办，请核对后再定。")
            self.data = self.data.copy()
            self.data["seen"] = self.held
        return self.cleaned_data


class PhraseForm(Form):
    """One more phrase."""

    text = PlainTextField(
        label="常用意见", max_length=300, help_text="例如“同意，请按程序办理。”，一句一条。"
    )
