"""经过: every act a seat may know of, in words, for components/timeline.html."""

from datetime import date
from types import MappingProxyType

from accounts.models import Unit
from accounts.succession import line_of
from audit.record import events_about
from config.templatetags.chinese import cdate
from supervision.acts import AUDIT_LABELS

HIDDEN = "反映乡镇"
NO_WORDS = MappingProxyType({})


def course(subject, *, hidden=None, labels=AUDIT_LABELS, words=NO_WORDS):
    """Every act that was done on what all who see it may know of, newest first."""
    rows = events_about(subject.uuid).filter(outcome="done").order_by("-seq")
    return entries(rows, hidden=hidden, labels=labels, words=words)


def entries(events, *, hidden=None, labels=AUDIT_LABELS, words=NO_WORDS):
    """[{at, text, by, key}] of the events, in their order; `hidden`: the unit that is not named, nor whoever went on for it;
    `words`: of what was chosen."""
    rows, unnamed = list(events), line_of(hidden) if hidden else ()
    units = Unit.objects.in_bulk({int(row.unit_id) for row in rows if row.unit_id})
    return [
        {
            "at": row.when,
            "text": _said(row, labels, words),
            "by": _who(row, units, unnamed),
            "key": row.source != row.target,
        }
        for row in rows
    ]


def _said(row, labels, words):
    """The act, with the answer or the result it gave; of a day that the calendar moved both days."""
    said, facts = labels.get(row.verb, row.verb), row.facts
    if row.verb == "recount" and "old_day" in facts:
        old, new = (cdate(date.fromisoformat(facts[each])) for each in ("old_day", "new_day"))
        said += f"：由{old}改为{new}"
    chosen = words.get(facts.get("choice") or facts.get("result"))
    return f"{said}：{chosen}" if chosen else said


def _who(row, units, unnamed):
    if not row.unit_id:
        return row.person
    unit = units[int(row.unit_id)]
    return HIDDEN if unit in unnamed else f"{unit.short_name} · {row.acted_as}"
