"""Files that come with an act: stored, and remembered by what they are for."""

from admission.models import CaseFile
from documents.files import store


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
