"""Where an edition was made public and where not yet: for everyone, for the office, for one township."""

from collections import defaultdict
from functools import cached_property

from accounts.models import Unit, UnitKind
from audit import clock
from registry import rules
from registry.models import Posting
from registry.states import OF_A_TOWNSHIP, PostingPlace

COLUMNS = {PostingPlace.CENTRE: "便民服务中心", PostingPlace.PAGE: "乡镇网页"}
"""The places of a township as a table of townships is headed."""


def spot(place, township=None):
    """The value of one place in a form or an address."""
    return f"{place}:{township.code}" if township else str(place)


class PostingPage:
    """All places of an edition: the portal, and two of each township of the day it was published on. `opened`: the place that
    the form was opened for (?spot=)."""

    def __init__(self, edition, by=None, opened=""):
        self.edition, self.by, self.opened = edition, by, opened
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
        rows += [(place, township) for township in self.own for place in OF_A_TOWNSHIP]
        return {spot(*row): row for row in rows}

    @property
    def choices(self):
        return [
            (value, f"{township.short_name} · {place.label}" if township else self._called(place))
            for value, (place, township) in self.spots.items()
        ]

    @property
    def offered(self):
        """The choices of the form: what is not recorded yet, and the place that it was opened to put right. Another one that is
        recorded would lose its note and its address unseen."""
        return [
            (value, label)
            for value, label in self.choices
            if value == self.opened or self._keys(value) not in self.known
        ]

    @property
    def corrects(self):
        """Whether that place is recorded already, so that the form puts it right."""
        return self.opened in self.spots and self._keys(self.opened) in self.known

    def _called(self, place):
        """旗政府门户网站 in a 旗."""
        return self.edition.county.worded(place.label)

    @property
    def stored(self):
        """What the form of the place begins with; without one, of the first that is missing."""
        value = self.opened
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
            (label, spot(place, township), self.known.get((place, township.pk)))
            for place, label in COLUMNS.items()
        ]

    @property
    def public(self):
        """The table for everyone: [(township, [its centre, its page])], without those where nothing is known."""
        rows = [(each, self._cells(each)) for each in self.townships]
        return [row for row in rows if any(cell[2] for cell in row[1])]

    @cached_property
    def missing(self):
        """[(value, words)] of the places of the seat where nothing is recorded, and somebody is left to record it."""
        asked = _asked_of(self.edition, self.townships, clock.today())
        return [
            (value, label)
            for value, label in self.choices
            if (where := self._keys(value)) in asked and where not in self.known
        ]

    def _keys(self, value):
        place, township = self.spots[value]
        return place, township and township.pk


def missing_counts(editions, township=None):
    """{edition pk: how many places its PostingPage lists as missing}: to the office, or to that `township`. Two queries,
    whatever counties the editions are of."""
    recorded = defaultdict(set)
    rows = Posting.objects.filter(edition__in=editions).values_list("edition", "place", "township")
    for edition, *where in rows:
        recorded[edition].add(tuple(where))
    townships = defaultdict(list)
    counties = {edition.county_id for edition in editions}
    for unit in Unit.objects.filter(county__in=counties, kind=UnitKind.TOWNSHIP).order_by():
        townships[unit.county_id].append(unit)
    today = clock.today()
    missing = {
        edition.pk: _asked_of(edition, townships[edition.county_id], today) - recorded[edition.pk]
        for edition in editions
    }
    return {
        pk: sum(township is None or carrier == township.pk for _, carrier in places)
        for pk, places in missing.items()
    }


def _asked_of(edition, townships, today):
    """{(place, township's pk)} where the edition has to be posted (灵川 第八条): the portal, and of each township its own
    places; not of one that came after the edition, nor of one dissolved since, which has nobody to post it."""
    days = (edition.published_on, today)
    asked = [each.pk for each in townships if all(stands(each, day) for day in days)]
    return {(PostingPlace.PORTAL, None), *((place, pk) for place in OF_A_TOWNSHIP for pk in asked)}


def stands(unit, day):
    """The rule of `Unit.objects.on`, of a unit at hand."""
    begun = unit.valid_from is None or unit.valid_from <= day
    return begun and (unit.valid_until is None or unit.valid_until >= day)
