"""Pages of the whole installation: its counties to choose from, and the search over all of them."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.queries import several_counties
from audit import clock
from registry.caching import page_of_all_counties
from registry.pages.asked import Q_MAX
from registry.pages.counties import by_city, wanted_path
from registry.pages.everywhere import Everywhere
from registry.views.county import whole_installation


@require_safe
@page_of_all_counties
def county_list(request):
    """Where there is one county only, its list (or the page asked for) itself."""
    whole_installation(request)
    cities = by_city(wanted_path(request.GET))
    if not cities:
        raise Http404
    if len(cities) == 1 and len(cities[0][1]) == 1:
        return redirect(reverse("duty-list"))
    context = {"section": "duties", "cities": cities, "path": wanted_path(request.GET)}
    return render(request, "registry/county_list.html", context)


@require_safe
@page_of_all_counties
def search(request):
    """Where there is one county only, the search of its list."""
    whole_installation(request)
    if not several_counties():
        # one character too many is enough for that page to say so; an address has an end
        return redirect(f"{reverse('duty-list')}?{urlencode({'q': request.GET.get('q', '')[: Q_MAX + 1]})}")
    found = Everywhere(request.GET, clock.today())
    context = {
        "section": "duties",
        "found": found,
        "page": found.page,
        "crumbs": [("各县清单", reverse("county-list")), ("搜索", None)],
    }
    return render(request, "registry/search.html", context)
