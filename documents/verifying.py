"""Is this paper ours? By its number and 校验值, or by the bytes of its PDF; what is not public is not told."""

import hashlib
import re
from datetime import date

from django.utils import timezone

from documents.models import Paper, Print
from documents.numbers import in_form

# As much of a 校验值 as has to be known: enough that nobody finds one by trying.
SHORTEST = 16
CODE = re.compile(rf"[0-9a-f]{{{SHORTEST},64}}")


def code_of(text):
    """The 校验值 as typed, spaces and capitals put right; "" where it is none."""
    code = "".join(text.split()).lower()
    return code if CODE.fullmatch(code) else ""


def by_code(code, number=""):
    """The paper of that 校验值, or its beginning; `number`, where it is given, must be the paper's own, however it is typed."""
    found = Paper.objects.filter(sha256__startswith=code).select_related("county")
    if number := in_form(number):
        found = found.filter(number=number)
    return _genuine(found.first())


def by_bytes(chunks):
    """(the paper whose PDF has exactly these bytes or None, their SHA-256)."""
    sha256 = hashlib.sha256()
    for chunk in chunks:
        sha256.update(chunk)
    found = Print.objects.filter(file__sha256=sha256.hexdigest()).select_related("paper__county").first()
    return _genuine(found and found.paper), sha256.hexdigest()


def dated(paper):
    """The date it bears, which an organ may have set before the day on which the system issued it; that day where it bears
    none, or none that reads."""
    try:
        return date.fromisoformat(paper.content["document"]["date"])
    except (KeyError, TypeError, ValueError):
        return timezone.localdate(paper.issued_at)


def _genuine(paper):
    """The paper, unless its row says something else than what was issued: its number, kind and date are told by its row."""
    return paper if paper and paper.is_as_issued else None
