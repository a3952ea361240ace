"""会议 and its agenda: prepared, called, changed, called off. Keyword-only, `by` an Acting; each in one transaction with one
audit event.

Raises NotAllowed, Stale, Refused, Repeated as the acts on cases do (`admission.act`).
"""

from admission.act import NotAllowed, lock_cases
from admission.actions import coordination
from admission.problems import Problem
from audit import clock
from documents.numbers import allot
from jointmeeting import papers
from jointmeeting.act import act, make, signature
from jointmeeting.actions.topics import take_down, take_up
from jointmeeting.models import AgendaItem, Attendance, Meeting
from jointmeeting.queries import convenors_of, invited, items_of, office_of, uninvited
from jointmeeting.states import Reply
from regimes.models import Regime
from regimes.queries import current_regime


def prepare_meeting(*, by, title, meets_on, meets_at=None, place="", note="", form_key=""):
    """筹备会议: the member units on the roster of that day are invited and see it from now on."""
    blank = blank_meeting(by)
    if blank is None:
        raise NotAllowed
    with make("prepare_meeting", row=blank, by=by, form_key=form_key) as step:
        _arrange(step, title=title, meets_on=meets_on, meets_at=meets_at, place=place, note=note)
        blank.prepared_at, blank.prepared_label = step.now, signature(by)
        blank.save()
        _invite(step)
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
    with act("change_meeting", row=meeting, by=by, lock=lock, form_key=form_key) as step:
        meeting, before = step.row, step.row.arranged
        _arrange(step, title=title, meets_on=meets_on, meets_at=meets_at, place=place, note=note)
        added = _invite(step)
        _show_agenda(step, added)
        if meeting.called_at and (added or meeting.arranged != before):
            _invite_on_paper(step)
            step.tell(added, f"召开{_said(meeting)}")
        if meeting.called_at and meeting.arranged != before:
            known = [unit for unit in invited(meeting) if unit not in added]
            step.tell(known, _said(meeting, "改期", before=before))
    return meeting


def call_meeting(*, meeting, by, lock, form_key=""):
    """召集会议 by the convenor: the meeting gets its number, the member units are told (I-36)."""
    with act("call_meeting", row=meeting, by=by, lock=lock, form_key=form_key) as step:
        meeting = step.row
        if meeting.meets_on < clock.today():
            step.refuse("召开日期已过，请先修改会议安排。")
        if not invited(meeting):
            step.refuse(
                "成员名单上没有这一天的成员单位，没有可以通知的。请先登记成员名单，再到“会议安排”保存一次。"
            )
        if "meeting" not in meeting.rules.series:
            step.refuse("制度文件没有规定联席会议的编号（series.meeting）。")
        year = clock.today().year
        n = allot(county=meeting.county, series="meeting", year=year)
        meeting.number = meeting.rules.number_of("meeting", year, n)
        meeting.called_at, meeting.called_by, meeting.called_label = step.now, by.user, signature(by)
        step.fact(number=meeting.number)
        _invite_on_paper(step)
        step.tell(invited(meeting), f"召开{_said(meeting)}")
    return meeting


def cancel_meeting(*, meeting, by, lock, reason, form_key=""):
    """取消会议: only with an empty agenda, so that no case waits for a meeting that will not be."""
    with act("cancel_meeting", row=meeting, by=by, lock=lock, form_key=form_key) as step:
        if not reason.strip():
            step.refuse("请写明取消的理由。")
        if any(item.is_open for item in items_of(step.row)):
            step.refuse("议程上还有议题，请先移出议程。")
        step.row.cancelled_at, step.row.cancel_reason = step.now, reason
        if step.row.called_at:
            step.tell(invited(step.row), _said(step.row, "取消"))
    return step.row


def reply_invitation(*, meeting, by, reply, note="", lock=None, form_key=""):
    """回复参会 for the own unit: it comes, sends somebody else (代会), or asks to be excused; the last reply counts."""
    with act("reply_invitation", row=meeting, by=by, form_key=form_key) as step:
        meeting = step.row
        if meeting.attendance_at:
            step.refuse("到会情况已经登记，不再接受回复。")
        if reply != Reply.COMING and not note.strip():
            step.refuse(Problem("委托他人代会的，写明代会人员的职务；请假的，写明事由。", "note"))
        row = meeting.attendance.get(unit=by.unit)
        row.reply, row.reply_note = reply, note if reply != Reply.COMING else ""
        row.replied_at, row.replied_label = step.now, signature(by)
        row.save()
        step.fact(reply=str(reply))
        if reply != Reply.COMING:
            told = f"{by.unit.short_name}回复{Reply(reply).label}：{meeting.title}"
            step.tell([*office_of(meeting), *convenors_of(meeting)], told)
    return meeting


# -- agenda ---------------------------------------------------------------------------------------------------------


def put_item(*, meeting, case, by, lock=None, form_key=""):
    """列入议程: the case's members-to-be see it from now on (settled 16)."""
    with act("put_item", row=meeting, by=by, lock=lock, form_key=form_key) as step:
        meeting = step.row
        hearing = coordination.put_on_agenda(
            case=case, meeting=meeting.uuid, title=str(meeting)[:120], invited=invited(meeting), by=by
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


def put_topic(*, meeting, topic, by, lock=None, form_key=""):
    """列入议程 of a topic that was proposed: its proposer is told, the member units see it from now on."""
    with act("put_topic", row=meeting, by=by, lock=lock, form_key=form_key) as step:
        take_up(meeting=step.row, topic=topic, by=by)
        step.fact(topic=str(topic.uuid))
        _renew_agenda(step)
    return step.row


def take_off(*, meeting, item, by, lock=None, form_key=""):
    """移出议程; an item whose case has left the procedure meanwhile goes too."""
    with act("take_off", row=meeting, by=by, lock=lock, form_key=form_key) as step:
        item = items_of(step.row).filter(pk=item.pk).first()
        if item is None:
            step.refuse("这一议题不在这次会议的议程上。")
        item.delete()
        if item.topic:
            take_down(topic=item.topic, by=by)
            step.fact(topic=str(item.topic.uuid))
        else:
            if item.is_open:
                coordination.take_off_agenda(case=item.case, by=by)
            step.fact(case=str(item.case.uuid))
        _renew_agenda(step)
    return step.row


def _arrange(step, **facts):
    day, called = facts["meets_on"], step.row.called_at
    # once called it may have been held on another day than the one first set, but not before it was called
    if day != step.row.meets_on and day < (clock.local_date(called) if called else clock.today()):
        told = "召开日期不能早于召集会议的那一天。" if called else "召开日期不能早于今天。"
        step.refuse(Problem(told, "meets_on"))
    for name, value in facts.items():
        setattr(step.row, name, value)
    if not step.row.title.strip():
        step.refuse("请填写会议名称。")
    step.fact(meets_on=str(step.row.meets_on))


def _invite(step):
    """The units invited now: the roster of the meeting's day decides; who already has been is not struck off."""
    meeting = step.row
    added = list(uninvited(meeting))
    Attendance.objects.bulk_create(Attendance(meeting=meeting, unit=unit) for unit in added)
    return added


def _show_agenda(step, units):
    """Whoever is invited sees the cases on the agenda, as those who were invited before (settled 16, 25)."""
    if not units:
        return
    items = list(items_of(step.row).filter(case__isnull=False))
    lock_cases([item.case for item in items])  # all of them before the first event is recorded
    for item in items:
        if item.is_open:
            coordination.invite_to_hearing(case=item.case, units=units, by=step.by)


def _invite_on_paper(step):
    """会议通知 with the agenda; anew whenever it is another day, place or unit."""
    meeting = step.row
    items = items_of(meeting)
    step.keep(papers.notice(meeting, items, invited(meeting), by=step.by, at=step.now))
    step.keep(papers.agenda(meeting, items, by=step.by, at=step.now))


def _renew_agenda(step):
    if step.row.called_at:
        items = items_of(step.row)
        step.keep(papers.agenda(step.row, items, by=step.by, at=step.now))


def _said(meeting, what="", before=""):
    """As a coordination meeting's notice says it (`admission.actions.asking.tell_invited`)."""
    until_now = f"，原定{before}" if before else ""
    return f"{meeting.county.worded('联席会议')}{what}（{meeting.arranged}）{until_now}：{meeting.title}"
