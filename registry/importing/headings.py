"""Which column of the kind a heading means: by label, by the words counties use, by what is left without brackets.

A match that is only alike is offered, never taken silently: the page shows it as a suggestion.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice

from registry.columns import STORAGES, templates
from registry.importing.limits import MOST_COLUMNS
from registry.normalize import grams_of, normalized
from registry.queries import alikeness

LOOKED_AT = 30  # rows in which a header is looked for
LONGEST = 500  # characters; of real headings with all their notes the longest has 90, and a text is none
ALIKE = 0.5  # such a match is only offered
RUNNING = {normalized(word) for word in ("序号", "项次", "顺序号", "编码序号", "No.", "行号")}
IN_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
# 乡镇人民政府, 县级职能部门: whoever it may be; no unit of a county is called so. No word of it is made of two others, so that a
# long cell is read once.
ANYBODY = re.compile(
    r"(?=.*(?:乡|镇|街|部门|单位))"
    r"(?:各|有关|相关|县|市|区|旗|级|直|属|乡|镇|街道?|人民政府|政府|办事处|职能|主管|业务|行业|责任|牵头|部门|单位)+"
)
NAME_OF_ANOTHER = re.compile(r".*(单位|部门|机构|乡镇|街道|主体|法规|法律|依据|文件)名称")


@dataclass
class Header:
    """Where the header of a sheet stands and what it says. `row`: its first row, from 0; `depth`: 1 or 2 rows."""

    row: int
    depth: int
    headings: list
    matched: dict = field(default_factory=dict)  # {place: column key}
    guessed: set = field(default_factory=set)  # places whose match is only alike

    @property
    def first_row(self):
        return self.row + self.depth


def is_running_number(heading):
    return len(heading) <= LONGEST and normalized(heading) in RUNNING


def find_header(sheet, columns):
    """The row of the first thirty that says most of the columns, and the row below it where the two are one header."""
    best, row = (0, 0), 0
    for at in range(min(LOOKED_AT, len(sheet.rows))):
        said = headings_at(sheet, at)
        matched = match([text for text in said if text], columns)[0]
        known = len(matched) + sum(map(is_running_number, said))
        score = (known, len({text for text in said if text}) if known else 0)
        if score > best:
            best, row = score, at
    if best[0] < 2:
        row = _first_with_several(sheet)
    return header_at(sheet, row, columns)


def suggested_headers(sheets, columns):
    """find_header of each, where a column whose cells name nobody (乡镇人民政府) is none of departments; of an only sheet the one
    heading that is left and called 名称 is offered for the name of the duty, which it must have.

    Sheets under the same headings are matched as one: such a column is to name nobody in any of them."""
    headers = [find_header(sheet, columns) for sheet in sheets]
    keys = {column.storage: column.key for column in columns if column.storage in ("name", "department")}
    same = defaultdict(list)
    for sheet, header in zip(sheets, headers, strict=True):
        same[tuple(header.headings)].append((sheet, header))
    for group in same.values():
        _leave_nobody(group, keys.get("department"))
    if len(sheets) == 1 and keys["name"] not in headers[0].matched.values():
        _offer_the_only_name(headers[0], keys["name"])
    return headers


def _leave_nobody(group, department):
    for place, key in list(group[0][1].matched.items()):
        if key == department and _names_nobody(group, place):
            for _, header in group:
                del header.matched[place]
                header.guessed.discard(place)


def _names_nobody(group, place):
    below = (row for sheet, header in group for row in sheet.rows[header.first_row :])
    cells = {normalized(row[place]) for row in below if place < len(row)} - {""}
    return bool(cells) and all(map(ANYBODY.fullmatch, cells))


def _offer_the_only_name(header, key):
    left = [place for place, text in enumerate(header.headings) if place not in header.matched]
    left = [place for place in left if _may_be_a_name(normalized(header.headings[place]))]
    if len(left) == 1:
        header.matched[left[0]] = key
        header.guessed.add(left[0])


def _may_be_a_name(heading):
    return heading.endswith("名称") and not NAME_OF_ANOTHER.fullmatch(heading)


def header_at(sheet, row, columns):
    said = headings_at(sheet, row)
    header = Header(row, depth_at(sheet, row), said)
    header.matched, header.guessed = match(said, columns)
    return header


def _first_with_several(sheet):
    for at, row in enumerate(sheet.rows[:LOOKED_AT]):
        if len({cell for cell in row if cell}) > 1:
            return at
    return 0


def depth_at(sheet, row):
    """2 where the row below names parts of a heading: cells merged across, or headings left open above filled cells."""
    if row + 1 >= len(sheet.rows):
        return 1
    if any(b[0] > row or (a[0] == row and b[1] > a[1]) for a, b in _merged_at(sheet, row)):
        return 2
    above, below = sheet.rows[row], sheet.rows[row + 1]
    filled = [place for place, cell in enumerate(below) if cell]
    above = above + [""] * (len(below) - len(above))
    last = max((place for place, cell in enumerate(above) if cell), default=0)
    open_places = [place for place in range(1, last + 1) if not above[place]]
    beside = {place - 1 for place in open_places} | set(open_places)
    return 2 if sheet.merged == [] and filled and open_places and set(filled) <= beside else 1


def headings_at(sheet, row):
    """The headings of the columns; one of two rows reads 职责边界划分（县级部门）."""
    if row >= len(sheet.rows):
        return []
    width = max((len(each) for each in sheet.rows[row : row + 2]), default=0)
    upper = _filled(sheet, row, width)
    if depth_at(sheet, row) == 1:
        return [_line(text) for text in upper]
    lower = [*sheet.rows[row + 1], *[""] * width][:width]
    tall = {a[1] for a, b in sheet.merged if a[0] == row and b[0] > row}
    both = zip(range(width), upper, lower, strict=True)
    return [
        _line(above) if place in tall or not below or below == above else _under(above, below)
        for place, above, below in both
    ]


def _under(above, below):
    return f"{_line(above)}（{_line(below)}）" if above else _line(below)


def _filled(sheet, row, width):
    """A row of headings with merged ones written into each column, or an open one taken from its left neighbour."""
    cells = [*sheet.rows[row], *[""] * width][:width]
    for a, b in _merged_at(sheet, row):
        for place in range(a[1], min(b[1] + 1, width)):
            cells[place] = sheet.rows[a[0]][a[1]] if a[1] < len(sheet.rows[a[0]]) else ""
    if not sheet.merged and depth_at(sheet, row) == 2:
        below = [*sheet.rows[row + 1], *[""] * width]
        for place in range(1, width):
            cells[place] = cells[place] or (cells[place - 1] if below[place] else "")
    return cells


def _merged_at(sheet, row):
    """The merged cells that reach a row. No two of them share a place: more than there are places is a file made to keep us busy."""
    reaching = ((a, b) for a, b in sheet.merged if a[0] <= row <= b[0])
    return list(islice(reaching, MOST_COLUMNS))


def _line(text):
    return "".join(text.split())


def match(headings, columns):
    """({place: column key}, {places that are only alike}); a column is meant once, by the heading that says it best."""
    offers = []
    for place, heading in enumerate(headings):
        if not heading or len(heading) > LONGEST or is_running_number(heading):
            continue
        said, bare = normalized(heading), normalized(IN_BRACKETS.sub("", heading))
        pieces = grams_of(said)
        for order, column in enumerate(columns):
            if score := likeness(said, bare, pieces, column):
                offers.append((-score, place, order, column.key))
    matched, guessed = {}, set()
    for score, place, _, key in sorted(offers):
        if place in matched or key in matched.values():
            continue
        matched[place] = key
        if score > -1:
            guessed.add(place)
    return matched, guessed


def likeness(said, bare, pieces, column):
    """3 by its own label, down to 1 by words another kind has for the same; less where it is only alike; 0 not at all. Of a heading
    all that is `said`, what is left of it without brackets, and its pieces."""
    own, elsewhere = _words(column)
    if said == own[0]:
        return 3
    if said in own:
        return 2.5
    if bare and bare in own:
        return 2
    if said in elsewhere or bare in elsewhere:
        return 1
    best = max((alikeness(said, pieces, word) for word in own), default=0)
    return best * 0.9 if best >= ALIKE else 0


def _words(column):
    """(the column's own words, label first; those other kinds have for what it keeps)."""
    own = [normalized(word) for word in (column.label, *column.headings)]
    if not column.storage:
        return own, ()
    return own, _elsewhere()[column.storage]


def _elsewhere():
    if not _KNOWN:
        _KNOWN.update({storage: {normalized(label)} for storage, label in STORAGES.items()})
        for kind in templates().values():
            for column in kind.columns:
                if column.storage:
                    _KNOWN[column.storage] |= {normalized(word) for word in (column.label, *column.headings)}
    return _KNOWN


_KNOWN: dict = {}
