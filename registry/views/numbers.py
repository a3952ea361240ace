"""更正文号 of an edition: the page of the office's head, the notice as it was first issued, and what the new number stands on."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from config.views import conflict
from documents.correcting import NotCorrected, of_several, told
from documents.files import BadFile, stream
from documents.handing import NotPreviewed, previewed, printed, tell_done
from documents.papers import papers_about
from documents.verifying import dated
from registry import rules
from registry.actions import numbers
from registry.forms.editions import EditionNumberForm
from registry.models import Edition
from registry.views.county import county_of


def _fetch(request, year, number):
    rows = Edition.objects.select_related("county")
    return get_object_or_404(rows, county=county_of(request), year=year, number=number)


@require_safe
def paper(request, year, number, paper=None):
    """The notice that published it, as it was printed: for everyone, as what it says. Of several the one that counts, or
    the one named, whose number was wrong."""
    found = _fetch(request, year, number)
    return printed(request, of_several(papers_about(found.uuid), paper), back=found.get_absolute_url())


@seat_required
@require_safe
def scan(request, year, number, file):
    """What a corrected number stands on: the office's own."""
    found = _fetch(request, year, number)
    if not rules.is_office(request.acting, found.county):
        raise Http404
    return stream(get_object_or_404(found.scans, uuid=file))


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, year, number):
    found = _fetch(request, year, number)
    standing, initial = of_several(papers_about(found.uuid)), {"wrong": found.document_number}
    sent = (request.POST or None, request.FILES or None)
    form = EditionNumberForm(*sent, initial=initial, dated=dated(standing))
    if form.is_valid():
        if response := _correct(request, found, form):
            return response
    elif not rules.may_publish_edition(request.acting, found.county):
        if request.method == "POST":
            numbers.remember_refusal(PermissionDenied(), found, request.acting)
        raise PermissionDenied
    crumbs = [
        ("版本与变更", reverse("edition-list")),
        (str(found), found.get_absolute_url()),
        ("更正文号", None),
    ]
    context = {"section": "editions", "edition": found, "form": form, "crumbs": crumbs}
    status = 422 if request.method == "POST" else 200
    return render(request, "registry/edition_number.html", context, status=status)


def _correct(request, found, form):
    act = partial(numbers.correct_number, edition=found, by=request.acting, **form.cleaned_data)
    try:
        if "preview" in request.POST:
            return previewed(request, act)
        act()
    except numbers.Renumbered:
        return _put_right_before(request, found, form.cleaned_data)
    except (NotCorrected, NotPreviewed, BadFile) as why:
        form.add_error("file" if isinstance(why, BadFile) else getattr(why, "field", None), str(why))
        return None
    tell_done(request, form, "文号已更正，重新印发了一份通知。")
    return redirect(found)


def _put_right_before(request, found, given):
    """The same form once more leads to the edition; another is told what happened, what was typed kept."""
    found.refresh_from_db()
    if given["number"] == found.document_number and "preview" not in request.POST:
        return redirect(found)
    corrections = told(papers_about(found.uuid), number=found.document_number, address=str)
    last = next((each for each in reversed(corrections) if each["right"] == found.document_number), None)
    said = f"（{last['reason']}）" if last else ""
    return conflict(
        request,
        happened=f"这一版的文号已经更正为{found.document_number}{said}。",
        texts=[
            ("正确的发文字号", found.document_number, given["number"]),
            ("更正的理由", last["reason"] if last else "", given["reason"]),
        ],
        back_url=found.get_absolute_url(),
        title=str(found),
    )
