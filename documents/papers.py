"""Papers issued: what each one says is kept as a snapshot, whatever happens to its case later, and printed from it."""

import hashlib
from contextvars import ContextVar
from functools import partial

from django.conf import settings
from django.db import transaction

from audit import clock, refusals
from audit.models import Head
from audit.record import canonical
from documents import printing
from documents.files import discarded_on_rollback
from documents.kinds import composed
from documents.models import Paper
from documents.texts import paragraphs_of
from documents.words import EXAMPLES

_proofs = ContextVar("papers of an act that is only tried", default=None)


def issue(
    *,
    county,
    subject,
    kind,
    by,
    snapshot,
    words,
    number="",
    at=None,
    chain=None,
    rules=None,
    **parts,
):
    """Keep a paper in the transaction of the act that issues it; it is printed once that is through: see `issue_each`."""
    said = {"snapshot": snapshot, "words": words, "number": number, **parts}
    common = {"county": county, "subject": subject, "kind": kind, "by": by}
    return issue_each([said], **common, at=at, chain=chain, rules=rules)[0]


def issue_each(papers, *, county, subject, kind, by, at=None, chain=None, rules=None):
    """Several papers of one kind in one act, each a dict of what it says; three queries, whatever their number.

    `snapshot`: what pages and queries ask of it later. `words` and the rest: what its form needs (documents.kinds).
    `number` is already given or claimed; `at` is the act's moment and `chain` the end of the audit chain (number, hash),
    when it has taken them; `rules`: in whose words the form's fixed ones are said and which head an issuer's papers, one
    version for both; where none are given the words are those in force. The snapshot holds all that will be printed: the
    document as composed, the end of the audit chain that the paper is a witness of, and the site.
    """
    at = at or clock.now()
    paragraphs, marks = paragraphs_of(county, kind, rules=rules), rules.papers.marks if rules else {}
    worded = partial(county.worded, rules=rules)
    written = []
    for said in papers:
        parts = {"date": clock.local_date(at)} | said
        snapshot, words, number = (parts.pop(name, "") for name in ("snapshot", "words", "number"))
        parts["heads"] = [marks.get(name, name) for name in parts["issuers"]]
        written.append(
            snapshot
            | {
                "document": composed(kind, words, paragraphs=paragraphs, worded=worded, **parts)
                | {"number": number}
            }
        )
    return _kept(written, county=county, subject=subject, kind=kind, by=by, at=at, chain=chain)


def reissue(paper, *, number, reason, by, at, chain=None):
    """The same document once more, under its right number: it says which one it stands for (更正). That one stays as it
    was issued; `corrected` finds it. Of a number that is its own again it does not say that it is wrong."""
    said = paper.content
    document = said["document"] | {"number": number}
    before = [each for each in (document.get("note") or "").split("；") if each != _replaced(number)]
    document["note"] = "；".join([*filter(None, ["；".join(before)]), _replaced(paper.number)])
    corrects = {"paper": str(paper.uuid), "number": paper.number, "reason": reason}
    snapshot = said | {"document": document, "corrects": corrects}
    about = {"county": paper.county, "subject": paper.subject, "kind": paper.kind}
    return _kept([snapshot], **about, by=by, at=at, chain=chain)[0]


def _replaced(number):
    return f"原文号{number}有误，更正为本文号，以本件为准"


def corrected(papers):
    """{uuid of a paper whose number was put right: the paper that stands for it}, of the papers of one subject."""
    found = {paper.stands_for: paper for paper in papers}
    return {paper.uuid: found[str(paper.uuid)] for paper in papers if str(paper.uuid) in found}


def after(paper, replaced):
    """The papers that stood for it one after another, the one that counts last. `replaced`: as `corrected` found them."""
    found = []
    while (paper := replaced.get(paper.uuid)) and paper not in found:
        found.append(paper)
    return found


def has_wrong_number(paper, since):
    """Whether its number does not hold any more, of the papers `since` that stood for it. One that was right after all was
    put back by another correction."""
    return bool(since) and since[-1].number != paper.number


def said_of_number(paper, since):
    """What stands beside a paper whose number was put right; "" of the one that counts."""
    if has_wrong_number(paper, since):
        return "文号已更正"
    return times_corrected(len(since)) if since else ""


def times_corrected(times):
    return f"文号更正{'两' if times == 2 else times}次，现仍为原文号"


def _kept(snapshots, *, county, subject, kind, by, at, chain):
    """The papers of these snapshots, each with its `document`."""
    seq, digest = chain or Head.objects.values_list("seq", "hash").get()
    around = _around(seq, digest, is_sample=county.is_demo)
    row = {"county": county, "subject": str(subject), "issued_at": at, "issued_by": str(by.as_actor())}
    if _proofs.get() is None:  # the same preview is the same, whenever it is looked at
        around["issued"] = Paper(kind=kind, **row).row_said
    written = [_paper(kind, each | around, **row) for each in snapshots]
    Paper.objects.bulk_create(written)
    if _proofs.get() is not None:
        _proofs.get().extend(written)
    elif not clock.is_set():  # what is told of the past is printed when it is first asked for
        transaction.on_commit(lambda: printing.start(written))
    return written


def _paper(kind, content, **row):
    """The row of a snapshot."""
    text, document = canonical(content), content["document"]
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    number, title = document["number"], document["title"][: Paper.TITLE_MAX]
    return Paper(kind=kind, number=number, title=title, snapshot=text, sha256=sha256, **row)


def sample(county, kind, paragraphs, *, issuer):
    """A paper of the kind with the example of every word, to look at its paragraphs; kept nowhere."""
    parts = {"to": ["示例镇人民政府"], "issuers": [issuer], "date": clock.today(), "signer": "示例"}
    words = {name: county.worded(example) for name, example in EXAMPLES.items()}
    document = composed(kind, words, paragraphs=paragraphs, worded=county.worded, **parts) | {
        "number": "示例〔2026〕1号"
    }
    return drawn(document, kind=kind)


def drawn(document, *, kind="", seq=0, digest="0" * 64):
    """A paper of the document, kept nowhere: to be looked at or measured."""
    return _paper(kind, {"document": document} | _around(seq, digest, is_sample=True))


def _around(seq, digest, *, is_sample):
    """What a snapshot holds beside its document: the end of the audit chain it is a witness of, the site."""
    return {"audit": {"seq": seq, "hash": digest}, "site": settings.SITE_URL, "is_sample": is_sample}


class _Undone(Exception):
    pass


def tried(call):
    """The papers that an act would issue: `call` does it, and all it did is undone. What it raises is raised; no refusal
    counts as recorded, for the record would be undone too: who may not send the form is put on record by who took it."""
    issued = []
    token = _proofs.set(issued)
    try:
        with refusals.held(), discarded_on_rollback(), transaction.atomic():
            call()
            raise _Undone
    except _Undone:
        return issued
    finally:
        _proofs.reset(token)


def papers_about_each(subjects):
    """{subject: its papers, oldest first}, of several."""
    found = {str(subject): [] for subject in subjects}
    for paper in Paper.objects.filter(subject__in=found).order_by("pk"):
        found[paper.subject].append(paper)
    return found


def papers_about(subject):
    """The papers of one subject, oldest first."""
    return Paper.objects.filter(subject=str(subject)).order_by("pk")
