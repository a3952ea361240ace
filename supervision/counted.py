"""Promised days that working days gave: where another calendar gives another one, `actions.calendar` moves them (I-74, I-77).

A day that somebody named is a date and not here: of a guarantee or a matter whose day was named, of a slip, of a meeting.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from audit import clock
from registry.models import DutyVersion
from supervision import deadlines, queries
from supervision.models import EndCheck, Guarantee, Report, UrgentTask
from supervision.states import OWED, TO_VERIFY, Clock, EndState, ReportState, UrgentState


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One kind of promised day. `rows()`: those whose day runs; `deadline(row, calendar)`: the `Deadline` as that calendar
    gives it; `units(row)`: ids of whom another one is told; `field`, `provisional`: where the row keeps it.
    `prepare(list)`: what counting asks of the rows, read at once.
    """

    which: Clock
    rows: Callable
    deadline: Callable
    units: Callable
    field: str = "due"
    provisional: str = "due_provisional"
    prepare: Callable = list


def every():
    """Of every app named in settings.COUNTED."""
    return [each for name in settings.COUNTED for each in import_string(name)]


def to_verify():
    running = Report.objects.filter(state__in=TO_VERIFY).exclude(pk__in=queries.standing())
    return running.prefetch_related("stops")


def to_confirm(report, calendar):
    return calendar.add(clock.local_date(report.answered_at), report.rules.days("confirmation"))


def since_when(guarantees):
    """Each told since when its text counts, in one query."""
    texts = DutyVersion.objects.filter(uuid__in={row.version for row in guarantees if row.version})
    since = {str(uuid): day for uuid, day in texts.values_list("uuid", "effective_from")}
    for row in guarantees:
        row.since = since.get(row.version) or clock.local_date(row.begun_at)  # entered by hand


def to_deliver(guarantee, calendar):
    return calendar.add(guarantee.since, guarantee.rules.days("delivery"))


def of_both(row):
    return [row.department_id, row.township_id]


COUNTED = (
    Counted(
        which=Clock.VERIFY,
        rows=to_verify,
        deadline=deadlines.verification,
        # the department may not know of it yet
        units=lambda row: [row.township_id, *queries.handlers(row).values_list("pk", flat=True)],
        field="verify_by",
        provisional="verify_provisional",
    ),
    Counted(
        which=Clock.CONFIRM,
        rows=lambda: Report.objects.filter(state=ReportState.ANSWERED),
        deadline=to_confirm,
        units=lambda row: [row.township_id],
        field="confirm_by",
        provisional="confirm_provisional",
    ),
    Counted(
        which=Clock.DELIVER,
        # delivered ones too: where the township finds it is not so, the same day runs on
        rows=lambda: Guarantee.objects.filter(state__in=OWED, due_counted=True),
        deadline=to_deliver,
        units=of_both,
        prepare=since_when,
    ),
    Counted(
        which=Clock.CHECK,
        rows=lambda: EndCheck.objects.filter(state=EndState.ASKED),
        deadline=lambda row, calendar: calendar.add(row.ended_on, row.rules.days("after_end")),
        units=of_both,
    ),
    Counted(
        which=Clock.PAPERS,
        rows=lambda: UrgentTask.objects.filter(state=UrgentState.STARTED),
        deadline=lambda row, calendar: calendar.add(row.asked_on, row.rules.days("papers")),
        units=lambda row: [row.department_id],
    ),
)
