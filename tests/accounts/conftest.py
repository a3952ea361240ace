"""A small county made by the real actions: two units with a handler and a head each, the convenor,
three administrators; and a second county whose rows nobody here may see."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.utils import timezone

from accounts import actions
from accounts.acting import acting
from accounts.models import Post, UnitKind, User
from audit.record import SYSTEM
from tests import film
from tests.cast import Browser

PASSWORD = "a long pass-phrase"
ENCODED = make_password(PASSWORD)


def person(county, username, name=None):
    user = actions.create_user(
        username=username, display_name=name or username, county=county, by=SYSTEM, encoded=ENCODED
    )
    User.objects.filter(pk=user.pk).update(password_changed_at=timezone.now())
    user.refresh_from_db()
    return user


def signed_in(seat_or_user):
    """A client that went through the login page."""
    user = getattr(seat_or_user, "user", seat_or_user)
    client = Browser()
    response = client.post("/login/", {"username": user.username, "password": PASSWORD})
    assert response.status_code == 302, response.content.decode()
    return client


@pytest.fixture
def cast(db):
    cache.clear()  # how many refused acts a person has on record
    return film.shown("the cast of accounts", two_counties)


def two_counties():
    county = actions.open_county(code="450323", name="灵川县", short="灵", by=SYSTEM)
    other = actions.open_county(code="450324", name="全州县", short="全", by=SYSTEM)

    def unit(key, code, name, kind, at=county):
        return actions.create_unit(county=at, key=key, code=code, name=name, kind=kind, by=SYSTEM)

    units = SimpleNamespace(
        justice=unit("justice", "sfj", "县司法局", UnitKind.DEPARTMENT),
        finance=unit("finance", "czj", "县财政局", UnitKind.DEPARTMENT),
        convenor=unit("convenor", "zjr", "召集人", UnitKind.CONVENOR),
        abroad=unit("justice", "sfj", "全州县司法局", UnitKind.DEPARTMENT, at=other),
    )

    def seat(username, post, unit=None, at=county):
        return actions.grant_seat(user=person(at, username), post=post, unit=unit, county=at, by=SYSTEM)

    seats = SimpleNamespace(
        handler=seat("sfj-jb", Post.HANDLER, units.justice),
        head=seat("sfj-fz", Post.HEAD, units.justice),
        finance=seat("czj-fz", Post.HEAD, units.finance),
        convenor=seat("zjr", Post.CONVENOR, units.convenor),
        sys=seat("sys", Post.SYSTEM_ADMIN),
        sec=seat("sec", Post.SECURITY_ADMIN),
        aud=seat("aud", Post.AUDIT_ADMIN),
        abroad=seat("qz-fz", Post.HEAD, units.abroad, at=other),
        sys_abroad=seat("qz-sys", Post.SYSTEM_ADMIN, at=other),
    )
    return SimpleNamespace(county=county, other=other, units=units, seats=seats, admin=acting(seats.sys))
