"""What is filled in about urgent tasks and ended duties."""

import re
from functools import partial

from django import forms
from django.utils.html import format_html

from accounts.fields import LongTextField, PlainTextField
from accounts.models import Unit
from admission.forms.fields import CheckedFiles, OneOf
from admission.models import Application
from audit import clock
from config.forms import DayField, Form, Places, SeveralOf
from registry.normalize import comparable, half_width
from supervision import queries, rules
from supervision.actions.urgent import begun_for_task, earlier_like, papers_for_task
from supervision.forms.acts import ActForm, text_area
from supervision.models import UrgentTask

_text = partial(text_area, rows=3)

NO_NAMES = "写单位和职务，不写姓名。"


TIME = re.compile(
    r"(?P<part>凌晨|早上|上午|中午|下午|傍晚|晚上)?(?P<hour>\d{1,2})"
    r"(?::(?P<sharp>\d{2})|[时点](?:(?P<minute>\d{1,2})分?|(?P<half>半)|整)?)(?:许|左右)?"
)


def _time_of(said):
    """(hour, minute) of a time written as people do, or None; “八点半”, written otherwise, is none."""
    found = TIME.fullmatch(half_width(said).replace(" ", ""))
    if not found:
        return None
    hour, minute = int(found["hour"]), int(found["sharp"] or found["minute"] or 30 * bool(found["half"]))
    later = found["part"] in ("下午", "傍晚", "晚上") or (found["part"] == "中午" and hour < 3)
    hour += 12 * (later and hour < 12)
    return (hour, minute) if hour < 24 and minute < 60 else None


class TaskForm(Form):
    """`cleaned_data` is what `start_task` takes; a township names the department, a department the townships."""

    name = PlainTextField(label="任务名称", max_length=200, validators=[comparable])
    contents = _text("任务内容", help_text="乡镇做什么、到什么程度。")
    department = OneOf(queryset=Unit.objects.none(), label="交办部门", empty_label="请选择")
    townships = SeveralOf(queryset=Unit.objects.none(), label="承担乡镇", widget=Places)
    asked_by = PlainTextField(label="谁请示", max_length=100, help_text=NO_NAMES)
    asked_of = PlainTextField(label="向谁请示", max_length=100, help_text=f"有权同意的领导。{NO_NAMES}")
    asked_on = DayField(label="请示日期", help_text="补办手续的期限从这一天起算，当天不计。")
    asked_at = PlainTextField(label="请示时间", required=False, max_length=20, help_text="例如：8时30分。")
    allowed_by = PlainTextField(label="谁同意先行办理", max_length=100, help_text=NO_NAMES)
    started_on = DayField(label="开始日期")
    until = DayField(label="结束日期", help_text="只限临时任务，最长一年；到期还没有补办手续的，次日终止。")
    other_matter = LongTextField(
        label="是另一件事的理由",
        required=False,
        max_length=500,
        help_text="与以前先行办理的有什么不同；写了的，登记后有关单位看得到。",
        widget=forms.HiddenInput,
    )
    sections = (
        ("任务", "", ("name", "contents", "department", "townships", "started_on", "until", "other_matter")),
        ("口头请示", "", ("asked_by", "asked_of", "asked_on", "asked_at", "allowed_by")),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        if rules.is_township(by):
            del self.fields["townships"]
            self.fields["department"].queryset = queries.departments(by.county)
        else:
            del self.fields["department"]
            self.fields["townships"].queryset = queries.townships(by.county)
        for name in ("asked_on", "started_on"):
            self.initial.setdefault(name, clock.today())

    def add_error(self, field, error):
        """The reason is asked for only where an earlier task is like this one, which is a link away."""
        if field == "other_matter":
            self.fields["other_matter"].widget = forms.Textarea({"rows": 2})
            asked = self["other_matter"]
            asked.help_text = format_html("{}{}", self._earlier(), asked.help_text)
        super().add_error(field, error)

    def _earlier(self):
        own, given = rules.is_township(self.by), self.cleaned_data
        department, townships = self.by.unit, given.get("townships")
        if own:
            department, townships = given.get("department"), [self.by.unit]
        if not (department and townships and given.get("name") and given.get("contents")):
            return ""  # the reason itself is faulty, and what it is about not yet known
        task = UrgentTask(name=given["name"], contents=given["contents"], department=department)
        like = earlier_like(task, townships)
        shown = like and queries.tasks_seen_by(self.by).filter(pk=like.pk).first()
        return format_html('<a href="{}">{}</a>。', shown.get_absolute_url(), shown) if shown else ""

    def clean_asked_at(self):
        said = self.cleaned_data["asked_at"]
        if said and not _time_of(said):
            raise forms.ValidationError("请写一天里的时间，例如：8时30分、下午3:20")
        return said

    def clean(self):
        given = super().clean()
        said, day = given.get("asked_at"), given.get("asked_on")
        if said and day == clock.today() and _time_of(said) > clock.local_time(clock.now()):
            self.add_error("asked_at", "请示时间不能晚于现在；是以前请示的，请改请示日期")
        return {"townships": (), "department": None} | given


class Regularising(ActForm):
    case = OneOf(
        queryset=Application.objects.none(),
        label="补办的申请",
        empty_label="请选择",
        help_text="本单位已经提交的临时性准入申请。还没有的，先新建申请并提交。",
    )
    same_matter = LongTextField(
        label="是同一件事的理由",
        required=False,
        max_length=500,
        help_text="申请与任务的名称、内容为什么不同；写了的，登记后有关单位看得到。",
        widget=forms.HiddenInput,
    )

    def prepare(self):
        cases = papers_for_task(self.subject).order_by("-pk")
        self.fields["case"].queryset = cases
        own = (case for case in begun_for_task(self.subject) if case in cases)
        self.initial.setdefault("case", next(own, None))
        self.fields["case"].label_from_instance = lambda case: f"{case.number} {case.title}"

    def add_error(self, field, error):
        """The reason is asked for only where the application is not seen to be about the task."""
        if field == "same_matter":
            self.fields["same_matter"].widget = forms.Textarea({"rows": 2})
        super().add_error(field, error)


class EndingTask(ActForm):
    text = _text("结束的情况")


class Continued(ActForm):
    text = _text(
        "怎样仍在办理", help_text="什么时候、谁、怎样继续交办。同时提交反映，由联席会议办公室按期核实。"
    )
    files = CheckedFiles(label="证明材料", required=False)


class Stopped(ActForm):
    text = _text("说明", required=False, rows=2)
