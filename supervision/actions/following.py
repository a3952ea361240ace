"""What the day brings by itself, by the daily command `follow_up`: each once, in a transaction and an event of its own."""

from django.db import transaction

from accounts.models import NoticeKind
from accounts.notices import notify
from audit import clock
from audit.record import SYSTEM, record
from config.templatetags.chinese import cdate
from regimes.calendar import Calendar
from supervision import deadlines, queries
from supervision.act import lock_row
from supervision.actions import endings, promised, urgent
from supervision.models import DayChange, Report
from supervision.states import TO_VERIFY, Clock

CALENDAR = "节假日安排有变动，按现在的日历重新计算。"


def follow_up():
    """Everything that is due today; how many of each were done."""
    return {
        "期限重算": recount_reports(),
        "逾期上报": tell_late(),
        "列出保障": promised.enter_guarantees(),
        "保障随事项终止": promised.lapse_guarantees(),
        "保障逾期": promised.tell_late_guarantees(),
        "请乡镇核对": endings.ask_ends(),
        "先行办理停止": urgent.stop_failed(),
        "先行办理逾期": urgent.tell_late_tasks(),
    }


def recount_reports():
    """Days to verify that the calendar counts otherwise now: both are kept, the township and the office are told (I-77)."""
    calendar, done = Calendar.load(), 0
    for report in Report.objects.filter(state__in=TO_VERIFY).prefetch_related("stops"):
        if report.stop is None and _differs(report, calendar):
            done += _recount(report, calendar)
    return done


def _differs(report, calendar):
    counted = deadlines.verification(report, calendar)
    return (counted.date, counted.provisional) != (report.verify_by, report.verify_provisional)


@transaction.atomic
def _recount(report, calendar):
    report = lock_row(report)
    if report.state not in TO_VERIFY or report.stop or not _differs(report, calendar):
        return 0
    counted, old = deadlines.verification(report, calendar), report.verify_by
    report.verify_by, report.verify_provisional = counted.date, counted.provisional
    report.lock += 1
    report.save()
    if counted.date != old:
        DayChange.objects.create(
            subject=report.uuid,
            clock=Clock.VERIFY,
            old=old,
            new=counted.date,
            reason=CALENDAR,
            label=str(SYSTEM),
            at=clock.now(),
        )
        told = f"核实期限由{cdate(old)}改为{cdate(counted.date)}：{report.number}"
        _tell(report, [report.township, *queries.office(report.county)], told)
    _record(report, "recount", clock=Clock.VERIFY.value, old_day=old, new_day=counted.date)
    return 1


def tell_late():
    """逾期上报: what is past its day goes up to 县委办、县政府办 and the convenors, once for each day promised."""
    return sum(_tell_late(report) for report in queries.late(Report.objects.all()))


@transaction.atomic
def _tell_late(report):
    report = lock_row(report)
    day = report.verify_by if report.state in TO_VERIFY else report.rectify_by
    if report.told_late_of == day or not queries.late(Report.objects.filter(pk=report.pk)).exists():
        return 0
    report.told_late_of = day
    report.lock += 1
    report.save()
    what = "没有核实" if report.state in TO_VERIFY else "没有整改"
    told = f"逾期{what}（{cdate(day)}止）：{report.matter}"
    units = [*queries.leaders(report.county), *queries.office(report.county), report.township]
    if report.state not in TO_VERIFY:
        units.append(report.department)
    _tell(report, units, told, kind=NoticeKind.DEADLINE)
    _record(report, "tell_late", day=day)
    return 1


def _tell(report, units, title, kind=NoticeKind.TURN):
    notify(units=units, title=title, url=report.get_absolute_url(), kind=kind)


def _record(report, verb, **facts):
    record(
        actor=SYSTEM,
        verb=verb,
        subject=report.uuid,
        subject_kind=report.AUDIT_KIND,
        source=report.state,
        target=report.state,
        data=facts,
    )
