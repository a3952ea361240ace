"""Rows of the joint meeting, by noun: topics that its members propose, meetings, and what they decide."""

from .decided import DecidedItem, DecidedRemark
from .matter import Matter
from .meeting import AgendaItem, Attendance, Meeting, MinutesCorrection
from .topic import Topic

__all__ = [
    "AgendaItem",
    "Attendance",
    "DecidedItem",
    "DecidedRemark",
    "Matter",
    "Meeting",
    "MinutesCorrection",
    "Topic",
]
