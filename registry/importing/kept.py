"""The plan of a check, kept until the head's word: the import then neither reads the file again nor plans it again.

A shortcut only. It is taken up where everything a plan is made from, beside the file, says what it said when the check began
(`grounds`), which is asked under the locks of the import; else the file is read and planned anew, and the two plans are
compared as they always were (decision record 0041).
"""

import hashlib
import json
from contextlib import suppress
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db.models.fields.json import KT

from accounts.models import County, UnitName
from audit import clock
from audit.record import canonical
from regimes.queries import in_force
from registry import changes
from registry.actions.duties import DutyFacts
from registry.importing import cells, progress
from registry.importing.listed import current_of
from registry.importing.planning import CHANGED, Entry, Plan, Planned
from registry.models import ListImport

PLANNED_BY = ("accounts", "documents", "registry")
WRITTEN = ("category", "effective_from", "document_number")  # what is written of a row beside its facts
USUAL = {each.name: each.default for each in fields(DutyFacts)} | {"texts": {}}
DAYS = ("term_from", "term_until", "effective_from")


def grounds(row):
    """What a plan is made from beside the file, as one short text: the program, the day, the choices, the county with its rules,
    units, kinds and categories, and the mark of its list, which every verb that changes the list changes. Seven queries.

    Ask before planning: what changes meanwhile then counts as a change.
    """
    county, today = row.county, clock.today()
    whole = (
        County.objects.filter(pk=county.pk),
        county.units.order_by("pk"),
        UnitName.objects.filter(unit__county=county).order_by("pk"),
        county.list_kinds.order_by("pk"),
        county.categories.order_by("pk"),
    )
    choices = {name: chosen for name, chosen in row.choices.items() if name != "confirmed"}
    said = [program(), today, changes.mark(county), row.list_kind_id, canonical(choices), sorted(USUAL)]
    said += [list(rows.values_list()) for rows in whole]
    said += [list(in_force(county, on=today).values_list("sha256", flat=True))]
    return _hashed(repr(said).encode())


@cache
def program():
    """The program that plans, as one short text: what it kept before an upgrade may have gone by other rules."""
    roots = [Path(apps.get_app_config(name).path) for name in PLANNED_BY]
    sources = sorted(source for root in roots for source in root.rglob("*.py"))
    return hashlib.sha256(b"".join(each.read_bytes() for each in sources)).hexdigest()


def keep(row, plan, on):
    """Keep a plan that was made on these grounds; what the import's row has to remember of it."""
    written = _written(plan)
    if not (plan.problems or plan.unknown):
        with suppress(OSError):  # where there is no room for it the file will be read once more
            _path(row.uuid).write_bytes(written)
    return {"digest": _hashed(written), "grounds": on}


def digest(plan):
    """Another one where a row would write anything else: of a duty that is changed its version stays while townships leave it."""
    return _hashed(_written(plan))


def taken_up(row):
    """The Plan that was kept, as far as the confirmed import writes it; None where it has to be made anew."""
    planned = remembered(row)
    if planned["grounds"] != grounds(row):
        return None
    try:
        written = _path(row.uuid).read_bytes()
    except OSError:  # another machine's, or cleared away
        return None
    return _plan(row, *json.loads(written)) if _hashed(written) == planned["digest"] else None


def remembered(row):
    """{"digest", "grounds"} of the plan that the import's row remembers, "" of none; the whole of it has a line for every row."""
    said = {"digest": KT("plan__digest"), "grounds": KT("plan__grounds")}
    found = ListImport.objects.filter(pk=row.pk).values(**said).get()
    return {name: text or "" for name, text in found.items()}


def forget(uuid):
    """What is kept of an import that is carried out or dropped: its plan and the cells of its file."""
    _path(uuid).unlink(missing_ok=True)
    cells.forget(uuid)


def _path(uuid):
    return progress.beside(uuid, "plan")


def _hashed(written):
    return hashlib.sha256(written).hexdigest()


def _written(plan):
    gone = [each.version.pk for each in plan.gone]
    return json.dumps([[_row(each) for each in plan.rows], gone], ensure_ascii=False).encode()


def _row(planned):
    entry, facts, current = planned.entry, planned.facts, planned.current
    where = [planned.what, entry.sheet, entry.row, current.version.pk if current else None]
    if facts is None:  # nothing of it is written
        return where
    said = {name: _said(value) for name, value in vars(facts).items() if value != USUAL[name]}
    written = {name: _said(entry.by_storage[name]) for name in WRITTEN if name in entry.by_storage}
    townships = [township.pk for township in entry.townships]
    return [
        *where,
        entry.code,
        entry.department and entry.department.pk,
        townships,
        written,
        said,
        planned.texts,
    ]


def _said(value):
    return value.isoformat() if isinstance(value, date) else value


def _plan(row, rows, gone):
    units, current = {unit.pk: unit for unit in row.county.units.all()}, {}
    if not row.choices["confirmed"]["ends_missing"]:
        gone = []
    if gone or any(each[0] == CHANGED for each in rows):
        current = {each.version.pk: each for each in current_of(row.list_kind, clock.today())}
    return Plan([_planned(each, units, current) for each in rows], [current[pk] for pk in gone])


def _planned(kept, units, current):
    what, sheet, row, version, *written = kept
    if not written:
        return Planned(what, Entry(sheet, row, {}, {}))
    code, department, townships, by_storage, said, texts = written
    for values in (by_storage, said):
        values |= {name: date.fromisoformat(values[name]) for name in DAYS if values.get(name)}
    entry = Entry(
        sheet=sheet,
        row=row,
        given={},
        places={},
        by_storage=by_storage,
        name=said["name"],
        code=code,
        department=units[department] if department else None,
        townships=[units[pk] for pk in townships],
    )
    return Planned(what, entry, current.get(version), DutyFacts(**said), texts)
