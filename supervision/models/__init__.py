"""Rows of what follows admission: `entry` what was said and handed in, `report` what townships report,
`guarantee` what departments promised, `temporary` urgent tasks and whether ended duties stopped."""

from supervision.models.entry import Attachment, DayChange, Entry
from supervision.models.guarantee import Guarantee, Training
from supervision.models.report import ClockStop, Report
from supervision.models.temporary import EndCheck, UrgentTask

__all__ = [
    "Attachment",
    "ClockStop",
    "DayChange",
    "EndCheck",
    "Entry",
    "Guarantee",
    "Report",
    "Training",
    "UrgentTask",
]
