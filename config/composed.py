"""Queries asked at nearly every request: their text is composed once a process, then asked with other values.

    HELD = Composed(lambda: Grant.objects.filter(group=Given("group", Group)))
    HELD(group=3)  # the rows

Composing such a query takes Django several times as long as the database takes to answer it, and PostgreSQL plans it longer
than it answers: there it is planned once a connection (decision record 0024).
"""

from copy import copy
from functools import cached_property
from itertools import count
from weakref import WeakKeyDictionary

from django.db import connections
from django.db.models import Expression
from psycopg2.extensions import AsIs

_counted = count(1)  # no name twice, whatever became of the statement that was to give it


class Given(Expression):
    """A value named in a composed query; `of`: the field it is compared with, or the model whose row it names."""

    def __init__(self, name, of):
        super().__init__(output_field=of._meta.pk if hasattr(of, "_meta") else of)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def adapted(self, value, connection):
        return self.output_field.get_db_prep_value(getattr(value, "pk", value), connection)


class Composed:
    """`build` makes the queryset, once: whatever changes from one request to the next is `Given`, the day too.

    `planned`: whether PostgreSQL may go by one plan for all values; not where for some of them another plan is far better.
    """

    def __init__(self, build, *, planned=True):
        self.build, self.planned = build, planned
        self._names = WeakKeyDictionary()  # {connection to PostgreSQL: what the query is called there}

    @cached_property
    def _composed(self):
        rows = self.build()
        compiler = rows.query.get_compiler(rows.db)
        sql, params = compiler.as_sql()
        return rows, compiler, sql, params, {each.name: each for each in params if isinstance(each, Given)}

    def __call__(self, **values):
        """The rows, read now."""
        rows, compiler, sql, params, given = self._composed
        connection, compiler = connections[rows.db], copy(compiler)
        compiler.connection = connection
        values = {name: each.adapted(values[name], connection) for name, each in given.items()}
        if self.planned and connection.vendor == "postgresql":
            return self._by_name(connection, rows, compiler, values)
        params = tuple(values[each.name] if isinstance(each, Given) else each for each in params)
        return _asked(rows, compiler, sql, params)

    def _by_name(self, connection, rows, compiler, values):
        """The rows, by the query's name on this connection; where it has none yet the same statement gives it one."""
        connection.ensure_connection()
        name, naming = self._names.get(connection.connection), ""
        if name is None:
            name = f"composed_{next(_counted)}"
            naming = self._naming(connection, name).replace("%", "%%")
        marks = f" ({', '.join(['%s'] * len(values))})" if values else ""
        found = _asked(rows, compiler, f"{naming}EXECUTE {name}{marks}", tuple(values.values()))
        self._names[connection.connection] = name
        return found

    def _naming(self, connection, name):
        """The statement that gives it the name; what never changes is written out in it."""
        *_, sql, params, given = self._composed
        places = {named: AsIs(f"${at}") for at, named in enumerate(given, 1)}
        filled = [places[each.name] if isinstance(each, Given) else each for each in params]
        kinds = ", ".join(each.output_field.db_type(connection) for each in given.values())
        return f"PREPARE {name}{kinds and f' ({kinds})'} AS {connection.ops.compose_sql(sql, filled)}; "


def _asked(rows, compiler, sql, params):
    compiler.as_sql = lambda *args, **more: (sql, params)
    rows = rows.all()
    rows.query.get_compiler = lambda *args, **more: compiler
    return list(rows)
