"""Management acts. Each writes its rows and one audit event in one transaction.

`by` is the Acting of the system administrator (for administrators' accounts, of the security administrator; or of a head, for its own delegations), or audit.record.SYSTEM
for the set-up of a county. Not allowed → PermissionDenied; against a rule → ValidationError in Chinese; either
is one event, after the rollback.
"""

from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from accounts import checks, lockout, rules
from accounts.acting import Acting
from accounts.models import County, Delegation, RosterEntry, Seat, Unit, UnitName, User
from audit import clock, record, refusals

SUBJECTS = {"entry": "roster", "delegation": "delegation", "seat": "seat", "user": "user", "unit": "unit"}


def _act(action):
    """In one transaction; what was refused to a seat stands on record."""

    @wraps(action)
    def run(*, by, **given):
        try:
            with transaction.atomic():
                return action(by=by, **given)
        except (PermissionDenied, ValidationError) as refused:
            remember_refusal(action.__name__, by, refused, **given)
            raise

    return run


def remember_refusal(verb, by, refused, **given):
    """Record an act that was refused to a seat; `given`: what it was called with, which says what it is about."""
    if not isinstance(by, Acting):
        return
    name = next((name for name in SUBJECTS if given.get(name)), None)
    subject = given[name].uuid if name else getattr(given.get("county"), "code", by.county.code)
    why = "NotAllowed" if isinstance(refused, PermissionDenied) else "Refused"
    refusals.remember(verb, by=by, subject=str(subject), kind=SUBJECTS.get(name, "county"), why=why)


def _allow(by, rule, *about):
    if isinstance(by, Acting) and not rule(by, *about):
        raise PermissionDenied


def _record(verb, subject, kind, by, /, **data):
    actor = by.as_actor() if isinstance(by, Acting) else by
    return record.record(actor=actor, verb=verb, subject=subject, subject_kind=kind, data=data)


def _locked(model, row):
    return model.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)


def _change(row, changes):
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))


def _units_changed(county):
    """Their names, contacts and dates stand on pages that are kept: whoever keeps them is told (settings)."""
    for name in settings.UNITS_CHANGED if county else ():
        import_string(name)(county)


def _renamed(unit):
    """What is found by a unit's name is found by the new one, or by its successor's: whoever keeps it is told (settings), before
    the event, for which whoever waits here holds up nobody."""
    for name in settings.UNIT_RENAMED if unit.county_id else ():
        import_string(name)(unit)


# ---- counties and units


@_act
def open_county(*, code, name, short, by, **facts):
    """A county, by the set-up only: no administrator of a county opens another."""
    _allow(by, lambda by: False)
    county = County.objects.create(code=code, name=name, short=short, **facts)
    _record("open_county", code, "county", by)
    return county


@_act
def create_unit(*, county, code, name, kind, by, key="", short_name="", **facts):
    """A unit with its group. Without a county it is a body above counties (set_upper_body next)."""
    _allow(by, rules.is_system_admin_of, county)
    checks.dates_in_order(facts.get("valid_from"), facts.get("valid_until"))
    if county:
        checks.name_is_free(county, name, short_name or name)
    key = key or code
    try:
        with transaction.atomic():
            unit = Unit.objects.create(
                county=county,
                key=key,
                code=code,
                name=name,
                short_name=short_name or name,
                kind=kind,
                group=Group.objects.create(name=f"{county.code if county else 'upper'}:{key}"),
                **facts,
            )
    except IntegrityError:
        if county:
            checks.unit_is_new(county, code, key, kind)
        raise
    _record("create_unit", unit.uuid, "unit", by, unit=unit.pk, kind=str(kind))
    _units_changed(county)
    return unit


@_act
def set_upper_body(*, county, unit, by):
    _allow(by, lambda by: False)
    _change(county, {"upper_body": unit})
    _record("set_upper_body", county.code, "county", by, unit=unit.pk)


@_act
def set_above(*, unit, above, by):
    """The unit under which a unit above counties stands: a city's under the province's. By the set-up only."""
    _allow(by, lambda by: False)
    unit = _locked(Unit, unit)
    checks.may_stand_above(above, unit)
    _change(unit, {"above": above})
    _record("set_above", unit.uuid, "unit", by, unit=unit.pk, above=above.pk)


@_act
def change_unit(*, unit, by, seen=None, **changes):
    """Everything but the key, the code and the kind, which other rows and files rely on; `seen`: see `checks.unchanged`."""
    _allow(by, rules.may_manage_unit, unit)
    unit = _locked(Unit, unit)
    checks.unchanged(unit, changes, seen)
    checks.dates_in_order(
        changes.get("valid_from", unit.valid_from), changes.get("valid_until", unit.valid_until)
    )
    checks.may_be_called(unit, changes)
    checks.may_succeed(unit, changes.get("successor"))
    before = unit.name, unit.short_name, unit.successor_id
    _change(unit, changes)
    if before != (unit.name, unit.short_name, unit.successor_id):
        _renamed(unit)
    _record("change_unit", unit.uuid, "unit", by, unit=unit.pk, fields=sorted(changes))
    _units_changed(unit.county_id)
    return unit


@_act
def rename_unit(*, unit, name, short_name, since, document, by):
    """Another name from the day on, by document; the one before is kept with its last day."""
    _allow(by, rules.may_manage_unit, unit)
    unit = _locked(Unit, unit)
    checks.may_rename(unit, name, short_name, since)
    until = since - timedelta(days=1)
    UnitName.objects.create(
        unit=unit, name=unit.name, short_name=unit.short_name, until=until, document=document
    )
    _change(unit, {"name": name, "short_name": short_name})
    _renamed(unit)
    _record("rename_unit", unit.uuid, "unit", by, unit=unit.pk, until=until)
    _units_changed(unit.county_id)
    return unit


# ---- people


@_act
def create_user(*, username, display_name, by, county, password=None, encoded="", email=""):
    """A person without seats. The password was set by another, so the first login changes it.

    `encoded` is a hash made once for many accounts (the demo's).
    """
    _allow(by, rules.is_system_admin_of, county)
    try:
        with transaction.atomic():
            user = User.objects.create(
                username=username,
                display_name=display_name,
                county=county,
                email=email,
                password=encoded or make_password(password),
            )
    except IntegrityError:
        checks.username_is_new(username)
        raise
    _record("create_user", user.uuid, "user", by, user=user.pk)
    return user


@_act
def change_user(*, user, by, seen=None, **changes):
    """Name and e-mail address; `seen`: see `checks.unchanged`."""
    _allow(by, rules.may_manage_user, user)
    checks.unchanged(_locked(User, user), changes, seen)
    _change(user, changes)
    _record("change_user", user.uuid, "user", by, user=user.pk, fields=sorted(changes))
    return user


def set_active(*, user, active, by):
    """Nothing happens to an account that is so already: the same form sent twice is one act."""
    (activate_user if active else deactivate_user)(user=user, by=by)


@_act
def activate_user(*, user, by):
    _set_active(user, True, by, "activate_user")


@_act
def deactivate_user(*, user, by):
    """Deactivated people are signed out at their next request; their seats stay on record."""
    _set_active(user, False, by, "deactivate_user")


def _set_active(user, active, by, verb):
    _allow(by, rules.may_manage_user, user)
    if _locked(User, user).is_active != active:
        _change(user, {"is_active": active})
        _record(verb, user.uuid, "user", by, user=user.pk)


@_act
def reset_password(*, user, password, by):
    """A new initial password: open sessions end, the lock opens, the next login must change it."""
    _allow(by, rules.may_manage_user, user)
    _change(user, {"password": make_password(password), "password_changed_at": None})
    lockout.clear(user)
    _record("reset_password", user.uuid, "user", by, user=user.pk)


@transaction.atomic
def change_password(*, user, password, by):
    """One's own password, under the policy in force; `by` is the actor, for who has no seat too."""
    validate_password(password, user)
    _change(user, {"password": make_password(password), "password_changed_at": clock.now()})
    _record("change_password", user.uuid, "user", by, user=user.pk)


@_act
def unlock(*, user, by):
    _allow(by, rules.may_unlock, user)
    lockout.clear(user)
    _record("unlock", user.uuid, "user", by, user=user.pk)


# ---- seats


@_act
def grant_seat(*, user, post, by, unit=None, county=None, valid_from=None, valid_until=None):
    """A seat of a unit, or with `county` that of an administrator. 三员分离 is kept here."""
    county = unit.county if unit else county
    _allow(by, rules.may_grant, user, unit, county)
    user = _locked(User, user)
    today = clock.today()
    checks.dates_in_order(valid_from, valid_until)
    checks.post_fits_unit(post, unit)
    checks.administrators_apart(user, post, today)
    checks.seat_is_new(user, unit, county, post, today)
    seat = Seat.objects.create(
        user=user,
        unit=unit,
        county=county,
        post=post,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    _record("grant_seat", seat.uuid, "seat", by, **_seat_data(seat))
    return seat


@_act
def revoke_seat(*, seat, by):
    """The seat ends now; its user is signed out of it at the next request."""
    _allow(by, rules.may_manage_seat, seat)
    seat = _locked(Seat, seat)
    _change(seat, {"is_active": False})
    _record("revoke_seat", seat.uuid, "seat", by, **_seat_data(seat))


def _seat_data(seat):
    return {"seat": seat.pk, "user": seat.user_id, "unit": seat.unit_id, "post": str(seat.post)}


# ---- roster and delegations


@_act
def add_roster_entry(*, seat, role, valid_from, by, title="", document="", valid_until=None):
    """A duty in the joint meeting, from the day and by the document that names it."""
    _allow(by, rules.may_manage_seat, seat)
    checks.dates_in_order(valid_from, valid_until)
    checks.roster_fits(seat, role)
    checks.roster_is_new(_locked(Seat, seat), role, valid_from, valid_until)
    entry = RosterEntry.objects.create(
        county=seat.county,
        seat=seat,
        role=role,
        title=title,
        document=document,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    _record("add_roster_entry", entry.uuid, "roster", by, seat=seat.pk, role=str(role))
    return entry


@_act
def end_roster_entry(*, entry, valid_until, by):
    """`valid_until` is the last day."""
    _allow(by, rules.is_system_admin_of, entry.county)
    checks.dates_in_order(entry.valid_from, valid_until)
    entry = _locked(RosterEntry, entry)
    checks.roster_stands(entry)
    checks.only_shortened(entry, valid_until)
    _change(entry, {"valid_until": valid_until})
    _record("end_roster_entry", entry.uuid, "roster", by, until=valid_until)


@_act
def withdraw_roster_entry(*, entry, reason, by):
    """What was entered by mistake counts on no day; the row stays with the reason. Not once a day has passed by it."""
    _allow(by, rules.is_system_admin_of, entry.county)
    entry = _locked(RosterEntry, entry)
    checks.roster_stands(entry)
    checks.roster_not_begun(entry, clock.today())
    _change(entry, {"withdrawn_at": clock.now(), "withdrawn_reason": reason})
    _record("withdraw_roster_entry", entry.uuid, "roster", by, reason=reason)


@_act
def delegate(*, seat, to_seat, valid_from, valid_until, by, document=""):
    """授权代签 within a unit. A delegate cannot delegate, and the convenor's signature never is."""
    _allow(by, rules.may_delegate, seat)
    seat = _locked(Seat, seat)
    checks.may_stand_in(seat, to_seat, valid_from, valid_until, clock.today())
    delegation = Delegation.objects.create(
        seat=seat,
        to_seat=to_seat,
        valid_from=valid_from,
        valid_until=valid_until,
        document=document,
    )
    _record(
        "delegate",
        delegation.uuid,
        "delegation",
        by,
        seat=seat.pk,
        to_seat=to_seat.pk,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    return delegation


@_act
def revoke_delegation(*, delegation, by):
    _allow(by, rules.may_delegate, delegation.seat)
    _change(delegation, {"revoked_at": clock.now()})
    _record("revoke_delegation", delegation.uuid, "delegation", by, seat=delegation.seat_id)


# ---- signing in and out


def record_session(*, verb, user, by=None):
    """log_in, log_out, lock_out: `by` is the seat in use, if any."""
    actor = by.as_actor() if by else record.Actor(person=str(user), person_id=str(user.pk))
    with transaction.atomic():
        record.record(actor=actor, verb=verb, subject=user.uuid, subject_kind="user")


def record_lockout(*, username):
    """Once, when the fifth wrong password locks an account that exists."""
    user = User.objects.filter(username=username).first()
    if user:
        record_session(verb="lock_out", user=user)
