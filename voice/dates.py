"""The days that concern a seat beside what waits on its workbench (workday/dates.py): when a township is assessed this year."""

from accounts.models import UnitKind
from audit import clock
from voice import queries
from workday.dates import Date


def dates(acting):
    if acting.unit.kind == UnitKind.TOWNSHIP:
        for burden in queries.planned(acting, clock.today().year).filter(held_on__gte=clock.today()):
            yield Date(
                subject=burden.get_absolute_url(),
                title=burden.name,
                url=burden.get_absolute_url(),
                day=burden.held_on,
                what=burden.get_kind_display(),
            )
