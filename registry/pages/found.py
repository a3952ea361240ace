"""What the public list found: counts of the whole list, and the hits of a search in the order of a page."""

from collections import Counter
from functools import cached_property

from django.core.cache import caches
from django.db.models import Count

from registry import changes, queries
from registry.kind_names import renamed_since
from registry.pages import texts
from registry.searching import Hits, ranked
from registry.since_edition import marked_changes
from registry.states import Standing, told_standing

CODE_ORDER = ("duty__list_kind__order", "duty__serial")
FACETS = ("duty__list_kind", "duty__category", "department", "standing")
FIELDS = (*FACETS, "duty__serial")


def counts_of_all(listing):
    """Counter of (kind, category, department, status): one query, its answer kept while the list is the same."""

    def asked():
        versions = listing.public.annotate(status=queries.status_on(listing.on, listing.township))
        return list(versions.values_list(*FACETS[:-1], "status").annotate(n=Count("pk")).order_by())

    about = ("counts", listing.on, listing.today, listing.township and listing.township.pk)
    counts = Counter()
    for *facet, status, number in _kept(listing.county, about, asked):
        counts[(*facet, Standing(status))] += number
    return counts


def since_edition(listing):
    """(numbers, kinds renamed) of what waits for the next edition, as the page of the editions lists it; kept likewise."""

    def asked():
        numbers = marked_changes(listing.county, listing.edition, listing.today).numbers
        return numbers, renamed_since(listing.edition)

    return _kept(listing.county, ("changes", listing.edition.pk, listing.today), asked)


def _kept(county, about, asked):
    """The answer kept while the list is the same, or asked for now; `about` names the day."""
    mark = getattr(county, "list_mark", None) or changes.mark(county)
    return caches["figures"].get_or_set(":".join(map(str, (*about, mark, county.pk))), asked)


class Searched:
    """The hits of the words of a Listing: at most a thousand, before (`hits`) and after (`passing`) its filters."""

    def __init__(self, listing):
        self.listing = listing
        self.hits = texts.hits(listing, FIELDS)

    def counts(self):
        """Counter of (kind, category, department, status) of the hits."""
        return Counter(
            (*facet, told_standing(standing)) for _, *facet, standing, _ in self.hits.rows.values()
        )

    @cached_property
    def passing(self):
        """The Hits that pass the chosen filters; where the search was cut short, it is made among those alone."""
        if self.hits.more:
            chosen = self.listing.chosen_of(self.listing.public)
            return ranked(chosen, self.listing.words, self.listing.county, FIELDS)
        wanted = [
            (at, values)
            for at, values in enumerate(self.listing.chosen_facets().values(), 1)
            if values is not None
        ]
        return Hits({pk: row for pk, row in self.hits.rows.items() if _passes(row, wanted)}, False)

    def in_order(self):
        """The pks of the page's hits: the best first and those alike by code, unless another order was asked for."""
        order, rows = self.listing.order(), self.passing.rows
        if order is None:
            kinds = {kind.pk: kind.order for kind in self.listing.kinds}
            return sorted(rows, key=lambda pk: _rank_and_code(rows[pk], kinds))
        found = self.listing.public.filter(pk__in=rows).order_by(*order)
        return list(found.values_list("pk", flat=True))


def _passes(row, wanted):
    """`wanted`: [(place in the row, what may stand there)], the standing as it is told."""
    *facets, standing, _ = row
    told = [*facets, told_standing(standing)]
    return all(told[at] in values for at, values in wanted)


def _rank_and_code(row, kinds):
    """What a search's own order goes by; `kinds`: {pk: its place in the county}, a kind that is new since they were read last."""
    rank, kind, *_, serial = row
    return rank, kinds.get(kind, len(kinds)), serial
