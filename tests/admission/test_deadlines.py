"""Until when a step should be done: by the regime's limits, the days given, and the clock that a correction stops."""

from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from admission import deadlines
from admission.actions import applicant, approval, circulation, office
from admission.models import Application
from audit import clock
from config.templatetags.chinese import plain_date
from documents.models import Paper, PaperKind
from regimes.calendar import Calendar
from supervision.actions.calendar import edit_calendar
from tests.cast import client_of, seat
from tests.factories import journey, make_case

SHANGHAI = ZoneInfo("Asia/Shanghai")


@contextmanager
def on(month, day, hour=10):
    with clock.at(datetime(2026, month, day, hour, tzinfo=SHANGHAI)):
        yield


def deadline_of(case):
    return deadlines.deadline_of(case, Calendar.load())


LIMITS = [
    ("consulting", "simple", "consultation", 5),
    ("submitted", "simple", "accept", 3),
    ("reviewing", "simple", "initial_review", 5),
    ("circulating", "simple", "circulation", 5),
    ("signing", "simple", "signing", 3),
    ("upper_review", "simple", "upper", 10),
    ("correcting", "simple", "correction", 10),
    ("revising", "simple", "revision", 10),
    ("coordinating", "switched", "coordination", 10),
    ("deliberating", "switched", "meeting", 15),
    ("signing", "revocation", "signing", 3),
]


@pytest.mark.parametrize(("state", "route", "limit", "days"), LIMITS)
def test_each_state_has_its_limit(lingchuan, state, route, limit, days):
    found = deadline_of(make_case(state, route=route))

    last = Calendar.load().add(clock.today(), days)
    assert (found.limit, found.days, found.start, found.date) == (limit, days, clock.today(), last.date)
    assert (found.skipped, found.set_by_hand) == (last.skipped, False)
    assert found.stopped == (state in ("correcting", "revising"))


@pytest.mark.parametrize(
    ("state", "route"),
    [("draft", "simple"), ("deciding", "switched"), ("approved", "simple"), ("withdrawn", "simple")],
)
def test_no_limit_no_deadline(lingchuan, state, route):
    assert deadline_of(make_case(state, route=route)) is None


def test_the_clock_goes_on_after_a_correction(lingchuan):
    with on(11, 16):  # a Monday
        made = journey("submitted")
    with on(11, 17):
        made.act(office.return_for_correction, "bb-jb", reason="缺附件。")
        assert deadline_of(made.case).date == date(2026, 12, 1)
    with on(11, 20):
        made.submit()

        found = deadline_of(made.case)
    assert (found.start, found.days, found.used) == (date(2026, 11, 20), 3, 1)
    assert found.date == date(2026, 11, 24)


def test_a_limit_used_up_before_the_correction_ends_on_the_day_of_return(lingchuan):
    with on(11, 2):
        made = journey("submitted")
    with on(11, 9):
        made.act(office.return_for_correction, "bb-jb", reason="缺附件。")
    with on(11, 10):
        made.submit()

        assert deadline_of(made.case).date == date(2026, 11, 10)


def test_a_return_that_is_no_correction_starts_afresh(lingchuan):
    with on(11, 2):
        made = journey("signing")
    with on(11, 16):
        made.act(approval.send_back, "zjr", reason="请说明。")

        found = deadline_of(made.case)
    assert (found.limit, found.used, found.date) == ("initial_review", 0, date(2026, 11, 23))


def test_a_day_given_by_hand_says_so(lingchuan):
    with on(11, 16):
        made = journey("reviewing").issue_review()
        made.act(circulation.circulate, "bb-fz", due=date(2026, 11, 18))

        found = deadline_of(made.case)
    assert (found.date, found.set_by_hand, found.skipped) == (date(2026, 11, 18), True, ())


def test_a_year_without_a_calendar_is_provisional(lingchuan):
    with on(12, 30):
        found = deadline_of(make_case("circulating"))

    assert found.date.year == 2027
    assert found.provisional


@pytest.mark.parametrize(("holiday", "moved"), [("2027-01-01,五", True), ("2027-10-01,五", False)])
def test_a_promised_day_is_marked_wherever_it_stands_until_its_year_is_known(lingchuan, holiday, moved):
    """Of a correction and of a coordination meeting, as of what is asked; the day in the form left as proposed is no other."""
    with on(12, 28):
        wanted = journey("submitted").act(office.return_for_correction, "bb-jb", reason="缺附件。").case
        (reason,) = wanted.reasons.all()
        made = journey("reviewing").issue_review()
        made.act(circulation.circulate, "bb-fz", due=Calendar.load().add(date(2026, 12, 28), 5).date)
        meeting = make_case("coordinating", route="general").hearings.get()
        was = reason.answer_by
        paper = Paper.objects.filter(kind=PaperKind.CORRECTION).get().content["document"]["body"]

        assert (reason.answer_provisional, meeting.due_provisional) == (True, True)
        assert made.case.rounds.get().due_provisional
        assert f"请于{plain_date(was)}（暂定）前补正" in "".join(paper)
        for path in ("", "edit/"):
            assert "（暂定）前" in client_of("zjj-jb").get(wanted.get_absolute_url() + path).text
        assert "（暂定）</td>" in client_of("bb-jb").get(reverse("meeting-list")).text

        edit_calendar(by=seat("bb-fz"), text=f"date,weekday,kind,festival\n{holiday},holiday,元旦\n")
        reason.refresh_from_db()
        meeting.refresh_from_db()
        assert (reason.answer_provisional, meeting.due_provisional) == (False, False)
        assert (reason.answer_by > was) is moved
        assert "（暂定）前" not in client_of("zjj-jb").get(wanted.get_absolute_url()).text


def test_a_day_chosen_in_a_year_without_a_calendar_is_settled(lingchuan):
    with on(12, 28):
        given = {"reason": "缺附件。", "answer_by": date(2027, 3, 1)}
        case = journey("submitted").act(office.return_for_correction, "bb-jb", **given).case

    assert case.reasons.get().answer_provisional is False


def test_before_submission_the_latest_day_asked_for_counts(lingchuan):
    with on(11, 16):
        made = journey("draft")
        made.act(applicant.consult, "zjj-jb", due=date(2026, 12, 4))

        found = deadline_of(made.case)
    assert (found.date, found.set_by_hand) == (date(2026, 12, 4), True)


def test_reported_upward_the_limit_runs_from_the_report(lingchuan):
    with on(11, 2):
        made = journey("upper_review")
        assert deadline_of(made.case).date == date(2026, 11, 16)
    with on(11, 9):
        made.file()
        assert deadline_of(made.case).date == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "left", "late"), [(16, 3, False), (19, 0, False), (20, -1, True), (21, -1, True)]
)
def test_working_days_left(lingchuan, day, left, late):
    with on(11, 16):
        case = make_case("submitted")
    with on(11, day):
        found = deadline_of(case)
        assert (deadlines.left(Calendar.load(), found), deadlines.is_late(found)) == (left, late)


def test_nothing_is_left_without_a_deadline():
    assert deadlines.left(Calendar({}), None) is None
    assert not deadlines.is_late(None)


def test_days_spent_leave_the_correction_out(lingchuan):
    with on(11, 16):
        made = journey("submitted")
    with on(11, 17):
        made.act(office.return_for_correction, "bb-jb", reason="缺附件。")
    with on(11, 20):
        made.submit()
    with on(11, 23):
        assert deadlines.working_days_spent(made.case, Calendar.load()) == 2


def test_a_list_of_cases_asks_twice(lingchuan, django_assert_num_queries):
    for state in ("submitted", "circulating", "correcting", "signing"):
        make_case(state)
    calendar = Calendar.load()

    with django_assert_num_queries(2):
        cases = list(deadlines.dated(Application.objects.select_related("regime", "version")))
        assert all(deadlines.deadline_of(case, calendar) for case in cases)
