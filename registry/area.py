"""Rows of several counties' lists at once, for the bodies above them (pages.region, pages.compare). The search over all counties,
which everyone may use, is `searching.search_everywhere`.

`counties` are the pks of those whose rows are asked for. Each function asks as often for one county as for a hundred.
"""

from django.db.models import Count, OuterRef, Q, Subquery

from accounts.models import County
from registry.models import DutyTownship, DutyVersion, Edition, EditionDraft
from registry.queries import carried_on, in_force_on, search_words
from registry.searching import holding_all
from registry.states import OPEN_DRAFTS


def open_texts(counties, on):
    """The texts in force that day which everyone may read."""
    return DutyVersion.objects.filter(in_force_on(on), duty__county__in=counties, is_public=True)


def found(counties, text, on):
    """Of these the ones that hold every word of the text; by the index."""
    words, texts = search_words(text), open_texts(counties, on)
    codes = list(County.objects.filter(pk__in=counties).values_list("code", flat=True))
    if not (words and codes):
        return texts.none()
    return holding_all(texts, words, _around(codes))


def _around(codes):
    """The area that the index knows all of them by: a county, a city, a province; "" for everywhere."""
    areas = [codes[0], codes[0][:4], codes[0][:2]]
    return next((area for area in areas if all(code.startswith(area) for code in codes)), "")


def with_township_count(versions, on):
    """`townships_now`: how many carry it that day."""
    rows = DutyTownship.objects.filter(carried_on(on), version=OuterRef("pk")).order_by()
    number = rows.values("version").annotate(n=Count("pk")).values("n")
    return versions.annotate(townships_now=Subquery(number))


def numbers_in_force(counties, on):
    """[(county pk, kind's name, its order, temporary, how many, of them 不予公开)]; what is not public is counted only."""
    kind = "duty__list_kind__"
    return list(
        DutyVersion.objects.filter(in_force_on(on), duty__county__in=counties)
        .order_by()
        .values_list("duty__county", f"{kind}name", f"{kind}order", f"{kind}temporary")
        .annotate(n=Count("pk"), hidden=Count("pk", filter=Q(is_public=False)))
    )


def latest_editions(counties):
    """{county pk: its edition now in use}."""
    newest = Edition.objects.filter(county=OuterRef("pk")).values("pk")[:1]
    chosen = County.objects.filter(pk__in=counties).values(newest=Subquery(newest))
    return {edition.county_id: edition for edition in Edition.objects.filter(pk__in=chosen)}


def open_drafts(counties):
    """{county pk: the edition it is preparing}; a county prepares one at a time."""
    drafts = EditionDraft.objects.filter(county__in=counties, state__in=OPEN_DRAFTS).select_related("regime")
    drafts = drafts.defer("content", "regime__text")
    return {draft.county_id: draft for draft in drafts}
