"""A paper as HTML, of its snapshot and nothing else: it says the same whenever it is made."""

from datetime import date

import segno
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from config.templatetags.chinese import plain_date
from documents import layout
from documents.breaking import title_lines
from documents.shape import DOCUMENT, LETTER, MINUTES, TABLE


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
        **arranged(document),
    }
    own = render_to_string("documents/own.css", context)
    return render_to_string("documents/paper.html", context), [layout.css(), own]


def arranged(document):
    """What both the PDF and the DOCX go by: where the head puts its mark, whether the addressee moves to the imprint, whether
    there is a signature (a table names in a row of its own who fills it in), and the imprint's lines, of a letter without
    rules and without who sends it out (10.1)."""
    lines, beside = marks(document)
    found = {"signed": document["layout"] != TABLE, "head": None, "to_below": False}
    if lines:
        found["head"] = layout.head(document["layout"], lines, beside, numbered=numbered(document))
        found["to_below"] = to_below(document, found["head"])
    return found | {"imprint": _imprint(document, to_below=found["to_below"])}


def _imprint(document, *, to_below):
    is_letter = document["layout"] == LETTER
    said = {"主送": to_below and document["to"], "抄送": document.get("copies")}
    rows = [{"text": f"{label}：{'，'.join(names)}。"} for label, names in said.items() if names]
    if document.get("printed_by") and not is_letter:
        rows.append({"by": document["printed_by"], "on": f"{full_date(document['date'])}印发"})
    return {"ruled": not is_letter, "rows": rows}


def full_date(text):
    """2026年3月5日, of an ISO date (GB/T 9704—2012, 7.3.5.4)."""
    return plain_date(date.fromisoformat(text))


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
