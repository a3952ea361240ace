"""Papers issued: what each one says is kept as a snapshot, whatever happens to its case later."""

import hashlib

from audit import clock
from audit.record import canonical
from documents.models import Paper


def issue(*, county, subject, kind, number, title, snapshot, by, at=None):
    """Keep a paper in the transaction of the act that issues it. `number` is already given or claimed;
    `at` is the act's moment, when it has taken one."""
    text = canonical(snapshot)
    return Paper.objects.create(
        county=county,
        subject=str(subject),
        kind=kind,
        number=number,
        title=title,
        snapshot=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        issued_at=at or clock.now(),
        issued_by=str(by.as_actor()),
    )


def papers_about(subject):
    """The papers of one subject, oldest first."""
    return Paper.objects.filter(subject=str(subject)).order_by("pk")
