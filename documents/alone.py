"""One at a time across all processes of the machine: locks and marks, each an (almost) empty file."""

import fcntl
from contextlib import contextmanager

from django.conf import settings


def place(name):
    folder = settings.VAR / "printing"
    folder.mkdir(exist_ok=True)
    return folder / name


@contextmanager
def alone(name, *, wait=False):
    """Whether nobody else had the lock of that name, which is held inside; `wait` until it is free."""
    with open(path := place(name), "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
        if not wait:
            path.unlink(missing_ok=True)
