"""What waits for a seat on the workbench, as `admission.elsewhere.Line`s: the things to do in its own words."""

from django.db.models import Q

from accounts.models import Post, UnitKind
from admission.elsewhere import Line
from audit import clock
from regimes.calendar import Calendar
from supervision import deadlines, queries, rules
from supervision.states import OPEN, TO_VERIFY, ReportState


def lines(by):
    """Every kind of thing; on every page, for the number beside 工作台."""
    return [*report_lines(by)]


def report_lines(by):
    reports = queries.reports_seen_by(by).filter(state__in=OPEN)
    if by.unit.kind in (UnitKind.PARTY_GOV, UnitKind.CONVENOR):
        reports = reports.filter(queries.late_on(clock.today()) | Q(department=by.unit))
    reports, found = list(reports), []
    calendar = Calendar.load() if any(r.state == ReportState.ANSWERED for r in reports) else None
    for report in reports:
        due = deadlines.deadline_of(report, calendar)
        if what := _what(report, by, due):
            found.append(_line(report, by, what, due))
    return found


def _line(report, by, what, due):
    own = by.unit.pk == report.township_id
    return Line(
        title=report.matter,
        number=report.number,
        what=what,
        url=report.get_absolute_url(),
        party=report.department.short_name if own or rules.leads(by) else "",
        due=due and due.date,
        provisional=bool(due and due.provisional),
    )


def _what(report, by, due):
    """The one thing the seat has to do in the report now, or "": its own answer before everything else."""
    if by.unit.pk == report.department_id:
        return _department(report, by)
    if by.unit.kind == UnitKind.TOWNSHIP:
        return "确认整改是否到位" if report.state == ReportState.ANSWERED else ""
    if by.unit.kind == UnitKind.OFFICE:
        return _office(report, by, due)
    return "逾期没有核实，请督促" if report.state in TO_VERIFY else "逾期没有整改，请督促"


def _department(report, by):
    if report.state == ReportState.URGING:
        return "整改，由负责人报告整改情况" if by.post == Post.HEAD else "整改"
    return ""


def _office(report, by, due):
    match report.state:
        case ReportState.SUBMITTED:
            return "签收"
        case ReportState.VERIFYING if report.stop is None:
            return "签发核实结论" if by.post == Post.HEAD else "核实"
        case ReportState.CONFIRMED:
            return "销号"
        case ReportState.ANSWERED if deadlines.is_late(due):
            return "乡镇逾期没有确认：核对后销号"
        case ReportState.URGING if deadlines.is_late(due):
            return "部门逾期没有整改：催办、重定期限或移送"
    return ""
