"""Attachments of an application: added and taken out by the applicant, downloaded by whoever may read them."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import safe_next, seat_required
from admission.actions import applicant
from admission.forms.consultation import FileForm
from admission.queries import files_for
from admission.states import FileRole
from admission.views.shell import carry_out, fetch, gate, page, posted_key, posted_lock, turned_away
from documents.files import stream


@require_POST
@seat_required
def add(request, case_uuid):
    """上传附件; a file that is not taken is told beside the field."""
    case = fetch(request, case_uuid)
    if response := turned_away(request, "save_text", case):
        return response
    form = FileForm(request.POST, request.FILES)
    to = safe_next(request, reverse("case-edit", args=[case.uuid]))
    if form.is_valid():
        if response := carry_out(
            request, lambda: _add(request, case, form), case=case, form=form, done="已上传。", to=to
        ):
            return response
    elif conflict := gate(request, "save_text", case, form=form):
        return conflict
    return page(request, "admission/file_add.html", {"form": form, "to": to}, case=case)


def _add(request, case, form):
    applicant.save_text(
        case=case,
        by=request.acting,
        lock=posted_lock(request),
        form_key=posted_key(request),
        files=[(FileRole.ATTACHMENT, upload) for upload in form.cleaned_data["files"]],
    )


@require_safe
@seat_required
def download(request, case_uuid, file):
    """The file as a download; one that the seat may not read does not exist."""
    return stream(_file(request, fetch(request, case_uuid), file).file)


def _file(request, case, uuid):
    row = files_for(case, request.acting).filter(file__uuid=uuid).first()
    if row is None:
        raise Http404
    return row


@require_POST
@seat_required
def remove(request, case_uuid, file):
    """移除附件: kept where a submitted text had it."""
    case = fetch(request, case_uuid)
    row, to = _file(request, case, file), safe_next(request, reverse("case-edit", args=[case.uuid]))
    response = turned_away(request, "remove_file", case) or carry_out(
        request,
        lambda: applicant.remove_file(
            case=case,
            by=request.acting,
            lock=posted_lock(request),
            case_file=row,
            form_key=posted_key(request),
        ),
        case=case,
        done=f"已移除“{row.file.name}”。",
        to=to,
    )
    return response or redirect(to)
