"""Until when a report should be verified and rectified, and how those days came about (灵川 第十条; I-73, I-74)."""

from dataclasses import dataclass
from datetime import date

from audit import clock
from supervision.states import TO_VERIFY, ReportState


@dataclass(frozen=True)
class Due:
    """A promised day as components/due.html shows it."""

    date: date
    provisional: bool = False


def verification(report, calendar, until=None):
    """The `regimes.calendar.Deadline` to verify: the day it arrived is not counted, days stood are added."""
    days = report.rules.days("verification") + stood(report, calendar, until or clock.today())
    return calendar.add(report.arrived_on, days)


def stood(report, calendar, until):
    """Working days on which the clock stood: after the day it was stopped, up to and with the day it went on."""
    return sum(
        calendar.between(stop.stopped_on, stop.restarted_on or max(until, stop.stopped_on))
        for stop in report.stops.all()
    )


def stood_long_of(stop, calendar):
    """The last day on which it does not yet stand long: by the county's file, or ten working days (本县自定)."""
    return calendar.add(stop.stopped_on, stop.report.rules.days("standing")).date


def stop_of(report):
    """The stop that keeps the day to verify from running; of a report withdrawn meanwhile nothing runs or stands any more."""
    return report.stop if report.state in TO_VERIFY else None


def deadline_of(report):
    """The `Due` of the state the report is in; None where nothing is waited for, or while the clock stands."""
    if report.state in TO_VERIFY:
        return None if stop_of(report) else Due(report.verify_by, report.verify_provisional)
    if report.state == ReportState.URGING:
        return Due(report.rectify_by)
    if report.state == ReportState.ANSWERED:
        return Due(report.confirm_by, report.confirm_provisional)
    return None


def is_late(due):
    return bool(due) and due.date < clock.today()
