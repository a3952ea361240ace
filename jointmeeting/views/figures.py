"""统计: the county in figures over a period, for those who lead and the member units; drawn, and as a workbook."""

from datetime import date

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.decorators import seat_required
from admission.act import NotAllowed
from audit import clock
from jointmeeting import actions, rules
from jointmeeting.forms.figures import PeriodForm
from jointmeeting.pages import figures
from regimes.calendar import Calendar
from registry import sheets


@seat_required
@require_safe
def show(request):
    form, found = _found(request)
    context = {"figures": found, "form": form, "presets": _presets(), "section": "figures"}
    return render(request, "jointmeeting/figures.html", context)


@seat_required
@require_safe
def workbook(request):
    """The numbers of every picture, a sheet each."""
    _, found = _found(request)
    tables = {chart.sheet: [chart.heads, *chart.table] for chart in found["charts"]}
    about = [
        ("县", str(request.acting.county)),
        ("期间", str(found["period"])),
        ("截至", clock.today().isoformat()),
    ]
    return sheets.book({"说明": about} | tables, f"统计 {found['period']}")


def _found(request):
    blank = actions.blank_meeting(request.acting)
    if blank is None or not rules.may_see_figures(request.acting, blank.rules):
        raise NotAllowed
    form = PeriodForm({name: request.GET.get(name, "") for name in ("since", "until")})
    return form, figures.of_county(request.acting, Calendar.load(), blank.rules, form.period)


def _presets():
    """[(label, since, until)] of what is asked for most."""
    today, usual = clock.today(), figures.usual_period()
    year = today.year
    return [
        ("近12个月", usual.since, usual.until),
        ("今年", date(year, 1, 1), today),
        ("去年", date(year - 1, 1, 1), date(year - 1, 12, 31)),
    ]
