"""What waits for a seat in the apps above this one: each app's `desk_lines`, the path of a function of the seat."""

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.utils.module_loading import import_string

from audit import clock


@dataclass(kw_only=True)
class Line:
    """One thing to do that is no case: `what` is to be done, about `title`, at `url`; `due` its day, if it has one."""

    title: str
    what: str
    url: str
    party: str = ""
    number: str = ""
    key: str = "todo"
    word: str = "待办"
    due: date | None = None
    provisional: bool = False
    left: int | None = None

    @property
    def is_late(self):
        return self.due is not None and self.due < clock.today()

    @property
    def deadline(self):
        """As components/due.html shows it."""
        return LineDue(self.due, self.provisional) if self.due else None


@dataclass(frozen=True)
class LineDue:
    date: date
    provisional: bool


def lines(by):
    """Every line of every app for the seat, the most pressing first."""
    if by is None or by.is_admin or by.unit is None:
        return []
    found = [
        line
        for config in apps.get_app_configs()
        if (path := getattr(config, "desk_lines", ""))
        for line in import_string(path)(by)
    ]
    return sorted(found, key=lambda line: (line.due or date.max, line.number))


def with_days(found, calendar):
    """The same with the working days left."""
    for line in found:
        line.left = calendar.between(clock.today(), line.due) if line.due else None
    return found
