"""Whose list a request reads (decision record 0016)."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from accounts import chosen
from accounts.models import County
from registry.pages.asked import Q_MAX


def county_of(request):
    """The county whose list the request is about; told to the frame of the page too, as request.county.

    On the pages of a seat its own county, else the county of the address. Where the installation has several
    counties and the address names none, the reader is sent to the same page of one: of the duty's, of its own, or
    of one to be chosen. Http404 if there is none; PermissionDenied at pages that a seat above several has none of.
    """
    if getattr(request, "county", None) is None:
        request.county = _county_of(request)
    if request.county is None:
        raise Http404
    return request.county


def whole_installation(request):
    """For a page of no county: it has one address, without a county."""
    if request.chosen_county:
        raise chosen.Elsewhere(chosen.without_county(request))


def _county_of(request):
    own = request.acting and request.acting.county
    if getattr(request, "own_pages", False):
        counties = [own] if own else chosen.counties("ORDER BY code LIMIT 2")
        if len(counties) > 1:  # a body above several: none of them is its own
            raise PermissionDenied
        return next(iter(counties), None)
    if request.chosen_county:
        return request.chosen_county
    counties = chosen.counties("ORDER BY code LIMIT 2")
    if len(counties) < 2:
        return own or next(iter(counties), None)
    if request.method in ("GET", "HEAD"):
        raise chosen.Elsewhere(_same_page(request, own))
    return own


def _asked_again(request):
    """The address that was asked for; of a search no more than tells that it is too long: a redirect takes so many letters only."""
    if len(request.GET.get("q", "")) <= Q_MAX:
        return request.get_full_path_info()
    query = request.GET.copy()
    query["q"] = query["q"][: Q_MAX + 1]
    return f"{request.path_info}?{query.urlencode()}"


def _same_page(request, own):
    path, match = _asked_again(request), request.resolver_match
    if match.url_name.startswith("duty") and "uuid" in match.kwargs:
        own = County.objects.filter(duties__uuid=match.kwargs["uuid"]).first()
        if own is None:
            raise Http404
    if own:
        return chosen.in_county(own, path)
    return reverse("county-list") + (f"?{urlencode({'next': path})}" if path != "/" else "")
