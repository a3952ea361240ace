"""Queries asked at nearly every request: their text is composed once a process, then asked with other values.

    HELD = Composed(lambda: Grant.objects.filter(group=Given("group", Group)))
    HELD(group=3)  # the rows

Composing such a query takes Django several times as long as the database takes to answer it (decision record 0024).
"""

from copy import copy
from functools import cached_property

from django.db import connections
from django.db.models import Expression


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
    """`build` makes the queryset, once: whatever changes from one request to the next is `Given`, the day too."""

    def __init__(self, build):
        self.build = build

    @cached_property
    def _composed(self):
        rows = self.build()
        compiler = rows.query.get_compiler(rows.db)
        return rows, compiler, *compiler.as_sql()

    def __call__(self, **values):
        """The rows, read now."""
        rows, compiler, sql, params = self._composed
        connection, compiler = connections[rows.db], copy(compiler)
        compiler.connection = connection
        params = tuple(
            each.adapted(values[each.name], connection) if isinstance(each, Given) else each
            for each in params
        )
        compiler.as_sql = lambda *args, **more: (sql, params)
        rows = rows.all()
        rows.query.get_compiler = lambda *args, **more: compiler
        return list(rows)
