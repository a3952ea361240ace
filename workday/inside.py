"""What stays within a unit: notes on a case, and which of its people has it in hand. Read by that unit alone."""

from django.db.models import Q

from accounts.acting import in_force_unit
from accounts.models import Seat
from audit import clock
from workday.models import Handling, Note


def notes_for(case, by):
    """The unit's own notes on the case, oldest first."""
    return Note.objects.filter(case=case.uuid, unit=by.unit)


def handling_of(case, by):
    """Who of the unit has the case in hand, or None."""
    return Handling.objects.filter(case=case.uuid, unit=by.unit).select_related("seat__user").first()


def in_hand(by):
    """UUIDs of the cases that the person has in hand for the unit."""
    rows = Handling.objects.filter(unit=by.unit, seat__user=by.own_seat.user)
    return set(rows.values_list("case", flat=True))


def handled(cases, by):
    """({UUID of a case: name} of those of the cases that somebody of the unit has in hand, `in_hand`): one query."""
    shown, own = {case.uuid for case in cases}, by.own_seat.user_id
    rows = Handling.objects.filter(Q(case__in=shown) | Q(seat__user=own), unit=by.unit)
    rows = list(rows.select_related("seat__user"))
    handlers = {row.case: str(row.seat.user) for row in rows if row.case in shown}
    return handlers, {row.case for row in rows if row.seat.user_id == own}


def people_of(unit):
    """Seats of the unit's people, each person's first: who may be mentioned, and given a case."""
    today = clock.today()
    seats = Seat.objects.on(today).filter(
        in_force_unit(today), unit=unit, is_active=True, user__is_active=True
    )
    found = {}
    for seat in seats.select_related("user", "unit").order_by("pk"):
        found.setdefault(seat.user_id, seat)
    return list(found.values())
