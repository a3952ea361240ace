"""Searching the list: the best first, and never more work than a page needs.

What holds all words in its name comes before what holds them in its duties, and that before what holds them in the
basis, the department or a 文号. Each of the three is asked for only while there is room: a search ends at MOST hits.
"""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import County
from audit import clock
from registry import search_index
from registry.models import DutyVersion
from registry.queries import in_force_on, search_words

MOST = 1000
# A search over several counties looks at so many rows of the index for each of the three; in one county, at all.
CANDIDATES = 2 * MOST
BATCH = MOST + 100
# Two characters are one piece, which the index knows exactly.
EXACT = 2


@dataclass(frozen=True)
class Hits:
    """`rows`: {pk of the version: (rank, *fields)}, 0 the best rank; `more`: there are more than were looked for."""

    rows: dict
    more: bool

    @property
    def said(self):
        """How many, as a page says it."""
        return said(len(self.rows), self.more)


def said(number, more):
    """A number as a page says it; 1000+ where counting stopped."""
    return f"{MOST}+" if more else str(number)


def ranked(versions, words, county, fields=()):
    """Hits among the versions of a county: a queryset, so that a page's filters count before the limit does."""
    rows = {}
    for rank, condition in enumerate(search_index.tiers(words, county.code)):
        within = versions.filter(_really(words), pk__in=search_index.among(condition)).order_by("pk")
        for pk, *values in within.values_list("pk", *fields)[: MOST + 1 + len(rows)]:
            rows.setdefault(pk, (rank, *values))
        if len(rows) > MOST:
            break
    return _cut(rows)


def search_everywhere(text, area="", *, on=None):
    """Hits among what is public and in force that day (today) in all counties, or those whose code begins with `area`.

    Order them by (rank, pk): DutyVersion.objects.in_bulk(pks) gives the rows of a page. A single character is looked
    for within one county only.
    """
    words = search_words(text)
    if not any(len(word) > 1 for word in words):
        return Hits({}, False)
    versions = DutyVersion.objects.filter(_really(words), in_force_on(on or clock.today()), is_public=True)
    counties = County.objects.filter(code__startswith=area).order_by("code").values_list("code", flat=True)
    where = {"area": area, "counties": list(counties)}
    rows, more = {}, False
    for rank in range(len(search_index.COLUMNS)):
        seen = set()
        for pks in _batches(words, rank, **where):
            found = versions.filter(pk__in=set(pks) - rows.keys()).order_by("pk")
            rows |= dict.fromkeys(found.values_list("pk", flat=True), (rank,))
            seen.update(pks)
            if len(rows) > MOST:
                break
        more |= len(seen) > CANDIDATES
        if len(rows) > MOST:
            break
    hits = _cut(rows)
    return Hits(hits.rows, hits.more or more)


def _batches(words, rank, **where):
    """The candidates in as many questions as it takes; nearly all of them count, so that the first are mostly enough."""
    for pks in search_index.candidates(words, rank, CANDIDATES + 1, **where):
        pks.sort()
        yield from (pks[start : start + BATCH] for start in range(0, len(pks), BATCH))


def _cut(rows):
    return Hits(dict(list(rows.items())[:MOST]), len(rows) > MOST)


def _really(words):
    """The pieces of a longer word may stand apart: the word itself has to be there."""
    found = Q()
    for word in words:
        if len(word) > EXACT:
            found &= Q(search_text__contains=word)
    return found
