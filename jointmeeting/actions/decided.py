"""议定事项: listed from signed minutes, reported on by the unit, reminded of, put off, closed by the office."""

from accounts.models import NoticeKind
from admission.problems import Problem
from audit import clock
from config.templatetags.chinese import plain_date
from jointmeeting.act import act, make, signature
from jointmeeting.models import DecidedItem, DecidedRemark
from jointmeeting.queries import office_of
from jointmeeting.states import DecidedStage, Remark


def list_decided(*, meeting, by, lock, unit, text, due, item=None, form_key=""):
    """列出议定事项 of a meeting whose minutes are signed: which unit does what until when. The unit is told."""
    with act("list_decided", row=meeting, by=by, lock=lock, form_key=form_key) as step:
        if due < clock.today():
            step.refuse(Problem("完成期限不能早于今天。", "due"))
        if unit.county_id != step.row.county_id or (item and item.meeting_id != step.row.pk):
            step.refuse("责任单位、议题要是本次会议的。")
        decided = DecidedItem(county=step.row.county, meeting=step.row, item=item, unit=unit, text=text)
        with make("enter_decided", row=decided, by=by) as entered:
            decided.due = decided.first_due = due
            decided.entered_at = step.now
            decided.save()
            entered.fact(unit=unit.pk, due=str(due), meeting=str(step.row.uuid))
            entered.tell(
                [unit], f"{entered.row.county.worded('联席会议议定事项')}，{plain_date(due)}前完成：{decided}"
            )
        step.fact(unit=unit.pk)
    return decided


def report_progress(*, decided_item, by, text, done=False, lock=None, form_key=""):
    """报告进展 by the unit; `done`: it says that it is completed, and the office looks."""
    with act("report_progress", row=decided_item, by=by, form_key=form_key) as step:
        _remark(step, Remark.DONE if done else Remark.PROGRESS, text)
        step.row.stage = DecidedStage.REPORTED if done else DecidedStage.OPEN
        said = "报告完成" if done else "报告进展"
        step.tell(office_of(step.row), f"{by.unit.short_name}{said}：{step.row}")
    return step.row


def remind_decided(*, decided_item, by, text="", lock=None, form_key=""):
    """催办, once a day at most."""
    with act("remind_decided", row=decided_item, by=by, form_key=form_key) as step:
        last = step.row.reminded_at
        if last and clock.local_date(last) == clock.today():
            step.refuse("今天已经催办过。")
        _remark(step, Remark.REMINDED, text.strip() or "请按期完成，并报告进展。")
        step.row.reminded_at = step.now
        step.tell(
            [step.row.unit], f"催办议定事项（{plain_date(step.row.due)}止）：{step.row}", NoticeKind.URGE
        )
    return step.row


def put_off_decided(*, decided_item, by, lock, due, reason, form_key=""):
    """延期 by the office, with the reason; the day first set stays to be read. What the unit reported as completed is not, so that
    it is the unit's turn again.
    """
    with act("put_off_decided", row=decided_item, by=by, lock=lock, form_key=form_key) as step:
        if due <= max(step.row.due, clock.today()):
            step.refuse(Problem("新的期限要晚于现在的期限，也要晚于今天。", "due"))
        _remark(step, Remark.PUT_OFF, f"延至{plain_date(due)}。{reason}")
        step.row.due, step.row.stage = due, DecidedStage.OPEN
        step.fact(due=str(due))
        step.tell([step.row.unit], f"议定事项延期至{plain_date(due)}：{step.row}")
    return step.row


def close_decided(*, decided_item, by, lock, text, form_key=""):
    """办结 by the office, with what it found; not by the unit itself."""
    with act("close_decided", row=decided_item, by=by, lock=lock, form_key=form_key) as step:
        _remark(step, Remark.CLOSED, text)
        step.row.stage, step.row.closed_at = DecidedStage.CLOSED, step.now
        step.tell([step.row.unit], f"议定事项已办结：{step.row}", NoticeKind.RESULT)
    return step.row


def _remark(step, kind, text):
    if not text.strip():
        step.refuse("请写明情况。")
    DecidedRemark.objects.create(
        decided=step.row, kind=kind, text=text, at=step.now, label=signature(step.by)
    )
