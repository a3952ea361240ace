"""通报、专报: drafted by the office, also from a meeting, issued by its head; circulars are read, reports answered."""

from contextlib import contextmanager

from accounts.models import NoticeKind, Unit
from accounts.succession import left_to
from admission.act import NotAllowed
from admission.problems import Problem
from audit import clock
from documents.numbers import BadNumber, check_form
from jointmeeting import papers
from jointmeeting.act import act, make, signature
from jointmeeting.actions.meetings import blank_meeting
from jointmeeting.actions.numbered import claimed, correct
from jointmeeting.models import Answer, Circular, Reading, SpecialReport
from jointmeeting.queries import office_of
from jointmeeting.rules import body_of, may_answer_for
from jointmeeting.states import LetterStage


def blank_letter(model, by, meeting=None):
    """A letter of the seat's county that is not there yet; None where the county has no regime."""
    blank = blank_meeting(by)
    return blank and model(county=blank.county, regime=blank.regime, meeting=meeting)


def draft_circular(*, by, matter, text, next="", units=(), meeting=None, form_key=""):
    """拟写通报 to `units`."""
    said = {"matter": matter, "text": text, "next": next}
    with _drafting("draft_circular", Circular, by, meeting, form_key, said) as letter:
        _address(letter, units)
    return letter


def draft_report(*, by, matter, text, next="", is_major=False, meeting=None, form_key=""):
    """拟写专报; of a 重大事项 县委 and 县政府 decide."""
    said = {"matter": matter, "text": text, "next": next, "is_major": is_major}
    with _drafting("draft_report", SpecialReport, by, meeting, form_key, said) as letter:
        return letter


@contextmanager
def _drafting(verb, model, by, meeting, form_key, said):
    letter = blank_letter(model, by, meeting)
    if letter is None:
        raise NotAllowed
    with make(verb, row=letter, by=by, form_key=form_key) as step:
        _write(step, said)
        letter.save()
        yield letter


def change_circular(*, circular, by, lock, units=(), form_key="", **said):
    with act("change_circular", row=circular, by=by, lock=lock, form_key=form_key) as step:
        _write(step, said)
        _address(step.row, units)
    return step.row


def change_report(*, special_report, by, lock, form_key="", **said):
    with act("change_report", row=special_report, by=by, lock=lock, form_key=form_key) as step:
        _write(step, said)
    return step.row


def issue_circular(*, circular, by, lock, number, form_key=""):
    """印发通报 by the office's head; every unit addressed is told and asked to confirm that it has read it."""
    with act("issue_circular", row=circular, by=by, lock=lock, form_key=form_key) as step:
        units = [row.unit for row in step.row.readings.select_related("unit")]
        if not units:
            step.refuse("还没有选通报哪些单位。")
        _issue(step, number)
        step.keep(papers.circular(step.row, units, by=by, at=step.now))
        step.tell(units, f"通报：{step.row}")
    return step.row


def issue_report(*, special_report, by, lock, number, form_key=""):
    """印发专报 by the office's head; 县委办 and 县政府办 are told, and record what is answered."""
    with act("issue_report", row=special_report, by=by, lock=lock, form_key=form_key) as step:
        _issue(step, number)
        step.keep(papers.report(step.row, step.row.rules.bodies.decision, by=by, at=step.now))
        asked = step.row.rules.worded("（重大事项，报请审定）") if step.row.is_major else ""
        step.tell(_offices(step.row), f"专报{asked}：{step.row}")
    return step.row


def correct_circular(*, circular, by, lock, form_key="", **said):
    """更正文号 (see `correct`); the units addressed are told."""
    with act("correct_circular", row=circular, by=by, lock=lock, form_key=form_key) as step:
        correct(step, **said)
        units = [row.unit for row in step.row.readings.select_related("unit")]
        step.tell(units, f"文号更正为{step.row.number}：{step.row}", NoticeKind.RESULT)
    return step.row


def correct_report(*, special_report, by, lock, form_key="", **said):
    """更正文号 (see `correct`); 县委办 and 县政府办 are told."""
    with act("correct_report", row=special_report, by=by, lock=lock, form_key=form_key) as step:
        correct(step, **said)
        step.tell(_offices(step.row), f"文号更正为{step.row.number}：{step.row}", NoticeKind.RESULT)
    return step.row


def read_circular(*, circular, by, lock=None, form_key=""):
    """已阅, for the own unit and those that left it their matters; once."""
    with act("read_circular", row=circular, by=by, form_key=form_key) as step:
        unread = step.row.readings.filter(unit__in=left_to(by.unit), read_at=None)
        if not unread.update(read_at=step.now, read_label=signature(by)):
            step.refuse("本单位已经阅知。")
    return step.row


def record_answer(*, special_report, by, lock, body, text, answered_on, number="", form_key=""):
    """登记批复: 县委办 and 县政府办 for their own body, the office for either."""
    with act("record_answer", row=special_report, by=by, lock=lock, form_key=form_key) as step:
        bodies = {each.key: each for each in step.row.rules.bodies.decision}
        if body not in bodies or not may_answer_for(step.row, by, body):
            raise NotAllowed
        if step.row.answers.filter(body=body).exists():
            step.refuse(Problem("这一机关的批复已经登记。", "body"))
        if not clock.local_date(step.row.issued_at) <= answered_on <= clock.today():
            step.refuse(Problem("批复日期不能早于专报印发，也不能晚于今天。", "answered_on"))
        Answer.objects.create(
            report=step.row,
            body=body,
            body_name=bodies[body].name,
            text=text,
            answered_on=answered_on,
            number=_checked(step, number) if number.strip() else "",
            at=step.now,
            label=signature(by),
        )
        if step.row.answers.count() == len(bodies):
            step.row.stage = LetterStage.ANSWERED
        step.fact(body=body)
        if body_of(step.row, by):
            step.tell(office_of(step.row), f"{bodies[body].name}批复专报：{step.row}", NoticeKind.RESULT)
    return step.row


def _write(step, said):
    letter = step.row
    for name, value in said.items():
        setattr(letter, name, value)
    letter.drafted_at, letter.drafted_label = step.now, signature(step.by)


def _address(letter, units):
    wanted = {unit.pk for unit in units if unit.county_id == letter.county_id}
    letter.readings.exclude(unit__in=wanted).delete()
    known = set(letter.readings.values_list("unit", flat=True))
    Reading.objects.bulk_create(Reading(circular=letter, unit_id=pk) for pk in sorted(wanted - known))


def _offices(report):
    keys = [body.office_unit_key for body in report.rules.bodies.decision]
    return Unit.objects.filter(county=report.county, key__in=keys)


def _issue(step, number):
    letter = step.row
    letter.number = claimed(step, number, organ=letter.rules.bodies.office.name)
    letter.stage, letter.issued_at = LetterStage.ISSUED, step.now
    letter.issued_label = signature(step.by)
    step.fact(number=letter.number)


def _checked(step, number):
    """The form of a number that another organ gave; it is not of this office's register."""
    try:
        return check_form(number)
    except BadNumber as bad:
        step.refuse(Problem(str(bad), "number"))
