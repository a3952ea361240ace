"""What one township does, as it hangs in its convenience centre; and all townships with how much each does."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

import segno
from django.db.models import Count, OuterRef, Subquery
from django.utils.safestring import mark_safe

from accounts.models import Unit, UnitKind
from accounts.succession import with_successors
from config.templatetags.chinese import plain_date
from registry import queries
from registry.awaiting import marks
from registry.models import DutyTownship
from registry.states import IN_FORCE

SHOWN = (
    "name",
    "case",
    "number",
    "term_from",
    "term_until",
    "service_centre",
    "document_number",
    "duty__uuid",
    "duty__code",
    "duty__serial",
    "duty__list_kind",
    "duty__category",
    "department__short_name",
    "department__telephone",
    "department__valid_until",
    "department__successor__short_name",
    "department__successor__telephone",
    "department__successor__valid_until",
    "department__successor__successor",
)

OF_KINDS = (
    "duty__list_kind__key",
    "duty__list_kind__name",
    "duty__list_kind__order",
    "duty__list_kind__recalled",
)


@dataclass
class Group:
    """The duties of one list kind, by category in the list's order: [(category or None, versions)]."""

    kind: object
    categories: list = field(default_factory=list)

    @property
    def count(self):
        return sum(len(versions) for _, versions in self.categories)


class TownshipPage:
    """Duties in force and public in the township that day, each with what it `awaits` and how it `ends` there, where that is
    decided. Two queries, whatever their number."""

    def __init__(self, township, today):
        self.township, self.today = township, today
        self.county = township.county

    @cached_property
    def groups(self):
        own = DutyTownship.objects.filter(version=OuterRef("pk"), township=self.township)
        versions = (
            queries.public_duties(self.county, self.today, today=self.today, township=self.township)
            .filter(standing__in=IN_FORCE)
            .select_related("duty__list_kind", "duty__category", "department__successor")
            .annotate(last_day=Subquery(own.values("ended_on")[:1]))
            .only(*SHOWN, *OF_KINDS, "duty__category__name")
            .order_by("duty__list_kind__order", "duty__category__order", "duty__category", "duty__serial")
        )
        found, versions = [], list(with_successors(versions, "department"))
        said = marks(self.county, versions)
        for each in versions:
            each.awaits = said.get(each.pk, "")
            last = min(filter(None, [each.last_day, each.term_until]), default=None)
            each.ends = (
                f"止于{plain_date(last)}" if each.last_day and not each.duty.list_kind.recalled else ""
            )
        for kind, of_kind in groupby(versions, key=lambda version: version.duty.list_kind):
            by_category = groupby(of_kind, key=lambda version: version.duty.category)
            found.append(Group(kind, [(category, list(each)) for category, each in by_category]))
        return found

    @property
    def carried(self):
        return [group for group in self.groups if not group.kind.recalled]

    @property
    def recalled(self):
        """What the county took back: the township does not do it any more."""
        return [group for group in self.groups if group.kind.recalled]

    @property
    def recalled_by_number(self):
        """The same as the poster names them: without categories, so that the numbers are the only order there is."""
        found = [version for group in self.recalled for _, each in group.categories for version in each]
        return sorted(found, key=lambda version: (version.duty.list_kind.order, version.duty.serial))

    @cached_property
    def total(self):
        """Of what the township itself does; what its villages help with is told beside it (`helped`)."""
        return sum(group.count for group in self.carried) - self.helped

    @cached_property
    def helped(self):
        rules = self.county.rules
        villages = rules.village_list if rules else None
        return sum(group.count for group in self.carried if villages and group.kind.key == villages.key)

    @cached_property
    def office(self):
        return queries.office_of(self.county)


def townships(county, today):
    """The townships that exist that day, each with `duties`, the number it carries. Two queries."""
    found = list(Unit.objects.on(today).filter(county=county, kind=UnitKind.TOWNSHIP))
    versions = queries.public_duties(county, today, today=today).filter(
        standing__in=IN_FORCE, duty__list_kind__in=queries.load_kinds(county)
    )
    rows = DutyTownship.objects.filter(queries.carried_on(today), version__in=versions.values("pk"))
    counts = dict(rows.values_list("township").annotate(n=Count("pk")).order_by())
    for township in found:
        township.duties = counts.get(township.pk, 0)
    return found


def qr_code(address):
    """The address as a QR code: SVG for a page or a paper, without any style of its own."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(  # noqa: S308 - drawn by segno: no text of anybody's is in it
        code.svg_inline(omitsize=True, svgclass="qr", lineclass=None, border=2)
    )
