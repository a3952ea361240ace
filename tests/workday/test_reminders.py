"""Days are reminded of 3 working days before, on the day and after it, each once."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from accounts.models import Notice, NoticeKind, Seat
from audit import clock
from regimes.calendar import Calendar
from tests.cast import seat
from tests.factories import fresh, make_case
from workday.dates import Date, dates
from workday.models import Step
from workday.reminding import remind, step_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


def on(day):
    return clock.at(datetime.combine(day, time(7), tzinfo=SHANGHAI))


def reminders(unit="司法局"):
    kinds = [NoticeKind.DEADLINE, NoticeKind.MEETING]
    found = Notice.objects.filter(kind__in=kinds, unit__short_name__contains=unit).order_by("pk")
    return [notice.title.split("：")[0] for notice in found]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 12, 10), None),  # four working days
        (date(2026, 12, 9), (Step.BEFORE, 3)),
        (date(2026, 12, 5), (Step.BEFORE, 0)),  # a Saturday, the next day
        (date(2026, 12, 4), (Step.ON, 0)),
        (date(2026, 12, 3), (Step.AFTER, -1)),
        (date(2026, 11, 1), None),
    ],
)
def test_which_reminder_is_due_on_a_friday(day, expected):
    assert step_of(day, Calendar({}), date(2026, 12, 4)) == expected


def test_a_case_is_reminded_of_at_each_step_once(lingchuan):
    """The unit asked, by its own day; running the command again, or on a day off, adds nothing."""
    make_case("circulating")
    (due,) = dates(seat("sfj-jb"))
    Seat.objects.exclude(unit__code="sfj").update(is_active=False)  # the others' days take long to work out
    calendar, found = Calendar.load(), {}
    for left in (4, 3, 2, 0, -1, -2):
        day = due.day
        while calendar.between(day, due.day) != left or not calendar.is_workday(day):
            day = date.fromordinal(day.toordinal() + (1 if left < 0 else -1))
        with on(day):
            call_command("remind")
            call_command("remind")
        found[left] = reminders()

    three = ["还剩3个工作日"]
    assert found == {
        4: [],
        3: three,
        2: three,
        0: [*three, "今天到期"],
        -1: [*three, "今天到期", "已逾期"],
        -2: [*three, "今天到期", "已逾期"],
    }


def test_nothing_on_a_day_off(lingchuan):
    make_case("circulating")
    (due,) = dates(seat("sfj-jb"))
    with on(date.fromordinal(due.day.toordinal() + 5 - due.day.weekday())):  # the Saturday after
        assert not Calendar.load().is_workday(clock.today())
        assert remind() == 0


def test_a_meeting_is_reminded_of_before_and_on_its_day_only(lingchuan, settings):
    settings.DATES = (f"{__name__}.one_meeting",)
    for day in (1, 4, 7):
        with on(date(2026, 12, day)):
            remind()

    assert reminders() == ["12月4日开会", "今天开会"]
    assert {notice.kind for notice in Notice.objects.all()} == {"meeting"}


def one_meeting(acting):
    if acting.unit.code == "sfj":
        yield Date(subject="m", title="第3次联席会议", url="/meetings/", day=date(2026, 12, 4), meets=True)


def test_the_days_of_a_seat_are_those_of_its_workbench(lingchuan):
    case = make_case("submitted")
    (due,) = dates(seat("bb-jb"))

    assert (due.subject, due.title, due.what) == (str(case.uuid), case.title, "受理、退回补正或不予受理")
    assert fresh(case).get_absolute_url() == due.url
    assert dates(seat("lcz-jb")) == []
