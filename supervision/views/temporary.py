"""What has an end: temporary duties, 先行办理, and whether ended duties stopped."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from audit import clock
from documents.handing import printed
from documents.papers import papers_about
from regimes.queries import in_force, kinds_taken
from supervision import queries, rules
from supervision.actions import endings, urgent
from supervision.acts import SAID_OF_TASK
from supervision.forms import temporary as forms
from supervision.pages import temporary as pages
from supervision.pages.guarantees import said_of
from supervision.pages.timeline import course
from supervision.views.reports import regime_or_403
from supervision.views.shell import ActPage, act_page, form_page, only_where, refused, staff_only

A_PAGE = 30
TASK_PAGES = {
    "begin_papers": ActPage(
        run=urgent.begin_papers,
        done="已起草补办的申请，请补充后提交。",
        will=("新建一件临时性准入申请的草稿，带入任务名称、内容、乡镇和期间；补办期限不停止。",),
    ),
    "regularise": ActPage(run=urgent.regularise, form=forms.Regularising, done="已登记补办的申请。"),
    "end_task": ActPage(run=urgent.end_task, form=forms.EndingTask, done="任务已结束。"),
}
END_PAGES = {
    "say_stopped": ActPage(run=endings.say_stopped, form=forms.Stopped, done="已答复：已停止。"),
    "say_continued": ActPage(
        run=endings.say_continued,
        form=forms.Continued,
        done="已答复：仍在办理，反映已提交。",
        will=("提交一件反映，由联席会议办公室按期核实。",),
    ),
}


@seat_required
@require_safe
def index(request):
    """临时性、阶段性职责任务清单, and the urgent tasks that have no papers yet."""
    staff_only(request)
    by = request.acting
    held = in_force(by.county, on=clock.today()).first()
    tasks = pages.task_rows(by)
    starts_first = bool(tasks) or (held is not None and not urgent.refusal_of(held.rules))
    context = {
        "title": f"临时性事项{'和先行办理' if starts_first else ''}",
        "duties": pages.temporary_rows(by),
        "kinds": kinds_taken(by.county),
        "tasks": tasks,
        "starts_first": starts_first,
        "may_start": starts_first and rules.may_start_task(by),
        "section": "supervision",
    }
    return render(request, "supervision/temporary.html", context)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    by = request.acting
    if not rules.may_start_task(by):
        raise refused(request, "start_task")
    excluded = urgent.refusal_of(regime_or_403(by).rules)
    if excluded and request.method != "POST":
        return render(request, "supervision/urgent_none.html", {"why": excluded, "section": "supervision"})
    sent = (request.POST,) if request.method == "POST" else ()
    form, back = forms.TaskForm(*sent, by=by), reverse("temporary-list")
    shown = {"title": "登记先行办理", "kicker": "临时性事项", "act": "登记先行办理", "cancel_url": back}
    lead = (
        excluded
        or "先口头请示、经同意，再先行办理；登记后按期补办准入手续，不能口头续办，常态事项不能先行办理。"
    )
    return form_page(
        request, urgent.start_task, form=form, done="已登记先行办理。", to=back, lead=lead, **shown
    )


def fetch(request, uuid):
    task = queries.tasks_seen_by(request.acting).filter(uuid=uuid).first()
    if task is None:
        raise Http404
    request.reads = task
    return task


@seat_required
@require_safe
def show(request, uuid):
    task = fetch(request, uuid)
    context = {
        "task": task,
        "state": pages.task_state(task),
        "facts": pages.facts_of_task(task),
        "said": said_of(task, SAID_OF_TASK, lambda file: ""),
        "papers": pages.papers_of(task),
        "events": course(task),
        "acts": pages.acts_for(task, request.acting),
        "begun": pages.begun_rows(task, request.acting),
        "section": "supervision",
    }
    return render(request, "supervision/urgent.html", context)


@seat_required
@require_safe
def paper(request, uuid, paper):
    task = fetch(request, uuid)
    found = get_object_or_404(papers_about(task.uuid), uuid=paper)
    return printed(request, found, back=task.get_absolute_url())


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request, uuid, verb):
    task = fetch(request, uuid)
    facts = pages.facts_of_task(task)
    return act_page(request, verb, TASK_PAGES, subject=task, happened=lambda: course(task), facts=facts)


@seat_required
@require_safe
def ends(request):
    staff_only(request)
    only_where(request.acting, "end_check", rows=queries.ends_seen_by(request.acting))
    page = Paginator(pages.end_rows(request.acting), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "supervision/ends.html", {"page": page, "section": "supervision"})


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_act(request, uuid, verb):
    row = queries.ends_seen_by(request.acting).filter(uuid=uuid).first()
    if row is None:
        raise Http404
    request.reads = row
    facts = pages.facts_of_end(row)
    return act_page(request, verb, END_PAGES, subject=row, happened=lambda: course(row), facts=facts)
