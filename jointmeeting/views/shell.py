"""What every page of a meeting, or of another matter, shares: fetching for the seat, the order of checks, refusals."""

from functools import wraps

from django.http import Http404
from django.shortcuts import render

from accounts.models import Unit
from admission.act import NotAllowed, Stale, remember_refusal
from admission.models import Application
from admission.views.shell import (
    beside_password,
    carried_out,
    county_words,
    new_key,
    posted_key,
    posted_lock,
    typed_in,
)
from audit.record import events_about
from config.views import conflict
from jointmeeting.acts import AUDIT_LABELS, SPECS, openness
from jointmeeting.models import Meeting
from jointmeeting.queries import seen_by
from jointmeeting.states import Result


def where_it_meets(view):
    """404 in a county whose rules know no joint meeting; what was kept before they said so is read by its own address."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        held = request.acting.county and request.acting.county.rules
        if held and held.bodies.convenor is None:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


def fetch(request, uuid, model=Meeting):
    """The row as this seat may see it; otherwise 404, whether it exists or not. Reading it is logged (workday.reading)."""
    row = seen_by(request.acting, model).filter(uuid=uuid).first()
    if row is None:
        raise Http404
    request.reads = row
    return row


def gate(request, verb, row, form=None):
    """Before a form is shown: 403 raised, or the 409 page returned, or None when the act is open.

    On POST only for a form that cannot go to its action yet, which would have checked and recorded the same.
    """
    found = openness(verb, row, request.acting)
    if found == "open":
        return None
    refusal = NotAllowed() if found == "forbidden" else Stale(row)
    if request.method == "POST":
        remember_refusal(verb, row, request.acting, refusal, kind=row.KIND, source=row.stage)
    if found == "forbidden":
        raise refusal
    return stale_page(request, row, form)


def entries(row):
    """Every act on the row, newest first, for components/timeline.html."""
    events = list(events_about(row.uuid).filter(outcome="done").order_by("-seq"))
    units = Unit.objects.in_bulk({int(event.unit_id) for event in events})
    named = {event.facts["case"] for event in events if "case" in event.facts}
    cases = {
        str(uuid): number
        for uuid, number in Application.objects.filter(uuid__in=named).values_list("uuid", "number")
    }
    return [
        {
            "at": event.when,
            "text": _sentence(event, cases),
            "by": f"{units[int(event.unit_id)].short_name} · {event.acted_as}",
            "key": event.source != event.target,
        }
        for event in events
    ]


def _sentence(event, cases):
    said = AUDIT_LABELS.get(event.verb, event.verb)
    if "case" in event.facts:
        said += f"：{cases.get(event.facts['case'], '')}"
    if event.facts.get("result"):
        said += f"，{Result(event.facts['result']).label}"
    return said


def stale_page(request, row, form=None):
    """409: what was done meanwhile, what is stored now (these forms begin with it) and what the person typed and chose."""
    row = fetch(request, row.uuid, type(row))
    stored = {field.name: field.initial for field in form.visible_fields()} if form is not None else {}
    return conflict(
        request,
        happened=entries(row)[:5],
        texts=typed_in(form, row, stored),
        back_url=row.get_absolute_url(),
        title=str(row),
    )


def handle(request, verb, action, *, row, form=None, facts=None, done="", to=None):
    """The response to a sent form or to a page not to be shown (403, 409); None: show the page.

    `action` takes the row under the name of its kind, by, lock, form_key and `facts()`, by default the form's cleaned
    data. `to`: where it leads, the row by default.
    """

    def call():
        more = facts() if facts else form.cleaned_data if form is not None else {}
        given = {row.KIND: row, "by": request.acting, "lock": posted_lock(request), **more}
        return action(form_key=posted_key(request), **given)

    sent = request.method == "POST" and (form is None or form.is_valid())
    if not sent or not getattr(request, "password_given", True):
        response = gate(request, verb, row, form)
        return response or (beside_password(request, call, form=form) if sent else None)
    return carried_out(
        request,
        call,
        form=form,
        done=done,
        to=to or row,
        stale=lambda _: stale_page(request, row, form),
    )


def begin(request, action, form, *, done, may, to, facts=None):
    """The response to a sent form that makes a row; None: show the form. Without `may` the form is 403, and one that was
    sent stands on record: a whole one by the action, any other at the seat's unit. Sent twice: to the list `to`.
    """
    whole = request.method == "POST" and form.is_valid()

    def call():
        more = facts() if facts else form.cleaned_data
        return action(by=request.acting, form_key=posted_key(request), **more)

    if not whole or not getattr(request, "password_given", True):
        may_begin(request, action, may)
        return beside_password(request, call, form=form) if whole else None
    return carried_out(request, call, form=form, done=done, to=to, made=True)


def may_begin(request, action, may):
    """None, or the 403 raised; a form that was sent stands on record at the seat's unit."""
    if may:
        return
    refusal, by = NotAllowed(), request.acting
    if request.method == "POST" and by.unit is not None:
        remember_refusal(action.__name__, by.unit, by, refusal, kind="unit", source="")
    raise refusal


def confirm(request, verb, action, *, row, form=None, facts=None, done="", to=None, about=(), **shown):
    """A page that says what the act is `about`, what it will do and to whom, and carries it out when sent."""
    if response := handle(request, verb, action, row=row, form=form, facts=facts, done=done, to=to):
        return response
    label = county_words(request)(SPECS[verb].label)
    shown |= {"will": [county_words(request)(line) for line in shown.get("will", ())]}
    common = {
        "title": label,
        "kicker": str(row),
        "act": label,
        "facts": about,
        "form": form,
        "cancel_url": row.get_absolute_url(),
    }
    return page(request, "confirm.html", common | shown, row=row)


def page(request, template, context, *, row):
    """Render a page of a row with its form key and lock; a form that comes back keeps the lock it was made for."""
    lock = posted_lock(request) if request.method == "POST" else row.lock
    return plain(request, template, {row.KIND: row, "lock": lock, **context})


def plain(request, template, context):
    """Render a page of no row yet, or of several, with its form key."""
    common = {"form_key": new_key(request), "section": "meetings"}
    status = 422 if request.method == "POST" else 200
    return render(request, template, common | context, status=status)
