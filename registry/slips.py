"""What a 勘误 may put right, and no more (I-53, I-68): the rule for each kind, over the two texts alone.

错别字: at most three characters in all, a letter among them, no figure or word of number nor a sign inside a figure, no
不、未、应、可 … that turns the sense, no unit's name nor one of 乡镇、部门、负责、配合 …. 标点: the letters stay, and figures with the signs inside them (3.5).
单位名称: one place, where the new text has the name of a unit and the old text has that unit's other name or a
miswritten one, never another unit's. 编号、文号: only figures and brackets, and only inside a 文号 or after 第
(第12条), so that no quantity changes.
"""

import re
import unicodedata
from difflib import SequenceMatcher

from registry.normalize import searchable
from registry.states import CorrigendumKind

TYPING_MOST = 3
NUMERALS = "0123456789〇零一二三四五六七八九十百千万亿两半几"
SIDES = ("乡镇", "街道", "村", "社区", "部门", "县", "市", "负责", "牵头", "配合", "协助")
TURNING = "不未无非勿免禁否没应须必可得准许或及和与且仅"
FIGURE = re.compile(r"\d+(?:[.,:/~\-%‰–—]*\d+)*[%‰]?")
BRACKETS = "〔〕[]()（）【】［］"
NUMBERS = re.compile(r"[〔\[(（【［]?\d{4}[〕\])）】］]?第?\d{1,6}号|第\d{1,6}(?=[条款项号章节目])")
UNIT_ALIKE = 0.5
HINTS = {
    CorrigendumKind.TYPING: f"错别字合计不超过{TYPING_MOST}个字，不能涉及数字、单位名称和改变意思的字",
    CorrigendumKind.PUNCTUATION: "只能改标点和空格，文字、数字不变",
    CorrigendumKind.UNIT_NAME: "只能把同一个单位写错的、另一种写法的名称改为它的名称，一次改一处",
    CorrigendumKind.NUMBER: "只能改文号、条款号里的数字和括号，数量、金额、期限不算",
}


def is_slip(kind, old, new, names=()):
    """Whether new may replace old as this kind; `names`: a list of (name, short name) a unit."""
    if old == new:
        return False
    return {
        CorrigendumKind.TYPING: _typing,
        CorrigendumKind.PUNCTUATION: _punctuation,
        CorrigendumKind.UNIT_NAME: _unit_name,
        CorrigendumKind.NUMBER: _number,
    }[CorrigendumKind(kind)](old, new, names)


def kind_of(old, new, names=()):
    """The kind as which new may replace old, or None."""
    return next((kind for kind in CorrigendumKind if is_slip(kind, old, new, names)), None)


def _pieces(old, new):
    """[(characters gone, characters come)] of every place that differs."""
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(old[i:j], new[k:end]) for name, i, j, k, end in steps if name != "equal"]


def _typing(old, new, names):
    pieces = _pieces(old, new)
    if sum(max(len(gone), len(come)) for gone, come in pieces) > TYPING_MOST:
        return False
    touched = unicodedata.normalize("NFKC", "".join(gone + come for gone, come in pieces))
    if any(char in NUMERALS or char in TURNING or char.isdigit() for char in touched):
        return False
    if _letters(old) == _letters(new) or _figures(old) != _figures(
        new
    ):  # the one is 标点, the other another quantity
        return False
    return _named(old, names) == _named(new, names)


def _letters(text):
    return [char for char in text if unicodedata.category(char)[0] in "LMN"]


def _named(text, names):
    """How often the text names each unit, and each side and what it answers for."""
    return [text.count(name) for name in (*SIDES, *(name for unit in names for name in unit if name))]


def _punctuation(old, new, names):
    return searchable(old) == searchable(new) and _figures(old) == _figures(new)


def _figures(text):
    return FIGURE.findall(unicodedata.normalize("NFKC", text).replace("〜", "~"))


def _unit_name(old, new, names):
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    for at, unit in enumerate(names):
        for name in filter(None, unit):
            for start in _places(new, name):
                end = start + len(name)
                if not (start <= head and end >= len(new) - tail):
                    continue
                written = old[start : len(old) - (len(new) - end)]
                if _same_unit(written, name, names, at):
                    return True
    return False


def _shared(one, other):
    """How many characters both begin with."""
    differ = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differ, min(len(one), len(other)))


def _places(text, name):
    start = text.find(name)
    while start >= 0:
        yield start
        start = text.find(name, start + 1)


def _same_unit(written, name, names, at):
    """The words written mean the unit at that place of the list: its other name, or nearly this one."""
    if not written:
        return False
    if written in names[at]:
        return True
    others = (other for place, unit in enumerate(names) if place != at for other in unit if other)
    if any(other in written or written in other for other in others):
        return False
    return SequenceMatcher(None, written, name, autojunk=False).ratio() >= UNIT_ALIKE


def _number(old, new, names):
    def without(text):
        return "".join(char for char in text if not char.isdigit() and char not in BRACKETS)

    return without(old) == without(new) and _masked(old) == _masked(new)


def _masked(text):
    return NUMBERS.sub("号", unicodedata.normalize("NFKC", "".join(text.split())))
