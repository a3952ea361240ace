"""Editions for everyone, and the office's page that publishes one."""

from django.contrib import messages
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.decorators import seat_required
from audit import clock
from registry import actions, editions, rules
from registry.caching import public_page
from registry.forms.editions import EditionForm
from registry.models import Edition
from registry.pages import addresses
from registry.views.county import county_of

ENTRIES = 100


@require_safe
@public_page
def edition_list(request):
    county = county_of(request)
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
@public_page
def edition(request, year, number):
    found = get_object_or_404(Edition, county=county_of(request), year=year, number=number)
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
            "downloads": addresses.edition_downloads(found),
            "canonical": request.build_absolute_uri(found.get_absolute_url()),
            "crumbs": [("版本与变更", reverse("edition-list")), (str(found), None)],
        },
    )


@seat_required
def edition_publish(request):
    county, today = county_of(request), clock.today()
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
