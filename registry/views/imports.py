"""The office brings a list as a file: upload, match, check, preview, confirm."""

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import new_form_key, seat_required
from audit import clock
from documents import files
from registry import rules
from registry.actions import NotPossible, imports
from registry.forms.imports import ConfirmForm, MatchForm, UploadForm
from registry.importing import cells, settling
from registry.importing.progress import Busy
from registry.models import ListImport
from registry.pages.list_import import ImportPage
from registry.states import ImportState
from registry.views.county import county_of

OWN = [("清单", "/")]


def _office(request):
    """The county, for its office's people; others are refused before anything is shown."""
    county = county_of(request)
    if not rules.may_prepare_list(request.acting, county):
        raise PermissionDenied
    return county


def _import(request, uuid):
    county = county_of(request)
    known = ListImport.objects.select_related("county", "list_kind", "file", "edition")
    row = get_object_or_404(known, uuid=uuid, county=county)
    if not rules.may_prepare_list(request.acting, county):
        raise PermissionDenied
    return row


def _worked(row):
    try:
        return imports.work(row)
    except Busy:
        return row


@seat_required
@require_safe
def import_list(request):
    county = _office(request)
    rows = county.list_imports.select_related("list_kind", "file").defer("plan", "problems", "choices")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(
        request,
        "registry/import_list.html",
        {"section": "duties", "page": page, "crumbs": [*OWN, ("导入清单", None)]},
    )


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request):
    county = _office(request)
    form = UploadForm(request.POST or None, request.FILES or None, county=county)
    if form.is_valid():
        try:
            key = request.POST.get("form_key", "")
            row = imports.upload_list(county=county, by=request.acting, form_key=key, **form.cleaned_data)
            _settle_at_once(row, request.acting)
            return redirect("import", row.uuid)
        except files.BadFile as bad:
            form.add_error("upload", str(bad))
    crumbs = [*OWN, ("导入清单", reverse("import-list")), ("上传文件", None)]
    context = {"section": "duties", "form": form, "crumbs": crumbs, "form_key": new_form_key(request)}
    return render(request, "registry/import_new.html", context)


def _settle_at_once(row, by):
    """Where every heading says what it is there is nothing to settle: on to the preview."""
    if row.state == ImportState.MATCHING and not settling.needs_a_person(row.choices, row.list_kind):
        # the same form may have come twice, and the other be at it
        with suppress(NotPossible):
            _worked(imports.settle_import(row=row, choices=settling.with_defaults(row), by=by))


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def list_import(request, uuid):
    row = _import(request, uuid)
    page = ImportPage(row, request.GET)
    form = None
    if page.may_be_settled and (row.state != ImportState.CHECKED or "match" in request.GET or request.POST):
        form = MatchForm(request.POST or None, row=row, sheets=cells.sheets_of(row))
        if form.is_valid():
            return _settle(request, row, form)
    elif request.method == "POST":
        return redirect("import", uuid)
    context = {
        "section": "duties",
        "row": row,
        "shown": page,
        "form": form,
        "form_key": new_form_key(request),
        "may_confirm": rules.may_keep_list(request.acting, row.county),
        "crumbs": [*OWN, ("导入清单", reverse("import-list")), (row.file.name, None)],
    }
    return render(request, "registry/import.html", context)


def _settle(request, row, form):
    try:
        if form.moved:
            imports.remember_choices(row=row, choices=form.settled, by=request.acting)
            messages.info(request, "已按新的表头重新对应栏目，请核对。")
        else:
            _worked(imports.settle_import(row=row, choices=form.settled, by=request.acting))
    except NotPossible as reason:
        messages.error(request, str(reason))
    return redirect("import", row.uuid)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_confirm(request, uuid):
    row = _import(request, uuid)
    if not rules.may_keep_list(request.acting, row.county):
        raise PermissionDenied
    if row.state != ImportState.CHECKED:
        return redirect("import", uuid)
    # the preview hands its mark on, so that what was read there is what is confirmed
    shown = request.POST.get("lock", "") if request.POST else request.GET.get("lock", settling.mark(row))
    initial = {"document_number": row.document_number, "effective_from": row.effective_from or clock.today()}
    initial["published_on"] = clock.today()
    has_edition = row.county.editions.exists()
    sent = (request.POST or None, request.FILES or None)
    form = ConfirmForm(*sent, row=row, has_edition=has_edition, initial=initial)
    if form.is_valid() and _confirmed(request, row, form, shown):
        return redirect("import", uuid)
    here = [*OWN, ("导入清单", reverse("import-list")), (row.file.name, reverse("import", args=[uuid]))]
    context = {"section": "duties", "row": row, "form": form, "lock": shown}
    context["crumbs"] = [*here, ("确认导入", None)]
    return render(request, "registry/import_confirm.html", context | {"form_key": new_form_key(request)})


def _confirmed(request, row, form, shown):
    """Whether it is confirmed, be it by the same form a moment before: the page of the import says what became of it."""
    try:
        _worked(imports.confirm_import(row=row, by=request.acting, shown=shown, **form.confirmed))
    except (NotPossible, files.BadFile) as reason:
        form.add_error("approval" if isinstance(reason, files.BadFile) else None, str(reason))
        row.refresh_from_db(fields=["state"])
        return row.state in (ImportState.IMPORTING, ImportState.DONE)
    return True


@seat_required
@require_POST
def import_drop(request, uuid):
    row = _import(request, uuid)
    try:
        imports.drop_import(row=row, by=request.acting)
        messages.success(request, "已放弃导入，文件仍然保存。")
    except NotPossible as reason:
        messages.error(request, str(reason))
    return redirect("import", uuid)


@seat_required
@require_POST
def import_again(request, uuid):
    row = _import(request, uuid)
    try:
        _worked(imports.resume_import(row=row, by=request.acting))
        messages.success(request, "已重新开始。")
    except NotPossible as reason:
        messages.error(request, str(reason))
    return redirect("import", uuid)


@seat_required
@require_safe
def import_file(request, uuid, which="file"):
    """The list's own file, or the document that approved it."""
    stored = getattr(_import(request, uuid), which)
    if stored is None:
        raise Http404
    try:
        return files.stream(stored)
    except FileNotFoundError:
        raise Http404 from None
