"""Every paper names the end of the audit chain as it was when the paper was issued: old paper witnesses the record (I-80)."""

import json
from itertools import islice

from audit.models import Event
from audit.record import GENESIS, Problem
from documents.models import Paper

CHUNK = 500


def papers():
    """The first event that a paper remembers otherwise, as a Problem; None where they all agree. A chunk at a time."""
    said = Paper.objects.order_by("pk").values_list("number", "title", "snapshot").iterator(CHUNK)
    while part := list(islice(said, CHUNK)):
        ends = [(_end_of_chain(snapshot), number or title) for number, title, snapshot in part]
        asked = {seq for (seq, _), _ in ends}
        hashes = {0: GENESIS} | dict(Event.objects.filter(seq__in=asked).values_list("seq", "hash"))
        for (seq, digest), paper in ends:
            if hashes.get(seq) != digest:
                return Problem(seq, f"第{seq}号记录与文书“{paper}”上所印的不符")
    return None


def _end_of_chain(snapshot):
    """(number, hash) of the event; (None, "") of a snapshot that does not read."""
    try:
        audit = json.loads(snapshot)["audit"]
        return audit["seq"], audit["hash"]
    except (ValueError, KeyError, TypeError):
        return None, ""
