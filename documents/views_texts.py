"""The standard paragraphs of the county's papers: read by the office, written by its head."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import new_form_key, seat_required
from config.views import conflict
from documents import pages, rules
from documents.actions import Changed, save_text
from documents.forms import TextForm
from documents.handing import NotPreviewed, preview
from documents.papers import sample
from documents.texts import EDITABLE, paragraphs_of, written


@seat_required
@require_safe
def text_list(request):
    by = request.acting
    if not rules.may_read_texts(by):
        raise PermissionDenied
    context = {"rows": pages.rows_of(by.county), "may_keep": rules.may_keep_texts(by), "section": "duties"}
    return render(request, "documents/text_list.html", context)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def text(request, kind):
    """One kind's: written, looked at with examples, saved, put back; and what it was before."""
    by = request.acting
    if kind not in EDITABLE or (rules.may_read_texts(by) and kind not in pages.kinds_of(by.county)):
        raise Http404
    if not rules.may_keep_texts(by) and (request.method != "POST" or not rules.may_read_texts(by)):
        raise PermissionDenied  # what somebody of the office sends is refused by the action, on record
    initial = {"text": written(paragraphs_of(by.county, kind))}
    form = TextForm(request.POST or None, kind=kind, initial=initial)
    if "shipped" in request.POST or form.is_valid():
        if (
            response := _preview(request, kind, form)
            if "preview" in request.POST
            else _save(request, kind, form)
        ):
            return response
    elif not rules.may_keep_texts(by):
        raise PermissionDenied
    context = {"section": "duties", "form": form, "form_key": new_form_key(request)}
    context = pages.text_page(by.county, kind) | context
    if request.method == "POST":
        context["lock"] = request.POST.get("lock", "")
    return render(request, "documents/text.html", context, status=422 if request.method == "POST" else 200)


def _save(request, kind, form):
    by, lock = request.acting, request.POST.get("lock", "")
    try:
        save_text(
            county=by.county,
            kind=kind,
            paragraphs=() if "shipped" in request.POST else form.cleaned_data["text"],
            seen=int(lock) if lock.isdecimal() and len(lock) < 19 else -1,
            by=by,
        )
    except Changed:
        texts = [("标准段落", written(paragraphs_of(by.county, kind)), request.POST.get("text", ""))]
        told = "这种文书的标准段落已由别人修改。"
        return conflict(request, happened=told, texts=texts, back_url=request.path, title="文书的标准段落")
    messages.success(request, "已保存，以后印发的文书照此写；已经印发的不变。")
    return redirect("paper-texts")


def _preview(request, kind, form):
    by = request.acting
    if not rules.may_keep_texts(by):
        raise PermissionDenied
    try:
        return preview(request, sample(by.county, kind, form.cleaned_data["text"], issuer=by.unit.name))
    except NotPreviewed as why:
        form.add_error(None, str(why))
    return None
