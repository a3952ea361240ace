"""议程: which cases the meeting discusses, and taking its results over into them."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from admission.forms.entries import Arrangement
from admission.queries import visible_to as cases_visible_to
from admission.views.shell import fetch as fetch_case
from admission.views.shell import new_key, posted_lock
from jointmeeting import actions, rules
from jointmeeting.acts import verdict
from jointmeeting.queries import cases_to_put, items_for, meeting_of, meetings_open_for, visible_to
from jointmeeting.states import Result
from jointmeeting.views.shell import confirm, fetch, gate, handle, page

LEADS_TO = {
    Result.PASSED: "案件报县委、县政府审定。",
    Result.FAILED: "案件结束，书面告知各方，不再恢复。",
    Result.DEFERRED: "案件仍在审议环节，可以列入下一次会议。",
    Result.COORDINATE: "案件回到协调环节，再次召开协调会。",
    Result.RETURNED: "案件退回申请方修改完善，停止计时。",
}


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request, uuid):
    """Cases in deliberation, each with a button that puts it on this agenda."""
    meeting = fetch(request, uuid)
    case = _posted_case(request)
    if request.method == "POST" and case is None:
        if conflict := gate(request, "put_item", meeting):
            return conflict
        raise Http404
    response = handle(
        request,
        "put_item",
        actions.put_item,
        meeting=meeting,
        facts=lambda: {"case": case},
        done=case and f"已列入议程：{case.title}",
    )
    if response:
        return response
    context = {"waiting": cases_to_put(request.acting), "items": items_for(meeting, request.acting)}
    return page(request, "jointmeeting/agenda.html", context, meeting=meeting)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, uuid, pk):
    meeting = fetch(request, uuid)
    item = _item(meeting, pk)
    return confirm(
        request,
        "take_off",
        actions.take_off,
        meeting=meeting,
        facts=lambda: {"item": item},
        done=f"已移出议程：{item.case.title}",
        will=[f"“{item.case.title}”不在这次会议上审议，仍在审议环节，可以列入另一次会议。"],
    )


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def result(request, uuid, pk):
    """登记审议结果: what the signed minutes say becomes the case's next step."""
    meeting = fetch(request, uuid)
    item = _item(meeting, pk)
    again = item.result == Result.COORDINATE
    form = Arrangement(request.POST or None) if again else None
    response = handle(
        request,
        "record_item",
        actions.record_item,
        meeting=meeting,
        form=form,
        facts=lambda: {"item": item, **(form.cleaned_data if again else {})},
        done=f"审议结果已登记：{item.get_result_display()}",
    )
    if response:
        return response
    context = {
        "item": item,
        "form": form,
        "leads_to": LEADS_TO.get(item.result, ""),
        "lock": posted_lock(request) if request.method == "POST" else item.case.lock,
    }
    return page(request, "jointmeeting/result.html", context, meeting=meeting)


@seat_required
@require_safe
def of_case(request, case_uuid):
    """From a case to the meeting that discusses it; a case on no agenda, to the meetings it could be put on."""
    case, by = fetch_case(request, case_uuid), request.acting
    meeting = meeting_of(case)
    if meeting is not None and visible_to(by).filter(pk=meeting.pk).exists():
        return redirect(meeting)
    if not rules.may_work(case, by) or case not in cases_to_put(by):
        return redirect("meeting-list")
    context = {
        "case": case,
        "meetings": [each for each in meetings_open_for(by) if verdict("put_item", each, by) == "open"],
        "new_url": reverse("meeting-new") if rules.may_prepare(case, by) else "",
        "form_key": new_key(request),
        "section": "meetings",
    }
    return render(request, "jointmeeting/put.html", context)


def _posted_case(request):
    """The case named by the form, if the seat sees one of that name."""
    try:
        return cases_visible_to(request.acting).filter(uuid=UUID(request.POST.get("case", ""))).first()
    except ValueError:
        return None


def _item(meeting, pk):
    item = actions.items_of(meeting).filter(pk=pk).first()
    if item is None:
        raise Http404
    return item
