"""The days that concern a seat (workday/dates.py): those of what waits for it on the workbench, and when a township is
assessed this year."""

from accounts.models import UnitKind
from audit import clock
from supervision.dates import dates_of
from voice import queries
from voice.errands import SOURCES
from workday.dates import Date


def dates(acting):
    yield from dates_of(acting, SOURCES)
    if acting.unit.kind == UnitKind.TOWNSHIP:
        for burden in queries.planned(acting, clock.today().year).filter(held_on__gte=clock.today()):
            yield Date(
                subject=burden.get_absolute_url(),
                title=burden.name,
                url=burden.get_absolute_url(),
                day=burden.held_on,
                what=burden.get_kind_display(),
            )
