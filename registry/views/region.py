"""For the bodies above counties: figures of the lists below, and the same duty across counties."""

from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.decorators import seat_required
from accounts.queries import counties_below
from audit import clock
from registry import rules
from registry.pages.compare import FEWEST, MOST, SameDuties, SideBySide, back_to
from registry.pages.filing import Filing
from registry.pages.region import Region, tabs
from registry.sheets import answer


def above_counties(view):
    """For the seats of a unit above counties, which finds the counties below it as request.below; 403 for others."""

    @seat_required
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not rules.may_see_region(request.acting):
            raise PermissionDenied
        request.below = counties_below(request.acting.unit)
        return view(request, *args, **kwargs)

    return checked


@above_counties
@require_safe
def region(request):
    found = Region(request.below, clock.today())
    context = {"section": "region", "region": found, "tabs": tabs("region")}
    return render(request, "registry/region/lists.html", context)


@above_counties
@require_safe
def table(request, ending):
    today = clock.today()
    return answer(Region(request.below, today).table(), f"各县清单情况{today:%Y%m%d}", ending)


@above_counties
@require_safe
def compare(request):
    found = SameDuties(request.below, request.GET, clock.today())
    context = {"section": "region", "found": found, "page": found.page, "tabs": tabs("region-compare")}
    context["chosen"] = _uuids(request.GET.getlist("duty"))
    return render(request, "registry/region/compare.html", context)


@above_counties
@require_safe
def texts(request):
    wanted = _uuids(request.GET.getlist("duty"))
    if not FEWEST <= len(set(wanted)) <= MOST:
        messages.warning(request, f"请选{FEWEST}到{MOST}项，再并排比较。")
        return redirect(back_to(request.GET, wanted))
    context = {
        "section": "region",
        "sides": SideBySide(request.below, wanted, clock.today()),
        "crumbs": [
            ("所辖各县", reverse("region")),
            ("同一事项比较", back_to(request.GET, wanted)),
            ("并排比较", None),
        ],
    }
    return render(request, "registry/region/texts.html", context)


@above_counties
@require_safe
def drafts(request):
    """The next editions that wait for this body's review or filing, and those it has passed."""
    found = Filing(request.below, request.acting.unit)
    context = {"section": "filing", "filing": found, "tabs": tabs("region-drafts")}
    return render(request, "registry/region/drafts.html", context)


def _uuids(words):
    try:
        return [UUID(word) for word in words]
    except ValueError:
        raise Http404 from None
