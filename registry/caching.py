"""Public pages that need not be made anew for every visitor: ETag, Cache-Control and whole pages kept for a minute.

An ended duty is never shown as in force for more than a minute: what is kept here goes by the mark of the county's
list and by the day; the mark is asked for once a second, and a browser may keep a page for the seconds that are left of
the minute, and not beyond midnight.
"""

import hashlib
from datetime import timedelta
from functools import cache, wraps
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from accounts import chosen
from audit import clock
from registry import changes
from registry.views.county import county_of

SEEN = 1  # seconds for which a page is given again without asking anew whether the list changed
MAX_AGE = 60 - SEEN
MAX_BYTES = 200_000
# cookies of one person: a session, and what is left to be told of one that has ended
OWN = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)


def public_page(view):
    """For a view that shows everyone the same: a visitor without a session gets the page kept or 304.

    The view's county is county_of(request). Anyone with a session or a message of one, and a page that sets a cookie
    or holds a form with a CSRF token, is served as ever and kept nowhere.
    """

    return _kept_by(view, _mark_of_county)


def page_of_all_counties(view):
    """The same for a view of no county."""
    return _kept_by(view, lambda request: changes.mark_of_all())


def public_file(view):
    """For a view that gives everyone the same file: nothing of it is kept here, but whoever has it already is told so.

    Its mark is asked for before anything else is read: what a browser holds under it is never older.
    """

    @wraps(view)
    def answered(request, *args, **kwargs):
        etag = _etag(_key(request, _mark_of_county(request), clock.today()))
        response = who_has_it(request, etag) or view(request, *args, **kwargs)
        if response.status_code in (200, 304):
            response.headers["ETag"] = etag
            response.headers["Cache-Control"] = "no-cache"
        return response

    return answered


def _mark_of_county(request):
    """Of a county read for this request by its address, its newest changes were read in the same moment; of a seat's own
    county they are asked for."""
    county = county_of(request)
    known = hasattr(county, "read_with")
    county.list_mark = changes.mark_of(county.read_with) if known else changes.mark(county)
    return county.pk, county.list_mark


def _kept_by(view, mark):
    @chosen.checked_by_itself
    @wraps(view)
    def answered(request, *args, **kwargs):
        if request.method not in ("GET", "HEAD") or not request.COOKIES.keys().isdisjoint(OWN):
            chosen.check(request)
            return _private(view(request, *args, **kwargs))
        day, left = clock.today(), seconds_left()
        place = _key(request, "seen", day)
        key = caches["pages"].get(place)
        response = key and _known(request, key)
        if not response:
            chosen.check(request)
            # the mark before anything else is read: what is kept is never older than it
            key = _key(request, mark(request), day)
            response = _known(request, key)
            caches["pages"].set(place, key, SEEN)
        if response is None:
            response = _written(view(request, *args, **kwargs))
            if not _same_for_everyone(request, response) or clock.today() != day:
                return _private(response)
            _keep(key, response, left)
        response.headers["ETag"] = _etag(key)
        patch_cache_control(response, public=True, max_age=left)
        patch_vary_headers(response, ["Cookie"])
        return response

    return answered


def _etag(key):
    return f'W/"{key}"'


def _known(request, key):
    """The page kept under the key, or 304 to whoever has it; None where nothing is kept."""
    return who_has_it(request, _etag(key)) or _kept(key)


def who_has_it(request, etag):
    """304 to who names this very ETag, which only what is there was given; None else. “*” would be any page's, also of an address
    that has none."""
    named = etag in request.headers.get("If-None-Match", "")
    return get_conditional_response(request, etag=etag) if named else None


def seconds_left():
    """How long a page made now may be kept: the rest of a minute, or until midnight in Shanghai, when duties end."""
    now = timezone.localtime(clock.now())
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(MAX_AGE, int((midnight - now).total_seconds()))


def _key(request, mark, day):
    facts = (
        release(),
        mark,
        day.isoformat(),
        request.build_absolute_uri(),
        request.COOKIES.get("elder") == "1",
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


@cache
def release():
    """Another text once the program, its templates or styles are replaced: their newest time of change.

    The program is all the apps: a page shows names as `accounts` says them, a file is laid out by `documents`. Their sources
    alone, for what Python compiles them to is written while the first pages are answered.
    """
    base = Path(settings.BASE_DIR)
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == base]
    files = [path for place in (base / "templates", base / "static") for path in place.rglob("*")]
    files += [path for app in ours for path in app.rglob("*.py")]
    return max(path.stat().st_mtime_ns for path in files)


def _written(response):
    """Django's own views leave their template to be filled in later."""
    return response.render() if hasattr(response, "render") else response


def _same_for_everyone(request, response):
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not request.session.modified
    )


def _keep(key, response, left):
    if len(response.content) <= MAX_BYTES and left and not settings.DEBUG:
        caches["pages"].set(key, (response.content, list(response.items())), left)


def _kept(key):
    found = caches["pages"].get(key)
    if found is None:
        return None
    content, headers = found
    response = HttpResponse(content)
    for name, value in headers:
        response.headers[name] = value
    return response


def _private(response):
    """As the view said; a page that says nothing is for this one visitor only."""
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_cache=True)
    return response
