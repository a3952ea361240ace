"""What the pages of the standard paragraphs show."""

from django.urls import reverse

from audit import clock
from documents.kinds import FORMS
from documents.models import PaperKind, StandardText
from documents.texts import EDITABLE, shipped, written
from documents.words import WORDS
from regimes.queries import in_force

# the state of a case in which a kind of paper comes about: a county whose paths never pass it has no such papers
COMES_OF = {
    **dict.fromkeys((PaperKind.CIRCULATION, PaperKind.REPLY, PaperKind.SUMMARY), "circulating"),
    PaperKind.COORDINATION_MINUTES: "coordinating",
    **dict.fromkeys(
        (
            PaperKind.MEETING_NOTICE,
            PaperKind.MEETING_AGENDA,
            PaperKind.MEETING_MINUTES,
            PaperKind.MINUTES_CORRECTION,
            PaperKind.ROSTER_NOTICE,
            PaperKind.CIRCULAR,
            PaperKind.SPECIAL_REPORT,
        ),
        "deliberating",
    ),
    PaperKind.SIGN_OFF: "signing",
    PaperKind.REQUEST: "deciding",
    PaperKind.FILING: "upper_review",
}
# and the kind of application that a paper is of
OF_KIND = {
    PaperKind.ADJUSTMENT_NOTICE: "adjustment",
    PaperKind.CANCELLATION_NOTICE: "cancellation",
    PaperKind.REVOCATION_NOTICE: "revocation",
}


def kinds_of(county):
    """The kinds with standard paragraphs that the county's rules know; all of them while it has no rules."""
    regime = in_force(county, on=clock.today()).first()
    if regime is None:
        return EDITABLE
    rules = regime.rules
    unknown = {kind for kind, state in COMES_OF.items() if state not in rules.states}
    unknown |= {paper for paper, kind in OF_KIND.items() if kind not in rules.kinds}
    unknown |= set() if "urgent" in rules.cites else {PaperKind.URGENT}
    return tuple(kind for kind in EDITABLE if kind not in unknown)


def rows_of(county):
    """[(kind, its label, the row that holds or None, the paragraphs as staff read them)], in the order of the kinds."""
    held = {row.kind: row for row in StandardText.objects.filter(county=county).select_related("saved_by")}
    told = []
    for kind in kinds_of(county):
        row = held.get(kind)
        own = row.paragraphs if row else ()
        told.append(
            (
                kind.value,
                county.worded(kind.label),
                row if own else None,
                written(own or shipped(county, kind)),
            )
        )
    return told


def text_page(county, kind):
    """One kind: what may stand in it, what has to, what it was before and what was shipped."""
    history = list(
        StandardText.objects.filter(county=county, kind=kind).select_related("saved_by").order_by("-pk")
    )
    form, label = FORMS[kind], county.worded(PaperKind(kind).label)
    return {
        "title": label,
        "lock": history[0].pk if history else 0,
        "history": [(row, written(row.paragraphs)) for row in history],
        "shipped": written(shipped(county, kind)),
        "is_own": bool(history and history[0].text),
        "words": [(WORDS[name], name in form.own) for name in form.known],
        "crumbs": [("清单", "/"), ("文书的标准段落", reverse("paper-texts")), (label, None)],
    }
