"""What Python's collector of garbage looks at in a process that serves."""

import gc
from importlib import import_module

from django.conf import settings


def keep_what_is_loaded():
    """What is loaded once stays: looked through again and again, all of it takes a tenth of a second of the request that
    happens to meet it. Called when a process begins to serve (config.wsgi), and by what measures one."""
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
