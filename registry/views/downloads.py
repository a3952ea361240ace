"""The list as it is shown, and an edition, as files."""

from urllib.parse import quote

from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from audit import clock
from config.templatetags.chinese import plain_date
from documents.handing import own_pdf
from registry import downloads
from registry.caching import public_file
from registry.models import Edition
from registry.pages.addresses import FORMS
from registry.pages.duty_list import Listing
from registry.pages.open_data import Addresses, duty_facts
from registry.views.county import county_of

MOST = {"pdf": 2400, "xlsx": 50_000}  # rows: a long PDF is waited for at an address of its own
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def _named(response, name, form):
    """To be saved under a Chinese name (RFC 6266); never kept by a cache on the way beyond its minute."""
    response.headers["Content-Type"] = TYPES[form]
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"list.{form}\"; filename*=UTF-8''{quote(name)}.{form}"
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
@public_file
def duty_list(request, form):
    """Every page of the list under its present filters; unknown ones are Http404 as on the page.

    A file of a search stands in the order of codes.
    """
    county = county_of(request)
    listing = Listing(county, request.GET, clock.today())
    listing.page()  # a page or an order that is not there is none here either
    if listing.wrong:
        raise Http404
    if form in MOST and (number := _number(listing, MOST[form])) > MOST[form]:
        return _too_many(request, form, number, narrow=True)
    title = f"{county.name}乡镇职责任务清单"
    name = f"{title}{listing.on:%Y%m%d}"
    if form == "json":
        return _named(StreamingHttpResponse(_as_json(request, listing)), name, form)
    if form == "pdf":
        said = [plain_date(listing.on), *(each["label"] for each in listing.chosen)]
        said.append(f"共{_number(listing, MOST[form])}项")
        return _as_pdf(request, county, title, said, downloads.list_lines(listing), name)
    return _named(_as_table(downloads.ListTables(listing), form), name, form)


@require_safe
@public_file
def edition(request, year, number, form):
    """The snapshots of an edition, as they were published."""
    county = county_of(request)
    if form not in FORMS:
        raise Http404
    found = get_object_or_404(Edition, county=county, year=year, number=number)
    if found.size > MOST.get(form, found.size):
        return _too_many(request, form, found.size, narrow=False)
    tables = downloads.EditionTables(found)
    name = f"{found.title}（{found}）"
    if form == "json":
        lines = downloads.json_lines(_said_of(found), "entries", tables.facts())
        return _named(StreamingHttpResponse(lines), name, form)
    if form == "pdf":
        said = [f"{plain_date(found.published_on)}公布", found.document_number, f"共{found.size}项"]
        lines = downloads.edition_lines(tables)
        return _as_pdf(request, county, name, said, lines, name, notes=found.notes)
    return _named(_as_table(tables, form), name, form)


def _said_of(edition):
    """What the JSON of an edition says before its entries."""
    return {
        "county": edition.county.code,
        "year": edition.year,
        "number": edition.number,
        "title": edition.title,
        "document_number": edition.document_number,
        "published_on": edition.published_on.isoformat(),
        "list_day": edition.list_day.isoformat(),
        "notes": edition.notes,
        "sha256": edition.sha256,
    }


def _number(listing, most):
    """How many rows the file would have; of a search, whose own count stops at a thousand, up to one more than `most`."""
    return listing.versions().order_by()[: most + 1].count() if listing.words else listing.total


def _as_table(tables, form):
    if form == "xlsx":
        return FileResponse(downloads.xlsx(tables))
    return StreamingHttpResponse(downloads.csv_lines(tables))


def _as_json(request, listing):
    addresses = Addresses(request, listing.county)
    head = {
        "county": listing.county.code,
        "name": listing.county.name,
        "as_of": listing.on.isoformat(),
    }
    items = (
        duty_facts(version, listing.on, addresses, township=listing.township, awaits=version.awaits)
        for version in listing.every()
    )
    return downloads.json_lines(head, "duties", items)


def _as_pdf(request, county, title, said, rows, name, notes=""):
    context = {"county": county, "title": title, "said": said, "rows": rows, "notes": notes}
    sheets = ("css/tables-and-posters.css", "css/list-paper.css")
    response = own_pdf(
        request, "registry/list_paper.html", context, css=sheets, name=f"{name}.pdf", saved=True
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


def _too_many(request, form, number, narrow):
    """A plain page, not a file: what to do instead."""
    context = {"form": form.upper(), "most": MOST[form], "number": number, "narrow": narrow}
    other = "csv" if form == "xlsx" else "xlsx"
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    context |= {
        "other": other.upper(),
        "other_url": f"{request.path.removesuffix(form)}{other}{query}",
        "query": query,
    }
    return render(request, "registry/too_many.html", context, status=422)
