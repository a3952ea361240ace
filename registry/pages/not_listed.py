"""What a search says that finds nothing in force: the matter is not in the list, or has another name there now, and what to
do about it (灵川 第一条)."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse

from registry import queries
from registry.models import DutyTownship, DutyVersion
from registry.pages.row import Row
from registry.searching import holding_all
from registry.states import IN_FORCE, LEFT, EndKind, Standing

SHOWN = 5


@dataclass(frozen=True)
class StillListed:
    """Rows of duties in force that were asked for by another name, or that what has ended became in another list (`ended`: the rows
    of all that has). False where there are none."""

    matter: str
    renamed: list
    moved: list
    ended: list

    @property
    def rows(self):
        return [*self.renamed, *self.moved]

    def __bool__(self):
        return bool(self.rows)

    @property
    def said(self):
        """What became of the duties of these words; that it is only some where another was revoked, cancelled or expired."""
        some = "" if all(row.has_moved for row in self.ended) else "有的"
        if not self.moved:
            return f"名称里有“{self.matter}”的事项{some}改了名称"
        return f"含“{self.matter}”的事项{some}{'改了名称，或者' if self.renamed else ''}转列其他清单"


def became_at_last(went):
    """The ids of the duties that versions became in another list, and of what those went over into in their turn."""
    begun, found = {version.duty_id for version in went}, set()
    step = set(queries.became(went).values_list("duty", flat=True))
    while step := step - found - begun:
        found |= step
        moves = DutyTownship.objects.filter(version__duty__in=step, end_kind=EndKind.MOVED)
        written = DutyVersion.objects.filter(case__in=moves.exclude(end_case="").values("end_case"))
        step = set(written.values_list("duty", flat=True))
    return found


class NotListed:
    """Made of a Listing. False where the page does not answer “is it in the list”: no words, or another day's list."""

    def __init__(self, listing):
        self.listing = listing

    def __bool__(self):
        """Nothing in force holds the words, whatever else is chosen but the township."""
        listing = self.listing
        if not listing.words or listing.is_past:
            return False
        return not any(status == Standing.IN_FORCE and n for (*_, status), n in listing.counts.items())

    @property
    def matter(self):
        return self.listing.q

    @property
    def place(self):
        """Whose list it is not in."""
        township = self.listing.township
        return township.short_name if township else self.listing.county.name

    @property
    def elsewhere(self):
        """How many other townships' duties hold the words; 0 where no township was chosen."""
        return self._everywhere if self.listing.township else 0

    @property
    def elsewhere_url(self):
        return self.listing.url(township=None)

    @cached_property
    def _everywhere(self):
        county, today = self.listing.county, self.listing.today
        versions = queries.public_duties(county, today, today=today).filter(standing__in=IN_FORCE)
        return holding_all(versions, self.listing.words, county.code).count()

    @cached_property
    def renamed(self):
        """Rows of duties in force that were called so before: they are in the list, under another name."""
        listing = self.listing
        today, county = listing.today, listing.county
        versions = queries.public_duties(county, today, today=today, township=listing.township)
        return self._rows(versions.filter(standing__in=IN_FORCE, duty__in=self._once))

    @cached_property
    def moved(self):
        """Rows of duties in force that what has ended became in another list."""
        went = [row.version for row in self.ended if row.has_moved]
        if not went:
            return []
        today, county = self.listing.today, self.listing.county
        versions = queries.public_duties(county, today, today=today, township=self.listing.township)
        known = [row.version.duty_id for row in self.renamed]
        versions = versions.filter(standing__in=IN_FORCE, duty__in=became_at_last(went))
        return self._rows(versions.exclude(duty__in=known))

    @cached_property
    def still(self):
        return StillListed(self.matter, renamed=self.renamed, moved=self.moved, ended=self.ended)

    @property
    def _once(self):
        return queries.once_named(self.listing.county, self.listing.words, self.listing.today)

    @cached_property
    def ended(self):
        """Rows of duties that hold the words, or were called so before, and have ended: they may not come back without admission
        (第十条)."""
        listing = self.listing
        today = listing.today
        versions = queries.public_duties(
            listing.county, today, today=today, township=listing.township
        ).filter(standing__in=LEFT)
        held = Q(*(Q(search_text__contains=word) for word in listing.words))
        return self._rows(versions.filter(held | Q(duty__in=self._once)))

    @cached_property
    def similar(self):
        """Rows of public duties named alike, most alike first, that are not among those above."""
        county, today = self.listing.county, self.listing.today
        alike = queries.lookalikes(county, self.listing.q, self.listing.department)
        places = {each.duty.pk: place for place, each in enumerate(alike)}
        if not places:
            return []
        shown = {row.version.duty_id for row in (*self.still.rows, *self.ended)}
        versions = queries.public_duties(county, today, today=today)
        rows = self._rows(versions.filter(duty__in=places).exclude(duty__in=shown), most=len(places))
        rows = sorted(rows, key=lambda row: places[row.version.duty_id])[:SHOWN]
        if township := self.listing.township:  # what is in the county's list is not yet in its own
            for row in rows:
                if township not in (each.township for each in row.carriers):
                    row.note = f"{township.short_name}{'没有承担过' if row.has_ended else '不承担'}"
        return rows

    def _rows(self, versions, most=SHOWN):
        versions = queries.with_carriers(
            versions.select_related("duty__list_kind", "duty__category", "department").order_by(
                "duty__list_kind__order", "duty__serial"
            )
        )
        listing = self.listing
        return [
            Row(
                version=version,
                on=listing.today,
                townships_total=listing.townships_total,
                words=listing.words,
            )
            for version in versions[:most]
        ]

    @property
    def report_url(self):
        """The feedback form with the words, and the township chosen."""
        query = QueryDict(mutable=True)
        query["q"] = self.listing.q
        if self.listing.township:
            query["township"] = self.listing.township.code
        return f"{reverse('feedback')}?{query.urlencode()}"
