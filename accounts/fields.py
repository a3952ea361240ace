"""Form fields for text that people write: blank means blank, and what cannot be seen is refused.

Mongolian needs invisible characters inside its words (variation selectors, the vowel separator,
joiners); there they are kept byte for byte. Nothing is normalised but line ends and outer blanks.
"""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError

BLANKS = " \t\r\n\u3000\u00a0"
# Take no ink though their category is a letter, a symbol or a mark: Braille blank, Hangul fillers, Khmer inherent
# vowels, the grapheme joiner, variation selectors.
INKLESS = {0x2800, 0x3164, 0x115F, 0x1160, 0xFFA0, 0x17B4, 0x17B5, 0x034F}
INKLESS |= {*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
NAMES = {
    0x0000: "空字符",
    0x0009: "制表符",
    0x000A: "换行符",
    0x001B: "转义符",
    0x007F: "删除符",
    0x00AD: "软连字符",
    0x034F: "组合连接符",
    0x061C: "阿拉伯字母方向标记",
    0x180E: "蒙古文元音分隔符",
    0x200B: "零宽空格",
    0x200C: "零宽不连字",
    0x200D: "零宽连字",
    0x200E: "从左到右标记",
    0x200F: "从右到左标记",
    0x2028: "行分隔符",
    0x2029: "段分隔符",
    0x202A: "从左到右嵌入",
    0x202B: "从右到左嵌入",
    0x202C: "方向结束符",
    0x202D: "从左到右覆盖",
    0x202E: "从右到左覆盖",
    0x2060: "词连接符",
    0x2066: "从左到右隔离",
    0x2067: "从右到左隔离",
    0x2068: "首强隔离",
    0x2069: "隔离结束符",
    0xFEFF: "零宽不换行空格",
    0xFFFD: "无法识别的字符",
}
# Arabic and Syriac number signs and the like: format characters that are drawn.
DRAWN = set(range(0x0600, 0x0606)) | {0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD}
BREAKS = {ord("\n"): None, ord("\t"): None}
MARKS = re.compile("[\u034f\u180b-\u180f\ufffd]")  # refused though Python calls them printable
JOINED = re.compile("[\u180b-\u180f\u200c\u200d]+")  # between the letters of Mongolian words


def leaves_ink(char):
    """Whether it would be seen on paper: U+3000 and invisible characters would not."""
    return not (char.isspace() or ord(char) in INKLESS or unicodedata.category(char) in ("Cc", "Cf"))


def is_blank(text):
    return not any(map(leaves_ink, text))


def searched(text):
    """What was typed into a search box: blanks as spaces, without what cannot be printed."""
    return "".join(" " if char.isspace() else char for char in text if char.isspace() or char.isprintable())


def refused_character(text, lines):
    """The index of the first character that may not stand in a text, or None."""
    if (text.translate(BREAKS) if lines else text).isprintable() and not MARKS.search(text):
        return None  # nearly every text, and an import asks for hundreds of thousands
    beside = _beside_mongolian(text)
    for index, char in enumerate(text):
        if _is_refused(char, lines) and index not in beside:
            return index
    return None


def character_name(char):
    """What an error message calls it, always with its code: 从右到左覆盖（U+202E）."""
    code = ord(char)
    if code in NAMES:
        name = NAMES[code]
    elif 0x180B <= code <= 0x180F:
        name = "蒙古文变体选择符"
    elif unicodedata.category(char) == "Cc":
        name = "控制字符"
    elif unicodedata.category(char) == "Cs":
        name = "不成对的代理码"
    elif unicodedata.category(char) == "Co":
        name = "造字区的字"
    elif leaves_ink(char) and unicodedata.category(char)[0] == "M":
        name = "附加符号"
    else:
        name = "不可见字符"
    return f"{name}（U+{code:04X}）"


def _is_refused(char, lines):
    code, category = ord(char), unicodedata.category(char)
    if char in "\n\t":
        return not lines
    if category == "Cf":
        return code not in DRAWN
    return (
        category in ("Cc", "Co", "Cs", "Zl", "Zp")
        or code in (0x034F, 0xFFFD)
        or 0x180B <= code <= 0x180F
        or 0xFDD0 <= code <= 0xFDEF
        or code & 0xFFFE == 0xFFFE
    )


def _beside_mongolian(text):
    """Indices of the joiners whose nearest neighbour, on either side, is a Mongolian letter. One pass over the runs."""
    return {
        index
        for run in JOINED.finditer(text)
        if _is_mongolian(text[max(run.start() - 1, 0) : run.start()])
        or _is_mongolian(text[run.end() : run.end() + 1])
        for index in range(*run.span())
    }


def _is_mongolian(char):
    return bool(char) and (0x1800 <= ord(char) <= 0x18AF or 0x11660 <= ord(char) <= 0x1167F)


class PlainTextField(forms.CharField):
    """One line of text. `max_length` counts characters and never cuts what is being typed."""

    lines = False
    most = 300  # characters, where a form does not say otherwise

    def __init__(self, *, max_length=None, **kwargs):
        # Kept from CharField: a maxlength attribute would cut a pasted text without a word.
        super().__init__(strip=False, **kwargs)
        self.limit = max_length or self.most

    @property
    def spoken(self):
        return str(self.label or "此项").rstrip("：: ")

    def to_python(self, value):
        text = super().to_python(value)
        if is_blank(text):
            return self.empty_value
        return text.replace("\r\n", "\n").replace("\r", "\n").strip(BLANKS)

    def validate(self, value):
        if self.required and value in self.empty_values:
            raise ValidationError(f"请填写{self.spoken}", code="required")
        text = value or ""
        index = refused_character(text, self.lines)
        if index is not None:
            raise ValidationError(
                f"{self.spoken}第{index + 1}个字是{character_name(text[index])}，不能使用，请删去",
                code="refused_character",
            )
        if self.limit and len(text) > self.limit:
            raise ValidationError(
                f"{self.spoken}最多{self.limit}个字，现在有{len(text)}个字", code="max_length"
            )


class LongTextField(PlainTextField):
    """Several lines of text: line breaks and tabs may stand in it; lines end with U+000A."""

    lines = True
    most = 10_000
    widget = forms.Textarea
