"""What the day brings by itself, by the daily command `follow_up`."""

from django.db import transaction

from accounts.models import NoticeKind
from accounts.notices import notify
from audit import clock
from audit.record import SYSTEM, record
from config.templatetags.chinese import cdate
from regimes.calendar import Calendar
from supervision.act import lock_row
from supervision.actions.following import CALENDAR
from supervision.models import DayChange
from supervision.states import Clock
from voice import queries
from voice.models import Matter
from voice.states import MatterState


def follow_up():
    """Everything that is due today; how many of each were done."""
    return {"协同事项期限重算": recount(), "协同事项逾期": tell_late()}


def recount():
    """Days to answer that the calendar counts otherwise now: both are kept, both sides are told (I-77)."""
    calendar = Calendar.load()
    rows = Matter.objects.filter(state=MatterState.ASKED, due_counted=True).select_related("regime")
    return sum(_recount(matter, calendar) for matter in rows.order_by("pk"))


def _counted(matter, calendar):
    return calendar.add(clock.local_date(matter.begun_at), matter.rules.days("answer"))


@transaction.atomic
def _recount(matter, calendar):
    counted = _counted(matter, calendar)
    if (counted.date, counted.provisional) == (matter.due, matter.due_provisional):
        return 0
    matter = lock_row(matter)
    if matter.state != MatterState.ASKED or not matter.due_counted:
        return 0
    old, matter.due, matter.due_provisional = matter.due, counted.date, counted.provisional
    matter.lock += 1
    matter.save()
    if counted.date != old:
        DayChange.objects.create(
            subject=matter.uuid,
            clock=Clock.MATTER,
            old=old,
            new=counted.date,
            reason=CALENDAR,
            label=str(SYSTEM),
            at=clock.now(),
        )
        units = [matter.asker, *(reply.unit for reply in matter.answers if not reply.answered_at)]
        title = f"答复期限由{cdate(old)}改为{cdate(counted.date)}：{matter.title}"
        notify(units=units, title=title, url=matter.get_absolute_url())
    _record(matter, "recount", clock=Clock.MATTER.value, old_day=old, new_day=counted.date)
    return 1


def tell_late():
    """逾期没有答复: to those who have to answer, to the asker, and up; once for each day promised."""
    return sum(_tell_late(matter) for matter in queries.late(Matter.objects.order_by("pk")))


@transaction.atomic
def _tell_late(matter):
    matter = lock_row(matter)
    if matter.told_late_of == matter.due or not queries.late(Matter.objects.filter(pk=matter.pk)).exists():
        return 0
    matter.told_late_of = matter.due
    matter.lock += 1
    matter.save()
    silent = [reply.unit for reply in matter.answers if not reply.answered_at]
    above = [*queries.office(matter.county), *queries.leaders(matter.county)]
    title = f"逾期没有答复（{cdate(matter.due)}止）：{matter.title}"
    notify(
        units=[*silent, matter.asker, *above],
        title=title,
        url=matter.get_absolute_url(),
        kind=NoticeKind.DEADLINE,
    )
    _record(matter, "tell_late", day=matter.due)
    return 1


def _record(matter, verb, **facts):
    record(
        actor=SYSTEM,
        verb=verb,
        subject=matter.uuid,
        subject_kind=matter.AUDIT_KIND,
        source=matter.state,
        target=matter.state,
        data=facts,
    )
