"""What a person sets for its own working day; each one audit event."""

from django.db import transaction

from accounts.models import Seat, User
from audit.record import record
from workday.models import MailChoice


@transaction.atomic
def choose_mail(*, email, choices, by):
    """The person's address for mail and when notices of each kind are sent there: {kind: When}."""
    user = User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
    changed = ["email"] if user.email != email else []
    user.email = email
    user.save(update_fields=["email"])
    MailChoice.objects.bulk_create(
        (MailChoice(user=user, kind=kind, when=when) for kind, when in choices.items()),
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["when"],
    )
    record(
        actor=by.as_actor(),
        verb="choose_mail",
        subject=user.uuid,
        subject_kind="user",
        data={"fields": [*changed, "choices"]},
    )


def open_feed(*, by):
    """An address for the calendar feed of the person's own seat; one given before is void."""
    return _renumber("open_feed", by, lambda number: number + (2 if number % 2 else 1))


def close_feed(*, by):
    """No address opens the feed from now on."""
    return _renumber("close_feed", by, lambda number: number + number % 2)


@transaction.atomic
def _renumber(verb, by, following):
    seat = Seat.objects.select_for_update(no_key=True).get(pk=by.own_seat.pk)
    seat.feed_number = following(seat.feed_number)
    seat.save(update_fields=["feed_number"])
    record(actor=by.as_actor(), verb=verb, subject=seat.uuid, subject_kind="seat", data={"seat": seat.pk})
    return seat
