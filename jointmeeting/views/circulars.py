"""通报: the list, one of them and who has read it, drafting, issuing, 已阅."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from accounts.models import UnitKind
from admission.act import NotAllowed
from jointmeeting import actions
from jointmeeting.forms.letters import CircularForm
from jointmeeting.models import Circular
from jointmeeting.pages.letters import begun_from
from jointmeeting.queries import circulars_seen_by
from jointmeeting.views.letters import (
    correct_view,
    issue_view,
    may_draft,
    meeting_named,
    paper_view,
    scan_view,
    shown,
)
from jointmeeting.views.shell import begin, fetch, handle, page, plain, where_it_meets

paper = paper_view(Circular)
scan = scan_view(Circular)
correct = correct_view(Circular, "correct_circular", actions.correct_circular)
issue = issue_view(
    Circular,
    "issue_circular",
    actions.issue_circular,
    ["印发情况通报，所通报的单位收到消息，各自确认已阅。", "印发以后不再改动。"],
)


@seat_required
@where_it_meets
@require_safe
def index(request):
    by = request.acting
    if by.county is None or by.is_admin:
        raise NotAllowed
    read = Count("readings", filter=Q(readings__read_at__isnull=False), distinct=True)
    seen = Circular.objects.filter(pk__in=circulars_seen_by(by).values("pk"))
    counted = seen.annotate(asked=Count("readings", distinct=True), read=read)
    rows = Paginator(counted.order_by("-drafted_at", "-pk"), 20)
    context = {
        "page": rows.get_page(request.GET.get("page")),
        "may_draft": may_draft(request, Circular, "draft_circular"),
    }
    return plain(request, "jointmeeting/circulars.html", context)


@seat_required
@where_it_meets
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    by, meeting = request.acting, meeting_named(request)
    if by.county is None:
        raise NotAllowed
    form = CircularForm(request.POST or None, county=by.county, initial=begun_from(meeting))
    response = begin(
        request,
        actions.draft_circular,
        form,
        done="通报已拟写，由办公室负责人印发。",
        may=may_draft(request, Circular, "draft_circular"),
        to="circular-list",
        facts=lambda: form.facts() | {"meeting": meeting},
    )
    context = {"form": form, "title": "拟写通报", "act": "保存通报", "back": "circular-list"}
    return response or plain(request, "jointmeeting/letter_form.html", context)


@seat_required
@require_safe
def show(request, uuid):
    circular = fetch(request, uuid, Circular)
    rows = list(circular.readings.select_related("unit"))
    context = shown(circular, request.acting) | {
        "rows": rows,
        "read": sum(row.read_at is not None for row in rows),
    }
    return page(request, "jointmeeting/circular.html", context, row=circular)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, uuid):
    circular = fetch(request, uuid, Circular)
    units = [row.unit for row in circular.readings.select_related("unit")]
    stored = {name: getattr(circular, name) for name in ("matter", "text", "next")} | {
        "townships": [unit.pk for unit in units if unit.kind == UnitKind.TOWNSHIP],
        "units": [unit.pk for unit in units if unit.kind != UnitKind.TOWNSHIP],
    }
    form = CircularForm(request.POST or None, county=circular.county, initial=stored)
    action, facts = actions.change_circular, lambda: form.facts()
    done = "通报已保存。"
    response = handle(request, "change_circular", action, row=circular, form=form, facts=facts, done=done)
    context = {"form": form, "title": "修改通报", "act": "保存通报"}
    return response or page(request, "jointmeeting/letter_form.html", context, row=circular)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def read(request, uuid):
    """已阅; opened by hand it leads to the circular."""
    circular = fetch(request, uuid, Circular)
    response = handle(
        request, "read_circular", actions.read_circular, row=circular, facts=dict, done="已登记阅知。"
    )
    return response or page(
        request,
        "confirm.html",
        {"title": "已阅", "act": "已阅", "will": ["登记本单位已经阅知这份通报。"], "kicker": str(circular)},
        row=circular,
    )
