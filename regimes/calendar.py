"""Working days: the State Council's calendar, make-up days count, the start day does not (第十条; 民法典第二百零一条)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from audit import clock
from config.composed import Composed
from regimes.models import CalendarDay

DAY = timedelta(days=1)
today = clock.today
_CHANGED = Composed(lambda: CalendarDay.objects.values_list("day", "is_workday", "name"))


class Skipped(NamedTuple):
    """A day a deadline does not count, and why: 周末, 国庆节 …"""

    day: date
    name: str


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """The last day of a time limit and how it came about; `provisional` when a year has no calendar yet."""

    date: date
    provisional: bool
    start: date
    days: int
    skipped: tuple[Skipped, ...]


class Calendar:
    """Pure arithmetic over the changed days it was given; a year without any is Monday to Friday."""

    def __init__(self, changed: Mapping[date, tuple[bool, str]]):
        self._changed = dict(changed)
        self._years = frozenset(day.year for day in self._changed)

    @classmethod
    def load(cls) -> "Calendar":
        """From the database, in one query."""
        return cls({day: (is_workday, name) for day, is_workday, name in _CHANGED()})

    def covers(self, year: int) -> bool:
        return year in self._years

    def is_workday(self, day: date) -> bool:
        if day in self._changed:
            return self._changed[day][0]
        return day.weekday() < 5

    def add(self, start: date, days: int) -> Deadline:
        """The day `days` working days after `start`; with 0 the start itself."""
        if days < 0:
            raise ValueError("days must not be negative")
        day, left, skipped, provisional = start, days, [], False
        while left:
            day += DAY
            provisional = provisional or not self.covers(day.year)
            if self.is_workday(day):
                left -= 1
            else:
                skipped.append(Skipped(day, self._changed[day][1] if day in self._changed else "周末"))
        return Deadline(date=day, provisional=provisional, start=start, days=days, skipped=tuple(skipped))

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative by as many when `end` is the earlier."""
        if end < start:
            return -self.between(end, start)
        weeks, rest = divmod((end - start).days, 7)
        usual = weeks * 5 + sum((end - n * DAY).weekday() < 5 for n in range(rest))
        return usual + sum(
            is_workday - (day.weekday() < 5)
            for day, (is_workday, _) in self._changed.items()
            if start < day <= end
        )
