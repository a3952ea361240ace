"""What the day brings by itself, by the daily command `follow_up`: each once, in a transaction and an event of its own."""

from django.db.models import Q
from django.urls import reverse

from admission.actions import passing
from admission.models import Application
from admission.states import OPEN as OPEN_CASE
from audit import clock
from config.templatetags.chinese import cdate
from regimes.calendar import Calendar
from registry.models import Purchase
from supervision import deadlines, queries
from supervision.actions import endings, promised, urgent
from supervision.actions.late import tell_late
from supervision.actions.left import tell_left
from supervision.models import EndCheck, Guarantee, Report, UrgentTask
from supervision.states import OPEN, OWED, TO_VERIFY, EndState, UrgentState


def follow_up():
    """Everything that is due today; how many of each were done."""
    return {
        "逾期上报": tell_late_reports(),
        "停止计时过久": tell_long_stops(),
        "列出保障": promised.enter_guarantees(),
        "保障随事项终止": promised.lapse_guarantees(),
        "保障逾期": promised.tell_late_guarantees(),
        "请乡镇核对": endings.ask_ends(),
        "接续的不再核对": endings.close_followed(),
        "核对逾期": endings.tell_late_ends(),
        "先行办理停止": urgent.stop_failed(),
        "先行办理到期": urgent.lapse_over(),
        "先行办理逾期": urgent.tell_late_tasks(),
        "承接申请": passing.pass_on(),
        "告知承接申请": tell_left("职责准入", reverse("desk"), _applications_of),
        "告知承接": tell_left("督办事项", queries.reports_url(), _left_by),
    }


def _applications_of(unit):
    return {"申请": Application.objects.filter(applicant=unit, state__in=OPEN_CASE)}


def _left_by(unit):
    """{name: what is open} of what a unit that ended left."""
    either = Q(department=unit) | Q(township=unit)
    tasks = UrgentTask.objects.filter(department=unit, state=UrgentState.STARTED)
    runs = Q(until=None) | Q(until__gte=clock.today())
    return {
        "反映": Report.objects.filter(either, state__in=OPEN),
        "保障": Guarantee.objects.filter(either, state__in=OWED),
        "终止后的核对": EndCheck.objects.filter(township=unit, state=EndState.ASKED),
        "先行办理": tasks,
        "购买服务": Purchase.objects.filter(runs, department=unit, ended_on=None),
    }


def tell_late_reports():
    """逾期上报: what is past its day goes up to 县委办、县政府办 and the convenors (第十条)."""
    return tell_late(lambda: queries.late(Report.objects.all()), day=_day, units=_behind, title=_title)


def tell_long_stops():
    """A clock that stands long goes up as what is late does: no five working days are over while it stands."""
    calendar = Calendar.load()
    return tell_late(
        lambda: queries.standing_long(Report.objects.all()),
        day=lambda report: deadlines.stood_long_of(report.stop, calendar),
        units=lambda report: [report.township],
        title=lambda report: (
            f"停止计时超过{report.rules.days('standing')}个工作日（{cdate(report.stop.stopped_on)}起），还没有恢复：{report.matter}"
        ),
    )


def _day(report):
    return report.verify_by if report.state in TO_VERIFY else report.rectify_by


def _behind(report):
    """The department only where it is the one that is late: it may not know of the report yet."""
    return [report.township] if report.state in TO_VERIFY else [report.township, report.department]


def _title(report):
    what = "没有核实" if report.state in TO_VERIFY else "没有整改"
    return f"逾期{what}（{cdate(_day(report))}止）：{report.matter}"
