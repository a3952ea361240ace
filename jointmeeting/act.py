"""One act on a meeting: lock, re-read, check, write, notify, record, in one transaction, as `admission.act` does.

Lock order everywhere: meeting → cases → counters → the audit head. An act that touches several cases locks all
of them first, so that no case is locked after the audit head.
"""

from contextlib import contextmanager

from django.db import transaction

from accounts.models import NoticeKind
from accounts.notices import notify
from admission.act import NotAllowed, Refused, Stale, claim, outermost, signature
from audit import clock
from audit.record import record
from jointmeeting.acts import verdict
from jointmeeting.models import Meeting

__all__ = ["NotAllowed", "Refused", "Stale", "Step", "act", "signature"]


class Step:
    """The act while it runs: the locked meeting, facts for the audit event, whom to tell."""

    def __init__(self, verb, meeting, by):
        self.verb, self.meeting, self.by = verb, meeting, by
        self.source, self.now = meeting.stage if meeting.pk else "", clock.now()
        self.facts, self.notices = {}, []

    def fact(self, **facts):
        """Ids, numbers, dates and hashes; never texts."""
        self.facts |= facts

    def tell(self, units, title):
        self.notices.append((list(units), title))

    def refuse(self, *problems):
        raise Refused(*problems)

    def finish(self):
        meeting = self.meeting
        meeting.lock += 1
        meeting.save()
        for units, title in self.notices:
            notify(units=units, title=title, url=meeting.get_absolute_url(), kind=NoticeKind.MEETING)
        record(
            actor=self.by.as_actor(),
            verb=self.verb,
            subject=meeting.uuid,
            subject_kind="meeting",
            source=self.source,
            target=meeting.stage,
            data=self.facts,
            content_hash=meeting.content_hash,
            at=self.now,
        )


@contextmanager
def act(verb, *, meeting, by, lock=None, form_key=""):
    """Run one act. Raises NotAllowed (403), Stale (409), Refused (the form again), Repeated (done before)."""
    with outermost(verb, meeting, by, kind="meeting", source=meeting.stage), transaction.atomic():
        claim(form_key, by)
        locked = lock_meeting(meeting)
        check(verb, locked, by, lock)
        step = Step(verb, locked, by)
        yield step
        step.finish()


def lock_meeting(meeting):
    return (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("county", "regime")
        .get(pk=meeting.pk)
    )


def check(verb, meeting, by, lock):
    found = verdict(verb, meeting, by)
    if found == "forbidden":
        raise NotAllowed
    if found == "stale" or (lock is not None and lock != meeting.lock):
        raise Stale(meeting)
