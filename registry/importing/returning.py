"""Which new rows of a file resemble what has left the county's list: a revoked duty that comes back under another name (灵川
第十条; I-70), or one of the same name that an upper department took back."""

from collections import Counter, defaultdict
from itertools import chain
from typing import NamedTuple

from django.db.models import Q

from audit import clock
from registry.models import Duty, HitFacts
from registry.normalize import grams_of, normalized
from registry.queries import ALIKE, alikeness, versions_on
from registry.states import ENDED, IN_FORCE, Standing

EACH = 3  # duties that are told of a row


class Returning(NamedTuple):
    """A new row and the duties that left the townships before it, most alike first."""

    sheet: str
    row: int
    name: str
    ended: list  # [[code, name, standing, or the list of those taken back]]


def returning(kind, entries):
    """[Returning] of the entries of duties new to the kind that resemble one, in their order.

    As alike as `queries.lookalikes` asks, of duties of every kind of the county, 不予公开 ones too: for staff only. Of what was taken
    back only the same name: it is in a list, and whatever is left to townships of the matter may be called much alike.
    """
    county = kind.county
    ended, taken_back = _ended(county, clock.today()), {} if kind.recalled else _taken_back(county)
    if not (ended or taken_back):
        return []
    holders = defaultdict(list)  # two characters → the places in `ended` of those whose name holds them
    for place, duty in enumerate(ended):
        duty.pieces = grams_of(duty.normalized_name)
        for piece in duty.pieces:
            holders[piece].append(place)
    found = []
    for entry in entries:
        wanted = normalized(entry.name)
        alike = [[each.code, each.name, each.said] for each in _alike(wanted, ended, holders)]
        if alike := (taken_back.get(wanted, []) + alike)[:EACH]:
            found.append(Returning(entry.sheet, entry.row, entry.name, alike))
    return found


def _taken_back(county):
    """{normalised name: [[code, name, the list's name]]} of duties in force that upper departments took back."""
    found = defaultdict(list)
    versions = versions_on(county, clock.today()).filter(
        duty__list_kind__recalled=True, standing__in=IN_FORCE
    )
    for name, *said in versions.values_list("normalized_name", "duty__code", "name", "duty__list_kind__name"):
        found[name].append(said)
    return found


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
