"""Counting that stops: of very many rows a page says 1000+ and lists a thousand, so that neither takes longer with the years.

Whoever looks for one that is older searches or filters.
"""

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST = 1000


def capped(number):
    """The number as a page says it, of rows that were counted up to MOST + 1."""
    return f"{MOST}+" if number > MOST else number


class First(list):
    """The first rows of very many, at most MOST + 1."""


def first(rows):
    """`First` ids of a queryset in its order: of the very many no more is read than that."""
    return First(rows.values_list("pk", flat=True)[: MOST + 1])


class FirstRows(Paginator):
    """Pages of a list, or of the first MOST rows of a queryset or of `First` ones."""

    @cached_property
    def found(self):
        """How many rows there are; of very many at most one more than is listed."""
        if isinstance(self.object_list, list):
            return len(self.object_list)
        return self.object_list.order_by().values("pk")[: MOST + 1].count()

    @cached_property
    def count(self):
        listed = isinstance(self.object_list, list) and not isinstance(self.object_list, First)
        return self.found if listed else min(self.found, MOST)

    @property
    def said(self):
        """How many there are, as the page says it."""
        return capped(self.found) if self.leaves_out else self.count

    @property
    def leaves_out(self):
        return self.found > self.count
