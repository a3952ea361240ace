"""An organ's number on what the office writes: taken when it is issued, put right where it was entered wrong."""

from admission.problems import Problem
from documents.correcting import NotCorrected, put_right
from documents.files import store
from documents.numbers import BadNumber, claim, release
from documents.papers import papers_about


def claimed(step, number, *, organ):
    """The number in its one form, of the organ's register."""
    try:
        return claim(county=step.row.county, number=number, subject=step.row.uuid, organ=organ)
    except BadNumber as bad:
        step.refuse(Problem(str(bad), "number"))


def correct(step, *, number, reason, file):
    """更正 by the office's head, with the reason and a scan (documents.correcting); the row's number from now on. BadFile."""
    row, wrong = step.row, papers_about(step.row.uuid).last()
    given = {"number": number, "reason": reason, "scans": [file]}
    try:
        paper = put_right(wrong, **given, by=step.by, at=step.now)
    except NotCorrected as why:
        step.refuse(Problem(str(why), why.field))
    release(county=row.county, number=wrong.number, subject=row.uuid)
    row.scans.add(scan := store(file, by=step.by, at=step.now))
    row.number = paper.number
    step.keep(paper)
    step.fact(number=paper.number, wrong_number=wrong.number, file=scan.sha256)
