"""专报: the list, one of them and what was answered, drafting, issuing, recording the answer."""

from django.core.paginator import Paginator
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from admission.act import NotAllowed
from admission.views.shell import county_words
from jointmeeting import actions, rules
from jointmeeting.forms.letters import AnswerForm, ReportForm
from jointmeeting.models import SpecialReport
from jointmeeting.pages.letters import begun_from, bodies_to_answer, facts_of
from jointmeeting.queries import reports_seen_by
from jointmeeting.views.letters import (
    correct_view,
    issue_view,
    may_draft,
    meeting_named,
    paper_view,
    scan_view,
    shown,
)
from jointmeeting.views.shell import begin, confirm, fetch, handle, page, plain, where_it_meets

paper = paper_view(SpecialReport)
scan = scan_view(SpecialReport)
correct = correct_view(SpecialReport, "correct_report", actions.correct_report)
issue = issue_view(
    SpecialReport,
    "issue_report",
    actions.issue_report,
    ["印发专报，县委办、县政府办收到消息，批复由其登记。", "印发以后不再改动。"],
)


@seat_required
@where_it_meets
@require_safe
def index(request):
    by = request.acting
    if not rules.leads(by):
        raise NotAllowed
    context = {
        "page": Paginator(reports_seen_by(by), 20).get_page(request.GET.get("page")),
        "may_draft": may_draft(request, SpecialReport, "draft_report"),
    }
    return plain(request, "jointmeeting/reports.html", context)


@seat_required
@where_it_meets
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    meeting = meeting_named(request)
    form = ReportForm(request.POST or None, initial=begun_from(meeting), worded=county_words(request))
    response = begin(
        request,
        actions.draft_report,
        form,
        done="专报已拟写，由办公室负责人印发。",
        may=may_draft(request, SpecialReport, "draft_report"),
        to="special-report-list",
        facts=lambda: form.facts() | {"meeting": meeting},
    )
    context = {"form": form, "title": "拟写专报", "act": "保存专报", "back": "special-report-list"}
    return response or plain(request, "jointmeeting/letter_form.html", context)


@seat_required
@require_safe
def show(request, uuid):
    report = fetch(request, uuid, SpecialReport)
    context = shown(report, request.acting) | {"answers": report.answers.all()}
    return page(request, "jointmeeting/report.html", context, row=report)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, uuid):
    report = fetch(request, uuid, SpecialReport)
    stored = {name: getattr(report, name) for name in ("matter", "text", "next", "is_major")}
    form = ReportForm(request.POST or None, initial=stored, worded=county_words(request))
    action, done = actions.change_report, "专报已保存。"
    response = handle(request, "change_report", action, row=report, form=form, done=done)
    context = {"form": form, "title": "修改专报", "act": "保存专报"}
    return response or page(request, "jointmeeting/letter_form.html", context, row=report)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, uuid):
    report = fetch(request, uuid, SpecialReport)
    form = AnswerForm(request.POST or None, bodies=bodies_to_answer(report, request.acting))
    return confirm(
        request,
        "record_answer",
        actions.record_answer,
        row=report,
        form=form,
        done="批复已登记。",
        will=["批复、批示登记在案，联席会议办公室和召集人看得到。"],
        about=facts_of(report),
    )
