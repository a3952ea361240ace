"""A person's own workbench: the columns it shows, and filters kept under a name."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import posts_required
from accounts.models import UNIT_POSTS
from admission.forms.desk import ColumnsForm, KeepForm
from admission.pages.desk import Desk
from workday import actions
from workday.queries import ways_of

MOST_KEPT = 20
of_a_unit = posts_required(*UNIT_POSTS)


@of_a_unit
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request):
    shown = Desk(request.acting, {})
    form = ColumnsForm(request.POST or None, initial={"columns": list(shown.columns)})
    if request.method == "POST" and form.is_valid():
        actions.choose_columns(columns=form.cleaned_data["columns"], by=request.acting)
        messages.success(request, "工作台的栏目已保存。")
        return redirect("desk")
    context = {"form": form, "kept": ways_of(request.user).filters, "section": "desk"}
    return render(request, "admission/desk_choices.html", context)


@require_POST
@of_a_unit
def keep(request):
    """The filters that were on, as this site writes them, under the name; back to where they are on."""
    shown = Desk(request.acting, QueryDict(request.POST.get("query", "")[:2000]))
    form, back = KeepForm(request.POST), f"{reverse('desk')}?{shown.address}"
    if not form.is_valid():
        messages.error(request, "没有存下：" + "；".join(form.errors.get("name", ["请再存一次。"])))
    elif len({*ways_of(request.user).filters, form.cleaned_data["name"]}) > MOST_KEPT:
        messages.error(request, f"最多存{MOST_KEPT}个筛选，请先在“栏目和筛选”里删去不用的。")
    else:
        actions.keep_filter(name=form.cleaned_data["name"], query=shown.address, by=request.acting)
        messages.success(request, f"已存为“{form.cleaned_data['name']}”。")
    return redirect(back)


@require_POST
@of_a_unit
def drop(request):
    name = request.POST.get("name", "")
    if name in ways_of(request.user).filters:
        actions.drop_filter(name=name, by=request.acting)
        messages.success(request, f"已删去“{name}”。")
    return redirect("desk-choices")
