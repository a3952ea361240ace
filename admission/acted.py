"""已办: in which cases a unit did something that is not drafting. Counted as far as a page counts, each way of having acted by
itself, so that no case that the unit sees is asked for all of them.
"""

from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

from django.contrib.auth.models import Group
from django.db.models import Count, DateField, Exists, OuterRef, Q, Value

from accounts.models import Unit, UnitKind
from accounts.succession import left_to, line
from admission import access
from admission.models import (
    AdmissionNotice,
    Application,
    Decision,
    Filing,
    Opinion,
    Position,
    Reason,
    SignOff,
)
from admission.states import OPEN, State
from audit import clock
from config import counting
from config.composed import Composed, Given


@dataclass(frozen=True)
class Numbers:
    """`doing`: how many cases are 在办; `done`: ids of those that are 已办, of a thousand and more not every one."""

    doing: int
    done: frozenset

    @property
    def more(self):
        """There are more than a page counts: `done` does not name them all."""
        return len(self.done) > counting.MOST


def anyhow(unit):
    """The condition on a case that the unit acted in it."""
    return reduce(or_, _ways(unit.kind, unit, left_to(unit)))


def numbers(unit, waiting):
    """The unit's `Numbers`; `waiting`: ids of the cases in which it has something to do, which are not 已办."""
    # of each way: a thousand and one without those that wait
    enough = counting.MOST * (2 + len(waiting) // counting.MOST)
    rows = _counted(unit.kind, enough)(unit=unit, group=unit.group_id, today=clock.today())
    doing = sum(number for is_done, number in rows if not is_done)
    return Numbers(doing, frozenset(pk for is_done, pk in rows if is_done) - waiting)


@cache
def _counted(kind, enough):
    """The query for `numbers`: (0, how many are open), and (1, id) of cases that the unit acted in."""
    cases = Application.objects.filter(pk__in=access.seen_by(Given("group", Group))).order_by()

    def build():
        doing = cases.filter(state__in=OPEN).values(at=Value(0)).annotate(n=Count("pk"))
        unit = Given("unit", Unit)
        before_it = line(Unit.objects.filter(pk=unit), Given("today", DateField()))
        ways = _ways(kind, unit, Unit.objects.filter(pk__in=before_it))
        found = [cases.filter(way).values("pk")[:enough] for way in ways]
        rows = [Application.objects.filter(pk__in=part).order_by().annotate(at=Value(1)) for part in found]
        return doing.values_list("at", "n").union(*(each.values_list("at", "pk") for each in rows))

    return Composed(build, planned=False)  # one unit acted in three cases, another in nearly all


def _ways(kind, unit, applicants):
    """In what ways a unit of this kind can have acted, each a condition on the case. `applicants`: itself, and those that
    ended and left to it what they had.
    """
    yield Q(applicant__in=applicants) & ~Q(state=State.DRAFT)
    yield _any(Position, "consultation__application", consultation__unit=unit)
    yield _any(Reason, unit=unit)
    if kind == UnitKind.OFFICE:
        yield Q(accepted_at__isnull=False)  # what follows is done in accepted cases only
        return
    if kind == UnitKind.UPPER:
        yield _any(Filing.objects.exclude(outcome=""))
    yield _any(Opinion, "review__round__application", review__unit=unit)
    for model in (SignOff, Decision, AdmissionNotice):
        yield _any(model, unit=unit)


def _any(rows, way="application", **where):
    rows = getattr(rows, "objects", rows)
    return Q(Exists(rows.filter(**{way: OuterRef("pk")}, **where)))
