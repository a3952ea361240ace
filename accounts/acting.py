"""Who acts: a seat held by its user, or by a delegate in its place. Nothing is written here."""

from dataclasses import dataclass

from django.db.models import DateField, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Greatest, TruncDate

from accounts.models import STAFF, County, Delegation, Post, RosterEntry, Seat, Unit, UnitKind, User
from audit import clock
from audit.record import Actor, head_hash
from config.composed import Composed, Given


@dataclass(frozen=True)
class Acting:
    """One seat in use. When delegated, `seat` is the delegator's and `user` the delegate."""

    seat: Seat
    user: User
    delegation: Delegation | None = None

    @property
    def unit(self):
        return self.seat.unit

    @property
    def county(self):
        return self.seat.county

    @property
    def post(self):
        return self.seat.post

    @property
    def is_admin(self):
        return self.seat.is_admin

    @property
    def is_township(self):
        """Staff of a township or street: who reports, asks and answers for it."""
        own = self.unit is not None and self.unit.kind == UnitKind.TOWNSHIP
        return own and self.post in STAFF

    @property
    def convenes(self):
        """Whether the seat is a convenor's today: the post, and a row of the roster that the county's document dates
        (settled 23). Of a seat read for a request known without a query.
        """
        if self.post != Post.CONVENOR:
            return False
        named = getattr(self.seat, "on_roster", None)
        return (
            RosterEntry.convenors(clock.today()).filter(seat=self.seat).exists() if named is None else named
        )

    @property
    def county_convenes(self):
        """Whether the seat's county has a convenor, and so joint meetings; of a seat not read for a request taken as given."""
        return getattr(self.own_seat, "has_convenor", True)

    def offers(self, *matters):
        """Whether the seat's county has one of these kinds of matter (regimes.states.MATTERS): its file says which. Where
        there is no county or no file, what is begun is refused elsewhere, in words."""
        held = self.county.rules if self.county else None
        return held is None or any(held.offers(matter) for matter in matters)

    @property
    def own_seat(self):
        """The seat that belongs to the user: where 'notices seen' is remembered."""
        return self.delegation.to_seat if self.delegation else self.seat

    @property
    def persons(self):
        """Ids of the person and of whoever it signs for: what bars the one from an act bars the other."""
        return {self.user.pk, self.seat.user_id}

    @property
    def record_head(self):
        """The end of the audit chain when the seat was read for a request, else None."""
        return getattr(self.own_seat, "record_head", None)

    @property
    def key(self):
        return f"d{self.delegation.pk}" if self.delegation else f"s{self.seat.pk}"

    @property
    def label(self):
        body = self.unit or self.county
        return f"{body} · {self.post_label}"

    @property
    def post_label(self):
        post = self.seat.get_post_display()
        post = self.county.worded(post) if self.county else post
        return f"{post}（受托）" if self.delegation else post

    def as_actor(self):
        """The text copied into the audit record; a delegate's act reads 乙代甲."""
        return Actor(
            person=str(self.user),
            person_id=str(self.user.pk),
            seat=self.post_label,
            seat_id=str(self.seat.pk),
            unit=self.unit.name if self.unit else "",
            unit_id=str(self.unit.pk) if self.unit else "",
            on_behalf=str(self.seat.user) if self.delegation else "",
        )


def acting(seat):
    """The seat's own user acting from it."""
    return Acting(seat=seat, user=seat.user)


def acting_for(user, on):
    """Every way in which the user may act that day: own seats first, then those delegated to them.

    Empty for a deactivated user. A delegation counts only while the delegator's seat and
    person, and the delegate's own seat, are in force too. One query, a second where something is delegated.
    """
    if not user.is_active:
        return []
    seats = SEATS(user=user, day=on)
    for seat in seats:
        seat.user = user
        if seat.county:
            seat.county.regime_sha = seat.regime_sha
        if seat.unit:
            seat.unit.took_over = seat.took_over
    own = [Acting(seat=seat, user=user) for seat in seats]
    by_pk = {seat.pk: seat for seat in seats if seat.stands_in}
    if not by_pk or not any(choice.unit for choice in own):
        return own
    delegations = (
        _delegated(on, to_seat__in=by_pk)
        .filter(
            seat__in=Seat.objects.on(on).filter(is_active=True, user__is_active=True, post=Post.HEAD),
        )
        .select_related("seat__unit", "seat__county", "seat__user")
        .order_by("valid_from", "id")
    )
    for delegation in delegations:
        delegation.to_seat = by_pk[delegation.to_seat_id]
        delegation.seat.county.regime_sha = delegation.to_seat.regime_sha  # of one unit
        delegation.seat.unit.took_over = delegation.to_seat.took_over
        own.append(Acting(seat=delegation.seat, user=user, delegation=delegation))
    return own


def _seats(user, on):
    """The person's seats in force that day, with what a request asks of them."""
    regimes = County.objects.filter(pk=OuterRef("county"), regimes__in_force_from__lte=on)
    # the one that holds first, as `regimes.models.RegimeQuerySet.in_force`
    begun = Greatest("regimes__in_force_from", TruncDate("regimes__loaded_at"))
    regimes = regimes.order_by(begun.desc(), "-regimes__pk")
    return (
        Seat.objects.on(on)
        .filter(in_force_unit(on), user=user, is_active=True)
        .annotate(
            stands_in=Exists(_delegated(on, to_seat=OuterRef("pk"))),
            on_roster=Exists(RosterEntry.convenors(on).filter(seat=OuterRef("pk"))),
            has_convenor=Exists(Unit.objects.filter(county=OuterRef("county"), kind=UnitKind.CONVENOR)),
            took_over=Exists(Unit.objects.filter(successor=OuterRef("unit"), valid_until__lt=on)),
            record_head=head_hash(),
            regime_sha=Subquery(regimes.values("regimes__sha256")[:1]),
        )
        .select_related("unit", "county")
    )


SEATS = Composed(lambda: _seats(Given("user", User), Given("day", DateField())))


def works_in_county(by):
    """Whether the seat is of a unit of a county: administrators have no matters, a body above is in no county."""
    return by is not None and not by.is_admin and by.unit is not None and by.county is not None


def still_acts(by):
    """Whether the seat is in force at this moment still: asked again under an act's lock, which may have waited while an
    administrator ended the seat or its head the delegation.
    """
    return bool((STANDING_IN if by.delegation else IN_FORCE)(**facts_of(by)))


def facts_of(by):
    """What `in_force` is given of a seat in use."""
    facts = {"seat": by.own_seat.pk, "user": by.user.pk, "day": clock.today()}
    return facts | ({"delegation": by.delegation.pk} if by.delegation else {})


def in_force(*, delegated):
    """A query, to be composed, that has a row while the seat in use is in force (`facts_of`), and what it was delegated."""
    day, delegation = (
        Given("day", DateField()),
        {"pk": Given("delegation", Delegation)} if delegated else {},
    )
    seats = Seat.objects.on(day).filter(in_force_unit(day), is_active=True, user__is_active=True)
    if delegation:
        heads = Seat.objects.on(day).filter(is_active=True, user__is_active=True, post=Post.HEAD)
        seats = seats.filter(Exists(_delegated(day, to_seat=OuterRef("pk"), seat__in=heads, **delegation)))
    return seats.filter(pk=Given("seat", Seat), user=Given("user", User)).values_list("pk")


IN_FORCE = Composed(lambda: in_force(delegated=False))
STANDING_IN = Composed(lambda: in_force(delegated=True))


def _delegated(on, **to):
    return Delegation.objects.on(on).filter(revoked_at__isnull=True, **to)


def in_force_unit(on):
    """Seats without a unit, or of a unit that exists that day."""
    return Q(unit__isnull=True) | (
        (Q(unit__valid_from__isnull=True) | Q(unit__valid_from__lte=on))
        & (Q(unit__valid_until__isnull=True) | Q(unit__valid_until__gte=on))
    )
