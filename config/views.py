"""Pages for what goes wrong: each says what happened, what is kept and what to do next."""

import re

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

# The names under which forms send passwords: what is typed there is never given back, nor kept.
SECRETS = ("old", "new", "again", "password")
# What a form sends unasked; of these, which phrase would be put in.
NOT_TYPED = ("csrfmiddlewaretoken", "form_key", "opened_as", "next", "insert-phrase", "insert-into")
DAY_OR_SUM = re.compile(r"\d{4}-\d\d-\d\d|\d+\.\d+")  # no choice is sent like this
TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def among_the_data(request):
    """Whether a program asks, at an address of the open data: its answers are JSON."""
    return "/api/" in request.path


def data_error(status, code, message):
    """A refusal among the open data, readable from any site."""
    return JsonResponse(
        {"error": {"code": code, "message": message}},
        status=status,
        headers={"Access-Control-Allow-Origin": "*"},
        json_dumps_params={"ensure_ascii": False},
    )


def form_page(request, template, context):
    """A page with its form: as it is opened, or, where it was sent and could not be done, 422 with what is wrong beside it."""
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def bad_request(request, exception=None):
    """400, or 413; 409 where the session was ended in another window before the request was done, which then was."""
    if isinstance(exception, SessionInterrupted):
        return render(request, "accounts/ended_meanwhile.html", status=409)
    if among_the_data(request):
        if isinstance(exception, TOO_BIG):
            return data_error(413, "too_large", "提交的内容太大，没有收下。")
        return data_error(400, "bad_request", "这次请求系统读不懂。")
    if isinstance(exception, TOO_BIG):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def permission_denied(request, exception=None):
    """403; a PermissionDenied raised with a sentence shows that sentence. What was typed before the right ended is given back."""
    typed = typed_texts(request) if request.method == "POST" and request.user.is_authenticated else []
    return render(request, "403.html", {"reason": str(exception or ""), "typed": typed}, status=403)


def page_not_found(request, exception=None):
    """404; the same page for what does not exist and what the seat may not know of. As JSON among the open data."""
    if among_the_data(request):
        return data_error(404, "not_found", "没有这个地址。")
    return render(request, "404.html", status=404)


def server_error(request):
    """500; asks neither the database nor the session, either of which may be the trouble."""
    if among_the_data(request):
        return data_error(500, "server_error", "系统出错了，请稍后再试。")
    return HttpResponseServerError(render_to_string("500.html"))


def csrf_failure(request, reason=""):
    """403 for a form that was open too long or in another window; the text typed is given back."""
    return render(request, "403.html", {"stale": True, "typed": typed_texts(request)}, status=403)


def seat_changed(request, *, made_for=None, ended=False):
    """409 for a form `made_for` another seat, by its key: one of the person's, one that `ended`, or none said (None);
    nothing was done, the text typed is given back."""
    own = {choice.key for choice in request.acting_choices}
    ended = ended or bool(made_for and made_for not in own)
    context = {"typed": typed_texts(request), "ended": ended, "unsaid": made_for is None}
    return render(request, "accounts/seat_changed.html", context, status=409)


def typed_texts(request):
    """[(name, text)] of what was posted and is words, not a choice: a name, a 文号, a day or a sum too; never passwords."""
    return [
        (name, text)
        for name, values in request.POST.lists()
        for text in values
        if "\n" in text
        or len(text) > 20
        or (len(text) > 1 and not text.isascii())
        or DAY_OR_SUM.fullmatch(text)
        if name not in (*NOT_TYPED, *SECRETS)
    ]


def conflict(request, *, happened, texts=(), back_url="", title="", kept=""):
    """409: somebody was quicker.

    `happened`: what was done meanwhile, [{"at", "text", "by"}] or a sentence.
    `texts`: [(label, what is stored now, what the person typed)], both shown, neither lost.
    `kept`: where the typed text was saved, when it was.
    """
    sentence, events = (happened, []) if isinstance(happened, str) else ("", list(happened))
    context = {
        "sentence": sentence,
        "events": events,
        "texts": [(label, stored, typed) for label, stored, typed in texts],
        "back_url": back_url,
        "case_title": title,
        "kept": kept,
    }
    body = render_to_string("409.html", context, request)
    return HttpResponse(body, status=409)
