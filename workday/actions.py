"""What a person sets for its own working day and within its unit; each one audit event."""

import re

from django.db import transaction

from accounts.models import Seat, Unit, User
from accounts.notices import notify_person
from audit import clock
from audit.record import record
from workday.inside import people_of
from workday.models import Handling, MailChoice, Note, Phrase
from workday.queries import owner_of_phrases, ways_of


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


@transaction.atomic
def write_note(*, case, text, url, by):
    """A note on the case within the unit; whoever's name stands behind an @ is told. `url`: where it is read."""
    note = Note.objects.create(case=case.uuid, unit=by.unit, text=text, at=clock.now(), label=_signature(by))
    told = [user for user in _mentioned(text, by.unit) if user != by.user]
    for user in told:
        notify_person(user=user, unit=by.unit, title=f"{by.user}在备注里提到您：{case.title}", url=url)
    record(
        actor=by.as_actor(),
        verb="write_note",
        subject=note.uuid,
        subject_kind="note",
        data={"case": case.uuid, "mentioned": len(told)},
    )
    return note


def _mentioned(text, unit):
    """People of the unit whose names stand behind an @; where one name begins another, the longer: @张三丰 is not 张三."""
    people = [seat.user for seat in people_of(unit)]
    names = sorted((str(user) for user in people), key=len, reverse=True)
    said = set(re.findall("@(" + "|".join(map(re.escape, names)) + ")", text))
    return [user for user in people if str(user) in said]


@transaction.atomic
def hand_over(*, case, seat, url, by):
    """From now on that person of the unit has the case in hand, who is told unless it is the one who acts."""
    Unit.objects.select_for_update(no_key=True).get(pk=by.unit.pk)
    row, _ = Handling.objects.update_or_create(
        case=case.uuid, unit=by.unit, defaults={"seat": seat, "since": clock.now()}
    )
    if seat.user != by.user:
        notify_person(user=seat.user, unit=by.unit, title=f"{by.user}请您办：{case.title}", url=url)
    record(
        actor=by.as_actor(),
        verb="give_in_hand",
        subject=row.uuid,
        subject_kind="handling",
        data={"case": case.uuid, "to_seat": seat.pk},
    )
    return row


@transaction.atomic
def choose_columns(*, columns, by):
    """The columns of the person's workbench, in this order."""
    _set_ways(by, "choose_columns", lambda ways: setattr(ways, "columns", columns))


@transaction.atomic
def keep_filter(*, name, query, by):
    """The person's workbench with these filters, under this name; one of the same name goes."""
    _set_ways(by, "keep_filter", lambda ways: ways.filters.update({name: query}))


@transaction.atomic
def drop_filter(*, name, by):
    _set_ways(by, "drop_filter", lambda ways: ways.filters.pop(name, None))


def _set_ways(by, verb, change):
    _lock_person(by)
    ways = ways_of(by.user)
    change(ways)
    ways.save()
    record(actor=by.as_actor(), verb=verb, subject=by.user.uuid, subject_kind="user", data={})


@transaction.atomic
def add_phrase(*, text, by):
    """A phrase of the person's own; of the system administrator, one for everybody of the county. The same once."""
    _lock_person(by)
    phrase, is_new = Phrase.objects.get_or_create(text=text, **owner_of_phrases(by))
    if is_new:
        _record_phrase("add_phrase", phrase, by)
    return phrase


@transaction.atomic
def drop_phrase(*, phrase, by):
    _record_phrase("drop_phrase", phrase, by)
    phrase.delete()


def _lock_person(by):
    User.objects.select_for_update(no_key=True).get(pk=by.user.pk)


def _record_phrase(verb, phrase, by):
    record(actor=by.as_actor(), verb=verb, subject=phrase.uuid, subject_kind="phrase", data={})


def _signature(by):
    """乙, or 乙代甲."""
    return f"{by.user}代{by.seat.user}" if by.delegation else str(by.user)
