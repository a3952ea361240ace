"""The days that concern a seat after admission (workday/dates.py): those of what waits for it on the workbench."""

from supervision.errands import SOURCES
from workday.dates import Date


def dates(acting):
    yield from dates_of(acting, SOURCES)


def dates_of(acting, sources):
    """The days of what waits for the seat of these sources."""
    for source in sources:
        rows = source.waiting(acting)
        for each in source.told(acting, rows) if rows is not None else ():
            if each.due:
                yield Date(
                    subject=f"{each.url} {each.about} {each.what}",
                    title=each.title,
                    url=each.url,
                    day=each.due,
                    what=each.what,
                    provisional=each.provisional,
                )
