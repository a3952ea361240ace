"""勘误: one person of the office proposes, another settles; nobody else sees the proposals."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.decorators import new_form_key, seat_required
from audit import clock
from config.templatetags.chinese import plain_date
from config.views import conflict
from documents.handing import NotPreviewed, previewed, printed
from documents.numbers import BadNumber
from documents.papers import papers_about
from registry import rules
from registry.actions import corrigenda
from registry.actions.duties import NotPossible
from registry.forms.corrigenda import CorrigendumForm, PickForm, SettleForm
from registry.models import Corrigendum, Duty
from registry.pages.asked import page_of
from registry.views.county import county_of

ROWS = 50


def _office(request):
    county = county_of(request)
    if not rules.is_office(request.acting, county):
        raise PermissionDenied
    return county


def _page(request, template, context, *crumbs):
    own = reverse("corrigendum-list") if crumbs else None
    crumbs = [("版本与变更", reverse("edition-list")), ("勘误", own), *crumbs]
    form_key = request.POST.get("form_key") or new_form_key(request)
    context = {"section": "editions", "form_key": form_key, "crumbs": crumbs, **context}
    status = 422 if request.method == "POST" else 200
    return render(request, template, context, status=status)


@require_safe
@seat_required
def corrigendum_list(request):
    """Those that wait for a second person first, then the settled ones, the newest first."""
    rows = Corrigendum.objects.filter(version__duty__county=_office(request)).select_related("version__duty")
    waiting = list(rows.filter(settled_at=None))
    for row in waiting:
        row.is_mine = not rules.may_settle_corrigendum(request.acting, row)
    page = page_of(rows.filter(settled_at__isnull=False).order_by("-settled_at", "-id"), request.GET, ROWS)
    return _page(request, "registry/corrigendum_list.html", {"waiting": waiting, "page": page})


@seat_required
def corrigendum_new(request, uuid):
    """First the column is picked (?field=), then its text corrected."""
    county = _office(request)
    duty = get_object_or_404(Duty.objects.select_related("list_kind", "county"), uuid=uuid, county=county)
    crumbs = [(duty.code, duty.get_absolute_url()), ("提出勘误", None)]
    try:
        texts = corrigenda.fields_of(corrigenda.published_text(duty))
    except NotPossible as reason:
        return _page(request, "registry/corrigendum_new.html", {"duty": duty, "reason": reason}, *crumbs)
    stored = {name: text for name, _, text in texts}
    picked = request.GET.get("field", "")
    if request.method != "POST" and picked not in stored:
        context = {"duty": duty, "form": PickForm(texts=texts), "picking": True}
        return _page(request, "registry/corrigendum_new.html", context, *crumbs)
    initial = {"field": picked, "new_text": stored.get(picked)}
    form = CorrigendumForm(request.POST or None, texts=texts, initial=initial)
    if form.is_valid() and (response := _propose(request, duty, form)):
        return response
    return _page(request, "registry/corrigendum_new.html", {"duty": duty, "form": form}, *crumbs)


def _propose(request, duty, form):
    try:
        made = corrigenda.propose_corrigendum(duty=duty, by=request.acting, **form.cleaned_data)
    except (NotPossible, BadNumber) as reason:
        form.add_error("new_text", str(reason))
        return None
    messages.success(request, request.acting.county.worded("已提出勘误，等联席会议办公室另一人复核。"))
    return redirect("corrigendum", made.uuid)


@seat_required
def corrigendum(request, uuid):
    """One proposal; another person than its author settles it here."""
    rows = Corrigendum.objects.select_related(
        "version__duty__county", "version__duty__list_kind", "result__duty", "proposed_by", "settled_by"
    )
    found = get_object_or_404(rows, uuid=uuid)
    if not rules.is_office(request.acting, found.version.duty.county):
        raise Http404
    may = rules.may_settle_corrigendum(request.acting, found)
    form = SettleForm(request.POST or None)
    answered = request.method == "POST" and (form.is_valid() or not may)
    if answered and (response := _settle(request, found, form)):
        return response
    context = {"row": found, "form": form if may else None, "label": _label(found), "effect": _effect(found)}
    return _page(request, "registry/corrigendum.html", context, (found.version.duty.code, None))


@seat_required
@require_safe
def corrigendum_paper(request, uuid):
    """勘误通知 of one that was confirmed, as it was printed; for those it is addressed to as well."""
    rows = Corrigendum.objects.select_related("version__duty__county", "result__duty")
    found = get_object_or_404(rows, uuid=uuid)
    if not rules.may_read_slip(request.acting, found):
        raise Http404
    is_office = rules.is_office(request.acting, found.version.duty.county)
    back = reverse("corrigendum", args=[uuid]) if is_office else found.version.duty.get_absolute_url()
    return printed(request, get_object_or_404(papers_about(found.uuid)), back=back)


def _effect(found):
    """What agreeing comes to, and from which day."""
    first = corrigenda.first_day(found.version)
    when = "立即更正" if first == clock.today() else f"从{plain_date(first)}起更正"
    return f"同意后{when}，其他内容不变，旧文仍可查。"


def _label(found):
    labels = {name: label for name, label, _ in corrigenda.fields_of(found.version)}
    return labels.get(found.field, found.field)


def _settle(request, found, form):
    """The answer given; on one settled meanwhile the page that says so, unless it is this person's own form again."""
    answer = form.cleaned_data.get("answer") if form.is_valid() else request.POST.get("answer")
    try:
        if "preview" in request.POST:
            confirm = partial(corrigenda.confirm_corrigendum, corrigendum=found, by=request.acting)
            return previewed(request, confirm)
        if answer == "refuse":
            reason = form.cleaned_data.get("refusal", "") if form.is_valid() else ""
            corrigenda.refuse_corrigendum(corrigendum=found, by=request.acting, reason=reason)
        else:
            corrigenda.confirm_corrigendum(corrigendum=found, by=request.acting)
    except corrigenda.Settled:
        return _settled_before(request, found, answer)
    except (NotPossible, BadNumber, NotPreviewed) as reason:
        form.add_error(None, str(reason))
        return None
    messages.success(request, "已不同意这件勘误。" if answer == "refuse" else "已勘误，旧文仍可查。")
    return redirect("corrigendum", found.uuid)


def _settled_before(request, found, answer):
    """This person's own answer once more leads to the proposal; any other is told what was answered, its reason kept."""
    found.refresh_from_db()
    is_own = found.settled_by_id == request.acting.user.pk
    if is_own and (answer == "refuse") == (found.result_id is None):
        return redirect("corrigendum", found.uuid)
    said = "已勘误" if found.result_id else "不同意"
    happened = f"这件勘误您已经复核：{said}。" if is_own else "这件勘误已经由别人复核。"
    typed = request.POST.get("refusal", "").strip()
    texts = [("不同意的理由", found.refusal, typed)] if typed else []
    return conflict(request, happened=happened, texts=texts, back_url=request.path, title="勘误")
