"""Files as counties bring them, made in the test: XLSX by openpyxl, XLS by xlwt, CSV as bytes."""

import io

import openpyxl
import xlwt
from django.core.files.uploadedfile import SimpleUploadedFile


def upload(name, content):
    return SimpleUploadedFile(name, content)


def xlsx(*sheets, name="清单.xlsx", hidden=()):
    """Each sheet: rows, or (title, rows, merged ranges). `hidden`: titles of those that are."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, sheet in enumerate(sheets, start=1):
        title, rows, merged = sheet if isinstance(sheet, tuple) else (f"表{number}", sheet, ())
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
        for cells in merged:
            page.merge_cells(cells)
        if title in hidden:
            page.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    return upload(name, file.getvalue())


def xls(rows, name="清单.xls", hidden=""):
    """`hidden`: the title of another sheet, which is."""
    book = xlwt.Workbook()
    page = book.add_sheet("表1")
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            page.write(at, place, cell)
    if hidden:
        book.add_sheet(hidden).visibility = 1
    file = io.BytesIO()
    book.save(file)
    return upload(name, file.getvalue())


def csv_file(rows, encoding="utf-8", name="清单.csv"):
    lines = [",".join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in rows]
    return upload(name, "\r\n".join(lines).encode(encoding))
