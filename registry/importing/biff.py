"""The old XLS as far as it has to be known beside what a reader says of it: password, macros, links to other files, its size, and
which cells are errors.

[MS-CFB] 2.2–2.6 for the container, [MS-XLS] 2.1.4 for the records. Cells are not read here, only where they lie.
"""

import struct
from collections import defaultdict

from documents.files import BadFile
from registry.importing.limits import (
    MOST_COLUMNS,
    MOST_MERGED,
    MOST_ROWS,
    too_long,
    too_much_merged,
    too_wide,
)

FREE = 0xFFFFFFFA  # sector numbers from here on are marks
# formula, text, number … : row and column come first
CELLS = {0x06, 0xFD, 0x203, 0x204, 0x205, 0x27E, 0xD6, 0xBD}
FILEPASS, SUPBOOK, MERGED = 0x2F, 0x1AE, 0xE5
FORMULA, BOOLERR = 0x06, 0x205
BOF, EOF, BOUNDSHEET = 0x809, 0x0A, 0x85
BIFF8 = b"\x00\x06"
# SUPBOOK of the workbook itself and of add-ins: [MS-XLS] 2.4.271
OWN = (0x0401, 0x3A01)
DAMAGED = "文件已损坏，请用WPS或Excel另存为XLSX后上传。"


def check(upload, extension):
    """Raises BadFile where the old workbook is not taken; an .xlsx of this form is one with a password."""
    data = upload.read()
    if _utf16("EncryptedPackage") in data:
        raise BadFile("表格设有打开密码，请去掉密码后上传。")
    if extension == "xlsx":
        raise BadFile("文件的内容是旧版文档，与扩展名“.xlsx”不符。请另存为XLSX后上传。")
    if _utf16("_VBA_PROJECT") in data:
        raise BadFile("表格里有宏，不予接收。请另存为不含宏的XLSX后上传。")
    try:
        _check_records(_workbook(data))
    except (struct.error, IndexError):
        raise BadFile(DAMAGED) from None


def _utf16(name):
    return name.encode("utf-16-le")


def _workbook(data):
    """The stream of the workbook, put together from its sectors."""
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise BadFile(DAMAGED)
    size = 1 << shift

    def sector(number):
        return data[(number + 1) * size : (number + 2) * size]

    table = _table(data, sector, size)
    (first_of_folder,) = struct.unpack_from("<I", data, 48)
    folder = _chain(first_of_folder, table, sector)
    streams = {}
    for at in range(0, len(folder) - 127, 128):
        entry = folder[at : at + 128]
        name = entry[:64].decode("utf-16-le", "replace").partition("\0")[0]
        streams.setdefault(name, struct.unpack_from("<II", entry, 116))
    # a file for two generations of Excel has both; a reader takes the newer
    for name in ("Workbook", "Book"):
        if name in streams:
            start, length = streams[name]
            if length < 4096:  # lies in the small sectors: too small to be too large
                return b""
            return _chain(start, table, sector)[:length]
    raise BadFile("文件里没有工作表。请用WPS或Excel打开，看内容是否还在，另存为XLSX后上传。")


def _table(data, sector, size):
    """The chain of every sector that the file has: the numbers in the header, then those of the sectors that go on with them."""
    numbers, sectors = list(struct.unpack_from("<109I", data, 76)), len(data) // size
    (following,) = struct.unpack_from("<I", data, 68)
    while following < FREE:
        if len(numbers) > 109 + sectors:  # it goes in circles
            raise BadFile(DAMAGED)
        *more, following = struct.unpack(f"<{size // 4}I", sector(following))
        numbers += more
    table = []
    for number in numbers:
        # no further: a file of sixteen kilobytes may name one sector a million times
        if number < FREE and len(table) < sectors:
            table += struct.unpack(f"<{size // 4}I", sector(number))
    return table[:sectors]


def _chain(number, table, sector):
    pieces = []
    while number < FREE:
        pieces.append(sector(number))
        if len(pieces) > len(table):
            raise BadFile(DAMAGED)
        number = table[number]
    return b"".join(pieces)


def _check_records(stream):
    place, merged = struct.Struct("<HH"), 0
    for at, kind, length in _records(stream):
        if kind in CELLS:
            row, column = place.unpack_from(stream, at)
            if row >= MOST_ROWS:
                raise too_long(row + 1)
            if column >= MOST_COLUMNS:
                raise too_wide(column + 1)
        elif kind == MERGED:
            merged += struct.unpack_from("<H", stream, at)[0]
            if merged > MOST_MERGED:
                raise too_much_merged()
        elif kind == FILEPASS:
            raise BadFile("表格设有打开密码，请去掉密码后上传。")
        elif kind == SUPBOOK and length >= 4 and place.unpack_from(stream, at)[1] not in OWN:
            raise BadFile("表格里有指向其他文件的链接，不予接收。请断开链接或只粘贴数值后上传。")


def _records(stream):
    """(where its data begin, kind, their length) of each record."""
    at, end = 0, len(stream) - 4
    head = struct.Struct("<HH")
    while at <= end:
        kind, length = head.unpack_from(stream, at)
        yield at + 4, kind, length
        at += 4 + length


def errors(stored):
    """{name of a sheet: {(row, place)}}, both from 0, of the cells of an XLS that passed `check` whose value or result is an error
    (#REF!, #N/A); a reader gives them as empty ones."""
    try:
        return _errors(_workbook(stored.read()))
    except (struct.error, IndexError):
        raise BadFile(DAMAGED) from None


def _errors(stream):
    names, found, sheet, depth = {}, defaultdict(set), "", 0
    wide = stream[4:6] == BIFF8
    for at, kind, length in _records(stream):
        if kind == BOUNDSHEET:
            names[struct.unpack_from("<I", stream, at)[0]] = _name(stream[at + 6 : at + length], wide)
        elif kind == BOF:
            depth, sheet = depth + 1, names.get(at - 4, sheet)
        elif kind == EOF:
            depth -= 1
        # a chart in the sheet holds values of its own
        elif depth == 1 and kind in (FORMULA, BOOLERR) and _is_error(kind, stream[at + 6 : at + 14]):
            found[sheet].add(struct.unpack_from("<HH", stream, at))
    return dict(found)


def _name(said, wide):
    """The name of a sheet: its length, from 1997 on how wide its letters are, and the letters."""
    length = said[0]
    if not wide:
        return said[1 : 1 + length].decode("gb18030", "replace")
    if said[1] & 1:
        return said[2 : 2 + 2 * length].decode("utf-16-le", "replace")
    return said[2 : 2 + length].decode("latin-1")


def _is_error(kind, value):
    """[MS-XLS] 2.5.10, 2.5.133: what a cell is, or the result of its formula."""
    if kind == BOOLERR:
        return value[1:2] == b"\x01"
    return value[:1] == b"\x02" and value[6:] == b"\xff\xff"
