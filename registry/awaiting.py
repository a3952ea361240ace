"""The mark 待市级审核、省级备案 where the list stands besides its own pages: posters, and the search over all counties (record 0035)."""

from django.db.models import OuterRef, Subquery

from accounts.models import County
from regimes.models import Regime
from registry.draft_path import awaited_above
from registry.models import EditionEntry


def marks(county, versions):
    """{pk: mark} of those of the texts in force that wait, by the rule of `Row.awaits`. Nothing is asked where nobody above the
    county passes its list."""
    said, versions = awaited_above(county), list(versions)
    if not said:
        return {}
    latest = county.editions.first()
    passed = EditionEntry.objects.filter(edition=latest, version__in=[each.pk for each in versions])
    listed = set(passed.values_list("version", flat=True))
    return {
        each.pk: said
        for each in versions
        if each.pk not in listed and not each.duty.list_kind.recalled and (latest or each.case)
    }


def marks_everywhere(versions, on):
    """The same of texts of several counties; their rules are found in one query."""
    of, found = {}, {}
    for version in versions:
        of.setdefault(version.duty.county_id, []).append(version)
    held = Regime.objects.filter(county=OuterRef("pk")).in_force(on).values("sha256")[:1]
    for county in County.objects.filter(pk__in=of).annotate(regime_sha=Subquery(held)):
        found |= marks(county, of[county.pk])
    return found
