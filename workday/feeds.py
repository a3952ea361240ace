"""The calendar feed of a seat (iCalendar, RFC 5545): its days, read by whoever holds the address.

The address is the seat and its `feed_number`, signed; a new number voids it. It stands for nothing but reading titles and
days: what is behind them wants a login.
"""

import hashlib
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from accounts.acting import in_force_unit
from accounts.models import UNIT_POSTS, Seat
from audit import clock
from workday.dates import dates

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MEETING_LASTS = 2 * HOUR  # nobody knows before
_signer = Signer(sep=".", salt="workday.feeds")


def is_open(seat):
    return seat.feed_number % 2 == 1


def address(seat):
    return reverse("calendar-feed", args=[_signer.sign(f"{seat.pk}.{seat.feed_number}")])


def seat_of(token):
    """The seat whose present address ends so, while it is in force; else None."""
    try:
        pk, number = _signer.unsign(token).split(".")
    except BadSignature:
        return None
    today = clock.today()
    seats = Seat.objects.on(today).filter(
        in_force_unit(today),
        pk=pk,
        feed_number=number,
        is_active=True,
        user__is_active=True,
        post__in=UNIT_POSTS,
    )
    seat = seats.select_related("user", "unit__county", "county").first()
    return seat if seat and is_open(seat) else None


def written(acting):
    """The bytes of the calendar, the same as long as the days are and the day is."""
    calendar = Calendar()
    calendar.add("prodid", "-//township-admission//workday//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"乡镇职责准入 · {acting.label}")
    calendar.add("refresh-interval", HOUR, parameters={"value": "DURATION"})
    stamp = timezone.make_aware(datetime.combine(clock.today(), time())).astimezone(UTC)
    for date in dates(acting):
        calendar.add_component(_event(date, stamp))
    return calendar.to_ical()


def _event(date, stamp):
    event = Event()
    name = hashlib.sha256(f"{date.subject} {date.meets or date.day}".encode()).hexdigest()[:32]
    event.add("uid", f"{name}@{settings.SITE_URL.split('//')[-1].split(':')[0]}")
    event.add("dtstamp", stamp)
    what = "" if date.meets else f"{date.what}（期限{'，暂定' if date.provisional else ''}）："
    event.add("summary", f"{what}{date.title}")
    event.add("url", f"{settings.SITE_URL}{date.url}")
    if date.place:
        event.add("location", date.place)
    if date.at:
        begins = timezone.make_aware(datetime.combine(date.day, date.at)).astimezone(UTC)
        event.add("dtstart", begins)
        event.add("dtend", begins + MEETING_LASTS)
        return event
    event.add("dtstart", date.day)
    event.add("dtend", date.day + DAY)
    event.add("transp", "TRANSPARENT")
    return event
