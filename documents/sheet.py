"""A paper as HTML, of its snapshot and nothing else: it says the same whenever it is made."""

import segno
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from documents import layout
from documents.kinds import DOCUMENT, LETTER, MINUTES, TABLE
from documents.templatetags.papers import title_lines


def address(paper):
    """Where anybody who holds the paper checks it; printed on it, and in its QR code."""
    return f"{paper.content['site']}/verify/{paper.sha256[:32]}/"


def page(paper, *, preview=False):
    """(HTML, style sheets) as the press takes them; `preview` marks a paper that is not issued."""
    said = paper.content
    document = said["document"]
    context = {
        "it": document,
        "audit": said["audit"],
        "is_sample": said["is_sample"],
        "sha256": paper.sha256,
        "address": address(paper),
        "qr": _qr(address(paper)),
        "preview": preview,
    }
    lines, beside = marks(document)
    if lines:
        context["head"] = head = layout.head(document["layout"], lines, beside, numbered=numbered(document))
        context["to_below"] = to_below(document, head)
    own = render_to_string("documents/own.css", context)
    return render_to_string("documents/paper.html", context), [layout.css(), own]


def marks(document):
    """(the lines of the red mark, what stands right of them): the issuers as the county heads them. 文件 follows one name
    on its line and stands beside several (7.2.4); a letter's mark is the name alone."""
    if document["layout"] == TABLE:
        return [], ""
    if document["layout"] == MINUTES:
        return [document["mark"]], ""
    names = list(document.get("heads") or document["issuers"])
    if document["layout"] == LETTER:
        return names, ""
    return (names, document["mark"]) if len(names) > 1 else ([f"{names[0]}{document['mark']}"], "")


def numbered(document):
    """Whether the head has a place for a number: a 文件 always, others where they have one (receipts, not 复函)."""
    return document["layout"] == DOCUMENT or bool(document["number"])


def to_below(document, head):
    """Whether the addressee is too long for page 1 under that head, and stands in the imprint (7.3.2)."""
    title, to = title_lines(document["title"]), "、".join(document.get("to", []))
    return layout.crowds_out(document["layout"], head["height"], len(title), f"{to}：")


def _qr(text):
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(omitsize=True, border=0, title="核验用的二维码"))  # noqa: S308 - drawn by segno: no text of anybody's is in it
