"""征询: the asked unit's answer, an answer on paper, 催办 and 逾期未复."""

from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import safe_next, seat_required
from accounts.models import Post, Unit
from admission import rules
from admission.actions import applicant, office
from admission.acts import is_closed
from admission.forms.consultation import PaperPositionForm, PositionForm
from admission.pages import obstacles
from admission.pages.application import Due, told
from admission.states import Kind
from admission.views.case import crumbs
from admission.views.shell import (
    carry_out,
    fetch,
    gate,
    page,
    posted,
    posted_key,
    posted_lock,
    stale_page,
    turned_away,
)
from audit import clock
from regimes.calendar import Calendar


def _asked(case, pk):
    rows = case.consultations.select_related("unit", "version__department").prefetch_related("positions")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required
def position(request, case_uuid, pk):
    """The asked unit's page: its head answers, its handler reads."""
    case = fetch(request, case_uuid)
    asked = _asked(case, pk)
    if not _reads_only(request, asked) and (response := turned_away(request, "take_position", case, asked)):
        return response
    form = PositionForm(*posted(request), case=case, asked=asked)
    if form.is_valid():
        if response := carry_out(
            request, lambda: _answer(request, asked, form), case=case, form=form, done="已答复。"
        ):
            return response
    elif _reads_only(request, asked):
        if is_closed(asked):
            return stale_page(request, case)
        form = None
    elif form.is_bound and (conflict := gate(request, "take_position", case, asked, form)):
        return conflict
    context = _context(case, asked, form) | {"colleague": obstacles.colleague(case, request.acting)}
    return page(request, "admission/position.html", context, case=case)


def _answer(request, asked, form):
    named = ("seen_request", "seen_version", "written")
    *seen, written = (_number(request.POST.get(name, "")) for name in named)
    given = {"seen": tuple(seen), "written": written, "form_key": posted_key(request)}
    applicant.take_position(consultation=asked, by=request.acting, **given, **form.cleaned_data)


def _number(raw):
    return int(raw) if raw.isdecimal() and len(raw) < 19 else -1


def _reads_only(request, asked):
    """Of the unit asked, a handler, or a head who spoke for another unit: reads what it is asked about."""
    by = request.acting
    if request.method == "POST" or by.unit != asked.unit or by.post not in rules.STAFF:
        return False
    return by.post == Post.HANDLER or not rules.may_take_position(asked, by)


def _context(case, asked, form):
    joint, place = case.is_joint, asked.unit.short_name
    ends = "撤销这项职责" if case.kind == Kind.REVOCATION else ""
    return {
        "asked": asked,
        "form": form,
        "article": case.rules.source("joint_revocation") if joint else case.rules.cite("consultation"),
        "question": f"是否同意联合申请{ends}？" if joint else f"{place}是否同意{ends}？",
        "told": told(case, asked.version),
        "follow_up_cited": case.rules.cited("follow_up"),
        "given": asked.positions.last(),
        "deadline": Due(asked.due, asked.due_provisional),
        "left": Calendar.load().between(clock.today(), asked.due),
        "crumbs": crumbs(case, "答复征询"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required
def position_on_paper(request, case_uuid, pk):
    """登记书面答复: with the scan, by the applicant before submission, by the office in a round."""
    case = fetch(request, case_uuid)
    asked = _asked(case, pk)
    if response := turned_away(request, "file_position", case):
        return response
    form = PaperPositionForm(*posted(request), case=case, asked=asked)
    if form.is_valid():
        if response := carry_out(
            request, lambda: _file(request, case, asked, form), case=case, form=form, done="已登记书面答复。"
        ):
            return response
    elif form.is_bound and (conflict := gate(request, "file_position", case, form=form)):
        return conflict
    if is_closed(asked):
        return stale_page(request, case, form)
    return page(request, "admission/position_paper.html", _context(case, asked, form), case=case)


def _file(request, case, asked, form):
    applicant.file_position(
        case=case,
        consultation=asked,
        by=request.acting,
        lock=posted_lock(request),
        form_key=posted_key(request),
        **form.cleaned_data,
    )


def _unit(case, uuid):
    """A unit of the case's county; whether anything is awaited of it the act says."""
    return get_object_or_404(Unit, uuid=uuid, county=case.county_id)


@require_POST
@seat_required
def remind(request, case_uuid, unit):
    """催办 one unit, recorded."""
    case = fetch(request, case_uuid)
    asked, to = _unit(case, unit), safe_next(request, case.get_absolute_url())
    response = turned_away(request, "remind", case) or carry_out(
        request,
        lambda: office.remind(case=case, unit=asked, by=request.acting, form_key=posted_key(request)),
        case=case,
        done=f"已催办{asked.short_name}。",
        to=to,
    )
    return response or redirect(to)


@require_POST
@seat_required
def overdue(request, case_uuid, unit):
    """记录逾期未复: after a reminder and past the date."""
    case = fetch(request, case_uuid)
    asked, to = _unit(case, unit), safe_next(request, case.get_absolute_url())
    response = turned_away(request, "record_overdue", case) or carry_out(
        request,
        lambda: office.record_overdue(
            case=case,
            unit=asked,
            by=request.acting,
            lock=posted_lock(request),
            form_key=posted_key(request),
        ),
        case=case,
        done=f"已记录{asked.short_name}逾期未复。",
        to=to,
    )
    return response or redirect(to)
