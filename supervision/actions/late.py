"""逾期: told once for each day promised to those who are behind, to both sides and to those who lead."""

from collections.abc import Callable

from django.db import transaction

from accounts.models import NoticeKind
from accounts.notices import notify
from supervision import queries
from supervision.act import by_itself, lock_row


def tell_late(late: Callable, *, day: Callable, units: Callable, title: Callable):
    """How many were told. `late()`: the rows past their day; of a row `day`, `units` told beside those who lead, `title`."""
    return sum(_tell(row, late, day, units, title) for row in late().order_by("pk"))


@transaction.atomic
def _tell(row, late, day, units, title):
    row = lock_row(row)
    if row.told_late_of == day(row) or not late().filter(pk=row.pk).exists():
        return 0
    row.told_late_of = day(row)
    told = [*units(row), *queries.office(row.county), *queries.leaders(row.county)]
    notify(units=told, title=title(row), url=row.get_absolute_url(), kind=NoticeKind.DEADLINE)
    return by_itself(row, "tell_late", day=day(row))
