"""The days that concern a seat: every app says its own (settings.DATES), reminders and the calendar feed read them."""

from dataclasses import dataclass
from datetime import date, time

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, kw_only=True)
class Date:
    """By `day` the seat is to do `what` about `title`; or, with `meets`, it is the day of a meeting.

    `subject` names the matter for every seat alike: a day of it is reminded of once a unit.
    """

    subject: str
    title: str
    url: str
    day: date
    what: str = ""
    meets: bool = False
    at: time | None = None
    place: str = ""
    provisional: bool = False


def dates(acting):
    """Every `Date` of the seat, by day."""
    found = [each for name in settings.DATES for each in import_string(name)(acting)]
    return sorted(found, key=lambda each: (each.day, each.subject))
