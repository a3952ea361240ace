"""Notices to units. Nothing is decided by a notice."""

from accounts.models import Notice, NoticeKind
from audit import clock


def notify(*, units, title, url, kind=NoticeKind.TURN):
    """One line to each unit, in the caller's transaction; one query."""
    notify_each(lines=[(unit.pk, title, kind) for unit in units], url=url)


def notify_each(*, lines, url):
    """A line (unit id, title, kind) each, all in one query; the same line once, of the kind said last."""
    at = clock.now()
    Notice.objects.bulk_create(
        Notice(unit_id=unit, title=title[:200], url=url, kind=kind, created_at=at)
        for (unit, title), kind in {(unit, title): kind for unit, title, kind in lines}.items()
    )


def notices_for(acting):
    """Every notice to the unit of the seat, newest first; administrators have none."""
    if acting is None or acting.unit is None:
        return Notice.objects.none()
    return Notice.objects.filter(unit=acting.unit)


def unread(acting):
    notices = notices_for(acting)
    if acting is None or acting.own_seat.notices_seen_at is None:
        return notices
    return notices.filter(created_at__gt=acting.own_seat.notices_seen_at)


def unread_count(acting):
    """How many notices came since the user last looked from this seat; no query without a unit."""
    if acting is None or acting.unit is None:
        return 0
    return unread(acting).count()
