"""How a throw-away database is filled: without what keeps a database whole through a failure."""

from contextlib import contextmanager

from django.db import connection, transaction

BATCH = 5000


@contextmanager
def at_full_speed():
    """Without what keeps a database whole through a failure: this one is thrown away."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute("PRAGMA cache_size=-400000")
        else:
            cursor.execute("SET session_replication_role = replica")  # no check of every foreign key
            cursor.execute("SET maintenance_work_mem = '1GB'")
    with transaction.atomic():
        yield
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.execute("ANALYZE")
        else:
            cursor.execute("SET session_replication_role = DEFAULT")
