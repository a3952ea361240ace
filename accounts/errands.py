"""What waits for a seat outside the cases: every app says its own, the workbench shows them among the cases."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Count, Value
from django.utils.module_loading import import_string

from accounts.acting import Acting
from accounts.notices import unread
from audit import clock


@dataclass(kw_only=True)
class Errand:
    """`what` the seat is to do about the matter `title`, at `url`, by `due` if it has a day. `about`: what kind of
    matter it is, and its number; `whose`: the unit it comes from."""

    title: str
    what: str
    url: str
    about: str = ""
    whose: str = ""
    due: date | None = None
    provisional: bool = False


class Source(NamedTuple):
    """One kind of matter. `waiting(acting)`: the rows that wait for the seat, each exactly one errand, as a queryset; None
    where the seat has no part in such matters. It asks the database nothing and goes by the day, the rules in force and
    the rows of the seat, its unit and county: as long as these stay, so does the query. `told(acting, rows)`: the errands
    of those rows."""

    waiting: Callable
    told: Callable


def errands(acting):
    """All that waits for the seat: one query, and what telling of the kinds takes of which there are any."""
    found = []
    for source, number in tally(acting)[1]:
        if number:
            found += source.told(acting, source.waiting(acting))
    return found


def tally(acting):
    """(unread notices, [(source, how many wait)] of those the seat has a part in): one query, none for administrators, who
    have no matters."""
    if acting is None or acting.unit is None:
        return 0, []
    known = acting.county is None or hasattr(
        acting.county, "regime_sha"
    )  # of no request: rules in force are asked anew
    sql, params, sources = (_query if known else _query.__wrapped__)(_Asker.of(acting))
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = dict(cursor.fetchall())
    return found.get(0, 0), [(source, found.get(at, 0)) for at, source in enumerate(sources, start=1)]


@dataclass(frozen=True)
class _Asker:
    """A seat as its query sees it: equal while nothing changed that the query goes by."""

    facts: str
    sources: tuple
    acting: Acting = field(compare=False)

    @classmethod
    def of(cls, acting):
        rows = acting.seat, acting.own_seat, acting.unit, acting.county
        facts = [clock.today(), acting.user.pk, *(_facts(row) for row in rows if row is not None)]
        sources = tuple(source for name in settings.ERRANDS for source in import_string(name))
        return cls(str(facts), sources, acting)


def _facts(row):
    """All that the row knows of itself; not where the audit chain ends, which is what changes at every act."""
    return {name: value for name, value in vars(row).items() if name not in ("_state", "record_head")}


@lru_cache(maxsize=500)
def _query(asker):
    """(SQL, parameters, the sources it asks in their order). Twenty kinds of matters in one query take twenty times as long to
    compose as to answer (decision record 0024)."""
    parts = [(source, rows) for source in asker.sources if (rows := source.waiting(asker.acting)) is not None]
    counts = [
        rows.order_by().values(at=Value(at)).annotate(n=Count("pk")).values_list("at", "n")
        for at, rows in enumerate([unread(asker.acting), *(rows for _, rows in parts)])
    ]
    asked = counts[0].union(*counts[1:], all=True) if parts else counts[0]
    return *asked.query.sql_with_params(), [source for source, _ in parts]
