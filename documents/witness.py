"""Every paper names the end of the audit chain as it was when the paper was issued: old paper witnesses the record (I-80)."""

import json

from audit.models import Event
from audit.record import GENESIS, Problem
from documents.models import Paper


def papers():
    """The first event that a paper remembers otherwise, as a Problem; None where they all agree."""
    said = Paper.objects.order_by("pk").values_list("number", "title", "snapshot").iterator()
    seen = [(*_end_of_chain(snapshot), number or title) for number, title, snapshot in said]
    hashes = {0: GENESIS} | dict(Event.objects.values_list("seq", "hash").iterator())
    wrong = [(seq, paper) for seq, digest, paper in seen if hashes.get(seq) != digest]
    if not wrong:
        return None
    seq, paper = min(wrong)
    return Problem(seq, f"第{seq}号记录与文书“{paper}”上所印的不符")


def _end_of_chain(snapshot):
    audit = json.loads(snapshot)["audit"]
    return audit["seq"], audit["hash"]
