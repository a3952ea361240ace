"""Counting that stops: of very many rows a page says 1000+ and lists a thousand, so that neither takes longer with the years.

Whoever looks for one that is older searches or filters.
"""

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST = 1000


def capped(number):
    """The number as a page says it, of rows that were counted up to MOST + 1."""
    return f"{MOST}+" if number > MOST else number


class FirstRows(Paginator):
    """Pages of a list, or of the first MOST rows of a queryset."""

    @cached_property
    def found(self):
        """How many rows there are; of a queryset at most one more than is listed."""
        if isinstance(self.object_list, list):
            return len(self.object_list)
        return self.object_list.order_by().values("pk")[: MOST + 1].count()

    @cached_property
    def count(self):
        return self.found if isinstance(self.object_list, list) else min(self.found, MOST)

    @property
    def said(self):
        """How many there are, as the page says it."""
        return capped(self.found) if self.leaves_out else self.count

    @property
    def leaves_out(self):
        return self.found > self.count
