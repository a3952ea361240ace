"""The meeting's page: what this seat may do now, each with what it does."""

from django.urls import reverse

from config.templatetags.chinese import cdate, ctime
from jointmeeting.acts import SPECS, available

# verb: (address, what it does); 移出议程 and 登记审议结果 stand at their items.
SHOWN = {
    "sign_minutes": ("meeting-minutes-sign", "签署后纪要不再改动，办公室据此逐件登记审议结果。"),
    "return_minutes": ("meeting-minutes-return", "退回联席会议办公室修改，写明改什么。"),
    "call_meeting": ("meeting-call", "会议取得编号，告知各成员单位。"),
    "put_item": ("meeting-agenda", "从审议环节的案件里选。成员单位从此能看到该案。"),
    "record_attendance": ("meeting-attendance", "逐家登记是否到会。"),
    "draft_minutes": ("meeting-minutes", "写会议概况和每件的审议结果，送召集人签署。"),
    "change_meeting": ("meeting-edit", "改时间、地点。已召集的，成员单位会收到改期的消息。"),
    "cancel_meeting": ("meeting-cancel", "议程空了才能取消。"),
}
GRAVE = ("cancel_meeting",)


def acts_for(meeting, by):
    """For components/acts.html: the first is what the meeting waits for."""
    open_now = available(meeting, by)
    found = [
        {
            "label": SPECS[verb].label,
            "url": reverse(address, args=[meeting.uuid]),
            "note": note,
            "grave": verb in GRAVE,
        }
        for verb, (address, note) in SHOWN.items()
        if verb in open_now
    ]
    if found and not found[0]["grave"]:
        found[0]["primary"] = True
    return found


def facts_of(meeting):
    """When, where, who prepared and called it: (label, value) for components/facts.html."""
    hour = f" {meeting.meets_at:%H:%M}" if meeting.meets_at else ""
    called = f"{meeting.called_label}，{ctime(meeting.called_at)}" if meeting.called_at else "待召集人召集"
    rows = [
        ("召开", f"{cdate(meeting.meets_on)}{hour}"),
        ("地点", meeting.place or "未定"),
        ("召集", called),
        ("筹备", f"{meeting.prepared_label}，{ctime(meeting.prepared_at)}"),
    ]
    return [*rows, ("会议准备", meeting.note)] if meeting.note else rows
