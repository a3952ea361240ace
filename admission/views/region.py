"""The cases of several counties, for the bodies above them: figures only."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from admission.pages.region import Cases
from registry.pages.region import tabs
from registry.views.region import above_counties


@above_counties
@require_safe
def cases(request):
    context = {"section": "region", "cases": Cases(request.below), "tabs": tabs("region-cases")}
    return render(request, "admission/region_cases.html", context)
