"""议程: which cases the meeting discusses, and taking its results over into them."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from admission.forms.entries import Arrangement
from admission.outcomes import after_deliberation
from admission.pages.consequence_words import approved
from admission.queries import visible_to as cases_visible_to
from admission.states import State
from admission.views.shell import fetch as fetch_case
from admission.views.shell import new_key, posted_lock
from jointmeeting import actions, rules
from jointmeeting.acts import openness
from jointmeeting.queries import (
    cases_to_put,
    items_for,
    items_of,
    meeting_of,
    meetings_open_for,
    topics_seen_by,
    topics_to_put,
    visible_to,
)
from jointmeeting.states import Result
from jointmeeting.views.shell import confirm, fetch, gate, handle, page

LEADS_TO = {
    Result.PASSED: "案件报请审定。",
    Result.FAILED: "案件结束，书面告知各方，不再恢复。",
    Result.DEFERRED: "案件仍在审议环节，可以列入下一次会议。",
    Result.COORDINATE: "案件回到协调环节，再次召开协调会。",
    Result.RETURNED: "案件退回申请方修改完善，停止计时。",
}


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request, uuid):
    """Cases in deliberation and topics that wait, each with a button that puts it on this agenda."""
    meeting, by = fetch(request, uuid), request.acting
    put, found = _posted(request)
    if request.method == "POST" and not found:
        if conflict := gate(request, put.__name__, meeting):
            return conflict
        raise Http404
    done = f"已列入议程：{next(iter(found.values())).title}" if found else ""
    if response := handle(request, put.__name__, put, row=meeting, facts=lambda: found, done=done):
        return response
    context = {"waiting": cases_to_put(by), "topics": topics_to_put(by), "items": items_for(meeting, by)}
    return page(request, "jointmeeting/agenda.html", context, row=meeting)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, uuid, pk):
    meeting = fetch(request, uuid)
    item = _item(meeting, pk)
    after = "仍在审议环节" if item.case else "仍是待研究的议题"
    will = f"“{item.title}”不在这次会议上审议，{after}，可以列入另一次会议。"
    if not item.is_open:
        will = f"“{item.title}”已离开审议，从这次会议的议程上去掉。"
    return confirm(
        request,
        "take_off",
        actions.take_off,
        row=meeting,
        facts=lambda: {"item": item},
        done=f"已移出议程：{item.title}",
        will=[will],
    )


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def result(request, uuid, pk):
    """登记审议结果: what the signed minutes say becomes the case's next step."""
    meeting = fetch(request, uuid)
    item = _item(meeting, pk, case__isnull=False)
    again = item.result == Result.COORDINATE
    form = Arrangement(request.POST or None).about(item.case) if again else None
    response = handle(
        request,
        "record_item",
        actions.record_item,
        row=meeting,
        form=form,
        facts=lambda: {"item": item, **(form.cleaned_data if again else {})},
        done=f"审议结果已登记：{item.get_result_display()}",
    )
    if response:
        return response
    context = {
        "item": item,
        "form": form,
        "leads_to": _leads_to(item),
        "lock": posted_lock(request) if request.method == "POST" else item.case.lock,
    }
    return page(request, "jointmeeting/result.html", context, row=meeting)


def _leads_to(item):
    """What a result comes to, in the words of the case; of what the meeting passes, as its path has it."""
    said = item.case.words(LEADS_TO.get(item.result, ""))
    if item.result != Result.PASSED:
        return said
    match after_deliberation(item.case):
        case State.APPROVED:
            return approved(item.case)
        case State.UPPER_REVIEW:
            return f"案件进入“{item.case.label_of(State.UPPER_REVIEW)}”，由办公室上报。"
    return said


@seat_required
@require_safe
def of_case(request, case_uuid):
    """From a case to the meeting that discusses it; a case on no agenda, to the meetings it could be put on."""
    case, by = fetch_case(request, case_uuid), request.acting
    meeting = meeting_of(case)
    if meeting is not None and visible_to(by).filter(pk=meeting.pk).exists():
        return redirect(meeting)
    if not rules.may_work(case, by) or not cases_to_put(by).filter(pk=case.pk).exists():
        return redirect("meeting-list")
    context = {
        "case": case,
        "meetings": [each for each in meetings_open_for(by) if openness("put_item", each, by) == "open"],
        "new_url": reverse("meeting-new") if rules.may_prepare(case, by) else "",
        "form_key": new_key(request),
        "section": "meetings",
    }
    return render(request, "jointmeeting/put.html", context)


def _posted(request):
    """The act that the form asks for, and the case or topic it names, if the seat sees one of that name."""
    by, kind = request.acting, "topic" if "topic" in request.POST else "case"
    put, seen = {
        "case": (actions.put_item, cases_visible_to),
        "topic": (actions.put_topic, topics_seen_by),
    }[kind]
    try:
        named = seen(by).filter(uuid=UUID(request.POST.get(kind, ""))).first()
    except ValueError:
        named = None
    return put, {kind: named} if named else {}


def _item(meeting, pk, **where):
    item = items_of(meeting).filter(pk=pk, **where).first()
    if item is None:
        raise Http404
    return item
