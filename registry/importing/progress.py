"""How far the work on an import is, told outside the database: the import's one transaction shows nothing before its end.

A file in VAR/imports says what is done; whoever works holds its lock, so that a run that died is known by a free lock.
"""

import fcntl
import json
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from documents import apart

STARTS_WITHIN = 20  # seconds from the order to begin until the work holds the lock


@dataclass(frozen=True)
class Progress:
    done: int = 0
    total: int = 0
    runs: bool = False
    died: bool = False

    @property
    def share(self):
        return min(100, self.done * 100 // self.total) if self.total else 0


class Busy(Exception):
    """Another process works on this import."""


def beside(uuid, ending):
    """Where a file of that ending is kept of the import."""
    folder = settings.VAR / "imports"
    folder.mkdir(exist_ok=True)
    return folder / f"{uuid}.{ending}"


def _path(uuid):
    return beside(uuid, "json")


@contextmanager
def held(uuid):
    """The right to work on the import, until the end of the block or of the process; `tell(done, total)`. Busy."""
    with open(_path(uuid), "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy from None

        def tell(done, total):
            said = json.dumps([done, total]).ljust(40)
            file.seek(0)
            file.truncate()
            file.write(said)
            file.flush()

        tell(0, 0)
        yield tell


def of(uuid):
    """The Progress of an import that should be under way."""
    path = _path(uuid)
    try:
        with open(path) as file:
            said = file.read().strip()
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return Progress(died=True)
    except BlockingIOError:
        done, total = json.loads(said or "[0, 0]")
        return Progress(done, total, runs=True)
    return Progress(died=time.time() - path.stat().st_mtime > STARTS_WITHIN)


def begin(uuid):
    """Let a process of its own do the work once the transaction is through."""
    transaction.on_commit(lambda: _spawn(uuid))


def _spawn(uuid):
    os.utime(_path(uuid)) if _path(uuid).exists() else _path(uuid).touch()
    apart.begin("work_imports", str(uuid))
