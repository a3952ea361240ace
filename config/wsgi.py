import os

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

from config.collecting import keep_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Request(WSGIRequest):
    """Reads UTF-8, and only remembers the charset that its sender names: config.middleware refuses another.

    Django would read the address in any codec that Python has, base64 too, and fail before any middleware runs.
    """

    encoding = None
    is_unreadable = False

    def _set_content_type_params(self, meta):
        """A Content-Type that cannot be read is remembered too, and answered 400 by the same middleware."""
        try:
            super()._set_content_type_params(meta)
        except ValueError:
            self.content_type, self.content_params, self.is_unreadable = "", {}, True


application = get_wsgi_application()
application.request_class = Request
keep_what_is_loaded()
