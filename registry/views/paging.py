"""A page of rows by ?page=; one that is not there is 404."""

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404


def page_of(request, rows, size):
    return found_or_404(request, Paginator(rows, size).page)


def found_or_404(request, page):
    """`page(number)` for the number asked for."""
    try:
        return page(request.GET.get("page", "") or 1)
    except InvalidPage:
        raise Http404 from None
