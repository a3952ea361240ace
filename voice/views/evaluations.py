"""Evaluations: the list, a new one, one evaluation with its results as a file, rating and publishing."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from accounts.models import UnitKind
from admission.views.shell import new_key
from audit.record import events_about
from registry import sheets
from supervision.pages.timeline import entries
from supervision.views.shell import ActPage, act_page, form_page, handle, only_where, refused, staff_only
from voice import queries, rules
from voice.actions import evaluations as actions
from voice.acts import AUDIT_LABELS
from voice.forms import evaluations as forms
from voice.pages import evaluations as pages
from voice.pages.parts import name_of, parts_for

A_PAGE = 20
PAGES = {
    "publish_period": ActPage(
        run=actions.publish_period,
        done="结果已公布。",
        will=("各单位收到消息，看到本单位的结果；不再改动。",),
    )
}


def fetch(request, uuid):
    period = queries.periods_seen_by(request.acting).filter(uuid=uuid).first()
    if period is None:
        raise Http404
    request.reads = period
    return period


def _events(period):
    rows = events_about(period.uuid).filter(outcome="done").exclude(verb="hand_in")
    return entries(rows.order_by("-seq"), labels=AUDIT_LABELS)


@seat_required
@require_safe
def index(request):
    staff_only(request)
    by, seen = request.acting, queries.periods_seen_by(request.acting)
    only_where(by, "evaluation", rows=seen)
    page = Paginator(seen, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(period, pages.state_of(period)) for period in page],
        "may_open": rules.may_open(by),
        "name": name_of(by),
        "parts": parts_for(by),
        "section": "voice",
    }
    return render(request, "voice/periods.html", context)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    by = request.acting
    if not by.offers("evaluation"):
        raise Http404
    if not rules.may_open(by):
        raise refused(request, "open_period")
    sent = (request.POST,) if request.method == "POST" else ()
    form, back = forms.PeriodForm(*sent, by=by), reverse("period-list")
    title = f"开展{name_of(by)}"
    shown = {"title": title, "kicker": name_of(by), "act": title, "cancel_url": back}
    return form_page(
        request, actions.open_period, form=form, done="已通知各单位。", to=back, **shown, section="voice"
    )


@seat_required
@require_safe
def show(request, uuid):
    period, by = fetch(request, uuid), request.acting
    results = pages.results_of(period, by)
    context = {
        "period": period,
        "leaders": queries.leaders(period.county),
        "state": pages.state_of(period),
        "facts": pages.facts_of(period, by),
        "results": results,
        "unrated": pages.is_unrated(period, by, results),
        "waiting": pages.waiting_for(period, by),
        "events": _events(period),
        "acts": pages.acts_for(period, by),
        "for_the_head": pages.for_the_head(period, by),
        "section": "voice",
    }
    return render(request, "voice/period.html", context)


@seat_required
@require_safe
def download(request, uuid, kind, ending):
    period = fetch(request, uuid)
    if kind not in (UnitKind.DEPARTMENT, UnitKind.TOWNSHIP):
        raise Http404
    shown = pages.Results(period, request.acting, UnitKind(kind))
    return sheets.answer(shown.table, f"{period.title} {shown.title}", ending)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request, uuid, verb):
    period = fetch(request, uuid)
    if verb == "hand_in":
        return _rate(request, period)
    return act_page(
        request,
        verb,
        PAGES,
        subject=period,
        happened=lambda: _events(period),
        facts=pages.facts_of(period, request.acting),
        section="voice",
    )


def _rate(request, period):
    if not rules.may_rate(period, request.acting):
        raise refused(request, "hand_in")
    by, sent = request.acting, (request.POST,) if request.method == "POST" else ()
    form = forms.Rating(*sent, subject=period, by=by)
    about = {
        "subject": period,
        "happened": lambda: pages.handed_in(period, by) + _events(period),
        "form": form,
    }
    response = handle(
        request,
        "hand_in",
        lambda **given: actions.hand_in(period=period, **given),
        done="评价已提交。",
        **about,
    )
    context = {"period": period, "form": form, "form_key": new_key(request), "section": "voice"}
    context["late"] = pages.LATE if pages.is_over(period) else ""
    return response or render(request, "voice/sheet.html", context, status=422 if form.is_bound else 200)
