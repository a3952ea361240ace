"""Refused acts on record: one event each, after the act was rolled back, and a flood adds nothing."""

from django.core.cache import cache
from django.db import transaction

from audit.record import Outcome, record

KEPT = 30  # a person's refused acts recorded in ten minutes


def remember(verb, *, by, subject, kind, why, source="", **facts):
    """Record that the seat `by` was refused; `why`: NotAllowed, Stale or Refused; `facts` as of an act that is done.

    The last one recorded of a flood says that more may have followed within ten minutes.
    """
    counted = f"refusals:{by.user.pk}"
    cache.add(counted, 0, timeout=600)
    if (number := cache.incr(counted)) > KEPT:
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
