"""What holds for every request before anything is asked of it."""

import codecs

from django.core.exceptions import BadRequest
from django.http import HttpResponseNotAllowed

METHODS = ("GET", "HEAD", "POST")


class ReadOrSend:
    """Pages are read and forms are sent, in UTF-8: another method is answered 405, another charset 400."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            raise BadRequest("charset")
        return self.get_response(request)
