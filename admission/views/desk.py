"""The workbench of a seat (待办, 在办, 已办) and the list of every case it may see."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.decorators import seat_required
from accounts.models import Post
from admission import rules
from admission.pages.case_list import CaseList
from admission.pages.desk import WAITING, Desk
from config.counting import FirstRows

A_PAGE = 20


@seat_required
@require_safe
def desk(request):
    """Every seat's first page; administrators have one of their own, convenors one for what waits for them."""
    shown = Desk(request.acting, request.GET)
    if elsewhere := _elsewhere(request.acting, shown.tab):
        return redirect(elsewhere)
    request.todo_count, request.unread_count = shown.waiting, shown.counted.unread
    page = FirstRows(shown.rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"desk": shown, "page": page, "groups": shown.groups(page), "section": "desk"}
    return render(request, "admission/desk.html", context)


@seat_required
@require_safe
def case_list(request):
    if request.acting.is_admin:
        raise PermissionDenied
    shown = CaseList(request.acting, request.GET)
    page = FirstRows(shown.cases, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "list": shown,
        "page": page,
        "rows": shown.rows(page),
        "may_apply": rules.may_apply(request.acting),
        "may_register": rules.may_register(request.acting),
        "section": "cases",
    }
    return render(request, "admission/case_list.html", context)


def _elsewhere(acting, tab):
    """管理 for an administrator; for what waits for the convenor the dashboard."""
    if acting.is_admin:
        return reverse("manage")
    return reverse("convenor") if acting.post == Post.CONVENOR and tab == WAITING else None
