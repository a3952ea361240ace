"""A small table as a file: XLSX or CSV, every cell as text that no program takes for a formula."""

import csv
import io

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.styles import Font

from registry.table import FORMULA, guarded

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def answer(rows, name, ending):
    """The rows, heads first, to download as `name`; another ending than xlsx or csv is Http404."""
    if ending not in TYPES:
        raise Http404
    return _sent(_xlsx(rows) if ending == "xlsx" else _csv(rows), name, ending)


def _sent(body, name, ending):
    response = HttpResponse(body, content_type=TYPES[ending])
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{ending}")
    return response


def book(tables, name):
    """Several tables as the sheets of one XLSX: {title: rows}, heads first."""
    made = Workbook()
    made.remove(made.active)
    for title, rows in tables.items():
        _fill(made.create_sheet(title), rows)
    return _sent(_saved(made), name, "xlsx")


def _xlsx(rows):
    made = Workbook()
    _fill(made.active, rows)
    return _saved(made)


def _fill(sheet, rows):
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(at, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
                cell.quotePrefix = value.startswith(FORMULA)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "B2"


def _saved(made):
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _csv(rows):
    file = io.StringIO()
    csv.writer(file).writerows(
        [guarded(value) if isinstance(value, str) else value for value in row] for row in rows
    )
    return file.getvalue().encode("utf-8-sig")
