"""The pages of guarantees: the list, a duty's board of townships by kinds, one guarantee."""

from functools import cached_property
from itertools import groupby

from django.urls import reverse

from accounts.succession import named_now, with_heir, with_successors
from audit import clock
from config.templatetags.chinese import cdate
from documents.papers import papers_about
from regimes.calendar import Calendar
from registry.queries import with_pages
from supervision import queries, rules
from supervision.acts import GUARANTEE, available, openness
from supervision.deadlines import Due, is_late
from supervision.models import DayChange
from supervision.pages import papers
from supervision.pages.tabbed import Tabbed
from supervision.states import Clock, GuaranteeKind, GuaranteeState, ReportKind, promise_called

KEYS = {
    GuaranteeState.PROMISED: "todo",
    GuaranteeState.DELIVERED: "wait",
    GuaranteeState.MET: "done",
    GuaranteeState.LAPSED: "back",
}
REPORT_MISSING = "提交反映"
TURNS = (
    "confirm_delivery",
    "hand_over",
)  # what is done for one township and kind, from its place on the board
NOTES = {
    "deliver": "登记已经提供的保障，附证明，由乡镇确认。",
    "hand_over": "生成事项交接单，由乡镇确认。",
    "confirm_delivery": "确认已经收到。",
    "object_to_delivery": "同时提交反映，由联席会议办公室核实。",
    "set_delivery_day": "写明理由，原期限保留。",
}


def state_of(row):
    if row.state == GuaranteeState.PROMISED and row.due < clock.today():
        return "late", "逾期"
    return KEYS[row.state], row.state_label


class GuaranteeList(Tabbed):
    """One line a duty and kind: how many townships wait, the nearest day; of several states the one furthest from done."""

    SHOWN = {"open": "待落实", "late": "逾期", "waiting": "待乡镇确认", "met": "已落实", "all": "全部"}

    @property
    def usual(self):
        """The first status of which there is something."""
        return next((key for key, n in self.numbers.items() if n), "open")

    def number_of(self, key):
        return self.numbers[key]

    @cached_property
    def numbers(self):
        """How many lines each status has: what its list counts, too."""
        return {key: self._of(key).order_by().values("duty", "kind").distinct().count() for key in self.SHOWN}

    def _of(self, shown):
        rows = queries.guarantees_seen_by(self.by)
        match shown:
            case "open":
                return rows.filter(state=GuaranteeState.PROMISED)
            case "late":
                return queries.late_guarantees(rows)
            case "waiting":
                return rows.filter(state=GuaranteeState.DELIVERED)
            case "met":
                return rows.filter(state=GuaranteeState.MET)
        return rows

    @cached_property
    def lines(self):
        calendar, found = Calendar.load(), []
        rows = self._of(self.shown).order_by("duty", "kind", "due", "township__order")
        rows = with_successors(rows, "department", "township")
        for _, same in groupby(rows, key=lambda row: (row.duty_id, row.kind)):
            same = list(same)
            first = min(
                same, key=lambda row: list(GuaranteeState).index(row.state)
            )  # what is furthest from done
            due = Due(first.due, first.due_provisional)
            found.append(
                {
                    "row": first,
                    "state": state_of(first),
                    "townships": [named_now(row.township) for row in same],
                    "due": due if first.state == GuaranteeState.PROMISED else None,
                    "left": calendar.between(clock.today(), due.date),
                    "late": first.state == GuaranteeState.PROMISED and is_late(due),
                    "url": queries.board_url(first.duty),
                }
            )
        return sorted(found, key=lambda line: (line["row"].due, line["row"].pk))


class Board:
    """A duty's guarantees as this seat sees them: townships down, kinds across."""

    def __init__(self, rows, by):
        self.by = by
        self.rows = with_successors(rows.order_by("township__order", "pk"), "department", "township")
        self.duty = self.rows[0].duty

    @property
    def has_page(self):
        return bool(with_pages(self.duty.county_id, [self.duty]))

    @property
    def kinds(self):
        there = {row.kind for row in self.rows}
        return [(kind, promise_called(self.rows[0].rules, kind)) for kind in GuaranteeKind if kind in there]

    @property
    def promises(self):
        """[(kind, words, day)] once each, in the kinds' order."""
        told = dict.fromkeys((row.kind, row.text, row.due) for row in self.rows)
        order = list(GuaranteeKind)
        return [
            (promise_called(self.rows[0].rules, kind), f"{text}\n{cdate(due)}前落实")
            for kind, text, due in sorted(told, key=lambda each: (order.index(each[0]), each[2]))
        ]

    @property
    def may_deliver(self):
        """Whether something is left that the seat delivers; powers are handed over one by one."""
        return any(openness("deliver", row, self.by) == "open" for row in self.rows)

    def _cell(self, row):
        """The state, and where it is the seat's turn what it does there and where that leads."""
        key, word = state_of(row)
        to_do = next((GUARANTEE[verb].label for verb in TURNS if openness(verb, row, self.by) == "open"), "")
        url = row.get_absolute_url()
        if may_report_missing(row, self.by):
            to_do, url = REPORT_MISSING, missing_url(row)
        return {"row": row, "key": key, "word": word, "to_do": to_do, "url": url}

    @property
    def table(self):
        """[(township, [(kind in words, rows of it)])]."""
        found = []
        for _, rows in groupby(self.rows, key=lambda row: row.township_id):
            rows = list(rows)
            cells = [
                (called, [self._cell(each) for each in rows if each.kind == kind])
                for kind, called in self.kinds
            ]
            found.append((named_now(rows[0].township), cells))
        return found


def may_report_missing(row, by):
    """The township it was promised to, once its day has passed without it (第十条)."""
    return state_of(row)[0] == "late" and rules.is_carrier(row, by)


def missing_url(row):
    """The report with the duty and what is missing filled in."""
    kind = ReportKind.POWER if row.kind == GuaranteeKind.POWERS else ReportKind.GUARANTEE
    return reverse("report-new", query={"code": row.duty.code, "kind": kind.value})


def acts_for(row, by):
    found = [
        {
            "label": GUARANTEE[verb].label,
            "url": reverse("guarantee-act", args=[row.uuid, verb]),
            "note": by.county.worded(NOTES[verb]),
            "grave": GUARANTEE[verb].grave,
        }
        for verb in available(row, by)
    ]
    if may_report_missing(row, by):
        note = by.county.worded("逾期没有落实的，由联席会议办公室按期核实。")
        found.append({"label": REPORT_MISSING, "url": missing_url(row), "note": note, "grave": False})
    if found and not found[0]["grave"]:
        found[0]["primary"] = True
    return found


def facts_of(row):
    rows = [
        ("清单事项", str(row.duty)),
        ("保障种类", row.called),
        ("承诺的内容", row.text),
        ("部门", with_heir(row.department)),
        ("乡镇", with_heir(row.township)),
        ("落实期限", cdate(row.due)),
        ("落实日期", cdate(row.delivered_on)),
        ("提出的反映", row.report and row.report.number),
    ]
    rows += [
        (f"{Clock(each.clock).label}改过", f"{cdate(each.old)}改为{cdate(each.new)}。{each.reason}")
        for each in DayChange.objects.filter(subject=row.uuid)
    ]
    return [(label, value) for label, value in rows if value]


def said_of(subject, labels, file_url, named=lambda entry, label: label):
    """Entries with their files, for supervision/said.html; `named(entry, label)` heads each."""
    return [
        {
            "what": named(entry, labels[entry.verb].label),
            "text": entry.text,
            "who": entry.label,
            "at": entry.at,
            "files": [
                {"name": each.file.name, "size": each.file.size, "url": file_url(each.file)}
                for each in entry.files.all()
            ],
        }
        for entry in queries.entries_about(subject)
        if entry.verb in labels
    ]


def papers_of(row):
    return papers.rows(row, papers_about(row.uuid), address="guarantee-paper")
