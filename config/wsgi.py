import os

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Request(WSGIRequest):
    """Reads UTF-8, and only remembers the charset that its sender names: config.middleware refuses another.

    Django would read the address in any codec that Python has, base64 too, and fail before any middleware runs.
    """

    encoding = None


application = get_wsgi_application()
application.request_class = Request
