"""The rows of a sheet below its header: which are entries, which name a category, which are notes.

Merged cells are filled, a category written once counts for the rows below it, and a row that is no entry is remembered with
what it was taken for, so that the preview can say so.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

from registry.importing.headings import is_running_number
from registry.importing.reading import UNKNOWN
from registry.table import one_line

# what a cell reads as that is imported and is a formula without its result: no file can say it, for no NUL is kept
UNSOLVED = f"{UNKNOWN}="
NOT_WORKED_OUT = "是公式，没有算出的结果，或者结果是#REF!、#N/A一类的错误：请用WPS或Excel打开、改好保存再上传，或者改为数值"

# 一、 （一） 第一部分 before the name of a category, and how many it counts behind it
MARK = re.compile(
    r"^\s*(第[一二三四五六七八九十百]+[部分类章节]+|[（(][一二三四五六七八九十百]+[）)]|[一二三四五六七八九十百]+[、.．])\s*"
)
# the same in a cell of its own, before the name of the category in the next
NUMERAL = re.compile(r"^\s*[（(]?[一二三四五六七八九十百]+[）)、.．]?\s*$")
COUNT = re.compile(r"\s*[（(]\s*(共|计|合计)?\s*\d+\s*[项条件类个]\s*[）)]\s*$")
NOTE = re.compile(
    r"^\s*((备?注|说明|填[表报](说明|人|单位|日期)|制表人?|审核人?|审批人|联系人|联系电话)\s*+\d*+\s*+[：:]|单位[（(]盖章|注\s*+\d*+\s*+[.、．])"
)
# 总计划、小计量 begin the name of a duty
TOTAL = re.compile(r"^\s*(合\s*计|总\s*计|小\s*计)(?![划量])")
# as a name of its own, not as the beginning of one
NAMED_TOTAL = re.compile(r"[合总小]计[:：（(]?\d*[项条件]?[）)]?")


@dataclass
class Line:
    """One row that is an entry. `cells`: {column key: text}; `number` counts from 1, as the sheet does."""

    sheet: str
    number: int
    cells: dict
    places: dict  # {column key: place}


@dataclass
class Lines:
    found: list = field(default_factory=list)
    skipped: list = field(default_factory=list)  # (sheet, number, what it was taken for)
    unread: list = field(default_factory=list)  # (sheet, letter, heading) of what is written and goes nowhere
    righted: list = field(
        default_factory=list
    )  # [sheet, row, letter, before, after] of what a person put right


def letter(place):
    """The letter over a column: 0 is A, 26 is AA."""
    place += 1
    said = ""
    while place:
        place, rest = divmod(place - 1, 26)
        said = chr(65 + rest) + said
    return said


def unread_of(sheet, header, places):
    """[(sheet, letter, heading)] of the columns below the header that hold text, or formulas without results, and were given no place in the list."""
    rows, kept = sheet.rows[header.first_row :], set(places.values())
    without = {place for row, place in sheet.unsolved if row >= header.first_row}
    return [
        (sheet.name, letter(place), heading)
        for place, heading in enumerate(header.headings)
        if place not in kept
        and not is_running_number(heading)
        and (any(place < len(row) and row[place] for row in rows) or place in without)
    ]


def lines_of(sheet, header, places, columns):
    """The Lines of a sheet. `places`: {column key: place}, as settled on the page."""
    return _Walk(sheet, header, places, columns).lines


class _Walk:
    def __init__(self, sheet, header, places, columns):
        self.sheet, self.header, self.places = sheet, header, places
        key_of = {column.storage: column.key for column in columns if column.storage}
        self.name, self.category, self.code = (key_of.get(each) for each in ("name", "category", "code"))
        self.running = next((at for at, said in enumerate(header.headings) if is_running_number(said)), None)
        self.numbered = self.running is not None and any(
            self._is_number(row[self.running])
            for row in sheet.rows[header.first_row :]
            if self.running < len(row)
        )
        self.width = len(header.headings)
        self.first_heading = next(filter(None, header.headings), "")
        self.lines = Lines()
        self.said_category = self.section = ""
        self.begin, self.across = self._merged()
        self.open = []
        for at in range(header.first_row, len(sheet.rows)):
            self._take(at)

    def _merged(self):
        """({row: [(left, right, bottom, text)] of the merged cells that begin there}, rows that are one cell across)."""
        begin, across = defaultdict(list), set()
        rows = self.sheet.rows
        for (top, left), (bottom, right) in self.sheet.merged:
            if top < self.header.first_row or top >= len(rows) or left >= len(rows[top]):
                continue
            if top == bottom and right - left >= 1:
                across.add(top)
            begin[top].append((left, min(right, self.width - 1), bottom, rows[top][left]))
        return begin, across

    def _filled(self, at):
        """{place: text} where a merged cell reaches this row. No two of them share a place: more than there are places
        is a file made to keep us busy."""
        reaching = [each for each in self.open if each[2] >= at]
        self.open = [*reaching, *self.begin.get(at, ())][: self.width]
        return {place: text for left, right, _, text in self.open for place in range(left, right + 1)}

    def _take(self, at):
        row, filled = self.sheet.rows[at], self._filled(at)
        cells = [row[place] if place < len(row) else "" for place in range(self.width)]
        written = [place for place, text in enumerate(cells) if text]
        cells = [filled.get(place, text) for place, text in enumerate(cells)]
        if self.sheet.unsolved:
            for place in self.places.values():
                if (at, place) in self.sheet.unsolved:
                    cells[place] = UNSOLVED
        if not any(cells):
            return
        if what := self._no_entry(at, cells, written):
            self.lines.skipped.append((self.sheet.name, at + 1, what))
            return
        self.lines.found.append(Line(self.sheet.name, at + 1, self._cells(cells), self.places))

    def _no_entry(self, at, cells, written):
        """What a row is that is no entry; empty for an entry."""
        first = next(text for text in cells if text)
        if NOTE.match(first) and len(set(filter(None, cells))) <= 2:
            return "说明"
        # its word stands where the names are, wherever that column is
        if TOTAL.match(first) or NAMED_TOTAL.fullmatch(self._named(cells)):
            return "合计"
        if self._repeats_the_header(cells, first):
            return "重复的表头"
        if UNSOLVED in cells:
            return ""
        if len(written) == 1 and self._separates(at, written[0], first):
            self.section = category_of(first)
            self.said_category = ""
            return f"类别：{self.section}"
        if len(written) == 2 and self._heads(cells, written):
            self.section, self.said_category = category_of(cells[written[1]]), ""
            return f"类别：{self.section}"
        return ""

    def _repeats_the_header(self, cells, first):
        if "".join(first.split()) != self.first_heading:
            return False  # nearly every row, by one cell
        headings = [text for text in self.header.headings if text]
        return ["".join(text.split()) for text in cells if text] == headings

    def _named(self, cells):
        """What stands in the column of names, without blanks."""
        place = self.places.get(self.name)
        return "".join(cells[place].split()) if place is not None and place < len(cells) else ""

    def _heads(self, cells, written):
        """一 | 党的建设 among entries that are numbered 1, 2, 3: a category in two cells."""
        return self.numbered and written[0] == self.running and bool(NUMERAL.match(cells[written[0]]))

    @staticmethod
    def _is_number(text):
        return unicodedata.normalize("NFKC", text).strip(" .、").isdigit()

    def _separates(self, at, place, text):
        if at in self.across or MARK.match(text):
            return True
        if self.running is not None and place == self.running:
            return not self._is_number(text)
        if len(self.places) > 1 and place != self.places.get(self.name):
            return place not in self.places.values() or place == self.places.get(self.category)
        return self.running is not None

    def _cells(self, cells):
        said = {key: cells[place] for key, place in self.places.items()}
        if self.category not in said:
            if self.category and self.section:
                said[self.category] = self.section
            return said
        # a category written once and left open below: CSV keeps no merged cells. A row with a number of its own is
        # from an export, where open means none.
        if said[self.category] == UNSOLVED:
            return said
        if said[self.category]:
            self.said_category = said[self.category] = category_of(said[self.category])
        elif not said.get(self.code):
            said[self.category] = self.said_category or self.section
        return said


def category_of(text):
    """The name of a category without its number before and its count behind."""
    name = " ".join(one_line(text).split())
    return (
        COUNT.sub(
            "",
            unicodedata.normalize("NFKC", MARK.sub("", name)) if COUNT.search(name) else MARK.sub("", name),
        )
        or name
    )
