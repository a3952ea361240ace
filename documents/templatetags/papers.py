"""What the templates of papers ask: dates in full, headings by their numbering."""

import re
from datetime import date

from django import template

register = template.Library()

# 7.3.3: 一、黑体, （一）楷体; a heading stands on a line of its own
HEADING = {
    "first": re.compile(r"[一二三四五六七八九十]+、"),
    "second": re.compile(r"（[一二三四五六七八九十]+）"),
}
HEADING_MAX = 28


@register.filter
def full_date(text):
    """2026年3月5日, of an ISO date (GB/T 9704—2012, 7.3.5.4)."""
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def heading(line):
    """The class of a heading's line, by its numbering; nothing for a paragraph."""
    if len(line) > HEADING_MAX or line.endswith(("。", "；", "：")):
        return ""
    return next((level for level, form in HEADING.items() if form.match(line)), "")


# 7.3.1: a title is broken at whole words: before one of these, or behind one of those
BEFORE = re.compile(r"（|事项|准入|乡镇|办理|备案|申请|意见|材料|的|和|及|与")
BEHIND = re.compile(r"关于|同意|征求|征询|受理|补正|不予|调整|取消|撤销|的|、|》")
TITLE_LINE = 18  # characters of 2号 on a line, one free on either side
ISSUER_LINE = 26


@register.filter
def title_lines(title):
    """The title in as few lines as hold it, of about the same length, broken at whole words as far as they are known."""
    count = -(-len(title) // TITLE_LINE)
    lines, rest = [], title
    for left in range(count, 1, -1):
        wanted = len(rest) / left
        words = {found.start() for found in BEFORE.finditer(rest)} | {
            found.end() for found in BEHIND.finditer(rest)
        }
        fits = [
            at
            for at in words
            if len(rest) - (left - 1) * TITLE_LINE <= at <= TITLE_LINE and rest[at : at + 1] != "的"
        ]
        cut = min(fits, key=lambda at: abs(at - wanted), default=round(wanted))
        lines.append(rest[:cut])
        rest = rest[cut:]
    return [*lines, rest]


@register.filter
def issuer_lines(name):
    """An issuer's name too long for a line goes on with its second name, in brackets, on the next."""
    at = name.find("（")
    return [name] if len(name) <= ISSUER_LINE or at < 0 else [name[:at], name[at:]]
