"""The mark by which a reader knows that a county's list is still what it was."""

import hashlib

from django.db import connection

from registry.models import ListChange

# Transactions that are open at the same time get their numbers in one order and are seen in another: the mark looks at
# as many of the newest as could still be under way.
NEWEST = 16


def changed(county):
    """Every verb that changes what a page of the list says ends with it, inside its transaction. A County or its pk."""
    ListChange.objects.create(county_id=getattr(county, "pk", county))


def mark(county):
    """A short text that is another one after every change. One query; ask before reading what it stands for."""
    # asked at every page, most of which are not made: without the ORM's own time, and no UUID is made of a token
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT CAST(token AS text) FROM {ListChange._meta.db_table} "  # noqa: S608
            f"WHERE county_id = %s ORDER BY id DESC LIMIT {NEWEST}",
            [county.pk],
        )
        return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()[:16]
