"""The standard paragraphs of a county's papers: changed and put back by the office's head. Issued papers never change."""

import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.acting import still_acts
from accounts.models import County
from audit import clock, refusals
from audit.record import record
from documents import rules, texts
from documents.models import StandardText


class NotTaken(Exception):
    """The text has faults; `problems` tells them."""

    def __init__(self, problems):
        super().__init__("；".join(problems))
        self.problems = problems


class Changed(Exception):
    """Somebody saved another text since the form was opened."""


def save_text(*, county, kind, paragraphs, seen, by):
    """The county's own paragraphs of the kind from now on; () puts the shipped ones back.

    `seen`: the row that held when the form was opened (its pk, 0 for none). What is the same already is not saved again.
    """
    try:
        if not rules.may_keep_texts(by) or by.unit.county_id != county.pk:
            raise PermissionDenied
        if paragraphs and (found := texts.problems(kind, paragraphs)):
            raise NotTaken(found)
        with transaction.atomic():
            County.objects.select_for_update(no_key=True).get(pk=county.pk)
            if not still_acts(by):  # an administrator ended the seat while the lock was waited for
                raise PermissionDenied
            return _save(county, kind, "\n\n".join(paragraphs), seen, by)
    except (PermissionDenied, NotTaken, Changed) as refusal:
        why = {PermissionDenied: "NotAllowed", Changed: "Stale"}.get(type(refusal), "Refused")
        if by is not None:
            subject = f"{county.code}/{kind}"
            refusals.remember("change_standard_text", by=by, subject=subject, kind="standard_text", why=why)
        raise


def _save(county, kind, text, seen, by):
    row = texts.held(county, kind)
    if (row.text if row else "") == text:
        return row
    if seen != (row.pk if row else 0):
        raise Changed
    row = StandardText.objects.create(
        county=county, kind=kind, text=text, saved_at=clock.now(), saved_by=by.user, label=by.label
    )
    record(
        actor=by.as_actor(),
        verb="change_standard_text" if text else "restore_standard_text",
        subject=f"{county.code}/{kind}",
        subject_kind="standard_text",
        content_hash=hashlib.sha256(text.encode()).hexdigest(),
        data={"paper": kind},
    )
    return row
