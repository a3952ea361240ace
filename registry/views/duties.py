"""The public list and a duty's page."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit import clock
from registry import rules
from registry.models import Duty
from registry.pages.duty import History
from registry.pages.duty_list import Listing
from registry.views.county import county_of


@require_safe
def duty_list(request):
    county = county_of(request)
    listing = Listing(county, request.GET, clock.today())
    context = {
        "section": "duties",
        "listing": listing,
        "page": listing.page(),
        "may_publish": rules.may_publish_edition(request.acting, county),
    }
    return render(request, "registry/list.html", context)


@require_safe
def duty(request, uuid, number=None):
    county = county_of(request)
    found = get_object_or_404(Duty.objects.select_related("list_kind", "category"), uuid=uuid, county=county)
    history = History(found, clock.today(), number=number)
    return render(
        request,
        "registry/duty.html",
        {
            "section": "duties",
            "duty": found,
            "history": history,
            "row": history.shown,
            "may_revoke": rules.may_ask_for_its_end(request.acting, history),
            "crumbs": [
                ("清单", reverse("duty-list")),
                (found.list_kind.name, f"{reverse('duty-list')}?kind={found.list_kind.key}"),
                (found.code, None),
            ],
        },
    )
