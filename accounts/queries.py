"""Rows for the pages of this app: whose they are is said by each name."""

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from accounts.models import ADMINISTRATORS, STAFF, County, Delegation, RosterEntry, Seat, Unit, User
from audit import clock
from audit.models import Event
from config.composed import Composed

LEVELS = 3  # of bodies above a county that have a part in its rules: its city's, the province's, and one between or above


def units_around(county):
    """Units of the county and the body above that it points at."""
    return Unit.objects.filter(Q(county=county) | Q(pk=county.upper_body_id)).select_related(
        "above", "successor"
    )


def units_under(unit):
    """{pk} of the unit and of every unit below it, however deep: as many queries as there are levels."""
    known = level = {unit.pk}
    while level:
        level = set(Unit.objects.filter(above__in=level).values_list("pk", flat=True)) - known
        known = known | level
    return known


def above(county):
    """Of units: those above the county, LEVELS of them. One query, within whatever asks it."""
    of = County.objects.filter(pk=county).order_by()
    steps = ("__".join(["upper_body", *["above"] * level]) for level in range(LEVELS))
    return reduce(or_, (Q(pk__in=of.values(step)) for step in steps))


def stands_above(unit, county):
    """Whether the unit is one of those; no query of the one that the county itself points at."""
    return county.upper_body_id == unit.pk or Unit.objects.filter(above(county.pk), pk=unit.pk).exists()


_FIRST_TWO = Composed(lambda: County.objects.all()[:2])


def several_counties():
    """Whether the installation serves more than one county."""
    return len(_FIRST_TWO()) > 1


def only_county():
    """The county of an installation that serves one; None of another."""
    found = _FIRST_TWO()
    return found[0] if len(found) == 1 else None


def counties_below(unit):
    """The counties whose body above is the unit, or one that it stands above (a province's: of its cities)."""
    return County.objects.filter(upper_body__in=units_under(unit))


def units_managed(county):
    """Of `units_around`, the ones that its system administrator may change: not a body above several counties."""
    others = County.objects.exclude(pk=county.pk).filter(upper_body=OuterRef("pk"))
    return units_around(county).exclude(Exists(others))


def users_of(county):
    return User.objects.filter(county=county)


def users_managed(county):
    """Of `users_of`, not who holds a seat of a body above other counties too: `manage.py upper_account` sees to them."""
    elsewhere = Seat.objects.filter(
        user=OuterRef("pk"), is_active=True, unit__county=None, unit__isnull=False
    )
    return users_of(county).exclude(Exists(elsewhere.exclude(unit__in=units_managed(county).values("pk"))))


def seats_managed(county):
    """Seats of the county, administrators' too, and of the body above where it is this county's alone."""
    above = units_managed(county).filter(county=None).values("pk")
    return (
        Seat.objects.filter(Q(county=county) | Q(unit__in=above, user__county=county))
        .select_related("user", "unit", "county")
        .order_by("-is_active", "unit__order", "unit_id", "id")
    )


def administrators_of(county):
    """The administrators' seats of the county that are, or are still to be, in force."""
    seats = seats_managed(county).filter(is_active=True, post__in=ADMINISTRATORS)
    return seats.exclude(valid_until__lt=clock.today())


def seats_of_posts(county, *posts):
    """Seats that could be chosen in a form: active, of active people, of these posts."""
    return seats_managed(county).filter(is_active=True, user__is_active=True, post__in=posts)


def colleagues(seat):
    """Who may stand in for a head: other people's seats of the same unit."""
    return (
        Seat.objects.on(clock.today())
        .filter(unit=seat.unit, is_active=True, user__is_active=True, post__in=STAFF)
        .exclude(user=seat.user)
        .select_related("user", "unit")
    )


def roster_of(county):
    """The whole roster, the ended entries last."""
    return (
        RosterEntry.objects.filter(county=county)
        .select_related("seat__user", "seat__unit", "county")
        .order_by("valid_until", "valid_from", "id")
    )


def delegations_of(county):
    return _with_people(Delegation.objects.filter(seat__in=seats_managed(county).order_by()))


def delegations_by(seat):
    return _with_people(Delegation.objects.filter(seat=seat))


def absences(units, since, until):
    """The 授权代签 of the units' heads that hold on some of the days, by unit: who gave one is away."""
    held = Delegation.objects.filter(
        seat__unit__in=units,
        seat__is_active=True,
        revoked_at=None,
        valid_from__lte=until,
        valid_until__gte=since,
    )
    return _with_people(held).order_by("seat__unit__order", "seat__unit", "valid_from")


def _with_people(delegations):
    return delegations.select_related(
        "seat__user", "seat__unit", "seat__county", "to_seat__user", "to_seat__unit"
    )


def events_of(county):
    """Audit events of the county's units, people and administrators, newest first; of the body above, which may stand
    above others too, and of the system those about something of the county.
    """
    units = Unit.objects.filter(county=county).values_list("pk", flat=True)
    people = users_of(county).values_list("pk", flat=True)
    own = Q(unit_id__in=[str(pk) for pk in units]) | Q(unit_id="", person_id__in=[str(pk) for pk in people])
    others = Q(unit_id=str(county.upper_body_id)) | Q(unit_id="", person_id="")
    about = Q(subject__in=_subjects_of(county)) | Q(subject__in=Event.objects.filter(own).values("subject"))
    # what the system does by command names its county, or is for all of them
    about |= Q(subject_kind="calendar") | Q(data__contains=f'"county":"{county.code}"')
    return Event.objects.filter(own | (others & about)).order_by("-seq")


def _subjects_of(county):
    """What events call the county's own rows of this app."""
    rows = (
        units_around(county),
        users_of(county),
        Seat.objects.filter(Q(county=county) | Q(user__county=county)),
        RosterEntry.objects.filter(county=county),
        Delegation.objects.filter(seat__county=county),
    )
    return [
        county.code,
        *(str(uuid) for each in rows for uuid in each.order_by().values_list("uuid", flat=True)),
    ]
