"""Kinds of list that were renamed between two states of a county's list: told once, not as a change of each duty.

An edition says what its kinds were called; the labels of columns that every kind has are not in it.
"""

import json

from django.db.models import Min


def renamed(pairs):
    """[(old name, new name)] among (older, newer) snapshots of the same duties: a code is of one kind."""
    both = ((before.get("kind"), after.get("kind")) for before, after in pairs)
    return list(dict.fromkeys((old, new) for old, new in both if old and new and old != new))


def renamed_since(edition):
    """The same of an edition and today's names; of each kind one entry is read. Two queries."""
    if edition is None:
        return []
    kinds = edition.entries.order_by().values("version__duty__list_kind").annotate(first=Min("pk"))
    rows = edition.entries.filter(pk__in=kinds.values("first"))
    names = rows.values_list("snapshot", "version__duty__list_kind__name")
    return renamed((json.loads(text), {"kind": name}) for text, name in names)


def said(names):
    """清单种类“甲”改称“乙”、“丙”改称“丁”; nothing where none was renamed."""
    told = "、".join(f"“{old}”改称“{new}”" for old, new in names)
    return f"清单种类{told}" if told else ""


def sentence(names):
    """What an edition's 说明 ends with."""
    return f"{said(names)}，其下的事项不变。" if names else ""


def without_sentence(notes, names):
    """The 说明 of an edition on a page whose 变更对照 tells the same."""
    return notes.removesuffix(sentence(names)).rstrip()
