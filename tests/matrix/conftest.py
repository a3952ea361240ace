"""What the matrix needs around it: quiet logs, and what is the same for every request of a seat worked out once."""

import copy
import gc
import logging
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.http import Http404, HttpResponse
from django.template import Template

from accounts import middleware
from accounts.sessions import SessionBackend, SessionStore
from admission.views import acts, application, case, consultation, files, inside, opinion, paper, whole
from config import context, urls, views
from jointmeeting.views import agenda

FETCHING = (acts, application, case, consultation, files, inside, opinion, paper, whole)


@pytest.fixture(autouse=True)
def _quiet():
    """Refusals by the ten thousand are no news; errors still are."""
    logging.disable(logging.ERROR - 1)
    yield
    logging.disable(logging.NOTSET)


def once(function, key, again=lambda found: found):
    """`function` asked once for each key, by the real code; `again` is what the others get of the answer.

    That there is none (404) is an answer too.
    """
    known = {}

    def asked(*args, **more):
        named = key(*args, **more)
        if named not in known:
            try:
                known[named] = function(*args, **more)
            except Http404 as absent:
                known[named] = type(absent)
        if known[named] is Http404:
            raise Http404
        return again(known[named])

    return asked


def another(row):
    """The row as if read again: nothing that one request works out or changes on it is there for the next."""
    if row is None:
        return None
    row = copy.copy(row)
    row._state.fields_cache = {name: copy.copy(of) for name, of in row._state.fields_cache.items()}
    return row


def leading(resolve):
    """Where each address leads, looked up once; one that leads nowhere each time."""
    known = {}

    def resolve_request(handler, request):
        found = known.get(request.path_info)
        request.resolver_match = found = found or resolve(handler, request)
        return known.setdefault(request.path_info, found)

    return resolve_request


def answered_with(request, exception=None):
    """What the pages of the 403 and the 404 depend on: whose it is, which part of the site and which county it is in, and
    the sentence."""
    return (
        request.__dict__.get("county"),
        request.META["QUERY_STRING"],
        request.COOKIES.get(settings.SESSION_COOKIE_NAME),
        request.path.split("/")[1],
        str(exception or ""),
    )


def without_its_address(request, exception=None):
    """The 404 page, but for the address at its foot: the rest is the same wherever nothing is."""
    response = views.page_not_found(request, exception)
    response.content = response.content.replace(request.path.encode(), b"")
    return response


def sent_again(response):
    return HttpResponse(response.content, status=response.status_code)


@contextmanager
def remembering():
    """Meanwhile: where an address leads, a browser's session and person, its seats, its two numbers, and whether it finds the
    case: the real code's answer at the first request that asks. Every request is undone, so that the answer stays what it is.
    """
    acting_of, numbers = (lambda request: request.acting and request.acting.key), context.numbers
    known = once(numbers, acting_of)

    def numbers_of(request):
        """What the workbench has just counted is the workbench's own."""
        return numbers(request) if hasattr(request, "todo_count") else known(request)

    def seen(request, uuid, also=None):
        """By method too: nobody has to believe that what is found does not depend on it."""
        return (acting_of(request), request.method, uuid, also)

    load, user_of, fetched = SessionStore.load, SessionBackend.get_user, once(acts.fetch, seen, another)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseHandler, "resolve_request", leading(BaseHandler.resolve_request))
        patch.setattr(SessionStore, "load", once(load, lambda store: store.session_key, dict))
        patch.setattr(SessionBackend, "get_user", once(user_of, lambda backend, pk: str(pk), another))
        patch.setattr(middleware, "acting_for", once(middleware.acting_for, lambda user, on: user.pk))
        patch.setattr(context, "numbers", numbers_of)
        for module in FETCHING:
            patch.setattr(module, "fetch", fetched)
        patch.setattr(agenda, "fetch_case", fetched)
        patch.setattr(urls, "handler403", once(views.permission_denied, answered_with, sent_again))
        patch.setattr(urls, "handler404", once(without_its_address, answered_with, sent_again))
        # no test here reads a page's context, which Django's own instruments copy at every part of it
        patch.setattr(Template, "_render", lambda template, context: template.nodelist.render(context))
        yield


@pytest.fixture
def remembered():
    gc.collect()
    gc.freeze()
    with remembering():
        yield
    gc.unfreeze()
