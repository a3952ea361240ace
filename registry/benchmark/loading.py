"""How a throw-away database is filled: without what keeps a database whole through a failure, and indexed last."""

import os
from contextlib import contextmanager

from django.db import connection, transaction

from registry import search_index

BATCH = 5000
HASHED = 256 * 2**20  # bytes of pieces that FTS5 sorts at once


@contextmanager
def at_full_speed(tables):
    """One transaction that fills the tables; whatever indexes they have are made again when all rows are there."""
    for sql in _before():
        _execute(sql)
    with transaction.atomic():
        indexes = _indexes(tables)
        for name, _ in indexes:
            _execute(f"DROP INDEX {name}")
        yield
        for _, sql in indexes:
            _execute(sql)
    for sql in _after():
        _execute(sql)


def settled():
    """What filling left to write is on the disk: nobody reads a list while gigabytes of it are still being written."""
    _execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "CHECKPOINT")
    os.sync()


def _execute(sql, params=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def _indexes(tables):
    """[(name, how it is made)] of all but those that a constraint is made of."""
    if connection.vendor == "sqlite":
        sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({})"
    else:
        sql = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename IN ({}) "
            "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql.format(", ".join(["%s"] * len(tables))), tables)
        return cursor.fetchall()


def _before():
    if connection.vendor == "sqlite":
        yield from ("PRAGMA synchronous=OFF", "PRAGMA foreign_keys=OFF", "PRAGMA cache_size=-400000")
        for table in search_index.tables(connection):
            yield f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', {HASHED})"  # noqa: S608
        return
    yield "SET session_replication_role = replica"  # no check of every foreign key
    yield "SET maintenance_work_mem = '1GB'"


def _after():
    if connection.vendor == "sqlite":
        # as index_duties leaves it; what comes in bit by bit FTS5 merges by itself
        for table in search_index.tables(connection):
            yield f"INSERT INTO {table} ({table}) VALUES ('optimize')"  # noqa: S608
        yield from ("PRAGMA foreign_keys=ON", "ANALYZE")
        return
    yield from ("SET session_replication_role = DEFAULT", "VACUUM ANALYZE")
