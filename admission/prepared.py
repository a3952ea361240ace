"""A query that a seat asks at every page, with its SQL made once: for a large one, making it costs more than running it.

Nothing of its answer is kept. What the SQL depends on besides the rows is the key: the seat, the person and the day.
"""

from threading import local

MOST = 500
_made = local()  # a compiler belongs to its thread's connection


def rows(key, make):
    """The rows of the queryset `make()`, whose SQL is kept under the key."""
    known = _made.__dict__.setdefault("by_key", {})
    if key not in known:
        if len(known) >= MOST:
            known.clear()
        known[key] = _prepared(make())
    queryset = known[key]
    return list(queryset._iterable_class(queryset))


def _prepared(queryset):
    compiler = queryset.query.get_compiler(queryset.db)
    sql = compiler.as_sql()
    compiler.as_sql = lambda *given, **more: sql
    queryset.query.get_compiler = lambda *given, **more: compiler
    return queryset
