"""How a paper lies on its page: every measure and face that GB/T 9704—2012 gives, and whatever PDF and DOCX share.

All lengths are millimetres unless the name says `PT`. `templates/documents/paper.css` and `docx/` draw with them, and add
only what the standard leaves open and one of them alone needs (the lines of a table, the small lines to check a paper
by). Where a title, an issuer's name or a row of a table is broken is `breaking`. Who changes a measure changes
every paper printed from then on, never one already printed.
"""

from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string

from documents.shape import LETTER

# 5.1, 5.2.1: A4, 天头 37, 订口 28, 版心 156 × 225
PAGE = (210, 297)
TOP, LEFT = 37, 28
BLOCK = (156, 225)
RIGHT, BOTTOM = PAGE[0] - LEFT - BLOCK[0], PAGE[1] - TOP - BLOCK[1]

# 5.2.2, 5.2.3: 3号仿宋, 22 lines of 28 characters, filling the block
PT = 25.4 / 72
BODY_PT, TITLE_PT, SMALL_PT, TABLE_PT = 16, 22, 14, 12
LINES, CHARACTERS = 22, 28
LONG_PT, LONG_PITCH = 9, 4.4  # of the list, which is a table of hundreds of rows
PITCH = BLOCK[1] / LINES
ADVANCE = BLOCK[0] / CHARACTERS
SPACING_PT = (
    ADVANCE / PT - BODY_PT - 0.005
)  # a hair less, so that rounding does not push out the last character

# 7.2.4: the mark's top edge 35 below the block's; 10.1: of a letter 30 below the page's
MARK_TOP, LETTER_MARK_TOP = 35, 30
MARK_PT, LETTER_MARK_PT = 48, 36  # at most; a longer mark is set smaller, to stand on one line
# Of the shipped 小标宋, in parts of its size: how far its ink begins below the top of a line as high as the letters, and
# how far it ends above the line's foot.
INK, INK_FOOT = 0.12, -0.045
MARK_LINE = 1.35  # line height of a mark on several lines
LOOSE = 1.05  # the mark's letters stand a twentieth apart
BESIDE_GAP = 0.5  # of a letter, from the names of several issuers to 文件
NUMBER_BELOW_MARK = 2  # lines, 7.2.5
RULE_BELOW_NUMBER = 4  # 7.2.7
LETTER_RULE_BELOW_MARK, LETTER_RULE_ABOVE_EDGE, LETTER_RULE_WIDTH = 4, 20, 170  # 10.1
LETTER_RULE_LEFT = (PAGE[0] - LETTER_RULE_WIDTH) / 2 - LEFT  # of the block: it reaches beyond on both sides
DOUBLE = 1.7  # the height of a double rule
LETTER_NUMBER_BELOW_RULE = 7 / 8 * BODY_PT * PT
PAGE_NUMBER_BELOW_BLOCK = 7  # 7.5
RULES = (0.35, 0.25)  # 7.4: first and last, between
RED = "e60012"  # of the mark and the rules of the head
LABELS_WIDTH, BLANK_HEIGHT = (
    30,
    24,
)  # of a table of facts: its first column, a row that is left open to be written on

# role: (file name of the county's own, file that is shipped, family of the system's)
FACES = {
    "fang": ("仿宋", "FandolFang-Regular.otf", ""),
    "kai": ("楷体", "FandolKai-Regular.otf", ""),
    "hei": ("黑体", "", "Noto Sans CJK SC"),
    "title": ("小标宋", "FandolSong-Bold.otf", ""),
    "song": ("宋体", "NotoSerif-Regular.ttf", ""),
}
EXTENSIONS = ("ttf", "otf")
# Faces that have what the others lack: figures and Latin letters, 𠮷 䶮 㐂, Mongolian.
FALLBACK = '"Paper Latin", "Noto Serif CJK SC", "Noto Serif SC", "Paper Mongolian"'


def head(base, lines, beside="", *, numbered=True):
    """Where the head of a paper of that base layout (`documents.shape`) puts its mark, of the given lines, and what follows:
    millimetres below the block's top.

    Letters and minutes that are not `numbered` keep no place for a number. `beside` stands right of the lines, at half their
    height; they are then set equally long.
    """
    most, room = (LETTER_MARK_PT, LETTER_RULE_WIDTH) if base == LETTER else (MARK_PT, BLOCK[0])
    longest = max(map(len, lines))
    across = longest * LOOSE + (BESIDE_GAP + len(beside) * LOOSE if beside else 0)
    size = round(min(most, room / PT / across), 1)
    ink, below = ((part + (MARK_LINE - 1) / 2) * size * PT for part in (INK, INK_FOOT))
    # from the first line's upper edge to the last one's lower
    foot = MARK_LINE * size * PT * len(lines) - ink - below
    if base != LETTER:
        top, height = MARK_TOP - ink, MARK_TOP + foot + numbered * NUMBER_BELOW_MARK * PITCH
        placed = {"lines": lines, "size": size, "top": round(top, 2), "height": round(height, 2)}
        return placed | (_beside(lines, beside, size, top, across) if beside else {})
    mark = LETTER_MARK_TOP - TOP
    rule = mark + foot + LETTER_RULE_BELOW_MARK
    number = numbered * (LETTER_NUMBER_BELOW_RULE + BODY_PT * PT)
    return {
        "lines": lines,
        "size": size,
        "top": round(mark - ink, 2),
        "rule": round(rule, 2),
        "number": round(rule + DOUBLE + LETTER_NUMBER_BELOW_RULE, 2),
        "below": PAGE[1] - TOP - LETTER_RULE_ABOVE_EDGE,
        "height": round(rule + DOUBLE + number, 2),
    }


def _beside(lines, beside, size, top, across):
    """Where the names and what stands right of them begin, their widths, and how far apart each name's letters are (em)."""
    em, longest = size * PT, max(map(len, lines))
    left = (BLOCK[0] - across * em) / 2
    names = longest * LOOSE * em
    return {
        "beside": beside,
        "left": round(left, 2),
        "names": round(names, 2),
        "beside_left": round(left + names + BESIDE_GAP * em, 2),
        "beside_top": round(top + (len(lines) - 1) / 2 * MARK_LINE * em, 2),
        "beside_width": round((BESIDE_GAP + len(beside) * LOOSE) * em, 2),
        "apart": [
            round((longest * LOOSE - LOOSE + 1 - len(line)) / max(len(line) - 1, 1), 4) for line in lines
        ],
    }


def crowds_out(base, height, title_lines, addressee):
    """Whether so long an addressee leaves no line of the body on page 1, below a head of that height (7.3.2: then it moves
    to the imprint)."""
    below_head = 0 if base == LETTER else BODY_PT * PT + RULE_BELOW_NUMBER
    lines = 2 + title_lines + 1 + -(-len(addressee) // CHARACTERS) + 1
    return height + below_head + lines * PITCH > BLOCK[1]


def faces():
    """[(family, address or None, stack)] by role; a county's licensed font comes before the open stand-in."""
    found = {}
    for role, (name, shipped, family) in FACES.items():
        own = next((path.name for path in own_fonts() if path.stem == name and is_font(path)), None)
        address = f"static:{own}" if own else f"static:fonts/{shipped}" if shipped else None
        first = f"Paper {role}" if address else family
        found[role] = {"family": first, "address": address, "stack": f'"{first}", {FALLBACK}'}
    return found | {"check": _check_face(found["fang"])}


def _check_face(fang):
    """Of the small lines to check a paper by: always the one shipped, whose figures are narrow enough for their place."""
    shipped = f"static:fonts/{FACES['fang'][1]}"
    if fang["address"] == shipped:
        return fang | {"address": None}  # which is there already
    return {"family": "Paper check", "address": shipped, "stack": f'"Paper check", {FALLBACK}'}


def own_fonts():
    """The files in the county's folder that a face may be."""
    return sorted(
        path for path in settings.FONTS_DIR.glob("*") if path.suffix.lower().removeprefix(".") in EXTENSIONS
    )


def is_font(path):
    """Whether a face can be made of the file: whole, with outlines that can be read, and in the folder itself."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - a tenth of a second, and few counties have one

    try:
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            size = path.stat().st_size
            is_whole = all(each.offset + each.length <= size for each in font.reader.tables.values())
            return (
                is_whole and not path.is_symlink() and bool(font.getGlyphSet()) and bool(font.getBestCmap())
            )
    except Exception:  # whatever the reader meets in a damaged file: it is told of, and not used
        return False


@lru_cache(maxsize=4)
def _css(own):
    here = {name: value for name, value in globals().items() if name.isupper()}
    return render_to_string("documents/paper.css", here | {"faces": faces()})


def bound_css():
    """The style sheets of what a whole file has of its own, in the faces of papers."""
    return [css(), render_to_string("documents/bound.css", {"faces": faces()})]


def css():
    """The style sheet of every paper, with the fonts there are now."""
    return _css(tuple((path.name, path.stat().st_mtime_ns) for path in own_fonts()))
