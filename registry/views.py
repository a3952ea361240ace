"""The public list, a duty's page, editions; and the one page of the office: publishing an edition."""

from django.contrib import messages
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.decorators import seat_required
from accounts.models import County
from audit import clock
from registry import actions, editions, rules
from registry.forms import EditionForm
from registry.models import Duty, Edition
from registry.pages.duty import History
from registry.pages.duty_list import Listing

ENTRIES = 100


def _county(request):
    """The acting seat's county; for everyone else the one this installation serves (the first).

    Told to the frame of the page too, so that it is asked for once.
    """
    acting = request.acting
    request.county = (acting and acting.county) or County.objects.first()
    if request.county is None:
        raise Http404
    return request.county


@require_safe
def duty_list(request):
    county = _county(request)
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
    county = _county(request)
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
                ("清单", "/"),
                (found.list_kind.name, f"/?kind={found.list_kind.key}"),
                (found.code, None),
            ],
        },
    )


@require_safe
def edition_list(request):
    county = _county(request)
    latest, changes = editions.waiting_changes(county, clock.today())
    return render(
        request,
        "registry/edition_list.html",
        {
            "section": "editions",
            "editions": county.editions.all(),
            "waiting": changes if latest else None,
            "may_publish": rules.may_publish_edition(request.acting, county),
        },
    )


@require_safe
def edition(request, year, number):
    found = get_object_or_404(Edition, county=_county(request), year=year, number=number)
    previous = editions.previous_of(found)
    entries = list(found.entries.all())
    paginator = Paginator(entries, ENTRIES)
    try:
        page = paginator.page(request.GET.get("page", "") or 1)
    except InvalidPage:
        raise Http404 from None
    page.object_list = editions.shown(page.object_list, clock.today())
    return render(
        request,
        "registry/edition.html",
        {
            "section": "editions",
            "edition": found,
            "previous": previous,
            "changes": editions.changes_since(previous, entries) if previous else None,
            "page": page,
            "crumbs": [("版本与变更", reverse("edition-list")), (str(found), None)],
        },
    )


@seat_required
def edition_publish(request):
    county, today = _county(request), clock.today()
    form = EditionForm(request.POST or None, initial={"published_on": today})
    if not form.is_valid():
        actions.check_may_publish(county, request.acting, sent=request.method == "POST")
    else:
        try:
            published = actions.publish_edition(county=county, by=request.acting, **form.cleaned_data)
        except actions.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"已公布{published}，共{published.size}项。")
            return redirect(published)
    latest, changes = editions.waiting_changes(county, today)
    crumbs = [("版本与变更", reverse("edition-list")), ("发布新版", None)]
    context = {"section": "editions", "form": form, "latest": latest, "changes": changes, "crumbs": crumbs}
    return render(request, "registry/edition_publish.html", context)
