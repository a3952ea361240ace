"""What holds for every request before anything is asked of it."""

import codecs
import re

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpResponseNotAllowed

from config.views import among_the_data

SESSION_KEY = re.compile(r"[a-z0-9]{32}")  # as Django makes them
METHODS = ("GET", "HEAD", "POST")


class ReadOrSend:
    """Pages are read and forms are sent, in UTF-8: another method is answered 405, another charset 400, and more than a
    form can hold 413, before any of it is read.

    A session that the system cannot have given out is none: PostgreSQL refuses to be asked for some of them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # the open data answer another method themselves, in JSON: they may only be read
        if request.method not in METHODS and not among_the_data(request):
            return HttpResponseNotAllowed(METHODS)
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length[:20]) > settings.MAX_REQUEST_BYTES:
            raise RequestDataTooBig
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            raise BadRequest("charset")
        if getattr(request, "is_unreadable", False):
            raise BadRequest("content type")
        if not SESSION_KEY.fullmatch(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.get_response(request)
