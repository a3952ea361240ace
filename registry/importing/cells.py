"""The cells of an import's file as they were read when it was uploaded, kept beside it: the matching page and the check need not
begin the process that reads a workbook again.

A shortcut only, as the plan is (`kept`): where it is gone, not of this file or not whole, the file is read once more.
"""

import hashlib
import json
from contextlib import suppress

from django.core.files.storage import default_storage

from registry.importing import progress
from registry.importing.reading import Sheet, Sheets, read

FORM = (
    1  # another one with every change of what is read or of `_said`: what an older program kept is not read
)


def sheets_of(row):
    """The Sheets of an import's file; BadFile where it cannot be read."""
    with suppress(OSError):  # another machine's, or cleared away
        head, _, written = _path(row.uuid).read_bytes().partition(b"\n")
        if head == _head(row, written):
            hidden, *sheets = map(json.loads, written.splitlines())
            kept = Sheets(_sheet(*each) for each in sheets)
            kept.hidden = hidden
            return kept
    with default_storage.open(row.file.path) as opened:
        return read(opened, row.file.path.rpartition(".")[2])


def keep(row, sheets):
    """Keep what was read of the import's file; once it is on record, for an upload may still be refused."""
    half = progress.beside(row.uuid, "half")
    said = [list(sheets.hidden), *map(_said, sheets)]
    written = b"\n".join(json.dumps(each, ensure_ascii=False).encode() for each in said)
    with suppress(OSError):  # where there is no room for it the file will be read once more
        half.write_bytes(_head(row, written) + b"\n" + written)
        half.replace(_path(row.uuid))


def _head(row, written):
    """Of which file it is, in which form, and that it is whole."""
    return f"{FORM} {row.file.sha256} {hashlib.sha256(written).hexdigest()}".encode()


def forget(uuid):
    for ending in ("cells", "half"):
        progress.beside(uuid, ending).unlink(missing_ok=True)


def _path(uuid):
    return progress.beside(uuid, "cells")


def _said(sheet):
    return sheet.name, sheet.rows, sheet.merged, sorted(sheet.unsolved)


def _sheet(name, rows, merged, unsolved):
    return Sheet(
        name, rows, [(tuple(first), tuple(last)) for first, last in merged], set(map(tuple, unsolved))
    )
