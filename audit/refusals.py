"""Refused acts on record: one event each, after the act was rolled back, and a flood adds nothing."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.core.cache import cache
from django.db import transaction

from audit.record import Outcome, record

KEPT = 30  # a person's refused acts recorded in ten minutes

_held = ContextVar("inside an act that remembers its refusals as one", default=False)
_put_off = ContextVar("what is to be recorded once the transaction around it is over", default=None)
_remembered = ContextVar("a refusal was remembered of this request", default=False)


def begin():
    """A request begins: nothing was remembered of it."""
    _remembered.set(False)


def were_remembered():
    """Whether an act remembered a refusal since the request began, be it one that a flood leaves out."""
    return _remembered.get()


@contextmanager
def held():
    """Nothing refused within is recorded, nor counted: it is rolled back with the act around, which remembers its own."""
    token = _held.set(True)
    try:
        yield
    finally:
        _held.reset(token)


@contextmanager
def put_off():
    """Around a transaction that is rolled back with what is refused within: that is recorded after it."""
    waiting = []
    token = _put_off.set(waiting)
    try:
        yield
    finally:
        _put_off.reset(token)
        for verb, said in waiting:
            remember(verb, **said)


def remember(verb, *, by, subject, kind, why, source="", **facts):
    """Record that the seat `by` was refused; `why`: NotAllowed, Stale or Refused; `facts` as of an act that is done.

    The last one recorded of a flood says that more may have followed within ten minutes.
    """
    if _held.get():
        return
    if (waiting := _put_off.get()) is not None:
        said = {"by": by, "subject": subject, "kind": kind, "why": why, "source": source, **facts}
        waiting.append((verb, said))
        return
    _remembered.set(True)
    counted = f"refusals:{by.user.pk}"
    cache.add(counted, 0, timeout=600)
    try:
        number = cache.incr(counted)
    except ValueError:  # its ten minutes ended between the two
        number = 1
    if number > KEPT:
        return
    with transaction.atomic():
        record(
            actor=by.as_actor(),
            verb=verb,
            subject=subject,
            subject_kind=kind,
            outcome=Outcome.REFUSED,
            source=source,
            data={"why": why} | facts | ({"flood": True} if number == KEPT else {}),
        )
