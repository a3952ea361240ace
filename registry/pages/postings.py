"""Where an edition was made public and where not yet: for everyone, for the office, for one township."""

from functools import cached_property

from accounts.models import Unit, UnitKind
from registry import rules
from registry.states import PostingPlace

OF_TOWNSHIPS = (PostingPlace.CENTRE, PostingPlace.PAGE)


def spot(place, township=None):
    """The value of one place in a form or an address."""
    return f"{place}:{township.code}" if township else str(place)


class PostingPage:
    """All places of an edition: the portal, and two of each township of the day it was published on."""

    def __init__(self, edition, by=None):
        self.edition, self.by = edition, by
        self.townships = list(
            Unit.objects.on(edition.published_on).filter(county=edition.county_id, kind=UnitKind.TOWNSHIP)
        )
        rows = edition.postings.select_related("picture")
        self.known = {(row.place, row.township_id): row for row in rows}

    @property
    def portal(self):
        return self.known.get((PostingPlace.PORTAL, None))

    @cached_property
    def is_office(self):
        return rules.is_office(self.by, self.edition.county)

    @cached_property
    def own(self):
        """The townships that the seat records for: all, its own, or none."""
        if self.is_office:
            return self.townships
        return [each for each in self.townships if self.by and self.by.unit == each]

    @cached_property
    def spots(self):
        """{value: (place, township)} of the places the seat may record."""
        rows = [(PostingPlace.PORTAL, None)] if self.is_office else []
        rows += [(place, township) for township in self.own for place in OF_TOWNSHIPS]
        return {spot(*row): row for row in rows}

    @property
    def choices(self):
        return [
            (value, f"{township.short_name} · {place.label}" if township else self._called(place))
            for value, (place, township) in self.spots.items()
        ]

    def _called(self, place):
        """旗政府门户网站 in a 旗."""
        return self.edition.county.worded(place.label)

    def stored(self, value):
        """What the form of this place begins with; without one, of the first that is missing."""
        if value not in self.spots:
            return {"spot": self.missing[0][0]} if self.missing else {}
        place, township = self.spots[value]
        row = self.known.get((place, township and township.pk))
        if row is None:
            return {"spot": value}
        return {"spot": value, "posted_on": row.posted_on, "url": row.url, "note": row.note}

    @property
    def table(self):
        """[(township, [(value, row or None) of its centre and its page])] of the seat's townships."""
        return [(each, self._cells(each)) for each in self.own]

    def _cells(self, township):
        return [
            (place.label, spot(place, township), self.known.get((place, township.pk)))
            for place in OF_TOWNSHIPS
        ]

    @property
    def public(self):
        """The table for everyone: [(township, [its centre, its page])], without those where nothing is known."""
        rows = [(each, self._cells(each)) for each in self.townships]
        return [row for row in rows if any(cell[2] for cell in row[1])]

    @cached_property
    def missing(self):
        """[(value, words)] of the places of the seat where nothing is recorded."""
        return [
            (value, label)
            for value, label in self.choices
            if (self.spots[value][0], self.spots[value][1] and self.spots[value][1].pk) not in self.known
        ]


def missing_counts(editions, townships):
    """{edition pk: places not recorded} by counting: editions annotated with `posted`."""
    return {edition.pk: max(1 + 2 * townships - edition.posted, 0) for edition in editions}
