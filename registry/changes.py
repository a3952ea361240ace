"""The mark by which a reader knows that a county's list is still what it was."""

import hashlib

from django.db import connection

from accounts.models import County
from registry.models import ListChange

# Transactions that are open at the same time get their numbers in one order and are seen in another: the mark looks at
# as many of the newest as could still be under way.
NEWEST = 16
NEWEST_OF_ALL = 200


def changed(county):
    """Every verb that changes what a page of the list says ends with it, inside its transaction. A County or its pk."""
    ListChange.objects.create(county_id=getattr(county, "pk", county))


def mark(county):
    """A short text that is another one after every change. One query; ask before reading what it stands for."""
    return _mark(_newest("WHERE county_id = %s", NEWEST), [county.pk])


def mark_of_all():
    """The same of the lists of every county, and of which counties there are. Two queries."""
    counties = f"SELECT COUNT(*), MAX(id) FROM {County._meta.db_table}"  # noqa: S608
    return _mark(counties) + _mark(_newest("", NEWEST_OF_ALL))


def _newest(condition, most):
    table = ListChange._meta.db_table
    return f"SELECT CAST(token AS text) FROM {table} {condition} ORDER BY id DESC LIMIT {most}"  # noqa: S608


def _mark(query, params=()):
    # asked at every page, most of which are not made: without the ORM's own time, and no UUID is made of a token
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()[:16]
