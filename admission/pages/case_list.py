"""The list of every case a seat may see: search, filters, order."""

from functools import cached_property

from accounts.fields import searched as typed
from admission import deadlines, queries, searched, worklist
from admission.pages.desk import tracked
from admission.states import OPEN, Kind, State
from audit import clock
from config.counting import first
from regimes.calendar import Calendar
from regimes.queries import in_force


class CaseList:
    """Every case the seat may see: search by name or number, state, kind; newest change first."""

    ORDERS = {"name": "shown", "since": "state_since", "number": "submitted_at"}

    def __init__(self, by, asked):
        self.by = by
        self.q = typed(asked.get("q", "")).strip()[:100]
        self.state = asked.get("state", "")
        self.kind = asked.get("kind", "")
        self.sort = asked.get("sort", "")
        self.rules, self.shown = None, {}  # of the cases on the page

    @cached_property
    def cases(self):
        """Ids of the first of them."""
        found = searched.having(worklist.seen(self.by), self.q, self.by)
        if self.state in State.values:
            found = found.filter(state=self.state)
        elif self.state == "open":
            found = found.filter(state__in=OPEN)
        if self.kind in Kind.values:
            found = found.filter(kind=self.kind)
        column = self.ORDERS.get(self.sort.removeprefix("-"))
        if column == "shown":
            found = queries.named(found, self.by)
        down = "-" if self.sort.startswith("-") else ""
        return first(found.order_by(*([f"{down}{column}", "-pk"] if column else ["-state_since", "-pk"])))

    def rows(self, page):
        calendar = Calendar.load()
        items = [tracked(case) for case in worklist.tracked(self.by, list(page))]
        self.shown = {item.case.regime_id: item.case.rules for item in items}
        self.rules = next(iter(self.shown.values()), None)
        for item in items:
            item.deadline = deadlines.deadline_of(item.case, calendar)
            item.left = deadlines.left(calendar, item.deadline)
        return items

    @property
    def state_choices(self):
        """In the words of the first case shown; where there is none, of the county's rules. A seat above counties is offered
        the states of those whose cases are shown, in the words of each."""
        if self.by.county is None:
            return [("", "全部"), ("open", "在办"), *self._states_below()]
        if self.rules is None and (regime := in_force(self.by.county, on=clock.today()).first()):
            self.rules = regime.rules
        states = self.rules.states.items() if self.rules else State.choices
        return [("", "全部"), ("open", "在办"), *states]

    def _states_below(self):
        every = [rules.states for rules in self.shown.values()]
        words = {state: dict.fromkeys(of[state] for of in every if state in of) for state in State.values}
        return [(state, "／".join(labels)) for state, labels in words.items() if labels]

    @property
    def kind_choices(self):
        return [("", "全部"), *Kind.choices]

    @property
    def is_filtered(self):
        return bool(self.q or self.state or self.kind)
