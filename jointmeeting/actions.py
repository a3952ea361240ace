"""What is done with a joint meeting. Keyword-only, `by` an Acting; each in one transaction with one audit event.

Raises NotAllowed, Stale, Refused, Repeated as the acts on cases do (`admission.act`).
"""

from django.db import transaction

from accounts.models import RosterEntry, RosterRole, Unit
from admission.act import NotAllowed, Refused, claim, lock_cases, remember_refusal
from admission.actions import coordination
from admission.problems import Problem
from audit import clock
from documents.numbers import allot
from jointmeeting import papers, rules
from jointmeeting.act import Step, act, signature
from jointmeeting.models import AgendaItem, Attendance, Meeting
from jointmeeting.queries import warnings_of
from jointmeeting.states import Result, outcome_of
from regimes.models import Regime
from regimes.queries import current_regime

ROLES_INVITED = (RosterRole.MEMBER, RosterRole.LIAISON, RosterRole.DIRECTOR)
PASSED = "审议通过。"


def prepare_meeting(*, by, title, meets_on, meets_at=None, place="", note="", form_key=""):
    """筹备会议: the member units on the roster of that day are invited and see it from now on."""
    blank = blank_meeting(by)
    try:
        with transaction.atomic():
            claim(form_key, by)
            if blank is None or not rules.may_prepare(blank, by):
                raise NotAllowed
            step = Step("prepare_meeting", blank, by)
            _arrange(step, title=title, meets_on=meets_on, meets_at=meets_at, place=place, note=note)
            blank.prepared_at, blank.prepared_label = step.now, signature(by)
            blank.save()
            _invite(step)
            step.finish()
    except (NotAllowed, Refused) as refusal:
        if blank is not None:
            remember_refusal("prepare_meeting", blank, by, refusal, kind="meeting", source="")
        raise
    return blank


def blank_meeting(by):
    """A meeting of the seat's county that is not there yet; None without a county's unit, or while it has no regime."""
    if by is None or by.unit is None or by.county is None:
        return None
    try:
        return Meeting(county=by.county, regime=current_regime(by.county))
    except Regime.DoesNotExist:
        return None


def change_meeting(*, meeting, by, lock, title, meets_on, meets_at=None, place="", note="", form_key=""):
    """修改会议安排, until the minutes are sent; whoever was told of the old time is told of the new one."""
    with act("change_meeting", meeting=meeting, by=by, lock=lock, form_key=form_key) as step:
        meeting, before = step.meeting, _when_and_where(step.meeting)
        _arrange(step, title=title, meets_on=meets_on, meets_at=meets_at, place=place, note=note)
        added = _invite(step)
        _show_agenda(step, added)
        if meeting.called_at and (added or _when_and_where(meeting) != before):
            _invite_on_paper(step)
        if meeting.called_at and _when_and_where(meeting) != before:
            step.tell(_invited(meeting), f"联席会议改期：{_said(meeting)}")
        elif meeting.called_at:
            step.tell(added, f"召开联席会议：{_said(meeting)}")
    return meeting


def call_meeting(*, meeting, by, lock, form_key=""):
    """召集会议 by the convenor: the meeting gets its number, the member units are told (I-36)."""
    with act("call_meeting", meeting=meeting, by=by, lock=lock, form_key=form_key) as step:
        meeting = step.meeting
        if meeting.meets_on < clock.today():
            step.refuse("召开日期已过，请先修改会议安排。")
        if "meeting" not in meeting.rules.series:
            step.refuse("本县制度文件没有规定联席会议的编号（series.meeting）。")
        year = clock.today().year
        n = allot(county=meeting.county, series="meeting", year=year)
        meeting.number = meeting.rules.number_of("meeting", year, n)
        meeting.called_at, meeting.called_by, meeting.called_label = step.now, by.user, signature(by)
        step.fact(number=meeting.number)
        _invite_on_paper(step)
        step.tell(_invited(meeting), f"召开联席会议：{_said(meeting)}")
    return meeting


def cancel_meeting(*, meeting, by, lock, reason, form_key=""):
    """取消会议: only with an empty agenda, so that no case waits for a meeting that will not be."""
    with act("cancel_meeting", meeting=meeting, by=by, lock=lock, form_key=form_key) as step:
        if not reason.strip():
            step.refuse("请写明取消的理由。")
        if any(item.is_open for item in items_of(step.meeting)):
            step.refuse("议程上还有案件，请先移出议程。")
        step.meeting.cancelled_at, step.meeting.cancel_reason = step.now, reason
        if step.meeting.called_at:
            step.tell(_invited(step.meeting), f"联席会议取消：{_said(step.meeting)}")
    return step.meeting


# -- agenda ---------------------------------------------------------------------------------------------------------


def put_item(*, meeting, case, by, lock=None, form_key=""):
    """列入议程: the case's members-to-be see it from now on (settled 16)."""
    with act("put_item", meeting=meeting, by=by, lock=lock, form_key=form_key) as step:
        meeting = step.meeting
        hearing = coordination.put_on_agenda(
            case=case, meeting=meeting.uuid, title=str(meeting)[:120], invited=_invited(meeting), by=by
        )
        last = meeting.items.order_by("order").last()
        AgendaItem.objects.update_or_create(
            meeting=meeting,
            case=case,
            defaults={
                "hearing": hearing,
                "order": last.order + 1 if last else 1,
                "result": "",
                "wording": "",
            },
        )
        step.fact(case=str(case.uuid), hearing=str(hearing.uuid))
        _renew_agenda(step)
    return meeting


def take_off(*, meeting, item, by, lock=None, form_key=""):
    """移出议程; an item whose case has left the procedure meanwhile goes too."""
    with act("take_off", meeting=meeting, by=by, lock=lock, form_key=form_key) as step:
        item = items_of(step.meeting).filter(pk=item.pk).first()
        if item is None:
            step.refuse("本案不在这次会议的议程上。")
        if item.is_open:
            coordination.take_off_agenda(case=item.case, by=by)
        step.fact(case=str(item.case.uuid))
        item.delete()
        _renew_agenda(step)
    return step.meeting


# -- the meeting and its minutes ------------------------------------------------------------------------------------


def record_attendance(*, meeting, by, lock, present, notes=None, guests="", form_key=""):
    """登记到会: `present` is {unit pk: came}, `notes` {unit pk: who came or why not}."""
    with act("record_attendance", meeting=meeting, by=by, lock=lock, form_key=form_key) as step:
        meeting = step.meeting
        if meeting.meets_on > clock.today():
            step.refuse("会议还没有召开，不能登记到会。")
        for row in meeting.attendance.all():
            if row.unit_id in present:
                row.attended, row.note = present[row.unit_id], (notes or {}).get(row.unit_id, "")
                row.save()
        meeting.guests, meeting.attendance_at = guests, step.now
        step.fact(came=sorted(pk for pk, came in present.items() if came))
    return meeting


def draft_minutes(*, meeting, by, lock, minutes, results, send=False, form_key=""):
    """拟写纪要: `results` is {item pk: (Result, wording)}; `send` puts them before the convenor."""
    with act("draft_minutes", meeting=meeting, by=by, lock=lock, form_key=form_key) as step:
        meeting = step.meeting
        if meeting.meets_on > clock.today():
            step.refuse("会议还没有召开，不能拟写纪要。")
        for item in items_of(meeting):
            if item.is_open and item.pk in results:
                item.result, item.wording = results[item.pk]
                if item.result == Result.PASSED and not item.wording.strip():
                    item.wording = PASSED
                item.save()
        meeting.minutes = minutes
        meeting.drafted_by, meeting.drafted_at, meeting.drafted_label = by.user, step.now, signature(by)
        meeting.sent_at, meeting.sent_back_note = None, "" if send else meeting.sent_back_note
        if send:
            _complete(step)
            meeting.sent_at = step.now
            step.tell(_convenors(meeting), f"请签署纪要：{meeting}")
    return meeting


def return_minutes(*, meeting, by, lock, note, form_key=""):
    """退回修改纪要 by the convenor, with what to change."""
    with act("return_minutes", meeting=meeting, by=by, lock=lock, form_key=form_key) as step:
        if not note.strip():
            step.refuse("请写明要修改什么。")
        step.meeting.sent_at, step.meeting.sent_back_note = None, note
        step.tell(_office(step.meeting), f"召集人退回纪要：{step.meeting}")
    return step.meeting


def sign_minutes(*, meeting, by, lock, form_key=""):
    """签署纪要: closes them and moves no case (settled 17). The system warns, it does not count votes."""
    with act("sign_minutes", meeting=meeting, by=by, lock=lock, form_key=form_key) as step:
        meeting = step.meeting
        _complete(step)
        paper = papers.minutes(meeting, items_of(meeting), attendance_of(meeting), by=by, at=step.now)
        meeting.content_hash = paper.sha256
        meeting.signed_at, meeting.signed_by, meeting.signed_label = step.now, by.user, signature(by)
        step.fact(number=meeting.number, items=meeting.items.count(), warnings=len(warnings_of(meeting)))
        step.tell([*_office(meeting), *_invited(meeting)], f"纪要已签署：{meeting}")
    return meeting


def record_item(*, meeting, item, by, lock, form_key="", **arranged):
    """登记审议结果 of one case from the signed minutes; `lock` is the case's (settled 17), `arranged` as
    `coordination.record_result` takes it."""
    with act("record_item", meeting=meeting, by=by, form_key=form_key) as step:
        meeting = step.meeting
        item = items_of(meeting).filter(pk=item.pk).first()
        if item is None or not item.is_open or item.recorded_at:
            step.refuse("这一结果已经登记，或本案已离开审议。")
        outcome, coordinate = outcome_of(item.result)
        papers.extract(meeting, item, attendance_of(meeting), by=by, at=step.now)
        coordination.record_result(
            case=item.case,
            hearing=item.hearing,
            outcome=outcome,
            wording=item.wording,
            minutes_number=meeting.number,
            minutes_signed_at=meeting.signed_at,
            by=by,
            lock=lock,
            coordinate=coordinate,
            **arranged,
        )
        item.recorded_at = step.now
        item.save()
        step.fact(case=str(item.case.uuid), result=item.result)
    return meeting


def items_of(meeting):
    return meeting.items.select_related("case__version", "case__regime", "hearing")


def attendance_of(meeting):
    return meeting.attendance.select_related("unit")


def _arrange(step, **facts):
    day, called = facts["meets_on"], step.meeting.called_at
    # once called it may have been held on another day than the one first set, but not before it was called
    if day != step.meeting.meets_on and day < (clock.local_date(called) if called else clock.today()):
        told = "召开日期不能早于召集会议的那一天。" if called else "召开日期不能早于今天。"
        step.refuse(Problem(told, "meets_on"))
    for name, value in facts.items():
        setattr(step.meeting, name, value)
    if not step.meeting.title.strip():
        step.refuse("请填写会议名称。")
    step.fact(meets_on=str(step.meeting.meets_on))


def _invite(step):
    """The units invited now: the roster of the meeting's day decides; who already has been is not struck off."""
    day, meeting = step.meeting.meets_on, step.meeting
    units = set(
        RosterEntry.objects.on(day)
        .filter(county=meeting.county, role__in=ROLES_INVITED)
        .values_list("seat__unit", flat=True)
    )
    known = set(meeting.attendance.values_list("unit", flat=True))
    added = list(Unit.objects.filter(pk__in=units - known))
    Attendance.objects.bulk_create(Attendance(meeting=meeting, unit=unit) for unit in added)
    return added


def _show_agenda(step, units):
    """Whoever is invited sees the cases on the agenda, as those who were invited before (settled 16, 25)."""
    if not units:
        return
    lock_cases(
        [item.case for item in items_of(step.meeting)]
    )  # all of them before the first event is recorded
    for item in items_of(step.meeting):
        if item.is_open:
            coordination.invite_to_hearing(case=item.case, units=units, by=step.by)


def _invite_on_paper(step):
    """会议通知 with the agenda; anew whenever it is another day, place or unit."""
    meeting = step.meeting
    items = items_of(meeting).select_related("case__applicant")
    papers.notice(meeting, items, _invited(meeting), by=step.by, at=step.now)
    papers.agenda(meeting, items, by=step.by, at=step.now)


def _renew_agenda(step):
    if step.meeting.called_at:
        items = items_of(step.meeting).select_related("case__applicant")
        papers.agenda(step.meeting, items, by=step.by, at=step.now)


def _invited(meeting):
    return [row.unit for row in attendance_of(meeting)]


def _office(meeting):
    return Unit.objects.filter(county=meeting.county, key=meeting.rules.bodies.office.unit_key)


def _convenors(meeting):
    return Unit.objects.filter(county=meeting.county, key=meeting.rules.bodies.convenor.unit_key)


def _when_and_where(meeting):
    return meeting.meets_on, meeting.meets_at, meeting.place


def _said(meeting):
    day = f"{meeting.meets_on.year}年{meeting.meets_on.month}月{meeting.meets_on.day}日"
    return f"{day}，{meeting.title}"


def _complete(step):
    """Minutes that may be signed: a text, who came, and a result in words for every item."""
    meeting, problems = step.meeting, []
    if not meeting.minutes.strip():
        problems.append("纪要还没有写。")
    if meeting.attendance_at is None:
        problems.append("还没有登记到会。")
    for item in items_of(meeting):
        if item.is_open and not item.result:
            problems.append(f"议题“{item.case.title}”还没有审议结果。")
        elif item.is_open and not item.wording.strip():
            problems.append(f"议题“{item.case.title}”还没有写明议定内容。")
    if problems:
        step.refuse(*problems)
