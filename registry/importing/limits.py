"""How much a file may hold, and what is said of one that holds more: of every format the same."""

from documents.files import BadFile

MOST_ROWS = 60_000
MOST_COLUMNS = 100
MOST_CELLS = 1_500_000  # of all sheets; of a list as long as may be, 25 in each row
MOST_MERGED = 100_000  # merged cells of all sheets; of a list as long as may be, one in each row, and more
# of all cells together: a text that a thousand cells share is there once in the file, but as often in memory
MOST_LETTERS = 80_000_000
MOST_WIDE_IN_ALL = 5000  # columns of all sheets: each heading is looked at
MOST_HEADINGS = 1000  # that a person may be asked about; sheets under the same ones are asked about once


def too_long(rows):
    return BadFile(f"工作表占到第{rows}行，超过{MOST_ROWS}行。请删除数据下方的空行，或者分成几个文件后上传。")


def too_wide(columns):
    return BadFile(f"工作表有{columns}列，超过{MOST_COLUMNS}列。请删除数据右侧的空列后上传。")


def too_many():
    return BadFile("单元格太多，请分成几个文件后上传。")


def too_many_letters():
    return BadFile("表格里的文字太多，请分成几个文件后上传。")


def too_much_merged():
    return BadFile("合并的单元格太多，请取消一些合并后上传。")


def too_many_headings():
    return BadFile("各工作表的栏目合起来太多，请分成几个文件后上传。")


def column_number(letters):
    """Which column the letters of an address name, from 1: those of b"BC12" are b"BC"."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
