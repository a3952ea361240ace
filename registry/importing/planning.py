"""What a file will do to a kind's list, row by row: new, changed, same, gone; and everything that stands in the way.

Nothing is written. The plan of the preview is kept for the import itself (`kept`); where the list or what it is read by changed
in between, it is made once more under the list's lock, and must be the same.
"""

import dataclasses
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from accounts.fields import character_name, refused_character
from audit import clock
from config.templatetags.chinese import plain_date
from registry.actions.duties import DutyFacts, NotPossible, check_facts
from registry.columns import STORAGES, Column
from registry.importing.listed import Current, current_of, heirs_in, left_for_good
from registry.importing.pairing import Pairing
from registry.importing.rows import NOT_WORKED_OUT, UNSOLVED, letter
from registry.normalize import half_width
from registry.queries import carrying
from registry.table import BadCell, UnknownUnits, spoken, value_of

NEW, CHANGED, SAME, GONE = "new", "changed", "same", "gone"
WORDS = {NEW: "新增", CHANGED: "有变化", SAME: "相同", GONE: "文件中没有"}
NO_DEPARTMENT = "没有写部门，也没有选定默认的部门"
PLAIN_NUMBER = re.compile(r"\d{1,4}")  # 1, 2, 3 … is the order of a table, not a duty's own number
# what counties write in a column of departments where there is none
NOBODY = re.compile(r"\(?(?:暂?[无無]|没有|不设)\)?[。.]?|[-–—―─~*/\\、.·]+|[nN]/?[aA]")
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
    says_nobody: bool = False  # in the column of departments, in so many words
    townships: list = field(default_factory=list)

    @property
    def said(self):
        """Where it stands, as a sentence names it."""
        return f"工作表“{self.sheet}”第{self.row}行" if self.sheet else f"第{self.row}行"


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
    unknown_at: dict = field(
        default_factory=dict
    )  # names of units → (sheet, row, column) where each stands first
    skipped: list = field(default_factory=list)
    unread: list = field(default_factory=list)
    righted: list = field(default_factory=list)
    own: dict = field(default_factory=dict)  # key → label of the kind's own columns

    def count(self, what):
        return len(self.gone) if what == GONE else sum(row.what == what for row in self.rows)


def make_plan(*, kind, columns, lines, reader, department, townships, told=lambda done: None):
    """The Plan of the lines against the kind's list of today. `told` hears how many rows are done."""
    return _Planner(kind, columns, reader, department, townships).plan(lines, told)


class _Planner:
    def __init__(self, kind, columns, reader, department, townships):
        self.kind, self.columns, self.reader = kind, columns, reader
        self.department, self.townships = department, townships
        own = any(column.storage == "department" for column in columns)
        # of a kind without such a column, for what is written all the same (`_keep_what_no_column_says`)
        beside = Column(key="department_", label=STORAGES["department"], storage="department")
        self.compared = columns if own else [*columns, beside]
        self.today = clock.today()
        self.known, self.heirs = current_of(kind, self.today), heirs_in(kind.county)
        self.result = Plan(own={column.key: column.label for column in columns if not column.storage})

    def plan(self, lines, told):
        entries, sheets = [], {}
        for done, line in enumerate(lines, start=1):
            sheets.setdefault(line.sheet, len(sheets))
            if entry := self._understood(line):
                entries.append(entry)
            if done % 200 == 0:
                told(done)
        found = Pairing(self, entries).found
        for at, entry in enumerate(entries):
            if at in found:
                self._decide(entry, found[at])
        # as they stand in the file: what is found once rows are paired belongs between what no row could be read for
        self.result.problems.sort(key=lambda problem: (sheets[problem.sheet], problem.row))
        taken = {current.duty.pk for current in found.values() if current}
        if not self.result.problems:
            self.result.gone = [each for each in self.known if self._is_gone(each, taken)]
        return self.result

    def _is_gone(self, current, taken):
        """What no row is, of what a file that leaves the county has: nothing hidden, nor that has no text yet. Where the end of
        each township is decided a file need not have it any more, and nothing is left to end."""
        listed = current.version.is_public and not current.waits and not current.ended
        if not listed or current.duty.pk in taken:
            return False
        dated = [text for text in current.texts if text.effective_from][-1]
        return any(row.ended_on is None and not row.end_pending for row in dated.all_carriers)

    def refuse(self, entry, text, storage="name"):
        column = next((each for each in self.columns if each.storage == storage), None)
        place = entry.places.get(column.key) if column else None
        label = column.label if column else ""
        self.result.problems.append(Problem(entry.sheet, entry.row, place, label, text))

    def _understood(self, line):
        """The Entry of a line, or None where a cell cannot be read: each is a problem of its own."""
        before = len(self.result.problems) + self.result.unknown.total()
        entry = Entry(line.sheet, line.number, {}, line.places)
        # of nearly every row asked once, not once for each of its cells
        plain = refused_character("\n".join(line.cells.values()), lines=True) is None
        for column in self.columns:
            if column.key in line.cells:
                self._read(entry, column, line.cells[column.key], plain)
            unreadable = column.key in line.cells and column.key not in entry.given
            if column.required and not (
                entry.given.get(column.key) or unreadable or column.storage == "department"
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
        entry.department = by_storage.get("department") or (None if entry.says_nobody else self.department)
        entry.townships = by_storage.get("townships") or list(self.townships)
        lacks = entry.department is None and not self.kind.may_lack_department
        if lacks and len(self.result.problems) + self.result.unknown.total() == before:
            self.refuse(entry, NO_DEPARTMENT, "department")
        return entry if len(self.result.problems) + self.result.unknown.total() == before else None

    def _read(self, entry, column, text, plain):
        """`plain`: no character of it is refused."""
        problem = None if plain else _unreadable(text)
        nobody = column.storage == "department" and NOBODY.fullmatch("".join(half_width(text).split()))
        if nobody and self.kind.may_lack_department:
            entry.says_nobody, text = True, ""
        if problem is None:
            try:
                entry.given[column.key] = self.reader.value(column, text)
            except UnknownUnits as unknown:
                self.result.unknown.update(unknown.names)
                at = Problem(entry.sheet, entry.row, entry.places.get(column.key), column.label, "").as_data()
                for name in unknown.names:
                    self.result.unknown_at.setdefault(name, (at["sheet"], at["row"], at["column"]))
            except BadCell as bad:
                problem = str(bad)
        if problem:
            place = entry.places.get(column.key)
            self.result.problems.append(Problem(entry.sheet, entry.row, place, column.label, problem))

    def _decide(self, entry, current):
        if current is None:
            facts, texts, what = self._facts(entry, {}, {}), [], NEW
        else:
            self._keep_what_no_column_says(entry, current.version)
            texts = self.differences(entry, current.version, current.leaving)
            if texts and any(not self.differences(entry, text, current.leaving) for text in current.coming):
                texts = []
            what = CHANGED if texts else SAME
            old = {name: getattr(current.version, name) for name in FACTS}
            facts = self._facts(entry, old, current.version.texts) if texts else None
        if what == CHANGED and (current.waits or current.coming):
            return self.refuse(entry, f"{current.duty.code}已有文本待生效，生效后才能再次修订")
        if what == CHANGED and (wrong := self.back(entry, current)):
            return self.refuse(entry, wrong, "townships")
        if what == NEW and facts.term_until and facts.term_until < self.today:
            return self.refuse(entry, "期限已经结束，不再列入", "term_until")
        if facts:
            if wrong := _wrong_day(entry, facts, current):
                return self.refuse(entry, wrong, "effective_from")
            try:
                check_facts(facts, entry.townships, self.kind, entry.department)
            except NotPossible as reason:
                return self.refuse(entry, str(reason).rstrip("。"), _concerns(str(reason), facts))
        self.result.rows.append(Planned(what, entry, current, facts, texts))
        return None

    def back(self, entry, current):
        """That townships of the row left the duty for good and would get it back (灵川 第十条); "" where none would."""
        carried = {row.township_id for row in carrying(current.version, self.today)}
        come = [township for township in entry.townships if township.pk not in carried]
        left = [each.short_name for each in come if each.pk in self._left_for_good[current.duty.pk]]
        return f"{'、'.join(left)}已经退出{current.duty.code}，须重新准入后才能再承担" if left else ""

    @cached_property
    def _left_for_good(self):
        return left_for_good(self.kind, self.today)

    def _keep_what_no_column_says(self, entry, version):
        """The townships and the department chosen on the page are for new rows; a department also for those that lack one, of a list
        that may no more."""
        if "townships" not in entry.by_storage:
            entry.townships = [row.township for row in carrying(version, self.today)]
        if "department" in entry.by_storage:
            return
        led = version.department
        if led or self.kind.may_lack_department:
            entry.department = led
        else:
            entry.given |= {
                each.key: entry.department for each in self.compared if each.storage == "department"
            }

    def differences(self, entry, version, leaving=frozenset()):
        """[(label, old, new)] of the columns the file has, as cells say them. Townships that are `leaving` a file may name or not."""
        found = []
        for column in self.compared:
            if column.key not in entry.given or column.storage == "code":
                continue
            old, new = value_of(version, column, self.today), entry.given[column.key]
            if column.storage == "townships":
                new = entry.townships
                same = {each.pk for each in old} - leaving == {each.pk for each in new} - leaving
            elif column.storage == "department":
                new = entry.department
                same = old == new
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


def _wrong_day(entry, facts, current):
    """Why the row's own first day is none of the text, "" where it may be or the import will give one."""
    day = entry.by_storage.get("effective_from")
    if not day or (current and day == current.version.in_force_from):
        return ""
    if current and day <= current.version.effective_from:
        return too_early(current.version)
    if facts.term_until and facts.term_until < day:
        return "施行日期晚于这项职责的结束日期"
    return ""


def too_early(version):
    """That a text which replaces this one has to begin later: than its 勘误, where it has one, of which the list tells no day."""
    called = "勘误日期" if version.corrected_from else "施行日期"
    return f"施行日期须晚于现行文本的{called}（{plain_date(version.effective_from)}）"


def _unreadable(text):
    """Why no column can hold the text, or None."""
    if text == UNSOLVED:
        return NOT_WORKED_OUT
    if (index := refused_character(text, lines=True)) is not None:
        return f"第{index + 1}个字是{character_name(text[index])}，不能使用"
    return None


def _concerns(reason, facts):
    if "部门" in reason:
        return "department"
    if "乡镇" in reason:
        return "townships"
    if "日期" in reason:
        return "term_until" if facts.term_from else "term_from"
    return "name"
