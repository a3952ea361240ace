"""May this seat do this? Predicates only. Administrators' rules ask the post first."""

from accounts.models import Post


def is_system_admin_of(by, county):
    """系统管理员 of that county; never through a delegation, for administrators have no heads."""
    return by.post == Post.SYSTEM_ADMIN and county is not None and by.county == county


def may_manage_unit(by, unit):
    """Units of the county, and the body above that it points at."""
    if unit.county is None:
        return by.post == Post.SYSTEM_ADMIN and by.county.upper_body_id == unit.pk
    return is_system_admin_of(by, unit.county)


def may_manage_user(by, user):
    return is_system_admin_of(by, user.county)


def may_manage_seat(by, seat):
    return may_manage_unit(by, seat.unit) if seat.unit else is_system_admin_of(by, seat.county)


def may_delegate(by, seat):
    """The head itself, not its delegate (no chains), or the system administrator with the paper."""
    own = by.seat == seat and by.delegation is None and by.post == Post.HEAD
    return own or may_manage_seat(by, seat)


def may_unlock(by, user):
    return by.post == Post.SECURITY_ADMIN and user.county is not None and by.county == user.county
