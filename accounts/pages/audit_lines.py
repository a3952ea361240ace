"""An audit event as the audit administrator reads it: every name and code in the county's own words, numbers and hashes as
stored."""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.utils.module_loading import import_string

from accounts.models import Seat, User
from accounts.queries import units_around
from audit.record import canonical
from audit.words import KEY as WORDS

UNITS = {"asked", "reviews", "unit", "above", "invited", "came", "successor"}  # facts that hold ids of units
PEOPLE = {"user": User, "seat": Seat, "to_seat": Seat}
ROWS = {
    "review",
    "consultation",
    "unit",
    "above",
    "user",
    "seat",
    "to_seat",
}  # ids of rows, where nothing names them
HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Line:
    """One event: ids and numbers, never texts of a case."""

    event: object
    verb: str
    kind: str
    source: str
    target: str
    facts: list


def audit_labels():
    """What verbs, kinds, states and facts are called: each app's `audit_labels`, a dict or the path of one."""
    return {key: label for own in _labels_by_app() for key, label in own.items()}


def _labels_by_app():
    found = (getattr(config, "audit_labels", {}) for config in apps.get_app_configs())
    return [import_string(own) if isinstance(own, str) else own for own in found]


def labels_by_kind():
    """{kind of subject: labels}, those of the app that has such subjects before any other's: 版本 is not everywhere 稿次."""
    common = audit_labels()
    return defaultdict(lambda: common, {kind: common | own for own in _labels_by_app() for kind in own})


def audit_values(county):
    """{fact, "verb.fact" or "kind of subject.state" (or ".verb"): {code: word}}: each app's `audit_values`, the path of
    a function of the county."""
    values = defaultdict(dict)
    for config in apps.get_app_configs():
        if path := getattr(config, "audit_values", ""):
            for name, words in import_string(path)(county).items():
                values[name].update(words)
    return values


def verbs_called(verbs, county, values):
    """[(verb, its label in the county's words)] for a filter; `values`: of `audit_values`."""
    labels, own = audit_labels(), {}
    for name, words in values.items():
        own |= words if name.endswith(".verb") else {}
    return sorted((verb, county.worded(own.get(verb) or labels.get(verb, verb))) for verb in verbs)


def lines(events, county, values=None):
    """[Line] of the events of one page, in their order; three queries for the names of units and people, and those of
    `audit_values` where they are not given."""
    events, labels = list(events), labels_by_kind()
    values = audit_values(county) if values is None else values
    names = {"unit": {unit.pk: unit.short_name for unit in units_around(county)}}
    for model in (User, Seat):
        wanted = {e.facts[key] for e in events for key in PEOPLE if PEOPLE[key] is model and key in e.facts}
        names[model] = {pk: str(row) for pk, row in model.objects.in_bulk(wanted).items()}
    return [_line(event, labels[event.subject_kind], values, names, county.worded) for event in events]


def _line(event, labels, values, names, worded):
    facts, states = [], labels | values.get(f"{event.subject_kind}.state", {})
    verbs = labels | values.get(f"{event.subject_kind}.verb", {})
    for key, value in event.facts.items():
        words = labels | (values.get(f"{event.verb}.{key}") or values.get(key) or {})
        if key in UNITS:
            words = names["unit"]
        elif key in PEOPLE:
            words = names[PEOPLE[key]]
        if key == WORDS:
            value = f"{len(value)}件（只存校验值）"
        if value not in (None, "", []):
            facts.append((worded(labels.get(key, key)), _said(value, words, key, worded)))
    return Line(
        event=event,
        verb=worded(verbs.get(event.verb, event.verb)),
        kind=worded(labels.get(event.subject_kind, event.subject_kind)),
        source=worded(states.get(event.source, event.source)),
        target=worded(states.get(event.target, event.target)),
        facts=facts,
    )


def _said(value, words, key, worded):
    """A fact as people read it: codes by their word, 是 and 否, lists with 、, hashes cut short."""
    if isinstance(value, list):
        return "、".join(_said(item, words, key, worded) for item in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if value in words:
        return worded(words[value])
    if isinstance(value, str):
        return f"{value[:16]}…" if HASH.fullmatch(value) else value
    return f"{canonical(value)}号" if key in ROWS else canonical(value)
