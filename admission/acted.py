"""已办: in which cases a unit did something that is not drafting. Counted, and listed, as far as a page does, each way of having
acted by itself, so that no case that the unit sees is asked for all of them.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.contrib.auth.models import Group
from django.db.models import Count, Exists, OuterRef, Q, Value

from accounts.models import Unit, UnitKind
from accounts.succession import left_to
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


def numbers(unit, waiting):
    """The unit's `Numbers`; `waiting`: ids of the cases in which it has something to do, which are not 已办."""
    asked = _counted(unit.kind, _enough(waiting), _applicants(unit))
    rows = asked(unit=unit, group=unit.group_id)
    doing = sum(number for is_done, number in rows if not is_done)
    return Numbers(doing, frozenset(pk for is_done, pk in rows if is_done) - waiting)


def newest(unit, waiting, cases):
    """Ids of those of the cases (a queryset) that are 已办, the last to change first: as many as a page counts."""
    cases, enough = cases.order_by("-state_since", "-pk"), _enough(waiting)
    ways = _ways(unit.kind, unit, _applicants(unit))
    rows = [_these(cases.filter(way), enough).values_list("state_since", "pk") for way in ways]
    found = sorted(rows[0].union(*rows[1:]), reverse=True)
    return [pk for _, pk in found if pk not in waiting][: counting.MOST + 1]


def _enough(waiting):
    """How many to ask for each way of having acted: a thousand and one without those that wait. In hundreds, for the
    composed queries."""
    return counting.MOST + 100 * (1 + len(waiting) // 100)


def _applicants(unit):
    """Ids of the unit and of those that ended and left to it what they had; nothing where it is the unit alone, as most
    are. Asked by themselves: how many cases an applicant has PostgreSQL knows by its number only.
    """
    if not unit.took_over:
        return ()
    return tuple(left_to(unit).order_by("pk").values_list("pk", flat=True))


@lru_cache(maxsize=500)
def _counted(kind, enough, applicants):
    """The query for `numbers`: (0, how many are open), and (1, id) of cases that the unit acted in."""
    cases = Application.objects.filter(pk__in=access.seen_by(Given("group", Group))).order_by()

    def build():
        doing = cases.filter(state__in=OPEN).values(at=Value(0)).annotate(n=Count("pk"))
        ways = _ways(kind, Given("unit", Unit), applicants)
        rows = [_these(cases.filter(way), enough).annotate(at=Value(1)) for way in ways]
        return doing.values_list("at", "n").union(*(each.values_list("at", "pk") for each in rows))

    return Composed(build, planned=False)  # one unit acted in three cases, another in nearly all


def _these(cases, enough):
    return Application.objects.filter(pk__in=cases.values("pk")[:enough]).order_by()


def _ways(kind, unit, applicants):
    """In what ways a unit of this kind can have acted, each a condition on the case; `applicants`: as `_applicants`."""
    yield (Q(applicant__in=applicants) if applicants else Q(applicant=unit)) & ~Q(state=State.DRAFT)
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
