"""What time it is. Only the demo's loader sets it, to let its cases happen on their own days."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_set_to = ContextVar("moment set by the demo's loader", default=None)


def now():
    return _set_to.get() or timezone.now()


def is_set():
    """What happens now is told of another day."""
    return _set_to.get() is not None


def today():
    """The date in the project's zone, Asia/Shanghai."""
    return timezone.localdate(now())


@contextmanager
def at(moment):
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)


def local_time(moment):
    """(hour, minute) of a moment in the project's zone."""
    local = timezone.localtime(moment)
    return local.hour, local.minute


def local_date(moment):
    """The date of a moment in the project's zone."""
    return timezone.localdate(moment)
