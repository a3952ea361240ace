"""What every page of a meeting shares: fetching for the seat, the order of checks, what becomes of a refusal."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from accounts.models import Unit
from admission.act import NotAllowed, Refused, Repeated, Stale
from admission.models import Application
from admission.views.shell import new_key, posted_key, posted_lock, previewed, tell
from audit.record import events_about
from config.views import conflict
from jointmeeting.acts import AUDIT_LABELS, SPECS, verdict
from jointmeeting.queries import visible_to
from jointmeeting.states import Result


def fetch(request, uuid):
    """The meeting as this seat may see it; otherwise 404, whether it exists or not."""
    meeting = visible_to(request.acting).filter(uuid=uuid).first()
    if meeting is None:
        raise Http404
    return meeting


def gate(request, verb, meeting):
    """Before a form is shown: 403 raised, or the 409 page returned, or None when the act is open."""
    match verdict(verb, meeting, request.acting):
        case "forbidden":
            raise NotAllowed
        case "stale":
            return stale_page(request, meeting)
    return None


def entries(meeting):
    """Every act on the meeting, newest first, for components/timeline.html."""
    rows = list(events_about(meeting.uuid).filter(outcome="done").order_by("-seq"))
    units = Unit.objects.in_bulk({int(row.unit_id) for row in rows})
    named = {row.facts["case"] for row in rows if "case" in row.facts}
    cases = {
        str(uuid): number
        for uuid, number in Application.objects.filter(uuid__in=named).values_list("uuid", "number")
    }
    return [
        {
            "at": row.when,
            "text": _sentence(row, cases),
            "by": f"{units[int(row.unit_id)].short_name} · {row.seat}",
            "key": row.source != row.target,
        }
        for row in rows
    ]


def _sentence(row, cases):
    said = AUDIT_LABELS.get(row.verb, row.verb)
    if "case" in row.facts:
        said += f"：{cases.get(row.facts['case'], '')}"
    if row.facts.get("result"):
        said += f"，{Result(row.facts['result']).label}"
    return said


def stale_page(request, meeting, form=None):
    """409: what was done meanwhile and what the person typed."""
    meeting = fetch(request, meeting.uuid)
    texts = []
    for field in form.visible_fields() if form is not None else ():
        typed = field.value()
        if isinstance(typed, str) and typed.strip():
            texts.append((field.label, str(getattr(meeting, field.name, "") or ""), typed))
    return conflict(
        request,
        happened=entries(meeting)[:5],
        texts=texts,
        back_url=meeting.get_absolute_url(),
        title=str(meeting),
    )


def handle(request, verb, action, *, meeting, form=None, facts=None, done=""):
    """The response to a sent form or to a page not to be shown (403, 409); None: show the page.

    `action` takes meeting, by, lock, form_key and `facts()`, by default the form's cleaned data.
    """
    sent = request.method == "POST" and (form is None or form.is_valid())
    if not sent or getattr(request, "password_error", ""):
        return gate(request, verb, meeting)
    more = facts() if facts else form.cleaned_data if form is not None else {}
    given = {"lock": posted_lock(request), "form_key": posted_key(request), **more}
    try:
        if "preview" in request.POST:
            return previewed(request, lambda: action(meeting=meeting, by=request.acting, **given))
        action(meeting=meeting, by=request.acting, **given)
    except Repeated:
        return redirect(meeting)
    except Stale:
        return stale_page(request, meeting, form)
    except Refused as refusal:
        tell(request, form, refusal.problems)
        return None
    messages.success(request, done)
    return redirect(meeting)


def confirm(request, verb, action, *, meeting, form=None, facts=None, done="", about=(), **shown):
    """A page that says what the act is `about`, what it will do and to whom, and carries it out when sent."""
    if response := handle(request, verb, action, meeting=meeting, form=form, facts=facts, done=done):
        return response
    common = {
        "title": SPECS[verb].label,
        "kicker": str(meeting),
        "act": SPECS[verb].label,
        "facts": about,
        "form": form,
        "cancel_url": meeting.get_absolute_url(),
    }
    return page(request, "confirm.html", common | shown, meeting=meeting)


def page(request, template, context, *, meeting):
    """Render a page of a meeting with its form key and lock; a form that comes back keeps the lock it was made for."""
    common = {
        "meeting": meeting,
        "lock": posted_lock(request) if request.method == "POST" else meeting.lock,
        "form_key": new_key(request),
        "section": "meetings",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, template, common | context, status=status)
