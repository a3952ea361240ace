"""The days that concern a seat (workday/dates.py): those of what waits for it on the workbench."""

from supervision.dates import dates_of
from voice.errands import SOURCES


def dates(acting):
    yield from dates_of(acting, SOURCES)
