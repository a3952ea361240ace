"""The list of reports: filters by address, rows with the day they wait for."""

from functools import cached_property

from accounts.succession import named_now, with_successors
from audit import clock
from regimes.calendar import Calendar
from supervision import deadlines, queries, rules
from supervision.pages.report import state_of
from supervision.pages.tabbed import Tabbed
from supervision.states import OPEN, ReportKind


class ReportList(Tabbed):
    SHOWN = {"open": "办理中", "late": "逾期", "ended": "已办结", "all": "全部"}

    def __init__(self, by, asked):
        super().__init__(by, asked)
        self.kind = asked.get("kind") if asked.get("kind") in ReportKind.values else ""

    @cached_property
    def reports(self):
        rows = self._of(self.shown)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        return rows.order_by("verify_by", "pk") if self.shown in ("open", "late") else rows

    def _of(self, shown):
        rows = queries.reports_seen_by(self.by)
        match shown:
            case "open":
                return rows.filter(state__in=OPEN)
            case "late":
                return queries.late(rows)
            case "ended":
                return rows.exclude(state__in=OPEN)
        return rows

    def rows(self, page):
        calendar, own = Calendar.load(), rules.own_units(self.by)
        found = with_successors(page, "department", "township")
        return [_row(report, self.by, own, calendar) for report in found]


def _row(report, by, own, calendar):
    due = deadlines.deadline_of(report)
    named = queries.names_reporter(report, by, own)
    return {
        "report": report,
        "state": state_of(report, due),
        "township": named_now(report.township) if named else "（不公开）",
        "due": due,
        "left": calendar.between(clock.today(), due.date) if due else None,
        "stopped": deadlines.stop_of(report),
        "late": deadlines.is_late(due),
    }
