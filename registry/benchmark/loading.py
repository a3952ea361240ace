"""Rows into tables as fast as each database takes them: COPY on PostgreSQL, many at once on SQLite."""

import io
import json
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import JSONField

BATCH = 5000


class Table:
    """Collects rows like `prototype`, a model's instance: of each row only what differs from it is given."""

    def __init__(self, prototype):
        fields = prototype._meta.concrete_fields
        self.name = prototype._meta.db_table
        self.fields = {field.attname: field for field in fields}
        self.columns = [field.column for field in fields]
        self.usual = {name: _stored(field, getattr(prototype, name)) for name, field in self.fields.items()}
        self.rows = []

    def add(self, **values):
        self.rows.append([*(self.usual | values).values()])

    def flush(self):
        fill(self.name, self.columns, self.rows)
        self.rows = []


def _stored(field, value):
    if isinstance(field, JSONField):
        return json.dumps(value)
    return field.get_db_prep_save(value, connection)


def fill(table, columns, rows):
    """The rows, all of them, at the end of the table."""
    named = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["?"] * len(columns))
            cursor.cursor.connection.executemany(f"INSERT INTO {table} ({named}) VALUES ({marks})", rows)  # noqa: S608
        else:
            text = io.StringIO("\n".join("\t".join(map(_written, row)) for row in rows))
            cursor.copy_expert(f"COPY {table} ({named}) FROM STDIN", text)


def _written(value):
    """A value in COPY's own text form."""
    if value is None:
        return "\\N"
    text = str(value)
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


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
