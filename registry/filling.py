"""Many rows into a table at once, as fast as each database takes them: COPY on PostgreSQL, executemany on SQLite.

For rows that are checked already: no model's instance is made and nothing but the database's own rules looks at them.
"""

import gc
import io
import json
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

from django.db import connection
from django.db.models import JSONField

AHEAD = 10  # tables' rows that wait in memory until PostgreSQL takes them: two batches of five tables
PIECE = 2**20  # characters that it takes at once
# what both databases take as it is; everything else goes through the model's field
PLAIN = (str, int, bool, type(None))


@contextmanager
def keeping():
    """While thousands of rows are read and written, all of which stay until the end: Python need not look for what nothing
    refers to any more, again and again at all of them, a tenth of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


class Table:
    """Collects rows like `prototype`, a model's instance: of each row only what differs from it is given.

    `keyed`: each row brings its primary key (see `keys`); else the database gives it.
    """

    def __init__(self, prototype, keyed=True):
        fields = [field for field in prototype._meta.concrete_fields if keyed or not field.primary_key]
        self.name = prototype._meta.db_table
        self.fields = {field.attname: field for field in fields}
        self.columns = [field.column for field in fields]
        self.ready = _as_it_is if connection.vendor == "sqlite" else _plain
        self.places = {name: place for place, name in enumerate(self.fields)}
        self.usual = [
            self.ready(_stored(field, getattr(prototype, name))) for name, field in self.fields.items()
        ]
        self.rows = []

    def keys(self, number):
        """Primary keys for so many new rows, in the transaction that fills them in."""
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":  # one transaction at a time writes
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [self.name])
                last = sum(cursor.fetchone() or ())
                return range(last + 1, last + 1 + number)
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [self.name, number],
            )
            return [key for (key,) in cursor.fetchall()]

    def add(self, **values):
        """A row by its columns' attribute names; a foreign key is given as its id."""
        row = self.usual[:]
        for name, value in values.items():
            if type(value) is not str:
                value = self.ready(value if isinstance(value, PLAIN) else _stored(self.fields[name], value))
            row[self.places[name]] = value
        self.rows.append(row)

    def flush(self, copy=None):
        """Fill in what was added; `copy` is that of `copying`."""
        (copy or _copy)(self.name, self.columns, self.rows)
        self.rows = []


def _stored(field, value):
    if isinstance(field, JSONField):
        return json.dumps(value)
    if type(value) is date:
        return value.isoformat()
    return field.get_db_prep_save(value, connection)


def fill(table, columns, rows, copy=None):
    """The rows, all of them, at the end of the table. Names are ours."""
    (copy or _copy)(
        table, columns, rows if connection.vendor == "sqlite" else (map(_plain, row) for row in rows)
    )


@contextmanager
def copying():
    """A `copy` that lets the next rows be made while PostgreSQL takes the last: in a thread of its own, one table after the
    other, in the transaction of the caller, who asks the database nothing until the end. What goes wrong is raised here."""
    if connection.vendor == "sqlite":
        yield _copy
        return
    pending = deque()

    def done():
        with connection.wrap_database_errors:
            pending.popleft().result()

    def copy(table, columns, rows):
        if len(pending) == AHEAD:
            done()
        pending.append(thread.submit(_send, connection.connection, _command(table, columns), _copied(rows)))

    # what a row refers to is there before it: looked at with each table's rows, not once more for all of them at the end
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with ThreadPoolExecutor(1) as thread:
        yield copy
        while pending:
            done()


def _copy(table, columns, rows):
    if connection.vendor == "sqlite":
        marks = ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {_into(table, columns)} VALUES ({marks})", rows)  # noqa: S608
        return
    connection.ensure_connection()
    with connection.wrap_database_errors:
        _send(connection.connection, _command(table, columns), _copied(rows))


def _send(database, command, text):
    with database.cursor() as cursor:
        cursor.copy_expert(command, io.StringIO(text), size=PIECE)


def _command(table, columns):
    return f"COPY {_into(table, columns)} FROM STDIN"


def _into(table, columns):
    return f"{table} ({', '.join(connection.ops.quote_name(column) for column in columns)})"


# What COPY's text form writes otherwise than a value says it: the values' own signs first, then those between them, which
# are told from them by a NUL, for PostgreSQL keeps none in a text.
ESCAPED = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
BETWEEN = (("\0\\t", "\t"), ("\0\\n", "\n"), ("\0N", "\\N"))


def _copied(rows):
    """The rows in COPY's own text form; all of them at once, for a look at each value takes several times as long."""
    text = "".join("\0\t".join(row) + "\0\n" for row in rows)
    for sign, written in ESCAPED + BETWEEN:
        text = text.replace(sign, written)
    return text


def _as_it_is(value):
    return value


def _plain(value):
    return value if type(value) is str else "\0N" if value is None else str(value)
