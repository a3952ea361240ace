"""Rows of the joint meeting, by noun: meetings, and the topics that its members propose."""

from .matter import Matter
from .meeting import AgendaItem, Attendance, Meeting
from .topic import Topic

__all__ = ["AgendaItem", "Attendance", "Matter", "Meeting", "Topic"]
