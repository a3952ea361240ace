"""What the workbench shows: rows, counts that agree with them, filters by address, columns as the person chose them."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils.http import urlencode

from accounts.errands import Errand, errands, tally
from accounts.fields import searched as typed
from accounts.models import TO_READ, UnitKind
from accounts.notices import unread
from accounts.succession import named_now
from admission import deadlines, searched, turns, worklist
from admission.pages import steps
from admission.states import ENDED, Kind, Procedure, State
from audit import clock
from config.counting import capped
from config.templatetags.chinese import cday
from regimes.calendar import Calendar
from workday.inside import handled, in_hand
from workday.queries import ways_of

WAITING, DOING, DONE, READING = "todo", "doing", "done", "read"
TABS = {WAITING: "待办", DOING: "在办", DONE: "已办", READING: "待阅"}
EMPTY = {
    WAITING: ("没有待办。", "有事要您办的时候，会出现在这里，逾期的排在前面。"),
    DOING: ("没有在办的申请。", "您能看到的、还没有结束的申请会出现在这里。"),
    DONE: ("没有已办的申请。", "本单位办过、现在不用您办的申请会出现在这里。"),
    READING: ("没有待阅。", "有了结果、会议通知、同事找您的消息，没有读过的会出现在这里。"),
}
ONLY_READS = ("没有待办。", "外部监督单位查阅办结的申请、反映、督办和统计，不办理。")
COLUMNS = {
    "applicant": "申请方",
    "procedure": "程序",
    "receipt": "受理编号",
    "submitted": "提交日期",
    "since": "进入本环节",
    "handler": "由谁办",
    "due": "期限",
}
DEFAULT_COLUMNS = ("applicant", "procedure", "due")
ENDINGS = {State.APPROVED: "done", State.WITHDRAWN: "back"}


def tracked(case):
    """A row of a case that nothing is to be done in: where it is and who has it."""
    holder = turns.holder(case)
    key = ENDINGS.get(case.state, "against") if case.state in ENDED else ""
    what = f"{holder}在办" if holder else ""
    if case.state == State.APPROVED and not hasattr(case, "notice"):
        key, what = "wait", "待印发通知"
    item = turns.Item(case=case, what=what, url=case.get_absolute_url(), key=key, word=case.state_label)
    item.note = steps.reporting(case, case.decided, case.sent_number, case.sent_on)
    if case.joined_to_id:
        item.lead = case.joined_to.number
        item.lead_url = case.joined_to.get_absolute_url() if case.sees_lead else ""
    return item


@dataclass(kw_only=True)
class Matter(Errand):
    """A row of what is no case."""

    deadline: object = None
    left: int | None = None
    case = None
    key, word = "todo", "待办"

    @property
    def is_late(self):
        return deadlines.is_late(self.deadline)


def matters(by, calendar, counted=None):
    """The errands of the seat (`counted`: its tally) as rows, each with its day."""
    rows = [Matter(**vars(each)) for each in errands(by, counted)]
    for row in rows:
        if row.due:
            row.deadline = deadlines.Deadline(
                date=row.due, start=row.due, limit="", days=0, provisional=row.provisional
            )
        row.left = deadlines.left(calendar, row.deadline)
    return rows


def to_read(by):
    """Unread notices that want nothing but reading, the newest first."""
    return unread(by).filter(kind__in=TO_READ)


@dataclass(frozen=True)
class Cell:
    """What stands in a chosen column of one row."""

    key: str
    label: str
    text: str = ""


class Desk:
    """One tab of the workbench. Which rows there are, in which order and how many is worked out of as little of each as that
    takes; what a row shows is read for those of the page (`groups`).
    """

    def __init__(self, by, asked):
        self.by, self.asked = by, asked
        self.tab = asked.get("tab") if asked.get("tab") in TABS else WAITING
        self.words = typed(asked.get("q", "")).strip()[:100]
        self.calendar = Calendar.load()

    @cached_property
    def cases(self):
        return worklist.with_deadlines(worklist.todo(self.by), self.calendar)

    @cached_property
    def todo(self):
        """Cases and other matters, the most pressing first."""
        rows = [*self.cases, *matters(self.by, self.calendar, self.counted)]
        return sorted(rows, key=lambda row: (row.deadline is None, row.deadline and row.deadline.date))

    @cached_property
    def doing(self):
        rows = [turns.Item(case=case, what="", url="") for case in worklist.under_way(self.by)]
        return worklist.with_deadlines(rows, self.calendar)

    @cached_property
    def _all(self):
        """Every row of 待办 and 在办 that the words leave, before filtering."""
        rows = self.todo if self.tab == WAITING else self.doing
        return self._named(rows) if self.words else rows

    def _named(self, rows):
        cases = worklist.seen(self.by).filter(pk__in=[row.case.pk for row in rows if row.case])
        found = set(searched.having(cases, self.words, self.by).values_list("pk", flat=True))
        if (words := searched.words_of(self.words)) is None:
            return []
        return [row for row in rows if (row.case.pk in found if row.case else _says(row, words))]

    @property
    def _done(self):
        """已办, chosen by the filters and the words: ids."""
        wanted = {name: value for name, value in self._wanted.items() if name not in ("late", "mine")}
        cases = searched.having(worklist.seen(self.by).filter(**wanted), self.words, self.by)
        cases = cases.filter(uuid__in=self._in_hand) if "mine" in self._wanted else cases
        return worklist.done(self.by, self.cases, known=self._tracked, among=cases)

    @cached_property
    def rows(self):
        """待办, 在办: rows; 已办: ids of the first; 待阅: a queryset."""
        if self.tab == READING:
            words = self.words.split()
            return to_read(self.by).filter(*(Q(title__icontains=word) for word in words))
        if self.tab == DONE:
            return self._done
        return [item for item in self._all if all(self._has(item, *pair) for pair in self._wanted.items())]

    @cached_property
    def _in_hand(self):
        return in_hand(self.by)

    def _has(self, item, name, value):
        if name == "mine":
            return item.case is not None and item.case.uuid in self._in_hand
        return item.is_late if name == "late" else getattr(item.case, name, None) == value

    @property
    def tabs(self):
        return [
            {"label": label, "url": f"?tab={key}", "n": self._count(key), "current": key == self.tab}
            for key, label in TABS.items()
        ]

    def _count(self, tab):
        if tab == WAITING:
            return self.waiting
        if tab == READING:
            return capped(self.counted.to_read)
        return self._tracked.doing if tab == DOING else capped(len(self._tracked.done))

    @cached_property
    def _tracked(self):
        return worklist.numbers(self.by, self.cases)

    @cached_property
    def counted(self):
        """How many notices are new to the seat, how many matters wait: without reading any of them."""
        return tally(self.by)

    @property
    def waiting(self):
        """How many rows 待办 has, whatever tab is shown."""
        return len(self.cases) + self.counted.waiting

    @cached_property
    def _wanted(self):
        """The filters in the address that mean something."""
        known = {"late": ["1"], "mine": ["1"], "kind": Kind.values, "procedure": Procedure.values}
        return {name: self.asked[name] for name, values in known.items() if self.asked.get(name) in values}

    @property
    def is_filtered(self):
        return bool(self._wanted or self.words)

    @property
    def address(self):
        """The tab, the filters and the words as they stand in an address: what is kept under a name."""
        return urlencode({"tab": self.tab, **self._wanted, **({"q": self.words} if self.words else {})})

    @property
    def filters(self):
        """Links that put a filter on, or take it off, with how many rows it leaves."""
        if self.tab == READING:
            return []
        offered = [("late", "1", "逾期")] if self.tab != DONE else []
        offered += [("mine", "1", "我办的")]
        offered += [("kind", value, f"{label}申请") for value, label in Kind.choices]
        rules = self.by.county and self.by.county.rules
        if not rules or rules.has_procedures:
            offered += [("procedure", value, label) for value, label in Procedure.choices]
        rows = [self._filter(*each) for each in offered]
        return [row for row in rows if row["on"] or row["n"] is None or 0 < row["n"] < len(self._all)]

    def _filter(self, name, value, label):
        on = self._wanted.get(name) == value
        rest = {key: kept for key, kept in self._wanted.items() if key != name}
        if self.words:
            rest["q"] = self.words
        return {
            "label": label,
            "on": on,
            "n": None if self.tab == DONE else sum(self._has(item, name, value) for item in self._all),
            "url": "?" + urlencode({"tab": self.tab, **rest, **({} if on else {name: value})}),
        }

    @cached_property
    def _ways(self):
        return ways_of(self.by.user)

    @property
    def kept(self):
        """The person's filters, each with whether it is the one that is on."""
        return [
            {"name": name, "url": f"?{query}", "on": query == self.address}
            for name, query in self._ways.filters.items()
        ]

    @cached_property
    def columns(self):
        """{key: label} of the columns the person chose, in their order."""
        chosen = self._ways.columns
        return {
            key: COLUMNS[key] for key in (DEFAULT_COLUMNS if chosen is None else chosen) if key in COLUMNS
        }

    @property
    def width(self):
        """How many columns the table has, 状态 and 事项 among them."""
        return len(self.columns) + 2

    def groups(self, page):
        """[(heading, items)] of one page: the late first, then today's, then the rest."""
        items = list(page)
        if self.tab == READING:
            return [("", items)] if items else []
        items = self._told(items)
        handlers, self._in_hand = handled([item.case for item in items if item.case], self.by)
        for item in items:
            item.handler = handlers.get(item.case.uuid, "") if item.case else ""
            said = {} if item.case else {"applicant": "单位"}  # on a phone, where nothing stands above it
            item.cells = [
                Cell(key, said.get(key, label), self._cell(item, key)) for key, label in self.columns.items()
            ]
        if self.tab == DONE:
            return [("", items)] if items else []
        found = {}
        for item in items:
            found.setdefault(_group(item), []).append(item)
        sizes = [_group(item) for item in self.rows]
        return [(f"{name} {sizes.count(name)}件", rows) for name, rows in found.items()]

    def _told(self, items):
        """The rows of a page with all they show."""
        if self.tab == WAITING:
            worklist.whole([item for item in items if item.case], self.by)
            return items
        if self.tab == DOING:
            read = worklist.doing(self.by).prefetch_related(None).in_bulk([item.case.pk for item in items])
            told = [tracked(read[item.case.pk]) for item in items if item.case.pk in read]
            days = {item.case.pk: item for item in items}
        else:
            told, days = [tracked(case) for case in worklist.tracked(self.by, items)], {}
        for item in told:
            day = days.get(item.case.pk)
            item.deadline = day.deadline if day else deadlines.deadline_of(item.case, self.calendar)
            item.left = day.left if day else deadlines.left(self.calendar, item.deadline)
        return told

    @staticmethod
    def _cell(item, key):
        """The words in a column of a row; 期限 is drawn by the page."""
        if item.case is None:
            return item.whose if key == "applicant" else ""
        day = clock.today()
        return {
            "applicant": named_now(item.case.applicant),
            "procedure": item.procedure,
            "receipt": item.case.receipt_number,
            "submitted": cday(item.case.submitted_at, day) if item.case.submitted_at else "",
            "since": cday(item.case.state_since, day),
            "handler": item.handler,
            "due": "",
        }[key]

    @property
    def chooses(self):
        """Whether there are rows that can be chosen, to be printed together: cases, not other matters."""
        return self.tab == DONE or any(item.case for item in self.rows)

    @property
    def urges(self):
        """Whether there are cases in which the seat could 催办 units, several at once."""
        return self.tab == WAITING and any(item.urges for item in self.cases)

    @property
    def signs(self):
        """Whether opinions wait that the seat could issue, several at once."""
        return self.tab == WAITING and any(item.signs for item in self.cases)

    @property
    def empty(self):
        if self.tab == WAITING and self.by.unit.kind == UnitKind.SUPERVISOR:
            return ONLY_READS
        return EMPTY[self.tab]

    @property
    def label(self):
        return TABS[self.tab]


def _says(row, words):
    """Whether what is no case has each of the searchable words."""
    said = searched.searchable(f"{row.title}{row.about}")
    return all(word in said for word in words)


def _group(item):
    if item.deadline is None:
        return "没有期限"
    if item.is_late:
        return "逾期"
    return "今天到期" if item.deadline.date == clock.today() else "以后"
