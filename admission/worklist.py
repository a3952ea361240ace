"""待办, 在办, 已办 of a seat, as sets of rows; `turns` says of each row what is to be done. No dossier a row."""

from functools import cache
from types import SimpleNamespace

from django.contrib.auth.models import Group
from django.db.models import (
    Aggregate,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Concat

from accounts.models import County, Seat, Unit, UnitKind, User
from admission import deadlines, queries, turns
from admission.models import (
    Application,
    ApplicationGroupObjectPermission,
    Consultation,
    Decision,
    Filing,
    Hearing,
    InitialReview,
    Opinion,
    Position,
    Reason,
    Review,
    Round,
    SignOff,
    Stay,
    Version,
)
from admission.rights import LABELS, VIEW
from admission.states import OPEN, Answer, HearingKind, Role, State
from audit import clock
from config.composed import Composed, Given
from regimes.models import Regime

TO_ACT = [right for right in LABELS if right != VIEW]
# Of what a case names, all that is asked before it is shown; the rest is read for the rows of one page (`whole`).
ASKED_OF = {
    "county": (County, ()),
    "regime": (Regime, ("sha256",)),
    "applicant": (Unit, ()),
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


def done(by, waiting):
    """已办: cases the unit acted in where it is no longer its turn (`waiting`: the items of `todo`)."""
    return _tracked(by).filter(_acted(by.unit)).exclude(pk__in=[item.case.pk for item in waiting])


def everything(by):
    """Every case the seat may see."""
    return _tracked(by)


def with_words(cases, words):
    """Those of the cases, as `queries.named` gives them, whose name or number has each of the words."""
    for word in words:
        cases = cases.filter(Q(shown__icontains=word) | Q(number__icontains=word))
    return cases


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
    """The unit's rights to do something in a case, not only to look."""
    return ApplicationGroupObjectPermission.objects.filter(
        group=by.unit.group_id, permission__codename__in=TO_ACT
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
        cases = Application.objects.filter(pk__in=_held(by).values("content_object"))
        rows = _light(cases).annotate(**_facts(by, today))
        return rows if stays else rows.prefetch_related(None)

    return Composed(build)


def _light(cases):
    """The cases with their days and what `turns` asks of them. Of stays only those that a deadline counts: of a case
    that goes on after a correction.
    """
    corrected = Stay.objects.filter(application=OuterRef("application"), state=State.CORRECTING)
    counted = Stay.objects.filter(
        Exists(corrected), application__state__in=(State.SUBMITTED, State.REVIEWING)
    )
    rows = deadlines.dated(cases).select_related(*ASKED_OF, "review__list_kind").defer(*UNASKED)
    return rows.prefetch_related(None).prefetch_related(Prefetch("stays", counted))


def _in_sight_open():
    seen = ApplicationGroupObjectPermission.objects.filter(
        group=Given("group", Group), permission__codename=VIEW
    )
    return _light(Application.objects.filter(pk__in=seen.values("content_object"), state__in=OPEN))


_UNDER_WAY = Composed(_in_sight_open)


def _facts(by, today):
    """What `turns` asks of a row, as far as a unit of this kind can have the turn."""
    if by.unit.kind == UnitKind.UPPER:
        return {}
    office = _office_facts() if by.unit.kind == UnitKind.OFFICE else {}
    decided = Decision.objects.filter(application=OuterRef("pk"), lapsed_at__isnull=True)
    bodies = {"decided_body": Subquery(decided.values("body")[:1])}
    return _own_requests(by.unit) | _open_requests(today) | bodies | office | persons(by, today)


def _own_requests(unit):
    request = Consultation.objects.filter(
        application=OuterRef("pk"), unit=unit, closed_at__isnull=True, positions__isnull=True
    )
    review = Review.objects.filter(
        round__application=OuterRef("pk"),
        round__closed_at__isnull=True,
        unit=unit,
        asked=True,
        opinions__isnull=True,
    )
    named = {
        f"my_review_{name}": Subquery(review.values(name)[:1])
        for name in ("question", "sent_to_head_at", "sent_back_note", "drafted_at", "reminded_at")
    }
    return {
        "my_request": Subquery(request.values("pk")[:1]),
        "my_request_due": Subquery(request.values("due")[:1]),
        "my_request_provisional": Subquery(request.values("due_provisional")[:1]),
        "my_request_reminded_at": Subquery(request.values("reminded_at")[:1]),
        "my_review": Subquery(review.values("pk")[:1]),
        **named,
    }


def _open_requests(today):
    """Who is waited for, who could be reminded, whose silence could be recorded; who does not agree."""
    request = Consultation.objects.filter(
        application=OuterRef("pk"), closed_at__isnull=True, positions__isnull=True, overdue_at__isnull=True
    )
    review = Review.objects.filter(
        round__application=OuterRef("pk"),
        round__closed_at__isnull=True,
        asked=True,
        opinions__isnull=True,
        overdue_at__isnull=True,
    )
    late_request, late_review = request.filter(due__lt=today), review.filter(round__due__lt=today)
    return {
        "waits_places": Exists(request),
        "waits_members": Exists(review),
        "urge_places": Exists(late_request.filter(reminded_at__isnull=True)),
        "urge_members": Exists(late_review.filter(reminded_at__isnull=True)),
        "silent_places": Exists(late_request.filter(reminded_at__isnull=False)),
        "silent_members": Exists(late_review.filter(reminded_at__isnull=False)),
        "dissenting": Exists(_without_agreement(Q())),
    }


def _without_agreement(*conditions):
    """The latest request to each unit of the case whose unit does not agree: its latest answer counts."""
    later = Consultation.objects.filter(
        application=OuterRef("application"), unit=OuterRef("unit"), pk__gt=OuterRef("pk")
    )
    latest = Position.objects.filter(
        consultation__application=OuterRef("application"), consultation__unit=OuterRef("unit")
    ).order_by("-issued_at", "-pk")
    answers = Consultation.objects.annotate(latest=Subquery(latest.values("answer")[:1]))
    return answers.filter(~Exists(later), *conditions, application=OuterRef("pk")).exclude(
        latest=Answer.AGREE
    )


def _office_facts():
    against = _without_agreement(
        Q(role=Role.OWNER, unit=F("application__version__department"))
        | Q(role=Role.TOWNSHIP, application__version__townships=F("unit"))
    )
    drafted = InitialReview.objects.filter(
        application=OuterRef("pk"), version=OuterRef("version"), issued_at__isnull=True
    )
    here = {"application": OuterRef("pk"), "version": OuterRef("version")}
    hearing = Hearing.objects.filter(application=OuterRef("pk"), closed_at__isnull=True)
    wanted = Reason.objects.filter(
        application=OuterRef("pk"), answer_by__isnull=False, at__gte=OuterRef("state_since")
    ).order_by("-pk")
    coordinated = Hearing.objects.filter(kind=HearingKind.COORDINATION, closed_at__isnull=False, **here)
    last = Round.objects.filter(application=OuterRef("pk")).order_by("-number")
    return {
        "parties_disagree": Exists(against),
        "review_drafted": Exists(drafted),
        "last_round_on": Subquery(last.values("version")[:1]),
        "last_round_concluded": Subquery(last.values("concluded_at")[:1]),
        "silent_units": Subquery(_silent_units()),
        "findings": Subquery(_findings()),
        "coordinated_here": Exists(coordinated),
        "meets_on": Subquery(hearing.filter(kind=HearingKind.COORDINATION).values("meets_on")[:1]),
        "held_on": Subquery(hearing.filter(kind=HearingKind.COORDINATION).values("held_on")[:1]),
        "on_agenda": Exists(hearing.filter(kind=HearingKind.JOINT)),
        "urged_at": Subquery(wanted.values("reminded_at")[:1]),
    }


def _silent_units():
    """Keys, with commas between, of the units that the last round of the case has no opinion of."""
    silent = _last_reviews().filter(Q(asked=True) | Q(standing__isnull=True), opinions__isnull=True)
    return silent.values("round").annotate(keys=_Joined("unit__key")).values("keys")


def _findings():
    """“unit key:finding”, with commas between, of the last round's opinions as they stand."""
    own = Opinion.objects.filter(review=OuterRef("pk")).order_by("-issued_at", "-pk")
    stands = Coalesce(Subquery(own.values("finding")[:1]), "standing__finding", Value(""))
    found = _Joined(Concat("unit__key", Value(":"), stands))
    return _last_reviews().values("round").annotate(findings=found).values("findings")


def _last_reviews():
    later = Round.objects.filter(
        application=OuterRef("round__application"), number__gt=OuterRef("round__number")
    )
    return Review.objects.filter(~Exists(later), round__application=OuterRef("pk")).order_by()


class _Joined(Aggregate):
    """The values in one text, which SQLite and PostgreSQL each say in their own way."""

    function, output_field = "GROUP_CONCAT", CharField()

    def as_postgresql(self, compiler, connection, **more):
        return self.as_sql(
            compiler, connection, function="STRING_AGG", template="%(function)s(%(expressions)s, ',')", **more
        )


def persons(by, today):
    """Columns on what the person did in a case before: the rules on three persons, and one unit a person, ask it."""
    user, signer = by.user, by.seat.user

    def is_one(column):
        return Q(**{column: user}) | Q(**{column: signer})

    own = is_one("issued_by") & Q(on_paper=False)
    opinions = Opinion.objects.filter(own, review__round__application=OuterRef("pk"))
    positions = Position.objects.filter(own, consultation__application=OuterRef("pk"))
    filed = Q(application=OuterRef("pk")) | Q(application__joined_to=OuterRef("pk"))
    writer = is_one("created_by") | is_one("handed_in_by") | is_one("handed_in_for")
    wrote = Version.objects.filter(filed, writer, application__on_paper=False)
    handed_in = Version.objects.filter(filed, handed_in_by=user)
    reviewed = InitialReview.objects.filter(
        application=OuterRef("pk"), issued_by=user, issued_at__isnull=False
    )
    mine = Seat.objects.on(today).filter(user=user, is_active=True)
    joined = Application.objects.filter(joined_to=OuterRef("pk"), applicant__in=mine.values("unit"))
    return {
        "i_filed": Exists(handed_in),
        "i_reviewed": Exists(reviewed),
        "i_answered": Exists(opinions.exclude(review__unit=by.unit))
        | Exists(positions.exclude(consultation__unit=by.unit)),
        "i_wrote": Exists(wrote.exclude(application__applicant=by.unit)),
        "my_unit_applies": Exists(mine.filter(unit=OuterRef("applicant"))) | Exists(joined),
    }


def _acted(unit):
    """The unit did something in the case that is not drafting."""

    def any_of(model, **where):
        return Exists(model.objects.filter(**where))

    by_people = {
        SignOff: "signed_by__seats__unit",
        Decision: "recorded_by__seats__unit",
    }
    acted = Q(applicant=unit) & ~Q(state=State.DRAFT)
    acted |= Q(any_of(Position, consultation__application=OuterRef("pk"), consultation__unit=unit))
    acted |= Q(any_of(Opinion, review__round__application=OuterRef("pk"), review__unit=unit))
    acted |= Q(any_of(Reason, application=OuterRef("pk"), unit=unit))
    for model, way in by_people.items():
        acted |= Q(any_of(model, application=OuterRef("pk"), **{way: unit}))
    acted |= Q(notice__recorded_by__seats__unit=unit)
    if unit.kind == UnitKind.OFFICE:
        acted |= Q(accepted_at__isnull=False)
    if unit.kind == UnitKind.UPPER:
        acted |= Q(Exists(Filing.objects.filter(application=OuterRef("pk")).exclude(outcome="")))
    return Q(pk__in=Application.objects.filter(acted).values("pk"))
