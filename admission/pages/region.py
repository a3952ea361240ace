"""Figures of the cases of the counties below a body: how many stand where, and nothing of what they say."""

from collections import Counter, defaultdict

from django.db.models import Count

from admission.models import Application
from admission.states import OPEN, State

# Not yet handed in: nobody above the applicant is told of them.
UNSEEN = (State.DRAFT, State.CONSULTING)
SHOWN = tuple(state for state in State if state not in UNSEEN)


class Cases:
    """Per county the cases in each state since they were handed in. Two queries however many counties there are."""

    def __init__(self, counties):
        self.counties = list(counties)
        self.numbers = defaultdict(Counter)
        rows = Application.objects.filter(county__in=self.counties, state__in=SHOWN).order_by()
        for county, state, number in rows.values_list("county", "state").annotate(n=Count("pk")):
            self.numbers[county][state] += number

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
        states = self.states
        return [
            (
                county,
                sum(self.numbers[county.pk][state] for state in OPEN if state in SHOWN),
                [(state.label, self.numbers[county.pk][state]) for state in states],
            )
            for county in self.counties
        ]
