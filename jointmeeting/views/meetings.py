"""The list of meetings, the roster, one meeting, and its arrangements."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import posts_required, seat_required
from accounts.models import UNIT_POSTS
from admission.views.shell import county_words
from documents.handing import printed
from jointmeeting import actions, rules
from jointmeeting.forms.meeting import MeetingForm, ReasonForm
from jointmeeting.pages.meeting import acts_for, before_call, begun, facts_of, shown
from jointmeeting.queries import (
    attendance_of,
    cases_to_put,
    coordination_hearings,
    items_for,
    meetings_for,
    papers_of,
    roster_units,
)
from jointmeeting.views.shell import begin, confirm, entries, fetch, handle, page, plain, where_it_meets
from workday.absences import away

ARRANGED = ("title", "meets_on", "meets_at", "place", "note")
DEFAULT_TITLE = "乡镇职责准入工作联席会议"
NOT_OF_A_COUNTY = "会议由各县自己召开，上级单位不参加。各县报来的案件在“申请”里，各县的情况在“所辖各县”里看。"


@posts_required(*UNIT_POSTS)
@require_safe
def index(request):
    """Joint meetings and open coordination meetings, as far as this seat sees them."""
    by = request.acting
    if by.county is None:
        raise PermissionDenied(NOT_OF_A_COUNTY)
    blank = actions.blank_meeting(by)
    if blank and blank.rules.bodies.convenor is None:
        return render(request, "jointmeeting/none.html", {"rules": blank.rules, "section": "meetings"})
    context = {
        "page": Paginator(meetings_for(by), 20).get_page(request.GET.get("page")),
        "hearings": coordination_hearings(by)[:50],
        "waiting": cases_to_put(by)[:50] if blank and rules.may_work(blank, by) else [],
        "may_prepare": blank is not None and rules.may_prepare(blank, by),
        "takes_part": rules.takes_part(by),
        "leads": rules.leads(by),
        "may_see_figures": blank is not None and rules.may_see_figures(by, blank.rules),
        "section": "meetings",
    }
    return render(request, "jointmeeting/list.html", context)


@seat_required
@require_safe
def show(request, uuid):
    meeting, by = fetch(request, uuid), request.acting
    items = items_for(meeting, by)
    context = shown(meeting, by) | {
        "items": items,
        "acts": acts_for(meeting, by, items),
        "events": entries(meeting),
    }
    return page(request, "jointmeeting/meeting.html", context, row=meeting)


@seat_required
@require_safe
def paper(request, uuid, paper):
    """One of the meeting's papers as it was printed."""
    meeting = fetch(request, uuid)
    found = next((each for each in papers_of(meeting) if each.uuid == paper), None)
    if found is None:
        raise Http404
    return printed(request, found, back=meeting.get_absolute_url())


@seat_required
@where_it_meets
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    blank = actions.blank_meeting(request.acting)
    form = MeetingForm(request.POST or None, initial={"title": county_words(request)(DEFAULT_TITLE)})
    may = blank is not None and rules.may_prepare(blank, request.acting)
    done = "会议已开始筹备，成员单位可以看到。"
    response = begin(request, actions.prepare_meeting, form, done=done, may=may, to="meeting-list")
    told = {"form": form, "warning": away(roster_units(request.acting.county))}
    return response or plain(request, "jointmeeting/new.html", told)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, uuid):
    meeting = fetch(request, uuid)
    initial = {name: getattr(meeting, name) for name in ARRANGED}
    form = MeetingForm(request.POST or None, initial=initial)
    action, done = actions.change_meeting, "会议安排已修改。"
    if response := handle(request, "change_meeting", action, row=meeting, form=form, done=done):
        return response
    return page(request, "jointmeeting/edit.html", {"form": form, "warning": _away(meeting)}, row=meeting)


def _away(meeting):
    return away([row.unit for row in attendance_of(meeting)])


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def call(request, uuid):
    meeting = fetch(request, uuid)
    return confirm(
        request,
        "call_meeting",
        actions.call_meeting,
        row=meeting,
        done="会议已召集，已告知成员单位。",
        facts=dict,
        about=[row for row in facts_of(meeting) if row[0] != "召集"],
        lead=before_call(meeting, request.acting),
        will=["会议取得编号，由召集人主持。", "印发会议通知、会议议程和材料，各成员单位收到消息。"],
        previews=True,
        warning=begun(meeting) or _away(meeting),
        whom=[row.unit.short_name for row in attendance_of(meeting)],
    )


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, uuid):
    meeting = fetch(request, uuid)
    form = ReasonForm(request.POST or None, label="取消的理由")
    return confirm(
        request,
        "cancel_meeting",
        actions.cancel_meeting,
        row=meeting,
        form=form,
        facts=lambda: {"reason": form.cleaned_data["text"]},
        done="会议已取消。",
        will=["会议不再召开，编号保留，不再使用。"],
        grave=True,
        cancel_label="不取消，返回",
    )
