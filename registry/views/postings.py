"""The publication record of an edition: the office's and the townships' page, and the pictures."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.decorators import new_form_key, seat_required
from audit import clock
from documents.files import BadFile, stream
from registry import rules
from registry.actions.duties import NotPossible
from registry.actions.postings import record_posting
from registry.forms.postings import PostingForm
from registry.models import Edition
from registry.pages.postings import PostingPage
from registry.views.county import county_of


def _fetch(request, year, number):
    return get_object_or_404(
        Edition.objects.select_related("county"), county=county_of(request), year=year, number=number
    )


@seat_required
def postings(request, year, number):
    """What is recorded and what is missing; one place is recorded at a time (?spot= picks it)."""
    found = _fetch(request, year, number)
    if not rules.may_record_posting(request.acting, found.county):
        raise PermissionDenied
    page = PostingPage(found, by=request.acting, opened=request.GET.get("spot", ""))
    initial = {"posted_on": clock.today(), **page.stored}
    sent = (request.POST or None, request.FILES or None)
    form = PostingForm(*sent, spots=page.offered, edition=found, initial=initial)
    if form.is_valid() and (response := _record(request, page, form)):
        return response
    context = {
        "section": "editions",
        "edition": found,
        "page": page,
        "form": form,
        "form_key": request.POST.get("form_key") or new_form_key(request),
        "crumbs": [
            ("版本与变更", reverse("edition-list")),
            (str(found), found.get_absolute_url()),
            ("公开情况", None),
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "registry/postings.html", context, status=status)


def _record(request, page, form):
    given = dict(form.cleaned_data)
    place, township = page.spots[given.pop("spot")]
    try:
        record_posting(edition=page.edition, place=place, township=township, by=request.acting, **given)
    except (NotPossible, BadFile) as reason:
        form.add_error("picture" if isinstance(reason, BadFile) else "posted_on", str(reason))
        return None
    messages.success(request, "已登记。")
    return redirect("edition-postings", page.edition.year, page.edition.number)


@require_safe
@seat_required
def picture(request, year, number, file):
    """A picture as a download: for the county's staff, whatever their unit."""
    found = _fetch(request, year, number)
    if request.acting.unit is None or request.acting.unit.county_id != found.county_id:
        raise Http404
    posting = found.postings.filter(picture__uuid=file).select_related("picture").first()
    if posting is None:
        raise Http404
    return stream(posting.picture)
