"""The people of the tests: 灵川县's own, as `demo.county` makes them, by username (zjj-jb, bb-fz …)."""

import time
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts.acting import acting, acting_for
from accounts.actions import create_unit, open_county
from accounts.models import Delegation, Post, RosterEntry, RosterRole, Seat, UnitKind, User
from accounts.sessions import SessionStore
from audit import clock
from audit.record import SYSTEM
from demo import county as demo

ABROAD = "450324"
# {regime: {code of a unit of 灵川: code of the unit that does the same there}}
USUAL = {"bb": "bianban", "xwb": "party-office", "zgb": "government-office"}
STANDING_IN = {
    "arong": USUAL | {"gaj": "lcj", "lcz": "150721100", "dxz": "150721101", "sfj": "justice"},
    "binxian": USUAL | {"gaj": "slj", "lcz": "230125100", "dxz": "230125101"},
    "tongwei": USUAL | {"bb": "party-office", "gaj": "slj", "lcz": "621121100", "dxz": "621121101"},
    "rucheng": USUAL | {"gaj": "slj", "lcz": "431026102", "dxz": "431026103"},
}
_known = {}
_elsewhere = {}  # the one of them that is meant now, and "ending"


def forget():
    """The county is another one now: rows read before are no longer of it."""
    _known.clear()


@contextmanager
def in_county(codes, ending):
    """Meanwhile 灵川's usernames and codes of units mean those of another county; `ending`: of its usernames."""
    forget()
    _elsewhere.update(codes, ending=ending)
    try:
        yield
    finally:
        _elsewhere.clear()
        forget()


def code_here(code):
    return _elsewhere.get(code, code)


def seat(username, post=None):
    """The account acting from its first seat (or the one with that post), read once a county."""
    if (username, post) not in _known:
        name, dash, end = username.rpartition("-")
        here = f"{code_here(name)}{dash}{end}{_elsewhere.get('ending', '')}"
        _known[username, post] = demo.seat(here, post)
    return _known[username, post]


def second_seat(username, unit, post=Post.HEAD):
    """The same person in another unit: a seat made for this test."""
    made = Seat.objects.create(user=seat(username).user, unit=unit, county=unit.county, post=post)
    if post == Post.CONVENOR:
        RosterEntry.objects.create(
            county=unit.county, seat=made, role=RosterRole.CONVENOR, valid_from=demo.SINCE
        )
    return acting(made)


def another_person(username, unit, post=Post.HEAD):
    """A further person of the unit."""
    person = User.objects.create(username=username, display_name=username, password=make_password("x"))
    return acting(Seat.objects.create(user=person, unit=unit, county=unit.county, post=post))


def delegated(by, to):
    """`to` acting for `by` (both of one unit), delegated for today."""
    row, _ = Delegation.objects.get_or_create(
        seat=by.seat, to_seat=to.seat, valid_from=clock.today(), valid_until=clock.today()
    )
    return type(by)(seat=by.seat, user=to.user, delegation=row)


class Browser(Client):
    """What it sends comes from a page that was opened just now: with the mark of the seat that the session is in, as every
    form has it (components/seat.html), unless a test says another."""

    acting = None

    def post(self, path, data=None, *args, **more):
        if self.acting and (data is None or isinstance(data, dict)):
            data = {"opened_as": self.acting} | (data or {})
        return super().post(path, data, *args, **more)

    def force_login(self, user, backend=None):
        super().force_login(user, backend)
        self.acting = next((each.key for each in acting_for(user, clock.today())), None)

    def request(self, **request):
        response = super().request(**request)
        session = getattr(response.wsgi_request, "session", None)
        if session is not None and session.accessed:  # else asking it would be a query more
            self.acting = session.get("acting")
        return response


def client_of(by):
    """A browser signed in as the acting seat (an Acting, or a username)."""
    by = seat(by) if isinstance(by, str) else by
    client = Browser()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(by.user, acting=by.key)
    client.acting = by.key
    return client


def session_of(user, **more):
    """The key of a session of the person, begun now: one row; signing in takes twenty-two statements for it."""
    session, now = SessionStore(), int(time.time())
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.update({"started_at": now, "seen_at": now, "password_at": now} | more)
    session.create()
    return session.session_key


def office_abroad():
    """The head of another county's office."""
    county = open_county(code=ABROAD, name="全州县", short="全", by=SYSTEM)
    office = create_unit(
        county=county, key="bianban", code="bb", name="县委编办", kind=UnitKind.OFFICE, by=SYSTEM
    )
    return another_person("quanzhou-fz", office)


@contextmanager
def days_later(days):
    """The system's clock so many days on (never back)."""
    with clock.at(clock.now() + timedelta(days=days)):
        yield clock.today()
