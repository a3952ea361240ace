"""勘误 by two persons of the office: proposed, then confirmed or refused by another (I-53, I-68)."""

from contextlib import contextmanager
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import NoticeKind, Unit
from accounts.notices import notify
from audit import clock, refusals, words
from audit.record import record
from documents.numbers import BadNumber, check_form
from regimes.queries import kinds_taken
from registry import columns, papers, rules, search_index
from registry.actions.duties import NotPossible, text_to_search
from registry.actions.shared import check_still_acts
from registry.changes import changed
from registry.models import Corrigendum, Duty, DutyTownship, DutyVersion
from registry.normalize import grown_too_long, normalized
from registry.queries import carried_on, current_on
from registry.slips import HINTS, is_slip, kind_of
from registry.triggers import VERSION_TEXTS

FIELDS = (
    "name",
    "township_duties",
    "department_duties",
    "boundary",
    "basis",
    "why_temporary",
    "guarantee_funding",
    "guarantee_staff",
    "guarantee_technology",
    "guarantee_training",
    "document_number",
)
"""What a 勘误 may touch: texts. Who carries it, its term and whether it is public are never slips."""
COPIED = tuple(
    name
    for name in VERSION_TEXTS
    if name not in ("uuid", "number", "is_corrigendum", "corrected_from", "entered_at")
)
CARRIED = ("township_id", "ended_on", "end_pending", "end_kind", "end_document", "end_case")


class Settled(Exception):
    """The proposal was settled meanwhile."""


def fields_of(version):
    """[(field, label, text as it stands)] of the texts of a version that are there; own columns as texts.key."""
    kind = version.duty.list_kind
    own = {column.storage: column.label for column in columns.columns_of(kind) if column.storage}
    rows = [(name, own.get(name) or columns.STORAGES[name], getattr(version, name)) for name in FIELDS]
    rows += [
        (f"texts.{column.key}", column.label, version.texts.get(column.key, ""))
        for column in columns.columns_of(kind)
        if not column.storage
    ]
    return [row for row in rows if row[2]]


def published_text(duty):
    """The duty's text that counts today and that a 勘误 may correct; NotPossible says why there is none."""
    today = clock.today()
    versions = list(duty.versions.select_related("duty__list_kind", "department").order_by("number"))
    current = duty.versions.filter(current_on(today)).first()
    version = next((each for each in versions if current and each.pk == current.pk), None)
    if version is None or not version.is_public:
        raise NotPossible("这一事项没有公开的现行文本，不用勘误。")
    if versions[-1].pk != version.pk:
        raise NotPossible("这一事项已有新文本待生效，请在新文本里一并改正。")
    return version


def propose_corrigendum(*, duty, field, kind, new_text, reason, by):
    """One person's proposal; the text of the list stays as it is."""
    try:
        _check_office(by, duty.county)
        with transaction.atomic():
            duty = (
                Duty.objects.select_for_update(of=("self",), no_key=True)
                .select_related("list_kind")
                .get(pk=duty.pk)
            )
            check_still_acts(by)
            version = published_text(duty)
            old = {name: text for name, _, text in fields_of(version)}.get(field)
            if old is None:
                raise NotPossible("这一栏没有文字，不能勘误。")
            new = check_slip(version, field, kind, old, new_text)
            corrigendum = _create(version, field, kind, old, new, reason, by)
            _record("propose_corrigendum", corrigendum, by)
            return corrigendum
    except (PermissionDenied, NotPossible, BadNumber) as refusal:
        _remember("propose_corrigendum", by, duty.uuid, "duty", refusal)
        raise


def _check_office(by, county):
    if not rules.is_office(by, county):
        raise PermissionDenied


def check_slip(version, field, kind, old, new_text):
    """The new text in its form; NotPossible where the difference is more than a slip of this kind."""
    new = check_form(new_text) if field == "document_number" else new_text
    if new == old:
        raise NotPossible("与原文相同，没有要更正的。")
    units = list(Unit.objects.filter(county=version.duty.county_id).values_list("name", "short_name"))
    if not is_slip(kind, old, new, units):
        if fits := kind_of(old, new, units):
            raise NotPossible(f"这处更正属于“{fits.label}”，种类请选“{fits.label}”。")
        other = "，请走调整程序" if "adjustment" in kinds_taken(version.duty.county) else ""
        raise NotPossible(f"这不是勘误{other}。（{HINTS[kind]}。）")
    if field == "name" and len(new) > DutyVersion._meta.get_field("name").max_length:
        raise NotPossible("事项名称太长。")
    if field == "name" and (said := grown_too_long(new)):
        raise NotPossible(f"{said}。")
    return new


def _create(version, field, kind, old, new, reason, by):
    try:
        with transaction.atomic():
            return Corrigendum.objects.create(
                version=version,
                field=field,
                kind=kind,
                old_text=old,
                new_text=new,
                reason=reason,
                proposed_at=clock.now(),
                proposed_by=by.user,
                proposed_label=by.label,
            )
    except IntegrityError:
        raise NotPossible("这一文本已有一件勘误待复核，复核以后再提。") from None


def confirm_corrigendum(*, corrigendum, by):
    """The corrected text takes the place of the other: today, or tomorrow where that one began today.

    A text always counts for a day at least, so that every day has one text. Document, date and case stay those of
    the text corrected, and so do its townships with their ends. The department and the townships are told. Settled
    meanwhile → Settled.
    """
    with _settling("confirm_corrigendum", corrigendum, by) as locked:
        version = published_text(locked.version.duty)
        if version.pk != locked.version_id:
            raise NotPossible("这一文本已经修订，请不予勘误，需要的对新文本另提。")
        # the units may have changed since it was proposed
        check_slip(version, locked.field, locked.kind, locked.old_text, locked.new_text)
        label = next(label for name, label, _ in fields_of(version) if name == locked.field)
        locked.result = _replace(version, locked)
        locked.paper = papers.corrigendum(locked, label=label, by=by)
        _tell(locked)
    return locked.result


def _tell(settled):
    """The units that the 勘误通知 is addressed to, where they read it."""
    text = settled.result
    townships = [row.township for row in text.carriers.select_related("township")]
    notify(
        units=[*filter(None, [text.department]), *townships],
        title=f"勘误：{text.duty.code}　{text.name}",
        url=reverse("corrigendum-paper", args=[settled.uuid]),
        kind=NoticeKind.RESULT,
    )


def refuse_corrigendum(*, corrigendum, by, reason):
    with _settling("refuse_corrigendum", corrigendum, by) as locked:
        locked.refusal = reason
    return locked


@contextmanager
def _settling(verb, corrigendum, by):
    """Lock the duty, then the proposal; check who settles it; afterwards write who did, and the event."""
    try:
        with transaction.atomic():
            Duty.objects.select_for_update(no_key=True).get(pk=corrigendum.version.duty_id)
            locked = (
                Corrigendum.objects.select_for_update(of=("self",), no_key=True)
                .select_related("version__duty__county", "version__duty__list_kind")
                .get(pk=corrigendum.pk)
            )
            _check_office(by, locked.version.duty.county)
            check_still_acts(by)
            if locked.settled_at:
                raise Settled
            if not rules.may_settle_corrigendum(by, locked):
                raise PermissionDenied("勘误由提出人以外的另一人复核。")
            yield locked
            locked.settled_at, locked.settled_by, locked.settled_label = clock.now(), by.user, by.label
            locked.save()
            _record(verb, locked, by, words.kept([locked.paper] if locked.result else []))
    except (PermissionDenied, NotPossible, BadNumber, Settled) as refusal:
        _remember(verb, by, corrigendum.uuid, "corrigendum", refusal)
        raise


def first_day(version):
    """From when a 勘误 of the text confirmed today counts: at once; a text counts one day at least (record 0014)."""
    return max(clock.today(), version.effective_from + timedelta(days=1))


def _replace(version, corrigendum):
    effective = first_day(version)
    carriers = list(version.carriers.filter(carried_on(effective)))
    if not carriers or (version.term_until and version.term_until < effective):
        raise NotPossible("这一事项已经终止或到期，不再勘误。")
    new = DutyVersion(**{name: getattr(version, name) for name in COPIED})
    new.number, new.is_corrigendum, new.entered_at = version.number + 1, True, clock.now()
    new.corrected_from = version.in_force_from
    for name in ("document_number", "issued_on", "case", "case_number"):
        setattr(new, name, getattr(version, name))
    _put(new, corrigendum.field, corrigendum.new_text)
    new.normalized_name = normalized(new.name)
    new.search_text = text_to_search(version.duty, new, version.department, new.document_number)
    version.superseded_on = new.effective_from = effective
    version.save(update_fields=["superseded_on"])
    new.save(force_insert=True)
    DutyTownship.objects.bulk_create(
        DutyTownship(version=new, **{name: getattr(row, name) for name in CARRIED}) for row in carriers
    )
    Duty.objects.filter(pk=version.duty_id).update(name=new.name, normalized_name=new.normalized_name)
    search_index.put([version, new])
    changed(version.duty.county_id)
    return new


def _put(version, field, text):
    if field.startswith("texts."):
        version.texts = {**version.texts, field.removeprefix("texts."): text}
    else:
        setattr(version, field, text)


def _record(verb, corrigendum, by, kept=None):
    duty = corrigendum.version.duty
    record(
        actor=by.as_actor(),
        verb=verb,
        subject=str(corrigendum.uuid),
        subject_kind="corrigendum",
        data={"duty_code": duty.code, "slip": corrigendum.kind} | (kept or {}),
    )


def _remember(verb, by, subject, kind, refusal):
    why = {PermissionDenied: "NotAllowed", Settled: "Stale"}.get(type(refusal), "Refused")
    if by is not None:
        refusals.remember(verb, by=by, subject=str(subject), kind=kind, why=why)
