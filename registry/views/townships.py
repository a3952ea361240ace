"""Each township's page, and the poster of it for the convenience centre."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Unit, UnitKind
from audit import clock
from documents.handing import own_pdf
from documents.papers import papers_about
from documents.sheet import address as check_address
from registry.caching import public_page
from registry.editions import newest
from registry.pages.township import TownshipPage, qr_code, townships
from registry.views.county import county_of

SIZES = ("A3", "A4")


@require_safe
@public_page
def township_list(request):
    county = county_of(request)
    return render(
        request,
        "registry/township_list.html",
        {
            "section": "townships",
            "townships": townships(county, clock.today()),
            "canonical": request.build_absolute_uri(reverse("township-list")),
        },
    )


def _page(request, code):
    units = Unit.objects.on(clock.today()).select_related("county")
    township = get_object_or_404(units, county=county_of(request), kind=UnitKind.TOWNSHIP, code=code)
    return TownshipPage(township, clock.today())


@require_safe
@public_page
def township(request, code):
    page = _page(request, code)
    address = request.build_absolute_uri(reverse("township", args=[code]))
    context = {
        "section": "townships",
        "page": page,
        "qr": qr_code(address),
        "canonical": address,
        "crumbs": [("各乡镇", reverse("township-list")), (page.township.short_name, None)],
    }
    return render(request, "registry/township.html", context)


@require_safe
@public_page
def poster(request, code):
    """PDF in A3 or A4 to hang up; one QR code leads to the page, which is always as of today, the other to where the
    edition last published is checked."""
    size = request.GET.get("size", "A3")
    if size not in SIZES:
        raise Http404
    page = _page(request, code)
    address = f"{settings.SITE_URL}{reverse('township', args=[code])}"
    context = {"page": page, "size": size, "address": address, "qr": qr_code(address)}
    if (latest := newest(page.county)) and (notice := papers_about(latest.uuid).last()):
        check = check_address(notice)
        context |= {"edition": latest, "notice": notice, "check": check, "check_qr": qr_code(check)}
    sheets = ("css/tables-and-posters.css", "css/poster.css", f"css/poster-{size.lower()}.css")
    return own_pdf(request, "registry/poster.html", context, css=sheets, name=f"{code}-{size}.pdf")
