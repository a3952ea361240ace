"""Rows of what follows admission: `entry` what was said and handed in, `report` what townships report."""

from supervision.models.entry import Attachment, DayChange, Entry
from supervision.models.report import ClockStop, Report

__all__ = ["Attachment", "ClockStop", "DayChange", "Entry", "Report"]
