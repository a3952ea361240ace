"""待办, 在办, 已办 of a seat, as sets of rows; `turns` says of each row what is to be done. No dossier a row."""

from functools import cache
from types import SimpleNamespace

from django.contrib.auth.models import Group
from django.db.models import Count, DateField, Exists, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce

from accounts.models import County, Unit, User
from admission import access, acted, deadlines, queries, turns
from admission.models import (
    Application,
    ApplicationGroupObjectPermission,
    Decision,
    InitialReview,
    Stay,
    Version,
)
from admission.rights import LABELS, VIEW
from admission.states import OPEN, State
from admission.turn_facts import facts
from audit import clock
from config import counting
from config.among import Among
from config.composed import Composed, Given
from regimes.models import Regime

TO_ACT = [right for right in LABELS if right != VIEW]
# Of what a case names, all that is asked before it is shown; the rest is read for the rows of one page (`whole`).
ASKED_OF = {
    "county": (County, ("name",)),
    "regime": (Regime, ("sha256",)),
    "applicant": (Unit, ("valid_until", "successor")),
    "version": (Version, ("cost", "term")),
    "review": (InitialReview, ("issued_at", "lawful", "conforming", "list_kind")),
}
UNASKED = ["procedure_reason", "talk_gist", "talk_with"] + [
    f"{way}__{field.name}"
    for way, (model, asked) in ASKED_OF.items()
    for field in model._meta.concrete_fields
    if not field.primary_key and field.name not in asked
]


def todo(by):
    """What waits for the seat, as `turns.Item`s in no order; `with_deadlines` brings the days, `whole` the names.

    Every case in which the unit may act is asked, for only its rows say whose turn it is; so as little of it is read as
    that takes.
    """
    return [item for case in _candidates(by, stays=True) if (item := turns.of(case, by))]


def count(by):
    """How many things wait for the seat, on every page: one query, none for administrators."""
    return sum(turns.of(case, by) is not None for case in _candidates(by))


def whole(items, by):
    """The items with their cases read in full, named as the seat may read them: one query, for the rows of a page."""
    cases = Application.objects.filter(pk__in=[item.case.pk for item in items])
    read = queries.with_its_own(queries.named(cases, by)).in_bulk() if items else {}
    for item in items:
        item.case = read[item.case.pk]
    return items


def under_way(by):
    """Every open case the seat may see, with its days and no more: what a page of 在办 is chosen from."""
    return _UNDER_WAY(group=by.unit.group_id) if queries.has_cases(by) else []


def doing(by):
    """在办: every open case the seat may see."""
    return _tracked(by).filter(state__in=OPEN)


def done(by, waiting, *, known=None, among=None):
    """已办: ids of the cases the unit acted in where it is no longer its turn, the last to change first, as far as a page
    counts. `waiting`: the items of `todo`; `known`: its `numbers`, which name the cases where they are no more than that;
    `among`: the cases that are asked, else all that the seat may see.
    """
    known, cases = known or numbers(by, waiting), seen(by) if among is None else among
    if known.more:
        return counting.First(acted.newest(by.unit, _ids(waiting), cases))
    return counting.first(cases.filter(pk__in=known.done).order_by("-state_since", "-pk"))


def numbers(by, waiting):
    """How many cases are 在办, which are 已办, as `doing` and `done` find them: one query."""
    if not queries.has_cases(by):
        return acted.Numbers(0, frozenset())
    return acted.numbers(by.unit, _ids(waiting))


def _ids(items):
    return frozenset(item.case.pk for item in items)


def everything(by):
    """Every case the seat may see."""
    return _tracked(by)


def seen(by):
    """The same, to choose from by the rows of the cases alone: what a page shows of them is read for that page (`tracked`)."""
    granted = access.seen_by(by.unit.group_id) if queries.has_cases(by) else []
    return Application.objects.filter(pk__in=granted)


def tracked(by, ids):
    """Those of the cases the seat may see that have the ids, in their order, with where each is."""
    read = _tracked(by).in_bulk(ids)
    return [read[pk] for pk in ids if pk in read]


def with_deadlines(items, calendar):
    """Fill each item's day and the working days left; sorted, the most pressing first."""
    for item in items:
        item.deadline = deadlines.deadline_of(item.case, calendar)
        if item.due:
            start = item.deadline.start if item.deadline else item.due
            item.deadline = deadlines.Deadline(
                date=item.due, start=start, limit="", days=0, provisional=item.provisional
            )
        item.left = deadlines.left(calendar, item.deadline)
    return sorted(items, key=lambda i: (i.deadline is None, i.deadline and i.deadline.date, i.case.pk))


# -- rows ---------------------------------------------------------------------------------------------------------


def _dated(cases):
    return deadlines.dated(cases).select_related("notice")


def _tracked(by):
    """What the seat may see, with where each case is: how many bodies decided, which case leads it."""
    cases = _dated(queries.visible_to(by))
    if not queries.has_cases(by):
        return cases
    decided = (
        Decision.objects.filter(application=OuterRef("pk"), lapsed_at__isnull=True)
        .order_by()
        .values("application")
        .annotate(n=Count("body", distinct=True))
        .values("n")
    )
    sees_lead = _grants(by, "joined_to").filter(permission__codename=VIEW)
    return cases.select_related("joined_to").annotate(
        decided=Coalesce(Subquery(decided), 0), sees_lead=Exists(sees_lead)
    )


def _grants(by, case="pk"):
    return ApplicationGroupObjectPermission.objects.filter(
        content_object=OuterRef(case), group=by.unit.group_id
    )


def _held(by):
    """The unit's rights to do something in a case, not only to look: those are in more cases every year."""
    return ApplicationGroupObjectPermission.objects.filter(
        Among("permission", access.permissions(TO_ACT)), group=by.unit.group_id
    )


def _candidates(by, *, stays=False):
    """Cases in which the unit holds more than the right to look, with what tells whose turn it is."""
    if not queries.has_cases(by):
        return []
    unit, persons = by.unit, {"user": by.user, "signer": by.seat.user}
    return _with_a_turn(unit.kind, stays)(unit=unit, group=unit.group_id, today=clock.today(), **persons)


@cache
def _with_a_turn(kind, stays):
    """The query for `_candidates` of a seat in a unit of this kind."""
    unit, signer = Given("unit", Unit), SimpleNamespace(user=Given("signer", User))
    unit.kind, unit.group_id = kind, Given("group", Group)
    by, today = SimpleNamespace(unit=unit, user=Given("user", User), seat=signer), Given("today", DateField())

    def build():
        cases = Application.objects.filter(Among("pk", _held(by).values("content_object")))
        rows = light(cases).annotate(**facts(by, today))
        return rows if stays else rows.prefetch_related(None)

    return Composed(build)


def light(cases):
    """The cases with their days and what `turns` asks of them. Of stays only those that a deadline counts: of a case
    that goes on after a correction.
    """
    corrected = Stay.objects.filter(application=OuterRef("application"), state=State.CORRECTING)
    counted = Stay.objects.filter(
        Exists(corrected), application__state__in=(State.SUBMITTED, State.REVIEWING)
    )
    rows = deadlines.dated(cases).select_related(*ASKED_OF, "review__list_kind").defer(*UNASKED)
    return rows.prefetch_related(None).prefetch_related(Prefetch("stays", counted, to_attr="counted_stays"))


def _in_sight_open():
    seen = access.seen_by(Given("group", Group))
    return light(Application.objects.filter(pk__in=seen, state__in=OPEN))


_UNDER_WAY = Composed(_in_sight_open)
