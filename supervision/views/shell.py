"""What every page of something followed up shares: the order of checks, and what becomes of a refusal."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import redirect, render

from accounts.acting import works_in_county
from accounts.decorators import recent_password
from admission.act import NotAllowed, Stale, remember_refusal, result_of, was_sent
from admission.views.shell import (
    beside_password,
    carried_out,
    county_words,
    new_key,
    posted_key,
    posted_lock,
    typed_in,
)
from config.views import conflict
from supervision.acts import openness, spec_of
from supervision.forms.acts import ActForm
from workday.absences import away


@dataclass(frozen=True, kw_only=True)
class ActPage:
    """The page of one act. `signing`: asks for the password; what it `issues` can be looked at before. `dates`: it gives the
    department a day.
    """

    run: Callable
    done: str
    form: type = ActForm
    will: tuple = ()
    signing: bool = False
    issues: bool = False
    dates: bool = False


def only_where(by, *matters, rows):
    """404 in a county whose rules have none of these matters, unless it had: then its `rows` stay to be read."""
    if not (by.offers(*matters) or rows.exists()):
        raise Http404


def act_page(request, verb, pages, *, subject, happened, facts, section="supervision"):
    """The act `verb` of the table `pages` on the subject: its page, or what became of its form."""
    if (shown := pages.get(verb)) is None:
        raise Http404
    perform = recent_password(_perform) if shown.signing else _perform
    return perform(request, verb, shown, subject, happened, {"facts": facts, "section": section})


def _perform(request, verb, shown, subject, happened, about):
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = shown.form(*sent, subject=subject)
    response = handle(
        request,
        verb,
        lambda **given: shown.run(**{subject.AUDIT_KIND: subject}, **given),
        subject=subject,
        happened=happened,
        form=form,
        done=shown.done,
    )
    will = [county_words(request)(line) for line in shown.will]
    said = about | {"will": will, "grave": spec_of(verb, subject).grave, "previews": shown.issues}
    said["warning"] = away([subject.department]) if shown.dates else None
    return response or confirm(request, verb, subject=subject, form=form, **said)


def gate(request, verb, subject, happened, form):
    """Before a form is shown: 403 raised, or the 409 page returned, or None when the act is open."""
    found = openness(verb, subject, request.acting)
    if found == "open":
        return None
    if request.method == "POST":
        refusal = NotAllowed() if found == "forbidden" else Stale(subject)
        about = {"kind": subject.AUDIT_KIND, "source": subject.state}
        remember_refusal(verb, subject, request.acting, refusal, **about)
    if found == "forbidden":
        raise NotAllowed
    return stale_page(request, subject, happened, form)


def stale_page(request, subject, happened, form=None):
    """409: what was done meanwhile and, of a form that was sent, what the person typed and chose."""
    return conflict(
        request,
        happened=happened()[:5] or "已有变化。",
        texts=typed_in(form, subject),
        back_url=subject.get_absolute_url(),
        title=str(subject),
    )


def handle(request, verb, call, *, subject, happened, form, done):
    """The response to a sent form or to a page not to be shown (403, 409); None: show the page.

    `call` takes the form's cleaned data, lock and form_key; `happened()` the acts the seat may know of.
    """

    def run():
        given = {"lock": posted_lock(request), "form_key": posted_key(request), **form.cleaned_data}
        return call(by=request.acting, **given)

    sent = request.method == "POST" and form.is_valid()
    if not sent or not getattr(request, "password_given", True):
        response = gate(request, verb, subject, happened, form)
        return response or (beside_password(request, run, form=form) if sent else None)
    return carried_out(
        request,
        run,
        form=form,
        done=done,
        to=subject,
        stale=lambda _: stale_page(request, subject, happened, form),
    )


def confirm(request, verb, *, subject, form, **shown):
    """The page of one act: what it is about, what it will do, its form."""
    label = county_words(request)(spec_of(verb, subject).label)
    common = {
        "title": label,
        "kicker": str(subject),
        "act": label,
        "form": form,
        "cancel_url": subject.get_absolute_url(),
        "lock": posted_lock(request) if request.method == "POST" else subject.lock,
        "form_key": new_key(request),
        "section": "supervision",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "confirm.html", common | shown, status=status)


def staff_only(request):
    """403 but for a seat that works in a county: administrators have no matters, a body above is in none."""
    if not works_in_county(request.acting):
        raise NotAllowed


def refused(request, verb):
    """NotAllowed to be raised by a page that begins something; a form that was sent stands on record at the unit."""
    refusal, by = NotAllowed(), request.acting
    if request.method == "POST" and by.unit is not None:
        remember_refusal(verb, by.unit, by, refusal, kind="unit", source="")
    return refusal


def form_page(request, run, *, form, done, to, made=None, **shown):
    """A page that begins something, or does something to several: the form, then `to`, or what was `made`. Refusals stay
    on the form. One sent twice leads `to`, also where there is nothing left to choose in it; or to what it made, which
    `made(uuid)` finds.
    """
    if request.method == "POST" and not form.is_valid() and was_sent(posted_key(request)):
        return redirect(to)
    if made and request.method == "POST" and (before := result_of(posted_key(request))):
        return redirect(made(before) or to)
    if request.method == "POST" and form.is_valid():
        given = {"by": request.acting, "form_key": posted_key(request), **form.cleaned_data}
        response = carried_out(
            request,
            lambda: run(**given),
            form=form,
            done=done,
            to=to,
            made=bool(made),
            stale=lambda stale: stale_page(request, stale.case, list, form),
        )
        if response:
            return response
    context = {"form": form, "form_key": new_key(request), "lock": None, "section": "supervision"}
    return render(request, "confirm.html", context | shown, status=422 if form.is_bound else 200)
