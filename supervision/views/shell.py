"""What every page of something followed up shares: the order of checks, and what becomes of a refusal."""

from django.contrib import messages
from django.shortcuts import redirect, render

from admission.act import NotAllowed, Refused, Repeated, Stale, remember_refusal
from admission.views.shell import new_key, posted_key, posted_lock, previewed, tell
from config.views import conflict
from documents.files import BadFile
from supervision.acts import spec_of, verdict


def gate(request, verb, subject, happened):
    """Before a form is shown: 403 raised, or the 409 page returned, or None when the act is open."""
    found = verdict(verb, subject, request.acting)
    if found == "open":
        return None
    if request.method == "POST":
        refusal = NotAllowed() if found == "forbidden" else Stale(subject)
        about = {"kind": subject.AUDIT_KIND, "source": subject.state}
        remember_refusal(verb, subject, request.acting, refusal, **about)
    if found == "forbidden":
        raise NotAllowed
    return stale_page(request, subject, happened)


def stale_page(request, subject, happened, form=None):
    """409: what was done meanwhile and what the person typed."""
    texts = []
    for field in form.visible_fields() if form is not None else ():
        typed = field.value()
        if isinstance(typed, str) and typed.strip():
            texts.append((field.label, "", typed))
    return conflict(
        request,
        happened=happened()[:5] or "已有变化。",
        texts=texts,
        back_url=subject.get_absolute_url(),
        title=str(subject),
    )


def handle(request, verb, call, *, subject, happened, form, done):
    """The response to a sent form or to a page not to be shown (403, 409); None: show the page.

    `call` takes the form's cleaned data, lock and form_key; `happened()` the acts the seat may know of.
    """
    if request.method != "POST" or not form.is_valid() or getattr(request, "password_error", ""):
        return gate(request, verb, subject, happened)
    given = {"lock": posted_lock(request), "form_key": posted_key(request), **form.cleaned_data}
    try:
        if "preview" in request.POST:
            return previewed(request, lambda: call(by=request.acting, **given))
        call(by=request.acting, **given)
    except Repeated:
        return redirect(subject)
    except Stale:
        return stale_page(request, subject, happened, form)
    except Refused as refusal:
        tell(request, form, refusal.problems)
        return None
    except BadFile as bad:
        tell(request, form, [], file_problem=str(bad))
        return None
    messages.success(request, done)
    return redirect(subject)


def confirm(request, verb, *, subject, form, **shown):
    """The page of one act: what it is about, what it will do, its form."""
    label = spec_of(verb, subject).label
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
