"""The cells of an XLSX or XLS as calamine gives them, read by a process of its own, bounded in time and memory, as the texts of a
PDF are (`voice.pdf_pages`): a forged file of two kilobytes has the reader ask for all memory, or break off in its midst.

`python -I workbook.py MEMORY SECONDS ROWS COLUMNS LETTERS`: the file on standard input; on standard output JSON, one a line. Of
each visible sheet [name, its height, its width, merged ranges, how many rows follow], then the texts of each row; a sheet that is
longer or wider is the last, without its rows; `null` stands for one by which the texts have more letters. Of a hidden one only its
name: it is not read.
"""

import io
import json
import resource
import sys
from datetime import date, datetime

OUT_OF_MEMORY = 3  # what the process ends with then, where it still can
MIDNIGHT = datetime.min.time()


def main(memory, seconds, *most):
    for limit, allowed in ((resource.RLIMIT_AS, int(memory)), (resource.RLIMIT_CPU, int(seconds))):
        resource.setrlimit(limit, (allowed, allowed))
    for said in lines(io.BytesIO(sys.stdin.buffer.read()), *map(int, most)):
        sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode() + b"\n")


def lines(file, most_rows, most_columns, letters):
    from python_calamine import CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415 - only this process loads it

    with CalamineWorkbook.from_filelike(file) as book:
        for name, visible in [(each.name, each.visible) for each in book.sheets_metadata]:
            if visible == SheetVisibleEnum.Hidden:
                yield name
            if visible != SheetVisibleEnum.Visible:  # programs keep what nobody can make visible
                continue
            sheet = book.get_sheet_by_name(name)
            height, width = sheet.total_height, sheet.total_width
            head = name, height, width, list(sheet.merged_cell_ranges or ())
            if height > most_rows or width > most_columns:
                yield *head, 0
                return
            rows = [[text_of(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            letters -= sum(len(text) for row in rows for text in row)
            if letters < 0:
                yield None
                return
            yield *head, len(rows)
            yield from rows


def text_of(cell):
    """What a cell says, as text."""
    match cell:
        case str():
            return cell
        case bool():
            return "是" if cell else "否"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == MIDNIGHT else f"{cell:%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case None:
            return ""
        case _:
            return str(cell)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
