"""Where a title and an issuer's name are broken, and which lines are headings, for the PDF and the DOCX alike; for the PDF
alone which paragraphs are brief and where a row of a table is cut, for a word processor breaks pages by itself. Over the
words alone."""

import re
from functools import lru_cache
from itertools import zip_longest
from unicodedata import east_asian_width

# 7.3.3: 一、黑体, （一）楷体; a heading stands on a line of its own
HEADING = {
    "first": re.compile(r"[一二三四五六七八九十]+、"),
    "second": re.compile(r"（[一二三四五六七八九十]+）"),
}
HEADING_MAX = 28


def heading(line):
    """The class of a heading's line, by its numbering; nothing for a paragraph."""
    if len(line) > HEADING_MAX or line.endswith(("。", "；", "：")):
        return ""
    return next((level for level, form in HEADING.items() if form.match(line)), "")


BRIEF = 26  # characters of a paragraph's first line, which begins two further in


def is_brief(line):
    """Whether a paragraph may be but one line; narrow letters count half."""
    return sum(1 if east_asian_width(char) in "WFA" else 0.5 for char in line) <= BRIEF


# 7.3.1: a title is broken at whole words: before one of these, or behind one of those
BEFORE = re.compile(r"（|《|事项|(?<!职责)准入|乡镇|办理|备案|申请|意见|材料|联席会议|成员|情况|的|和|及|与")
BEHIND = re.compile(r"关于|同意|征求|征询|受理|补正|不予|调整|取消|撤销|的|、|》|）")
# words that duties are named by: where none of those stands, a line may begin or end with one of these
COMMON = re.compile(
    r"(?<![不未非无])(?:日常|定期|农村|城镇|城乡|社区|居民|群众|企业|学校|安全|生产|施工|消防|食品|药品|道路|交通|森林|草原|水库|河道|"
    r"地质|灾害|防汛|抗旱|疫情|动物|植物|土地|耕地|房屋|违法|违规|违章|建筑|建设|环境|卫生|生活|垃圾|污水|大气|噪声|秸秆|"
    r"矛盾|纠纷|信访|劳动|就业|社会|救助|养老|残疾|儿童|妇女|教育|文化|体育|旅游|医疗|统计|档案|"
    r"隐患|风险|巡查|检查|排查|核查|核实|调查|普查|监测|监督|监管|管理|管护|维护|保护|整治|治理|处置|处理|查处|执法|"
    r"报告|上报|登记|审核|审查|初审|核准|发放|收集|采集|宣传|培训|指导|服务|调解|协调|协助|配合|组织|实施|开展|应急|救援|"
    r"信息|资料|资金|项目|设施|设备|工程|工作)(?![局站所院厅队室部委员者性化区点])"
)
# no line begins with one of these, or ends with one of those
CLOSING, OPENING = "，、。；：）》”’", "（《“‘"
TITLE_LINE = 18  # characters of 2号 on a line, one free on either side
ISSUER_LINE = 26
ROW_LINE, ROW_LINES = 28, 20  # characters on a line of a table's second column, lines of one row
GRID_LINES = 11  # of one row of a grid: three of the highest stand on a page
CHARACTER, PADDING = 4.24, 3  # millimetres: a character of a table, a cell's left and right together
SENTENCE_MOST = 500  # characters; a longer one is cut there


def title_lines(title):
    """The title in as few lines as hold it, of about the same length, broken at whole words as far as they are known:
    rather in one line more than within a word.
    """
    fewest = -(-len(title) // TITLE_LINE)
    known = _at_words(title, fewest) or _at_words(title, fewest + 1)
    return known or _at_words(title, fewest, common=True) or _evenly(title, fewest)


@lru_cache(maxsize=2000)  # a long title without an answer would be tried over and over
def _at_words(text, count, *, common=False):
    """So many lines, each broken at a word, as near to an even length as goes; None where it does not go."""
    if count == 1:
        return [text] if len(text) <= TITLE_LINE else None
    words = {found.start() for found in BEFORE.finditer(text)} | {
        found.end() for found in BEHIND.finditer(text)
    }
    if common:
        words |= {at for found in COMMON.finditer(text) for at in found.span()}
    if 0 < (about := text.find("关于")) <= TITLE_LINE:  # whose paper it is, a name that is not broken
        words = {at for at in words if at >= about}
    fits = [
        at
        for at in words
        if 1 <= at <= TITLE_LINE
        and text[at : at + 1] not in (*CLOSING, "的", "")
        and text[at - 1] not in OPENING
    ]
    for at in sorted(fits, key=lambda at: (abs(at - len(text) / count), at)):
        if rest := _at_words(text[at:], count - 1, common=common):
            return [text[:at], *rest]
    return None


def _evenly(text, count):
    lines = []
    for left in range(count, 1, -1):
        cut = _anywhere(text, round(len(text) / left))
        lines.append(text[:cut])
        text = text[cut:]
    return [*lines, text]


def _anywhere(text, at):
    """There, but never before a closing mark or behind an opening one."""
    while at > 1 and (text[at : at + 1] in tuple(CLOSING) or text[at - 1] in OPENING):
        at -= 1
    return at


def table_rows(rows):
    """The rows of a table, one of more than half a page in parts, each under its label: no row is broken by a page's end."""
    for label, text in rows or ():
        first, *others = _parts(text) or [""]
        yield label, first
        yield from ((f"{label}（续）", part) for part in others)


def grid_rows(grid):
    """The rows of a grid, one too high for its place in parts side by side, each under its first cell, which is never cut."""
    across = [max(1, int((width - PADDING) / CHARACTER)) for width in grid["widths"]]
    for label, *cells in grid["rows"]:
        cut = [_parts(text, line, GRID_LINES) for text, line in zip(cells, across[1:], strict=True)]
        first, *others = zip_longest(*cut, fillvalue="") if any(cut) else [[""] * len(cells)]
        yield [label, *first]
        yield from ([f"{label}（续）", *part] for part in others)


def _parts(text, across=ROW_LINE, most=ROW_LINES):
    """Of at most so many lines, cut behind a line's end or else behind a sentence."""
    parts, room = [], -1
    for line in re.findall(r"[^\n]*\n?", text):
        for piece in [line] if len(line) <= across * most else _sentences(line, across * most):
            needed = -(-len(piece) // across) if piece.endswith("\n") else len(piece) / across
            if needed > room:
                parts.append("")
                room = most
            parts[-1] += piece
            room -= needed
    return [part.strip("\n") for part in parts if part.strip()]


def _sentences(line, most):
    """Nothing of a line is in none; a sentence of more is cut behind a comma, or where it has none in time, there."""
    most = min(SENTENCE_MOST, most)
    whole, part = rf"[^。；\n]{{1,{most}}}(?:[。；]+\n?|\n|$)", rf"[^。；\n]{{0,{most - 1}}}，"
    return re.findall(rf"{whole}|{part}|[^。；\n]{{1,{most}}}|[。；]{{1,{most}}}\n?|\n", line)


def issuer_lines(name):
    """An issuer's name too long for a line goes on with its second name, in brackets, on the next."""
    at = name.find("（")
    return [name] if len(name) <= ISSUER_LINE or at < 0 else [name[:at], name[at:]]
