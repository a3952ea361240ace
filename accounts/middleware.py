"""Session limits and the acting seat, for every request."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from accounts import chosen
from accounts.acting import acting_for
from audit import clock, refusals

SEEN_EVERY = 60
SEAT_ENDED = "seat_ended"  # in the session until the person has been told that the seat in use is over
ENDED = "ended"  # in the anonymous session after one that ended: whose it was, until the next login
LOGIN = "/login/"  # one address only: the web server counts the attempts there (deploy/nginx.conf)


class SignedOut:
    """Why a session ended; the login page says it."""

    IDLE = "idle"
    ABSOLUTE = "absolute"
    DEACTIVATED = "deactivated"
    PASSWORD = "password"  # noqa: S105 - a reason: it was changed in another browser, or reset
    SEAT_ENDED = "seat_ended"
    LEFT = "left"  # the person went, in this window or another; said only to who still had a text to send


def end_session(request, why):
    """End the session, remembering why, whose it was and which seat was in use.

    The view's decorator may then keep what was typed (accounts.kept).
    """
    whose, acting = _in_use(request)
    logout(request)
    _has_ended(request, why, whose, acting)


def _in_use(request):
    return request.session.get(SESSION_KEY), request.session.get("acting")


def _has_ended(request, why, whose, acting):
    request.signed_out = request.session[ENDED] = {"user": str(whose), "acting": acting, "why": why}


class SessionLimits:
    """30 minutes without a request or 12 hours in all end a session (settings SESSION_*_SECONDS).

    'Last seen' is written at most once a minute, so that readers do not become writers.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.signed_out, (whose, acting) = None, _in_use(request)
        if request.user.is_authenticated:
            self.check(request)
        elif SESSION_KEY in request.session:
            # The person was deactivated: Django already treats the request as anonymous.
            end_session(request, SignedOut.DEACTIVATED)
        elif whose:
            # Django itself put an end to it: the password is another one now.
            _has_ended(request, SignedOut.PASSWORD, whose, acting)
        else:
            # it ended when another window asked for something: what was typed in this one is kept too
            request.signed_out = request.session.get(ENDED)
        return self.get_response(request)

    def check(self, request):
        now, session = int(time.time()), request.session
        started = session.setdefault("started_at", now)
        seen = session.setdefault("seen_at", now)
        if now - started >= settings.SESSION_ABSOLUTE_SECONDS:
            end_session(request, SignedOut.ABSOLUTE)
        elif now - seen >= settings.SESSION_IDLE_SECONDS:
            end_session(request, SignedOut.IDLE)
        elif now - seen >= SEEN_EVERY:
            session["seen_at"] = now


class ActingSeat:
    """Sets request.acting (Acting or None) and request.acting_choices.

    The seat chosen is remembered in the session. Once it is no longer the user's (ended, its
    delegation over or taken back, its unit gone), only that seat ends: the person goes on from the first seat
    left and is told so; what was sent from the ended one is refused (accounts.decorators), so that nobody
    goes on from another seat unawares. Without any seat left the session ends.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.acting, request.acting_choices = None, []
        if request.user.is_authenticated:
            choose(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            # Office computers are shared: the Back button after signing out shows nothing.
            add_never_cache_headers(response)
        return response


def choose(request):
    choices = acting_for(request.user, clock.today())
    key = request.session.get("acting")
    chosen = next((choice for choice in choices if choice.key == key), None)
    if key and chosen is None:
        if not choices:
            end_session(request, SignedOut.SEAT_ENDED)
            return
        request.session[SEAT_ENDED] = True
    if chosen is None and choices:
        chosen = choices[0]
        request.session["acting"] = chosen.key
    request.acting, request.acting_choices = chosen, choices
    if request.method == "GET" and request.session.pop(SEAT_ENDED, False):
        messages.warning(request, f"您刚才使用的岗位或授权已结束，现在的身份是{chosen.label}。")


class RefusedForms:
    """What a seat sent and may not send stands on record: by its act, or here where none was reached; not twice.

    The event is about the person; its facts are the name of the address, and what it is about. Of what the seat may not
    see (404) only the address: nothing says that it is there, and who tries one number after another is seen to.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        refusals.begin()
        return self.get_response(request)

    def process_exception(self, request, exception):
        by = request.acting
        sent = request.method == "POST" and by and isinstance(exception, PermissionDenied | Http404)
        if sent and not refusals.were_remembered():
            match, unseen = request.resolver_match, isinstance(exception, Http404)
            about = match.kwargs.get("case_uuid") or match.kwargs.get("uuid") or ""
            facts = {"address": match.url_name, "about": "" if unseen else str(about)}
            why = "NotFound" if unseen else "NotAllowed"
            refusals.remember("send", by=by, subject=by.user.uuid, kind="user", why=why, **facts)


class ChosenCounty:
    """Sets request.chosen_county: the county whose pages the address names (accounts.chosen), or something false.

    What stands behind it in the address is answered as without it, and links keep the county. The county is read when it is
    first asked for, at the latest before the view (404 where there is none) but for views whose pages are kept
    (chosen.checked_by_itself).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.chosen_county = None
        found = chosen.OF_A_COUNTY.fullmatch(request.path_info)
        if found is None:
            return self.get_response(request)
        code, rest = found[1], found[2]
        request.chosen_county = SimpleLazyObject(lambda: chosen.county_with(code))
        if rest is None or rest.startswith(LOGIN):
            return _beside(request, rest)
        request.path_info = rest
        with chosen.addresses_with(code):
            response = self.get_response(request)
        if response.status_code in (403, 404):
            # where no view was asked, for there is none or the form's token is old
            chosen.check(request)
        if response.streaming and not isinstance(response, FileResponse):
            response.streaming_content = _of_county(code, response.streaming_content)
        return response

    def process_view(self, request, view, args, kwargs):
        if not getattr(view, "checks_chosen_county", False):
            chosen.check(request)

    def process_exception(self, request, exception):
        return redirect(exception.url) if isinstance(exception, chosen.Elsewhere) else None


def _beside(request, rest):
    """To the county's first page; or, to sign in, on to the same address without a county: nothing is sent on."""
    chosen.check(request)
    if rest is None:
        query = request.META.get("QUERY_STRING", "")
        return redirect(chosen.in_county(request.chosen_county) + (f"?{query}" if query else ""))
    if request.method not in ("GET", "HEAD"):
        raise Http404
    request.path_info = rest
    return redirect(chosen.without_county(request))


def _of_county(code, pieces):
    """The pieces of a long answer, each made with the addresses of the county."""
    pieces = iter(pieces)
    while True:
        with chosen.addresses_with(code):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
