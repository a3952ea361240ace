"""Papers issued: what each one says is kept as a snapshot, whatever happens to its case later, and printed from it."""

import hashlib
from contextvars import ContextVar

from django.conf import settings
from django.db import transaction

from audit import clock
from audit.models import Head
from audit.record import canonical
from documents import printing
from documents.files import discarded_on_rollback
from documents.kinds import composed
from documents.models import Paper

_proofs = ContextVar("papers of an act that is only tried", default=None)


def issue(*, county, subject, kind, snapshot, words, by, number="", at=None, chain=None, **parts):
    """Keep a paper in the transaction of the act that issues it; it is printed once that is through.

    `snapshot`: what pages and queries ask of it later. `words` and `parts`: what its form needs (documents.kinds).
    `number` is already given or claimed; `at` is the act's moment and `chain` the end of the audit chain (number, hash),
    when it has taken them. The snapshot holds all that will be printed: the document as composed, the end of the audit
    chain that the paper is a witness of, and the site.
    """
    at = at or clock.now()
    document = composed(kind, words, **{"date": clock.local_date(at), **parts}) | {"number": number}
    seq, digest = chain or Head.objects.values_list("seq", "hash").get()
    text = canonical(
        snapshot
        | {"document": document, "audit": {"seq": seq, "hash": digest}}
        | {"site": settings.SITE_URL, "is_sample": county.is_demo}
    )
    paper = Paper.objects.create(
        county=county,
        subject=str(subject),
        kind=kind,
        number=number,
        title=document["title"][:300],
        snapshot=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        issued_at=at,
        issued_by=str(by.as_actor()),
    )
    if _proofs.get() is not None:
        _proofs.get().append(paper)
    elif not clock.is_set():  # what is told of the past is printed when it is first asked for
        transaction.on_commit(lambda: printing.start(paper))
    return paper


class _Undone(Exception):
    pass


def tried(call):
    """The papers that an act would issue: `call` does it, and all it did is undone. What it raises is raised."""
    issued = []
    token = _proofs.set(issued)
    try:
        with discarded_on_rollback(), transaction.atomic():
            call()
            raise _Undone
    except _Undone:
        return issued
    finally:
        _proofs.reset(token)


def papers_about(subject):
    """The papers of one subject, oldest first."""
    return Paper.objects.filter(subject=str(subject)).order_by("pk")
