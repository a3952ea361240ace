"""历史档案: cases decided before this system, for the office; a file of one is for the staff of the county."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import new_form_key, seat_required
from accounts.fields import searched
from documents import files
from registry import rules
from registry.actions import NotPossible, archive
from registry.forms.archive import ArchiveForm, CompleteForm, TableForm, form_of_cells
from registry.importing import archived, guarding
from registry.importing.reading import read
from registry.models import ArchivedCase
from registry.normalize import searchable
from registry.queries import search_words
from registry.views.county import county_of

CRUMBS = [("清单", "/")]
LIST = ("历史档案", "/archive/")


def _office(request):
    county = county_of(request)
    if not rules.may_prepare_list(request.acting, county):
        raise PermissionDenied
    return county


def _holding(rows, text):
    """The ids of those that hold every word, as the list is searched: width, case, 繁简 and signs do not matter. An archive is
    hundreds of lines, so each is read."""
    words = search_words(text)
    if not words:
        return []
    said = rows.order_by().values_list("pk", "number", "title", "applicant")
    folded = [(pk, [searchable(part) for part in parts]) for pk, *parts in said]
    return [pk for pk, parts in folded if all(any(word in part for part in parts) for word in words)]


@seat_required
@require_safe
def archive_list(request):
    county = _office(request)
    rows = county.archived_cases.select_related("duty").prefetch_related("files")
    if q := searched(request.GET.get("q", "")).strip():
        rows = rows.filter(pk__in=_holding(rows, q))
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"section": "duties", "page": page, "q": q, "crumbs": [*CRUMBS, ("历史档案", None)]}
    return render(request, "registry/archive_list.html", context)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def archive_new(request):
    county = _office(request)
    form = ArchiveForm(request.POST or None, request.FILES or None, county=county)
    if form.is_valid():
        facts = form.facts | {"duty": form.duty}
        try:
            uploads = form.cleaned_data["uploads"]
            archive.archive_case(county=county, by=request.acting, facts=facts, uploads=uploads)
        except (NotPossible, files.BadFile) as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "已登记。")
            return redirect("archive-list")
    context = {"section": "duties", "form": form, "crumbs": [*CRUMBS, LIST, ("登记", None)]}
    return render(request, "registry/archive_new.html", context | {"form_key": new_form_key(request)})


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def archive_complete(request, uuid):
    """What a table could not bring: the files of a case, and the duty it was about."""
    county = _office(request)
    case = get_object_or_404(county.archived_cases.select_related("county", "duty"), uuid=uuid)
    named = dict.fromkeys(("duty_code", "named"), case.duty.code if case.duty else "")
    form = CompleteForm(request.POST or None, request.FILES or None, county=county, initial=named)
    if form.is_valid():
        facts = {"duty": form.duty_given, "uploads": form.cleaned_data["uploads"]}
        try:
            archive.complete_archived_case(case=case, by=request.acting, **facts)
        except (NotPossible, files.BadFile) as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "已补充。")
            return redirect("archive-list")
    context = {"section": "duties", "case": case, "form": form, "crumbs": [*CRUMBS, LIST, ("补充", None)]}
    return render(request, "registry/archive_complete.html", context | {"form_key": new_form_key(request)})


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def archive_import(request):
    county = _office(request)
    form, problems = TableForm(request.POST or None, request.FILES or None), []
    if form.is_valid():
        upload = form.cleaned_data["upload"]
        try:
            problems, left = _archived(request.acting, county, upload)
        except (NotPossible, files.BadFile) as reason:
            form.add_error("upload", str(reason))
        else:
            if not problems:
                messages.success(request, f"已全部登记。{left}")
                return redirect("archive-list")
    context = {"section": "duties", "form": form, "problems": problems[:200], "found": len(problems)}
    context |= {"labels": [each.label for each in archived.COLUMNS], "form_key": new_form_key(request)}
    context |= {"crumbs": [*CRUMBS, LIST, ("从表格登记", None)]}
    return render(request, "registry/archive_import.html", context)


def _archived(by, county, upload):
    """The problems of the table, and what is said of sheets that were not read; no problem, and all of it is put down."""
    sheets = read(upload, guarding.check_upload(upload))
    upload.seek(0)
    facts, problems = archived.read_cases(sheets, county, form_of_cells)
    if not problems and not facts:
        raise NotPossible("没有读到可以登记的行。")
    if not problems:
        archive.archive_cases(county=county, by=by, rows=facts, upload=upload)
    return problems, archived.left_out(sheets)


@seat_required
@require_safe
def archive_file(request, uuid, file):
    """For the county's own staff; to others the archive is not there."""
    county = county_of(request)
    if not rules.is_staff_of(request.acting, county):
        raise PermissionDenied
    case = get_object_or_404(ArchivedCase, uuid=uuid, county=county)
    try:
        return files.stream(get_object_or_404(case.files, uuid=file))
    except FileNotFoundError:
        raise Http404 from None
