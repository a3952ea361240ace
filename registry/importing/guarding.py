"""What is refused before a table is read: the wrong kind of file, bombs, macros, links to other files, endless sheets.

Every check reads a bounded part of the file and holds none of its cells: a sheet that claims a million rows is found out
by its addresses, before a reader makes room for them.
"""

import re
import zipfile

from documents.files import BadFile, clean_name, has_macros
from registry.importing import biff
from registry.importing.limits import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_MERGED,
    MOST_ROWS,
    column_number,
    too_long,
    too_many,
    too_many_letters,
    too_much_merged,
    too_wide,
)

MOST_PLACES = MOST_ROWS * MOST_COLUMNS  # a reader makes room for every place up to the last cell
MOST_STRINGS = 2_000_000  # marks of texts and their runs: <si> and <t> of each
MOST_UNPACKED = 200 * 1024**2
MOST_IN_STRINGS = 64 * 1024**2
MOST_ASIDE = 16 * 1024**2  # styles, names of sheets, where they lie
PIECE = 1024**2
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TAKEN = ("xlsx", "xls", "csv")
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
STRINGS = re.compile(r"xl/sharedstrings\.xml", re.IGNORECASE)
ASIDE = re.compile(r"xl/(workbook|styles)\.xml|.*\.rels", re.IGNORECASE)
WHERE = re.compile(r"xl/_rels/workbook\.xml\.rels", re.IGNORECASE)
OTHER_BOOK = re.compile(r"xl/workbook\.bin|content\.xml")  # what a reader tries where the XLSX fails
TARGET = re.compile(rb'\bTarget\s*=\s*["\']([^"\']*)')
STRING = re.compile(rb"<(?:\w+:)?(?:si|r|t|rPh)[\s/>]")
# <c r="BC1200" …> and <row r="1200" …>: where cells and rows are said to lie
CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]{0,200}?\s)?r=["\']([A-Z]{1,4})([0-9]{1,8})["\']')
ROW = re.compile(rb'<(?:\w+:)?row\s(?:[^>]{0,200}?\s)?r=["\']([0-9]{1,8})["\']')
MERGED = re.compile(rb"<(?:\w+:)?mergeCell[\s/>]")
ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
LONGEST_TEXT = 4 * PIECE
NO_TABLE = "只能导入XLSX、XLS、CSV表格。其他文件里的表格，请用WPS表格或Excel打开，或者复制到新表里，另存为XLSX后上传。"
TOO_LARGE = "文件解压后过大，不予接收。请删去图片和不导入的工作表，另存为XLSX后上传。"


def check_upload(upload):
    """Its extension, by which it is read; BadFile, in Chinese, where the upload is no table that can be imported."""
    extension = clean_name(upload.name).rpartition(".")[2].lower()
    if extension not in TAKEN:
        raise BadFile(NO_TABLE)
    upload.seek(0)
    start = upload.read(16)
    upload.seek(0)
    try:
        if extension == "csv":
            _check_text(start)
        elif start.startswith(CFB):
            biff.check(upload, extension)
        elif extension == "xlsx" and start.startswith(b"PK\x03\x04"):
            _check_workbook(upload)
        elif start.startswith(b"%PDF-"):
            raise BadFile(f"这是PDF文件，不是表格：扩展名虽是“.{extension}”，内容不是。请上传原来的表格。")
        elif upload.size:
            raise BadFile(f"文件的内容不是{extension.upper()}表格，请用WPS或Excel另存为XLSX后上传。")
    finally:
        upload.seek(0)
    return extension


def _check_text(start):
    if start.startswith((CFB, b"PK\x03\x04", b"%PDF-")):
        raise BadFile("文件的内容不是文本，与扩展名“.csv”不符。请用WPS或Excel另存为XLSX后上传。")


def _check_workbook(upload):
    try:
        with zipfile.ZipFile(upload) as archive:
            entries = archive.infolist()
            _check_parts(entries)
            sheets = [entry for entry in entries if SHEET.fullmatch(entry.filename)]
            if not sheets:
                raise BadFile("文件里没有工作表。请用WPS或Excel打开，看内容是否还在，另存为XLSX后上传。")
            measure = _Measure()
            for entry in entries:
                measure.part(archive, entry)
    # Everything zipfile and zlib are known to raise over a damaged or forged archive.
    except (
        zipfile.BadZipFile,
        zipfile.zlib.error,
        NotImplementedError,
        ValueError,
        OverflowError,
        OSError,
        EOFError,
        RuntimeError,
    ):
        raise BadFile("文件已损坏，请用WPS或Excel重新保存后上传。") from None


def _check_parts(entries):
    names = [entry.filename.lower() for entry in entries]
    if len(entries) > 2000 or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise BadFile(TOO_LARGE)
    if any(OTHER_BOOK.fullmatch(name) for name in names):
        raise BadFile("文件的内容不是XLSX表格，请用WPS或Excel另存为XLSX后上传。")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise BadFile("文件有密码，请去掉密码后上传。")
    if has_macros(names):
        raise BadFile("表格里有宏，不予接收。请另存为不含宏的XLSX后上传。")
    if any("externallinks/" in name for name in names):
        raise BadFile("表格里有指向其他文件的链接，不予接收。请断开链接（数据—编辑链接）或只粘贴数值后上传。")


class _Measure:
    """What the parts hold together; each is read to its end, for a directory may lie."""

    def __init__(self):
        self.left, self.cells, self.places, self.strings = MOST_UNPACKED, 0, 0, 0
        self.merged = 0

    def part(self, archive, entry):
        check, most = self._of(entry.filename)
        total, rest = 0, b""
        self.last, self.widest = 0, 0
        with archive.open(entry) as part:
            while piece := part.read(PIECE):
                total += len(piece)
                if total > min(self.left, most):
                    raise BadFile(TOO_LARGE)
                if check:
                    # up to the last tag that is whole
                    text = rest + piece
                    cut = text.rfind(b"<")
                    check(text[:cut])
                    rest = text[cut:]
                    if len(rest) > LONGEST_TEXT:
                        raise BadFile(
                            "有的单元格里文字过长，不予接收：多半是把整份文件放进了一格，请分到各行各列再上传。"
                        )
        if check:
            check(rest)
        self.left -= total
        self.places += self.last * self.widest
        if self.places > MOST_PLACES:
            raise BadFile("各工作表合起来太大，请删除不用的工作表和数据外的空行、空列后上传。")

    def _of(self, name):
        """(what each piece of the part has to pass, its most bytes); any XML may be called a sheet."""
        if STRINGS.fullmatch(name):
            return self._strings, MOST_IN_STRINGS
        if WHERE.fullmatch(name):
            return self._where, MOST_ASIDE
        most = MOST_ASIDE if ASIDE.fullmatch(name) else MOST_UNPACKED
        return (self._cells if name.lower().endswith(".xml") else None), most

    def _where(self, text):
        if any(not target.lower().endswith(b".xml") for target in TARGET.findall(text)):
            raise BadFile("文件里有不是工作表的内容，请用WPS或Excel重新保存后上传。")

    def _strings(self, text):
        self.strings += len(STRING.findall(text))
        if self.strings > MOST_STRINGS:
            raise too_many_letters()

    def _cells(self, text):
        for found in ROW.finditer(text):
            if int(found[1]) > MOST_ROWS:
                raise too_long(int(found[1]))
        found = CELL.findall(text)
        if len(found) != len(ANY_CELL.findall(text)):
            raise BadFile("有的单元格没有写明位置，请用WPS或Excel重新保存后上传。")
        self.last = max([self.last, *(int(row) for _, row in found)])
        if self.last > MOST_ROWS:
            raise too_long(self.last)
        self.widest = max([self.widest, *map(column_number, {column for column, _ in found})])
        if self.widest > MOST_COLUMNS:
            raise too_wide(self.widest)
        self.merged += len(MERGED.findall(text))
        if self.merged > MOST_MERGED:
            raise too_much_merged()
        self.cells += len(found)
        if self.cells > MOST_CELLS:
            raise too_many()
