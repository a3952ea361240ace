"""The mark by which a reader knows that a county's list is still what it was."""

import hashlib

from django.db import connection

from accounts.models import County
from registry.models import ListChange

# Transactions that are open at the same time get their numbers in one order and are seen in another: the mark looks at
# as many of the newest as could still be under way.
NEWEST = 16
NEWEST_OF_ALL = 200
_TABLE, _COUNTY = ListChange._meta.db_table, County._meta.db_table
_OF_ONE = f"FROM {_TABLE} WHERE county_id = {_COUNTY}.id ORDER BY id DESC LIMIT {NEWEST}"
# the tokens of a county's newest changes in one text, wherever a question names the county's table
NEWEST_TOKENS = {
    "postgresql": f"(SELECT string_agg(token::text, ' ') FROM (SELECT token {_OF_ONE}) AS newest)",  # noqa: S608
    "sqlite": f"(SELECT group_concat(token, ' ') FROM (SELECT token {_OF_ONE}) AS newest)",  # noqa: S608
}


def changed(county):
    """Every verb that changes what a page of the list says ends with it, inside its transaction. A County or its pk."""
    ListChange.objects.create(county_id=getattr(county, "pk", county))


def mark(county):
    """A short text that is another one after every change. One query; ask before reading what it stands for."""
    query = f"SELECT {NEWEST_TOKENS[connection.vendor]} FROM {_COUNTY} WHERE id = %s"  # noqa: S608 - names of ours
    return mark_of(_asked(query, [county.pk])[0][0])


def mark_of(tokens):
    """The mark of a county whose NEWEST_TOKENS were read with it."""
    return _hashed(tokens or "")


def mark_of_all():
    """The same of the lists of every county, and of which counties there are. Two queries."""
    newest = f"SELECT CAST(token AS text) FROM {_TABLE} ORDER BY id DESC LIMIT {NEWEST_OF_ALL}"  # noqa: S608
    return "".join(
        _hashed(repr(_asked(query)))
        for query in (f"SELECT COUNT(*), MAX(id) FROM {_COUNTY}", newest)  # noqa: S608
    )


def _hashed(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _asked(query, params=()):
    # asked at every page, most of which are not made: without the ORM's own time, and no UUID is made of a token
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall()
