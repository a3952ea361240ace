"""A paper as an editable DOCX, of its snapshot: for a county whose OA finishes the document.

The same words as the PDF's, laid out by the same millimetres (documents.layout) with the faces that offices have
installed. It proves nothing and says so; the PDF is what was issued. The same snapshot gives the same bytes.
"""

import io
import re
import unicodedata
import zipfile

from django.template.loader import render_to_string

from documents import layout
from documents.shape import LETTER
from documents.sheet import arranged, full_date, marks, numbered

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Faces by role, as they are called where they are installed.
FACES = {
    "fang": "仿宋_GB2312",
    "kai": "楷体_GB2312",
    "hei": "黑体",
    "title": "方正小标宋简体",
    "song": "宋体",
}
PARTS = {
    "[Content_Types].xml": "types",
    "_rels/.rels": "links",
    "docProps/core.xml": "core",
    "word/document.xml": "document",
    "word/_rels/document.xml.rels": "document_links",
    "word/styles.xml": "styles",
    "word/settings.xml": "settings",
    "word/footer1.xml": "footer_odd",
    "word/footer2.xml": "footer_even",
}
OF_LETTERS = {"word/header1.xml": "letter_head", "word/footer3.xml": "letter_foot"}
# XML 1.0 has no way to say these
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What a DOCX measures in its own way: from the page's foot to the page number's, beyond the block's right edge, the
# grid's 4096ths of a point a character, the columns of a table of facts.
MEASURES = {
    "foot": layout.BOTTOM - layout.PAGE_NUMBER_BELOW_BLOCK - layout.SMALL_PT * layout.PT,
    "rule_right": layout.BLOCK[0] - layout.LETTER_RULE_LEFT - layout.LETTER_RULE_WIDTH,
    "line_pitch": int(layout.PITCH * 1440 / 25.4),  # a hair less than the block holds 22 of
    "char_space": round((layout.ADVANCE / layout.PT - layout.BODY_PT) * 4096),
    "row_widths": (layout.LABELS_WIDTH, layout.BLOCK[0] - layout.LABELS_WIDTH),
    "sides": ("top", "left", "bottom", "right", "insideH", "insideV"),
}
EPOCH = (1980, 1, 1, 0, 0, 0)


def docx(paper, *, draft=False):
    """The bytes. `draft`: of a paper that is not issued, which says so at its foot."""
    said = paper.content
    document = _writable(said["document"])
    context = {name: value for name, value in vars(layout).items() if name.isupper()}
    context |= MEASURES | {
        "it": document,
        "faces": FACES,
        "note": "示例数据" * said["is_sample"],
        "draft": draft,
        "issuer_left": _signature_left(document),
    }
    context |= arranged(document)
    if context["head"]:
        lines = marks(document)[0]
        context["head"] = _head(document["layout"], lines, context["head"])
        context["numbered"] = numbered(document)
    parts = PARTS | (OF_LETTERS if document["layout"] == LETTER else {})
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, template in parts.items():
            text = render_to_string(f"documents/docx/{template}.xml", context)
            archive.writestr(_entry(name), text)
    return content.getvalue()


def _entry(name):
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _writable(value):
    """The document without characters that XML cannot hold; what the template escapes is everything else."""
    if isinstance(value, str):
        return UNWRITABLE.sub("", value)
    if isinstance(value, dict):
        return {name: _writable(each) for name, each in value.items()}
    return [_writable(each) for each in value] if isinstance(value, list) else value


def _head(base, lines, head):
    """`layout.head`, as spaces between paragraphs: millimetres above the mark, and between its last line and what follows."""
    pitch = layout.MARK_LINE * head["size"] * layout.PT
    below = head["top"] + pitch * len(lines)
    return head | {
        "pitch": pitch,
        "from_edge": head["top"] + layout.TOP,
        "gap": max((head["rule"] if base == LETTER else head["height"]) - below, 0),
    }


def _signature_left(document):
    """7.3.5.2, in millimetres from the block's left: where the issuer begins, so that the longer of issuer and date (which
    begins two characters further right) ends two characters from the right."""
    longest = max(_width(full_date(document["date"])) + 2, *map(_width, document["issuers"]))
    return max(layout.CHARACTERS - 2 - longest, 0) * layout.ADVANCE


def _width(text):
    """In characters; those of ASCII take half of one."""
    return sum(1 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)
