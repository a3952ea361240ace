"""The versions of a county's rules bear witness of the record that loaded them (I-80)."""

import hashlib

from django.db import connection

from audit.models import Event, Outcome
from audit.record import Problem
from regimes import triggers
from regimes.models import Regime


def regimes():
    """The first version whose text is not what was loaded, as a Problem; None where all are: the text has the hash that stands
    beside it, and that which the event of its loading keeps; and the database still refuses to change it (`triggers`)."""
    loaded = Event.objects.filter(verb="load_regime", outcome=Outcome.DONE).order_by("seq")
    told = {
        subject: (seq, said) for subject, seq, said in loaded.values_list("subject", "seq", "content_hash")
    }
    for regime in Regime.objects.order_by("pk").iterator(50):
        named = f"{regime.title}第{regime.version}版的全文"
        digest = hashlib.sha256(regime.text.encode()).hexdigest()
        seq, said = told.pop(str(regime.uuid), (None, None))
        if not digest == regime.sha256 == said:
            return Problem(seq, f"{named}被改动过" if seq else f"{named}没有载入的记录")
    for seq, _ in told.values():
        return Problem(seq, f"第{seq}号记录载入的制度已不存在")
    if gone := triggers.missing(connection):
        return Problem(None, f"制度和解释的防改触发器缺失或被改动：{'、'.join(gone)}")
    return None
