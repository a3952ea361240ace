"""Signing in and out, the acting seat, one's own password, notices, delegations of a head."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, demo, kept, lockout, passwords, queries
from accounts.acting import acting_for
from accounts.decorators import (
    any_seat_required,
    confirm_password,
    login_needed,
    posts_required,
    safe_next,
    seat_required,
)
from accounts.forms import DelegationForm, LoginForm, PasswordForm
from accounts.middleware import ENDED, SignedOut, end_session
from accounts.models import ADMINISTRATORS, UNIT_POSTS, Post
from accounts.notices import mark_read, notices_for, with_read
from audit import clock
from audit.record import Actor
from config.templatetags.chinese import cdate
from config.views import form_page

WHY_SIGNED_OUT = {
    SignedOut.IDLE: "您有一段时间没有操作，系统已自动退出。",
    SignedOut.ABSOLUTE: "本次登录已到最长时间，系统已自动退出。",
    SignedOut.DEACTIVATED: "您的账号已停用，如有疑问请联系系统管理员。",
    SignedOut.PASSWORD: "您的密码已在别处修改，或者由管理员重置，请用新密码登录。",
    SignedOut.SEAT_ENDED: "您刚才使用的岗位或授权已结束，请重新登录。",
    SignedOut.LEFT: "您已经退出登录（可能是在另一个窗口里）。",
}


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request):
    """Wrong passwords and lockout are said beside the form; the user name stays."""
    if request.user.is_authenticated:
        return redirect(safe_next(request, home(request.acting)))
    form, status = LoginForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        user = lockout.attempt(request, **form.cleaned_data)
        if user is not None:
            return redirect(start_session(request, user))
        status = explain_refusal(request, form)
    context = {
        "form": form,
        "next": safe_next(request, ""),
        "why": why_signed_out(request),
        "text_kept": kept.KEPT in request.session,
        "limit": settings.AXES_FAILURE_LIMIT,
        "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
        "demo_accounts": demo.accounts(),
        "demo_password": demo.PASSWORD,
    }
    return render(request, "accounts/login.html", context, status=status)


def why_signed_out(request):
    """Why the last session here ended; who signed out needs no telling, unless a text was sent afterwards."""
    why = request.session.get(ENDED, {}).get("why")
    return "" if why == SignedOut.LEFT and kept.KEPT not in request.session else WHY_SIGNED_OUT.get(why, "")


def explain_refusal(request, form):
    """Put the reason beside the form and return the status: 200, or 429 when locked."""
    username = form.cleaned_data["username"]
    locked, just_now = request.axes_locked_out, lockout.has_just_locked(request)
    # axes would put its own page in the place of this one, and lose what was typed.
    request.axes_locked_out = False
    if not locked:
        form.add_error("password", "账号或密码不对")
        return 200
    form.add_error("username", lockout.message(username))
    if just_now:
        actions.record_lockout(username=username)
    return 429


def start_session(request, user):
    """Log in, choose the first seat, and return where to go."""
    login(request, user)
    now = int(time.time())
    request.session.update({"started_at": now, "seen_at": now, "password_at": now})
    request.session.pop(ENDED, None)
    due = passwords.change_due(user)
    if due:
        request.session["password_due"] = due
    choices = acting_for(user, clock.today())
    form = kept.kept_for(request)
    wanted = form["acting"] if form else None
    chosen = next((c for c in choices if c.key == wanted), choices[0] if choices else None)
    if chosen:
        request.session["acting"] = chosen.key
    actions.record_session(verb="log_in", user=user, by=chosen)
    if due:
        return "password"
    return "kept" if form else safe_next(request, home(chosen))


def home(acting):
    """Where a seat begins: administrators at their own pages, all others at the workbench."""
    admin = acting is not None and acting.post in ADMINISTRATORS
    return "manage" if admin else settings.LOGIN_REDIRECT_URL


@require_POST
def sign_out(request):
    if request.user.is_authenticated:
        actions.record_session(verb="log_out", user=request.user, by=request.acting)
        end_session(request, SignedOut.LEFT)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@never_cache
@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def kept_form(request):
    """What was typed when the session ended: shown, and sent again by the person's own press."""
    form = kept.kept_for(request)
    if form is None or request.method == "POST":
        kept.forget(request)
        return redirect(home(request.acting))
    return render(
        request, "accounts/kept.html", {"kept": form, "texts": kept.labelled(form, request.acting.county)}
    )


@require_POST
@any_seat_required
def switch_seat(request):
    """Only a seat of one's own choices; anything else changes nothing.

    Within a unit the page stays: what a page shows depends on the unit.
    """
    key = request.POST.get("key")
    chosen = next((c for c in request.acting_choices if c.key == key), None)
    if chosen is None:
        messages.error(request, "您没有这个岗位。")
        return redirect(safe_next(request, home(request.acting)))
    request.session["acting"] = chosen.key
    messages.success(request, f"现在的身份是：{chosen.label}")
    stays = chosen.unit is not None and chosen.unit == request.acting.unit
    return redirect(safe_next(request, home(chosen)) if stays else home(chosen))


@sensitive_post_parameters("old", "new", "again")
@never_cache
@login_needed
@require_http_methods(["GET", "HEAD", "POST"])
def password(request):
    form = PasswordForm(request.POST or None, user=request.user)
    status = 200
    if request.method == "POST" and form.is_valid():
        if confirm_password(request, form.cleaned_data["old"]):
            return change_password(request, form)
        status = refuse_old(request, form)
    context = {"form": form, "due": request.session.get("password_due"), "policy": passwords.policy()}
    return render(request, "accounts/password.html", context, status=status)


def change_password(request, form):
    by = request.acting.as_actor() if request.acting else actor_of(request.user)
    actions.change_password(user=request.user, password=form.cleaned_data["new"], by=by)
    update_session_auth_hash(request, request.user)
    was_due = request.session.pop("password_due", None)
    request.session["password_at"] = int(time.time())
    messages.success(request, "密码已修改。")
    return redirect("kept" if was_due and kept.kept_for(request) else home(request.acting))


def refuse_old(request, form):
    locked = request.password_locked
    form.add_error("old", lockout.message(request.user.username) if locked else "现在的密码不对")
    return 429 if locked else 200


def actor_of(user):
    return Actor(person=str(user), person_id=str(user.pk))


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request):
    """Notices to the unit, newest first; opening the page marks nothing, 全部标为已读 does."""
    seat = request.acting.own_seat
    if request.method == "POST":
        seat.notices_seen_at = clock.now()
        seat.save(update_fields=["notices_seen_at"])
        return redirect("notices")
    rows = with_read(notices_for(request.acting), request.acting)
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return render(request, "accounts/notices.html", {"page": page})


@require_POST
@posts_required(*UNIT_POSTS)
def read_notices(request):
    """标为已读 of those chosen on the workbench; how many of them were still unread is told."""
    chosen = {int(raw) for raw in request.POST.getlist("notice") if raw.isdecimal() and len(raw) < 19}
    done = mark_read(notices=chosen, by=request.acting)
    rest = f"，{len(chosen) - done}条已经读过" if len(chosen) > done else ""
    messages.success(request, f"{done}条标为已读{rest}。" if chosen else "没有选消息。")
    return redirect(safe_next(request, "notices"))


@csrf_exempt
@require_POST
def elder(request):
    """长者模式 on or off, remembered for a year in a cookie of this site.

    Asks for no token: nothing but the size of the letters hangs on it, and a page without one can be kept for all.
    """
    response = redirect(safe_next(request, "/"))
    if request.COOKIES.get("elder"):
        response.delete_cookie("elder")
    else:
        response.set_cookie("elder", "1", max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response


@posts_required(Post.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request):
    """A head's own 授权代签; a delegate sees them but may not add to them."""
    acting = request.acting
    form = DelegationForm(request.POST or None, to_seats=queries.colleagues(acting.seat), seat=acting.seat)
    if request.method == "POST" and form.is_valid():
        try:
            delegation = actions.delegate(seat=acting.seat, by=acting, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _delegated(delegation))
            return redirect("delegations")
    given = queries.delegations_by(acting.seat)
    context = {
        "form": form,
        "delegations": given,
        "may_revoke": acting.delegation is None,
        "today": clock.today(),
    }
    return form_page(request, "accounts/delegations.html", context)


def _delegated(delegation):
    if delegation.valid_from > clock.today():
        return f"授权已登记，{cdate(delegation.valid_from)}起受托人切换身份后可以代签。"
    return "授权已生效，受托人切换身份后可以代签。"


@posts_required(Post.HEAD, Post.SYSTEM_ADMIN)
@require_POST
def revoke_delegation(request, uuid):
    own = request.acting.post == Post.HEAD
    seen = (
        queries.delegations_by(request.acting.seat) if own else queries.delegations_of(request.acting.county)
    )
    delegation = get_object_or_404(seen.filter(revoked_at__isnull=True), uuid=uuid)
    actions.revoke_delegation(delegation=delegation, by=request.acting)
    messages.success(request, "授权已撤回。")
    return redirect("delegations" if own else "manage-delegations")
