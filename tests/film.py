"""What is led once is shown again: the rows that leading it left are put in as they were.

Most tests want a case in some state, and leading it there by the real acts is most of their time. The
first time it is led, and what it changed in the database is kept; asked for again from the same state of the
database, on the same day, exactly those rows come back, under the same keys. Where anything else was written
before, where the clock is set, or where tests commit, it is led as ever.
"""

from copy import deepcopy
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import time_machine
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from audit import clock
from documents.models import StoredFile
from registry import search_index

HARMLESS = {"SELECT", "RELEASE", "BEGIN"}
A_MOMENT = timedelta(seconds=1)


class Film(NamedTuple):
    gone: list  # (table, keys): rows that were changed or removed
    come: list  # (table, rows): rows that were changed or are new
    files: dict
    result: object


class _Known:
    """The state the database is in: what was there first, and the films shown since; None when it is not known.

    `read`: (a state, every row in it), those of the last film taken, which is where the next one mostly begins.
    """

    state, at_savepoint, films, read = None, {}, {}, (None, {})

    def begin(self, *first):
        """Nothing is there, or what `first` names: built in the transaction that is open now, under keys of its own."""
        self.state, self.at_savepoint, self.read = first, {}, (None, {})
        if first:
            self.films = {scene: film for scene, film in self.films.items() if scene[0] != first[0]}
        if self.follow not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.follow)

    def end(self):
        self.state, self.at_savepoint = None, {}

    def forget(self):
        self.films, self.read = {}, (None, {})

    def follow(self, execute, sql, params, many, context):
        """Savepoints keep what is known and bring it back; any other that is not plainly harmless ends it."""
        word, _, rest = sql.partition(" ")
        if word == "SAVEPOINT":
            self.at_savepoint[rest] = self.state
        elif word == "ROLLBACK":
            self.state = self.at_savepoint.get(rest.rpartition(" ")[2])
        elif word not in HARMLESS:
            self.state = None
        return execute(sql, params, many, context)


known = _Known()


def shown(key, lead, at=None):
    """What `lead()` returns, with all that it does to the database; `key` says all that it depends on.

    `at`: the moment it happens at, whatever the day of the test.
    """
    before = known.state
    if at is not None:
        day, lead = at, _at(at, lead)
    elif abs(clock.now() - timezone.now()) > A_MOMENT or time_machine.escape_hatch.is_travelling():
        return lead()
    else:
        day = timezone.localdate()
    if before is None:
        return lead()
    scene = (*before, f"{key} on {day}")
    if scene not in known.films:
        there = known.read[1] if known.read[0] == before else _rows()
        result, now = lead(), _rows()
        known.films[scene], known.read = _changes(there, now, deepcopy(result)), (scene, now)
    else:
        result = deepcopy(_put_back(known.films[scene]).result)
    known.state = scene
    return result


def _at(moment, lead):
    def led():
        with clock.at(moment):
            return lead()

    return led


@cache
def _tables():
    """{table: (key, columns)} of every model there is, and of the search index, which is no model's."""
    key = "rowid" if connection.vendor == "sqlite" else "version_id"
    index = {name: (key, [key, *columns]) for name, columns in search_index.tables(connection).items()}
    metas = (model._meta for model in apps.get_models(include_auto_created=True))
    return index | {
        meta.db_table: (
            meta.pk.column,
            [field.column for field in meta.concrete_fields if not field.generated],
        )
        for meta in metas
        if meta.managed and not meta.proxy
    }


def _rows():
    """{table: {key: row}} of everything."""
    return {table: dict(_select(table, *about)) for table, about in _tables().items()}


def _select(table, key, columns):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{key}", {_quoted(columns)} FROM "{table}"')  # noqa: S608
        return [(first, row) for first, *row in cursor.fetchall()]


def _changes(there, now, result):
    gone, come = [], []
    for table, rows in now.items():
        old = there[table]
        gone.append((table, [[key] for key, row in old.items() if rows.get(key) != row]))
        come.append((table, [row for key, row in rows.items() if old.get(key) != row]))
    new = StoredFile.objects.exclude(pk__in=there[StoredFile._meta.db_table])
    files = {
        path: Path(default_storage.path(path)).read_bytes() for path in new.values_list("path", flat=True)
    }
    return Film([pair for pair in gone if pair[1]], [pair for pair in come if pair[1]], files, result)


def _put_back(film):
    # The keys were given by these tables' own sequences, which a rollback does not turn back.
    with connection.cursor() as cursor:
        for table, keys in film.gone:
            cursor.executemany(f'DELETE FROM "{table}" WHERE "{_tables()[table][0]}" = %s', keys)  # noqa: S608
        for table, rows in film.come:
            columns = _tables()[table][1]
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(
                f'INSERT INTO "{table}" ({_quoted(columns)}) VALUES ({places})',  # noqa: S608
                rows,
            )
    for path, content in film.files.items():
        if not default_storage.exists(path):
            default_storage.save(path, ContentFile(content))
    return film


def _quoted(columns):
    return ", ".join(f'"{column}"' for column in columns)
