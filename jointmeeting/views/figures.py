"""统计: the county in figures, for those who lead and the member units."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.decorators import seat_required
from admission.act import NotAllowed
from jointmeeting import actions, rules
from jointmeeting.pages import figures
from regimes.calendar import Calendar


@seat_required
@require_safe
def show(request):
    blank = actions.blank_meeting(request.acting)
    if blank is None or not rules.may_see_figures(request.acting, blank.rules):
        raise NotAllowed
    found = figures.of_county(request.acting, Calendar.load(), blank.rules)
    return render(request, "jointmeeting/figures.html", {"figures": found, "section": "figures"})
