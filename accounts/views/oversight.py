"""The security administrator's pages (locked accounts, policy) and the audit administrator's (events)."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, lockout, passwords, queries
from accounts.decorators import posts_required
from accounts.forms import AdministratorForm, EventFilterForm
from accounts.models import Post
from accounts.pages.audit_lines import audit_values, lines, verbs_called
from accounts.views.attempts import attempt
from audit import clock
from audit.record import moment, verify
from config.views import form_page

EVENTS_A_PAGE = 30

security_admin = posts_required(Post.SECURITY_ADMIN)
audit_admin = posts_required(Post.AUDIT_ADMIN)


@security_admin
@require_safe
def locked(request):
    users = lockout.locked_users(request.acting.county)
    return render(request, "accounts/locked_accounts.html", {"users": users, "limits": limits()})


@security_admin
@require_POST
def unlock(request, uuid):
    user = get_object_or_404(queries.users_of(request.acting.county), uuid=uuid)
    actions.unlock(user=user, by=request.acting)
    messages.success(request, f"{user}的账号已解锁。")
    return redirect("manage-locked")


@security_admin
@require_safe
def administrators(request):
    """Who the county's administrators are; their accounts and seats are changed from here."""
    rows = queries.administrators_of(request.acting.county)
    return render(request, "accounts/administrators.html", {"seats": rows, "today": clock.today()})


@security_admin
@require_http_methods(["GET", "HEAD", "POST"])
def new_administrator(request):
    county = request.acting.county
    form = AdministratorForm(
        request.POST or None,
        county=county,
        users=queries.users_managed(county).filter(is_active=True).exclude(pk=request.user.pk),
    )

    def act(data):
        actions.grant_seat(county=county, by=request.acting, **data)

    if attempt(request, form, act, "管理员岗位已设立。请重置这个账号的密码，当面转交。"):
        return redirect("manage-administrators")
    back = reverse("manage-administrators")
    return form_page(request, "accounts/seat_form.html", {"form": form, "back": back})


@security_admin
@require_safe
def policy(request):
    context = {"policy": passwords.policy(), "limits": limits(), "profile": profile()}
    return render(request, "accounts/policy.html", context)


def profile():
    known = {"length": "长密码", "classified-protection": "等级保护"}
    return known.get(settings.PASSWORD_PROFILE, "自定")


def limits():
    """The limits in force as (label, value), in minutes, hours and days as people say them."""
    return [
        (
            "账号锁定",
            f"连续输错{settings.AXES_FAILURE_LIMIT}次，锁定{_minutes(settings.AXES_COOLOFF_TIME.total_seconds())}",
        ),
        ("无操作自动退出", _minutes(settings.SESSION_IDLE_SECONDS)),
        ("一次登录最长", f"{settings.SESSION_ABSOLUTE_SECONDS // 3600}小时"),
        ("签发时再验密码", f"距上次输入超过{_minutes(settings.SIGNING_PASSWORD_SECONDS)}"),
    ]


def _minutes(seconds):
    return f"{int(seconds // 60)}分钟"


@audit_admin
@require_safe
def events(request):
    county = request.acting.county
    rows, values = queries.events_of(county), audit_values(county)
    verbs = verbs_called(rows.order_by().values_list("verb", flat=True).distinct(), county, values)
    form = EventFilterForm(request.GET or None, units=queries.units_around(county), verbs=verbs)
    if form.is_bound:
        rows = chosen(rows, form.cleaned_data) if form.is_valid() else rows.none()
    page = Paginator(rows, EVENTS_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = lines(page.object_list, county, values)
    context = {"form": form, "page": page, "result": request.session.pop("verified", None)}
    return render(request, "accounts/events.html", context)


def chosen(rows, wanted):
    """The events that the filter names; days are those of Asia/Shanghai."""
    if wanted["since"]:
        rows = rows.filter(at__gte=moment(_midnight(wanted["since"])))
    if wanted["until"]:
        rows = rows.filter(at__lt=moment(_midnight(wanted["until"] + timedelta(days=1))))
    if wanted["unit"]:
        rows = rows.filter(unit_id=str(wanted["unit"].pk))
    if wanted["verb"]:
        rows = rows.filter(verb=wanted["verb"])
    if wanted["subject"]:
        rows = rows.filter(subject=wanted["subject"])
    return rows


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


@audit_admin
@require_POST
def verify_events(request):
    """Check the whole chain; the result stands on the page. `manage.py verify_audit` reads the texts and papers too."""
    problem = verify()
    request.session["verified"] = {"sound": problem is None, "text": str(problem or "")}
    return redirect("manage-events")
