"""Papers bear witness of the record, and the record of papers (I-80)."""

from itertools import islice

from django.db.models import BigIntegerField

from audit.models import Event
from audit.record import GENESIS, Problem
from documents.files import is_whole
from documents.models import Paper, Print, StoredFile

CHUNK = 500


def papers():
    """The first paper that remembers an event otherwise, or whose own row was changed, as a Problem; None where all agree.
    A chunk at a time."""
    found = Paper.objects.order_by("pk").iterator(CHUNK)
    while part := list(islice(found, CHUNK)):
        ends = [(_end_of_chain(paper), paper) for paper in part]
        asked = {seq for (seq, _), _ in ends}
        hashes = {0: GENESIS} | dict(Event.objects.filter(seq__in=asked).values_list("seq", "hash"))
        for (seq, digest), paper in ends:
            named = f"“{paper.number or paper.title}”"
            if seq is not None and hashes.get(seq) != digest:
                return Problem(seq, f"第{seq}号记录与文书{named}上所印的不符")
            if seq is None or not paper.is_as_issued:
                return Problem(None, f"文书{named}的校验值、字号、标题、种类或者印发时间、印发人被改动过")
    return None


def prints():
    """The first PDF that is not on the disk as it was printed, as a Problem; None where all are. That none was taken away
    or exchanged is for the chain to say, whose events name them (documents.printing)."""
    for made in Print.objects.order_by("pk").select_related("paper", "file").iterator(CHUNK):
        if not is_whole(made.file):
            named = made.paper.number or made.paper.title
            return Problem(None, f"文书“{named}”的PDF不在盘上，或者被改动过（{made.file.path}）")
    return None


def received():
    """The first received file that is not on the disk as it came in, as a Problem; None where all are. PDFs of papers are
    told by `prints`."""
    for stored in (
        StoredFile.objects.exclude(pk__in=Print.objects.values("file")).order_by("pk").iterator(CHUNK)
    ):
        if not is_whole(stored):
            return Problem(None, f"收到的文件“{stored.name}”不在盘上，或者被改动过（{stored.path}）")
    return None


def _end_of_chain(paper):
    """(number, hash) of the event; (None, "") of a snapshot that does not read."""
    try:
        seq, digest = (paper.content["audit"][name] for name in ("seq", "hash"))
    except (ValueError, KeyError, TypeError):
        return None, ""
    return (seq, digest) if isinstance(seq, int) and 0 <= seq <= BigIntegerField.MAX_BIGINT else (None, "")
