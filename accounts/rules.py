"""May this seat do this? Predicates only. Administrators' rules ask the post first."""

from accounts import checks
from accounts.models import County, Post, Seat
from audit import clock


def is_system_admin_of(by, county):
    """系统管理员 of that county; never through a delegation, for administrators have no heads."""
    return by.post == Post.SYSTEM_ADMIN and county is not None and by.county == county


def is_security_admin_of(by, county):
    return by.post == Post.SECURITY_ADMIN and county is not None and by.county == county


def may_manage_unit(by, unit):
    """Units of the county, and the body above that it alone points at: who answers for several counties is set up by
    commands, or each county's administrator could give out the seats that decide the others' cases.
    """
    if unit.county is None:
        own = by.post == Post.SYSTEM_ADMIN and by.county.upper_body_id == unit.pk
        return own and not County.objects.filter(upper_body=unit).exclude(pk=by.county.pk).exists()
    return is_system_admin_of(by, unit.county)


def may_manage_user(by, user):
    """三员分离: administrators are the security administrator's matter, and nobody's own.

    An account of a body above several counties is no county's: with its password one would decide the others' cases.
    """
    if checks.is_administrator(user, clock.today()):
        return is_security_admin_of(by, user.county) and by.user != user
    above = Seat.objects.filter(user=user, is_active=True, unit__isnull=False, unit__county=None)
    own = all(may_manage_unit(by, seat.unit) for seat in above.select_related("unit"))
    return own and is_system_admin_of(by, user.county)


def may_grant(by, user, unit, county):
    """A seat of a unit: the system administrator; an administrator's post: the security administrator."""
    if unit is None:
        return is_security_admin_of(by, county) and user.county == county and by.user != user
    return may_manage_unit(by, unit) and (user.county is None or is_system_admin_of(by, user.county))


def may_manage_seat(by, seat):
    if seat.unit:
        return may_manage_unit(by, seat.unit)
    return is_security_admin_of(by, seat.county) and by.user != seat.user


def may_delegate(by, seat):
    """The head itself, not its delegate (no chains), or the system administrator with the paper."""
    own = by.seat == seat and by.delegation is None and by.post == Post.HEAD
    return own or may_manage_seat(by, seat)


def may_unlock(by, user):
    return is_security_admin_of(by, user.county)
