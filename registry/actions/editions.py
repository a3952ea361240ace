"""Publishing an edition: its own transaction, its own event."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import clock, refusals, words
from audit.record import record
from config.templatetags.chinese import plain_date
from documents.numbers import BadNumber, allot, check_form, claim
from registry import kind_names, papers, rules
from registry.actions.duties import NotPossible
from registry.actions.shared import check_still_acts, one_after_another
from registry.changes import changed
from registry.draft_path import list_steps
from registry.editions import changes_since, digest, entries_on, newest
from registry.models import Edition, EditionEntry
from registry.states import OPEN_DRAFTS


def publish_edition(*, county, document_number, published_on, by, notes=""):
    """The list in force and public on that day as the next edition of its year (灵川 第八条).

    Only the office's head, and only in a county whose regime lays down no other way ([list_path]) and that has no
    draft on its way. Numbers are gap-free per county and year; what is published stays. Not allowed →
    PermissionDenied; not possible → NotPossible; a number that is wrong or something else's → BadNumber; each is on
    record after the rollback.
    """
    try:
        check_may_publish(county, by, sent=False)
        with transaction.atomic():
            one_after_another(county)
            _check_no_other_way(county)
            return write_edition(
                county=county, document_number=document_number, published_on=published_on, by=by, notes=notes
            )
    except (PermissionDenied, NotPossible, BadNumber) as refusal:
        why = "NotAllowed" if isinstance(refusal, PermissionDenied) else "Refused"
        _remember_refusal(why, county, by)
        raise


def check_may_publish(county, by, sent=True):
    """Raises PermissionDenied; on record where something was `sent`."""
    if not rules.may_publish_edition(by, county):
        if sent:
            _remember_refusal("NotAllowed", county, by)
        raise PermissionDenied


def _remember_refusal(why, county, by):
    refusals.remember("publish_edition", by=by, subject=county.code, kind="county", why=why)


def _check_no_other_way(county):
    if steps := list_steps(county):
        ways = "、".join(step.label for step in steps)
        raise NotPossible(f"清单要先经过{ways}，才能公布。请从“拟编版次”送审。")
    if county.edition_drafts.filter(state__in=OPEN_DRAFTS).exists():
        raise NotPossible("有一份拟编版次正在办理，请在那里公布，或者先放弃它。")


def write_edition(
    *, county, document_number, published_on, by, notes="", approved=None, as_of=None, uuid=None
):
    """Write the edition and its event, in the caller's transaction and after the caller's checks; `uuid`: for which the caller
    claimed the number.

    `approved`: unsaved entries of the list of the day `as_of`, as it was passed; without them the list of the day it is published.
    """
    number = allot(county=county, series="edition", year=published_on.year)
    check_still_acts(by)
    previous = newest(county)
    if published_on > clock.today():
        raise NotPossible("公布日期不能晚于今天。")
    if previous and published_on < previous.published_on:
        raise NotPossible(f"公布日期不能早于上一版的公布日期（{plain_date(previous.published_on)}）。")
    entries = entries_on(county, published_on) if approved is None else approved
    changes = changes_since(previous, entries)
    if not changes and not previous:
        raise NotPossible("清单在这一天没有施行的事项，没有可以公布的。")
    if not changes:
        raise NotPossible("与上一版相比没有变化，不用公布新版。")
    document_number = check_form(document_number)
    if Edition.objects.filter(county=county, document_number=document_number).exists():
        raise NotPossible("这个文号已用于另一版清单。")
    notes = "\n".join(filter(None, [notes, kind_names.sentence(changes.renamed)]))
    edition_uuid = uuid or uuid4()
    # one number serves one thing of the county, a notice or a list
    document_number = claim(county=county, number=document_number, subject=edition_uuid, organ=by.unit.name)
    edition = Edition.objects.create(
        uuid=edition_uuid,
        county=county,
        year=published_on.year,
        number=number,
        title=f"{county.name}乡镇职责任务清单",
        document_number=document_number,
        published_on=published_on,
        as_of=as_of,
        published_by=by.label,
        notes=notes,
        size=len(entries),
        **changes.numbers,
        sha256=digest(entry.snapshot for entry in entries),
    )
    for entry in entries:
        entry.edition = edition
    EditionEntry.objects.bulk_create(entries, batch_size=500)
    paper = papers.edition(edition, entries, changes, previous, by=by)
    changed(county)
    _record(edition, paper, by)
    return edition


def _record(edition, paper, by):
    record(
        actor=by.as_actor(),
        verb="publish_edition",
        subject=str(edition.uuid),
        subject_kind="edition",
        content_hash=edition.sha256,
        data={"year": edition.year, "number": edition.number, "size": edition.size} | words.kept([paper]),
    )
