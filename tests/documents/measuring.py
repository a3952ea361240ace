"""A printed paper measured with the rows of GB/T 9704—2012; every number is the standard's, none is the code's.

Lengths are millimetres from the page's left and upper edge. `hard` and `soft` give (article, what, found, expected, within)
for each thing measured; `deviations` keeps those that are not as expected.
"""

import io
import re
from itertools import pairwise
from typing import NamedTuple

import pdfplumber
import pikepdf
import pytest
from PIL import ImageChops

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28, 184, 37, 262  # the block's edges
CHARACTER, LINE = 156 / 28, 225 / 22
BODY, TITLE, SMALL, SMALLER = 16, 22, 14, 12  # points
LISTED, PROOF = (
    9,
    5.5,
)  # of a list of hundreds of rows, of the lines to check a paper by: no row of the standard's
HEADINGS = {r"[一二三四五六七八九十]+、": "Sans", r"（[一二三四五六七八九十]+）": "kai"}


def opened(press, sheets):
    """The PDF of (HTML, style sheets), open."""
    return pdfplumber.open(io.BytesIO(press.make(*sheets)[1]))


def mm(points):
    return points / MM


def near(value, within=0.5):
    return pytest.approx(value, abs=within)


def ink(page, mask, box):
    """(left, top, right, bottom) in mm of the ink within the box (mm) that the mask lets through; 10 dots a mm."""
    picture = page.to_image(resolution=254).original.convert("RGB")
    left, top, right, bottom = (round(edge * 10) for edge in box)
    found = mask(picture.crop((left, top, right, bottom))).getbbox()
    return tuple((edge + start) / 10 for edge, start in zip(found, (left, top, left, top), strict=True))


def red(picture):
    r, g, b = picture.split()
    bright, others = r.point(lambda v: 255 * (v > 180)), (c.point(lambda v: 255 * (v < 90)) for c in (g, b))
    return ImageChops.multiply(bright, ImageChops.multiply(*others))


def black(picture):
    return picture.convert("L").point(lambda v: 255 * (v < 100))


def rules(page, *, is_red=False):
    """[(left, top, right, height)] in mm of the horizontal rules, from the top."""
    found = [
        (mm(each["x0"]), mm(each["top"]), mm(each["x1"]), mm(each["height"]))
        for each in page.rects
        if mm(each["width"]) > 100 and mm(each["height"]) < 2
        and (tuple(each["non_stroking_color"] or ())[:1] > (0.5,)) == is_red
    ]  # fmt: skip
    return sorted(found, key=lambda rule: rule[1])


class Row(NamedTuple):
    """A line of letters of one size: its foot from the page's top, its text, its edges; mm."""

    foot: float
    text: str
    left: float
    right: float


def lines(page, size):
    """The rows of the characters of that size, from the top."""
    rows = {}
    for char in page.chars:
        if abs(char["size"] - size) < 0.1:
            rows.setdefault(round(page.height - char["matrix"][5], 1), []).append(char)
    return [
        Row(mm(base), "".join(c["text"] for c in row), mm(row[0]["x0"]), mm(row[-1]["x1"]))
        for base, row in sorted(rows.items())
    ]


# -- each paper by itself ------------------------------------------------------------------------------------------------


def deviations(measured):
    """What of it is not as expected: a number beyond what is allowed, a text that is another."""
    return [
        (article, what, round(found, 2) if within else found, expected)
        for article, what, found, expected, within in measured
        if (abs(found - expected) > within if within else found != expected)
    ]


def beyond(value, low, high):
    """How far outside; 0 within."""
    return max(low - value, value - high, 0)


def hard(said, pages):
    """What the standard orders, of the paper's document as kept in its snapshot and the open pages of its PDF."""
    yield from _paper_and_block(pages)
    yield from {"document": _document, "letter": _letter, "minutes": _minutes, "table": _table}[
        said["layout"]
    ](said, pages)
    if said["number"]:
        is_organ_s = re.fullmatch(r".+〔\d{4}〕[1-9]\d*号", said["number"])
        yield "7.2.5", "number's form", bool(is_organ_s), True, 0
    if said.get("to"):
        yield from _addressee(said, pages)
    if said.get("attachments"):
        yield from _attachments(said, pages)
    if said["layout"] != "table":
        yield from _signature(said, pages)
    yield from _annexes(said, pages)
    text = "".join(page.extract_text() for page in pages)
    yield "7.3.5.4", "dates with a leading zero", re.findall(r"\d{4}年0\d?月|年\d+月0\d?日", text), [], 0
    yield "7.3.5.4", "dates in Chinese figures", re.findall(r"[一二〇○]{4}年", text), [], 0


def _paper_and_block(pages):
    for page in pages:
        at = f"page {page.page_number}"
        yield "5.1", f"{at}: width", mm(page.width), 210, 0.1
        yield "5.1", f"{at}: height", mm(page.height), 297, 0.1
        block = [
            c for c in page.chars if 8.5 < c["size"] < 23 and TOP < mm(c["top"]) < BOTTOM and not _is_red(c)
        ]
        if block:  # the letters of a table and of the imprint, too; a mark of punctuation may hang a little
            yield (
                "5.2.1",
                f"{at}: left of the block",
                beyond(min(mm(c["x0"]) for c in block), LEFT, RIGHT),
                0,
                0.2,
            )
            yield (
                "5.2.1",
                f"{at}: right of the block",
                beyond(max(mm(c["x1"]) for c in block), LEFT, RIGHT),
                0,
                1,
            )
        feet = [row.foot for row in lines(page, BODY)]
        if feet:
            yield "5.2.1", f"{at}: above the block", beyond(feet[0], TOP + 3, BOTTOM), 0, 0.1
            yield "5.2.1", f"{at}: below the block", beyond(feet[-1], TOP, BOTTOM), 0, 0.1


def _is_red(char):
    return tuple(char["non_stroking_color"] or ())[:1] > (0.5,)


def _document(said, pages):
    (rule,) = rules(pages[0], is_red=True)
    yield from _mark(pages[0], rule)
    (number,) = [row for row in lines(pages[0], BODY) if row.foot < rule[1]]
    yield from _rule_below(pages[0], number, rule)
    if said["upward"]:
        yield "7.2.6", "number and signer", number.text, f"{said['number']}签发人：{said['signer']}", 0
        yield "7.2.5", "upward: number's left", number.left, LEFT + CHARACTER, 0.5
        yield "7.2.6", "upward: signer's right", number.right, RIGHT - CHARACTER, 1
    else:
        yield "7.2.5", "number", number.text, said["number"], 0
        yield "7.2.5", "number's middle", (number.left + number.right) / 2, (LEFT + RIGHT) / 2, 0.5
    yield from _imprint(said, pages)


def _rule_below(page, number, rule):
    """The red rule as wide as the block, 4 mm below the number, which stands two lines below the mark; where there is no
    number, below the mark itself."""
    yield "7.2.7", "rule's left", rule[0], LEFT, 0.1
    yield "7.2.7", "rule's right", rule[2], RIGHT, 0.1
    mark = ink(page, red, (20, 40, 195, rule[1] - 3))
    above = _foot(page, number, rule) if number else mark[3]
    yield "7.2.7", f"rule below the {'number' if number else 'mark'}", rule[1] - above, 4, 0.5
    if number:
        yield "7.2.5", "number below the mark", number.foot - 0.88 * mm(BODY) - mark[3], 2 * LINE, 1


def _foot(page, row, rule):
    """Where the ink of a row just above a rule ends."""
    return ink(page, black, (LEFT, row.foot - 6, RIGHT, rule[1] - 0.5))[3]


def _mark(page, rule):
    left, top, right, _ = ink(page, red, (20, 40, 195, rule[1] - 1))
    yield "7.2.4", "mark's top", top, 72, 0.5
    yield "7.2.4", "mark's middle", (left + right) / 2, (LEFT + RIGHT) / 2, 1.5


def _minutes(said, pages):
    (rule,) = rules(pages[0], is_red=True)
    yield from _mark(pages[0], rule)
    above = [row for row in lines(pages[0], BODY) if row.foot < rule[1]]
    yield "7.2.5", "number", [row.text for row in above], [said["number"]] if said["number"] else [], 0
    yield from _rule_below(pages[0], above[0] if above else None, rule)
    yield from _imprint(said, pages)


def _table(said, pages):
    yield (
        "7.2.7",
        "red rules of a table",
        [rule for page in pages for rule in rules(page, is_red=True)],
        [],
        0,
    )


def _letter(said, pages):
    thick, thin, below_thin, below_thick = rules(pages[0], is_red=True)
    mark = ink(pages[0], red, (15, 20, 200, thick[1] - 1))
    yield "10.1", "mark's top", mark[1], 30, 0.5
    yield "10.1", "mark's middle", (mark[0] + mark[2]) / 2, 105, 1.5
    yield "10.1", "double rule below the mark", thick[1] - mark[3], 4, 0.5
    yield "10.1", "double rule above the page's end", 297 - below_thin[1], 20, 0.5
    yield "10.1", "thick over thin", thick[3] > thin[3], True, 0
    yield "10.1", "thin over thick", below_thick[3] > below_thin[3], True, 0
    for rule in (thick, thin, below_thin, below_thick):
        yield "10.1", "rule's left", rule[0], 20, 0.1
        yield "10.1", "rule's right", rule[2], 190, 0.1
    if said["number"]:
        number = lines(pages[0], BODY)[0]
        yield "10.1", "number", number.text, said["number"], 0
        yield "10.1", "number's right", number.right, RIGHT, 0.5
        top = number.foot - 0.88 * mm(BODY)
        yield "10.1", "number below the rule", top - thin[1] - thin[3], 7 / 8 * mm(BODY), 0.6
    yield "10.1", "page number on page 1", [row.text for row in _page_numbers(pages[0])], [], 0
    yield (
        "10.1",
        "rules on later pages",
        [rule for page in pages[1:] for rule in rules(page, is_red=True)],
        [],
        0,
    )
    imprint = "".join(row.text for row in lines(pages[-1], SMALL))
    yield "10.1", "issuer and date in the imprint", "印发" in imprint, False, 0
    yield "10.1", "imprint's rules", [rule for page in pages for rule in rules(page)], [], 0


def _imprint(said, pages):
    if not (said.get("copies") or said.get("printed_by")):
        return
    found = rules(pages[-1])
    yield "7.4.1", "imprint's last rule", found[-1][1] + found[-1][3], BOTTOM, 0.3
    yield "7.4.1", "imprint's rules' left", min(rule[0] for rule in found), LEFT, 0.1
    yield "7.4.1", "imprint's rules' right", max(rule[2] for rule in found), RIGHT, 0.1
    yield "7.4.1", "rules before the last page", [rule for page in pages[:-1] for rule in rules(page)], [], 0


def _addressee(said, pages):
    """On page 1 below the title, or in the imprint of the last (7.3.2)."""
    whole = "、".join(said["to"]) + "："
    title = lines(pages[0], TITLE)
    below = [row for row in lines(pages[0], BODY) if row.foot > title[-1].foot]
    if below and whole.startswith(below[0].text):
        taken = next(
            (n for n in range(1, len(below) + 1) if len("".join(r.text for r in below[:n])) >= len(whole)), 1
        )
        yield "7.3.2", "addressee", "".join(row.text for row in below[:taken]), whole, 0
        for row in below[:taken]:
            yield "7.3.2", "addressee's left", row.left, LEFT, 0.3
        if said["layout"] != "table":  # whose number and place of issue stand between
            yield "7.3.2", "addressee below the title", below[0].foot - title[-1].foot, 2 * LINE, 1.5
    else:
        imprint = "".join(row.text for row in lines(pages[-1], SMALL))
        yield "7.3.2", "addressee in the imprint", f"主送：{'，'.join(said['to'])}。" in imprint, True, 0


def _rows(pages):
    return [(page.page_number, row) for page in pages for row in lines(page, BODY)]


def _attachments(said, pages):
    rows = _rows(pages)
    at = next(n for n, (_, row) in enumerate(rows) if row.text.startswith("附件："))
    (before_page, before), (page, note) = rows[at - 1 : at + 1]
    yield "7.3.4", "attachments' left", note.left, LEFT + 2 * CHARACTER, 0.3
    if before_page == page:
        yield "7.3.4", "attachments below the body", note.foot - before.foot, 2 * LINE, 0.5
    for n, name in enumerate(said["attachments"], 1):
        yield "7.3.4", "punctuation after an attachment", name[-1] in "。；，、", False, 0
        if len(said["attachments"]) > 1:
            yield (
                "7.3.4",
                f"attachment {n} numbered",
                any(f"{n}.{name[:9]}" in r.text for _, r in rows[at:]),
                True,
                0,
            )


def _signature(said, pages):
    rows = _rows(pages)
    year, month, day = said["date"].split("-")
    date = f"{year}年{int(month)}月{int(day)}日"
    at = max((n for n, (_, row) in enumerate(rows) if row.text == date), default=None)
    yield "7.3.5.4", "date by itself below the issuer", at is not None, True, 0
    if at is None:
        return
    whole, start = "".join(said["issuers"]), at
    while start and len("".join(row.text for _, row in rows[start:at])) < len(whole):
        start -= 1
    issuers = [row for _, row in rows[start:at]]
    page, dated = rows[at]
    yield "7.3.5.2", "issuer", "".join(row.text for row in issuers), whole, 0
    yield "7.3.5.2", "date right of the issuer's first", dated.left - issuers[-1].left, 2 * CHARACTER, 0.5
    right = max(row.right for row in [*issuers, dated])
    yield "7.3.5.2", "signature from the right", right, RIGHT - 2 * CHARACTER, 1
    yield "7.3.5.2", "date on the next line", dated.foot - issuers[-1].foot, LINE, 0.1
    if start and rows[start - 1][0] == page:
        yield "7.3.5.2", "signature below the text", issuers[0].foot - rows[start - 1][1].foot, 2 * LINE, 0.6
    if said.get("note"):
        note = rows[at + 1][1]
        yield "7.3.6", "note's brackets", note.text[0], "（", 0
        yield "7.3.6", "note's left", note.left, LEFT + 2 * CHARACTER, 0.6


def _annexes(said, pages):
    annexes = said.get("annexes", [])
    labels = [f"附件{n if len(annexes) > 1 else ''}" for n in range(1, len(annexes) + 1)]
    begin = [(page, rows[0]) for page in pages if (rows := lines(page, BODY)) and rows[0].text in labels]
    yield "7.3.7", "attachments on pages of their own", [row.text for _, row in begin], labels, 0
    for page, label in begin:
        yield "7.3.7", f"{label.text}: left", label.left, LEFT, 0.5
        yield "7.3.7", f"{label.text}: title on line 3", lines(page, TITLE)[0].foot - label.foot, 2 * LINE, 2


def loose(pdf):
    """The fonts of an open pikepdf.Pdf that are not embedded."""
    described = [
        each for each in pdf.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
    ]  # fmt: skip
    assert described
    return [
        str(font.FontName) for font in described
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys())
    ]  # fmt: skip


# -- what the standard recommends ----------------------------------------------------------------------------------------


def soft(said, pages):
    """As `hard`, for what is recommended or custom."""
    yield from _lines_and_characters(pages)
    yield from _faces(said, pages)
    yield from _sizes(pages)
    title = lines(pages[0], TITLE)
    for row in title:
        yield "7.3.1", "title's middle", (row.left + row.right) / 2, (LEFT + RIGHT) / 2, 1.5
    widths = [len(row.text) for row in title]
    hollow = [b for a, b, c in zip(widths, widths[1:], widths[2:], strict=False) if b < min(a, c)]
    yield "7.3.1", "lines of the title that make it an hourglass", hollow, [], 0
    yield "7.3.1", "letters of a title on two lines and more", bool(widths[1:]) and min(widths) < 4, False, 0
    if said["layout"] == "document":
        (rule,) = rules(pages[0], is_red=True)
        yield "7.3.1", "title below the rule", lines(pages[0], TITLE)[0].foot - rule[1] > 2 * LINE, True, 0
    if said["layout"] != "table":
        indent, rows = LEFT + 2 * CHARACTER, [row for _, row in _rows(pages)]
        for number, line in enumerate(said.get("body", []), 1):  # an addressee may read as a paragraph does
            first = [row.left for row in rows if row.text.startswith(line[:12])]
            if first:
                found = min(first, key=lambda left: abs(left - indent))
                yield "7.3.3", f"indent of paragraph {number}", found, indent, 0.6
        text = "".join(row.text for row in lines(pages[0], BODY))
        yield "7.3.3", "body on page 1", bool(said.get("people")) or said["body"][0][:6] in text, True, 0
        yield from _heading_faces(said, pages)
        yield from _people(said, pages)
    yield from _sides(said, pages)
    if said["layout"] in ("document", "minutes") and (said.get("copies") or said.get("printed_by")):
        heights = [round(rule[3], 2) for rule in rules(pages[-1])]
        yield "7.4.1", "imprint's rules' thickness", heights, [0.35, *[0.25] * (len(heights) - 2), 0.35], 0


def _sizes(pages):
    """2号, 3号, 4号, 小4; below them the list of hundreds of rows, above them the mark and 预览."""
    found = {round(char["size"], 1) for page in pages for char in page.chars if not _is_red(char)}
    known = {TITLE, BODY, SMALL, SMALLER, LISTED, PROOF}
    yield "practice", "other sizes", sorted(found - known), [], 0


def _heading_faces(said, pages):
    """一、黑体, （一）楷体, of lines of their own."""
    for line in said.get("body", []):
        face = next((face for form, face in HEADINGS.items() if re.match(form, line)), None)
        if face and len(line) < 28 and line[-1] not in "。；：":
            names = _faces_of(line, pages)
            yield "7.3.3", f"face of “{line}”", bool(names) and all(face in name for name in names), True, 0


def _people(said, pages):
    """出席、请假、列席 in 黑体, the names in the body's face, hanging below their first."""
    for label, names in said.get("people", []):
        faces = _faces_of(f"{label}：{names[:4]}", pages)
        yield "10.3", f"{label}: its face", "Sans" in (faces or [""])[0], True, 0
        yield "10.3", f"{label}: the names' face", "fang" in (faces or [""])[-1], True, 0
        row = next(row for _, row in _rows(pages) if row.text.startswith(f"{label}："))
        yield "10.3", f"{label}: its left", row.left, LEFT + 2 * CHARACTER, 0.6


def _faces_of(text, pages):
    """The faces of the letters of 3号 that say it, in order; [] where none do."""
    chars = [char for page in pages for char in page.chars if abs(char["size"] - BODY) < 0.1]
    at = "".join(char["text"] for char in chars).find(text)
    return [char["fontname"] for char in chars[at : at + len(text)]] if at >= 0 else []


def _lines_and_characters(pages):
    for page in pages:
        rows = lines(page, BODY)
        off = [
            round(apart, 2)
            for apart in (b.foot - a.foot for a, b in pairwise(rows))
            if 6 < apart < 1.5 * LINE and abs(apart - LINE) > 0.5
        ]
        yield "5.2.3", f"page {page.page_number}: lines not {LINE:.2f} apart", off, [], 0
        yield "5.2.3", f"page {page.page_number}: more than 22 lines", len(rows) > 22, False, 0
        full = [row.text for row in rows if row.left < LEFT + 1 and len(row.text) > 28 and row.text.isalpha()]
        yield "5.2.3", f"page {page.page_number}: lines of more than 28 characters", full, [], 0


def _faces(said, pages):
    chars = [char for page in pages for char in page.chars if abs(char["size"] - BODY) < 0.1]
    names = {char["fontname"].split("+")[-1] for char in chars}
    yield "5.2.2", "faces in place of 仿宋_GB2312", sorted(n for n in names if "fang" in n.lower()), [], 0
    mark = {char["fontname"].split("+")[-1] for char in pages[0].chars if _is_red(char)}
    yield "7.2.4", "faces of the mark in place of 小标宋", sorted(n for n in mark if "title" in n), [], 0
    colours = {tuple(char["non_stroking_color"] or (0,)) for char in chars}
    yield "5.2.2", "text not black", sorted(c for c in colours if any(c)), [], 0


def _page_numbers(page):
    return [row for row in lines(page, SMALL) if re.fullmatch(r"—\s*\d+\s*—", row.text)]


def _sides(said, pages):
    for page in pages:
        at = f"page {page.page_number}"
        if said["layout"] == "letter" and page.page_number == 1:
            continue
        (number,) = _page_numbers(page)
        yield "7.5", f"{at}: its number", number.text.replace(" ", ""), f"—{page.page_number}—", 0
        yield "7.5", f"{at}: number below the block", number.foot - BOTTOM, 7 + mm(SMALL) * 0.8, 1.5
        if page.page_number % 2:
            yield "7.5", f"{at}: number's right", number.right, RIGHT - mm(SMALL), 0.5
        else:
            yield "7.5", f"{at}: number's left", number.left, LEFT + mm(SMALL), 0.5
