"""One act on a meeting, or another matter of it: lock, re-read, check, write, notify, record, in one transaction, as
`admission.act` does.

Its part of the one lock order (decision record 0004): meeting → topics → cases → counters → the audit head. An act that
touches several cases locks all of them first, so that no case is locked after the audit head.
"""

from contextlib import contextmanager

from django.db import transaction

from accounts.acting import still_acts
from accounts.models import NoticeKind
from accounts.notices import notify
from admission.act import NotAllowed, Refused, Stale, outermost, signature, take_form
from audit import clock, words
from audit.record import record
from documents.files import discarded_on_rollback
from jointmeeting.acts import SPECS, openness

__all__ = ["NotAllowed", "Refused", "Stale", "Step", "act", "make", "signature"]


class Step:
    """The act while it runs: the locked row, facts for the audit event, whom to tell."""

    def __init__(self, verb, row, by):
        self.verb, self.row, self.by = verb, row, by
        self.source, self.now = row.stage if row.pk else "", clock.now()
        self.facts, self.notices, self.kept = {}, [], []

    def fact(self, **facts):
        """Ids, numbers, dates and hashes; never texts."""
        self.facts |= facts

    def tell(self, units, title, kind=""):
        """A notice to each; of a meeting's own act a 会议, of the others what `kind` says, by default that it is their turn."""
        usual = NoticeKind.MEETING if self.row.KIND == "meeting" else NoticeKind.TURN
        self.notices.append((list(units), title, kind or usual))

    def keep(self, *rows):
        """Rows that this act wrote for good: the event keeps the hash of what they say."""
        self.kept += rows

    def refuse(self, *problems):
        raise Refused(*problems)

    def finish(self):
        row = self.row
        row.lock += not SPECS[self.verb].beside
        row.save()
        for units, title, kind in self.notices:
            notify(units=units, title=title, url=row.get_absolute_url(), kind=kind)
        record(
            actor=self.by.as_actor(),
            verb=self.verb,
            subject=row.uuid,
            subject_kind=row.KIND,
            source=self.source,
            target=row.stage,
            data=self.facts | words.kept(self.kept),
            content_hash=getattr(row, "content_hash", ""),
            at=self.now,
        )


@contextmanager
def act(verb, *, row, by, lock=None, form_key=""):
    """Run one act. Raises NotAllowed (403), Stale (409), Refused (the form again), Repeated (done before).

    `lock` None skips the comparison, for an act within another and for those that only add a row of their own.
    """
    with (
        outermost(verb, row, by, kind=row.KIND, source=row.stage),
        discarded_on_rollback(),
        transaction.atomic(),
    ):
        take_form(form_key, by)
        locked = lock_row(row)
        if by is not None and not still_acts(by):
            raise NotAllowed
        check(verb, locked, by, lock)
        step = Step(verb, locked, by)
        yield step
        step.finish()


@contextmanager
def make(verb, *, row, by, form_key=""):
    """Run the act that brings the row about; the row is not there yet, and its rule asks only whose county it is."""
    with (
        outermost(verb, row, by, kind=row.KIND, source=""),
        discarded_on_rollback(),
        transaction.atomic(),
    ):
        take_form(form_key, by)
        if not SPECS[verb].rule(row, by) or (by is not None and not still_acts(by)):
            raise NotAllowed
        step = Step(verb, row, by)
        yield step
        step.finish()


def lock_row(row):
    rows = type(row).objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related(*row.READ_WITH).get(pk=row.pk)


def check(verb, row, by, lock):
    found = openness(verb, row, by)
    if found == "forbidden":
        raise NotAllowed
    if found == "stale" or (lock is not None and lock != row.lock):
        raise Stale(row)
