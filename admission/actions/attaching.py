"""What comes with an act from outside: files, stored and remembered by what they are for; an organ's own number."""

from django.conf import settings
from django.db.models import Count, Sum

from admission.models import CaseFile
from admission.problems import Problem
from documents.files import BadFile, store
from documents.numbers import BadNumber, claim


def attach(step, uploads, role, *, unit, position=None, review=None):
    """Store files for this act; the bytes go with a rollback. BadFile where the unit has added too much to the case."""
    kept, uploads = [], list(uploads)
    if uploads:
        _check_room(step.case, unit, uploads)
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


def _check_room(case, unit, uploads):
    there = case.files.filter(unit=unit).aggregate(number=Count("pk"), size=Sum("file__size", default=0))
    number = there["number"] + len(uploads)
    size = there["size"] + sum(upload.size for upload in uploads)
    if number > settings.MAX_CASE_FILES or size > settings.MAX_CASE_BYTES:
        most = f"{settings.MAX_CASE_FILES}个、{settings.MAX_CASE_BYTES // 1024**2}兆"
        raise BadFile(
            f"一个单位在一件案件里最多上传{most}（包括移除了的），再加这次的就超过了，请合并或者压缩后上传。"
        )


def claimed(step, number, *, organ, field="number"):
    """The organ's 发文字号 in its one form, taken for this case; refuses a bad one, and one of another case."""
    try:
        return claim(county=step.case.county, number=number, subject=str(step.case.uuid), organ=organ.name)
    except BadNumber as reason:
        step.refuse(Problem(str(reason), field))
