"""Notices by e-mail: at once, or one letter on the morning of a working day, as each person chose.

A notice is stamped for the person before it is sent, under a lock on the person, and un-stamped where the server
refuses it: two runs at once never mail it twice. What a run that was killed in between had stamped is not mailed
again; it still stands in the system.
"""

from collections import defaultdict
from datetime import timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.acting import in_force_unit
from accounts.models import Notice, NoticeRead, Seat, User
from audit import clock
from regimes.calendar import Calendar
from workday.models import DEFAULTS, MailChoice, Mailing, When

MORNING = 8
# What is older stands in the system and is no news: nothing of a year comes at once where mail is set up later.
NEWS = timedelta(days=7)


def send_due():
    """Mail what is to be mailed now: ([people mailed], [people whose mail was refused])."""
    now = clock.now()
    letters = [(When.AT_ONCE, now)]
    if morning := _morning(now):
        letters.append((When.DAILY, morning))
    sent, refused = [], []
    for user in User.objects.filter(is_active=True).exclude(email="").order_by("pk"):
        for when, until in letters:
            if notices := _take(user, when, until, now):
                (sent if _send(user, when, notices) else refused).append(user)
    return sent, refused


def _morning(now):
    """Eight o'clock of today, once it is past on a working day, else None."""
    here = timezone.localtime(now)
    at = here.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return at if here >= at and Calendar.load().is_workday(here.date()) else None


def _take(user, when, until, now):
    """The person's notices to be mailed so, stamped as mailed."""
    if not _unmailed(user, when, until, now):
        return []
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        notices = _unmailed(user, when, until, now)
        Mailing.objects.bulk_create(Mailing(user=user, notice=notice, at=now) for notice in notices)
    return notices


def choices_of(user):
    """{kind: When} of the person."""
    return DEFAULTS | dict(MailChoice.objects.filter(user=user).values_list("kind", "when"))


def _unmailed(user, when, until, now):
    """Of the last days, to the person's units, of the kinds chosen, neither mailed nor marked read."""
    kinds = [kind for kind, chosen in choices_of(user).items() if chosen == when]
    seen = defaultdict(list)
    today = clock.today()
    seats = Seat.objects.on(today).filter(in_force_unit(today), user=user, is_active=True, unit__isnull=False)
    for unit, at in seats.values_list("unit", "notices_seen_at"):
        seen[unit].append(at or now - NEWS)
    mailed = Mailing.objects.filter(user=user, notice=OuterRef("pk"))
    read = NoticeRead.objects.filter(seat__user=user, notice=OuterRef("pk"))
    found = Notice.objects.filter(
        ~Exists(mailed),
        ~Exists(read),
        Q(user=None) | Q(user=user),
        unit__in=seen,
        kind__in=kinds,
        created_at__gt=now - NEWS,
        created_at__lte=until,
    )
    rows = found.select_related("unit").order_by("created_at", "pk")
    return [notice for notice in rows if notice.created_at > max(seen[notice.unit_id])]


def _send(user, when, notices):
    """Whether the server took the letter. One it cannot be talked to at all ends the run."""
    first = notices[0].title if len(notices) == 1 else f"{len(notices)}条消息"
    subject = f"乡镇职责准入：{'今日提醒，' if when == When.DAILY else ''}{first}"
    subject = " ".join(subject.splitlines())  # what was told before titles were kept as one line
    context = {"user": user, "notices": notices, "site": settings.SITE_URL}
    text = render_to_string("workday/mail.txt", context)
    try:
        mail.EmailMessage(subject, text, to=[user.email]).send()
    except (SMTPException, OSError) as failure:
        Mailing.objects.filter(user=user, notice__in=notices).delete()
        if isinstance(failure, SMTPRecipientsRefused | SMTPDataError):
            return False
        raise
    return True
