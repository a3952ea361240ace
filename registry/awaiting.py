"""The mark 待市级审核、省级备案 of texts that bodies above the county have yet to pass (record 0035): of one text, for the list's own
rows, and of many at once, for posters and the search over all counties."""

from django.db.models import DateField, OuterRef, Subquery

from accounts.models import County
from config.composed import Composed, Given, GivenKeys
from regimes.models import Regime
from registry.draft_path import awaited_above
from registry.models import EditionEntry


def _with_rules():
    """Counties of these keys, each with what its rules of the day are known by."""
    held = Regime.objects.filter(county=OuterRef("pk")).in_force(Given("on", DateField())).values("sha256")
    return County.objects.filter(pk__in=GivenKeys("keys", County)).annotate(regime_sha=Subquery(held[:1]))


_COUNTIES = Composed(_with_rules)


def mark(county, version, *, in_latest, latest):
    """Of a text in force that a case wrote, or that is new since the `latest` edition, in a county whose list is passed by bodies
    above it (黑龙江 四（一）); else "". What was taken over before there was an edition is not spoken of."""
    if in_latest or version.duty.list_kind.recalled or not (latest or version.case):
        return ""
    return awaited_above(county)


def marks(county, versions):
    """{pk: mark} of those of the texts in force that wait. Nothing is asked where nobody above the county passes its list."""
    versions = list(versions)
    if not awaited_above(county):
        return {}
    latest = county.editions.first()
    passed = EditionEntry.objects.filter(edition=latest, version__in=[each.pk for each in versions])
    listed = set(passed.values_list("version", flat=True))
    told = {each.pk: mark(county, each, in_latest=each.pk in listed, latest=latest) for each in versions}
    return {pk: said for pk, said in told.items() if said}


def marks_everywhere(versions, on):
    """The same of texts of several counties; their rules are found in one query."""
    of, found = {}, {}
    for version in versions:
        of.setdefault(version.duty.county_id, []).append(version)
    for county in _COUNTIES(keys=list(of), on=on):
        found |= marks(county, of[county.pk])
    return found
