"""The mark by which a reader knows that a county's list is still what it was."""

import hashlib

from registry.models import ListChange

# Transactions that are open at the same time get their numbers in one order and are seen in another: the mark looks at
# as many of the newest as could still be under way.
NEWEST = 16


def changed(county):
    """Every verb that changes what a page of the list says ends with it, inside its transaction. A County or its pk."""
    ListChange.objects.create(county_id=getattr(county, "pk", county))


def mark(county):
    """A short text that is another one after every change. One query; ask before reading what it stands for."""
    tokens = ListChange.objects.filter(county=county).order_by("-id").values_list("token", flat=True)
    return hashlib.sha256(b"".join(token.bytes for token in tokens[:NEWEST])).hexdigest()[:16]
