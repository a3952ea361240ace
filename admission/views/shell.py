"""What every page of a case shares: fetching for the seat, the order of checks, and what becomes of a refusal."""

import hashlib
from contextlib import contextmanager

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render

from accounts.decorators import new_form_key
from admission.act import NotAllowed, Refused, Repeated, Stale, is_taken, remember_refusal, take_form
from admission.acts import SPECS, holds_right, openness, passed_on
from admission.pages import obstacles
from admission.pages.timeline import entries
from admission.queries import case_seen_by, events_for, last_acts, units_around
from audit import refusals
from config.forms import differing
from config.views import conflict
from documents.files import BadFile
from documents.handing import NotPreviewed, previewed, tell_done
from documents.papers import tried

UNCOMPARED = ("csrfmiddlewaretoken", "form_key", "lock", "next", "password")


def fetch(request, case_uuid, also=None):
    """The case as this seat may see it (`also`: see `case_seen_by`); otherwise 404, whether it exists or not.

    Reading it is logged (workday.reading).
    """
    case = case_seen_by(request.acting, case_uuid, also)
    if case is None:
        raise Http404
    own = request.acting.county  # read with its rules; a body above is in none
    request.reads, request.county = case, own if own == case.county else case.county
    return case


def gate(request, verb, case, subject=None, form=None):
    """Before a form is shown: 403 raised, or the 409 page returned, or None when the act is open to the seat.

    On POST only for a form that cannot go to its action yet, which would have checked and recorded the same.
    """
    found = _found(request, verb, case, subject)
    if found == "open":
        return None
    forbidden = found == "forbidden"
    refusal = NotAllowed(obstacles.forbidden(verb, case, request.acting)) if forbidden else Stale(case)
    if request.method == "POST":
        remember_refusal(verb, case, request.acting, refusal)
    if forbidden:
        raise refusal
    return stale_page(request, case, form)


def turned_away(request, verb, case, subject=None):
    """What a seat gets before anything of the form is worked out: on GET as `gate` says; on POST 403 where its unit holds
    no right to the act. None where the form is to be looked at: one whose text the 409 page gives back, or taken before.
    """
    if request.method == "POST":
        if holds_right(SPECS[verb], case, request.acting) or _found(request, verb, case, subject) == "stale":
            return None
        if is_taken(posted_key(request)):
            return None
    return gate(request, verb, case, subject)


def _found(request, verb, case, subject):
    """How open the act is to the seat; stale too where the form was made for a moment at which it may have been open."""
    found = openness(SPECS[verb], case, request.acting, subject)
    lock = posted_lock(request) if request.method == "POST" else None
    return "stale" if found == "forbidden" and passed_on(SPECS[verb], case, lock) else found


def stale_page(request, case, form=None):
    """409: what was done meanwhile, what is stored now, and what the person typed."""
    case = fetch(request, case.uuid)
    happened = entries(done_meanwhile(request, case), units_around(case), case)
    return conflict(
        request,
        happened=[{"at": e["at"], "text": e["text"], "by": e["by"]} for e in happened] or "案件已有变化。",
        texts=typed_in(form, case),
        back_url=case.get_absolute_url(),
        title=str(case),
    )


def done_meanwhile(request, case):
    """What the seat may read of the acts done since its form was opened, latest first; at most five.

    Every act raises the case's lock by one. A form that carries no lock (an opinion's): of the last three acts.
    """
    opened = posted_lock(request)
    acts = max(case.lock - opened, 1) if opened >= 0 else 3
    since = set(last_acts(case, min(acts, 5)))
    return [event for event in reversed(events_for(case, request.acting)) if event.seq in since]


def typed_in(form, subject, stored=None):
    """What the 409 page gives back of a form that was sent, of a case or of any other matter: the rows of `differing`.

    A form that edits stored text says by `stored_in(subject)` what is stored, by field name; or `stored` does.
    """
    if form is None or not form.is_bound:
        return []
    if stored is None:
        stored = form.stored_in(subject) if hasattr(form, "stored_in") else {}
    return list(differing(form, stored))


def carry_out(request, call, *, case=None, form=None, done="", to=None):
    """Run an action. Success and a form sent twice → redirect; stale → 409; refused → None, the reasons on the form.

    `call` takes nothing; `to` is where to go (the case by default). Asked for a preview, the act is tried and undone.
    """

    def stale(_):
        return stale_page(request, case, form)

    try:
        words = case.words if case else None
        return carried_out(request, call, form=form, done=done, to=to or case, stale=stale, words=words)
    except NotAllowed:
        verb = request.resolver_match.kwargs.get("verb", "")
        raise NotAllowed(obstacles.forbidden(verb, case, request.acting)) from None


def carried_out(request, call, *, form, done, to, stale=None, made=False, words=None):
    """What became of a sent form, of a case or of any other matter; None: show the form again, with what is told there.
    It leads `to`, or to what `call` `made`; `stale` answers with the 409 page; `words`: of a case's rules, else of the county.
    """
    words = words or county_words(request)
    try:
        if "preview" in request.POST:
            return previewed(request, call)
        result = call()
    except Repeated:
        return redirect(to)
    except Stale as found:
        if stale is None:
            raise
        return stale(found)
    except (Refused, NotPreviewed) as why:
        problems = getattr(why, "problems", Refused(str(why)).problems)
        _tell_refused(request, form, problems, words)
    except BadFile as bad:
        tell(request, form, [], file_problem=str(bad))
    else:
        tell_done(request, form, words(done))
        return redirect(result if made else to)
    return None


def beside_password(request, call, *, form, words=None):
    """Of a whole form that came without its password: what the act would be refused for, tried and undone, is told with it.
    Who may not do it, or came too late, `gate` has turned away before."""
    if "preview" in request.POST or (form is not None and not form.is_valid()):
        return
    try:
        tried(call)
    except Refused as why:
        _tell_refused(request, form, why.problems, words or county_words(request))
    except BadFile as bad:
        tell(request, form, [], file_problem=str(bad))
    except (NotAllowed, Stale, Repeated):
        pass  # since the gate: the password itself will meet it


def _tell_refused(request, form, problems, words):
    tell(request, form, [each._replace(text=words(each.text)) for each in problems])


def county_words(request):
    """How the seat's county says a fixed sentence."""
    return request.acting.county.worded if request.acting.county else str


@contextmanager
def once(request):
    """Around what a form does through another app: in one transaction with its key, so that sent twice it is done once. What is
    refused there stands on record after the rollback."""
    with refusals.put_off(), transaction.atomic():
        take_form(posted_key(request), request.acting)
        yield


def tell(request, form, problems, file_problem=""):
    """Put the problems beside their fields where the form has them, else at its top (or as messages)."""
    if form is None:
        for problem in problems:
            messages.error(request, problem.text)
        if file_problem:
            messages.error(request, file_problem)
        return
    for problem in problems:
        form.add_error(problem.anchor if problem.anchor in form.fields else None, problem.text)
    if file_problem:
        name = next((n for n in ("files", "upload", "file") if n in form.fields), None)
        form.add_error(name, file_problem)


def new_key(request):
    """The key of this rendering of the form; the same one again when the form comes back with errors."""
    return request.POST.get("form_key") or new_form_key(request)


def posted(request):
    """(data, files) of a form that was sent; of one that is only opened, nothing."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def posted_key(request):
    """The form's key with a digest of what was sent, so that only the *same* form sent again counts as sent."""
    key = request.POST.get("form_key", "")
    if not key:
        return ""
    sent = [(name, values) for name, values in sorted(request.POST.lists()) if name not in UNCOMPARED]
    sent += [(name, each.name, each.size) for name, files in request.FILES.lists() for each in files]
    return f"{key}:{hashlib.sha256(repr((request.path, sent)).encode(errors='replace')).hexdigest()}"


def posted_lock(request):
    """The revision the form was made for; -1 (never current) when it is missing or forged."""
    raw = request.POST.get("lock", "")
    return int(raw) if raw.isdecimal() and len(raw) < 10 else -1


def page(request, template, context, *, case=None):
    """Render a page of a case with its form key and lock; a form that comes back keeps the lock it was made for."""
    if case is not None:
        lock = posted_lock(request) if request.method == "POST" else case.lock
        context = {"case": case, "lock": lock, "form_key": new_key(request), "section": "cases", **context}
    status = 422 if request.method == "POST" else 200
    return render(request, template, context, status=status)
