"""Rows of several querysets read by one query, whatever models they are of.

    reports, matters = together(Report.objects.filter(…), Matter.objects.filter(…))  # lists of rows

What each selects comes as JSON, a row of the database for each queryset; Django makes of it what it would have made of the
columns: instances, with what `select_related`, `defer` and `annotate` say, or `values`. What is to be prefetched through a key that points
at the rows is read for all of them by one query more.
"""

import json
from collections.abc import Mapping
from copy import copy
from decimal import Decimal
from functools import cached_property, partial
from itertools import chain

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.dateparse import parse_datetime

from config.composed import Statement, converted_once

AT_ONCE = 100  # arguments that a function of PostgreSQL takes; SQLite takes 127


def together(*querysets):
    """A list of rows for each of the querysets, in its order."""
    found = _read([rows.prefetch_related(None) for rows in querysets])
    _prefetch([(rows, each._prefetch_related_lookups) for rows, each in zip(found, querysets, strict=True)])
    return found


def _read(querysets):
    found, parts = [[] for _ in querysets], {}
    for at, rows in enumerate(querysets):
        try:
            parts[at] = _Part(rows)
        except EmptyResultSet:
            continue
    if not parts:
        return found
    connection = next(iter(parts.values())).connection
    sql = " UNION ALL ".join(part.sql(at) for at, part in parts.items())
    with connection.cursor() as cursor:
        cursor.execute(sql, [*chain.from_iterable(part.params for part in parts.values())])
        for at, text in cursor.fetchall():
            found[at] = parts[at].read(text)
    return found


class AtOnce:
    """Several querysets that are composed once a process (`Composed`), asked by one query and made into rows when looked at.

    READ = AtOnce(lambda: {"reports": Report.objects.filter(case=Given("case", Case)), …})
    rows = READ(case=case)
    rows["reports"]  # a list, made now
    """

    def __init__(self, build):
        self.build = build

    @cached_property
    def _composed(self):
        parts = {name: _Part(rows) for name, rows in self.build().items()}
        sql = " UNION ALL ".join(part.sql(at) for at, part in enumerate(parts.values()))
        params = [*chain.from_iterable(part.params for part in parts.values())]
        return parts, Statement(sql, params)

    def __call__(self, **values):
        parts, statement = self._composed
        found = dict(statement(connections[next(iter(parts.values())).queryset.db], **values))
        return _Read(parts, {name: found[at] for at, name in enumerate(parts)})


class _Read(Mapping):
    """The rows by name, each list anew: whoever looks twice keeps them."""

    def __init__(self, parts, told):
        self.parts, self.told = parts, told

    def __getitem__(self, name):
        return self.parts[name].read(self.told[name]) if self.told[name] else []

    def __iter__(self):
        return iter(self.told)

    def __len__(self):
        return len(self.told)


class _Part:
    """One of the querysets: its own query, within one that makes JSON of what it selects."""

    def __init__(self, queryset):
        self.queryset, self.connection = queryset.all(), connections[queryset.db]
        self.compiler = self.queryset.query.get_compiler(queryset.db)
        self.inner, self.params = self.compiler.as_sql(with_col_aliases=True)
        self.on_postgres = self.connection.vendor == "postgresql"
        self.number = Decimal if self.on_postgres else float  # what each database gives of its own
        fields = (
            [expression.output_field for expression, *_ in self.compiler.select] if self.on_postgres else ()
        )
        converted_once(self.compiler)
        self.columns = [(at, made) for at, field in enumerate(fields) if (made := _column(field))]

    def sql(self, at):
        """(which of the querysets, its rows as text): one row, the order within it that of the query inside."""
        named = [self.connection.ops.quote_name(alias) for *_, alias in self.compiler.select]
        array, of_all = (
            ("json_build_array", "json_agg") if self.on_postgres else ("json_array", "json_group_array")
        )
        pieces = [named[start : start + AT_ONCE] for start in range(0, len(named), AT_ONCE)]
        row = ", ".join(f"{array}({', '.join(piece)})" for piece in pieces)
        as_text = "CAST({} AS text)"  # else psycopg2 would read the JSON, and lose which text it was
        rows = as_text.format(f"{of_all}({array}({row}))")
        return f"SELECT {at}, {rows} FROM ({self.inner}) part_{at}"  # noqa: S608 - of Django's own

    def read(self, text):
        """The instances of what the database wrote."""
        return self.rows(json.loads(text or "[]", parse_float=self.number))

    def rows(self, told):
        """The instances: the compiler is asked for its results, and has them."""
        values = [[*chain.from_iterable(row)] for row in told]
        for at, made in self.columns:
            for row in values:
                if row[at] is not None:
                    row[at] = made(row[at])
        rows, compiler = self.queryset.all(), copy(self.compiler)
        compiler.connection = connections[rows.db]  # of this thread; composed it may have been in another
        compiler.execute_sql = lambda *args, **more: [values]
        rows.query.get_compiler = lambda *args, **more: compiler
        return list(rows)


def _column(field):
    """What makes of a value in JSON what psycopg2 gives of such a column; None where it is the same."""
    match field.get_internal_type():
        case "JSONField":  # its text
            return partial(json.dumps, default=float)
        case "DateField":  # the day or month of a moment: Django takes its day
            return lambda value: parse_datetime(value) if "T" in value else field.to_python(value)
        case "CharField" | "TextField" | "BooleanField" | "SlugField":
            return None
        case kind if kind.endswith(("AutoField", "IntegerField")):
            return None
    return field.to_python


def _prefetch(read):
    """The lookups of each list of rows: those that a key makes (`replies`) by one query, others as Django does."""
    wanted = []
    for rows, lookups in read:
        for lookup in lookups if rows else ():
            name = lookup.prefetch_to if isinstance(lookup, Prefetch) else lookup
            key = _key(rows[0], name)
            if key is None:
                prefetch_related_objects(rows, lookup)
                continue
            beside = lookup.queryset if isinstance(lookup, Prefetch) else None
            beside = key.model._default_manager.all() if beside is None else beside
            wanted.append((rows, name, key, beside.filter(**{f"{key.name}__in": rows})))
    if wanted:
        for (rows, name, key, _), found in zip(wanted, together(*(each[-1] for each in wanted)), strict=True):
            _hang(rows, name, key, found)


def _key(row, name):
    """The foreign key that points at such rows and is read from them by this name, if one does."""
    names = {each.get_accessor_name(): each for each in row._meta.related_objects if each.one_to_many}
    return names[name].field if name in names else None


def _hang(rows, name, key, found):
    of = {}
    for each in found:
        of.setdefault(getattr(each, key.attname), []).append(each)
    for row in rows:
        cached = getattr(row, name).all()
        cached._result_cache = of.get(getattr(row, key.target_field.attname), [])
        cached._prefetch_done = True
        for each in cached._result_cache:
            setattr(each, key.name, row)
        row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = cached
