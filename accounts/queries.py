"""Rows for the pages of this app: whose they are is said by each name."""

from django.db.models import Q

from accounts.models import ADMINISTRATORS, County, Delegation, Post, RosterEntry, Seat, Unit, User
from audit import clock
from audit.models import Event


def units_managed(county):
    """Units of the county and the body above that it points at."""
    return Unit.objects.filter(Q(county=county) | Q(pk=county.upper_body_id)).select_related("above")


def units_under(unit):
    """{pk} of the unit and of every unit below it, however deep: as many queries as there are levels."""
    known = level = {unit.pk}
    while level:
        level = set(Unit.objects.filter(above__in=level).values_list("pk", flat=True)) - known
        known = known | level
    return known


def several_counties():
    """Whether the installation serves more than one county."""
    return len(County.objects.all()[:2]) > 1


def counties_below(unit):
    """The counties whose body above is the unit, or one that it stands above (a province's: of its cities)."""
    return County.objects.filter(upper_body__in=units_under(unit))


def users_managed(county):
    return User.objects.filter(county=county)


def seats_managed(county):
    """Seats of the county, administrators' too, and of the body above."""
    return (
        Seat.objects.filter(Q(county=county) | Q(unit=county.upper_body_id, user__county=county))
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
        .filter(unit=seat.unit, is_active=True, user__is_active=True, post__in=[Post.HANDLER, Post.HEAD])
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


def _with_people(delegations):
    return delegations.select_related(
        "seat__user", "seat__unit", "seat__county", "to_seat__user", "to_seat__unit"
    )


def events_of(county):
    """Audit events of the county's units, people and administrators, newest first."""
    units = units_managed(county).values_list("pk", flat=True)
    people = users_managed(county).values_list("pk", flat=True)
    return Event.objects.filter(
        Q(unit_id__in=[str(pk) for pk in units])
        | Q(unit_id="", person_id__in=[str(pk) for pk in people])
        | Q(unit_id="", person_id="")
    ).order_by("-seq")
