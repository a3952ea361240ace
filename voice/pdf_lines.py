"""The lines of a page put together again: a line ends anywhere, so that what is printed on two lines is one sentence; but a
title, who it is sent to and a heading end where their line ends.
"""

import re
import unicodedata
from itertools import zip_longest

NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.．、](?!\d)|第[一二三四五六七八九十百]+[章节条]"
)
TITLE = re.compile(r"(通知|意见|方案|办法|决定|公告|报告|规定|细则|措施|计划|函)$")
ADDRESSEES = re.compile(r"[：:]$")
ENDED = re.compile(r"[。；;！!，,、：:]$")
SHORT, FULL = 0.6, 0.8  # of the widest line of the page


def joined(text):
    """The page's text, a line for each paragraph as far as its printed lines show where one ends."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    widest, told, in_body = max(map(_width, lines), default=0), [], False
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        filled = _width(line) / widest
        ends = bool(NUMBERED.match(following)) or _ends(line, filled, in_body)
        in_body |= filled >= FULL
        told.append(line + ("\n" if ends else ""))
    return "".join(told)


def _ends(line, filled, in_body):
    if filled >= FULL:
        return False
    if TITLE.search(line) or ADDRESSEES.search(line):
        return True
    return filled < SHORT and not ENDED.search(line) and (in_body or bool(NUMBERED.match(line)))


def _width(line):
    """In half widths, as a page sets them."""
    return sum(2 if unicodedata.east_asian_width(sign) in "FW" else 1 for sign in line)
