"""Reminders of days: 3 working days before, on the day, after it. A notice to the unit each, and each only once."""

from django.db import transaction

from accounts.acting import acting, in_force_unit
from accounts.models import UNIT_POSTS, NoticeKind, Seat, Unit
from accounts.notices import notify
from audit import clock
from regimes.calendar import Calendar
from workday.dates import dates
from workday.models import DateReminder, Step

WORKING_DAYS_BEFORE = 3
# An overdue day long past was either reminded of, or is of a time before the county used the system.
DAYS_AFTER = 30


def remind():
    """Write the reminders that are due today; how many. Nothing on a day off: who would read it then?"""
    calendar, today = Calendar.load(), clock.today()
    if not calendar.is_workday(today):
        return 0
    return sum(_remind(unit, due, calendar, today) for unit, due in _days_of_units(today))


def _days_of_units(today):
    """(unit, {(subject, day): Date}) of every unit: what any of its seats has to do."""
    seats = Seat.objects.on(today).filter(
        in_force_unit(today), is_active=True, user__is_active=True, post__in=UNIT_POSTS
    )
    by_unit = {}
    for seat in seats.select_related("user", "unit__county", "county"):
        by_unit.setdefault(seat.unit, []).append(seat)
    for unit, own in by_unit.items():
        yield unit, {(each.subject, each.day): each for seat in own for each in dates(acting(seat))}


def step_of(day, calendar, today):
    """Which reminder of the day is due today, and the working days left; None where none is."""
    left = calendar.between(today, day)
    if day == today:
        return Step.ON, 0
    if day < today:
        return (Step.AFTER, left) if (today - day).days <= DAYS_AFTER else None
    return (Step.BEFORE, left) if left <= WORKING_DAYS_BEFORE else None


def _remind(unit, due, calendar, today):
    steps = {key: step_of(key[1], calendar, today) for key in due}
    steps = {
        key: step for key, step in steps.items() if step and not (due[key].meets and step[0] == Step.AFTER)
    }
    if not steps:
        return 0
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        known = set(
            DateReminder.objects.filter(unit=unit, day__in={day for _, day in steps}).values_list(
                "subject", "day", "step"
            )
        )
        new = {key: step for key, step in steps.items() if (*key, step[0]) not in known}
        DateReminder.objects.bulk_create(
            DateReminder(unit=unit, subject=subject, day=day, step=step, at=clock.now())
            for (subject, day), (step, _) in new.items()
        )
        for key, (step, left) in new.items():
            kind = NoticeKind.MEETING if due[key].meets else NoticeKind.DEADLINE
            notify(units=[unit], title=sentence(due[key], step, left), url=due[key].url, kind=kind)
    return len(new)


def sentence(date, step, left):
    day = f"{date.day.month}月{date.day.day}日"
    if date.meets:
        return f"{'今天' if step == Step.ON else day}开会：{date.title}"
    when = {Step.BEFORE: f"还剩{left}个工作日", Step.ON: "今天到期", Step.AFTER: "已逾期"}[step]
    return f"{when}：{date.what}（{day}止）：{date.title}"
