"""What is done with meetings and the joint meeting's other matters, by noun."""

from .meetings import (
    blank_meeting,
    call_meeting,
    cancel_meeting,
    change_meeting,
    prepare_meeting,
    put_item,
    put_topic,
    take_off,
)
from .minutes import draft_minutes, record_attendance, record_item, return_minutes, sign_minutes
from .topics import join_topic, propose_topic, put_off_topic, withdraw_topic

__all__ = [
    "blank_meeting",
    "call_meeting",
    "cancel_meeting",
    "change_meeting",
    "draft_minutes",
    "join_topic",
    "prepare_meeting",
    "propose_topic",
    "put_item",
    "put_off_topic",
    "put_topic",
    "record_attendance",
    "record_item",
    "return_minutes",
    "sign_minutes",
    "take_off",
    "withdraw_topic",
]
