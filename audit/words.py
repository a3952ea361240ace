"""What was said, vouched for by the chain: an event keeps the hash of every text its act wrote for good (I-44, I-80).

Events hold no texts. A model whose rows stay as they were written names in `SAID` what they say and to what they belong:
columns, or a method without arguments. Other names there make another text of the same row: those it had before stay in
`SAID_BEFORE`, oldest first, for the events of then.
"""

import hashlib
import json
from collections import defaultdict
from itertools import islice

from django.apps import apps

from audit.models import Event, Outcome
from audit.record import Problem, canonical

KEY = "words"  # in an event's data: [[model, key, hash], …]
CHUNK = 500


def kept(rows):
    """What the event keeps of the rows, for its data; nothing of none."""
    return {KEY: [[row._meta.label_lower, row.pk, words_hash(row)] for row in rows]} if rows else {}


def words_hash(row, names=None):
    """SHA-256 of what the row says; by other `names` than the model's own, as they were once."""
    said = {name: getattr(row, name) for name in names or row.SAID}
    said = {name: value() if callable(value) else value for name, value in said.items()}
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def changed():
    """The first event whose words are not there any more as they were, as a Problem; None where all are.

    A chunk of events at a time. A row that no event vouches for is not found here: who forges one has to forge an event.
    """
    events = Event.objects.filter(outcome=Outcome.DONE, data__contains=f'"{KEY}":').order_by("seq")
    events = events.values_list("seq", "data").iterator(CHUNK)
    while part := list(islice(events, CHUNK)):
        by_model = defaultdict(list)
        for seq, data in part:
            for model, key, said in json.loads(data)[KEY]:
                by_model[model].append((key, seq, said))
        wrong = [found for model, words in by_model.items() for found in _wrong(apps.get_model(model), words)]
        if wrong:
            return min(wrong, key=lambda problem: problem.seq)
    return None


def _wrong(model, words):
    rows = model.objects.in_bulk({key for key, _, _ in words})
    for key, seq, said in words:
        what = f"第{seq}号记录所办的文字（{model._meta.verbose_name} {key}）"
        if key not in rows:
            yield Problem(seq, f"{what}已不存在")
        elif said not in (words_hash(rows[key], names) for names in _ever(model)):
            yield Problem(seq, f"{what}被改动过")


def _ever(model):
    """The model's names, the newest first: an event's hash is by one of them, so that nothing it vouches for can be changed."""
    return (model.SAID, *reversed(getattr(model, "SAID_BEFORE", ())))
