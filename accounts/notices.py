"""Notices to units. Nothing is decided by a notice."""

from datetime import UTC, datetime

from django.db.models import Case, Count, DateTimeField, Exists, OuterRef, Q, Value, When

from accounts.models import Notice, NoticeKind, NoticeRead, Seat, Unit, User
from accounts.succession import heir
from audit import clock
from config.composed import Composed, Given

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # no notice is as old


def notify(*, units, title, url, kind=NoticeKind.TURN):
    """One line to each unit, in the caller's transaction; one query. Of a unit that ended to its successor."""
    notify_each(lines=[((heir(unit) or unit).pk, title, kind) for unit in units], url=url)


def notify_each(*, lines, url):
    """A line (unit id, title, kind) each, all in one query; the same line once, of the kind said last."""
    at = clock.now()
    Notice.objects.bulk_create(
        Notice(unit_id=unit, title=_one_line(title), url=url, kind=kind, created_at=at)
        for (unit, title), kind in {(unit, title): kind for unit, title, kind in lines}.items()
    )


def notify_person(*, user, unit, title, url, kind=NoticeKind.MENTION):
    """A line to one person of the unit, which nobody else reads."""
    title = _one_line(title)
    Notice.objects.create(unit=unit, user=user, title=title, url=url, kind=kind, created_at=clock.now())


def _one_line(title):
    """Words of a longer text may stand in it (催办, 议定事项); it may be the subject of a letter, which has no line ends."""
    return " ".join(title.splitlines())[:200]


def notices_for(acting):
    """Every notice to the unit of the seat and to the person in it, newest first; administrators have none."""
    if acting is None or acting.unit is None:
        return Notice.objects.none()
    return _notices(acting.unit, acting.own_seat.user)


def _notices(unit, person):
    return Notice.objects.filter(Q(user=None) | Q(user=person), unit=unit)


def unread(acting):
    """Of those, what the person has not marked read from its own seat."""
    notices = notices_for(acting)
    if acting is None or acting.unit is None:
        return notices
    return _unread(notices, acting.own_seat, acting.own_seat.notices_seen_at or NEVER)


def _unread(notices, seat, seen):
    return notices.filter(~Exists(_marked(seat)), created_at__gt=seen)


def _marked(seat):
    return NoticeRead.objects.filter(seat=seat, notice=OuterRef("pk"))


def with_read(notices, acting):
    """The notices with `is_read`."""
    seen = acting.own_seat.notices_seen_at
    before = Q(created_at__lte=seen) if seen else Q(pk__in=[])
    return notices.annotate(is_read=Case(When(before, then=True), default=Exists(_marked(acting.own_seat))))


def mark_read(*, notices, by):
    """Mark those of the notices (ids) that are unread to the seat; how many."""
    found = list(unread(by).filter(pk__in=notices))
    NoticeRead.objects.bulk_create(
        (NoticeRead(seat=by.own_seat, notice=notice) for notice in found), ignore_conflicts=True
    )
    return len(found)


def unread_count(acting):
    """How many notices came since the user last looked from this seat; no query without a unit."""
    if acting is None or acting.unit is None:
        return 0
    own = acting.own_seat
    seen = own.notices_seen_at or NEVER
    return sum(_UNREAD_COUNT(seat=own, person=own.user_id, unit=acting.unit, seen=seen))


def _counted():
    seat, person, unit = Given("seat", Seat), Given("person", User), Given("unit", Unit)
    rows = _unread(_notices(unit, person), seat, Given("seen", DateTimeField())).order_by()
    return rows.values(all=Value(1)).annotate(n=Count("pk")).values_list("n", flat=True)


_UNREAD_COUNT = Composed(_counted)
