"""What a file will do to a kind's list, row by row: new, changed, same, gone; and everything that stands in the way.

Nothing is written. The plan is made once for the preview and once more, under the list's lock, for the import itself; where
the two differ (`digest`), the list changed in between.
"""

import dataclasses
import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from accounts.fields import character_name, refused_character
from accounts.models import Unit
from audit import clock
from registry.actions.duties import DutyFacts, NotPossible, check_facts
from registry.importing.rows import letter
from registry.models import Duty, DutyTownship, DutyVersion
from registry.normalize import normalized
from registry.queries import carrying
from registry.states import EndKind
from registry.table import BadCell, UnknownUnits, spoken, value_of

NEW, CHANGED, SAME, GONE = "new", "changed", "same", "gone"
PLAIN_NUMBER = re.compile(r"\d{1,4}")  # 1, 2, 3 … is the order of a table, not a duty's own number
FACTS = {each.name for each in dataclasses.fields(DutyFacts)}


@dataclass
class Entry:
    """One row as it is understood. `given`: {column key: value} of the columns the file has."""

    sheet: str
    row: int
    given: dict
    places: dict
    by_storage: dict = field(default_factory=dict)  # the same values by where they are kept
    name: str = ""
    code: str = ""
    department: object = None
    townships: list = field(default_factory=list)

    @property
    def said(self):
        """Where it stands, as a sentence names it."""
        return f"工作表“{self.sheet}”第{self.row}行" if self.sheet else f"第{self.row}行"


@dataclass
class Current:
    """A duty of the list with its latest text. `waits`: the text has no effect yet; `ended`: not in the list any more."""

    version: DutyVersion
    waits: bool
    ended: bool
    end_kind: str

    @property
    def duty(self):
        return self.version.duty


@dataclass
class Planned:
    what: str
    entry: Entry
    current: Current | None = None
    facts: DutyFacts | None = None
    texts: list = field(default_factory=list)  # [(label, old, new)]


@dataclass
class Problem:
    sheet: str
    row: int
    place: int | None
    column: str
    text: str

    def as_data(self):
        where = f"{letter(self.place)}列（{self.column}）" if self.place is not None else self.column
        return {**vars(self), "column": where}


@dataclass
class Plan:
    rows: list = field(default_factory=list)
    gone: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    unknown: Counter = field(default_factory=Counter)  # names of units → how often
    skipped: list = field(default_factory=list)
    unread: list = field(default_factory=list)
    righted: list = field(default_factory=list)

    def count(self, what):
        return len(self.gone) if what == GONE else sum(row.what == what for row in self.rows)

    @property
    def digest(self):
        said = hashlib.sha256()
        for row in self.rows:
            version = row.current.version.pk if row.current else ""
            said.update(f"{row.what} {row.entry.sheet} {row.entry.row} {version}\n".encode())
        for current in self.gone:
            said.update(f"gone {current.version.pk}\n".encode())
        return said.hexdigest()


def make_plan(*, kind, columns, lines, reader, department, townships, told=lambda done: None):
    """The Plan of the lines against the kind's list of today. `told` hears how many rows are done."""
    return _Planner(kind, columns, reader, department, townships).plan(lines, told)


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
    """Every duty of the kind with its latest text; four queries."""
    units = {unit.pk: unit for unit in kind.county.units.all()}
    categories = {each.pk: each for each in kind.county.categories.all()}
    versions = DutyVersion.objects.filter(duty__list_kind=kind, superseded_on__isnull=True)
    versions = versions.select_related("duty").defer("search_text").order_by("duty__serial", "number")
    latest = {version.duty_id: version for version in versions}
    carriers = defaultdict(list)
    rows = DutyTownship.objects.filter(version__duty__list_kind=kind, version__superseded_on__isnull=True)
    rows = rows.order_by("township__order", "township_id")
    for row in rows.values_list(*Carrier._fields[:-1]).iterator(chunk_size=5000):
        carriers[row[1]].append(Carrier(*row, units[row[2]]))
    for version in latest.values():
        version.all_carriers = carriers[version.pk]
        version.department = units[version.department_id]
        version.duty.list_kind = kind
        version.duty.category = categories.get(version.duty.category_id)
    return [_current(version, on) for version in latest.values()]


def _current(version, on):
    waits = version.effective_from is None or version.effective_from > on
    carried = carrying(version, on)
    over = bool(version.term_until and version.term_until < on)
    ends = sorted((row.ended_on, row.end_kind) for row in version.all_carriers if row.ended_on)
    kind = ends[-1][1] if ends and not carried else ""  # of a term that ran out there is none
    return Current(version, waits, not waits and (over or not carried), kind)


class _Planner:
    def __init__(self, kind, columns, reader, department, townships):
        self.kind, self.columns, self.reader = kind, columns, reader
        self.department, self.townships = department, townships
        self.today = clock.today()
        self.known = current_of(kind, self.today)
        self.result = Plan()

    def plan(self, lines, told):
        entries = []
        for done, line in enumerate(lines, start=1):
            if entry := self._understood(line):
                entries.append(entry)
            if done % 200 == 0:
                told(done)
        found = _Pairing(self, entries).found
        for at, entry in enumerate(entries):
            if at in found:
                self._decide(entry, found[at])
        taken = {current.duty.pk for current in found.values() if current}
        if not self.result.problems:
            self.result.gone = [each for each in self.known if self._is_gone(each, taken)]
        return self.result

    def _is_gone(self, current, taken):
        """What is hidden from the public is in no file that leaves the county, and does not count as gone."""
        open_to_all = current.version.is_public and not current.waits and not current.ended
        return open_to_all and current.duty.pk not in taken

    def refuse(self, entry, text, storage="name"):
        column = next((each for each in self.columns if each.storage == storage), None)
        place = entry.places.get(column.key) if column else None
        label = column.label if column else ""
        self.result.problems.append(Problem(entry.sheet, entry.row, place, label, text))

    def _understood(self, line):
        """The Entry of a line, or None where a cell cannot be read: each is a problem of its own."""
        before = len(self.result.problems) + self.result.unknown.total()
        entry = Entry(line.sheet, line.number, {}, line.places)
        for column in self.columns:
            if column.key in line.cells:
                self._read(entry, column, line.cells[column.key])
            told = column.key in line.cells and column.key not in entry.given
            if column.required and not (
                entry.given.get(column.key) or told or column.storage == "department"
            ):
                place, text = line.places.get(column.key), f"没有写{column.label}"
                self.result.problems.append(Problem(line.sheet, line.number, place, column.label, text))
        by_storage = {
            each.storage: entry.given[each.key]
            for each in self.columns
            if each.storage and each.key in entry.given
        }
        entry.by_storage = by_storage
        entry.name, entry.code = by_storage.get("name") or "", by_storage.get("code") or ""
        if PLAIN_NUMBER.fullmatch(entry.code):
            entry.code = ""
        entry.department = by_storage.get("department") or self.department
        entry.townships = by_storage.get("townships") or list(self.townships)
        if entry.department is None and len(self.result.problems) + self.result.unknown.total() == before:
            self.refuse(entry, "没有写部门，也没有选定默认的部门", "department")
        return entry if len(self.result.problems) + self.result.unknown.total() == before else None

    def _read(self, entry, column, text):
        problem = None
        if (index := refused_character(text, lines=True)) is not None:
            problem = f"第{index + 1}个字是{character_name(text[index])}，不能使用"
        else:
            try:
                entry.given[column.key] = self.reader.value(column, text)
            except UnknownUnits as unknown:
                self.result.unknown.update(unknown.names)
            except BadCell as bad:
                problem = str(bad)
        if problem:
            place = entry.places.get(column.key)
            self.result.problems.append(Problem(entry.sheet, entry.row, place, column.label, problem))

    def _decide(self, entry, current):
        if current is None:
            facts, texts, what = self._facts(entry, {}, {}), [], NEW
        else:
            texts = self._differences(entry, current.version)
            what = CHANGED if texts else SAME
            old = {name: getattr(current.version, name) for name in FACTS}
            facts = self._facts(entry, old, current.version.texts) if texts else None
        if what == CHANGED and current.waits:
            return self.refuse(entry, "这一事项已有文本待生效，生效后才能再次修订")
        if facts:
            try:
                check_facts(facts, entry.townships, self.kind)
            except NotPossible as reason:
                return self.refuse(entry, str(reason).rstrip("。"), _concerns(str(reason)))
        self.result.rows.append(Planned(what, entry, current, facts, texts))
        return None

    def _differences(self, entry, version):
        """[(label, old, new)] of the columns the file has, as cells say them."""
        found = []
        for column in self.columns:
            if column.key not in entry.given or column.storage == "code":
                continue
            old, new = value_of(version, column, self.today), entry.given[column.key]
            if column.storage == "townships":
                new = entry.townships
                same = {each.pk for each in old} == {each.pk for each in new}
            elif column.storage == "department":
                new = entry.department
                same = old.pk == new.pk
            else:
                same = (old or None) == (new or None)
            # an open cell says nothing of the paper a duty stands on: it keeps what it has
            if not same and (new or column.storage not in ("document_number", "effective_from")):
                found.append((column.label, spoken(column.storage, old), spoken(column.storage, new)))
        return found

    def _facts(self, entry, old, texts):
        given = {
            each.storage: entry.given[each.key]
            for each in self.columns
            if each.storage in FACTS and each.key in entry.given
        }
        own = {
            each.key: entry.given[each.key]
            for each in self.columns
            if not each.storage and each.key in entry.given
        }
        must = {"name": entry.name, "township_duties": "", "department_duties": "", "basis": ""}
        kept = {key: text for key, text in (texts | own).items() if text}
        return DutyFacts(**{**must, **old, **given, "texts": kept})


def _concerns(reason):
    if "乡镇" in reason:
        return "townships"
    return "term_until" if "日期" in reason else "name"


class _Pairing:
    """Which duty of the list each row is: by 编号; else by name and department, then townships, then all it says.

    `found`: {place in entries: Current, or None for a new one}; a row that could be two has a problem and is not in it.
    """

    def __init__(self, planner, entries):
        self.planner, self.entries, self.found = planner, entries, {}
        self.by_code = {each.duty.code: each for each in planner.known}
        county = planner.reader.county
        self.elsewhere = set(
            Duty.objects.filter(county=county).exclude(list_kind=planner.kind).values_list("code", flat=True)
        )
        self.prefixes = [kind.prefix for kind in county.list_kinds.exclude(pk=planner.kind.pk)]
        self._by_code()
        self._by_name()

    def _by_code(self):
        seen = {}
        for at, entry in enumerate(self.entries):
            if not entry.code:
                continue
            if entry.code in seen:
                first = self.entries[seen[entry.code]]
                self.planner.refuse(entry, f"编号与{first.said}相同", "code")
                self.found.pop(at, None)
                continue
            seen[entry.code] = at
            current = self.by_code.get(entry.code)
            if current and current.ended:
                self.planner.refuse(entry, "这个编号的事项已经终止，须重新准入后才能列入", "code")
            elif current:
                self.found[at] = current
            elif self._is_anothers(entry.code):
                self.planner.refuse(entry, "这个编号属于另一种清单", "code")

    def _is_anothers(self, code):
        ours = any(re.fullmatch(re.escape(prefix) + r"\d+", code) for prefix in self.prefixes)
        return ours or code in self.elsewhere

    def _by_name(self):
        taken = {current.duty.pk for current in self.found.values()}
        refused = {(problem.sheet, problem.row) for problem in self.planner.result.problems}
        rows = defaultdict(list)
        for at, entry in enumerate(self.entries):
            if at not in self.found and (entry.sheet, entry.row) not in refused:
                rows[normalized(entry.name), entry.department.pk].append(at)
        known = defaultdict(list)
        for current in self.planner.known:
            if current.duty.pk not in taken:
                known[current.version.normalized_name, current.version.department_id].append(current)
        for key, places in rows.items():
            self._pair(places, known.get(key, []))

    def _pair(self, places, candidates):
        listed = [each for each in candidates if not each.ended]
        if len(places) == 1 and len(listed) == 1 and self._may_be(places[0], listed[0]):
            self.found[places[0]] = listed[0]
            return
        seen = {}
        for at in places:
            entry = self.entries[at]
            identity = (self._where(entry), self._says(entry))
            if identity in seen:
                self.planner.refuse(entry, f"与{self.entries[seen[identity]].said}完全相同")
                continue
            seen[identity] = at
            fits = [each for each in listed if self._may_be(at, each) and self._stands_for(entry, each)]
            if len(fits) > 1:
                fits = [each for each in fits if not self.planner._differences(entry, each.version)]
            if len(fits) > 1 or (not fits and len(listed) > 1 and not entry.code):
                self.planner.refuse(
                    entry, f"清单里有{len(listed)}项同名、同部门的事项，请在编号一栏写明是哪一项"
                )
                continue
            if fits:
                listed.remove(fits[0])
            elif self._was_revoked(candidates):
                self.planner.refuse(entry, "与已经撤销的事项同名、同部门，须重新准入后才能列入")
                continue
            self.found[at] = fits[0] if fits else None

    def _may_be(self, at, current):
        """A row with a number of its own is only the duty of that number, or a new one."""
        return not self.entries[at].code or self.entries[at].code == current.duty.code

    def _stands_for(self, entry, current):
        carried = {row.township_id for row in current.version.all_carriers if row.ended_on is None}
        return self._where(entry) == frozenset(carried)

    def _where(self, entry):
        return frozenset(township.pk for township in entry.townships)

    def _says(self, entry):
        return tuple(
            (key, str(value)) for key, value in sorted(entry.given.items()) if not isinstance(value, list)
        )

    def _was_revoked(self, candidates):
        return any(each.end_kind not in ("", EndKind.CANCELLED) for each in candidates)
