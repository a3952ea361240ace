"""A next edition on its way: its page, its forms, and the papers of the bodies that passed it."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import new_form_key, seat_required
from audit import clock
from config.views import conflict
from documents.files import BadFile, stream
from documents.handing import NotPreviewed, previewed, tell_done
from documents.numbers import BadNumber, in_form
from registry import rules
from registry.actions import drafts
from registry.actions.duties import NotPossible
from registry.draft_queries import drafts_for, follows_drafts
from registry.forms.drafts import NotesForm, PublishDraftForm, StepForm
from registry.models import EditionDraft
from registry.pages.draft import DraftPage
from registry.papers import begun_number
from registry.states import StepOutcome
from registry.views.county import county_of

ACTS = {  # what a button alone does, and what is said then
    "send": (drafts.send_draft, "已送审，内容不再改动。"),
    "take_back": (drafts.take_back, "已撤回，可以修改后重新送审。"),
    "drop": (drafts.drop_draft, "已放弃这一稿。"),
}


@seat_required
def draft_list(request):
    """The drafts that the seat may see; the office begins one here. A body above several counties is shown those of all, under
    the name of none."""
    if request.method == "POST":
        return redirect(drafts.begin_draft(county=county_of(request), by=request.acting))
    if not follows_drafts(request.acting):
        raise PermissionDenied
    own = request.acting.county
    context = {
        "section": "editions",
        "drafts": drafts_for(request.acting),
        "may_begin": own is not None and rules.is_office(request.acting, own),
        "form_key": new_form_key(request),
        "crumbs": [("版本与变更", reverse("edition-list")), ("拟编版次", None)],
    }
    return render(request, "registry/draft_list.html", context)


def fetch(request, uuid):
    """The draft as this seat may see it; otherwise 404, whether it exists or not."""
    rows = EditionDraft.objects.select_related("county__upper_body", "edition", "regime").prefetch_related(
        "steps__file"
    )
    draft = get_object_or_404(rows, uuid=uuid)
    if not rules.may_see_draft(draft, request.acting):
        raise Http404
    request.county = draft.county
    return draft


def gate(request, verb, draft):
    """Before a form is shown: 403, or the 409 page, or None when the act is open to the seat."""
    match drafts.openness(verb, draft, request.acting):
        case "forbidden":
            raise PermissionDenied
        case "stale":
            return stale_page(request, draft)
    return None


def stale_page(request, draft, form=None):
    typed = [
        (field.label, draft.notes if field.name == "notes" else "", field.value())
        for field in (form.visible_fields() if form is not None else ())
        if isinstance(field.value(), str) and field.value().strip()
    ]
    return conflict(
        request,
        happened=f"这一稿现在是“{DraftPage(draft, request.acting).word}”，和您打开时不一样了。",
        texts=typed,
        back_url=draft.get_absolute_url(),
        title=str(draft),
    )


def posted_lock(request):
    raw = request.POST.get("lock", "")
    return int(raw) if raw.isdecimal() and len(raw) < 10 else -1


def carry_out(request, draft, call, *, form=None, done="", previews=False):
    """Run an action: done → back to the draft; stale → 409; refused → None, with the reason on the form or above.
    One that `previews` is tried and undone where the preview is asked for."""
    try:
        if previews and "preview" in request.POST:
            return previewed(request, call)
        call()
    except drafts.StaleDraft:
        return stale_page(request, fetch(request, draft.uuid), form)
    except (NotPossible, BadNumber, BadFile, NotPreviewed) as reason:
        if form is None:
            messages.error(request, str(reason))
            return redirect(draft)
        named = {"number", "document_number"} if isinstance(reason, BadNumber) else set()
        named |= {"file"} if isinstance(reason, BadFile) else set()
        form.add_error(next(iter(named & form.fields.keys()), None), str(reason))
        return None
    tell_done(request, form, done)
    return redirect(draft)


@require_safe
@seat_required
def draft(request, uuid):
    found = fetch(request, uuid)
    page = DraftPage(found, request.acting)
    context = {"section": page.section, "draft": found, "page": page, "form_key": new_form_key(request)}
    context |= {"crumbs": [*page.crumbs, (page.word, None)], "lock": found.lock}
    return render(request, "registry/draft.html", context)


@require_POST
@seat_required
def draft_act(request, uuid, verb):
    found = fetch(request, uuid)
    if verb not in ACTS:
        raise Http404
    action, done = ACTS[verb]
    return carry_out(
        request, found, lambda: action(draft=found, by=request.acting, lock=posted_lock(request)), done=done
    )


@seat_required
def draft_notes(request, uuid):
    found = fetch(request, uuid)
    if response := gate(request, "describe", found):
        return response
    form = NotesForm(request.POST or None, initial={"notes": found.notes})
    if form.is_valid() and (
        response := carry_out(
            request,
            found,
            lambda: drafts.describe_draft(
                draft=found,
                by=request.acting,
                lock=posted_lock(request),
                notes=form.cleaned_data["notes"],
            ),
            form=form,
            done="已保存说明。",
        )
    ):
        return response
    return _form_page(request, found, form, title="说明", act="保存说明")


@seat_required
def draft_step(request, uuid):
    """What the body whose turn it is said; the same form sent twice leads back to the draft."""
    found = fetch(request, uuid)
    if _sent_before(request, found):
        return _recorded_before(request, found)
    if response := gate(request, "pass_step", found):
        return response
    if found.current is None:
        return stale_page(request, found)
    form = StepForm(
        request.POST or None,
        request.FILES or None,
        step=found.current,
        own=rules.is_body(found.current, found, request.acting),
        initial={"step": found.step, "decided_on": clock.today()},
    )
    if form.is_valid() and (
        response := carry_out(
            request, found, lambda: _record_step(request, found, form), form=form, done="已登记。"
        )
    ):
        return response
    page = DraftPage(found, request.acting)
    said = {"title": page.turn, "lead": page.recorded, "note": page.afterwards}
    return _form_page(request, found, form, act="登记", **said)


def _record_step(request, draft, form):
    given = form.cleaned_data
    said = {
        "draft": draft,
        "by": request.acting,
        "lock": posted_lock(request),
        "step": given["step"],
        "decided_on": given["decided_on"],
        "upload": given["file"],
    }
    try:
        if given["outcome"] == StepOutcome.PASSED:
            drafts.pass_step(**said, number=given["number"])
        else:
            drafts.return_step(**said, reason=given["reason"])
    except (PermissionDenied, drafts.StaleDraft):
        # of two clicks the other was done meanwhile, and the turn is another body's
        if not _sent_before(request, fetch(request, draft.uuid)):
            raise


def _sent_before(request, draft):
    return request.method == "POST" and drafts.was_done(
        draft,
        request.acting,
        lock=posted_lock(request),
        outcome=request.POST.get("outcome"),
        step=request.POST.get("step"),
    )


def _recorded_before(request, draft):
    """The same form again leads to the draft; one with another number is told that it came too late."""
    last, typed = draft.steps.last(), in_form(request.POST.get("number", ""))
    if last.outcome != StepOutcome.PASSED or typed == last.number:
        return redirect(draft)
    return conflict(
        request,
        happened=f"{last.label}已经登记：{last.get_outcome_display()}，登记后不能更改。",
        texts=[("文号", last.number, typed)] if typed else [],
        back_url=draft.get_absolute_url(),
        title=str(draft),
    )


@seat_required
def draft_publish(request, uuid):
    found = fetch(request, uuid)
    if request.method == "POST" and found.edition and rules.may_publish_draft(found, request.acting):
        return _published_before(request, found)
    if response := gate(request, "publish", found):
        return response
    initial = {"published_on": clock.today(), "document_number": begun_number(found.county, clock.today())}
    form = PublishDraftForm(request.POST or None, initial=initial)
    if form.is_valid():
        publish = partial(drafts.publish_draft, draft=found, by=request.acting, lock=posted_lock(request))
        call = partial(publish, **form.cleaned_data)
        if response := carry_out(request, found, call, form=form, done="已公布。", previews=True):
            return response
    note = "公布后立即在网上公开，不能修改，也不能收回。"
    return _form_page(request, found, form, title="公布这一版", act="公布", note=note, previews=True)


def _published_before(request, draft):
    """The same form again leads to the edition; one with another number or day is told that it came too late."""
    form, edition = PublishDraftForm(request.POST), draft.edition
    same = {"document_number": edition.document_number, "published_on": edition.published_on}
    if form.is_valid() and form.cleaned_data == same:
        return redirect(edition)
    return stale_page(request, draft, form)


def _form_page(request, draft, form, **said):
    lock = posted_lock(request) if request.method == "POST" else draft.lock
    page = DraftPage(draft, request.acting)
    context = {
        "section": page.section,
        "draft": draft,
        "form": form,
        "lock": lock,
        "form_key": request.POST.get("form_key") or new_form_key(request),
        "crumbs": [*page.crumbs[:1], ("拟编版次", draft.get_absolute_url()), (said["title"], None)],
        **said,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "registry/draft_form.html", context, status=status)


@require_safe
@seat_required
def step_file(request, uuid, file):
    """The document of a step as a download, for whoever sees the draft."""
    step = fetch(request, uuid).steps.filter(file__uuid=file).select_related("file").first()
    if step is None:
        raise Http404
    return stream(step.file)
