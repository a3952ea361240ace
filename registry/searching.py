"""Searching the list: the best first, and never more work than a page needs.

What holds all words in its name comes before what holds them in its duties, and that before what holds them in the
basis, the department or a 文号. Each of the three is asked for only while there is room: a search ends at MOST hits.
"""

from collections import Counter
from dataclasses import dataclass
from functools import partial

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When

from accounts.models import County
from audit import clock
from config.composed import Composed, Given
from registry import hit_facts, search_index
from registry.candidates import candidates, held_in
from registry.models import HitFacts
from registry.queries import search_words

MOST = 1000
# A search over several counties looks at so many rows of the index for each of the three; in one county, at all.
CANDIDATES = 2 * MOST
AT_ONCE = 2 * MOST  # rows of a county that are read at once
SPARE = 100
_AREA = Given("area", CharField())
_COUNTIES = Composed(
    lambda: County.objects.filter(code__startswith=_AREA).order_by("code").values_list("pk", "code")
)


@dataclass(frozen=True)
class Hits:
    """`rows`: {pk of the version: (rank, *fields)}, 0 the best rank; `more`: there are more than were looked for."""

    rows: dict
    more: bool

    @property
    def said(self):
        """How many, as a page says it: 1000+, or fewer of a search that ended before it found as many."""
        return f"{len(self.rows)}+" if self.more else str(len(self.rows))


def ranked(versions, words, county, fields=()):
    """Hits among the versions of a county: a queryset, so that a page's filters count before the limit does."""
    held = holding_inexact(versions, inexact(words), fields)
    return best_of(lambda keys: held.filter(pk__in=keys), words, county)


def holding_inexact(versions, words, fields):
    """A query for (pk, whether the name holds all of the words, *fields) of those versions that hold them; `words`: the inexact
    ones, or what stands for them in a query that is composed once."""
    for word in words:
        versions = versions.filter(search_text__contains=word)
    return versions.annotate(whole=_in_its_name(words) if words else Value(True)).values_list(
        "pk", "whole", *fields
    )


def _in_its_name(words):
    """What the index does not know exactly may stand in the name in pieces, and whole in the duties."""
    lines = HitFacts.objects.filter(pk=OuterRef("pk"))
    whole = Q(*(Exists(lines.filter(name__contains=word)) for word in words))
    return Case(When(whole, then=Value(True)), default=Value(False))


def best_of(read, words, county):
    """The Hits among those that `read(keys)` gives, as `holding_inexact` asks, of the keys that the index knows.

    The index is asked once; its rows are read best first, and no more of them than a page counts.
    """
    held = held_in(search_index.tiers(words, county.code))
    last, best_rank = len(held) - 1, {}
    for tier, keys in enumerate(held):
        for key in sorted(keys):
            best_rank.setdefault(key, tier)
    keys, found, ranks = list(best_rank), {}, Counter()
    for start in range(0, len(keys), AT_ONCE):
        for key, whole, *values in read(keys[start : start + AT_ONCE]):
            rank = best_rank[key]
            if not (rank or whole):
                rank = next((tier for tier in range(1, last) if key in held[tier]), last)
            found[key] = (rank, *values)
            ranks[rank] += 1
        rest = keys[start + AT_ONCE :]
        # whoever is still to be read ranks behind; among the very best, by its key
        ahead = max(best_rank[rest[0]], 1) if rest else 0
        if sum(ranks[rank] for rank in range(ahead)) > MOST:
            break
    best = sorted(found, key=lambda key: (found[key][0], key))[: MOST + 1]
    return _cut({key: found[key] for key in best})


def inexact(words):
    """Those that have to be looked for in the texts themselves besides, for the index does not know them exactly."""
    return [word for word in words if not search_index.is_exact(word)]


def holding_all(versions, words, area=""):
    """Those of the versions that hold every word, wherever it stands: all there are, unordered. `area`: their counties' code, or
    its first two or four digits, which only helps the index: `versions` themselves are of these counties.

    By the index; a single character is compared in the texts that the other words leave, and alone in every one.
    """
    known = [word for word in words if len(word) > 1]
    if known:
        tiers = search_index.tiers(known, area)
        asked = (
            tiers if len(known) == 1 else tiers[-1:]
        )  # of one word each tier asks what those before it do not
        versions = versions.filter(pk__in=search_index.among(search_index.either(asked)))
    for word in words:
        if word not in known or not search_index.is_exact(word):
            versions = versions.filter(search_text__contains=word)
    return versions


def may_be_asked(words, county=None):
    """A single character is looked for within one county only."""
    return county is not None or any(len(word) > 1 for word in words)


def search_everywhere(text, area="", *, on=None, county=None):
    """Hits among what is public and in force that day (today) in all counties, in those whose code begins with `area`, or
    in one `county`; their fields are the county's code and in it the order of the kind and the serial, the page's order.

    DutyVersion.objects.in_bulk(pks) gives the rows of a page.
    """
    words = search_words(text)
    if not words or not may_be_asked(words, county):
        return Hits({}, False)
    codes = {county.pk: county.code} if county else _all_in(area)
    where = {"area": county.code if county else area, "counties": [*codes.values()]}
    rows, more = {}, False
    for rank in range(len(search_index.COLUMNS)):
        within = [(rank == 0, word) for word in inexact(words)]
        seen, read = set(), partial(hit_facts.read, on=on or clock.today(), within=within)
        for some in candidates(words, rank, CANDIDATES + 1, enough=MOST + SPARE, read=read, **where):
            for pk, counts, county_id, *place in some:
                if counts and county_id in codes:
                    rows.setdefault(pk, (rank, codes[county_id], *place))
            seen.update(pk for pk, *_ in some)
            if len(rows) > MOST:
                break
        more |= len(seen) > CANDIDATES
        if len(rows) > MOST:
            break
    hits = _cut(rows)
    return Hits(hits.rows, hits.more or more)


def _all_in(area):
    """{pk: code} of the counties there, in the order of their codes."""
    return dict(_COUNTIES(area=area))


def _cut(rows):
    return Hits(dict(list(rows.items())[:MOST]), len(rows) > MOST)
