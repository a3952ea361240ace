"""What the workbench and the list of cases show: rows, counts that agree with them, filters by address."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils.http import urlencode

from accounts.errands import Errand, errands
from accounts.fields import searched
from accounts.models import TO_READ
from accounts.notices import unread
from admission import deadlines, turns, worklist
from admission.pages import steps
from admission.states import ENDED, OPEN, Kind, Procedure, State
from audit import clock
from regimes.calendar import Calendar
from regimes.queries import in_force, rules_of
from workday.inside import handlers_of, in_hand

WAITING, DOING, DONE, READING = "todo", "doing", "done", "read"
TABS = {WAITING: "待办", DOING: "在办", DONE: "已办", READING: "待阅"}
EMPTY = {
    WAITING: ("没有待办。", "有事要您办的时候，会出现在这里，逾期的排在前面。"),
    DOING: ("没有在办的申请。", "您能看到的、还没有结束的申请会出现在这里。"),
    DONE: ("没有已办的申请。", "本单位办过、现在不用您办的申请会出现在这里。"),
    READING: ("没有待阅。", "有了结果、会议通知、同事找您的消息，没有读过的会出现在这里。"),
}
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


def matters(by, calendar):
    """The errands of the seat as rows, each with its day."""
    rows = [Matter(**vars(each)) for each in errands(by)]
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


class Desk:
    def __init__(self, by, asked):
        self.by, self.asked = by, asked
        self.tab = asked.get("tab") if asked.get("tab") in TABS else WAITING
        self.calendar = Calendar.load()

    @cached_property
    def cases(self):
        return worklist.with_deadlines(worklist.todo(self.by), self.calendar)

    @cached_property
    def todo(self):
        """Cases and other matters, the most pressing first."""
        rows = [*self.cases, *matters(self.by, self.calendar)]
        return sorted(rows, key=lambda row: (row.deadline is None, row.deadline and row.deadline.date))

    @cached_property
    def _all(self):
        """Every row of the tab before filtering: a list, for 已办 a queryset."""
        if self.tab == WAITING:
            return self.todo
        if self.tab == READING:
            return to_read(self.by)
        if self.tab == DOING:
            return worklist.with_deadlines([tracked(c) for c in worklist.doing(self.by)], self.calendar)
        return worklist.done(self.by, self.cases).order_by("-state_since", "-pk")

    @cached_property
    def rows(self):
        if self.tab == READING:
            return self._all
        if self.tab == DONE:
            wanted = {name: value for name, value in self._wanted.items() if name not in ("late", "mine")}
            rows = self._all.filter(**wanted)
            return rows.filter(uuid__in=self._in_hand) if "mine" in self._wanted else rows
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
            return len(self.todo)
        if tab == DONE:
            return worklist.done(self.by, self.cases).count()
        if tab == READING:
            return to_read(self.by).count()
        return len(self._all) if self.tab == DOING else worklist.doing(self.by).count()

    @cached_property
    def _wanted(self):
        """The filters in the address that mean something."""
        known = {"late": ["1"], "mine": ["1"], "kind": Kind.values, "procedure": Procedure.values}
        return {name: self.asked[name] for name, values in known.items() if self.asked.get(name) in values}

    @property
    def filters(self):
        """Links that put a filter on, or take it off, with how many rows it leaves."""
        if self.tab == READING:
            return []
        offered = [("late", "1", "逾期")] if self.tab != DONE else []
        offered += [("mine", "1", "我办的")]
        offered += [("kind", value, f"{label}申请") for value, label in Kind.choices]
        offered += [("procedure", value, label) for value, label in Procedure.choices]
        rows = [self._filter(*each) for each in offered]
        return [row for row in rows if row["on"] or row["n"] is None or 0 < row["n"] < len(self._all)]

    def _filter(self, name, value, label):
        on = self._wanted.get(name) == value
        rest = {key: kept for key, kept in self._wanted.items() if key != name}
        return {
            "label": label,
            "on": on,
            "n": None if self.tab == DONE else sum(self._has(item, name, value) for item in self._all),
            "url": "?" + urlencode({"tab": self.tab, **rest, **({} if on else {name: value})}),
        }

    def groups(self, page):
        """[(heading, items)] of one page: the late first, then today's, then the rest."""
        items = list(page)
        if self.tab == READING:
            return [("", items)] if items else []
        if self.tab == DONE:
            items = [tracked(case) for case in items]
        handlers = handlers_of([item.case for item in items if item.case], self.by)
        for item in items:
            item.handler = handlers.get(item.case.uuid, "") if item.case else ""
        if self.tab == DONE:
            for item in items:
                item.deadline = deadlines.deadline_of(item.case, self.calendar)
                item.left = deadlines.left(self.calendar, item.deadline)
            return [("", items)] if items else []
        found = {}
        for item in items:
            found.setdefault(_group(item), []).append(item)
        sizes = [_group(item) for item in self.rows]
        return [(f"{name} {sizes.count(name)}件", rows) for name, rows in found.items()]

    @property
    def urges(self):
        """Whether there are cases in which the seat could 催办 units, several at once."""
        return self.tab == WAITING and any(item.urges for item in self.cases)

    @property
    def empty(self):
        return EMPTY[self.tab]

    @property
    def label(self):
        return TABS[self.tab]


def _group(item):
    if item.deadline is None:
        return "没有期限"
    if item.is_late:
        return "逾期"
    return "今天到期" if item.deadline.date == clock.today() else "以后"


class CaseList:
    """Every case the seat may see: search by name or number, state, kind; newest change first."""

    ORDERS = {"name": "shown", "since": "state_since", "number": "submitted_at"}

    def __init__(self, by, asked):
        self.by = by
        self.q = searched(asked.get("q", "")).strip()[:100]
        self.state = asked.get("state", "")
        self.kind = asked.get("kind", "")
        self.sort = asked.get("sort", "")

    @cached_property
    def cases(self):
        found = worklist.everything(self.by)
        for word in self.q.split():
            found = found.filter(Q(shown__icontains=word) | Q(number__icontains=word))
        if self.state in State.values:
            found = found.filter(state=self.state)
        elif self.state == "open":
            found = found.filter(state__in=OPEN)
        if self.kind in Kind.values:
            found = found.filter(kind=self.kind)
        column = self.ORDERS.get(self.sort.removeprefix("-"))
        down = "-" if self.sort.startswith("-") else ""
        return found.order_by(*([f"{down}{column}", "-pk"] if column else ["-state_since", "-pk"]))

    def rows(self, page):
        calendar = Calendar.load()
        items = [tracked(case) for case in page]
        for item in items:
            item.deadline = deadlines.deadline_of(item.case, calendar)
            item.left = deadlines.left(calendar, item.deadline)
        return items

    @property
    def state_choices(self):
        regime = self.by.county and in_force(self.by.county, on=clock.today()).first()
        states = rules_of(regime).states.items() if regime else State.choices
        return [("", "全部"), ("open", "在办"), *states]

    @property
    def kind_choices(self):
        return [("", "全部"), *Kind.choices]

    @property
    def is_filtered(self):
        return bool(self.q or self.state or self.kind)
