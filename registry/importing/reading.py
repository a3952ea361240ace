"""The cells of a file as texts, whatever its format: XLSX and XLS by calamine (`workbook`), CSV in UTF-8 or GB18030.

A file has passed `guarding.check_upload` before it is read. A number that is whole is written without a point, a day as
2026-11-23; line ends are one kind, outer blanks are gone. Merged cells keep their range: who reads rows fills them. A formula
whose result the file does not hold, and an error (#REF!), is an empty cell, named in `unsolved`.
"""

import csv
import io
import json
import logging
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import islice

from accounts.fields import BLANKS
from documents.files import BadFile
from registry.importing import biff, workbook
from registry.importing.limits import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LETTERS,
    MOST_ROWS,
    MOST_WIDE_IN_ALL,
    too_long,
    too_many,
    too_many_headings,
    too_many_letters,
    too_wide,
)
from registry.importing.unsolved import unsolved
from registry.table import unguarded

log = logging.getLogger(__name__)
DELIMITERS = ",\t;"
UNKNOWN = "\ufffd"  # refused by name in a cell that is read, shown as such where none is
# of the process that reads a workbook: one as large as may be takes half of it, and some fifteen seconds
MEMORY, SECONDS = 1024**3, 60
UNREADABLE = "表格无法读取，请用WPS或Excel另存为XLSX后上传。"
TOO_MUCH = "表格已损坏，或者内容太多，无法读取。请用WPS或Excel删除不用的工作表，另存为XLSX后上传。"


@dataclass
class Sheet:
    """`rows` begin at the first row and column of the sheet: rows[4][1] is cell B5. `merged`: ((row, column), (row, column));
    `unsolved`: {(row, column)}."""

    name: str
    rows: list
    merged: list = field(default_factory=list)
    unsolved: set = field(default_factory=set)


class Sheets(list):
    """Of Sheet. `hidden`: the names of those that were not read, for whoever uploads a file sees what he prepared."""

    hidden = ()


def read(stored, extension):
    """The visible Sheets of an open file that hold anything; BadFile where it cannot be read."""
    sheets = _read_text(stored.read()) if extension == "csv" else _read_workbook(stored)
    if without := _unsolved(stored, extension):
        for sheet in sheets:
            sheet.unsolved = without.get(sheet.name, set())
            # a reader leaves out the last rows where nothing is written
            last = max((row for row, _ in sheet.unsolved), default=-1)
            sheet.rows += [[] for _ in range(len(sheet.rows), last + 1)]
    written = Sheets(sheet for sheet in sheets if any(any(row) for row in sheet.rows))
    written.hidden = sheets.hidden
    if not written:
        aside = "隐藏的工作表不读，要导入的，请先在WPS或Excel里取消隐藏。" if written.hidden else ""
        raise BadFile(f"表格是空的，没有可以导入的内容。{aside}")
    if sum(max(map(len, sheet.rows)) for sheet in written) > MOST_WIDE_IN_ALL:
        raise too_many_headings()
    return written


def _unsolved(stored, extension):
    """{name of a sheet: {(row, place)}} of the cells that only seem to be empty."""
    stored.seek(0)
    return unsolved(stored) if extension == "xlsx" else biff.errors(stored) if extension == "xls" else {}


def _read_workbook(stored):
    stored.seek(0)
    limits = [str(each) for each in (MEMORY, SECONDS, MOST_ROWS, MOST_COLUMNS, MOST_LETTERS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own file; the upload goes through its standard input
            [sys.executable, "-I", workbook.__file__, *limits],
            input=stored.read(),
            capture_output=True,
            check=True,
            timeout=2 * SECONDS,
        )
    except subprocess.CalledProcessError as failed:
        *_, said = ["", *failed.stderr.decode(errors="replace").splitlines()]
        log.warning("a workbook was not read: status %s %s", failed.returncode, said)
        unreadable = failed.returncode > 0 and failed.returncode != workbook.OUT_OF_MEMORY
        raise BadFile(UNREADABLE if unreadable else TOO_MUCH) from None
    except subprocess.TimeoutExpired:
        log.warning("a workbook was not read within %s seconds", 2 * SECONDS)
        raise BadFile(TOO_MUCH) from None
    sheets, hidden, said = Sheets(), [], map(json.loads, io.BytesIO(done.stdout))
    for sheet in said:
        if sheet is None:
            raise too_many_letters()
        if isinstance(sheet, str):
            hidden.append(sheet)
        else:
            sheets.append(_sheet(*sheet, said))
    sheets.hidden = hidden
    return sheets


def _sheet(name, height, width, merged, following, said):
    if height > MOST_ROWS:
        raise too_long(height)
    if width > MOST_COLUMNS:
        raise too_wide(width)
    rows = [[_text(cell) for cell in row] for row in islice(said, following)]
    return Sheet(name, rows, [(tuple(first), tuple(last)) for first, last in merged])


def _text(cell):
    # our own CSV, saved as a workbook, keeps the ' of its guard as a letter; NUL is kept by no database
    return cell and tidy(unguarded(cell)).replace("\x00", UNKNOWN)


def tidy(text):
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(BLANKS)


def _read_text(data):
    text = _decoded(data)
    if "\x00" in text:
        raise BadFile("文件里有空字符，不是文本表格。请用WPS或Excel另存为CSV或XLSX后上传。")
    first = _line_with_a_mark(text)
    delimiter = max(DELIMITERS, key=first.count)
    rows, written = [], 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            # a row may have millions of cells, which are looked at no more than they need
            if len(row) > MOST_COLUMNS and any(map(tidy, filter(None, row[MOST_COLUMNS:]))):
                raise too_wide(len(row))
            rows.append([cell and tidy(unguarded(cell)) for cell in row[:MOST_COLUMNS]])
            written += len(row) - row.count("")
            if len(rows) > MOST_ROWS:
                raise too_long(len(rows))
            if written > MOST_CELLS:
                raise too_many()
    except csv.Error:
        raise BadFile(
            "文件不是完整的CSV表格：有的引号没有配对，或者一格的文字过长。请用WPS或Excel打开，另存为XLSX后上传。"
        ) from None
    return Sheets([Sheet("", rows)])


def _line_with_a_mark(text):
    """The first line that holds one of DELIMITERS; of a file of nothing but line ends none is made."""
    at = min((place for mark in DELIMITERS if (place := text.find(mark)) >= 0), default=None)
    if at is None:
        return ""
    begin = max(text.rfind(end, 0, at) for end in "\r\n") + 1
    return text[begin:].partition("\n")[0].partition("\r")[0]


def _decoded(data):
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # what Excel calls Unicode text
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile("文件的编码既不是UTF-8，也不是GB18030，无法读出文字。请另存为XLSX后上传。")
