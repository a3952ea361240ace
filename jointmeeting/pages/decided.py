"""Decided items on pages: the list with its filters, days left, what may be done with one."""

from functools import cached_property

from accounts.succession import has_ended, with_heir
from admission import deadlines
from audit import clock
from config.templatetags.chinese import cdate
from jointmeeting.pages.buttons import buttons
from jointmeeting.queries import decided_seen_by
from jointmeeting.states import DecidedStage
from regimes.calendar import Calendar

SHOWN = {
    "report_progress": ("decided-report", "写进展；完成了的，报告完成，由办公室核实。"),
    "close_decided": ("decided-close", "核实完成以后办结。"),
    "remind_decided": ("decided-remind", "责任单位收到消息，留有记录。"),
    "put_off_decided": ("decided-put-off", "写明理由，原定期限照旧可查。"),
}


def dated(rows):
    """The rows, each with its `deadline` and the working days `left`; none once it is closed."""
    calendar = Calendar.load()
    for row in rows:
        row.deadline = row.left = None
        if row.stage != DecidedStage.CLOSED:
            row.deadline = deadlines.Deadline(date=row.due, start=row.due, limit="", days=0, set_by_hand=True)
            row.left = deadlines.left(calendar, row.deadline)
        row.is_late = deadlines.is_late(row.deadline)
    return rows


class DecidedList:
    SHOWS = {"late": "逾期", "open": "未办结", "closed": "已办结"}

    def __init__(self, by, asked):
        self.by = by
        self.shown = asked.get("show") if asked.get("show") in self.SHOWS else ""

    @cached_property
    def _all(self):
        return decided_seen_by(self.by)

    def _of(self, shown):
        unclosed = self._all.exclude(stage=DecidedStage.CLOSED)
        return {
            "late": unclosed.filter(due__lt=clock.today()),
            "open": unclosed,
            "closed": self._all.filter(stage=DecidedStage.CLOSED).order_by("-closed_at"),
        }.get(shown, self._all.order_by("closed_at", "due", "pk"))

    @property
    def rows(self):
        return self._of(self.shown)

    @property
    def filters(self):
        return [
            {"label": label, "n": self._of(key).count(), "on": key == self.shown, "key": key}
            for key, label in self.SHOWS.items()
        ]


def acts_for(decided, by):
    acts = buttons(decided, by, SHOWN)
    if acts:
        acts[0]["primary"] = True
    return acts


def facts_of(decided):
    """(label, value) for components/facts.html."""
    rows = [
        ("议定事项", decided.text),
        ("责任单位", with_heir(decided.unit) if has_ended(decided.unit) else decided.unit.name),
        ("完成期限", cdate(decided.due)),
        ("出自", f"{decided.meeting.title}（{decided.meeting.number}）"),
    ]
    if decided.due != decided.first_due:
        rows.insert(3, ("原定期限", cdate(decided.first_due)))
    if decided.item:
        rows.append(("议题", decided.item.title))
    return rows
