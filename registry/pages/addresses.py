"""Addresses that belong to a list as it is now chosen: its own, and those of its files."""

from django.http import QueryDict
from django.urls import reverse

READ = ("q", "township", "kind", "category", "department", "status", "as_of", "sort", "page")
FORMS = ("xlsx", "csv", "json", "pdf")


def canonical(listing):
    """The list's one address for what it shows: without what no page reads."""
    query, asked = QueryDict(mutable=True), dict(listing.asked)
    for name in READ:
        if name in asked:
            query.setlist(name, asked[name])
    return reverse("duty-list") + (f"?{query.urlencode()}" if query else "")


def downloads(listing):
    """[(word, address)] of the list's files: all its pages, as it is chosen."""
    query = listing.url().removesuffix("?")
    return [(form.upper(), reverse("duty-download", args=[form]) + query) for form in FORMS]


def edition_downloads(edition):
    """[(word, address)] of an edition's files."""
    where = (edition.year, edition.number)
    return [(form.upper(), reverse("edition-download", args=[*where, form])) for form in FORMS]
