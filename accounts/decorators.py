"""Who may open a view: someone signed in, with a seat, of certain posts, sure to be there."""

import re
import time
import uuid
from copy import copy
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import chosen, kept, lockout
from accounts.actions import record_lockout
from accounts.middleware import SEAT_ENDED
from config.views import seat_changed

LONGEST_WAY_BACK = (
    2000  # a longer address the login page does not bring back to: no answer may point as far (400)
)
MADE_FOR = re.compile(r"([sd]\d+)\.")  # how a form's key begins: the seat it was opened from


def safe_next(request, fallback):
    """The address asked for by `next`, if it is a path of this site; else the fallback.

    `redirect` takes a word without a slash for the name of an address, and fails on one it does not know.
    """
    url = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if allowed and url.startswith("/") else fallback


def to_login(request):
    """The login page, to come back afterwards; what was typed in an ended session is kept."""
    if request.method == "POST":
        if request.signed_out:
            kept.keep(request)
        with chosen.addresses_of(None):
            return redirect("login")
    with chosen.addresses_of(None):
        back = request.get_full_path()
        return redirect_to_login(back) if len(back) <= LONGEST_WAY_BACK else redirect("login")


def login_needed(view):
    """Anonymous → login page. Needs no seat; a due password change does not stop it."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return to_login(request)
        return view(request, *args, **kwargs)

    return checked


def seat_required(view, *, from_any=False):
    """Anonymous → login; password change due → that page; no seat → a plain page, 403; a form that was opened from another
    seat, from one that ended, or does not say from which → 409 (`from_any`: whatever it says).

    A seat's work is its own county's, whatever county stands in the address (decision record 0016).
    """

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return to_login(request)
        if request.session.get("password_due"):
            return redirect("password")
        if request.acting is None:
            return render(request, "accounts/no_seat.html", status=403)
        if request.method == "POST" and request.session.pop(SEAT_ENDED, False):
            return seat_changed(request, ended=True)
        if not from_any and made_for_another_seat(request):
            return seat_changed(request, made_for=_opened_from(request))
        if request.chosen_county:
            if request.method in ("GET", "HEAD"):
                return redirect(chosen.without_county(request))
            chosen.leave(request)
        request.own_pages = True
        return view(request, *args, **kwargs)

    return checked


def any_seat_required(view):
    """As seat_required, whichever seat the form was opened from: what it does is the same."""
    return seat_required(view, from_any=True)


def new_form_key(request):
    """The key of one rendering of a form: it tells a form sent twice, and from which seat it was opened."""
    return f"{request.acting.key}.{uuid.uuid4().hex}"


def _opened_from(request):
    """The seat that the form sent was opened from, by its key or its mark (components/seat.html); None where it says none."""
    made = MADE_FOR.match(request.POST.get("form_key", ""))
    return made[1] if made else request.POST.get("opened_as") or None


def made_for_another_seat(request):
    """The person switched seats in another window after this form was opened; or it does not say from which it was."""
    return request.method == "POST" and _opened_from(request) != request.acting.key


def posts_required(*posts):
    """As seat_required, and 403 unless the acting seat has one of the posts."""

    def decorate(view):
        @seat_required
        @wraps(view)
        def checked(request, *args, **kwargs):
            if request.acting.post not in posts:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorate


def of_a_meeting(view):
    """404 where no rules of the county name a convenor: there is no joint meeting and no roster."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not request.acting.county.names_convenor:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


def password_is_fresh(request):
    """The password was given in this session within SIGNING_PASSWORD_SECONDS."""
    given = request.session.get("password_at")
    return given is not None and time.time() - given < settings.SIGNING_PASSWORD_SECONDS


def confirm_password(request, raw):
    """Check the user's own password; right → fresh from now on.

    Wrong answers count towards the same lockout as at the login page.
    """
    # axes keeps what a refused attempt posted: here the passwords of other fields, or an opinion.
    attempt = copy(request)
    attempt.POST = QueryDict()
    username = request.user.get_username()
    user = lockout.attempt(attempt, username=username, password=raw)
    # The page itself says that the account is locked; axes, which marks the attempt, would put its own there.
    request.password_locked = getattr(attempt, "axes_locked_out", False)
    if request.password_locked and lockout.has_just_locked(attempt):
        record_lockout(username=username)
    if user is None or user.pk != request.user.pk:
        return False
    lockout.clear(user)
    request.session["password_at"] = int(time.time())
    return True


def recent_password(view):
    """For signing acts (签发、审签、审定): a POST without a fresh password must carry `password`.

    Sets request.password_given, which the view asks before acting, and for the form that it shows else, with all that was
    typed, request.password_error and request.need_password. Where a phrase is only put in (`insert`), nothing is asked
    and nothing may be done.
    """

    @wraps(view)
    def checked(request, *args, **kwargs):
        request.password_error = ""
        acts = request.method == "POST" and "insert" not in request.POST
        if acts and not password_is_fresh(request):
            request.password_error = _password_problem(request, request.POST.get("password", ""))
        request.password_given = acts and not request.password_error
        request.need_password = not password_is_fresh(request)
        return view(request, *args, **kwargs)

    return checked


def _password_problem(request, raw):
    if not raw:
        minutes = settings.SIGNING_PASSWORD_SECONDS // 60
        return f"距上次输入密码已超过{minutes}分钟，请再输入一次登录密码。"
    if confirm_password(request, raw):
        return ""
    if request.password_locked:
        return lockout.message(request.user.get_username())
    return "密码不对，请重新输入。"
