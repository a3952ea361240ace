"""What `turns` asks of a case, as columns of its row: who is waited for, what the unit and the person did in it."""

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils.module_loading import import_string

from accounts.models import Seat, Unit, UnitKind
from accounts.succession import line
from admission.models import (
    Application,
    Consultation,
    Decision,
    Hearing,
    HearingParty,
    InitialReview,
    Opinion,
    Position,
    Reason,
    Review,
    Round,
    Version,
)
from admission.states import Answer, HearingKind, Kind, Role
from config.composed import Joined
from registry.models import DutyTownship


def facts(by, today):
    """What `turns` asks of a row, as far as a unit of this kind can have the turn."""
    if by.unit.kind == UnitKind.UPPER:
        return {}
    office = _office_facts() if by.unit.kind == UnitKind.OFFICE else {}
    decided = Decision.objects.filter(application=OuterRef("pk"), lapsed_at__isnull=True)
    bodies = {"decided_body": Subquery(decided.values("body")[:1])}
    return _own_requests(by.unit) | _open_requests(today) | bodies | office | persons(by, today)


def minutes_signed(hearings):
    """Of these, the ones before a joint meeting whose minutes are signed: they have a result to register (settled 17)."""
    meetings = import_string(settings.MINUTES_SIGNED)()
    return hearings.filter(kind=HearingKind.JOINT, meeting__in=meetings)


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
    against = _without_agreement(_is_party())
    drafted = InitialReview.objects.filter(
        application=OuterRef("pk"), version=OuterRef("version"), issued_at__isnull=True
    )
    here = {"application": OuterRef("pk"), "version": OuterRef("version")}
    hearing = Hearing.objects.filter(application=OuterRef("pk"), closed_at__isnull=True)
    unrecorded = HearingParty.objects.filter(
        Q(attended__isnull=True) | Q(attended=True, position=""),
        hearing__application=OuterRef("pk"),
        hearing__kind=HearingKind.COORDINATION,
        hearing__closed_at__isnull=True,
    )
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
        "unrecorded": Exists(unrecorded),
        "on_agenda": Exists(hearing.filter(kind=HearingKind.JOINT)),
        "minutes_signed": Exists(minutes_signed(hearing)),
        "urged_at": Subquery(wanted.values("reminded_at")[:1]),
    }


def _is_party():
    """As `dossier.parties`: of an adjustment the listed text's department and townships too (灵川 第五条)."""
    carrying = DutyTownship.objects.filter(
        version=OuterRef("application__amends"),
        township=OuterRef("unit"),
        ended_on__isnull=True,
        end_pending=False,
    )
    listed = Q(application__kind=Kind.ADJUSTMENT) & Exists(carrying)
    owner = Q(unit=F("application__version__department")) | Q(unit=F("application__amends__department"))
    place = Q(application__version__townships=F("unit")) | listed
    return (Q(role=Role.OWNER) & owner) | (Q(role=Role.TOWNSHIP) & place)


def _silent_units():
    """Keys, with commas between, of the units that the last round of the case has no opinion of."""
    silent = _last_reviews().filter(Q(asked=True) | Q(standing__isnull=True), opinions__isnull=True)
    return silent.values("round").annotate(keys=Joined("unit__key")).values("keys")


def _findings():
    """“unit key:finding”, with commas between, of the last round's opinions as they stand."""
    own = Opinion.objects.filter(review=OuterRef("pk")).order_by("-issued_at", "-pk")
    stands = Coalesce(Subquery(own.values("finding")[:1]), "standing__finding", Value(""))
    found = Joined(Concat("unit__key", Value(":"), stands))
    return _last_reviews().values("round").annotate(findings=found).values("findings")


def _last_reviews():
    later = Round.objects.filter(
        application=OuterRef("round__application"), number__gt=OuterRef("round__number")
    )
    return Review.objects.filter(~Exists(later), round__application=OuterRef("pk")).order_by()


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
    handed_in = Version.objects.filter(filed, is_one("handed_in_by") | is_one("handed_in_for"))
    issued = InitialReview.objects.filter(application=OuterRef("pk"), issued_at__isnull=False)
    reviewed = issued.filter(is_one("issued_by") | is_one("issued_for"))
    mine = Seat.objects.on(today).filter(is_one("user"), is_active=True)
    own = line(Unit.objects.filter(pk__in=mine.values("unit")), today)
    unit = getattr(by.unit, "pk", by.unit)  # a seat's own, or the name of one in a composed query
    same = line(Unit.objects.filter(pk=unit), today)  # as `rules.of_others`
    # said twice: those that were joined into any are few, whatever PostgreSQL makes of the rest
    joined = Application.objects.filter(joined_to=OuterRef("pk"), joined_to__isnull=False, applicant__in=own)
    applies = Unit.objects.filter(pk=OuterRef("applicant"), pk__in=own)
    return {
        "i_filed": Exists(handed_in),
        "i_reviewed": Exists(reviewed),
        "i_answered": Exists(opinions.exclude(review__unit__in=same))
        | Exists(positions.exclude(consultation__unit__in=same)),
        "i_wrote": Exists(wrote.exclude(application__applicant__in=same)),
        "my_unit_applies": Exists(applies) | Exists(joined),
    }
