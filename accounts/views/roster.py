"""The system administrator's pages of the joint meeting's roster."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions, forms, queries
from accounts.checks import why_not_withdrawn
from accounts.decorators import of_a_meeting
from accounts.models import UNIT_POSTS
from accounts.views.attempts import attempt
from accounts.views.manage import nearest_page, system_admin
from audit import clock
from config.views import form_page


@system_admin
@require_safe
@of_a_meeting
def roster(request):
    page = nearest_page(request, queries.roster_of(request.acting.county))
    today = clock.today()
    page.object_list = list(page.object_list)
    for entry in page.object_list:
        entry.may_be_withdrawn = not why_not_withdrawn(entry, today)
    context = {"page": page, "today": today}
    return render(request, "accounts/roster.html", context)


@system_admin
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_meeting
def new_roster_entry(request):
    county = request.acting.county
    seats = queries.seats_of_posts(county, *UNIT_POSTS).filter(county=county)
    form = forms.RosterForm(request.POST or None, county=county, seats=seats)

    def act(data):
        actions.add_roster_entry(by=request.acting, **data)

    if attempt(request, form, act, "已列入成员名单。"):
        return redirect("manage-roster")
    return form_page(request, "accounts/roster_form.html", {"form": form})


@system_admin
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_meeting
def end_roster_entry(request, uuid):
    entry = get_object_or_404(queries.roster_of(request.acting.county), uuid=uuid)
    form = forms.EndRosterForm(
        request.POST or None, initial={"valid_until": entry.valid_until or clock.today()}
    )

    def act(data):
        actions.end_roster_entry(entry=entry, by=request.acting, **data)

    if attempt(request, form, act, "已记录结束日期。"):
        return redirect("manage-roster")
    return form_page(request, "accounts/roster_form.html", {"form": form, "entry": entry})


@system_admin
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_meeting
def withdraw_roster_entry(request, uuid):
    entry = get_object_or_404(queries.roster_of(request.acting.county), uuid=uuid)
    form = forms.WithdrawRosterForm(request.POST or None)

    def act(data):
        actions.withdraw_roster_entry(entry=entry, by=request.acting, **data)

    if attempt(request, form, act, "已撤回登记，这一条在哪一天都不算数。"):
        return redirect("manage-roster")
    context = {"form": form, "entry": entry, "why_not": why_not_withdrawn(entry, clock.today())}
    return form_page(request, "accounts/roster_withdraw.html", context)
