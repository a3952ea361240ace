"""开放数据: the read-only JSON addresses under /api/v1/, and the page that describes them.

Each names its county in the address, so that an answer depends on nothing but that: not on a seat, a cookie or a
header. docs/openapi.json is the contract; changes that break it are a /api/v2/.
"""

import hashlib
import re
from functools import cache, wraps
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from accounts import chosen
from accounts.models import County, Unit, UnitKind
from audit import clock
from config.views import data_error
from registry import changes
from registry.caching import public_page, release, seconds_left, who_has_it
from registry.downloads import EditionTables, csv_lines, ndjson
from registry.models import Duty, Edition
from registry.pages import addresses
from registry.pages import open_data as facts
from registry.pages.asked import page_of
from registry.pages.duty import History
from registry.pages.duty_list import Listing
from registry.views.county import county_of

OPENAPI = settings.BASE_DIR / "docs" / "openapi.json"
A_PAGE, MOST = 50, 200
NAME_SHOWN = 40  # of a parameter's name, where it is told that there is none
TURNED = ("page", "page_size")
SEVERAL = ("category", "status")  # may be written several times
FILTERS = ("q", "township", "kind", "category", "department", "status", "as_of", "sort")
PAGE_SIZE = re.compile(r"[1-9][0-9]{0,2}")
FILES = {"ndjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
PLAIN = {"ensure_ascii": False}


def answers(*names):
    """Every refusal as JSON, readable from any site; the answer carries an ETag that goes by the list.

    `names`: the parameters the view reads. Another one is refused: whoever misspells a filter would take the whole list
    for what it asked for.
    """

    def decorated(view):
        @wraps(view)
        def answered(request, *args, **kwargs):
            response = _answered(view, names, request, *args, **kwargs)
            response.headers["Access-Control-Allow-Origin"] = "*"
            return response

        # nothing is taken here: what is sent is told so, not asked for a token first
        answered.csrf_exempt = True
        return answered

    return decorated


def _answered(view, names, request, *args, county=None, **kwargs):
    if request.method not in ("GET", "HEAD"):
        response = data_error(405, "method_not_allowed", "开放数据只能读取。")
        response.headers["Allow"] = "GET, HEAD"
        return response
    if request.chosen_county:
        return redirect(chosen.without_county(request))  # one address each: that of the specification
    try:
        _check_names(request, names)
        return _if_changed(view, request, county, *args, **kwargs)
    except Http404:
        return data_error(404, "not_found", "没有这一项，或者筛选条件、页码不存在。")
    except BadRequest as problem:
        return data_error(400, "bad_request", str(problem))


def _check_names(request, names):
    """BadRequest that names the first parameter the address does not have, or has once only and is given twice."""
    unknown = next((name for name in request.GET if name not in names), None)
    if unknown is not None:
        known = f"可以写{'、'.join(names)}" if names else "不带参数"
        raise BadRequest(f"没有“{unknown[:NAME_SHOWN]}”这个参数，这个地址{known}。")
    twice = next(
        (name for name, values in request.GET.lists() if len(values) > 1 and name not in SEVERAL), None
    )
    if twice:
        raise BadRequest(f"参数“{twice}”只能写一次。")


def _if_changed(view, request, code, *args, **kwargs):
    """304 where nothing changed since the ETag that was brought; of no county, the marks of all of them."""
    given = () if code is None else (get_object_or_404(County, code=code),)
    left = seconds_left()
    mark = changes.mark(*given) if given else changes.mark_of_all()
    key = (release(), _specification(), mark, clock.today().isoformat(), request.build_absolute_uri())
    etag = f'W/"{hashlib.sha256(repr(key).encode()).hexdigest()[:32]}"'
    response = who_has_it(request, etag) or view(request, *given, *args, **kwargs)
    if response.status_code in (200, 304):
        response.headers["ETag"] = etag
        patch_cache_control(response, public=True, max_age=left)
    return response


@cache
def _specification():
    return hashlib.sha256(OPENAPI.read_bytes()).hexdigest()


def _json(data):
    return JsonResponse(data, json_dumps_params=PLAIN)


def _size(request):
    text = request.GET.get("page_size", "") or str(A_PAGE)
    if not PAGE_SIZE.fullmatch(text) or int(text) > MOST:
        raise BadRequest(f"page_size 是1到{MOST}的整数。")
    return int(text)


def _paged(request, page, results):
    """count, next, previous, results; next and previous also as Link headers (RFC 8288)."""

    def at(number):
        query = request.GET.copy()
        query["page"] = number
        return f"{request.build_absolute_uri(request.path)}?{query.urlencode()}"

    links = {
        "next": at(page.next_page_number()) if page.has_next() else None,
        "previous": at(page.previous_page_number()) if page.has_previous() else None,
    }
    response = _json({"count": page.paginator.count, **links, "results": results})
    said = {"next": "next", "previous": "prev"}
    if header := ", ".join(f'<{url}>; rel="{said[name]}"' for name, url in links.items() if url):
        response.headers["Link"] = header
    return response


@answers()
def openapi(request):
    return FileResponse(OPENAPI.open("rb"), content_type="application/json")


@answers(*TURNED)
def counties(request):
    page = page_of(County.objects.order_by("code"), request.GET, _size(request))
    results = [facts.county_facts(each, facts.Addresses(request, each)) for each in page]
    return _paged(request, page, results)


@answers()
def one_county(request, county):
    return _json(facts.county_facts(county, facts.Addresses(request, county)))


@answers()
def kinds(request, county):
    return _json({"results": [facts.kind_facts(kind) for kind in county.list_kinds.all()]})


def _units(county, **which):
    units = Unit.objects.on(clock.today()).filter(county=county, **which)
    return _json({"results": [facts.unit_facts(unit) for unit in units]})


@answers()
def townships(request, county):
    return _units(county, kind=UnitKind.TOWNSHIP)


@answers()
def departments(request, county):
    return _units(county, kind__in=[UnitKind.DEPARTMENT, UnitKind.OFFICE])


@answers(*FILTERS, *TURNED)
def duties(request, county):
    """The list with its own filters; a date that is none is told, never guessed."""
    listing = Listing(county, request.GET, clock.today())
    if listing.wrong:
        raise BadRequest("".join(listing.wrong))
    page = listing.page(rows=_size(request))
    where = facts.Addresses(request, county)
    results = [
        facts.duty_facts(row.version, listing.on, where, township=listing.township, awaits=row.awaits)
        for row in page.object_list
    ]
    return _paged(request, page, results)


@answers()
def duty(request, county, uuid):
    found = get_object_or_404(
        Duty.objects.select_related("list_kind", "category", "county"), uuid=uuid, county=county
    )
    history = History(found, clock.today())
    version = history.shown.version
    where = facts.Addresses(request, county)
    data = facts.duty_facts(version, clock.today(), where, awaits=history.shown.awaits)
    data["versions"] = [facts.text_facts(step.version, found.list_kind, where) for step in history.steps]
    data["guide"] = facts.guide_facts(history)
    return _json(data)


@answers(*TURNED)
def editions(request, county):
    page = page_of(county.editions.select_related("county"), request.GET, _size(request))
    where = facts.Addresses(request, county)
    return _paged(request, page, [facts.edition_facts(edition, where) for edition in page])


def _edition(county, year, number):
    return get_object_or_404(
        Edition.objects.select_related("county"), county=county, year=year, number=number
    )


@answers()
def edition(request, county, year, number):
    return _json(facts.edition_facts(_edition(county, year, number), facts.Addresses(request, county)))


@answers(*TURNED)
def entries(request, county, year, number):
    page = page_of(_edition(county, year, number).entries.order_by("pk"), request.GET, _size(request))
    return _paged(request, page, [facts.entry_facts(entry) for entry in page])


@answers()
def entries_file(request, county, year, number, form):
    """The whole edition in one answer, as it comes from the database."""
    if form not in FILES:
        raise Http404
    tables = EditionTables(_edition(county, year, number))
    kept = f"{county.code}-{year}-{number}.{form}"
    lines = ndjson(tables.facts()) if form == "ndjson" else csv_lines(tables)
    response = StreamingHttpResponse(lines, content_type=FILES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{kept}"'
    return response


@require_safe
@public_page
def about(request):
    """What there is, in Chinese, with addresses of this very county."""
    county = county_of(request)
    where = facts.Addresses(request, county)
    latest = county.editions.select_related("county").first()
    shown = {
        "section": "duties",
        "canonical": request.build_absolute_uri(reverse("open-data")),
        "start": where.absolute("api-counties"),
        "example": f"{where.absolute('api-duties', county.code)}?{urlencode({'q': '救助'})}",
        "openapi": where.absolute("api-openapi"),
        "facts": facts.county_facts(county, where),
        "latest": latest,
        "downloads": addresses.edition_downloads(latest) if latest else [],
        "page_size": A_PAGE,
        "most": MOST,
        "crumbs": [("清单", reverse("duty-list")), ("开放数据", None)],
    }
    return render(request, "registry/open_data.html", shown)
