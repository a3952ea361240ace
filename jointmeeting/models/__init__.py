"""Rows of the joint meeting, by noun: topics, meetings, what they decide, what is written and shared."""

from .decided import DecidedItem, DecidedRemark
from .letter import Answer, Circular, Letter, Reading, RosterNotice, SpecialReport
from .matter import Matter
from .meeting import AgendaItem, Attendance, Meeting, MinutesCorrection
from .shared import SharedFile
from .topic import Topic

__all__ = [
    "AgendaItem",
    "Answer",
    "Attendance",
    "Circular",
    "DecidedItem",
    "DecidedRemark",
    "Letter",
    "Matter",
    "Meeting",
    "MinutesCorrection",
    "Reading",
    "RosterNotice",
    "SharedFile",
    "SpecialReport",
    "Topic",
]
