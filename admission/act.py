"""One act on a case, the only way it changes: lock, re-read, check, move, record, grant, notify, in one transaction.

    with act("accept", case=case, by=by, lock=lock, form_key=key) as step:
        step.case.receipt_number = …          # rows of this act; `step.case` is the locked, re-read case
        step.tell([unit], "…")
        step.fact(number=…)                    # ids, numbers and hashes for the audit event

Raises `NotAllowed` (403), `Stale` (409), `Refused` (the form again, with the problems), `Repeated` (the same
form was sent before: show its result). A refused act is recorded after its rollback. Its part of the one lock order
(decision record 0004): cases by pk → counters → the audit head.
"""

import hashlib
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import DateField, OuterRef, Subquery
from django.db.models.constants import OnConflict

from accounts.models import NoticeKind
from accounts.notices import notify_each
from accounts.succession import heir_or_self
from admission import access, searched
from admission.acts import SPECS, openness, passed_on
from admission.models import Application, Reason, Review, Stay, UsedForm
from admission.problems import Problem
from admission.states import ENDED
from audit import clock, refusals, words
from audit.models import Head
from audit.record import record
from config.composed import Composed, Given
from documents.files import discarded_on_rollback
from regimes.queries import in_force

LOCKED = Composed(
    lambda: (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related("county", "regime", "applicant", "version", "review", "duty", "searched")
        .annotate(
            newest_regime=Subquery(
                in_force(OuterRef("county"), on=Given("today", DateField())).values("pk")[:1]
            ),
            chain_seq=Subquery(Head.objects.values("seq")[:1]),
            chain_hash=Subquery(Head.objects.values("hash")[:1]),
        )
        .filter(pk=Given("case", Application))
    )
)
LABEL_MAX = Reason._meta.get_field("label").max_length  # the same of every label

_running = ContextVar("acts running, one inside the other", default=0)


class NotAllowed(PermissionDenied):
    """The seat sees the case but may not do this."""


class Stale(Exception):
    """Someone acted meanwhile: another state, another text, or the part is closed."""

    def __init__(self, case):
        super().__init__("案件已有变化")
        self.case = case


class Refused(Exception):
    """The act's conditions do not hold; `problems` say why."""

    def __init__(self, *problems):
        self.problems = [Problem(p) if isinstance(p, str) else p for p in problems]
        super().__init__("；".join(problem.text for problem in self.problems))


class Repeated(Exception):
    """The same form was already taken; nothing more happens. `result`: uuid of what it made, if it made something."""

    def __init__(self, result=""):
        super().__init__("这张表单已经提交过")
        self.result = result


class Step:
    """The act while it runs: the locked case, what to remember of it, whom to tell."""

    def __init__(self, spec, case, by, part):
        self.spec, self.case, self.by, self.part = spec, case, by, part
        self.verb, self.source = spec.verb, case.state
        self.now = clock.now()
        self.facts, self.notices, self.kept, self.others = {}, [], [], []
        self.gone = self.sent = False  # the case is deleted; its text goes to the upper body

    def fact(self, **facts):
        """Facts for the audit event: ids, numbers, dates, hashes; never texts."""
        self.facts |= facts

    def keep(self, *rows):
        """Rows that this act wrote for good: the event keeps the hash of what they say."""
        self.kept += rows

    def tell(self, units, title, url="", kind=NoticeKind.TURN):
        """A notice to each, or to who goes on for a unit that ended; a unit, or the key of one of the regime's bodies. It leads
        to the case unless `url` says."""
        to = (unit if isinstance(unit, str) else heir_or_self(unit) for unit in units)
        self.notices += [(unit, title, url, kind) for unit in to]

    def also(self, case, verb, **facts):
        """Another locked case that this act changes: its grants, its lock, and an event of its own that says how."""
        self.others.append((case, verb, facts))

    def reason(self, text, *, on=None, **more):
        """Keep the words given with this act; `on`: with another case that it changes too."""
        case = on or self.case
        row = Reason.objects.create(
            application=case,
            verb=self.verb,
            text=text,
            unit=self.by.unit,
            label=signature(self.by),
            at=self.now,
            version=case.version,
            **more,
        )
        self.keep(row)
        return row

    def refuse(self, *problems):
        raise Refused(*problems)

    def finish(self):
        case, moved = self.case, self.case.state != self.source
        if not self.gone:
            case.lock += 1
            if moved:
                case.state_since = self.now
                Stay.objects.filter(application=case, left_at=None).update(left_at=self.now)
                if case.state not in ENDED:
                    Stay.objects.create(application=case, state=case.state, entered_at=self.now)
            case.save()
            case.forget()
            searched.written(case, sent=self.sent)
            access.sync(case)
            for other, _, _ in self.others:
                other.lock += 1
                other.save()
                access.sync(other)
        if self.notices:
            bodies = access.body_units(case)
            by_url = {}
            for unit, title, url, kind in self.notices:
                to = bodies[unit] if isinstance(unit, str) else unit.pk
                by_url.setdefault(url or case.get_absolute_url(), []).append((to, title, kind))
            for url, lines in by_url.items():
                notify_each(lines=lines, url=url)
        chain = case.chain_seq, case.chain_hash
        chain = self._record(case, self.verb, self.source, self.facts | words.kept(self.kept), chain)
        for other, verb, facts in self.others:
            chain = self._record(other, verb, other.state, facts, chain)

    def _record(self, case, verb, source, facts, chain):
        """(number, hash) of the event: where the chain ends now. `chain`: where it ended when the case was locked."""
        event = record(
            actor=self.by.as_actor(),
            verb=verb,
            subject=str(case.uuid),
            subject_kind="application",
            source=source,
            target=case.state,
            data=facts,
            at=self.now,
            content_hash=case.version.content_hash if case.version else "",
            chain=chain,
        )
        return event.seq, event.hash


@contextmanager
def act(verb, *, case, by, part=None, lock=None, form_key="", seen=None, choice=None, also=(), prepare=None):
    """Run one act; `verb` may be a function of the locked case where the rows decide which act it is.

    `part`: the review or consultation it is about; `seen`: (round, 稿) of its form; `choice`: what a
    transition with several outcomes asks; `also`: further cases to lock, in the one order; `prepare`: puts
    the locked case right before it is checked (the regime that `submit` pins). `lock` None skips the
    comparison, for acts that write over nothing the form showed: a new row, a reminder's moment, an item that leaves the agenda.
    """
    named = verb if isinstance(verb, str) else verb.__name__
    with outermost(named, case, by), discarded_on_rollback(), transaction.atomic():
        take_form(form_key, by, case)
        locked = lock_cases([case, *also]).get(case.pk)
        if locked is None:
            raise Stale(case)
        locked.choice = choice
        if prepare:
            prepare(locked)
        if by is not None and not access.read_for(locked, by):
            raise NotAllowed
        spec = SPECS[verb if isinstance(verb, str) else verb(locked)]
        fresh = reread(part, locked)
        check(spec, locked, by, fresh, lock, seen)
        step = Step(spec, locked, by, fresh)
        if spec.moves:
            getattr(locked, spec.verb)()
        yield step
        step.finish()


@contextmanager
def outermost(named, about, by, **more):
    """What is refused within is put on record once, by the outermost act: what an inner one recorded would be rolled
    back with it. An act on a case inside one on a meeting: the event, about the meeting, names the case.
    """
    depth = _running.get()
    token = _running.set(depth + 1)
    try:
        yield
    except (NotAllowed, Stale, Refused) as refusal:
        if depth and more.get("kind") != "unit":  # a unit is named where what was begun is not there yet
            refusal.inner = getattr(refusal, "inner", about)
        elif not depth:
            inner = getattr(refusal, "inner", None)
            facts = {"case": str(inner.uuid)} if inner is not None else {}
            remember_refusal(named, about, by, refusal, **more, **facts)
        raise
    finally:
        _running.reset(token)


def lock_cases(cases):
    """{pk: case}, each row locked (lowest pk first) and read again with what every act asks of it.

    The end of the audit chain is read with it, for the papers, which are witnesses of it; it is not locked here.
    """
    today, keys = clock.today(), sorted({case.pk for case in cases})
    return {row.pk: row for key in keys for row in LOCKED(case=key, today=today)}


def reread(part, case):
    """The part as it is under the lock, pointing at the locked case."""
    if part is None:
        return None
    rows = case.dossier.every_review if isinstance(part, Review) else case.dossier.requests
    if fresh := next((row for row in rows if row.pk == part.pk), None):
        return fresh
    raise type(part).DoesNotExist


def check(spec, case, by, part, lock, seen):
    """Permission, then stale or wrong state, then conditions (settled 41); seeing it at all was the fetch."""
    found = openness(spec, case, by, part)
    if found == "forbidden" and not passed_on(spec, case, lock):
        raise NotAllowed
    if found != "open":
        raise Stale(case)
    if (lock is not None and lock != case.lock) or (seen is not None and seen != sight(part, case)):
        raise Stale(case)
    if problems := spec.problems(case):
        raise Refused(*problems)


def sight(part, case):
    """What an opinion's or position's form was made for: (round, 稿), so two last opinions never collide."""
    if isinstance(part, Review):
        return (part.round.number, part.round.version_id)
    return (part.pk, part.version_id)


def take_form(form_key, by, case=None):
    """Take the form's key, “key:digest of what was sent”; the row, or None without a key.

    The same form with the same content again → `Repeated`; with other content (sent again after going back in
    the browser) → `Stale`, so that nothing typed is lost without a word.
    """
    if not form_key:
        return None
    key, content = _kept_as(form_key)
    row = UsedForm(key=key, content=content, seat_key=by.key, at=clock.now())
    if _is_first(row):
        return row
    used = UsedForm.objects.get(key=key)
    if used.content == content:
        raise Repeated(used.result)
    raise Stale(case) if case and case.pk else Refused("这张表单已经用过，请重新打开页面再提交。")


def _is_first(row):
    """Whether no row has its key: it is written then, in one statement, which waits for whoever is writing one with this key."""
    fields = [field for field in UsedForm._meta.concrete_fields if not field.primary_key]
    own, ignored = [UsedForm._meta.pk], OnConflict.IGNORE
    [written] = UsedForm.objects._insert([row], fields, returning_fields=own, on_conflict=ignored)
    if written:
        [row.pk] = written
        row._state.adding = False
    return bool(written)


def is_taken(form_key):
    """Whether a form with this key was taken before: what became of it then, only the act may say."""
    return bool(form_key) and UsedForm.objects.filter(key=_kept_as(form_key)[0]).exists()


def was_sent(form_key):
    """Whether this very form, with all it says, was taken before: it leads to its result, though it could not be sent anew."""
    return _taken(form_key) is not None


def result_of(form_key):
    """The uuid of what this very form made; "" where it was not taken yet, or made nothing to be looked at."""
    used = _taken(form_key)
    return used.result if used else ""


def _taken(form_key):
    if not form_key:
        return None
    key, content = _kept_as(form_key)
    return UsedForm.objects.filter(key=key, content=content).first()


def _kept_as(form_key):
    """(key, digest of what was sent), whatever was posted made to fit the columns."""
    key, _, content = form_key.rpartition(":") if ":" in form_key else (form_key, "", "")
    return hashlib.sha256(key.encode(errors="replace")).hexdigest(), content[:64]


def remember_refusal(named, subject, by, refusal, *, kind="application", source=None, **facts):
    """Record a refused act after its rollback; of a meeting too (`kind`, and the stage as `source`)."""
    if by is not None:
        source, why = subject.state if source is None else source, type(refusal).__name__
        about = {"subject": str(subject.uuid), "kind": kind, "source": source}
        refusals.remember(named, by=by, **about, why=why, **facts)


def signature(by):
    """How an act is signed on pages: 县司法局 · 负责人, when delegated 负责人（受托，乙代甲）; cut to the columns that keep it."""
    who = f"{by.unit.short_name} · {by.post_label}"
    if by.delegation:
        who = f"{who.removesuffix('）')}，{by.user}代{by.seat.user}）"
    return who if len(who) <= LABEL_MAX else f"{who[: LABEL_MAX - 1]}…"
