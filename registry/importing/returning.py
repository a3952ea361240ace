"""Which new rows of a file resemble what has left the county's list: a revoked duty that comes back under another name (灵川
第十条; I-70)."""

from collections import Counter, defaultdict
from itertools import chain
from typing import NamedTuple

from django.db.models import Q

from audit import clock
from registry.models import Duty, HitFacts
from registry.normalize import grams_of, normalized
from registry.queries import ALIKE, alikeness, versions_on
from registry.states import ENDED, Standing

EACH = 3  # duties that are told of a row


class Returning(NamedTuple):
    """A new row and the duties of the list that ended before it, most alike first."""

    sheet: str
    row: int
    name: str
    ended: list  # [[code, name, standing]]


def returning(county, entries):
    """[Returning] of the entries of new duties that resemble one, in their order.

    As alike as `queries.lookalikes` asks, of duties of every kind of the county, 不予公开 ones too: for staff only.
    """
    ended = _ended(county, clock.today())
    if not ended:
        return []
    holders = defaultdict(list)  # two characters → the places in `ended` of those whose name holds them
    for place, duty in enumerate(ended):
        duty.pieces = grams_of(duty.normalized_name)
        for piece in duty.pieces:
            holders[piece].append(place)
    return [
        Returning(entry.sheet, entry.row, entry.name, [[each.code, each.name, each.said] for each in alike])
        for entry in entries
        if (alike := _alike(normalized(entry.name), ended, holders))
    ]


def _ended(county, on):
    """The county's duties that no text of today or to come keeps in force, each with what it is `said` to be; not those that
    went over into another list, where they are carried on (`ENDED` has none of them)."""
    lasting = HitFacts.objects.filter(Q(until__isnull=True) | Q(until__gte=on), county_id=county.pk)
    duties = list(Duty.objects.filter(county=county).exclude(pk__in=lasting.values("duty_id")).order_by("pk"))
    texts = versions_on(county, on).filter(duty__in=duties, standing__in=ENDED)
    standing = {duty: Standing(said).label for duty, said in texts.values_list("duty", "standing")}
    for duty in duties:
        duty.said = standing.get(duty.pk)
    return [duty for duty in duties if duty.said]


def _alike(wanted, ended, holders):
    pieces = grams_of(wanted)
    shared = Counter(chain.from_iterable(holders[piece] for piece in holders.keys() & pieces))
    # who is alike shares half the pieces of the shorter name at least (queries.alikeness); most share a common word only
    near = [
        ended[place]
        for place, number in shared.items()
        if 2 * number >= min(len(pieces), len(ended[place].pieces))
    ]
    scores = {duty: alikeness(wanted, pieces, duty.normalized_name) for duty in near}
    best = sorted(
        (duty for duty in scores if scores[duty] >= ALIKE), key=lambda duty: (-scores[duty], duty.pk)
    )
    return best[:EACH]
