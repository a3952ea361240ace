"""A file on its way into the list: uploaded and settled by the office, confirmed by its head, written as one transaction.

upload → settle → check → confirm → run. `check` and `run` may be done by a process of their own (`work`, manage.py work_imports):
they take no seat from the browser, but act for the one on record.
"""

import hashlib
import logging
from contextlib import contextmanager
from datetime import date
from uuid import NAMESPACE_OID, uuid4, uuid5

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from accounts.acting import acting_for
from accounts.models import User
from audit import clock, refusals
from audit.record import canonical, record
from documents.files import BadFile, discarded_on_rollback, store
from documents.numbers import BadNumber, claim
from registry import rules
from registry.actions.duties import NotPossible
from registry.actions.editions import write_edition
from registry.actions.importing import write_plan
from registry.actions.shared import check_still_acts, one_after_another
from registry.draft_flow import FROZEN
from registry.filling import keeping
from registry.importing import cells, guarding, kept, progress, settling
from registry.importing.outdated import said_outdated
from registry.importing.planning import NEW
from registry.importing.reading import read
from registry.importing.returning import returning
from registry.models import Duty, Edition, ListImport, ListKind
from registry.states import AT_WORK, SETTLEABLE, ImportState

KIND = "list_import"
NOT_AS_SHOWN = "您打开页面以后，这份文件的栏目又有修改，预览变了。请重新看过预览，再确认导入。"
BY_THE_DATABASE = (
    "写入时数据库出错，没有导入一行。可能是别的操作正在修改同样的事项，或者数据库暂时不能用。"
    "请重新核对，再确认导入；仍然这样的，请告知系统管理员，原因写在服务器的日志里。"
)

log = logging.getLogger(__name__)


@contextmanager
def _act(verb, by, subject, allowed):
    """One transaction, with the files it stored; what was refused stands on record after it was rolled back."""
    try:
        if not allowed:
            raise PermissionDenied
        with discarded_on_rollback(), transaction.atomic():
            yield
            check_still_acts(by)  # the locks are held by now; what was written is undone
    except (PermissionDenied, NotPossible, BadNumber) as refused:
        why = "NotAllowed" if isinstance(refused, PermissionDenied) else "Refused"
        refusals.remember(verb, by=by, subject=str(subject), kind=KIND, why=why)
        raise


def _read(row, rows=ListImport.objects):
    """As it is now; its plan, a line for every row of the file, is read where it is asked for."""
    return rows.select_related("county", "list_kind", "file").defer("plan").get(pk=row.pk)


def _locked(row, *states):
    row = _read(row, ListImport.objects.select_for_update(of=("self",), no_key=True))
    if row.state not in states:
        raise NotPossible(f"这份文件现在是“{row.get_state_display()}”，页面已经过期，请刷新后再办。")
    return row


def _record(verb, row, actor, source="", **data):
    record(
        actor=actor,
        verb=verb,
        subject=str(row.uuid),
        subject_kind=KIND,
        source=source,
        target=row.state,
        content_hash=row.file.sha256,
        data=data,
    )


def _digest(upload):
    found = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    return found


def upload_list(*, county, list_kind, upload, by, form_key=""):
    """Keep the file and what its headings suggest. BadFile, in Chinese, where it is no table that can be read.

    The same form (`form_key`) again is the import there is already.
    """
    allowed = rules.may_prepare_list(by, county)
    if allowed:
        sheets = read(upload, guarding.check_upload(upload))
        upload.seek(0)
    with _act("upload_list", by, county.code, allowed):
        sent = canonical([county.pk, list_kind.pk, form_key, upload.name, _digest(upload)])
        uuid = uuid5(NAMESPACE_OID, sent) if form_key else uuid4()
        one_after_another(county)  # the same form again waits here
        if there := ListImport.objects.filter(uuid=uuid).first():
            return there
        row = ListImport.objects.create(
            uuid=uuid,
            county=county,
            list_kind=list_kind,
            file=store(upload, by=by, taken=guarding.TAKEN),
            choices={
                "sheets": settling.suggested(sheets, list_kind),
                "units": settling.explained(sheets, county),
            },
            rows_total=sum(len(sheet.rows) for sheet in sheets),
            created_by=str(by.as_actor()),
        )
        _record("upload_list", row, by.as_actor(), rows=row.rows_total)
        transaction.on_commit(lambda: cells.keep(row, sheets))
    return row


def settle_import(*, row, choices, by):
    """What the columns mean and which units are meant; the check is then to be done (work)."""
    with _act("settle_list", by, row.uuid, rules.may_prepare_list(by, row.county)):
        row = _locked(row, *SETTLEABLE)
        source, row.state = row.state, ImportState.CHECKING
        row.choices, row.problems, row.plan, row.rows_done = choices, [], {}, 0
        row.save(update_fields=["choices", "problems", "plan", "rows_done", "state"])
        _record("settle_list", row, by.as_actor(), source, **settling.put_right_of(choices))
    return row


def remember_choices(*, row, choices, by):
    """Choices half-way: another header row was asked for, and its columns have to be seen before they are settled."""
    with _act("settle_list", by, row.uuid, rules.may_prepare_list(by, row.county)):
        row = _locked(row, *SETTLEABLE)
        row.state, row.choices, row.problems, row.plan = ImportState.MATCHING, choices, [], {}
        row.save(update_fields=["state", "choices", "problems", "plan"])
    return row


def check_import(*, row, told=lambda done, total: None):
    """The plan of a settled import; with problems it goes back to be put right, and nothing can be imported."""
    lines, grounds = None, kept.grounds(row)
    row = _read(row)  # its kind and county as they are by the grounds, not as whoever began read them
    try:
        lines = settling.lines_settled(row, cells.sheets_of(row))
        plan = settling.plan_of(row, lines, lambda done: told(done, len(lines.found)))
        problems = [problem.as_data() for problem in plan.problems]
        if not (plan.rows or problems or plan.unknown):
            problems = [_said("没有读到可以导入的行，请核对表头在第几行。")]
        returns = returning(row.list_kind, [each.entry for each in plan.rows if each.what == NEW])
    except BadFile as bad:
        plan, problems = None, [_said(str(bad))]
    with transaction.atomic():
        row = _locked(row, ImportState.CHECKING)
        row.plan = settling.as_data(plan, returns) | kept.keep(row, plan, grounds) if plan else {}
        row.plan["problems"] = len(problems)
        row.problems = problems[: settling.KEPT_PROBLEMS]
        row.rows_done = len(lines.found) if lines else 0
        clean = plan and not problems and not plan.unknown
        row.state = ImportState.CHECKED if clean else ImportState.MATCHING
        row.save(update_fields=["plan", "problems", "rows_done", "state"])
    return row


def _said(text):
    return {"sheet": "", "row": 0, "column": "", "text": text}


def confirm_import(
    *,
    row,
    by,
    document_number="",
    approval=None,
    without_approval=False,
    effective_from=None,
    ends_missing=False,
    first_edition_on=None,
    shown=None,
):
    """The head's word that the plan shown is to be carried out; with a day, its outcome is published as edition 1.

    `approval`: an upload of the document that approved the list, kept beside the list's own file; without one, that of an
    earlier word that could not be carried out stays, unless it is to go on `without_approval`.

    `shown`: the mark of the preview that was read (settling.mark); NotPossible where it says something else by now.
    """
    with _act("confirm_list", by, row.uuid, rules.may_keep_list(by, row.county)):
        row = _locked(row, ImportState.CHECKED)
        if shown is not None and shown != settling.mark(row):
            raise NotPossible(NOT_AS_SHOWN)
        if first_edition_on:
            _check_first(row.county)
        row.state = ImportState.IMPORTING
        row.document_number, row.effective_from = document_number, effective_from
        if approval or without_approval:
            row.approval = store(approval, by=by) if approval else None
        row.choices["confirmed"] = {
            "user": by.user.pk,
            "key": by.key,
            "by": str(by.as_actor()),
            "ends_missing": bool(ends_missing),
            "first_edition_on": first_edition_on.isoformat() if first_edition_on else "",
        }
        row.save(update_fields=["state", "document_number", "approval", "effective_from", "choices"])
        approved = {"approval": row.approval.sha256} if row.approval else {}
        _record(
            "confirm_list",
            row,
            by.as_actor(),
            ImportState.CHECKED,
            ends_missing=bool(ends_missing),
            **approved,
        )
    return row


def _check_first(county):
    """No edition before it, and none on its way: what a draft was sent as, and what of it the bodies pass, is compared with
    the edition there was then (record 0040)."""
    if Edition.objects.filter(county=county).exists():
        raise NotPossible("已经公布过清单，不能再作为基础清单导入。")
    if county.edition_drafts.filter(state__in=FROZEN).exists():
        raise NotPossible(
            "有一份拟编版次已经送审，不能再作为基础清单导入。请先撤回它，或者导入时不作为基础清单。"
        )


def run_import(*, row, told=lambda done, total: None):
    """Write what was confirmed, all of it or nothing; whatever stands in the way is told on the import's page."""
    try:
        with transaction.atomic():
            return _run(_locked(row, ImportState.IMPORTING), told)
    except (NotPossible, BadNumber, BadFile, PermissionDenied) as reason:
        why = str(reason) or "确认导入的岗位已经不能办理这件事。"
    except DatabaseError:
        # where it cannot be told either, the import stays as one that died, and is begun again
        log.exception("the import %s was undone by the database", row.uuid)
        why = BY_THE_DATABASE
    with transaction.atomic():
        row = _locked(row, ImportState.IMPORTING)
        row.state, row.problems = ImportState.FAILED, [_said(why)]
        row.save(update_fields=["state", "problems"])
    return row


def _run(row, told):
    by = _confirmed_by(row)
    confirmed = row.choices["confirmed"]
    # one import of a county after the other: a code that two files bring, be it for two kinds, is given once
    one_after_another(row.county)
    edition = uuid4()
    if confirmed[
        "first_edition_on"
    ]:  # before the list is held: a notice of the same number has its own before it asks for a duty
        claim(county=row.county, number=row.document_number, subject=edition, organ=by.unit.name)
    # the row that gives numbers: nobody enters a duty of the kind meanwhile, and the plan below stays true
    kind = (
        ListKind.objects.select_for_update(of=("self",), no_key=True)
        .select_related("county")
        .get(pk=row.list_kind_id)
    )
    row.list_kind = kind
    # nor does a duty of it get another text, or a township leave it: what is read below is what is written upon
    list(Duty.objects.select_for_update(no_key=True).filter(list_kind=kind).order_by("pk").values_list("pk"))
    plan = kept.taken_up(row) or _planned_anew(row)
    counts = write_plan(
        kind=kind,
        plan=plan,
        told=told,
        document_number=row.document_number,
        effective_from=row.effective_from,
        ends_missing=confirmed["ends_missing"],
        is_sample=row.county.is_demo,
    )
    if day := confirmed["first_edition_on"]:
        _check_first(row.county)
        row.edition = write_edition(
            county=row.county,
            document_number=row.document_number,
            published_on=date.fromisoformat(day),
            by=by,
            uuid=edition,
        )
    row.state, row.finished_at = ImportState.DONE, clock.now()
    row.save(update_fields=["state", "finished_at", "edition"])
    _record("import_list", row, by.as_actor(), ImportState.IMPORTING, **counts)
    transaction.on_commit(lambda: kept.forget(row.uuid))
    return row


def _planned_anew(row):
    """The Plan of the list as it is now, where it is the one that was shown; else NotPossible."""
    plan = settling.plan_of(row, settling.lines_settled(row, cells.sheets_of(row)))
    if plan.problems or plan.unknown or kept.digest(plan) != kept.remembered(row)["digest"]:
        raise NotPossible(said_outdated(row, plan))
    return plan


def _confirmed_by(row):
    """The seat that confirmed, if it may still do so today."""
    confirmed = row.choices["confirmed"]
    user = User.objects.get(pk=confirmed["user"])
    seats = [each for each in acting_for(user, clock.today()) if each.key == confirmed["key"]]
    if not seats or not rules.may_keep_list(seats[0], row.county):
        raise PermissionDenied
    return seats[0]


def work(row, *, anywhere=False):
    """Do what the import waits for: here where the file is small (or `anywhere` is fine), else by a process of its own."""
    if row.rows_total > settings.IMPORT_ROWS_IN_REQUEST and not anywhere:
        progress.begin(row.uuid)
        return row
    with progress.held(row.uuid) as tell, keeping():
        step = {ImportState.CHECKING: check_import, ImportState.IMPORTING: run_import}.get(row.state)
        return step(row=row, told=tell) if step else row


def resume_import(*, row, by):
    """Begin again a run that died; one that is under way goes on alone."""
    with _act("resume_list", by, row.uuid, rules.may_prepare_list(by, row.county)):
        row = _locked(row, *AT_WORK)
        if not progress.of(row.uuid).died:
            raise NotPossible("还在办理，请稍候。")
        _record("resume_list", row, by.as_actor(), row.state)
    return row


def drop_import(*, row, by):
    """The file is kept, nothing of it enters the list."""
    with _act("drop_list", by, row.uuid, rules.may_prepare_list(by, row.county)):
        row = _locked(row, *SETTLEABLE)
        source, row.state = row.state, ImportState.DROPPED
        row.save(update_fields=["state"])
        _record("drop_list", row, by.as_actor(), source)
        transaction.on_commit(lambda: kept.forget(row.uuid))
    return row
