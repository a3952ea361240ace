"""The system administrator's pages: units, people, seats, delegations of the county.

Accounts and seats of the administrators themselves are the security administrator's, by the same addresses.
Neither rules nor the audit record nor anything of a case is here.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions, forms, passwords, queries, rules
from accounts.checks import ChangedMeanwhile
from accounts.decorators import posts_required
from accounts.fields import searched
from accounts.models import ADMINISTRATORS, STAFF, Post, Seat, UnitKind
from accounts.pages.tabs import tabs_of
from accounts.views.attempts import attempt, opened_with, slower
from audit import clock
from config.views import form_page

system_admin = posts_required(Post.SYSTEM_ADMIN)
either_admin = posts_required(Post.SYSTEM_ADMIN, Post.SECURITY_ADMIN)
APART = "管理员的账号、密码和岗位由安全管理员管理，其他人员的由系统管理员管理；谁都不能管理自己的。"
A_PAGE = 50


def nearest_page(request, rows):
    """By ?page=; the last one instead of one that is no longer there."""
    return Paginator(rows, A_PAGE).get_page(request.GET.get("page"))


@posts_required(*ADMINISTRATORS)
@require_safe
def manage(request):
    """Each administrator's first page."""
    (_, _, url), *_ = tabs_of(request.acting)
    return redirect(url)


# ---- units


@system_admin
@require_safe
def units(request):
    rows = queries.units_managed(request.acting.county)
    kind = request.GET.get("kind", "")
    if kind in UnitKind.values:
        rows = rows.filter(kind=kind)
    context = {
        "page": nearest_page(request, rows),
        "kinds": kinds_of(request.acting.county),
        "kind": kind,
        "today": clock.today(),
    }
    return render(request, "accounts/units.html", context)


def kinds_of(county):
    """[(kind, label)] of the units that there may be."""
    known = (each for each in UnitKind if each != UnitKind.CONVENOR or county.names_convenor)
    return [(each.value, county.worded(each.label)) for each in known]


@system_admin
@require_http_methods(["GET", "HEAD", "POST"])
def new_unit(request):
    county = request.acting.county
    form = forms.NewUnitForm(request.POST or None, county=county)

    def act(data):
        actions.create_unit(county=county, by=request.acting, **data)

    if attempt(request, form, act, "单位已设立。"):
        return redirect("manage-units")
    return form_page(request, "accounts/unit_form.html", {"form": form})


@system_admin
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request, uuid):
    row = get_object_or_404(queries.units_managed(request.acting.county), uuid=uuid)
    initial = {name: getattr(row, name) for name in forms.UnitForm.base_fields}
    others = queries.units_managed(request.acting.county).exclude(pk=row.pk).filter(kind=row.kind)
    form = forms.UnitForm(request.POST or None, initial=initial, successors=others)

    lock = opened_with(request, row, form)

    def act(data):
        actions.change_unit(unit=row, by=request.acting, seen=lock, **data)

    try:
        if attempt(request, form, act, "单位已修改。"):
            return redirect("manage-units")
    except ChangedMeanwhile as found:
        return slower(request, form, row, found)
    seats = queries.seats_managed(request.acting.county).filter(unit=row, is_active=True)
    context = {"form": form, "unit": row, "seats": seats, "lock": lock}
    return form_page(request, "accounts/unit_form.html", context)


@system_admin
@require_http_methods(["GET", "HEAD", "POST"])
def rename_unit(request, uuid):
    row = get_object_or_404(queries.units_managed(request.acting.county), uuid=uuid)
    form = forms.RenameForm(request.POST or None, unit=row)

    def act(data):
        actions.rename_unit(unit=row, by=request.acting, **data)

    if attempt(request, form, act, "改名已登记，原来的名称留在曾用名里。"):
        return redirect("manage-unit", uuid=uuid)
    return form_page(request, "accounts/unit_rename.html", {"form": form, "unit": row})


# ---- people


@system_admin
@require_safe
def people(request):
    rows = queries.users_managed(request.acting.county)
    q = searched(request.GET.get("q", "")).strip()
    if q:
        rows = rows.filter(Q(username__icontains=q) | Q(display_name__icontains=q))
    seats = Seat.objects.filter(is_active=True).select_related("unit", "county")
    rows = rows.prefetch_related(Prefetch("seats", seats, to_attr="active_seats"))
    return render(request, "accounts/people.html", {"page": nearest_page(request, rows), "q": q})


@system_admin
@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request):
    form = forms.NewUserForm(request.POST or None)
    issued = passwords.initial_password()

    def act(data):
        user = actions.create_user(county=request.acting.county, by=request.acting, password=issued, **data)
        hand_over(request, user, issued)

    if attempt(request, form, act, "账号已设立。"):
        return redirect("manage-issued")
    return form_page(request, "accounts/person_form.html", {"form": form})


@system_admin
@require_http_methods(["GET", "HEAD", "POST"])
def person(request, uuid):
    user = the_person(request, uuid, "change_user")
    initial = {"display_name": user.display_name, "email": user.email}
    form = forms.UserForm(request.POST or None, initial=initial)

    lock = opened_with(request, user, form)

    def act(data):
        actions.change_user(user=user, by=request.acting, seen=lock, **data)

    try:
        if attempt(request, form, act, "人员信息已修改。"):
            return redirect("manage-person", uuid=uuid)
    except ChangedMeanwhile as found:
        return slower(request, form, user, found)
    seats = queries.seats_managed(request.acting.county).filter(user=user)
    context = {"form": form, "person": user, "seats": seats, "lock": lock}
    return form_page(request, "accounts/person.html", context)


def the_person(request, uuid, verb):
    """Whom the act is about; not allowed is told in words, and recorded where something was sent."""
    user = get_object_or_404(queries.users_managed(request.acting.county), uuid=uuid)
    if not rules.may_manage_user(request.acting, user):
        _refuse(request, verb, user=user)
    return user


def _refuse(request, verb, **about):
    refusal = PermissionDenied(APART)
    if request.method == "POST":
        actions.remember_refusal(verb, request.acting, refusal, **about)
    raise refusal


def people_page(request):
    """Where the seat finds the people it manages."""
    return "manage-people" if request.acting.post == Post.SYSTEM_ADMIN else "manage-administrators"


def hand_over(request, user, issued):
    request.session["issued"] = {"username": user.username, "name": str(user), "password": issued}


@either_admin
@require_safe
def issued(request):
    """The initial password, shown once; afterwards nobody can see it again."""
    handed = request.session.pop("issued", None)
    if handed is None:
        return redirect(people_page(request))
    context = {"handed": handed, "back": reverse(people_page(request))}
    return render(request, "accounts/issued.html", context)


@either_admin
@require_http_methods(["GET", "HEAD", "POST"])
def reset_password(request, uuid):
    user = the_person(request, uuid, "reset_password")
    if request.method == "POST":
        new = passwords.initial_password()
        actions.reset_password(user=user, password=new, by=request.acting)
        hand_over(request, user, new)
        return redirect("manage-issued")
    return confirm(
        request,
        f"重置{user}的密码",
        [
            "生成一个新的初始密码，只显示一次，请当面转交。",
            "原密码立即失效，正在使用的登录立即退出。",
            "下次登录必须先改密码。",
        ],
        user,
        act="重置密码",
    )


@either_admin
@require_http_methods(["GET", "HEAD", "POST"])
def set_active(request, uuid):
    form = forms.ActiveForm(request.POST or None)
    wanted = form.cleaned_data["active"] if form.is_valid() else ""
    user = the_person(request, uuid, "activate_user" if wanted == forms.ActiveForm.ON else "deactivate_user")
    if wanted:
        active = wanted == forms.ActiveForm.ON
        actions.set_active(user=user, active=active, by=request.acting)
        messages.success(request, "账号已启用。" if active else "账号已停用。")
        return redirect(account_page(request, user))
    if user.is_active:
        form = forms.ActiveForm(initial={"active": forms.ActiveForm.OFF})
        will = ["这个账号立即退出，不能再登录。", "岗位和已办的事项都保留，可以再启用。"]
        return confirm(request, f"停用{user}的账号", will, user, act="停用账号", form=form, grave=True)
    form = forms.ActiveForm(initial={"active": forms.ActiveForm.ON})
    return confirm(
        request, f"启用{user}的账号", ["可以重新登录，岗位不变。"], user, act="启用账号", form=form
    )


def confirm(request, title, will, user, *, act, form=None, grave=False):
    context = {
        "title": title,
        "will": will,
        "facts": [("姓名", user.display_name), ("账号", user.username)],
        "act": act,
        "grave": grave,
        "form": form,
        "cancel_url": account_page(request, user),
    }
    return form_page(request, "confirm.html", context)


def account_page(request, user):
    """The page of one person; administrators, who have none, are on a page together."""
    if request.acting.post == Post.SYSTEM_ADMIN:
        return reverse("manage-person", args=[user.uuid])
    return reverse("manage-administrators")


# ---- seats


@system_admin
@require_safe
def seats(request):
    rows = queries.seats_managed(request.acting.county)
    if not request.GET.get("all"):
        rows = rows.filter(is_active=True)
    context = {"page": nearest_page(request, rows), "all": bool(request.GET.get("all"))}
    return render(request, "accounts/seats.html", context | {"today": clock.today()})


@system_admin
@require_http_methods(["GET", "HEAD", "POST"])
def new_seat(request):
    county = request.acting.county
    form = forms.SeatForm(
        request.POST or None,
        county=county,
        initial={"user": request.GET.get("user"), "unit": request.GET.get("unit")},
        users=queries.users_managed(county).filter(is_active=True),
        units=queries.units_managed(county),
    )

    def act(data):
        actions.grant_seat(county=county, by=request.acting, **data)

    if attempt(request, form, act, "岗位已设立。"):
        return redirect("manage-seats")
    return form_page(request, "accounts/seat_form.html", {"form": form, "back": reverse("manage-seats")})


@either_admin
@require_http_methods(["GET", "HEAD", "POST"])
def end_seat(request, uuid):
    rows = queries.seats_managed(request.acting.county).filter(is_active=True)
    seat = get_object_or_404(rows, uuid=uuid)
    if not rules.may_manage_seat(request.acting, seat):
        _refuse(request, "revoke_seat", seat=seat)
    if request.method == "POST":
        actions.revoke_seat(seat=seat, by=request.acting)
        messages.success(request, "岗位已结束。")
        return redirect("manage-seats" if seat.unit else "manage-administrators")
    will = [
        f"{seat.user}不再是“{seat.called}”，正在使用的登录立即退出。",
        "已办的事项都保留。由此岗位作出的授权一并失效。",
    ]
    return confirm(request, "结束岗位", will, seat.user, act="结束岗位", grave=True)


# ---- delegations


@system_admin
@require_safe
def delegations(request):
    rows = queries.delegations_of(request.acting.county)
    context = {"page": nearest_page(request, rows), "today": clock.today()}
    return render(request, "accounts/delegations_of_county.html", context)


@system_admin
@require_http_methods(["GET", "HEAD", "POST"])
def new_delegation(request):
    county = request.acting.county
    form = forms.CountyDelegationForm(
        request.POST or None,
        seats=queries.seats_of_posts(county, Post.HEAD),
        to_seats=queries.seats_of_posts(county, *STAFF),
    )

    def act(data):
        actions.delegate(by=request.acting, **data)

    if attempt(request, form, act, "授权已登记。"):
        return redirect("manage-delegations")
    return form_page(request, "accounts/delegation_form.html", {"form": form})
