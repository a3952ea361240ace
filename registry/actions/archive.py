"""历史档案: a case decided before this system is put down as it was; no procedure, no figures."""

from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import County
from audit import clock, refusals
from audit.record import record
from documents.files import discarded_on_rollback, store
from registry import rules
from registry.actions.duties import NotPossible
from registry.actions.shared import check_still_acts
from registry.changes import changed
from registry.models import ArchivedCase


@contextmanager
def _act(verb, by, county):
    try:
        if not rules.may_prepare_list(by, county):
            raise PermissionDenied
        with discarded_on_rollback(), transaction.atomic():
            # two at once with the same number: the second waits here and is told
            County.objects.select_for_update(no_key=True).get(pk=county.pk)
            yield
            check_still_acts(by)  # the locks are held by now; what was written is undone
    except (PermissionDenied, NotPossible) as refused:
        why = "NotAllowed" if isinstance(refused, PermissionDenied) else "Refused"
        refusals.remember(verb, by=by, subject=county.code, kind="county", why=why)
        raise


def archive_case(*, county, by, facts, uploads=()):
    """One former case with its files. `facts`: the fields of ArchivedCase; its number is the county's only one."""
    with _act("archive_case", by, county):
        if ArchivedCase.objects.filter(county=county, number=facts["number"]).exists():
            raise NotPossible(f"编号“{facts['number']}”已经登记过。")
        case = ArchivedCase.objects.create(county=county, **facts, **_by(by))
        case.files.set([store(upload, by=by) for upload in uploads])
        record(
            actor=by.as_actor(),
            verb="archive_case",
            subject=str(case.uuid),
            subject_kind="archived_case",
            data={"files": len(uploads)},
        )
        changed(county)  # the duty's page points to it
    return case


def archive_cases(*, county, by, rows, upload):
    """Many at once from a table, all or none: `rows` are the facts of each. The table is kept."""
    with _act("archive_cases", by, county):
        numbers = [row["number"] for row in rows]
        known = ArchivedCase.objects.filter(county=county, number__in=numbers).values_list(
            "number", flat=True
        )
        if known:
            raise NotPossible(f"这些编号已经登记过：{'、'.join(sorted(known)[:10])}。")
        file = store(upload, by=by, taken=("xlsx", "xls", "csv"))
        cases = ArchivedCase.objects.bulk_create(
            ArchivedCase(county=county, **row, **_by(by)) for row in rows
        )
        record(
            actor=by.as_actor(),
            verb="archive_cases",
            subject=county.code,
            subject_kind="county",
            content_hash=file.sha256,
            data={"rows": len(cases)},
        )
        changed(county)
    return cases


def complete_archived_case(*, case, by, duty=None, uploads=()):
    """What the table did not bring: documents beside those there are, and the duty it was about; one that was named wrong is put
    right, which the record keeps. Nothing is taken away."""
    with _act("complete_archived_case", by, case.county):
        case = ArchivedCase.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
        before = case.duty
        if not uploads and duty in (None, before):
            raise NotPossible("没有补充：请选择文件，或者填写清单编号。")
        case.files.add(*[store(upload, by=by) for upload in uploads])
        if duty is not None:
            case.duty = duty
            case.save(update_fields=["duty"])
        record(
            actor=by.as_actor(),
            verb="complete_archived_case",
            subject=str(case.uuid),
            subject_kind="archived_case",
            data={
                "files": len(uploads),
                "duty": duty.code if duty else "",
                **({"duty_before": before.code} if duty and before else {}),
            },
        )
        changed(case.county)  # the duty's page points to it
    return case


def _by(by):
    return {"recorded_at": clock.now(), "recorded_by": str(by.as_actor())}
