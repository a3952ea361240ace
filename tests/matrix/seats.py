"""Every kind of seat there is towards a case of 县住房城乡建设局: its post, and its relation to the case."""

import time
from itertools import chain
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.test import RequestFactory
from django.test.client import ClientHandler

from accounts.acting import acting
from accounts.models import Post, Seat, User
from accounts.sessions import SessionStore
from tests.cast import another_person, delegated, office_abroad, seat, second_seat
from tests.conftest import MATRIX
from tests.factories import unit
from tests.matrix.table import KINDS

A_DAY = 24 * 3600


def seats():
    """{kind of seat: Acting}; a person without any seat, and nobody, act from none."""
    return {
        "applicant handler": seat("zjj-jb"),
        "applicant head": seat("zjj-fz"),
        "applicant delegate": delegated(seat("zjj-fz"), seat("zjj-jb")),
        "other department head": seat("nyj-fz"),
        "related department head": seat("zrj-fz"),
        "township handler": seat("lcz-jb"),
        "township head": seat("lcz-fz"),
        "township not asked": seat("djx-fz"),
        "office handler": seat("bb-jb"),
        "office director": seat("bb-fz"),
        "filer in the office": second_seat("zjj-fz", unit("bb"), Post.HANDLER),
        "justice handler": seat("sfj-jb"),
        "justice head": seat("sfj-fz"),
        "finance head": seat("czj-fz"),
        "organization handler": _other_seat("bb-jb", "zzb"),
        "party office handler": seat("xwb-jb"),
        "government office head": seat("zgb-fz"),
        "convenor": seat("zjr"),
        "conflicted convenor": _conflicted("zjr2"),
        "city handler": seat("sbb-jb"),
        "outside supervisor": seat("rd-jb"),
        "system administrator": seat("sys"),
        "security administrator": seat("sec"),
        "audit administrator": seat("aud"),
        "non-standing body": seat("cjb-fz"),
        "office abroad": office_abroad(),
        "seat ended": another_person("ended", unit("bb")),
        "deactivated": another_person("stopped", unit("zjj")),
        "no seat": None,
        "nobody": None,
    }


def seats_after():
    """Those, and towards what follows admission a person of the department who acts from a seat in the township (I-76)."""
    person, place = another_person("seconded", unit("zjj"), Post.HANDLER).user, unit("lcz")
    made = Seat.objects.create(user=person, unit=place, county=place.county, post=Post.HEAD)
    return seats() | {"department at the township": acting(made)}


def _other_seat(username, code):
    """The same person's seat in another unit."""
    return acting(
        Seat.objects.select_related("user", "unit__county", "county").get(
            user__username=username, unit__code=code
        )
    )


def _conflicted(username):
    """A convenor who also belongs to the applicant."""
    second_seat(username, unit("zjj"))
    return seat(username)


def browsers(cast=None):
    """{kind of seat: Browser}, each signed in; then one is deactivated, and one seat ends."""
    cast = cast or seats()
    found = {kind: Browser(by and by.user, by) for kind, by in cast.items()}
    seatless = User.objects.create(username="seatless", password=make_password("x"))
    found["no seat"] = Browser(seatless, None)
    User.objects.filter(pk=cast["deactivated"].user.pk).update(is_active=False)
    Seat.objects.filter(pk=cast["seat ended"].seat.pk).update(is_active=False)
    return found


def kinds(is_allowed, turn, among=KINDS, extent=MATRIX):
    """Every kind of seat; of a cut matrix one that is allowed and one that is not, another pair each turn."""
    if extent == "whole":
        return sorted(among)
    allowed = [kind for kind in sorted(among) if is_allowed(kind)]
    denied = [kind for kind in sorted(among) if not is_allowed(kind)]
    return [found[turn % len(found)] for found in (allowed, denied) if found]


def has_files(data):
    values = [value if isinstance(value, list | tuple) else [value] for value in data.values()]
    return any(hasattr(each, "read") for each in chain.from_iterable(values))


class Browser(RequestFactory):
    """One seat's requests through all the middleware, as `cast.Browser` without its recording."""

    handler = ClientHandler(enforce_csrf_checks=False)

    def __init__(self, user, by):
        super().__init__()
        self.by = by
        if user is not None:
            self.cookies[settings.SESSION_COOKIE_NAME] = _signed_in(user, by)
        self.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32  # as after any earlier page

    def post(self, path, data=None, *args, **more):
        data = ({"opened_as": self.by.key} if self.by else {}) | (data or {})
        if not has_files(data):  # as a browser sends such a form
            data, args = urlencode(data, doseq=True), ("application/x-www-form-urlencoded", *args)
        return super().post(path, data, *args, **more)

    def request(self, **request):
        response = self.handler(self._base_environ(**request))
        response.path = urlsplit(response.headers.get("Location", "")).path
        return response


def _signed_in(user, by):
    """A session that stays fresh however long the matrix takes."""
    later = int(time.time()) + A_DAY
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.update({"started_at": later, "seen_at": later, "password_at": later})
    if by is not None:
        session["acting"] = by.key
    session.create()
    return session.session_key
