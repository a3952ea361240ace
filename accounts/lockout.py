"""Locked accounts: five wrong passwords, a quarter of an hour (settings AXES_*)."""

import math

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.db.models import Max, Sum
from django.utils import timezone

from accounts.models import User


def attempt(request, *, username, password):
    """The user whose password it is, or None; `request` is marked as axes marks it.

    Attempts on an account follow each other, so that each counts those before it: where the database locks rows. SQLite
    would keep every writer waiting while a password is worked out.
    """
    if not connection.features.has_select_for_update:
        return authenticate(request, username=username, password=password)
    with transaction.atomic():
        list(User.objects.select_for_update(no_key=True).filter(username=username).values_list("pk"))
        return authenticate(request, username=username, password=password)


def has_just_locked(request):
    """Whether the attempt was the one that locked the account."""
    return request.axes_locked_out and request.axes_failures_since_start == settings.AXES_FAILURE_LIMIT


def locked_until(username):
    """When the lock on an account opens by itself, or None when it is not locked."""
    row = _locked().filter(username=username).first()
    return row["last"] + settings.AXES_COOLOFF_TIME if row else None


def locked_users(county):
    """The county's users that are locked now, each with `failures` and `locked_until`."""
    rows = {row["username"]: row for row in _locked()}
    users = list(User.objects.filter(county=county, username__in=rows))
    for user in users:
        row = rows[user.username]
        user.failures = row["failures"]
        user.locked_until = row["last"] + settings.AXES_COOLOFF_TIME
    return users


def _locked():
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    return (
        AccessAttempt.objects.filter(attempt_time__gt=since)
        .order_by("username")
        .values("username")
        .annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
    )


def message(username):
    """What the person locked out reads, with the minutes that are left."""
    until = locked_until(username)
    seconds = (until - timezone.now()).total_seconds() if until else 0
    wait = f"请{max(1, math.ceil(seconds / 60))}分钟后再试" if until else "请稍后再试"
    return f"密码连续输错{settings.AXES_FAILURE_LIMIT}次，账号已锁定。{wait}，或找安全管理员解锁。"


def clear(user):
    """Forget the wrong passwords of an account; the lock opens with it."""
    reset(username=user.username)
