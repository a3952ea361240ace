"""Figures of the cases of the counties below a body: how many stand where, and nothing of what they say."""

from collections import Counter, defaultdict
from functools import cached_property

from django.db.models import Count

from admission.models import Application
from admission.states import OPEN, State
from audit import clock
from regimes.models import Regime

# Not yet handed in: nobody above the applicant is told of them.
UNSEEN = (State.DRAFT, State.CONSULTING)
SHOWN = tuple(state for state in State if state not in UNSEEN)
# What a step is called that the counties call differently, or that one without rules in force still has cases in.
NEUTRAL = {
    State.CIRCULATING: "征求意见",
    State.COORDINATING: "开会协调",
    State.DELIBERATING: "会议审议",
    State.SIGNING: "待审签",
    State.DECIDING: "待县里决定",
    State.UPPER_REVIEW: "待上级答复",
    State.APPROVED: "已准入、调整、取消、撤销",
    State.REJECTED: "不予准入、调整、取消、撤销",
}


class Cases:
    """Per county the cases in each state since they were handed in. Two queries however many counties there are; the text of a
    county's rules is read once a process."""

    def __init__(self, counties):
        self.counties = list(counties)
        self.numbers = defaultdict(Counter)
        rows = Application.objects.filter(county__in=self.counties, state__in=SHOWN).order_by()
        for county, state, number in rows.values_list("county", "state").annotate(n=Count("pk")):
            self.numbers[county][state] += number
        self.own = _own(self.counties)

    @cached_property
    def labels(self):
        """What the `states` are called, in their order: as all the counties call them, else by a word of none of them."""
        words = [{own[state] for own in self.own.values() if state in own} for state in self.states]
        return [
            min(said) if len(said) == 1 else NEUTRAL.get(state, state.label)
            for state, said in zip(self.states, words, strict=True)
        ]

    @cached_property
    def states(self):
        """Those in which some county has a case, in the order of the procedure."""
        found = Counter()
        for numbers in self.numbers.values():
            found += numbers
        return [state for state in SHOWN if found[state]]

    @property
    def lines(self):
        """[(county, how many are open, [(label, how many, the county's own word where it is another)])]."""
        return [
            (
                county,
                sum(self.numbers[county.pk][state] for state in OPEN if state in SHOWN),
                [
                    self._cell(county.pk, state, label)
                    for state, label in zip(self.states, self.labels, strict=True)
                ],
            )
            for county in self.counties
        ]

    def _cell(self, county, state, label):
        number, own = self.numbers[county][state], self.own.get(county, {}).get(state, label)
        return label, number, own if number and own != label else ""


def _own(counties):
    """{county: {state: label}} by the rules in force (待旗委、旗政府审核、批准)."""
    current = {}
    for regime in Regime.objects.filter(county__in=counties).in_force(clock.today()).defer("text"):
        current.setdefault(regime.county_id, regime)
    return {county: regime.rules.states for county, regime in current.items()}
