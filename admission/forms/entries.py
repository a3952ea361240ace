"""What is copied from papers: document numbers, days that have come and days to come."""

from datetime import timedelta

from django.core.exceptions import ValidationError

from accounts.fields import PlainTextField
from audit import clock
from config.forms import DayField, Form
from config.templatetags.chinese import cdate
from documents.numbers import EXAMPLE, BadNumber, check_form
from regimes.calendar import Calendar


class NumberField(PlainTextField):
    """An organ's 发文字号 in its one form; what is wrong with it stands beside the field."""

    def __init__(self, **kwargs):
        super().__init__(**{"help_text": f"按文件上的写，如“{EXAMPLE}”。", **kwargs})

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return text
        try:
            return check_form(text)
        except BadNumber as reason:
            raise ValidationError(str(reason)) from None


TWO_YEARS = timedelta(days=731)


class PastDayField(DayField):
    """A day on which something was done: not after today."""

    def clean(self, value):
        day = super().clean(value)
        if day and day > clock.today():
            raise ValidationError("不能晚于今天")
        return day


class ComingDayField(DayField):
    """A day until which something is to be done: after today, within two years."""

    most, said = TWO_YEARS, "两年"

    def clean(self, value):
        day = super().clean(value)
        if day and day <= clock.today():
            raise ValidationError("最早是明天")
        if day and day > clock.today() + self.most:
            raise ValidationError(f"不能晚于{self.said}以后")
        return day


class PromisedDayField(ComingDayField):
    """A day by which what takes long is promised: within three years (本县自定), or it were never late."""

    most, said = timedelta(days=1096), "三年"


class MeetingDayField(DayField):
    """A day to meet on: today or later, within two years."""

    def clean(self, value):
        day = super().clean(value)
        if day and not clock.today() <= day <= clock.today() + TWO_YEARS:
            raise ValidationError("不能早于今天" if day < clock.today() else "不能晚于两年以后")
        return day


class Arrangement(Form):
    """When and where a coordination meeting is to be; it may not be settled yet."""

    meets_on = MeetingDayField(
        label="协调会召开日期",
        required=False,
        help_text="写进给各受邀单位的通知；还没有定的可以不填，由联席会议办公室另行通知。",
    )
    meets_at = PlainTextField(label="时间", max_length=30, required=False, help_text="例如“上午9:30”。")
    place = PlainTextField(label="地点", max_length=60, required=False)

    def about(self, case):
        """The form of a page that is none of the case itself; an act's form knows its case."""
        self.case = case
        return self

    def last_day(self):
        """(the county's own limit, the last day it gives a meeting that is called today)."""
        limit = self.case.rules.limits["coordination"]
        return limit, Calendar.load().add(clock.today(), limit.days).date

    def doubts(self):
        """What is to be looked at again of the day that was taken: it may be meant so, so it is no error."""
        if not (day := self.cleaned_data.get("meets_on")):
            return []
        said, (limit, last) = f"召开日期{cdate(day)}", self.last_day()
        found = [] if Calendar.load().is_workday(day) else [f"{said}不是工作日，请核对。"]
        if day > last:
            found.append(
                f"{said}超过了{limit.days}个工作日的期限（{limit.source}），期限到{cdate(last)}，请核对。"
            )
        return found


class StampedPaper(Form):
    """What a unit's stamped answer says of itself, besides the answer; whether the day fits the request the act says."""

    paper_on = PastDayField(label="落款日期", help_text="书面答复上写的日期，不早于发出征求的日期。")
    paper_number = NumberField(
        label="文号", required=False, help_text=f"没有文号的不填；有的按文件上的写，如“{EXAMPLE}”。"
    )
