"""Rows of what follows admission: `entry` what was said and handed in, `report` what townships report,
`guarantee` what departments promised."""

from supervision.models.entry import Attachment, DayChange, Entry
from supervision.models.guarantee import Guarantee, Training
from supervision.models.report import ClockStop, Report

__all__ = ["Attachment", "ClockStop", "DayChange", "Entry", "Guarantee", "Report", "Training"]
