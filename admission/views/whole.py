"""案卷: all that a seat may read of a case as one PDF, bound outside the request."""

from django.http import FileResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.decorators import seat_required
from admission import deadlines
from admission.pages.whole import WholeFile
from admission.views.case import crumbs
from admission.views.shell import fetch, page
from documents import binding


@seat_required
@require_safe
def show(request, case_uuid):
    """What is in it, and whether the 流转记录 goes along."""
    case = fetch(request, case_uuid)
    context = {"it": WholeFile(case, request.acting), "crumbs": crumbs(case, "案卷")}
    return page(request, "admission/whole.html", context, case=case)


@seat_required
@require_safe
def pdf(request, case_uuid):
    """The PDF; while it is bound, a page that says how far that is and asks again by itself."""
    case = fetch(request, case_uuid, deadlines.dated)
    record = "record" in request.GET
    manifest = WholeFile(case, request.acting).manifest(record=record)
    again = f"{reverse('case-whole-pdf', args=[case.uuid])}?{'record=on' * record}"
    number = case.number or case.state_label
    name = f"案卷 {case.number or case.title}.pdf"
    return bound(
        request, manifest, name=name, again=again, back=case.get_absolute_url(), title=f"案卷 {number}"
    )


def bound(request, manifest, *, name, again, back, title):
    """The PDF of the manifest, or the page that waits for it; `again`: the address at which it was asked for."""
    key = binding.key_of(manifest)
    if path := binding.found(key):
        return _sent(path, name)
    failed = binding.has_failed(key) and "again" not in request.GET
    busy = not failed and binding.progress(key) is None and not binding.start(manifest)
    context = {
        "title": title,
        "back": back,
        "again": again,
        "failed": failed,
        "busy": busy,
        "progress": binding.progress(key),
    }
    response = render(request, "admission/whole_waiting.html", context, status=503 if busy else 200)
    if busy:
        response.headers["Retry-After"] = "10"
    if not failed:
        response.headers["Refresh"] = f"3; url={again}"
    return response


def _sent(path, name):
    response = FileResponse(path.open("rb"), filename=name, content_type="application/pdf")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "none"
    return response
