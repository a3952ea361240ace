"""The list that the rows of a file are compared with: every duty of a kind, with its texts and who carries them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q

from accounts.models import Unit
from accounts.succession import has_ended, heir_or_self
from registry.models import DutyTownship, DutyVersion
from registry.queries import carrying
from registry.states import EndKind

TAKEN_BACK = ("", EndKind.CANCELLED, EndKind.EXPIRED)  # ends after which a file may bring a duty anew


@dataclass
class Current:
    """A duty of the list. `version`: the text that counts today, as an export gives it; of a duty without one, its first to come
    (then it `waits`). `coming`: the texts after that, whose day is not yet. `ended`: not in the list any more, and nothing is to
    come; `end_kind` is the ground, "" of a term that ran out. As it stands `on` that day."""

    on: date
    version: DutyVersion
    waits: bool
    ended: bool
    end_kind: str
    coming: list = field(default_factory=list)

    @property
    def duty(self):
        return self.version.duty

    @property
    def today(self):
        return [self.version]

    @property
    def texts(self):
        return [self.version, *self.coming]

    @cached_property
    def leaving(self):
        """Ids of the townships whose end is decided, on whichever of the texts: no file has to say so, and none decides otherwise."""
        rows = [row for text in self.texts for row in text.all_carriers]
        return {
            row.township_id for row in rows if row.end_pending or (row.ended_on and row.ended_on >= self.on)
        }


class Carrier(NamedTuple):
    """A DutyTownship as the plan needs it: a list has ten times as many as duties, and rows are made much quicker."""

    pk: int
    version_id: int
    township_id: int
    ended_on: date | None
    end_pending: bool
    end_kind: str
    end_document: str
    end_case: str
    township: Unit


def current_of(kind, on):
    """Every duty of the kind as a Current; four queries."""
    units = {unit.pk: unit for unit in kind.county.units.all()}
    categories = {each.pk: each for each in kind.county.categories.all()}
    versions = DutyVersion.objects.filter(_not_over("", on), duty__list_kind=kind)
    versions = versions.select_related("duty").defer("search_text").order_by("duty__serial", "number")
    rows = DutyTownship.objects.filter(_not_over("version__", on), version__duty__list_kind=kind)
    rows = rows.order_by("township__order", "township_id")
    carriers, texts = defaultdict(list), defaultdict(list)
    for row in rows.values_list(*Carrier._fields[:-1]).iterator(chunk_size=5000):
        carriers[row[1]].append(Carrier(*row, units[row[2]]))
    for version in versions:
        version.all_carriers = carriers[version.pk]
        version.department = units[version.department_id] if version.department_id else None
        version.duty.list_kind = kind
        version.duty.category = categories.get(version.duty.category_id)
        texts[version.duty_id].append(version)
    return [_current(each, on) for each in texts.values()]


def _not_over(prefix, on):
    """Of texts that count that day or later."""
    over = f"{prefix}superseded_on"
    return Q(**{f"{over}__isnull": True}) | Q(**{f"{over}__gt": on})


def _current(texts, on):
    counts = next((each for each in texts if each.effective_from and each.effective_from <= on), None)
    coming = [each for each in texts if each is not counts]
    if counts is None or (_is_over(counts, on) and coming):
        return Current(on, coming[0], waits=True, ended=False, end_kind="", coming=coming[1:])
    ended = _is_over(counts, on)
    # of a term that ran out there is none
    kind = "" if carrying(counts, on) else _last_end(counts)
    return Current(on, counts, waits=False, ended=ended, end_kind=kind, coming=coming)


def _is_over(version, on):
    return bool(version.term_until and version.term_until < on) or not carrying(version, on)


def _last_end(version):
    """The ground by which the last townships left, as `queries.versions_on` tells a standing by it."""
    ends = [(row.ended_on, row.end_kind) for row in version.all_carriers if row.ended_on]
    last = max((day for day, _ in ends), default=None)
    return min((kind for day, kind in ends if day == last), default="")


def left_for_good(kind, on):
    """{id of a duty: ids of the townships that left it on grounds which no file takes back}: not 取消, nor a term that ran out."""
    ended = DutyTownship.objects.filter(version__duty__list_kind=kind, ended_on__lt=on)
    duties = ended.exclude(end_kind__in=TAKEN_BACK).values("version__duty")
    rows = DutyTownship.objects.filter(version__duty__in=duties).order_by("version__number")
    last = {}  # of a township what came last: it may have been given the duty anew
    for duty, township, *end in rows.values_list("version__duty", "township", "ended_on", "end_kind"):
        last[duty, township] = end
    found = defaultdict(set)
    for (duty, township), (day, ground) in last.items():
        if day and day < on and ground not in TAKEN_BACK:
            found[duty].add(township)
    return found


def heirs_in(county):
    """{id of a unit that ended: the id of the one that does today what was its}; one query."""
    units = {unit.pk: unit for unit in county.units.all()}
    for unit in units.values():
        if unit.successor_id in units:  # a unit's successor is of its county
            unit.successor = units[unit.successor_id]
    return {pk: heir_or_self(unit).pk for pk, unit in units.items() if has_ended(unit)}
