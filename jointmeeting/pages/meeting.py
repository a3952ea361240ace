"""The meeting's page: what this seat may do now, each with what it does."""

from django.urls import reverse
from django.utils import timezone

from audit import clock
from config.templatetags.chinese import cdate, cday, ctime
from jointmeeting import rules
from jointmeeting.actions.corrections import pending
from jointmeeting.acts import available
from jointmeeting.pages.buttons import buttons
from jointmeeting.pages.decided import dated
from jointmeeting.papers import left_out
from jointmeeting.queries import (
    attendance_of,
    cases_to_put,
    items_of,
    named_on,
    papers_of,
    uninvited,
    warnings_of,
)

# verb: (address, what it does); 移出议程 and 登记审议结果 stand at their items.
SHOWN = {
    "sign_correction": ("meeting-correction-sign", "签署后印发纪要更正单。"),
    "reply_invitation": ("meeting-reply", "本单位参加、委托他人代会，还是请假。"),
    "sign_minutes": ("meeting-minutes-sign", "签署后纪要不再改动，办公室据此逐件登记审议结果。"),
    "return_minutes": ("meeting-minutes-return", "退回联席会议办公室修改，写明改什么。"),
    "call_meeting": ("meeting-call", "会议取得编号，告知各成员单位。"),
    "put_item": ("meeting-agenda", "从审议环节的案件里选。成员单位从此能看到该案。"),
    "record_attendance": ("meeting-attendance", "逐家登记是否到会。"),
    "draft_minutes": ("meeting-minutes", "写会议概况和每件的审议结果，送召集人签署。"),
    "list_decided": ("decided-new", "从纪要里列出：谁负责、做什么、什么时候完成。"),
    "close_meeting": ("meeting-close", "结果都登记到案件以后办结。"),
    "draft_correction": ("meeting-correction", "纪要有误的，另写一份更正单，送召集人签署。"),
    "drop_correction": ("meeting-correction-drop", "这份更正不签署，纪要照原样。"),
    "change_meeting": ("meeting-edit", "改时间、地点。已召集的，成员单位会收到改期的消息。"),
    "cancel_meeting": ("meeting-cancel", "会议不再召开，写明理由，告知成员单位。"),
}


def acts_for(meeting, by, items):
    """The step that the meeting waits for stands first."""
    wanted = _next_step(meeting)
    in_order = {verb: SHOWN[verb] for verb in sorted(SHOWN, key=lambda verb: verb != wanted)}
    found = buttons(meeting, by, in_order, hidden=lambda verb: _too_soon(verb, meeting, items))
    if found and not found[0]["grave"]:
        found[0]["primary"] = True
    return found


def _too_soon(verb, meeting, items):
    """What the act itself would refuse by the day, the agenda or a correction that waits: no button for it."""
    today = clock.today()
    if verb in ("record_attendance", "draft_minutes"):
        return meeting.meets_on > today
    if verb == "call_meeting":
        return meeting.meets_on < today
    if verb == "reply_invitation":
        return meeting.attendance_at is not None
    if verb in ("sign_correction", "drop_correction", "draft_correction", "close_meeting"):
        waits = pending(meeting) is not None
        if verb == "close_meeting":
            return waits or any(item.case and item.is_open for item in items)
        return waits == (verb == "draft_correction")
    return verb == "cancel_meeting" and any(item.is_open for item in items)


def _next_step(meeting):
    if meeting.called_at and meeting.meets_on <= clock.today():
        return "draft_minutes" if meeting.attendance_at else "record_attendance"
    return ""


def shown(meeting, by):
    """What of the meeting this seat reads; minutes and corrections that are not signed only those who work on them."""
    rows, named = list(attendance_of(meeting)), named_on(meeting)
    for row in rows:
        row.named = named.get(row.unit_id, "")
    sees_draft = rules.may_work(meeting, by) or rules.may_sign(meeting, by)
    corrections = meeting.corrections.select_related("item__topic", "item__case__version")
    corrections = list(corrections) if sees_draft else []
    return {
        "facts": facts_of(meeting),
        "rows": rows,
        "came": sum(bool(row.attended) for row in rows),
        "uninvited": uninvited(meeting),
        "warnings": warnings_of(meeting),
        "may": available(meeting, by),
        "sees_draft": sees_draft,
        "may_write": bool(meeting.signed_at) and rules.may_work(meeting, by),
        "show_results": sees_draft or meeting.signed_at,
        "papers": files_of(meeting),
        "decided": dated(meeting.decided.select_related("unit")),
        "corrections": corrections,
        "correcting": {each.item_id for each in corrections if not each.signed_at and not each.dropped_at},
    }


def before_call(meeting, by):
    """What the convenor should know before calling it: how many items, what is not set, what waits beside it, which papers
    cannot be sent along."""
    items, waiting = list(items_of(meeting)), cases_to_put(by).count()
    told = [f"议程上有{len(items)}件议题" if items else "议程上还没有议题"]
    unset = [word for word, value in (("时间", meeting.meets_at), ("地点", meeting.place)) if not value]
    if unset:
        told.append(f"{'、'.join(unset)}还没有定")
    if waiting:
        told.append(f"另有{waiting}件等待列入议程")
    if damaged := left_out(items):
        told.append(f"{'、'.join(damaged)}在服务器上被改动过，材料里不编入，请告诉系统管理员")
    return "，".join(told) + "。"


def begun(meeting):
    """(what to mind, what to do) where the hour set for today is past before the meeting is called; else None."""
    now = timezone.localtime(clock.now())
    if meeting.meets_at is None or (meeting.meets_on, meeting.meets_at) > (now.date(), now.time()):
        return None
    return (
        "定的召开时间已经过了",
        f"会议定在{cdate(meeting.meets_on)}{meeting.meets_at:%H:%M}，现在是{now:%H:%M}。要改的，先改会议安排再召集。",
    )


def files_of(meeting):
    """The meeting's papers for components/files.html."""
    return [
        {
            "name": meeting.county.worded(paper.get_kind_display(), rules=meeting.rules),
            "url": reverse("meeting-paper", args=[meeting.uuid, paper.uuid]),
            "note": cday(paper.issued_at, clock.today()) + "，在服务器上被改动过" * (not paper.is_as_issued),
        }
        for paper in papers_of(meeting)
    ]


def facts_of(meeting):
    """When, where, who prepared and called it: (label, value) for components/facts.html."""
    hour = f" {meeting.meets_at:%H:%M}" if meeting.meets_at else ""
    called = (
        f"{meeting.called_label}，{ctime(meeting.called_at)}"
        if meeting.called_at
        else meeting.county.worded("待召集人召集", rules=meeting.rules)
    )
    rows = [
        ("召开", f"{cdate(meeting.meets_on)}{hour}"),
        ("地点", meeting.place or "未定"),
        ("召集", called),
        ("筹备", f"{meeting.prepared_label}，{ctime(meeting.prepared_at)}"),
    ]
    return [*rows, ("会议准备", meeting.note)] if meeting.note else rows
