"""Everybody's own: what is mailed when, and the calendar feed of a seat. And the audit administrator's reading log."""

import hashlib
from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import acting
from accounts.decorators import posts_required
from accounts.models import UNIT_POSTS, Post
from config.views import form_page
from workday import actions, feeds
from workday.forms import MailForm, PhraseForm, ReadingFilterForm
from workday.mailing import choices_of
from workday.queries import phrases_kept, phrases_of_county_of
from workday.reading import opened, readings_of

READINGS_A_PAGE = 50

OF_NOTICES = [("消息", reverse_lazy("notices"))]
of_a_unit = posts_required(*UNIT_POSTS)


@of_a_unit
@require_http_methods(["GET", "HEAD", "POST"])
def mail_choices(request):
    """The person's own, whichever of its seats it looks from; a delegate's are the delegate's."""
    initial = {"email": request.user.email, **choices_of(request.user)}
    form = MailForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.choose_mail(email=form.cleaned_data["email"], choices=form.choices, by=request.acting)
        messages.success(request, "邮件提醒已保存。")
        return redirect("mail-choices")
    context = {"form": form, "is_set": settings.MAIL_IS_SET, "crumbs": [*OF_NOTICES, ("邮件提醒", "")]}
    return form_page(request, "workday/mail_choices.html", context)


@of_a_unit
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request):
    """The address of the person's own seat: made, made anew, closed."""
    seat = request.acting.own_seat
    if request.method == "POST":
        if request.POST.get("do") == "close":
            actions.close_feed(by=request.acting)
            messages.success(request, "日历订阅已停用，原来的地址打不开了。")
        else:
            had = "以前给过的地址打不开了。" if feeds.is_open(seat) else ""
            actions.open_feed(by=request.acting)
            messages.success(request, f"地址已生成。{had}")
        return redirect("calendar")
    context = {
        "seat": seat,
        "subscribed": request.build_absolute_uri(feeds.address(seat)) if feeds.is_open(seat) else "",
        "crumbs": [*OF_NOTICES, ("日历订阅", "")],
    }
    return render(request, "workday/calendar.html", context)


@of_a_unit
@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request):
    """常用意见 of one's own; the county's are shown beside them."""
    return _phrases(request, "phrases", shared=phrases_of_county_of(request.acting))


@posts_required(Post.SYSTEM_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def phrases_of_county(request):
    """常用意见 for everybody of the county: the system administrator's."""
    return _phrases(request, "manage-phrases", shared=None)


def _phrases(request, page, *, shared):
    form = PhraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_phrase(text=form.cleaned_data["text"], by=request.acting)
        messages.success(request, "常用意见已添加。")
        return redirect(page)
    context = {"form": form, "phrases": phrases_kept(request.acting), "shared": shared}
    return form_page(request, "workday/phrases.html", context)


@posts_required(*UNIT_POSTS, Post.SYSTEM_ADMIN)
@require_POST
def drop_phrase(request, uuid):
    phrase = get_object_or_404(phrases_kept(request.acting), uuid=uuid)
    actions.drop_phrase(phrase=phrase, by=request.acting)
    messages.success(request, "常用意见已删去。")
    return redirect("phrases" if request.acting.unit else "manage-phrases")


@require_safe
def feed(request, token):
    """Without login, by its address alone; nothing else is to be had there. Anything but a seat's present address: 404."""
    seat = feeds.seat_of(token)
    if seat is None:
        raise Http404
    body = feeds.written(acting(seat))
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
    return get_conditional_response(request, etag=etag, response=response)


@posts_required(Post.AUDIT_ADMIN)
@require_safe
def readings(request):
    """Who opened which case, meeting, report, opinion, attachment and when; numbers and names, no texts."""
    form = ReadingFilterForm(request.GET or None)
    rows = readings_of(request.acting.county)
    if form.is_bound:
        rows = readings_of(request.acting.county, **_moments(form)) if form.is_valid() else rows.none()
    page = Paginator(rows, READINGS_A_PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.opened = opened(row)
    return render(request, "workday/readings.html", {"form": form, "page": page})


def _moments(form):
    """The filter with the days of Asia/Shanghai as moments."""
    wanted = dict(form.cleaned_data)
    since, until = wanted["since"], wanted["until"]
    wanted["since"] = since and timezone.make_aware(datetime.combine(since, time.min))
    wanted["until"] = until and timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min))
    return wanted
