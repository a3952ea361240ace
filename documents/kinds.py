"""The kinds of papers as data: how each is laid out, titled and worded, and what it says filled in. A new kind is a
member of `PaperKind` and an entry in `case_kinds` or `county_kinds`; whoever issues it, in its app's `papers`, hands over
the words its placeholders name. What else it takes: README, 文书.

A paragraph is standard text with placeholders in braces. One whose placeholder has nothing to say is left out; each line
of a value of several is a paragraph of its own. Values are never read as patterns.
"""

from accounts.words import own_name
from documents.case_kinds import CASE_KINDS
from documents.county_kinds import COUNTY_KINDS
from documents.shape import PLACEHOLDER, TABLE

FORMS = CASE_KINDS | COUNTY_KINDS
# What a document may hold beside its title and text; templates/documents show no other.
PARTS = {
    "to",
    "issuers",
    "heads",
    "date",
    "signer",
    "note",
    "attachments",
    "annexes",
    "copies",
    "printed_by",
    "rows",
    "grid",
    "people",
    "subline",
    "mark",
    "layout",
    "upward",
}


def composed(kind, words, *, paragraphs=None, worded=str, **parts):
    """The whole document as plain values, all that will be printed but for what `papers.issue` adds.

    `paragraphs`: the county's own, where it does not use those shipped; `worded`: the fixed words of the form as it says them.
    `parts`: of PARTS; TypeError.
    """
    if unknown := parts.keys() - PARTS:
        raise TypeError(f"no part of a paper: {', '.join(sorted(unknown))}")
    form = FORMS[kind]
    if "printed_by" in parts:  # an imprint's line holds one name, and the date
        parts["printed_by"] = own_name(parts["printed_by"])
    body = [line for text in paragraphs or form.paragraphs for line in _paragraphs(text, words)]
    rows = [[worded(label), filled(text, words)] for label, text in form.rows]
    return {
        "layout": form.layout,
        "mark": worded(form.mark),
        "upward": form.upward,
        "title": titled(worded(form.title), words),
        "body": body,
        **({"issuer_label": form.issuer_label} if form.layout == TABLE else {}),
        **({"rows": rows} if rows else {}),
        **{name: value for name, value in parts.items() if value not in ("", [], None)},
    }


def filled(text, words):
    """The text with its placeholders replaced, each by its value as it is."""
    return PLACEHOLDER.sub(lambda found: str(words.get(found[1]) or ""), text)


def titled(text, words):
    """As `filled`, for a title: it says 关于 once, and with what a value ends not again right behind it."""

    def value(found):
        said, behind = str(words.get(found[1]) or ""), text[found.end() :].partition("{")[0]
        if "关于" in text[: found.start()]:
            said = said.removeprefix("关于")
        twice = (n for n in range(len(behind), 1, -1) if said.endswith(behind[:n]))
        return said[: len(said) - next(twice, 0)]

    return PLACEHOLDER.sub(value, text)


def _paragraphs(text, words):
    if any(not words.get(name) for name in PLACEHOLDER.findall(text)):
        return []
    return [line.strip() for line in filled(text, words).splitlines() if line.strip()]
