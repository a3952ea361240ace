"""A database that takes long to build is built once in a run, kept as a file and copied in for whoever wants it.

The workers of one run share the file: the first to want it builds it, the others wait. Only SQLite's database
is a file; on PostgreSQL it is built each time.
"""

import fcntl
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from tests import cast


def directory(tmp_path_factory):
    """Where this run keeps them; pytest removes it with its other temporary directories."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def put_in(name, build, where):
    """The database holds what `build()` makes of an empty one, committed, and its files are there."""
    cast.forget()
    if connection.vendor != "sqlite":
        build()
        return
    database, files = where / f"{name}.sqlite3", where / f"{name}.files"
    with (where / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not database.exists():
            build()
            shutil.copytree(settings.MEDIA_ROOT, files, dirs_exist_ok=True)
            save(database)
            return
    restore(database)
    shutil.copytree(files, settings.MEDIA_ROOT, dirs_exist_ok=True)


def save(database):
    """The whole database as it is now, in a file."""
    connection.ensure_connection()
    unfinished = Path(f"{database}.new")
    with closing(sqlite3.connect(unfinished)) as copy:
        connection.connection.backup(copy)
    unfinished.rename(database)


def restore(database):
    connection.ensure_connection()
    with closing(sqlite3.connect(database)) as copy:
        copy.backup(connection.connection)
    ContentType.objects.clear_cache()
