"""What bears witness of the chain beside the chain itself (I-80): whoever rewrites all of it cannot rewrite them unseen.

The words its events vouch for, and what the apps named in settings.WITNESSES find: each a function of no arguments that
returns the first Problem or None.
"""

from django.conf import settings
from django.utils.module_loading import import_string

from audit import record, words


def verify():
    """The first problem of the chain, or of what bears witness of it; None where all agree."""
    return record.verify() or words.changed() or next(filter(None, _asked()), None)


def _asked():
    return (import_string(name)() for name in settings.WITNESSES)
