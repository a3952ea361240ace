"""Feedback: anybody's form, and the office's list of what came in."""

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import new_form_key, seat_required
from accounts.fields import searched
from audit import clock
from registry import actions, queries, rules
from registry.forms.feedback import AnswerForm, FeedbackForm
from registry.models import Feedback
from registry.pages import feedback as pages
from registry.states import FeedbackSubject
from registry.views.county import county_of

AN_HOUR, A_PAGE = 3600, 20
MOST = 5  # pieces of feedback from one address in an hour


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request):
    """A reader's own words; over the limit nothing is kept, and what was typed stays on the page."""
    county = county_of(request)
    duty = _duty_asked_about(request, county)
    form = FeedbackForm(request.POST or None, county=county, duty=duty, initial=_initial(request, duty))
    status = 200
    if request.method == "POST" and form.is_valid():
        if _too_many(request):
            form.add_error(
                None,
                county.worded(
                    f"这里一小时内已经提交{MOST}次，请过一小时再交。着急的，请打联席会议办公室的电话。"
                ),
            )
            status = 429
        else:
            key = request.POST.get("form_key", "")
            kept = actions.receive_feedback(county=county, duty=duty, form_key=key, **form.cleaned_data)
            return redirect("feedback-thanks", kept.uuid)
    crumbs = [("清单", reverse("duty-list")), ("反馈", None)]
    context = {"form": form, "duty": duty, "office": queries.office_of(county), "crumbs": crumbs}
    return render(request, "registry/feedback.html", context | {"form_key": uuid4().hex}, status=status)


def _duty_asked_about(request, county):
    """The duty named in the address, as everybody may see it, or None; one that is not there is Http404."""
    if not (asked := request.GET.get("duty", "")):
        return None
    try:
        uuid = UUID(asked)
    except ValueError:
        raise Http404 from None
    today = clock.today()
    version = queries.public_duties(county, today, today=today).filter(duty__uuid=uuid).first()
    if version is None:
        raise Http404
    return queries.called_as_today(version)


def _initial(request, duty):
    matter = searched(request.GET.get("q", "")).strip()[:200]
    subject = FeedbackSubject.WRONG_ENTRY if duty else FeedbackSubject.NOT_LISTED if matter else None
    return {"subject": subject, "matter": matter, "township": request.GET.get("township", "")}


def _too_many(request):
    """Counts this one; behind nginx, which names the visitor in place of itself, that name is counted."""
    address = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    address = address.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    counted = f"feedback:{address[:64]}"
    cache.add(counted, 0, timeout=AN_HOUR)
    return cache.incr(counted) > MOST


@never_cache
@require_safe
def thanks(request, uuid):
    """The reference only: whoever has the address learns nothing of what was written."""
    kept = get_object_or_404(Feedback, uuid=uuid, county=county_of(request))
    crumbs = [("清单", reverse("duty-list")), ("反馈", None)]
    return render(request, "registry/feedback_thanks.html", {"feedback": kept, "crumbs": crumbs})


@seat_required
@require_safe
def received(request):
    county = county_of(request)
    if not rules.is_office(request.acting, county):
        raise PermissionDenied
    done = request.GET.get("done") == "1"
    try:
        page = Paginator(pages.received(county, done), A_PAGE).page(request.GET.get("page", "") or 1)
    except InvalidPage:
        raise Http404 from None
    tabs = [
        {"label": "待办", "url": "?", "n": pages.waiting_count(request.acting), "current": not done},
        {"label": "已办结", "url": "?done=1", "n": None, "current": done},
    ]
    context = {"section": "duties", "page": page, "tabs": tabs, "done": done}
    return render(request, "registry/feedback_received.html", context)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, uuid):
    county = county_of(request)
    kept = get_object_or_404(Feedback.objects.select_related("duty", "township"), uuid=uuid, county=county)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_feedback(feedback=kept, by=request.acting, **form.cleaned_data)
        except actions.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"{kept.reference}已办结。")
            return redirect("feedback-received")
    if not rules.is_office(request.acting, county):
        raise PermissionDenied
    crumbs = [("清单反馈", reverse("feedback-received")), (kept.reference, None)]
    context = {"section": "duties", "feedback": kept, "form": form, "crumbs": crumbs}
    return render(request, "registry/feedback_item.html", context | {"form_key": new_form_key(request)})
