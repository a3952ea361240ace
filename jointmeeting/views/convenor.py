"""The convenor's dashboard: what waits, one page a case, several signed at once, the county in figures."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import posts_required, recent_password
from accounts.errands import tally
from accounts.models import Post
from admission.act import NotAllowed, Refused, Repeated, Stale
from admission.actions import approval
from admission.pages.desk import TABS, WAITING, matters
from admission.queries import visible_to
from admission.views.shell import new_key
from jointmeeting.pages import figures
from jointmeeting.pages.convenor import follows, parted, queue, sheet
from jointmeeting.views.shell import where_it_meets
from regimes.calendar import Calendar

ON_DASHBOARD = ("by-step", "days", "answers", "townships", "flow")  # the others are a page further


@posts_required(Post.CONVENOR)
@where_it_meets
@require_safe
def dashboard(request):
    """The queue, the chosen case (?case=, the first by default) as a sheet, meetings to call, minutes to sign, the figures."""
    by, calendar = request.acting, Calendar.load()
    lines, held = queue(by, calendar), by.county and by.county.rules
    asked = request.GET.get("case", "")
    chosen = next((line for line in lines if str(line.case.uuid) == asked), lines[0] if lines else None)
    mine = [line for line in lines if not line.avoid]
    counted = tally(by)
    outside = matters(by, calendar, counted)
    in_person, to_urge = parted(outside)
    request.todo_count, request.unread_count = len(mine) + len(outside), counted.unread
    context = {
        "lines": lines,
        "mine": mine,
        "pressing": [line for line in mine if line.left is not None and line.left <= 0],
        "sheet": sheet(chosen, by, calendar) if chosen else None,
        "in_person": in_person,
        "to_urge": to_urge,
        "figures": held and figures.of_county(by, calendar, held, shown=ON_DASHBOARD),
        "others": [(tab, label) for tab, label in TABS.items() if tab != WAITING],
        "section": "desk",
    }
    return render(request, "jointmeeting/dashboard.html", context)


@posts_required(Post.CONVENOR)
@where_it_meets
@require_http_methods(["GET", "HEAD", "POST"])
@recent_password
def sign_several(request):
    """一并审签: each case listed once more; then one transaction a case, and what became of each."""
    wanted = _wanted(request)
    if request.method == "POST" and request.password_given:
        return signed(request, wanted)
    lines = [line for line in queue(request.acting, Calendar.load()) if str(line.case.uuid) in wanted]
    for line in lines:
        line.lock = request.POST.get(f"lock-{line.case.uuid}", line.lock)
    mine = [line for line in lines if not line.avoid]
    context = {
        "lines": mine,
        "follows": follows(mine),
        "left_out": [line for line in lines if line.avoid],
        "gone": len(wanted) - len(lines),
        "form_key": new_key(request),
        "section": "desk",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "jointmeeting/sign_several.html", context, status=status)


def signed(request, wanted):
    """Sign each as it was on the confirm page; a case that somebody else moved is told, not signed."""
    known = {str(case.uuid): case for case in visible_to(request.acting).filter(uuid__in=wanted)}
    if not wanted or known.keys() != set(wanted):
        raise Http404
    outcomes = [_sign_one(request, known[uuid]) for uuid in wanted]
    context = {"outcomes": outcomes, "done": sum(o["done"] for o in outcomes), "section": "desk"}
    return render(request, "jointmeeting/signed.html", context)


def _wanted(request):
    """The cases chosen, each once; what is no UUID at all does not exist: 404."""
    chosen = request.POST.getlist("case") if request.method == "POST" else request.GET.getlist("case")
    try:
        return list(dict.fromkeys(str(UUID(raw)) for raw in chosen))
    except ValueError:
        raise Http404 from None


def _sign_one(request, case):
    raw = request.POST.get(f"lock-{case.uuid}", "")
    lock = int(raw) if raw.isdecimal() and len(raw) < 10 else -1
    key = request.POST.get("form_key", "")
    told = {"case": case, "done": False, "problems": []}
    try:
        approval.sign(case=case, by=request.acting, lock=lock, form_key=key and f"{key[:40]}-{case.pk}")
    except Repeated:
        return told | {"done": True, "word": "已审签", "problems": ["这一页已经提交过，没有重复办理。"]}
    except Stale:
        return told | {"word": "没有审签", "problems": ["打开这一页以后，有人办理过这件，请看过再签。"]}
    except NotAllowed:
        return told | {"word": "没有审签", "problems": ["这件不能由您审签。"]}
    except Refused as refusal:
        return told | {"word": "没有审签", "problems": [problem.text for problem in refusal.problems]}
    return told | {"done": True, "word": "已审签"}
