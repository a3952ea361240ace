"""What comes with an act from outside: files, stored and remembered by what they are for; an organ's own number."""

from admission.models import CaseFile
from admission.problems import Problem
from documents.files import store
from documents.numbers import BadNumber, claim


def attach(step, uploads, role, *, unit, position=None, review=None):
    """Store files for this act; the bytes go with a rollback."""
    kept = []
    for upload in uploads:
        stored = store(upload, by=step.by, at=step.now)
        kept.append(
            CaseFile.objects.create(
                application=step.case,
                file=stored,
                role=role,
                unit=unit,
                position=position,
                review=review,
                added_at=step.now,
            )
        )
    if kept:
        step.fact(files=[*step.facts.get("files", ()), *(each.file.sha256 for each in kept)])
    return kept


def claimed(step, number, *, organ, field="number"):
    """The organ's 发文字号 in its one form, taken for this case; refuses a bad one, and one of another case."""
    try:
        return claim(county=step.case.county, number=number, subject=str(step.case.uuid), organ=organ.name)
    except BadNumber as reason:
        step.refuse(Problem(str(reason), field))
