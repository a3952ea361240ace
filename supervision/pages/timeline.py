"""经过: every act a seat may know of, in words, for components/timeline.html."""

from accounts.models import Unit
from supervision.acts import AUDIT_LABELS

HIDDEN = "反映乡镇"


def entries(events, *, hidden=None):
    """[{at, text, by, key}] of the events, in their order; `hidden`: the unit that is not named."""
    rows = list(events)
    units = Unit.objects.in_bulk({int(row.unit_id) for row in rows if row.unit_id})
    return [
        {
            "at": row.when,
            "text": AUDIT_LABELS.get(row.verb, row.verb),
            "by": _who(row, units, hidden),
            "key": row.source != row.target,
        }
        for row in rows
    ]


def _who(row, units, hidden):
    if not row.unit_id:
        return row.person
    unit = units[int(row.unit_id)]
    return HIDDEN if hidden is not None and unit == hidden else f"{unit.short_name} · {row.acted_as}"
