"""What waits for a seat outside the cases: every app says its own, the workbench shows them among the cases."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Case, Count, Value, When
from django.utils.module_loading import import_string

from accounts.acting import Acting
from accounts.models import TO_READ
from accounts.notices import unread
from accounts.succession import read_successors
from audit import clock
from config.composed import WrittenOut
from config.together import together

UNREAD_AT, TO_READ_AT = 0, -1  # where notices stand in a tally's query; the sources from 1 on


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
    """One kind of matter. `waiting(acting)`: the rows that wait for the seat, each exactly one errand, as a queryset that
    says what is to be read with them; None where the seat has no part in such matters. It asks the database nothing and
    goes by the day, the rules in force and the rows of the seat, its unit and county: as long as these stay, so does the
    query. `told(acting, rows)`: the errands of those rows, a list; `units(row)`: whose successors that goes by."""

    waiting: Callable
    told: Callable
    units: Callable = lambda row: ()


class Tally(NamedTuple):
    """How many notices are new to a seat, how many of them want nothing but reading, and [(source, how many wait)] of the
    sources that the seat has a part in."""

    unread: int
    to_read: int
    sources: list

    @property
    def waiting(self):
        return sum(number for _, number in self.sources)


def errands(acting, counted=None):
    """All that waits for the seat (`counted`: its tally): the rows of all kinds of which there are any by one query, what is
    read beside them by another, and who went on for units that ended by one more."""
    there = [source for source, number in (counted or tally(acting)).sources if number]
    read = list(zip(there, together(*(source.waiting(acting) for source in there)), strict=True))
    read_successors(unit for source, rows in read for row in rows for unit in source.units(row))
    return [errand for source, rows in read for errand in source.told(acting, rows)]


def tally(acting):
    """The seat's `Tally`: one query, none for administrators, who have no matters."""
    if acting is None or acting.unit is None:
        return Tally(0, 0, [])
    known = acting.county is None or hasattr(
        acting.county, "regime_sha"
    )  # of no request: rules in force are asked anew
    asked, sources = (_query if known else _query.__wrapped__)(_Asker.of(acting))
    found = dict(asked(connection))
    to_read = found.get(TO_READ_AT, 0)
    numbers = [(source, found.get(at, 0)) for at, source in enumerate(sources, start=1)]
    return Tally(found.get(UNREAD_AT, 0) + to_read, to_read, numbers)


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


def _counted(rows, at):
    """(at, how many of the rows there are)."""
    return rows.order_by().values(at=at).annotate(n=Count("pk")).values_list("at", "n")


@lru_cache(maxsize=500)
def _query(asker):
    """(the query, the sources it asks in their order). Twenty kinds of matters in one query take twenty times as long to compose
    and to plan as to answer (decision record 0024)."""
    parts = [(source, rows) for source in asker.sources if (rows := source.waiting(asker.acting)) is not None]
    kept = Case(When(kind__in=TO_READ, then=Value(TO_READ_AT)), default=Value(UNREAD_AT))
    notices = _counted(unread(asker.acting), kept)
    asked = notices.union(*(_counted(rows, Value(at)) for at, (_, rows) in enumerate(parts, 1)), all=True)
    return WrittenOut(*asked.query.sql_with_params()), [source for source, _ in parts]
