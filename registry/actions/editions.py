"""Publishing an edition: its own transaction, its own event."""

import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import clock, refusals
from audit.record import record
from config.templatetags.chinese import plain_date
from documents.numbers import BadNumber, allot, check_form
from registry import rules
from registry.actions.duties import NotPossible
from registry.changes import changed
from registry.editions import changes_since, entries_on
from registry.models import Edition, EditionEntry


def publish_edition(*, county, document_number, published_on, by, notes=""):
    """The list in force and public on that day as the next edition of its year (灵川 第八条).

    Only the office's head. Numbers are gap-free per county and year; what is published stays. Not allowed →
    PermissionDenied; not possible → NotPossible; either is on record after the rollback.
    """
    try:
        check_may_publish(county, by)
        with transaction.atomic():
            return _publish(county, document_number, published_on, by, notes)
    except (NotPossible, BadNumber):
        _remember_refusal("Refused", county, by)
        raise


def check_may_publish(county, by, sent=True):
    """Raises PermissionDenied; on record where something was `sent`."""
    if not rules.may_publish_edition(by, county):
        if sent:
            _remember_refusal("NotAllowed", county, by)
        raise PermissionDenied


def _remember_refusal(why, county, by):
    refusals.remember("publish_edition", by=by, subject=county.code, kind="county", why=why)


def _publish(county, document_number, published_on, by, notes):
    number = allot(county=county, series="edition", year=published_on.year)
    previous = Edition.objects.filter(county=county).first()
    if published_on > clock.today():
        raise NotPossible("公布日期不能晚于今天。")
    if previous and published_on < previous.published_on:
        raise NotPossible(f"公布日期不能早于上一版的公布日期（{plain_date(previous.published_on)}）。")
    entries = entries_on(county, published_on)
    changes = changes_since(previous, entries)
    if not changes:
        raise NotPossible("与上一版相比没有变化，不用公布新版。")
    document_number = check_form(document_number)
    if Edition.objects.filter(county=county, document_number=document_number).exists():
        raise NotPossible("这个文号已用于另一版清单。")
    edition = Edition.objects.create(
        county=county,
        year=published_on.year,
        number=number,
        title=f"{county.name}乡镇职责任务清单",
        document_number=document_number,
        published_on=published_on,
        published_by=by.label,
        notes=notes,
        size=len(entries),
        added=len(changes.added),
        changed=len(changes.changed),
        ended=len(changes.ended),
        sha256=hashlib.sha256("\n".join(e.snapshot for e in entries).encode()).hexdigest(),
    )
    for entry in entries:
        entry.edition = edition
    EditionEntry.objects.bulk_create(entries)
    changed(county)
    record(
        actor=by.as_actor(),
        verb="publish_edition",
        subject=str(edition.uuid),
        subject_kind="edition",
        content_hash=edition.sha256,
        data={"year": edition.year, "number": edition.number, "size": edition.size},
    )
    return edition
