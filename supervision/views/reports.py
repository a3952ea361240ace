"""反映: the list, a new one, one report, how its days were counted, its papers and files, and every act on it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from accounts.fields import searched
from admission.act import NotAllowed, Refused, Repeated
from admission.views.shell import new_key, posted_key, tell
from audit import clock
from documents.files import BadFile, stream
from documents.handing import printed
from regimes.calendar import Calendar
from registry.pages.asked import Q_MAX
from supervision import deadlines, queries, rules
from supervision.actions import reports as actions
from supervision.forms import acts as forms
from supervision.forms.reports import ReportForm
from supervision.pages import report as pages
from supervision.pages.reports import ReportList
from supervision.pages.timeline import entries
from supervision.views.shell import ActPage, act_page, refused, staff_only

A_PAGE = 20


PAGES = {
    "receive": ActPage(
        run=actions.receive, done="已签收。", will=("乡镇收到消息；部门从此看得到，可以说明情况。",)
    ),
    "withdraw_report": ActPage(run=actions.withdraw_report, form=forms.Withdrawing, done="已撤回反映。"),
    "say_side": ActPage(run=actions.say_side, form=forms.Saying, done="情况说明已登记。"),
    "note_check": ActPage(run=actions.note_check, form=forms.Checking, done="核实情况已登记。"),
    "stop_clock": ActPage(run=actions.stop_clock, form=forms.Stopping, done="已停止计时。"),
    "restart_clock": ActPage(run=actions.restart_clock, form=forms.Restarting, done="已恢复计时。"),
    "find_true": ActPage(
        run=actions.find_true,
        form=forms.FindingTrue,
        done="督办通知单已发出。",
        dates=True,
        will=("督办通知单取得编号，发给被反映部门。", "核实结果告知书发给反映的乡镇。"),
        signing=True,
        issues=True,
    ),
    "find_untrue": ActPage(
        run=actions.find_untrue,
        form=forms.FindingUntrue,
        done="核实结果已告知乡镇。",
        will=("理由写进核实结果告知书，发给反映的乡镇。", "不作督办，办理结束。"),
        signing=True,
        issues=True,
    ),
    "set_day": ActPage(run=actions.set_day, form=forms.SettingDay, done="整改期限已改。", dates=True),
    "answer_slip": ActPage(
        run=actions.answer_slip,
        form=forms.Answering,
        done="整改情况已报告。",
        will=("由反映的乡镇确认是否到位。",),
    ),
    "confirm_rectified": ActPage(
        run=actions.confirm_rectified, form=forms.Confirming, done="已确认整改到位。"
    ),
    "object_to_answer": ActPage(
        run=actions.object_to_answer, form=forms.Objecting, done="已退回部门继续整改。"
    ),
    "close_report": ActPage(
        run=actions.close_report, form=forms.Closing, done="已销号。", will=("办结，不再改动。",)
    ),
    "refer": ActPage(
        run=actions.refer,
        form=forms.Referring,
        done="已移送。",
        will=("移送函发给移送机关，办理结束；系统只登记，不作评判。",),
        signing=True,
        issues=True,
    ),
    "record_organ_reply": ActPage(
        run=actions.record_organ_reply, form=forms.OrganReply, done="移送回复已登记。"
    ),
    "urge": ActPage(run=actions.urge, form=forms.Urging, done="已催办。"),
}


def fetch(request, uuid):
    """The report as this seat may see it; otherwise 404, whether it exists or not."""
    report = queries.reports_seen_by(request.acting).filter(uuid=uuid).first()
    if report is None:
        raise Http404
    request.reads = report
    return report


def _entries(request, report):
    named = queries.names_reporter(report, request.acting)
    return entries(queries.events_for(report, request.acting), hidden=None if named else report.township)


@seat_required
@require_safe
def index(request):
    staff_only(request)
    shown = ReportList(request.acting, request.GET)
    page = Paginator(shown.reports, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "list": shown,
        "page": page,
        "rows": shown.rows(page),
        "may_report": rules.may_report(request.acting),
        "section": "supervision",
    }
    return render(request, "supervision/reports.html", context)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    by = request.acting
    if not rules.may_report(by):
        raise refused(request, "submit_report")
    form = ReportForm(
        request.POST or None, request.FILES or None, by=by, regime=regime_or_403(by), initial=_asked(request)
    )
    if request.method == "POST" and form.is_valid():
        try:
            report = actions.submit_report(by=by, form_key=posted_key(request), **form.cleaned_data)
        except Repeated as before:
            return redirect(
                queries.reports_seen_by(by).filter(uuid=before.result or None).first() or "report-list"
            )
        except Refused as refusal:
            tell(request, form, refusal.problems)
        except BadFile as bad:
            tell(request, form, [], file_problem=str(bad))
        else:
            messages.success(request, f"已提交反映，编号{report.number}。")
            return redirect(report)
    context = {"form": form, "form_key": new_key(request), "section": "supervision"}
    return render(request, "supervision/report_new.html", context, status=422 if form.is_bound else 200)


def regime_or_403(by):
    try:
        return actions.regime_of(by.county)
    except Refused as refusal:
        raise NotAllowed(str(refusal)) from None


def _asked(request):
    """From a duty's page, or that of an application like one that has ended: its number, and what is reported; from what is
    bought: the department, or who took over from it; from the answer that something is in no list: what was looked for."""
    asked = {"code": request.GET.get("code", "")[:20], "kind": request.GET.get("kind", "")[:20]}
    matter, code = (
        searched(request.GET.get("q", ""))[:Q_MAX],
        searched(request.GET.get("department", ""))[:40],
    )
    if matter.strip():
        asked["facts"] = f"清单里没有的事：{matter.strip()}。"
    return asked | {"department": queries.answerable(request.acting.county).filter(code=code).first()}


@seat_required
@require_safe
def show(request, uuid):
    report, by = fetch(request, uuid), request.acting
    named, calendar = queries.names_reporter(report, by), Calendar.load()
    due = deadlines.deadline_of(report)
    left = calendar.between(clock.today(), due.date) if due else None
    context = {
        "report": report,
        "state": pages.state_of(report, due),
        "holder": pages.holder_of(report, named, due, left),
        "facts": pages.facts_of(report, by),
        "villages": pages.villages_of(report, by),
        "said": pages.said_of(report, by, named),
        "papers": pages.papers_of(report, by),
        "events": _entries(request, report),
        "acts": pages.acts_for(report, by),
        "seen_by": queries.readers(report.county),
        "hint": pages.hint_for(report, by),
        "section": "supervision",
    }
    return render(request, "supervision/report.html", context)


@seat_required
@require_safe
def counted(request, uuid):
    report = fetch(request, uuid)
    context = pages.clock_of(report) | {"report": report, "section": "supervision"}
    return render(request, "supervision/report_clock.html", context)


@seat_required
@require_safe
def paper(request, uuid, paper):
    report = fetch(request, uuid)
    found = queries.papers_for(report, request.acting).filter(uuid=paper).first()
    if found is None:
        raise Http404
    return printed(request, found, back=report.get_absolute_url())


@seat_required
@require_safe
def file(request, uuid, file):
    found = queries.files_for(fetch(request, uuid), request.acting).filter(file__uuid=file).first()
    if found is None:
        raise Http404
    return stream(found.file)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request, uuid, verb):
    report = fetch(request, uuid)
    return act_page(
        request,
        verb,
        PAGES,
        subject=report,
        happened=lambda: _entries(request, report),
        facts=pages.facts_of(report, request.acting),
    )
