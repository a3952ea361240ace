"""Several cases at once where the act is the same; each its own transaction, and what became of each is told."""

from uuid import UUID

from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import posts_required, recent_password, seat_required
from accounts.models import Post, Unit
from admission import deadlines
from admission.act import NotAllowed, Refused, Repeated, Stale
from admission.actions import circulation, office
from admission.pages.case import CasePage
from admission.pages.sent_opinions import sent_in
from admission.queries import case_seen_by
from admission.states import View
from admission.views.shell import new_key


@require_POST
@seat_required
def remind_several(request):
    """催办 in the cases chosen on the workbench: every unit that is late and was not reminded yet."""
    cases = _cases(request, sorted(set(request.POST.getlist("case"))))
    outcomes = [outcome for case in cases for outcome in _remind(case, request.acting)]
    done = sum(outcome["done"] for outcome in outcomes)
    context = {"outcomes": outcomes, "done": done, "section": "desk"}
    return render(request, "admission/reminded.html", context)


@posts_required(Post.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
@recent_password
def issue_several(request):
    """签发所选: each opinion that was sent is shown once more; then one transaction each, and what became of it."""
    if "chosen" in request.POST:  # from the workbench: on to the address that names them
        asked = QueryDict(mutable=True)
        asked.setlist("case", request.POST.getlist("case"))
        return redirect(f"{reverse('desk-issue')}?{asked.urlencode()}")
    posted = request.method == "POST"
    cases = _cases(request, (request.POST if posted else request.GET).getlist("case"))
    if posted and request.password_given:
        outcomes = [_issue(request, case) for case in cases]
        done = sum(outcome["done"] for outcome in outcomes)
        context = {"outcomes": outcomes, "done": done, "section": "desk"}
        return render(request, "admission/issued_several.html", context)
    found = [sent_in(case, request.acting) for case in cases]
    context = {
        "sent": [each for each in found if not each.left_out],
        "left_out": [each for each in found if each.left_out],
        "form_key": new_key(request),
        "section": "desk",
    }
    return render(request, "admission/issue_several.html", context, status=422 if posted else 200)


def _issue(request, case):
    """As it stood on the page: written on since, it is told and not issued."""
    sent, told = sent_in(case, request.acting), {"case": case, "done": False}
    if sent.left_out:
        return told | {"says": sent.left_out}
    if request.POST.get(f"stamp-{case.uuid}") != sent.stamp:
        return told | {"says": "打开这一页以后，这份意见有改动，请看过再签。"}
    key = request.POST.get("form_key", "")[:40]
    try:
        circulation.issue_opinion(
            review=sent.review,
            by=request.acting,
            seen=(sent.review.round.number, sent.review.round.version_id),
            written=sent.written,
            form_key=key and f"{key}-{case.pk}",
            **sent.review.draft,
        )
    except Repeated:
        return told | {"done": True, "says": "这一页已经提交过，没有重复办理。"}
    except Refused as refusal:
        return told | {"says": "".join(problem.text for problem in refusal.problems)}
    except (NotAllowed, Stale):
        return told | {"says": "这一件已有变化，请看过再签。"}
    return told | {"done": True, "says": View(sent.review.draft["view"]).label}


def _cases(request, chosen):
    try:
        wanted = list(dict.fromkeys(UUID(raw) for raw in chosen))
    except ValueError:
        raise Http404 from None
    cases = [case_seen_by(request.acting, uuid, deadlines.dated) for uuid in wanted]
    if None in cases:
        raise Http404
    return cases


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
