"""What waits for a seat outside the cases: every app says its own, the workbench shows them among the cases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Value
from django.utils.module_loading import import_string

from accounts.notices import unread


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
    where the seat has no part in such matters. `told(acting, rows)`: the errands of those rows."""

    waiting: Callable
    told: Callable


def sources():
    """Of every app named in settings.ERRANDS."""
    return [source for name in settings.ERRANDS for source in import_string(name)]


def errands(acting):
    """All that waits for the seat: one query, and what telling of the kinds takes of which there are any."""
    found = []
    numbers, parts = tally(acting)
    for number, (source, rows) in zip(numbers[1:], parts, strict=True):
        if number:
            found += source.told(acting, rows)
    return found


def tally(acting):
    """([unread notices, how many wait of each source the seat has a part in], [(source, rows)]): one query, none for
    administrators, who have no matters."""
    if acting is None or acting.unit is None:
        return [0], []
    parts = [(source, rows) for source in sources() if (rows := source.waiting(acting)) is not None]
    counts = [
        rows.order_by().values(at=Value(at)).annotate(n=Count("pk")).values_list("at", "n")
        for at, rows in enumerate([unread(acting), *(rows for _, rows in parts)])
    ]
    found = dict(counts[0].union(*counts[1:], all=True) if parts else counts[0])
    return [found.get(at, 0) for at in range(len(counts))], parts
