"""A duty in two editions: what is only worded otherwise and what 勘误 put right, told apart from what changed.

A pair is an `editions.Changed`; before and after are snapshots.
"""

from dataclasses import replace

from registry.models import Corrigendum
from registry.states import SourceKind

USUAL_SOURCES = {word: key for key, word in SourceKind.choices}  # of what was published in the usual words
MANY = 500  # ids named in one query; 勘误 are few, so that beyond it all of them are read


def in_words_of(after, before):
    """The former in the latter's words where both say the same: its kind, which may have been renamed (a code is of one kind); of
    one text its department, as many townships and what the kind's own columns say, whatever these are headed, which a text
    keeps (its category it does not: none is renamed, but a duty goes into another); and its source, which an edition of
    before may say in the usual words."""
    same = {"kind": after.get("kind", "")}
    if before["version"] == after["version"]:
        same |= {"department": after["department"], **({"texts": after["texts"]} if "texts" in after else {})}
        if len(before["townships"].split("、")) == len(after["townships"].split("、")):
            same["townships"] = after["townships"]
    was = before.get("source_key") or USUAL_SOURCES.get(before.get("source_kind"), "")
    if was and was == after.get("source_key"):
        same |= {key: after[key] for key in ("source_key", "source_kind")}
    return before | same


def slips_of(duties):
    """{(duty's uuid, number of the text): the field its 勘误 put right}; one query."""
    rows = Corrigendum.objects.filter(result__isnull=False)
    if len(duties) <= MANY:
        rows = rows.filter(result__duty__uuid__in=duties)
    found = rows.values_list("result__duty__uuid", "result__number", "field")
    return {(str(uuid), number): name for uuid, number, name in found}


def without_slips(pairs):
    """(changed, corrected): the latter differ by 勘误 alone, in nothing but the fields these put right."""
    newer = [pair for pair in pairs if pair.after["version"] > pair.before["version"]]
    slips = slips_of({pair.after["duty"] for pair in newer}) if newer else {}
    told = [(pair, as_slip(pair)) for pair in pairs]
    corrected = [slip for _, slip in told if _only_slips(slip, slips)]
    return [pair for pair, slip in told if not _only_slips(slip, slips)], corrected


def as_slip(pair):
    """The pair as 勘误: that keeps a text's department, townships and own columns, whatever they are called since."""
    own = {"texts": _headed_now(pair)} if "texts" in pair.before else {}
    kept = in_words_of(pair.after, pair.before | {"version": pair.after["version"]})
    kept = {key: kept[key] for key in pair.before}
    return replace(pair, before=kept | own | {"version": pair.before["version"]}, slip=True)


def _headed_now(pair):
    """The former's own columns under the labels of the latter: one that is gone is the one that came with the same text, and a
    last one that is gone the last that came; of 勘误, which leave no column out."""
    old, new = pair.before["texts"], pair.after.get("texts", {})
    gone, come = ([label for label in one if label not in other] for one, other in ((old, new), (new, old)))
    now = {}
    for label in gone:
        if same := next((other for other in come if new[other] == old[label]), None):
            now[label] = same
            come.remove(same)
    left = [label for label in gone if label not in now]
    if len(left) == len(come) == 1:
        now[left[0]] = come[0]
    return {now.get(label, label): text for label, text in old.items()}


def _only_slips(pair, slips):
    numbers = range(pair.before["version"] + 1, pair.after["version"] + 1)
    fields = {slips.get((pair.after["duty"], number)) for number in numbers}
    if not fields or None in fields:
        return False
    own = {name for name in fields if name.startswith("texts.")}
    if len(_own_differing(pair)) > len(own):
        return False
    differing = {key for key in pair.after if pair.after[key] != pair.before.get(key)}
    return differing - {"version", "effective_from", "texts"} <= fields


def _own_differing(pair):
    """The kind's own columns that differ, by their labels: a slip names such a column by its key, which no snapshot has."""
    old, new = pair.before.get("texts", {}), pair.after.get("texts", {})
    return {label for label in old.keys() | new.keys() if old.get(label) != new.get(label)}
