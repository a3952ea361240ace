"""What a meeting comes to: who came, the minutes, their signature, and the results in the cases and topics."""

from accounts.models import NoticeKind
from admission.actions import coordination
from audit import clock
from config.templatetags.chinese import join_cn
from jointmeeting import papers
from jointmeeting.act import act, signature
from jointmeeting.actions.corrections import pending
from jointmeeting.actions.topics import conclude_topics
from jointmeeting.queries import attendance_of, convenors_of, invited, items_of, office_of, warnings_of
from jointmeeting.states import Result, outcome_of, results_of

PASSED = "审议通过。"


def record_attendance(*, meeting, by, lock, present, notes=None, substitutes=(), guests="", form_key=""):
    """登记到会: `present` is {unit pk: came}, `notes` {unit pk: who came or why not}, `substitutes` the pks of the units
    that sent somebody in their member's place."""
    with act("record_attendance", row=meeting, by=by, lock=lock, form_key=form_key) as step:
        meeting = step.row
        if meeting.meets_on > clock.today():
            step.refuse("会议还没有召开，不能登记到会。")
        for row in meeting.attendance.all():
            if row.unit_id in present:
                row.attended, row.note = present[row.unit_id], (notes or {}).get(row.unit_id, "")
                row.by_substitute = bool(row.attended and row.unit_id in substitutes)
                row.save()
        meeting.guests, meeting.attendance_at = guests, step.now
        step.fact(came=sorted(pk for pk, came in present.items() if came))
    return meeting


def draft_minutes(*, meeting, by, lock, minutes, results, send=False, form_key=""):
    """拟写纪要: `results` is {item pk: (Result, wording)}; `send` puts them before the convenor."""
    with act("draft_minutes", row=meeting, by=by, lock=lock, form_key=form_key) as step:
        meeting = step.row
        if meeting.meets_on > clock.today():
            step.refuse("会议还没有召开，不能拟写纪要。")
        for item in items_of(meeting):
            if item.is_open and item.pk in results:
                item.result, item.wording = results[item.pk]
                if item.result and item.result not in results_of(item):
                    step.refuse(f"议题“{item.title}”没有“{Result(item.result).label}”这种结果。")
                if item.result == Result.PASSED and not item.wording.strip():
                    item.wording = PASSED
                item.save()
        meeting.minutes = minutes
        meeting.drafted_at, meeting.drafted_label = step.now, signature(by)
        meeting.sent_at, meeting.sent_back_note = None, "" if send else meeting.sent_back_note
        if send:
            _complete(step)
            meeting.sent_at = step.now
            step.tell(convenors_of(meeting), f"请签署纪要：{meeting}", NoticeKind.TURN)
    return meeting


def return_minutes(*, meeting, by, lock, note, form_key=""):
    """退回修改纪要 by the convenor, with what to change."""
    with act("return_minutes", row=meeting, by=by, lock=lock, form_key=form_key) as step:
        if not note.strip():
            step.refuse("请写明要修改什么。")
        step.row.sent_at, step.row.sent_back_note = None, note
        title = f"{step.row.county.worded('召集人退回纪要')}：{step.row}"
        step.tell(office_of(step.row), title, NoticeKind.TURN)
    return step.row


def sign_minutes(*, meeting, by, lock, form_key=""):
    """签署纪要: closes them and moves no case (settled 17). The system warns, it does not count votes."""
    with act("sign_minutes", row=meeting, by=by, lock=lock, form_key=form_key) as step:
        meeting = step.row
        _complete(step)
        conclude_topics(meeting=meeting, by=by)
        paper = papers.minutes(meeting, items_of(meeting), attendance_of(meeting), by=by, at=step.now)
        meeting.content_hash = paper.sha256
        meeting.signed_at, meeting.signed_by, meeting.signed_label = step.now, by.user, signature(by)
        step.keep(meeting, paper)
        step.fact(number=meeting.number, items=meeting.items.count(), warnings=len(warnings_of(meeting)))
        step.tell([*office_of(meeting), *invited(meeting)], f"纪要已签署：{meeting}")
    return meeting


def record_item(*, meeting, item, by, lock, form_key="", **arranged):
    """登记审议结果 of one case from the signed minutes; `lock` is the case's (settled 17), `arranged` as
    `coordination.record_result` takes it."""
    with act("record_item", row=meeting, by=by, form_key=form_key) as step:
        meeting = step.row
        item = items_of(meeting).filter(pk=item.pk, case__isnull=False).first()
        if item is None or not item.is_open or item.recorded_at:
            step.refuse("这一结果已经登记，或本案已离开审议。")
        if (waiting := pending(meeting)) and waiting.item_id == item.pk:
            step.refuse("这一结果有一份更正还没有签署，先签署或者撤下，再登记。")
        outcome, coordinate = outcome_of(item.result)
        step.keep(papers.extract(meeting, item, attendance_of(meeting), by=by, at=step.now))
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


def close_meeting(*, meeting, by, lock, form_key=""):
    """会议办结: nothing of it is left open. Refused while a result is not in its case; a case that left the procedure after
    the minutes were signed gets its extract now."""
    with act("close_meeting", row=meeting, by=by, lock=lock, form_key=form_key) as step:
        meeting = step.row
        items = [item for item in items_of(meeting) if item.case]
        if waiting := [f"“{item.title}”的审议结果还没有登记到案件。" for item in items if item.is_open]:
            step.refuse(*waiting)
        if meeting.corrections.filter(signed_at=None, dropped_at=None).exists():
            step.refuse("有一份更正还没有签署。")
        for item in items:
            if item.result and not item.recorded_at:
                step.keep(papers.extract(meeting, item, attendance_of(meeting), by=by, at=step.now))
        meeting.closed_at = step.now
    return meeting


def _complete(step):
    """Minutes that may be signed: a text, who came of everyone invited, and a result in words for every item."""
    meeting, problems = step.row, []
    if not meeting.minutes.strip():
        problems.append("纪要还没有写。")
    if meeting.attendance_at is None:
        problems.append("还没有登记到会。")
    elif unasked := [row.unit.short_name for row in attendance_of(meeting) if row.attended is None]:
        problems.append(f"{join_cn(unasked)}是后来补邀的，还没有登记是否到会。")
    for item in items_of(meeting):
        if item.is_open and not item.result:
            problems.append(f"议题“{item.title}”还没有审议结果。")
        elif item.is_open and not item.wording.strip():
            problems.append(f"议题“{item.title}”还没有写明议定内容。")
    if problems:
        step.refuse(*problems)
