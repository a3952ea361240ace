"""What holds for every request before anything is asked of it."""

from django.http import HttpResponseNotAllowed

METHODS = ("GET", "HEAD", "POST")


class ReadOrSend:
    """Pages are read and forms are sent: any other method is answered 405, whatever the address."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return self.get_response(request)
