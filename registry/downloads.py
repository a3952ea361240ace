"""Files of the list: XLSX, CSV and JSON, written as the rows come, so that memory does not grow with them.

What a table holds is told by Tables, whether it is the list of a day or an edition. A cell that a spreadsheet would
take for a formula (it begins with = + - @) stays text: a text cell in XLSX, a leading ' in CSV, which import takes away.
"""

import codecs
import csv
import itertools
import json
import re
import tempfile
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from accounts.succession import named_now
from accounts.words import at_level
from registry.columns import own_texts, with_own
from registry.editions import TEXTS, carried, townships_on
from registry.pages.row import Row
from registry.states import LEFT
from registry.table import FORMULA, cells, guarded, table_columns

UNSAID = re.compile(r"[\[\]:*?/\\]")  # what the name of a sheet may not hold
TITLE = 31  # characters in the name of a sheet
WIDE, NARROW = 40, 14
ENTRY = (("code", "编号"), *TEXTS, ("document_number", "文号"), ("effective_from", "施行日期"))
KIND = "清单种类"
PASSED = "编入公布的清单"  # of a county whose list is passed above it: what still has to
STANDING = (
    "清单状态"  # where a file holds what has left the list: nobody does a duty because a file still has it
)


@dataclass(frozen=True)
class Table:
    """One kind's table: its name, the heads of its columns."""

    name: str
    heads: tuple


class ListTables:
    """The list as a Listing shows it, each kind with its own columns."""

    def __init__(self, listing):
        self.listing = listing
        held = set(listing.versions().order_by().values_list("duty__list_kind", flat=True).distinct())
        kinds = [kind for kind in listing.kinds if kind.pk in held or kind == listing.kind]
        self._beside = {
            **({PASSED: lambda version: version.awaits} if listing.awaited else {}),
            **({STANDING: self._standing} if set(LEFT) & set(listing.statuses) else {}),
        }
        self._columns = {kind.pk: table_columns(kind) for kind in kinds}
        self.tables = {
            kind.pk: Table(kind.name, (*(column.label for column in self._columns[kind.pk]), *self._beside))
            for kind in kinds
        }

    def rows(self):
        """(key of the table, texts) of every row, in the list's order; without what was entered since as the first of its kind, which
        has no table here."""
        for version in self.listing.every():
            key = version.duty.list_kind_id
            if key not in self.tables:
                continue
            texts = cells(version, self._columns[key], self.listing.on, self.listing.county.name)
            yield key, [*texts, *(said(version) for said in self._beside.values())]

    def _standing(self, version):
        """现行; 已取消，止于2026年3月31日."""
        return Row(
            version, self.listing.on, self.listing.townships_total, self.listing.township
        ).standing_said


class EditionTables:
    """An edition's snapshots, by the kind each names; what it says never changes."""

    def __init__(self, edition):
        self.edition = edition
        self.tables, self._own = {}, {}
        for facts in self.facts():
            own = self._own.setdefault(facts["kind"], {})
            own |= dict.fromkeys(facts.get("texts", {}))
        usual = [edition.county.worded(label) for _, label in ENTRY]
        for kind, own in self._own.items():
            # two columns of one name would be told apart by nobody
            heads = (f"{label}（本清单自设）" if label in usual else label for label in own)
            self.tables[kind] = Table(kind, (*usual, *heads))

    def facts(self):
        """Each snapshot as a dict."""
        rows = self.edition.entries.order_by("pk").values_list("snapshot", flat=True)
        for text in rows.iterator(chunk_size=500):
            yield json.loads(text)

    def rows(self):
        for facts in self.facts():
            texts = facts.get("texts", {})
            own = [texts.get(label, "") for label in self._own[facts["kind"]]]
            said = facts | {"source_kind": at_level(facts["source_kind"], self.edition.county.name)}
            yield facts["kind"], [said[key] for key, _ in ENTRY] + own


def xlsx(tables):
    """A temporary file with one sheet a table, at its beginning; it is gone when it is closed."""
    book = Workbook(write_only=True)
    taken, sheets = set(), {}
    for key, table in tables.tables.items():
        sheet = sheets[key] = book.create_sheet(_sheet_name(table.name, taken))
        sheet.freeze_panes = "A2"
        for number, head in enumerate(table.heads, start=1):
            width = WIDE if head.endswith(("职责", "名称", "依据", "边界")) else NARROW
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([_head(sheet, head) for head in table.heads])
    if not sheets:
        book.create_sheet("清单").append(["没有符合条件的事项"])
    for key, texts in tables.rows():
        sheets[key].append([_cell(sheets[key], text) for text in texts])
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - closed by the answer that sends it
    book.save(file)
    file.seek(0)
    return file


def _sheet_name(name, taken):
    """No spreadsheet opens a name that begins or ends with '; the same one again is numbered."""
    base = name = UNSAID.sub("", name).strip("'")[:TITLE].rstrip("'") or "清单"
    for number in itertools.count(2):
        if name.lower() not in taken:
            break
        name = f"{base[: TITLE - len(str(number))]}{number}"
    taken.add(name.lower())
    return name


def _head(sheet, text):
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(FORMULA)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet, text):
    """Plain text where openpyxl takes it so; what it would take for a formula or an error is told to be text, and what a
    spreadsheet would take for one as soon as the cell is edited is quoted.

    Only a text that has the ' of a guard of its own is guarded: the import takes one away.
    """
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    if text.startswith("'"):
        text = guarded(text)
    if not text.startswith(("#", *FORMULA)):
        return text or None
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(FORMULA)
    return cell


class _Line:
    """What csv.writer writes to: hands the line back instead of keeping it."""

    def write(self, line):
        return line


def csv_lines(tables):
    """The bytes of a CSV in UTF-8 with a mark at its beginning (spreadsheets ask for it).

    One table: its own columns. Several: 清单种类 first, then the columns of all, each label once.
    """
    writer = csv.writer(_Line())
    several = len(tables.tables) != 1
    heads = list(dict.fromkeys(head for table in tables.tables.values() for head in table.heads))
    row = [guarded(head) for head in ([KIND, *heads] if several else heads)]  # a county words its own columns
    yield codecs.BOM_UTF8 + writer.writerow(row).encode()
    for key, texts in tables.rows():
        table = tables.tables[key]
        if several:
            said = dict(zip(table.heads, texts, strict=True))
            texts = [table.name, *(said.get(head, "") for head in heads)]
        yield writer.writerow([guarded(text) for text in texts]).encode()


def json_lines(head, name, items):
    """The bytes of one JSON object: the facts of `head`, then the items under `name`, as they come."""
    yield json.dumps(head, ensure_ascii=False).encode()[:-1] + f', "{name}": [\n'.encode()
    for number, item in enumerate(items):
        yield (",\n" if number else "").encode() + json.dumps(item, ensure_ascii=False).encode()
    yield b"\n]}\n"


def ndjson(items):
    """One JSON object a line."""
    for item in items:
        yield json.dumps(item, ensure_ascii=False).encode() + b"\n"


def list_lines(listing):
    """The rows of the PDF: what fits a sheet, the kind's own columns beneath the duties; the whole text is in the other files."""
    for version in listing.every():
        row = Row(version, listing.on, listing.townships_total, listing.township)
        beside = row.standing_said if row.has_ended else version.awaits
        yield {
            "code": version.duty.code,
            "name": f"{version.name}（{beside}）" if beside else version.name,
            "department": named_now(version.department),
            "townships": _said(row),
            "township_duties": with_own(
                version.township_duties, own_texts(version.duty.list_kind, version.texts)
            ),
            "department_duties": version.department_duties,
            "basis": version.basis,
            "document_number": version.document_number,
        }


def _said(row):
    """Who carries it, short where it is everybody."""
    names, once = row.carrier_names, "原" if row.has_ended else ""
    if len(names) == row.townships_total > 1:
        return f"{once}{'' if once else '全部'}{len(names)}个乡镇"
    return once + "、".join(names)


def edition_lines(tables):
    """The same of an edition's snapshots, whose keys these are."""
    townships = townships_on(tables.edition.county, tables.edition.list_day)
    for facts in tables.facts():
        does = with_own(facts["township_duties"], facts.get("texts", {}).items())
        yield facts | {"township_duties": does, "townships": carried(facts, townships)}
