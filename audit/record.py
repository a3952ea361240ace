"""Writing the chain of events, and checking it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Subquery

from audit import clock, triggers
from audit.models import Event, Head, Outcome

GENESIS = "0" * 64
CHUNK = 1000


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts, copied as text: an event names people and units as they were at that moment."""

    person: str
    person_id: str = ""
    seat: str = ""
    seat_id: str = ""
    unit: str = ""
    unit_id: str = ""
    on_behalf: str = ""

    def as_actor(self):
        return self

    def __str__(self):
        who = f"{self.person}代{self.on_behalf}" if self.on_behalf else self.person
        return f"{self.unit} {who}".strip()


SYSTEM = Actor(person="系统")


def _as_text(value):
    if isinstance(value, UUID | date | Decimal):
        return str(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


def canonical(value):
    """The one JSON text of a value: sorted keys, no spaces, Chinese as it is; UUIDs, dates and decimals as text."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_as_text
    )


def moment(at):
    """UTC with microseconds, as text: what a database stores of it can never differ from what was hashed."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest(row):
    """The hash of an event given as a dict of its columns: it covers every one but itself."""
    covered = {name: value for name, value in row.items() if name != "hash"}
    return hashlib.sha256(canonical(covered).encode()).hexdigest()


def record(
    *,
    actor,
    verb,
    subject,
    subject_kind,
    source="",
    target="",
    content_hash="",
    data=None,
    outcome=Outcome.DONE,
    at: datetime | None = None,
    chain=None,
):
    """Append one event to the chain, in the caller's transaction and as its last lock; three SQL statements, or two where the
    end of the chain that the caller read (`chain`: number and hash) still is its end.

    `data` holds ids, numbers, dates and hashes only, no texts. A refused act is recorded after its
    rollback, in a transaction of its own. `at` is the act's moment, when it has taken one.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an event is recorded in the transaction of its act")
    row = {
        **vars(actor),
        "at": moment(at or clock.now()),
        "subject": str(subject),
        "subject_kind": str(subject_kind),
        "verb": str(verb),
        "outcome": Outcome(outcome).value,
        "source": str(source),
        "target": str(target),
        "content_hash": content_hash,
        "data": canonical(data or {}),
    }
    # One fixed row: locking the newest event instead lets two writers see the same newest (the chain forks).
    heads = Head.objects.filter(pk=Head.ONLY)
    if chain and (event := _moved(heads, row, *chain)):
        event.save(force_insert=True)
        return event
    head = heads.select_for_update(no_key=True).get()
    event = _moved(heads, row, head.seq, head.hash)
    event.save(force_insert=True)
    return event


def _moved(heads, row, seq, previous):
    """The event after the one of this number and hash, once the head names it; None where the head names another by now."""
    row = row | {"seq": seq + 1, "previous_hash": previous}
    event = Event(**row, hash=digest(row))
    # the update waits for whoever holds the head, and looks at it anew
    moved = heads.filter(seq=seq, hash=previous).update(seq=event.seq, hash=event.hash)
    return event if moved else None


def ensure_head():
    """Give an empty table its head back (a flushed test database); an existing head is left alone."""
    return Head.objects.get_or_create(pk=Head.ONLY, defaults={"seq": 0, "hash": GENESIS})[0]


def head_hash():
    """The hash at the end of the chain, for a query to read with its own rows: while it is the same nothing was done."""
    return Subquery(Head.objects.filter(pk=Head.ONLY).values("hash"))


def events_about(subject):
    """The events of one subject, oldest first."""
    return Event.objects.filter(subject=str(subject)).order_by("seq")


@dataclass(frozen=True)
class Problem:
    seq: int | None
    message: str

    def __str__(self):
        return self.message


class _Broken(Exception):
    def __init__(self, seq, message):
        self.problem = Problem(seq, message)


def verify():
    """The first problem of the chain, or None: gaps, links, contents, head, then the triggers.

    Works while others write: the bulk is read without a lock, only what came meanwhile under the head's.
    """
    try:
        at, last = _walk(0, GENESIS, upto=_head(Head.objects.all()).seq)
        with transaction.atomic():
            head = _head(Head.objects.select_for_update(no_key=True))
            at, last = _walk(at, last)
        if at < head.seq:
            raise _Broken(at + 1, f"第{at + 1}号起的记录缺失：链头记到第{head.seq}号，现存最后一条是第{at}号")
        if at > head.seq:
            raise _Broken(head.seq + 1, f"第{head.seq + 1}号起的记录不在链上：链头只记到第{head.seq}号")
        if last != head.hash:
            raise _Broken(at, f"第{at}号记录与链头的哈希不符")
    except _Broken as broken:
        return broken.problem
    if missing := triggers.missing(connection):
        return Problem(None, f"防改触发器缺失或被改动：{'、'.join(missing)}")
    return None


def _head(heads):
    head = heads.filter(pk=Head.ONLY).first()
    if head is None:
        raise _Broken(None, "链头缺失")
    return head


def _walk(at, previous, upto=None):
    """Check the events after number `at`, whose hash is `previous`; where the walk ends, in the same form."""
    for row in _rows(at, upto):
        seq = row["seq"]
        if seq != at + 1:
            raise _Broken(at + 1, f"第{at + 1}号记录缺失：其位置上是第{seq}号")
        if row["previous_hash"] != previous:
            raise _Broken(seq, f"第{seq}号记录的“前一条的哈希”与第{at}号不符")
        if row["hash"] != _recomputed(row):
            raise _Broken(seq, f"第{seq}号记录的内容与其哈希不符")
        at, previous = seq, row["hash"]
    return at, previous


def _recomputed(row):
    try:
        return digest(row)
    except (TypeError, ValueError):
        return None  # a value that record() could never have written


def _rows(at, upto):
    """Rows by number, a chunk at a time; a chunk that cannot be read is taken row by row, to name the row."""
    events, size = Event.objects.order_by("seq"), CHUNK
    if upto is not None:
        events = events.filter(seq__lte=upto)
    while True:
        # From the very beginning, unbounded: a forged number zero or below is a problem too.
        rest = events.filter(seq__gt=at) if at else events
        try:
            rows = list(rest.values()[:size])
        except DatabaseError:
            if size == 1:
                raise _Broken(at + 1, f"第{at + 1}号记录无法读取") from None
            size = 1
            continue
        yield from rows
        if len(rows) < size:
            return
        at = rows[-1]["seq"]
