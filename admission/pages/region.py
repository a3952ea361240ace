"""Figures of the cases of the counties below a body: how many stand where, and nothing of what they say."""

from collections import Counter, defaultdict

from django.db.models import Count

from admission.models import Application
from admission.states import OPEN, State
from audit import clock
from regimes.models import Regime

# Not yet handed in: nobody above the applicant is told of them.
UNSEEN = (State.DRAFT, State.CONSULTING)
SHOWN = tuple(state for state in State if state not in UNSEEN)


class Cases:
    """Per county the cases in each state since they were handed in. Two queries however many counties there are; the text of a
    county's rules is read once a process."""

    def __init__(self, counties):
        self.counties = list(counties)
        self.numbers = defaultdict(Counter)
        rows = Application.objects.filter(county__in=self.counties, state__in=SHOWN).order_by()
        for county, state, number in rows.values_list("county", "state").annotate(n=Count("pk")):
            self.numbers[county][state] += number
        self.called = _called(self.counties)

    @property
    def labels(self):
        """What the `states` are called, in their order."""
        return [self.called.get(state, state.label) for state in self.states]

    @property
    def states(self):
        """Those in which some county has a case, in the order of the procedure."""
        found = Counter()
        for numbers in self.numbers.values():
            found += numbers
        return [state for state in SHOWN if found[state]]

    @property
    def lines(self):
        """[(county, how many are open, [how many in each of `states`])]."""
        states, labels = self.states, self.labels
        return [
            (
                county,
                sum(self.numbers[county.pk][state] for state in OPEN if state in SHOWN),
                [
                    (label, self.numbers[county.pk][state])
                    for label, state in zip(labels, states, strict=True)
                ],
            )
            for county in self.counties
        ]


def _called(counties):
    """{state: label} of what every one of the counties that have the state calls alike (待旗委、旗政府审核)."""
    current = {}
    for regime in Regime.objects.filter(county__in=counties).in_force(clock.today()).defer("text"):
        current.setdefault(regime.county_id, regime)
    labels = defaultdict(set)
    for regime in current.values():
        for state, label in regime.rules.states.items():
            labels[state].add(label)
    return {state: label for state, (label, *others) in labels.items() if not others}
