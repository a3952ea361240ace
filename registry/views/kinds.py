"""The county's kinds of list: the office looks, its head takes up templates, adds and changes."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import new_form_key, seat_required
from audit import clock
from registry import rules
from registry.actions import NotPossible, kinds
from registry.columns import columns_of, templates
from registry.forms.kinds import FOR_GOOD, KindForm
from registry.queries import column_keys, in_force
from registry.views.county import county_of

CRUMBS = [("清单", "/")]
FIRST_COLUMNS = (
    "code",
    "category",
    "name",
    "department",
    "townships",
    "township_duties",
    "department_duties",
    "basis",
)


@seat_required
@require_safe
def kind_list(request):
    county = county_of(request)
    if not rules.may_prepare_list(request.acting, county):
        raise PermissionDenied
    held = in_force(county, clock.today()).filter(duty__list_kind=OuterRef("pk")).order_by()
    size = held.values("duty__list_kind").annotate(n=Count("pk")).values("n")
    there = list(county.list_kinds.annotate(size=Coalesce(Subquery(size), 0)))
    taken = {kind.key for kind in there}
    named = {each.key: each.source for each in county.rules.lists} if county.rules else {}
    context = {
        "section": "duties",
        "kinds": [(kind, _tags(kind), columns_of(kind), named.get(kind.key, "")) for kind in there],
        "templates": [each for each in templates().values() if each.key not in taken],
        "may_keep": rules.may_keep_list(request.acting, county),
        "crumbs": [*CRUMBS, ("清单种类", None)],
    }
    return render(request, "registry/kind_list.html", context)


def _tags(kind):
    """[(css, what the list's name does not say of it already)]."""
    tags = [
        (kind.temporary, "is-temp", "临时性、阶段性", "临时性"),
        (kind.recalled, "", "上级部门收回", "收回"),
        (kind.may_lack_department, "", "可以没有牵头部门", "没有牵头部门"),
    ]
    return [(css, label) for holds, css, label, word in tags if holds and word not in kind.name]


def _head(request):
    county = county_of(request)
    if not rules.may_keep_list(request.acting, county):
        raise PermissionDenied
    return county


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def kind_new(request):
    county = _head(request)
    key = request.GET.get("template", "")
    if key and key not in templates():
        raise Http404
    template = templates()[key or "duty_list"]
    columns = [
        each.as_data() | {"label": county.worded(each.label)}
        for each in template.columns
        if key or each.key in FIRST_COLUMNS
    ]
    names = ("name", *FOR_GOOD, "may_lack_department")
    initial = {name: getattr(template, name) for name in names} if key else {}
    form = KindForm(request.POST or None, columns=columns, is_new=True, initial=initial)
    if form.is_valid():
        try:
            kind = kinds.add_kind(county=county, key=key, by=request.acting, **form.kind)
        except NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"已增加{kind.name}。")
            return redirect("kind-list")
    return _form(request, form, "增加清单种类")


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def kind_edit(request, key):
    kind = get_object_or_404(county_of(request).list_kinds, key=key)
    _head(request)
    columns = [each.as_data() for each in columns_of(kind)]
    given = {
        "columns": columns,
        "is_new": False,
        "initial": {name: getattr(kind, name) for name in ("name", "may_lack_department")},
    }
    form = KindForm(request.POST or None, held=partial(column_keys, kind), **given)
    if kind.temporary or kind.recalled:  # each of their duties has one
        del form.fields["may_lack_department"]
    if form.is_valid():
        try:
            opened = request.POST.get("opened")
            kinds.change_kind(kind=kind, by=request.acting, opened=opened, **form.kind)
        except NotPossible as reason:
            form.add_error(None, str(reason))
            kind.refresh_from_db()  # who presses again has read what it is now
        else:
            messages.success(request, "已保存。")
            return redirect("kind-list")
    return _form(request, form, kind.name, opened=kinds.mark(kind))


def _form(request, form, title, opened=""):
    form.say_in(county_of(request).worded)
    crumbs = [*CRUMBS, ("清单种类", reverse("kind-list")), (title, None)]
    context = {"section": "duties", "form": form, "title": title, "crumbs": crumbs, "opened": opened}
    return render(request, "registry/kind_form.html", context | {"form_key": new_form_key(request)})
