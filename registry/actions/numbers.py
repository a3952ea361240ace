"""更正文号: the number of an edition's notice that was entered wrong."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import clock, refusals, words
from audit.record import record
from documents.correcting import NotCorrected, put_right
from documents.files import BadFile, discarded_on_rollback, store
from documents.numbers import release
from documents.papers import papers_about
from registry import rules
from registry.actions.shared import check_still_acts
from registry.changes import changed
from registry.models import Edition


class Renumbered(Exception):
    """The number was put right meanwhile."""


def correct_number(*, edition, wrong, number, reason, file, by):
    """更正 by the office's head (settled 39), with the reason and a scan (workflow.md, Numbers): `wrong` is the number that the
    edition bore when the form was opened. The list itself stays as it was published.

    PermissionDenied, Renumbered, NotCorrected and BadFile stand on record after the rollback.
    """
    try:
        if not rules.may_publish_edition(by, edition.county):
            raise PermissionDenied
        with discarded_on_rollback(), transaction.atomic():
            return _correct(edition, wrong, number, reason, file, by)
    except (PermissionDenied, Renumbered, NotCorrected, BadFile) as refusal:
        remember_refusal(refusal, edition, by)
        raise


def remember_refusal(refusal, edition, by):
    why = {PermissionDenied: "NotAllowed", Renumbered: "Stale"}.get(type(refusal), "Refused")
    refusals.remember("correct_edition", by=by, subject=str(edition.uuid), kind="edition", why=why)


def _correct(edition, wrong, number, reason, file, by):
    locked = Edition.objects.select_for_update(of=("self",), no_key=True).get(pk=edition.pk)
    check_still_acts(by)
    if locked.document_number != wrong:
        raise Renumbered
    now, papers = clock.now(), papers_about(locked.uuid)
    paper = put_right(papers.last(), number=number, reason=reason, scans=[file], by=by, at=now)
    release(county=edition.county, number=wrong, subject=locked.uuid)
    Edition.objects.filter(pk=locked.pk).update(document_number=paper.number)
    locked.scans.add(scan := store(file, by=by, at=now))
    changed(locked.county_id)
    record(
        actor=by.as_actor(),
        verb="correct_edition",
        subject=str(locked.uuid),
        subject_kind="edition",
        content_hash=locked.sha256,
        data={"number": paper.number, "wrong_number": wrong, "file": scan.sha256} | words.kept([paper]),
        at=now,
    )
    return paper
