"""What is done with meetings and the joint meeting's other matters, by noun."""

from .corrections import draft_correction, drop_correction, sign_correction
from .decided import close_decided, list_decided, put_off_decided, remind_decided, report_progress
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
from .topics import join_topic, propose_topic, put_off_topic, withdraw_topic

__all__ = [
    "blank_meeting",
    "call_meeting",
    "cancel_meeting",
    "change_meeting",
    "close_decided",
    "close_meeting",
    "draft_correction",
    "draft_minutes",
    "drop_correction",
    "join_topic",
    "list_decided",
    "prepare_meeting",
    "propose_topic",
    "put_item",
    "put_off_decided",
    "put_off_topic",
    "put_topic",
    "record_attendance",
    "record_item",
    "remind_decided",
    "reply_invitation",
    "report_progress",
    "return_minutes",
    "sign_correction",
    "sign_minutes",
    "take_off",
    "withdraw_topic",
]
