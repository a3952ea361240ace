"""The cells of an import's file as they were read when it was uploaded, kept beside it: the matching page and the check need not
begin the process that reads a workbook again.

A shortcut only, as the plan is (`kept`): where it is gone, or not of this file, the file is read once more.
"""

import json
from contextlib import suppress

from django.core.files.storage import default_storage

from registry.importing import progress
from registry.importing.reading import Sheet, Sheets, read


def sheets_of(row):
    """The Sheets of an import's file; BadFile where it cannot be read."""
    try:
        with open(_path(row.uuid), "rb") as file:
            of, hidden = json.loads(next(file))
            if of == row.file.sha256:
                sheets = Sheets(_sheet(*json.loads(line)) for line in file)
                sheets.hidden = hidden
                return sheets
    except (OSError, ValueError, TypeError, StopIteration):  # another machine's, cleared away, or spoilt
        pass
    with default_storage.open(row.file.path) as opened:
        return read(opened, row.file.path.rpartition(".")[2])


def keep(row, sheets):
    """Keep what was read of the import's file; once it is on record, for an upload may still be refused."""
    half = progress.beside(row.uuid, "half")
    with suppress(OSError):  # where there is no room for it the file will be read once more
        with open(half, "wb") as file:
            for said in ([row.file.sha256, sheets.hidden], *map(_said, sheets)):
                file.write(json.dumps(said, ensure_ascii=False).encode() + b"\n")
        half.replace(_path(row.uuid))


def forget(uuid):
    _path(uuid).unlink(missing_ok=True)


def _path(uuid):
    return progress.beside(uuid, "cells")


def _said(sheet):
    return sheet.name, sheet.rows, sheet.merged, sorted(sheet.unsolved)


def _sheet(name, rows, merged, unsolved):
    return Sheet(
        name, rows, [(tuple(first), tuple(last)) for first, last in merged], set(map(tuple, unsolved))
    )
