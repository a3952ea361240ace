"""Entering, amending, putting in force and ending a duty. Each is one transaction of its own or part of the caller's.

They take plain facts and know no procedure: the case that stands behind a change is named by its
uuid, and its events are recorded by the caller.
"""

import dataclasses
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction
from django.db.models import Max, Q

from accounts.succession import other_names, with_those_before
from documents.numbers import check_form
from registry import hit_facts, search_index
from registry.actions.shared import one_after_another
from registry.changes import changed
from registry.models import Duty, DutyTownship, DutyVersion, ListKind
from registry.normalize import grown_too_long, normalized


class NotPossible(Exception):
    """The list does not allow it; the message, in Chinese, says why."""


@dataclass(frozen=True, kw_only=True)
class DutyFacts:
    """What a version says; the fields are those of DutyVersion."""

    name: str
    township_duties: str
    department_duties: str
    basis: str
    boundary: str = ""
    transfer_mode: str = ""
    township_role: str = ""
    source_kind: str = ""
    term_from: date | None = None
    term_until: date | None = None
    why_temporary: str = ""
    guarantee_funding: str = ""
    guarantee_staff: str = ""
    guarantee_technology: str = ""
    guarantee_training: str = ""
    is_public: bool = True
    publication_ground: str = ""
    service_centre: str = ""
    texts: dict[str, str] = field(default_factory=dict)  # columns of the kind that no field above holds


@transaction.atomic
def enter_duty(
    *,
    county,
    facts,
    townships,
    list_kind,
    category,
    department,
    case="",
    case_number="",
    is_sample=False,
):
    """A new duty with its first version, 已准入待生效: not public until set_effective."""
    check_facts(facts, townships, list_kind, department)
    ListKind.objects.select_for_update(no_key=True).get(pk=list_kind.pk)
    serial, code = _next_number(list_kind)
    duty = Duty.objects.create(
        county=county,
        list_kind=list_kind,
        category=category,
        serial=serial,
        code=code,
        name=facts.name,
        normalized_name=normalized(facts.name),
        department=department,
        is_sample=is_sample,
    )
    return _write(duty, facts, townships, department, 1, case, case_number)


def _next_number(kind):
    """(serial, code) of its next duty. A file may have brought a number that begins like it into another list, before there was
    this kind; that one is passed over, as an import does."""
    serial = Duty.objects.filter(list_kind=kind).aggregate(last=Max("serial"))["last"] or 0
    while True:
        serial += 1
        code = f"{kind.prefix}{serial:03d}"
        if not Duty.objects.filter(county=kind.county_id, code=code).exists():
            return serial, code


@transaction.atomic
def amend_duty(*, duty, facts, townships, department, case="", case_number=""):
    """The next version, without effect until set_effective; refused while another waits for it."""
    duty = (
        Duty.objects.select_for_update(of=("self",), no_key=True).select_related("list_kind").get(pk=duty.pk)
    )
    check_facts(facts, townships, duty.list_kind, department)
    versions = duty.versions.all()
    if any(version.effective_from is None for version in versions):
        raise NotPossible("这一事项已有一次修订待生效，生效后才能再次修订。")
    number = max(version.number for version in versions) + 1
    return _write(duty, facts, townships, department, number, case, case_number)


def check_facts(facts, townships, list_kind, department):
    """NotPossible where a version may not say this (灵川 第六条 of its days)."""
    if department is None and not list_kind.may_lack_department:
        raise NotPossible("请选择牵头部门。")
    if department is None and facts.term_until:  # somebody has to see to its end
        raise NotPossible("有期限的事项须有牵头部门。")
    if not normalized(facts.name):
        raise NotPossible("请填写事项名称。")
    if said := grown_too_long(facts.name):
        raise NotPossible(f"{said}。")
    if not townships:
        raise NotPossible("请选择承担的乡镇。")
    if list_kind.temporary and not (facts.term_from and facts.term_until):
        raise NotPossible("临时性、阶段性职责须有起止日期。")
    if facts.term_from and facts.term_until and facts.term_until < facts.term_from:
        raise NotPossible("期限的结束日期不能早于开始日期。")
    if not facts.is_public and not facts.publication_ground.strip():
        raise NotPossible("不予公开须写明依据。")


def _write(duty, facts, townships, department, number, case, case_number):
    version = DutyVersion.objects.create(
        duty=duty,
        number=number,
        department=department,
        normalized_name=normalized(facts.name),
        case=str(case),
        case_number=case_number,
        search_text=text_to_search(duty, facts, department),
        **dataclasses.asdict(facts),
    )
    DutyTownship.objects.bulk_create(
        DutyTownship(version=version, township=township) for township in townships
    )
    search_index.put([version])
    changed(duty.county_id)
    return version


def text_to_search(duty, facts, department, document_number=""):
    """Everything of a version that a search looks at; `facts` may be the version itself."""
    names = other_names([department.pk])[department.pk] if department else ()
    return search_index.text(search_index.lines(duty, facts, department, document_number, names))


@transaction.atomic
def department_renamed(unit):
    """Every text that the unit leads is found by the name the unit has now, as the list shows it, by those it had, and by those of
    who goes on for it; what was left to it likewise. An import under way is waited for, and a duty that is about to get another
    text waits here."""
    one_after_another(unit.county)
    led = DutyVersion.objects.filter(department__in=with_those_before(unit))
    duties = Duty.objects.select_for_update(no_key=True).filter(pk__in=led.values("duty"))
    list(duties.order_by("pk").values_list("pk"))
    led = led.select_related("duty__county", "duty__category", "department")
    search_index.refold(DutyVersion, Duty, led, connection, other_names)


@transaction.atomic
def set_effective(*, version, document_number, issued_on, effective_from, category=None):
    """In force from that day; the text before it counts until the day before. Once a version.

    Townships whose end was already decided keep it on the new text. `category`: where the duty goes into another one.
    """
    duty = Duty.objects.select_for_update(no_key=True).get(pk=version.duty_id)
    version = DutyVersion.objects.select_related("department").get(pk=version.pk)
    if version.effective_from:
        raise NotPossible("这一文本已经生效，施行日期不能再改。")
    if version.term_until and version.term_until < effective_from:
        raise NotPossible("施行日期晚于这项职责的结束日期。")
    before = duty.versions.filter(effective_from__isnull=False, superseded_on__isnull=True).first()
    if before:
        if effective_from <= before.effective_from:
            raise NotPossible("施行日期须晚于现行文本的施行日期。")
        before.superseded_on = effective_from
        before.save(update_fields=["superseded_on"])
        _carry_ends(before, version, effective_from)
        hit_facts.put([before.pk])
    version.document_number = check_form(document_number)
    version.issued_on = issued_on
    version.effective_from = effective_from
    duty.name, duty.normalized_name = version.name, version.normalized_name
    duty.department = version.department
    duty.category = category or duty.category
    version.search_text = text_to_search(duty, version, version.department, version.document_number)
    version.save(update_fields=["document_number", "issued_on", "effective_from", "search_text"])
    duty.save(update_fields=["name", "normalized_name", "department", "category"])
    search_index.put([version])
    changed(duty.county_id)
    return version


def _carry_ends(before, version, effective_from):
    decided = before.carriers.filter(Q(end_pending=True) | Q(ended_on__gte=effective_from))
    for end in decided:
        version.carriers.filter(township=end.township_id).update(
            ended_on=end.ended_on,
            end_pending=end.end_pending,
            end_kind=end.end_kind,
            end_document=end.end_document,
            end_case=end.end_case,
        )


@transaction.atomic
def retire_duty(*, duty, townships, kind, case=""):
    """已撤销待生效 for the townships: they carry the duty until set_end names the last day."""
    rows = _carriers_to_end(duty, townships, end_pending=False, ended_on__isnull=True)
    for row in rows:
        row.end_pending, row.end_kind, row.end_case = True, kind, str(case)
    DutyTownship.objects.bulk_update(rows, ["end_pending", "end_kind", "end_case"])
    changed(duty.county_id)
    return rows


@transaction.atomic
def set_end(*, duty, townships, case="", document_number, ended_on):
    """The last day on which the townships carry the duty, after retire_duty by the same case."""
    rows = _carriers_to_end(duty, townships, end_pending=True, end_case=str(case))
    number = check_form(document_number)
    for row in rows:
        if row.version.effective_from > ended_on:
            raise NotPossible("终止日期早于现行文本的施行日期。")
        row.end_pending, row.ended_on, row.end_document = False, ended_on, number
    DutyTownship.objects.bulk_update(rows, ["end_pending", "ended_on", "end_document"])
    hit_facts.put({row.version_id for row in rows})
    changed(duty.county_id)
    return rows


def _carriers_to_end(duty, townships, **condition):
    """The rows of the text that counts now, one a township; all of them or none."""
    Duty.objects.select_for_update(no_key=True).get(pk=duty.pk)
    wanted = {township.pk: township for township in townships}
    rows = list(
        DutyTownship.objects.filter(
            version__duty=duty,
            version__effective_from__isnull=False,
            version__superseded_on__isnull=True,
            township__in=wanted,
            **condition,
        ).select_related("version", "township")
    )
    missing = set(wanted) - {row.township_id for row in rows}
    if missing or not wanted:
        names = "、".join(wanted[pk].short_name for pk in wanted if pk in missing) or "未选择乡镇"
        raise NotPossible(f"这些乡镇现在不能办理终止：{names}。")
    return rows
