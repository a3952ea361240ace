"""What the county's figures are counted from: one grouped query each, so that no row of a case is read for them; but for
`carried` as querysets, to be asked together (config/together.py)."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Case, Count, DateField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import TruncDate, TruncMonth

from accounts.models import Unit
from admission.models import Application, Consultation, Opinion, Position, Review, Stay
from admission.states import ENDED, State
from config.templatetags.chinese import plain_date
from registry.models import DutyTownship
from registry.queries import carried_on, in_force, load_kinds

BEFORE = (State.DRAFT, State.CONSULTING)  # the applicant's own business: not counted


@dataclass(frozen=True)
class Period:
    """The days counted, both of them too."""

    since: object
    until: object

    def days(self, column):
        return Q(**{f"{column}__date__gte": self.since, f"{column}__date__lte": self.until})

    def __str__(self):
        return f"{plain_date(self.since)}至{plain_date(self.until)}"


def units_of(county):
    """Whose names stand in the figures, in their order."""
    return Unit.objects.filter(county=county)


def cases(county, period):
    """[{kind, state, department, received, ended, n}]: the months in which cases were accepted and, within the period, ended;
    whole months, for a chart shows them whole. `ended_within`: by the day.
    """
    first = period.since.replace(day=1)
    ended = When(state__in=ENDED, state_since__date__gte=first, then="state_since")
    within = When(Q(state__in=ENDED) & period.days("state_since"), then=Value(True))
    return (
        Application.objects.filter(county=county)
        .exclude(state__in=BEFORE)
        .order_by()
        .annotate(
            received=TruncMonth("accepted_at", DateField()),
            ended=TruncMonth(Case(ended), DateField()),
            ended_within=Case(within, default=Value(False)),
            department=F("version__department"),
        )
        .values("kind", "state", "department", "received", "ended", "ended_within")
        .annotate(n=Count("pk"))
    )


def stays(county, period, states):
    """[(state, day entered, day left, how many)] of the stays that ended in the period."""
    return (
        Stay.objects.filter(period.days("left_at"), application__county=county, state__in=states)
        .order_by()
        .annotate(entered=TruncDate("entered_at"), left=TruncDate("left_at"))
        .values_list("state", "entered", "left")
        .annotate(n=Count("pk"))
    )


def reviews(county, period):
    """[(unit, the view that stands or None, whether in time, how many)] of rounds that were closed in the period.

    While a round is open its answers are not counted: one more 不同意 would tell who gave it (settled 24).
    """
    given = Opinion.objects.filter(review=OuterRef("pk"))
    asked = Review.objects.filter(
        period.days("round__closed_at"), round__application__county=county, asked=True
    )
    return _answered(asked, given, "view", F("round__due"))


def positions(county, period):
    """The same of townships and departments: what each answered to requests that were closed in the period."""
    given = Position.objects.filter(consultation=OuterRef("pk"))
    asked = Consultation.objects.filter(period.days("closed_at"), application__county=county)
    return _answered(asked, given, "answer", F("due"))


def _answered(asked, given, said, due):
    first, last = given.order_by("issued_at", "pk"), given.order_by("-issued_at", "-pk")
    day = Subquery(first.annotate(on=TruncDate("issued_at")).values("on")[:1])
    return (
        asked.order_by()
        .annotate(said=Subquery(last.values(said)[:1]), first_on=day)
        .annotate(in_time=Case(When(first_on__lte=due, then=Value(True)), default=Value(False)))
        .values_list("unit", "said", "in_time")
        .annotate(n=Count("pk"))
    )


def carried(county, *days):
    """For each of the days {township: how many duties it carries itself}; one query."""
    kept = {"version__duty__list_kind__in": load_kinds(county)}
    rows = [
        DutyTownship.objects.filter(carried_on(day), version__in=in_force(county, day), **kept)
        .order_by()
        .values(at=Value(at))
        .annotate(n=Count("pk"))
        .values_list("at", "township", "n")
        for at, day in enumerate(days)
    ]
    found = [Counter() for _ in days]
    for at, township, n in rows[0].union(*rows[1:], all=True):
        found[at][township] = n
    return found
