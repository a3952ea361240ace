"""The case page and what hangs on it: a version, two compared, the clock."""

from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.decorators import seat_required
from admission import deadlines, queries, rules
from admission.pages import contents
from admission.pages.case import CasePage
from admission.pages.neighbours import neighbours as neighbours_of
from admission.pages.neighbours import previous_of
from admission.pages.sheets import nothing_corrected
from admission.pages.timeline import entries
from admission.states import STANDING_STILL, State
from admission.views.shell import fetch, page
from regimes.calendar import Calendar
from registry.states import LEFT


def crumbs(case, *last):
    home = [("工作台", reverse("desk")), ("申请", reverse("case-list"))]
    named = case.number or case.state_label
    return [*home, (named, case.get_absolute_url() if last else None), *((label, None) for label in last)]


@seat_required
@require_safe
def show(request, case_uuid):
    case = fetch(request, case_uuid, deadlines.dated)
    shown = CasePage(case, request.acting)
    first = case.state in (State.CIRCULATING, State.COORDINATING, State.DELIBERATING, State.REVISING)
    warning = nothing_corrected(shown.case) if rules.is_office(case, request.acting) else None
    listed = queries.listed_text(case) if case.duty_id or shown.notice else None
    context = {
        "it": shown,
        "board_first": first,
        "warning": warning,
        "listed": listed and listed.duty,
        "has_left": listed and listed.standing in LEFT,
        "previous": previous_of(case, request.acting),
        "may_begin_again": rules.may_apply(request.acting) and rules.may_begin_again(case, request.acting),
        "follow_up_cited": case.rules.cited("follow_up"),
        "crumbs": crumbs(case),
    }
    return page(request, "admission/case.html", context, case=case)


@seat_required
@require_safe
def version(request, case_uuid, number):
    """One 稿 as it was; the applicant's unsubmitted text does not exist for others."""
    case = fetch(request, case_uuid)
    versions = queries.versions_for(case, request.acting)
    chosen = next((each for each in versions if each.number == number), None)
    if chosen is None:
        raise Http404
    context = {
        "version": chosen,
        "versions": versions,
        "lines": contents.against_list(case, chosen),
        "crumbs": crumbs(case, str(chosen)),
    }
    return page(request, "admission/case_version.html", context, case=case)


@seat_required
@require_safe
def compare(request, case_uuid):
    """Two versions beside each other, the newer one's text with the changes marked; the last two by default."""
    case = fetch(request, case_uuid)
    versions = queries.versions_for(case, request.acting)
    by_number = {str(each.number): each for each in versions}
    new = by_number.get(request.GET.get("new", ""), versions[-1])
    old = by_number.get(request.GET.get("old", ""), versions[max(versions.index(new) - 1, 0)])
    lines = contents.compared(case, old, new)
    named = [contents.Line("name", "职责名称", new.name, old.name)] if old.name != new.name else []
    context = {
        "old": old,
        "new": new,
        "versions": versions,
        "lines": [*named, *(line for line in lines if line.changed)],
        "crumbs": crumbs(case, "两稿对比"),
    }
    return page(request, "admission/case_compare.html", context, case=case)


@seat_required
@require_safe
def neighbours(request, case_uuid):
    """Other cases that this one has to do with, as far as the seat sees them."""
    case = fetch(request, case_uuid)
    context = {"groups": neighbours_of(case, request.acting), "crumbs": crumbs(case, "相关的申请")}
    return page(request, "admission/case_neighbours.html", context, case=case)


@seat_required
@require_safe
def clock(request, case_uuid):
    """How the present day was worked out: start, days left out, and whether it is provisional."""
    case = fetch(request, case_uuid, deadlines.dated)
    calendar = Calendar.load()
    deadline = deadlines.deadline_of(case, calendar)
    limit = case.rules.limits.get(deadline.limit) if deadline else None
    context = {
        "deadline": deadline,
        "left": deadlines.left(calendar, deadline),
        "limit": limit,
        "stopped": case.state in STANDING_STILL,
        "moved": entries(
            [event for event in queries.events_for(case, request.acting) if event.verb == "recount"],
            queries.units_around(case),
            case,
        ),
        "stays": [{"label": case.label_of(stay.state), "stay": stay} for stay in case.stays.all()],
        "crumbs": crumbs(case, "期限怎么算的"),
    }
    return page(request, "admission/case_clock.html", context, case=case)
