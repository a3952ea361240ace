"""Queries asked at nearly every request: their text is composed once a process, then asked with other values.

    HELD = Composed(lambda: Grant.objects.filter(group=Given("group", Group)))
    HELD(group=3)  # the rows

Composing such a query takes Django several times as long as the database takes to answer it, and PostgreSQL plans it longer
than it answers: there it is planned once a connection (decision record 0024).
"""

import json
from copy import copy
from datetime import date, datetime
from functools import cached_property
from itertools import count
from weakref import WeakKeyDictionary

from django.db import connections
from django.db.backends.postgresql.psycopg_any import Jsonb
from django.db.models import Aggregate, CharField, Expression
from psycopg2.extensions import AsIs

_counted = count(1)  # no name twice, whatever became of the statement that was to give it


_names = WeakKeyDictionary()  # {connection to PostgreSQL: {what names a query: its name there}}
_NAMES = 60  # on one connection that queries written out are given: a plan of twenty tables takes megabytes
_KINDS = {int: "integer", str: "text", date: "date", datetime: "timestamptz", Jsonb: "jsonb"}


class Given(Expression):
    """A value named in a composed query; `of`: the field it is compared with, or the model whose row it names."""

    def __init__(self, name, of):
        super().__init__(output_field=of._meta.pk if hasattr(of, "_meta") else of)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def type_on(self, connection):
        """As PostgreSQL names it."""
        return self.output_field.db_type(connection)

    def adapted(self, value, connection):
        return self.output_field.get_db_prep_value(getattr(value, "pk", value), connection)


class GivenKeys(Given):
    """The keys of rows of a model, or values of a field, however many: `pk__in=GivenKeys("keys", Duty)`."""

    def as_sql(self, compiler, connection):
        each = "unnest(%s)" if connection.vendor == "postgresql" else "value FROM json_each(%s)"
        return f"(SELECT {each})", [self]

    def type_on(self, connection):
        return f"{super().type_on(connection)}[]"

    def adapted(self, value, connection):
        return list(value) if connection.vendor == "postgresql" else json.dumps(list(value))


class Joined(Aggregate):
    """The values in one text, which SQLite and PostgreSQL each say in their own way."""

    function, output_field = "GROUP_CONCAT", CharField()

    def as_postgresql(self, compiler, connection, **more):
        return self.as_sql(
            compiler, connection, function="STRING_AGG", template="%(function)s(%(expressions)s, ',')", **more
        )


class Statement:
    """SQL in which some values are `Given`; the rows as the database gives them. `planned`: see `Composed`."""

    def __init__(self, sql, params, *, planned=True):
        self.sql, self.params, self.planned = sql, params, planned
        self.given = {each.name: each for each in params if isinstance(each, Given)}

    def __call__(self, connection, **values):
        return self.asked(connection, lambda sql, params: _fetched(connection, sql, params), values)

    def asked(self, connection, ask, values):
        """What `ask` gives of (SQL, parameters) with these values: the query itself, or its name on this connection; where it has
        none yet the same statement gives it one."""
        values = {name: each.adapted(values[name], connection) for name, each in self.given.items()}
        if not self.planned or connection.vendor != "postgresql":
            return ask(self.sql, tuple(values[p.name] if isinstance(p, Given) else p for p in self.params))
        marks = f" ({', '.join(['%s'] * len(values))})" if values else ""
        values = tuple(values.values())
        return _named(connection, self, self._naming, lambda sql: ask(f"{sql}{marks}", values))

    def _naming(self, connection, name):
        """The statement that gives it the name; what never changes is written out in it."""
        places = {named: AsIs(f"${at}") for at, named in enumerate(self.given, 1)}
        filled = [places[each.name] if isinstance(each, Given) else each for each in self.params]
        kinds = ", ".join(each.type_on(connection) for each in self.given.values())
        return _prepare(name, kinds, connection.ops.compose_sql(self.sql, filled))


class Composed:
    """`build` makes the queryset, once: whatever changes from one request to the next is `Given`, the day too. Two threads may
    compose at the same time: each call makes one of its own, for composing takes notes in it.

    `planned`: whether PostgreSQL may go by one plan for all values; not where for some of them another plan is far better.
    """

    def __init__(self, build, *, planned=True):
        self.build, self.planned = build, planned

    @cached_property
    def _composed(self):
        rows = self.build()
        compiler = rows.query.get_compiler(rows.db)
        statement = Statement(*compiler.as_sql(), planned=self.planned)
        converted_once(compiler)
        return rows, compiler, statement

    def __call__(self, **values):
        """The rows, read now."""
        rows, compiler, statement = self._composed
        connection, compiler = connections[rows.db], copy(compiler)
        compiler.connection = connection
        return statement.asked(connection, lambda sql, params: _asked(rows, compiler, sql, params), values)


class WrittenOut:
    """SQL with its values, asked again and again, and by others with other numbers and days: PostgreSQL plans it once a
    connection for all of them."""

    def __init__(self, sql, params):
        self.sql, self.params = sql, params

    def __call__(self, connection):
        """The rows, as the database gives them."""
        if connection.vendor == "postgresql":
            return self._by_name(connection)
        return _fetched(connection, self.sql, self.params)

    def _by_name(self, connection):
        text, kinds, values = self._with_places
        marks = f" ({', '.join(['%s'] * len(values))})" if values else ""
        known = _names_of(connection)
        # those of a composed query are as many as there are such queries: they take no place of these
        if (kinds, text) not in known and sum(isinstance(key, tuple) for key in known) >= _NAMES:
            return _fetched(connection, self.sql, self.params)

        def asked(sql):
            return _fetched(connection, f"{sql}{marks}", values)

        def naming(connection, name):
            return _prepare(name, kinds, text)

        return _named(connection, (kinds, text), naming, asked)

    @cached_property
    def _with_places(self):
        """(the SQL with a place for each number, word and day, their kinds, the values); what is of an enumeration, as which state
        something is in, stays written in it: the plan goes by it."""
        kinds, values, filled = [], [], []
        for each in self.params:
            if kind := _KINDS.get(type(each)):
                kinds.append("bigint" if kind == "integer" and abs(each) >= 2**31 else kind)
                values.append(each)
            filled.append(AsIs(f"${len(values)}") if kind else each)
        return connections["default"].ops.compose_sql(self.sql, filled), ", ".join(kinds), values


def _names_of(connection):
    connection.ensure_connection()
    return _names.setdefault(connection.connection, {})


def _named(connection, key, naming, asked):
    """What `asked` gives of the query that is known by this key; where it has no name on the connection yet, the statement that
    asks it gives it one."""
    names = _names_of(connection)
    if key in names:
        return asked(f"EXECUTE {names[key]}")
    name = f"composed_{next(_counted)}"
    found = asked(f"{naming(connection, name)}EXECUTE {name}")
    names[key] = name
    return found


def _prepare(name, kinds, sql):
    return f"PREPARE {name}{kinds and f' ({kinds})'} AS {sql}; ".replace("%", "%%")


def _fetched(connection, sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def converted_once(compiler):
    """What makes of its columns what Django gives is worked out once, not at every reading."""
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    compiler.get_converters = lambda columns: converters


def _asked(rows, compiler, sql, params):
    compiler.as_sql = lambda *args, **more: (sql, params)
    rows = rows.all()
    rows.query.get_compiler = lambda *args, **more: compiler
    return list(rows)
