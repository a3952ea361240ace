"""One act on something followed up: lock, re-read, check, move, write, notify, record, in one transaction, as
`admission.act` does.

Its part of the one lock order (decision record 0004): the county, where something or a day begins → cases → what is
followed up → counters → the audit head.
"""

from contextlib import contextmanager, nullcontext

from django.db import transaction

from accounts.acting import still_acts
from accounts.models import County, NoticeKind
from accounts.notices import notify
from accounts.succession import nobody_for
from admission.act import NotAllowed, Refused, Stale, outermost, signature, take_form
from admission.problems import Problem
from audit import clock, words
from audit.record import SYSTEM, record
from documents.files import discarded_on_rollback, store
from documents.models import StoredFile
from supervision.acts import openness, spec_of
from supervision.models import Attachment, DayChange, Entry

__all__ = ["NotAllowed", "Refused", "Stale", "Step", "act", "begin", "signature"]


class Step:
    """The act while it runs: the locked subject, facts for the audit event, whom to tell."""

    def __init__(self, verb, subject, by, source):
        self.verb, self.subject, self.by, self.source = verb, subject, by, source
        self.now, self.today = clock.now(), clock.today()
        self.facts, self.notices, self.kept = {}, [], []

    def fact(self, **facts):
        """Ids, numbers, dates and hashes; never texts."""
        self.facts |= facts

    def tell(self, units, title, kind=NoticeKind.TURN, url=""):
        """A notice to each; it leads to the subject unless `url` says."""
        self.notices.append((list(units), title, kind, url))

    def keep(self, *rows):
        """Rows that this act wrote for good: the event keeps the hash of what they say."""
        self.kept += rows

    def refuse(self, *problems):
        raise Refused(*problems)

    def reach(self, unit, field=""):
        """Refused where the unit ended and nobody is named who goes on with what it had: who would answer?"""
        if said := nobody_for(unit):
            self.refuse(Problem(said, field))

    def say(self, text, files=()):
        """Keep the words given with this act, and what is handed in with them, or was already."""
        entry = Entry.objects.create(
            subject=self.subject.uuid,
            verb=self.verb,
            text=text,
            unit=self.by.unit,
            label=signature(self.by),
            at=self.now,
        )
        self.keep(entry)
        kept = [
            each if isinstance(each, StoredFile) else store(each, by=self.by, at=self.now) for each in files
        ]
        Attachment.objects.bulk_create(Attachment(entry=entry, file=file) for file in kept)
        if kept:
            self.fact(files=[file.sha256 for file in kept])
        return entry

    def change_day(self, which, old, new, reason):
        """Another day than the one promised: both are kept (I-77)."""
        DayChange.objects.create(
            subject=self.subject.uuid,
            clock=which,
            old=old,
            new=new,
            reason=reason,
            label=signature(self.by),
            at=self.now,
        )
        self.fact(clock=which, day=new)

    def finish(self):
        subject = self.subject
        subject.lock += 1
        subject.save()
        for units, title, kind, url in self.notices:
            notify(units=units, title=title, url=url or subject.get_absolute_url(), kind=kind)
        record(
            actor=self.by.as_actor(),
            verb=self.verb,
            subject=subject.uuid,
            subject_kind=subject.AUDIT_KIND,
            source=self.source,
            target=subject.state,
            data=self.facts | words.kept(self.kept),
            at=self.now,
        )


@contextmanager
def act(verb, *, subject, by, lock=None, form_key="", begins=False):
    """Run one act. Raises NotAllowed (403), Stale (409), Refused (the form again), Repeated (done before).

    `begins`: within it something new begins, or a day begins to run, which an edit of the calendar beside it must not miss;
    or a case is locked, which comes before what is followed up.
    """
    around = outermost(verb, subject, by, kind=subject.AUDIT_KIND, source=subject.state)
    with around, discarded_on_rollback(), transaction.atomic():
        take_form(form_key, by, subject)
        if begins:
            lock_county(subject)
        locked = lock_row(subject)
        found = openness(verb, locked, by)
        if found == "forbidden" or not still_acts(by):
            raise NotAllowed
        if found == "stale" or (lock is not None and lock != locked.lock):
            raise Stale(locked)
        step = Step(verb, locked, by, locked.state)
        yield step
        # conditions are asked while the act is written: what is refused there never moved
        if spec_of(verb, locked).moves:
            getattr(locked, verb)()
        step.finish()


@contextmanager
def begin(verb, *, subject, by, allowed, form_key=""):
    """Begin something new: `subject` is not saved yet, and `allowed` whether the seat may. One after another in a county:
    what is there only once a year, or by name, two at once do not begin twice."""
    with beginning(verb, by), discarded_on_rollback(), transaction.atomic():
        used = take_form(form_key, by)
        lock_county(subject)
        if not allowed or not still_acts(by):
            raise NotAllowed
        step = Step(verb, subject, by, "")
        subject.begun_at = step.now
        yield step
        step.finish()
        if used:  # the same form once more leads to it
            used.result = str(subject.uuid)
            used.save(update_fields=["result"])


def beginning(verb, by):
    """Around what begins one thing or several: a refusal stands on record at the seat's unit, once."""
    if by is None or by.unit is None:
        return nullcontext()
    return outermost(verb, by.unit, by, kind="unit", source="")


def by_itself(subject, verb, *, source=None, **facts):
    """Keep what the day has brought to the locked subject, without anybody's act, and record it."""
    subject.lock += 1
    subject.save()
    record(
        actor=SYSTEM,
        verb=verb,
        subject=subject.uuid,
        subject_kind=subject.AUDIT_KIND,
        source=subject.state if source is None else source,
        target=subject.state,
        data=facts,
    )
    return 1


def lock_county(subject):
    County.objects.select_for_update(no_key=True).get(pk=subject.county_id)


def lock_row(subject):
    rows = type(subject).objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related(*subject.NAMED).get(pk=subject.pk)
