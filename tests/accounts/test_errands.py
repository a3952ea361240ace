"""What waits outside the cases is composed once a seat and day (decision record 0024): it answers as if composed anew."""

from contextlib import contextmanager

import pytest

from accounts.acting import acting_for
from accounts.errands import Source, _query, errands, tally
from accounts.models import Notice, Seat, Unit, User
from accounts.notices import notify
from audit import clock
from registry.actions.feedback import receive_feedback
from tests.cast import days_later, delegated, seat


@pytest.fixture(autouse=True)
def _nothing_composed():
    _query.cache_clear()


def asked(name):
    """As a request reads the seat: its first one."""
    return acting_for(seat(name).user, clock.today())[0]


def numbers(by):
    found = tally(by)
    return found.unread, [number for _, number in found.sources]


@contextmanager
def composed_anew():
    before = _query.cache_info().misses
    yield
    assert _query.cache_info().misses > before


def test_composing_asks_the_database_nothing(lingchuan, django_assert_num_queries):
    """Else what it read then would be believed later. (The same of five counties: tests/demo/test_other_counties.py.)"""
    for user in User.objects.filter(seats__unit__isnull=False).distinct():
        by = acting_for(user, clock.today())[0]
        assert by.county is None or by.county.rules  # read once a process, by their hash
        with django_assert_num_queries(1):
            tally(by)


def test_asked_again_it_finds_what_came_since(lingchuan):
    office, zjj = asked("bb-jb"), asked("zjj-jb")
    before = numbers(office)

    receive_feedback(county=lingchuan, subject="other", text="示例数据")
    notify(units=[office.unit], title="示例", url="/")

    composed = _query.cache_info().misses
    unread, waiting = numbers(asked("bb-jb"))
    assert unread == before[0] + Notice.objects.filter(unit=office.unit).count()
    assert sum(waiting) == sum(before[1]) + 1
    assert _query.cache_info().misses == composed
    assert numbers(zjj)[1] == [0] * len(numbers(zjj)[1])


def test_another_day_another_row_or_another_person_is_composed_anew(lingchuan):
    by = asked("zjj-fz")
    tally(by)
    with days_later(1), composed_anew():
        tally(asked("zjj-fz"))
    with composed_anew():
        tally(asked("zjj-jb"))
    with composed_anew():
        tally(delegated(by, asked("zjj-jb")))
    for model, pk, change in (
        (Unit, by.unit.pk, {"kind": "party_gov"}),
        (Seat, by.seat.pk, {"notices_seen_at": clock.now()}),
    ):
        model.objects.filter(pk=pk).update(**change)
        with composed_anew():
            tally(asked("zjj-fz"))


def test_rules_that_came_into_force_since_are_gone_by(lingchuan):
    by = asked("zjj-fz")
    tally(by)
    by.county.regime_sha = "another"
    with composed_anew():
        tally(by)


ASKED_BY = []
WATCHED = (
    Source(lambda acting: ASKED_BY.append(acting) or Unit.objects.filter(pk=acting.unit.pk), lambda *_: []),
)


def test_a_seat_read_for_no_request_is_composed_each_time(lingchuan, settings):
    """Which rules are in force stands on it nowhere."""
    settings.ERRANDS = (f"{__name__}.WATCHED",)
    ASKED_BY.clear()
    by = Seat.objects.select_related("user", "unit", "county").get(pk=seat("zjj-fz").seat.pk)
    by = type(seat("zjj-fz"))(seat=by, user=by.user)

    assert (numbers(by), numbers(by)) == ((0, [1]), (0, [1]))
    assert errands(by) == []
    assert [by] * 4 == ASKED_BY

    errands(asked("zjj-fz"))
    errands(asked("zjj-fz"))
    assert len(ASKED_BY) == 4 + 3  # composed once, asked for its rows twice
