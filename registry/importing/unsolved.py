"""Formulas whose results an XLSX does not hold, as programs write them, or whose result is an error (#REF!, #N/A): an office program
that saves the file works out the former.

Such a cell reads as an empty one, so that who reads a column has to be told which of them are none.
"""

import re
import zipfile
from html import unescape
from posixpath import join, normpath

from registry.importing.limits import column_number

PIECE = 1024**2
MOST_OF_A_ROW = 8 * PIECE  # a row may be longer: of its cells one may then be overlooked
# No blank may be taken by two of its parts, so that a million of them are read once.
UNSOLVED = re.compile(
    rb"<(?:\w+:)?c\s([^>]{0,200})>\s*<(?:\w+:)?f(?:\s[^>]{0,300})?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"
)
FORMULA = (b"<f", b":f")  # nearly every list has none
CELL = re.compile(rb"<(?:\w+:)?c\s([^>]{0,200})>")
ERRORS = (b't="e"', b"t='e'")
EMPTY_TEXT = re.compile(rb"""\bt=["']str["']""")  # it gives a text of no letters
AT = re.compile(rb"""\br=["']([A-Z]{1,4})([0-9]{1,8})["']""")
SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
# a name begins where none goes on: of a long one that no = follows each letter would be tried as the first
ATTRIBUTE = re.compile(r"""(?<![\w:])([\w:]++)\s*=\s*("[^"]*"|'[^']*')""")


def unsolved(stored):
    """{name of a sheet: {(row, place)}}, both from 0, of an XLSX that passed `guarding.check_upload`."""
    with zipfile.ZipFile(stored) as archive:
        parts = {entry.filename.lower(): entry for entry in archive.infolist()}
        found = {name: _places(archive, parts.get(part)) for name, part in _sheets(archive, parts)}
    return {name: places for name, places in found.items() if places}


def _sheets(archive, parts):
    """(name, part) of each sheet of the workbook."""
    targets = {}
    for each in _tags(RELATION, archive, parts.get("xl/_rels/workbook.xml.rels")):
        targets[each.get("id")] = normpath(join("/xl", each.get("target", ""))).lstrip("/").lower()
    for each in _tags(SHEET, archive, parts.get("xl/workbook.xml")):
        relation = next((value for name, value in each.items() if name.endswith(":id")), None)
        yield each.get("name"), targets.get(relation)


def _tags(tag, archive, entry):
    text = archive.read(entry).decode("utf-8", "replace") if entry else ""
    for found in tag.findall(text):
        yield {name.lower(): unescape(value[1:-1]) for name, value in ATTRIBUTE.findall(found)}


def _places(archive, entry):
    found, rest = set(), b""
    if entry is None:
        return found
    with archive.open(entry) as part:
        while piece := part.read(PIECE):
            text = rest + piece
            cut = text.rfind(b"row>") + len(b"row>") if b"row>" in text else 0
            if len(text) - cut > MOST_OF_A_ROW:
                cut = len(text)
            found |= _in(text[:cut])
            rest = text[cut:]
    return found | _in(rest)


def _in(text):
    cells = []
    if _any(FORMULA, text):
        cells += [cell[1] for cell in UNSOLVED.finditer(text) if not EMPTY_TEXT.search(cell[1])]
    if _any(ERRORS, text):
        cells += [said for said in CELL.findall(text) if _any(ERRORS, said)]
    places = filter(None, map(AT.search, cells))
    return {(int(at[2]) - 1, column_number(at[1]) - 1) for at in places}


def _any(signs, text):
    return any(sign in text for sign in signs)
