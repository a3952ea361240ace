"""考核评比清理: the list and its file, a new entry, one of it and the act on it, the calendar of a year."""

from functools import partial

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from accounts.succession import with_successors
from documents.files import stream
from registry import sheets
from supervision.models import Attachment
from supervision.pages.guarantees import said_of
from supervision.pages.timeline import course
from supervision.views.shell import ActPage, act_page, form_page, only_where, refused, staff_only
from voice import queries, rules
from voice.actions import burdens as actions
from voice.acts import AUDIT_LABELS, SAID_OF_BURDENS
from voice.forms import burdens as forms
from voice.pages import burdens as pages
from voice.pages.parts import parts_for

A_PAGE = 30
PAGES = {"settle_burden": ActPage(run=actions.settle_burden, form=forms.Settling, done="清理意见已登记。")}


def fetch(request, uuid):
    burden = queries.burdens_seen_by(request.acting).filter(uuid=uuid).first()
    if burden is None:
        raise Http404
    request.reads = burden
    return burden


def _events(burden, by):
    hidden = None if rules.knows_reporter(burden, by) else burden.reported_by
    return course(burden, hidden=hidden, labels=AUDIT_LABELS)


@seat_required
@require_safe
def index(request):
    staff_only(request)
    only_where(request.acting, *rules.BURDENS, rows=queries.burdens_seen_by(request.acting))
    shown = pages.BurdenList(request.acting, request.GET)
    page = Paginator(shown.burdens, A_PAGE).get_page(request.GET.get("page"))
    with_successors(page, *pages.UNITS)
    own = rules.own_units(request.acting)
    context = {
        "list": shown,
        "page": page,
        "rows": [
            (burden, pages.state_of(burden), pages.townships_of(burden, request.acting, own))
            for burden in page
        ],
        "may_enter": rules.may_enter(request.acting),
        "parts": parts_for(request.acting),
        "section": "voice",
    }
    return render(request, "voice/burdens.html", context)


@seat_required
@require_safe
def download(request, ending):
    staff_only(request)
    only_where(request.acting, *rules.BURDENS, rows=queries.burdens_seen_by(request.acting))
    shown = pages.BurdenList(request.acting, request.GET)
    return sheets.answer(shown.table, "考核评比清理", ending)


@seat_required
@require_safe
def calendar(request):
    staff_only(request)
    only_where(request.acting, *rules.BURDENS, rows=queries.burdens_seen_by(request.acting))
    year, months = pages.months_of(request.acting, request.GET)
    context = {"year": year, "months": months, "section": "voice"}
    return render(request, "voice/burden_calendar.html", context)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    by = request.acting
    if not by.offers("cleanup", "combined"):
        raise Http404
    if not rules.may_enter(by):
        raise refused(request, "enter_burden")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, back = forms.BurdenForm(*sent, by=by), reverse("burden-list")
    title = "反映清单没有列的" if by.is_township else "登记考核评比"
    shown = {"title": title, "kicker": "考核评比清理", "act": title, "cancel_url": back}
    return form_page(
        request, actions.enter_burden, form=form, done="已登记。", to=back, **shown, section="voice"
    )


@seat_required
@require_safe
def show(request, uuid):
    burden, by = fetch(request, uuid), request.acting
    context = {
        "burden": burden,
        "leaders": queries.leaders(by.county),
        "state": pages.state_of(burden),
        "facts": pages.facts_of(burden, by),
        "said": said_of(burden, _told(burden, by), partial(_file_url, burden)),
        "events": _events(burden, by),
        "acts": pages.acts_for(burden, by),
        "for_the_head": pages.for_the_head(burden, by),
        "section": "voice",
    }
    return render(request, "voice/burden.html", context)


def _file_url(burden, file):
    return reverse("burden-file", args=[burden.uuid, file.uuid])


def _told(burden, by):
    """{verb: spec} of the acts whose words and files the seat reads: what a report was begun with names who made it."""
    hidden = set() if rules.knows_reporter(burden, by) else {"enter_burden"}
    return {verb: spec for verb, spec in SAID_OF_BURDENS.items() if verb not in hidden}


@seat_required
@require_safe
def file(request, uuid, file):
    burden = fetch(request, uuid)
    told = _told(burden, request.acting)
    found = Attachment.objects.filter(entry__subject=burden.uuid, entry__verb__in=told, file__uuid=file)
    return stream(get_object_or_404(found.select_related("file")).file)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request, uuid, verb):
    burden, by = fetch(request, uuid), request.acting
    facts = pages.facts_of(burden, by)
    return act_page(
        request,
        verb,
        PAGES,
        subject=burden,
        happened=lambda: _events(burden, by),
        facts=facts,
        section="voice",
    )
