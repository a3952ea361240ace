"""节假日安排: how working days are counted, what was changed, and the office's two ways of changing it."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import works_in_county
from accounts.decorators import seat_required
from admission.act import NotAllowed
from audit import clock
from regimes.calendar import Calendar
from regimes.models import CalendarChange, CalendarDay
from supervision.actions import calendar as actions
from supervision.forms import calendar as forms
from supervision.views.shell import form_page

FIRST, LAST = 2000, 2100


@seat_required
@require_safe
def show(request):
    by = request.acting
    if not works_in_county(by):
        raise NotAllowed
    this_year = clock.today().year
    year = request.GET.get("year", "") or str(this_year)
    if not (year.isdecimal() and len(year) == 4 and FIRST <= int(year) <= LAST):
        raise Http404
    context = {
        "year": int(year),
        "years": range(this_year - 1, this_year + 3),
        "known": Calendar.load().covers(int(year)),
        "spells": spells(CalendarDay.objects.filter(day__year=year)),
        "changes": CalendarChange.objects.filter(county=by.county)[:20],
        "may_edit": actions.may_edit(by),
        "shared": actions.SHARED if actions.serves_several() else "",
        "section": "supervision",
    }
    return render(request, "supervision/calendar.html", context)


def spells(days):
    """[(first, last, one of them)]: days of the same kind and name that follow one another are told as one spell."""
    found = []
    for each in days:
        if found and (each.day - found[-1][1]).days == 1:
            first, _, like = found[-1]
            if (like.is_workday, like.name) == (each.is_workday, each.name):
                found[-1] = first, each.day, like
                continue
        found.append((each.day, each.day, each))
    return found


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, form_class, title):
    by = request.acting
    if not actions.may_edit(by):
        raise NotAllowed(actions.SHARED if actions.is_shared(by) else "")
    form = form_class(request.POST) if request.method == "POST" else form_class()
    back = reverse("workdays")
    shown = {"title": title, "kicker": "节假日安排", "act": "保存", "cancel_url": back}
    will = ("按新的安排重新计算全部还没有办完的期限；原来的期限保留，有关单位收到消息。",)
    done = "已保存，还没有办完的期限已重新计算。"
    return form_page(request, actions.edit_calendar, form=form, done=done, to=back, will=will, **shown)


def day(request):
    return change(request, forms.CalendarDayForm, "改一天")


def year(request):
    return change(request, forms.CalendarYearForm, "载入一年")
