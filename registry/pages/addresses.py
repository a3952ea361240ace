"""Addresses that belong to a list as it is now chosen: its own, and those of its files."""

from django.http import QueryDict
from django.urls import reverse

READ = ("q", "township", "kind", "category", "department", "status", "as_of", "sort", "page")
FORMS = ("xlsx", "csv", "json", "pdf")


def canonical(listing):
    """The list's one address for what it shows: without what no page reads."""
    query = QueryDict(mutable=True)
    for name in READ:
        if values := [value for value in listing.params.getlist(name) if value]:
            query.setlist(name, values)
    return reverse("duty-list") + (f"?{query.urlencode()}" if query else "")


def downloads(listing):
    """[(word, address)] of the list's files: all its pages, as it is chosen."""
    query = listing.url().removesuffix("?")
    return [(form.upper(), reverse("duty-download", args=[form]) + query) for form in FORMS]


def edition_downloads(edition):
    """[(word, address)] of an edition's files."""
    where = (edition.year, edition.number)
    return [(form.upper(), reverse("edition-download", args=[*where, form])) for form in FORMS]
