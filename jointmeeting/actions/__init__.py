"""What is done with meetings and the joint meeting's other matters, by noun."""

from .corrections import draft_correction, drop_correction, sign_correction
from .decided import close_decided, list_decided, put_off_decided, remind_decided, report_progress
from .letters import (
    blank_letter,
    change_circular,
    change_report,
    correct_circular,
    correct_report,
    draft_circular,
    draft_report,
    issue_circular,
    issue_report,
    read_circular,
    record_answer,
)
from .meetings import (
    blank_meeting,
    call_meeting,
    cancel_meeting,
    change_meeting,
    prepare_meeting,
    put_item,
    put_topic,
    reply_invitation,
    take_off,
)
from .minutes import (
    close_meeting,
    draft_minutes,
    record_attendance,
    record_item,
    return_minutes,
    sign_minutes,
)
from .roster import correct_roster_notice, issue_roster_notice
from .shared import share_file, withdraw_shared
from .topics import join_topic, propose_topic, put_off_topic, withdraw_topic

__all__ = [
    "blank_letter",
    "blank_meeting",
    "call_meeting",
    "cancel_meeting",
    "change_circular",
    "change_meeting",
    "change_report",
    "close_decided",
    "close_meeting",
    "correct_circular",
    "correct_report",
    "correct_roster_notice",
    "draft_circular",
    "draft_correction",
    "draft_minutes",
    "draft_report",
    "drop_correction",
    "issue_circular",
    "issue_report",
    "issue_roster_notice",
    "join_topic",
    "list_decided",
    "prepare_meeting",
    "propose_topic",
    "put_item",
    "put_off_decided",
    "put_off_topic",
    "put_topic",
    "read_circular",
    "record_answer",
    "record_attendance",
    "record_item",
    "remind_decided",
    "reply_invitation",
    "report_progress",
    "return_minutes",
    "share_file",
    "sign_correction",
    "sign_minutes",
    "take_off",
    "withdraw_shared",
    "withdraw_topic",
]
