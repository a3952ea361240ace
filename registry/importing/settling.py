"""A ListImport between its file and its plan: what the file suggests, what a person settled, and the plan of both."""

import hashlib
from collections import Counter

from accounts.models import Unit, UnitKind
from audit import clock
from audit.record import canonical
from config.templatetags.chinese import plain_date
from registry.columns import STORAGES
from registry.importing.headings import header_at, suggested_headers
from registry.importing.limits import MOST_HEADINGS, too_many_headings
from registry.importing.planning import CHANGED, GONE, NEW, SAME, make_plan
from registry.importing.righting import put_right
from registry.importing.rows import Lines, lines_of, unread_of
from registry.models import DutyVersion
from registry.normalize import normalized
from registry.queries import current_on
from registry.table import Reader, table_columns

WHATS = (NEW, CHANGED, SAME, GONE)
KEPT_PROBLEMS = 200
LEFT_OUT = "在页面上选了不导入"
HIDDEN = "隐藏的，没有读；要导入的，先在WPS或Excel里取消隐藏，另存后再上传"
READ = ("township_duties", "department_duties", "boundary", "basis")
KEPT_FULL = 1000  # characters of a text of a new row
FULL_ROWS = 3000  # of a file; a longer one is read in its own program
KEPT_TEXT = 300  # characters of a change that the preview shows


def suggested(sheets, kind):
    """choices["sheets"] as the headings suggest it: every sheet that names a duty and bears no other kind's name, each
    heading by its likeliest column. BadFile where there are too many to ask about."""
    columns = table_columns(kind)
    name = next(column.key for column in columns if column.storage == "name")
    others = [normalized(each.name) for each in kind.county.list_kinds.exclude(pk=kind.pk)]
    found, headers = {}, suggested_headers(sheets, columns)
    if sum(map(len, {tuple(header.headings) for header in headers})) > MOST_HEADINGS:
        raise too_many_headings()
    for sheet, header in zip(sheets, headers, strict=True):
        own = name in header.matched.values() and not _is_anothers(sheet, kind, others)
        found[sheet.name] = {
            "take": own or len(sheets) == 1,
            "header": header.row,
            "columns": {str(place): key for place, key in header.matched.items()},
            "guessed": sorted(header.guessed),
        }
    return found


def _is_anothers(sheet, kind, others):
    """Whether the sheet is headed by another kind of the county, as in the file of a whole edition."""
    said = normalized(sheet.name)
    return not said.startswith(normalized(kind.name)) and any(said.startswith(name) for name in others)


def explained(sheets, county):
    """choices["units"]: what was said in the county's earlier files of names that this one has too, the latest word."""
    said = {}
    earlier = county.list_imports.filter(choices__has_key="units").order_by("pk")
    for units in earlier.values_list("choices__units", flat=True):
        said |= units
    texts = _texts(sheets) if said else ""
    said = {name: pk for name, pk in said.items() if name in texts}
    there = set(county.units.filter(pk__in=said.values()).values_list("pk", flat=True))
    return {name: pk for name, pk in said.items() if pk in there}


def _texts(sheets):
    return "\n".join(cell for sheet in sheets for row in sheet.rows for cell in row if cell)


def needs_a_person(choices, kind):
    """Whether the headings leave something to settle: a column that is only alike, or none for what must be there."""
    columns = table_columns(kind)
    needed = {column.key for column in columns if is_needed(column, kind)}
    taken = [each for each in choices["sheets"].values() if each["take"]]
    return (
        not taken
        or says_no_department(kind)
        or any(each["guessed"] or not needed <= set(each["columns"].values()) for each in taken)
    )


def is_needed(column, kind):
    """Whether a table has to have the column, or somebody to say what it would."""
    return not kind.may_lack_department if column.storage == "department" else column.required


def says_no_department(kind):
    """Whether its duties have to have departments, and no column of its tables says which."""
    return not kind.may_lack_department and all(each.storage != "department" for each in table_columns(kind))


def with_defaults(row):
    """The choices of a file that leaves nothing to settle: rows without townships are for all that there are today."""
    townships = Unit.objects.on(clock.today()).filter(county=row.county, kind=UnitKind.TOWNSHIP)
    townships = townships.values_list("pk", flat=True)
    return {"units": {}} | row.choices | {"department": None, "townships": list(townships)}


def lines_settled(row, sheets):
    """Lines of all the sheets that are taken, by the columns settled for each."""
    columns, all_lines = table_columns(row.list_kind), Lines()
    all_lines.unread += [(name, "", HIDDEN) for name in sheets.hidden]
    cells, left = row.choices.get("cells", {}), row.choices.get("left", {})
    for sheet in sheets:
        settled = row.choices["sheets"].get(sheet.name)
        if not settled or not settled["take"]:
            all_lines.unread.append((sheet.name, "", ""))
            continue
        all_lines.righted += put_right(sheet, cells.get(sheet.name, {}))
        header = header_at(sheet, settled["header"], columns)
        places = {key: int(place) for place, key in settled["columns"].items()}
        lines = lines_of(sheet, header, places, columns)
        without = left.get(sheet.name, ())
        all_lines.found += [line for line in lines.found if line.number not in without]
        all_lines.skipped += lines.skipped + [(sheet.name, number, LEFT_OUT) for number in without]
        all_lines.unread += unread_of(sheet, header, places)
    return all_lines


def put_right_of(choices):
    """How many cells were put right and rows left out on the page, for the record of it; nothing where none was."""
    cells = sum(len(texts) for rows in choices.get("cells", {}).values() for texts in rows.values())
    left = sum(map(len, choices.get("left", {}).values()))
    return {name: number for name, number in (("cells", cells), ("left", left)) if number}


def plan_of(row, lines, told=lambda done: None):
    """The Plan of an import as it is settled."""
    choices, county = row.choices, row.county
    units = {unit.pk: unit for unit in county.units.all()}
    named = {name: units[pk] for name, pk in choices.get("units", {}).items() if pk in units}
    townships = [units[pk] for pk in choices.get("townships", ()) if pk in units]
    plan = make_plan(
        kind=row.list_kind,
        columns=table_columns(row.list_kind),
        lines=lines.found,
        reader=Reader(county, named),
        department=units.get(choices.get("department")),
        townships=townships,
        told=told,
    )
    plan.skipped, plan.unread, plan.righted = lines.skipped, lines.unread, lines.righted
    return plan


def mark(row):
    """A text that is another one after every change of what the preview says: the file stays, the choices and the list may not."""
    choices = {name: chosen for name, chosen in row.choices.items() if name != "confirmed"}
    return hashlib.sha256(canonical([row.plan.get("digest", ""), choices]).encode()).hexdigest()[:32]


def as_data(plan, returns=()):
    """The plan as its row shows it: counts, a line for each row: [what, sheet, row, code, name, texts, about, full], and
    which new rows resemble what has left the list."""
    rows = [
        [
            each.what,
            each.entry.sheet,
            each.entry.row,
            each.current.duty.code if each.current else each.entry.code,
            each.entry.name,
            [[label, old[:KEPT_TEXT], new[:KEPT_TEXT]] for label, old, new in each.texts],
            _about(each.entry) if each.what == NEW else "",
            _full(each.facts, plan.own) if each.what == NEW and at < FULL_ROWS else [],
        ]
        for at, each in enumerate(plan.rows)
    ]
    rows += [[GONE, "", 0, each.duty.code, each.version.name, [], "", []] for each in plan.gone]
    counts = Counter(each[0] for each in rows)
    return {
        **{what: counts[what] for what in WHATS},
        "rows": rows,
        "skipped": plan.skipped[:KEPT_PROBLEMS],
        "unread": plan.unread[:KEPT_PROBLEMS],
        "righted": plan.righted,
        "returns": len(returns),
        "returning": returns[:KEPT_PROBLEMS],
        "unknown": dict(plan.unknown.most_common(KEPT_PROBLEMS)),
        "unknown_at": {name: plan.unknown_at[name] for name, _ in plan.unknown.most_common(KEPT_PROBLEMS)},
        "needs_day": not all(_own(plan, "effective_from")),
        "needs_number": not all(_own(plan, "document_number")),
        "own_day": any(_own(plan, "effective_from")),
    }


def _full(facts, own):
    """[(label, text)] of what a new duty will say, the kind's own columns too, to be read before it is confirmed."""
    said = [(STORAGES[name], getattr(facts, name)) for name in READ]
    said += [(label, facts.texts.get(key, "")) for key, label in own.items()]
    return [[label, text[:KEPT_FULL]] for label, text in said if text]


def _about(entry):
    """What a new row is told by: its category, who leads, how many townships carry it, and a day or 文号 of its own."""
    places = [each.short_name for each in entry.townships]
    where = places[0] if len(places) == 1 else f"{len(places)}个乡镇"
    led = entry.department.short_name if entry.department else "没有牵头部门"
    day = entry.by_storage.get("effective_from")
    own = [day and f"{plain_date(day)}起施行", entry.by_storage.get("document_number")]
    return " · ".join(filter(None, [entry.by_storage.get("category"), led, where, *own]))


def too_young_to_end(row, day):
    """The codes of what the plan calls gone that could not end on the eve of that day: it would not have been in force at all."""
    begun = DutyVersion.objects.filter(
        current_on(clock.today()), duty__list_kind=row.list_kind, effective_from__gte=day
    )
    young = set(begun.values_list("duty__code", flat=True))
    return [code for what, _, _, code, *_ in row.plan["rows"] if what == GONE and code in young]


def _own(plan, storage):
    """Of each row that will be written: whether it has such a cell of its own; for the others the import has to bring it."""
    kept = "in_force_from" if storage == "effective_from" else storage
    for each in plan.rows:
        if each.what in (NEW, CHANGED):
            own = each.entry.by_storage.get(storage)
            yield bool(own) and not (each.current and own == getattr(each.current.version, kept))
