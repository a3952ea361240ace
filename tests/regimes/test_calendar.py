from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from audit.record import SYSTEM
from regimes.actions import load_calendar, read_days
from regimes.calendar import Calendar, Skipped, today

FILES = sorted((Path(settings.BASE_DIR) / "fixtures/calendar").glob("*.csv"))


def the_calendar():
    changed = {}
    for file in FILES:
        changed |= read_days(file.read_text(encoding="utf-8"))
    return Calendar(changed)


CALENDAR = the_calendar()


@given(st.dates(date(2023, 11, 1), date(2027, 3, 1)), st.dates(date(2023, 11, 1), date(2027, 3, 1)))
def test_between_is_what_counting_the_days_gives(start, end):
    first, last = sorted((start, end))
    days = sum(CALENDAR.is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    assert CALENDAR.between(start, end) == (days if start <= end else -days)


def test_between_reaches_to_the_last_day_of_all():
    assert Calendar({}).between(date.min, date.max) == 2_608_614


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        # documents.md
        (date(2026, 9, 18), 5, date(2026, 9, 24)),
        (date(2026, 9, 29), 5, date(2026, 10, 12)),
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 4, 30), 5, date(2026, 5, 11)),
        # a start on a rest day counts from the next day on
        (date(2026, 9, 19), 1, date(2026, 9, 20)),
        (date(2026, 10, 1), 1, date(2026, 10, 8)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
        (date(2024, 2, 9), 1, date(2024, 2, 18)),
        (date(2025, 9, 30), 3, date(2025, 10, 11)),
        (date(2025, 12, 31), 1, date(2026, 1, 4)),
    ],
)
def test_known_deadlines(start, days, end):
    deadline = CALENDAR.add(start, days)

    assert (deadline.date, deadline.provisional) == (end, False)
    assert (deadline.start, deadline.days) == (start, days)


def test_a_deadline_tells_what_it_skipped():
    deadline = CALENDAR.add(date(2026, 9, 18), 5)

    assert deadline.skipped == (Skipped(date(2026, 9, 19), "周末"),)


def test_a_holiday_is_skipped_by_its_name():
    deadline = CALENDAR.add(date(2026, 4, 30), 1)

    assert deadline.skipped == tuple(Skipped(date(2026, 5, day), "劳动节") for day in range(1, 6))
    assert deadline.date == date(2026, 5, 6)


@pytest.mark.parametrize(
    ("day", "is_workday"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 1, 4), True),
        (date(2026, 2, 14), True),
        (date(2026, 2, 28), True),
        (date(2026, 5, 9), True),
        (date(2026, 9, 20), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
        (date(2026, 11, 23), True),
    ],
)
def test_days(day, is_workday):
    assert CALENDAR.is_workday(day) == is_workday


def test_holidays_of_2026():
    rest = {day for day in read_days(FILES[-1].read_text(encoding="utf-8")) if not CALENDAR.is_workday(day)}
    spans = [((1, 1), 3), ((2, 15), 9), ((4, 4), 3), ((5, 1), 5), ((6, 19), 3), ((9, 25), 3), ((10, 1), 7)]

    assert rest == {
        date(2026, month, day) + timedelta(days=n) for (month, day), length in spans for n in range(length)
    }


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 11, 23), date(2026, 11, 20), -1),
        (date(2026, 9, 18), date(2026, 9, 24), 5),
        (date(2026, 9, 24), date(2026, 9, 18), -5),
        (date(2026, 11, 21), date(2026, 11, 22), 0),
    ],
)
def test_between(start, end, days):
    assert CALENDAR.between(start, end) == days


def test_a_year_without_calendar_is_provisional():
    deadline = CALENDAR.add(date(2026, 12, 30), 5)

    assert (CALENDAR.covers(2026), CALENDAR.covers(2027)) == (True, False)
    assert (deadline.date, deadline.provisional) == (date(2027, 1, 6), True)


def test_the_day_before_such_a_year_is_certain():
    assert CALENDAR.add(date(2026, 12, 30), 1).provisional is False


def test_a_covered_year_is_certain_from_the_last_day_of_an_uncovered_one():
    assert CALENDAR.add(date(2023, 12, 31), 1).provisional is False


def test_negative_days_are_refused():
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add(date(2026, 11, 20), -1)


days_of_our_years = st.dates(date(2023, 6, 1), date(2028, 6, 30))


@given(start=days_of_our_years, days=st.integers(0, 60))
def test_add_and_between_agree(start, days):
    deadline = CALENDAR.add(start, days)

    assert CALENDAR.between(start, deadline.date) == days
    assert days == 0 or CALENDAR.is_workday(deadline.date)
    assert [skipped.day for skipped in deadline.skipped] == [
        start + timedelta(days=n)
        for n in range(1, (deadline.date - start).days)
        if not CALENDAR.is_workday(start + timedelta(days=n))
    ]


@given(first=days_of_our_years, second=days_of_our_years, third=days_of_our_years)
def test_spans_add_up(first, second, third):
    there = CALENDAR.between(first, second) + CALENDAR.between(second, third)

    assert there == CALENDAR.between(first, third)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 16, 0, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 0, 0, 0, tzinfo=ZoneInfo("Asia/Shanghai")), date(2026, 11, 23)),
    ],
)
def test_today_is_shanghais(moment, day):
    with time_machine.travel(moment, tick=False):
        assert today() == day


def test_load_reads_all_in_one_query(db, django_assert_num_queries):
    for file in FILES:
        load_calendar(text=file.read_text(encoding="utf-8"), by=SYSTEM)

    with django_assert_num_queries(1):
        calendar = Calendar.load()

    assert [calendar.covers(year) for year in range(2023, 2028)] == [False, True, True, True, False]
    assert calendar.add(date(2026, 9, 29), 5) == CALENDAR.add(date(2026, 9, 29), 5)


def test_an_empty_calendar_is_monday_to_friday(db):
    deadline = Calendar.load().add(date(2026, 9, 29), 5)

    assert (deadline.date, deadline.provisional) == (date(2026, 10, 6), True)
