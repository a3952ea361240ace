"""Several cases at once where the act is the same; each its own transaction, and what became of each is told."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.decorators import seat_required
from accounts.models import Unit
from admission import deadlines
from admission.act import NotAllowed, Refused, Stale
from admission.actions import office
from admission.pages.case import CasePage
from admission.queries import case_seen_by


@require_POST
@seat_required
def remind_several(request):
    """催办 in the cases chosen on the workbench: every unit that is late and was not reminded yet."""
    try:
        wanted = {UUID(raw) for raw in request.POST.getlist("case")}
    except ValueError:
        raise Http404 from None
    cases = [case_seen_by(request.acting, uuid, deadlines.dated) for uuid in sorted(wanted)]
    if None in cases:
        raise Http404
    outcomes = [outcome for case in cases for outcome in _remind(case, request.acting)]
    done = sum(outcome["done"] for outcome in outcomes)
    context = {"outcomes": outcomes, "done": done, "section": "desk"}
    return render(request, "admission/reminded.html", context)


def _remind(case, by):
    late = [row for row in CasePage(case, by).board.waiting if row["late"] and not row["note"]]
    codes = [row["code"] for row in late if "remind_url" in row]
    units = Unit.objects.filter(county=case.county_id, code__in=codes)
    return [_outcome(case, unit, by) for unit in units] or [
        {"case": case, "done": False, "says": "没有要催办的单位：都已答复或者催办过。"}
    ]


def _outcome(case, unit, by):
    try:
        office.remind(case=case, unit=unit, by=by)
    except Refused as refusal:
        says = "".join(problem.text for problem in refusal.problems)
    except (NotAllowed, Stale):
        says = "现在不能由您催办。"
    else:
        return {"case": case, "done": True, "says": f"已催办{unit.short_name}。"}
    return {"case": case, "done": False, "says": f"{unit.short_name}：{says}"}
