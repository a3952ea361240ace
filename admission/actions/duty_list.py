"""What an approval does to the duty list, in the same transaction (灵川 第四条, 第五条, 第八条)."""

from datetime import timedelta

from accounts.models import NoticeKind
from admission.actions.asking import tell_all
from admission.conditions import no_hard_finding
from admission.listed import FACTS, carrying
from admission.problems import Problem
from admission.states import Kind
from config.templatetags.chinese import plain_date
from registry.actions import (
    DutyFacts,
    NotPossible,
    amend_duty,
    enter_duty,
    hold_duties,
    hold_kinds,
    retire_duty,
    set_effective,
    set_end,
)
from registry.states import EndKind, ServiceCentre


def approve(step):
    """The last word of approval, whoever's it was: the list, and everybody is told that the notice is to come."""
    settle(step)
    case = step.case
    tell_all(step, f"{case.state_label}，待印发通知：{case.title}", leaders=NoticeKind.TURN)


def settle(step):
    """What this kind's approval does; refused, with the reason, where the list does not allow it any more."""
    _look_again(step)
    try:
        match step.case.kind:
            case Kind.ADMISSION:
                _enter(step)
            case Kind.ADJUSTMENT:
                _amend(step)
            case Kind.CANCELLATION:
                _retire(step, carrying(step.case.duty), EndKind.CANCELLED)
            case Kind.REVOCATION:
                # each ground of a revocation is a kind of an end (`EndKind`)
                _retire(step, step.case.version.townships.all(), step.case.version.ground)
    except NotPossible as reason:
        step.refuse(str(reason))


def _look_again(step):
    """The list may have changed since this act looked at it: an import holds its kind of list for seconds, and who waited for it
    would list a duty a second time, or write over a text that is not the one that was to be adjusted."""
    case = step.case
    hold_kinds(case.county)
    if case.duty:
        hold_duties([case.duty_id])
        case.duty.refresh_from_db()
    case.forget()
    if problems := no_hard_finding(case):
        step.refuse(*problems)


def _enter(step):
    """Write the admitted duty into the list, 已准入待生效, in this same transaction (第八条)."""
    case, version, review = step.case, step.case.version, step.case.review
    case.entered = enter_duty(
        county=case.county,
        facts=_facts(case),
        townships=list(version.townships.all()),
        list_kind=review.list_kind,  # fits the term, or the case is not favoured: `InitialReview.fits`
        category=review.category,
        department=version.department,
        case=str(case.uuid),
        case_number=case.number,
        is_sample=case.county.is_demo,
    )
    step.fact(duty=str(case.entered.duty.uuid))


def _amend(step):
    """The duty's next text; in another list, as a temporary one turned standing, it is another duty and ends here."""
    case, version = step.case, step.case.version
    if case.review.list_kind_id != case.duty.list_kind_id:
        _enter(step)
        _retire(step, carrying(case.duty), EndKind.MOVED)
        return
    case.entered = amend_duty(
        duty=case.duty,
        facts=_facts(case),
        townships=list(version.townships.all()),
        department=version.department,
        case=str(case.uuid),
        case_number=case.number,
    )
    step.fact(duty=str(case.duty.uuid))


def _facts(case):
    """What the text says: as applied for, and what no application of the kind speaks of as the list has it."""
    said = {name: getattr(case.version, name) for name in FACTS} | {"service_centre": _service_centre(case)}
    if case.amends:
        said["service_centre"] = said["service_centre"] or case.amends.service_centre
        said["texts"] = case.amends.texts
    return DutyFacts(**said)


def _service_centre(case):
    """What 政管办 found: stationed in the township's convenience centre or not (第二条)."""
    for review in case.dossier.reviews:
        if review.question == "service_centre" and (opinion := case.dossier.opinion(review)):
            # the regime file's check knows these keys; 不涉及本单位职责 comes without a finding
            found = opinion.finding
            return ServiceCentre.NOT_CONCERNED.value if found in ("", "not_involved") else found
    return ""


def _retire(step, townships, kind):
    """The townships are 已撤销待生效 until the notice gives their last day."""
    case = step.case
    step.fact(duty=str(case.duty.uuid))
    retire_duty(duty=case.duty, townships=list(townships), kind=kind, case=str(case.uuid))


def take_effect(step, number, issued_on, effective_on):
    """The notice's date: the text in force from it, or the last day of what was cancelled or revoked."""
    case = step.case
    if case.entered and case.duty_id:
        hold_duties([case.entered.duty_id, case.duty_id])  # gone over into another list: two duties
    try:
        if case.entered:
            set_effective(
                version=case.entered,
                document_number=number,
                issued_on=issued_on,
                effective_from=effective_on,
                category=case.review.category,
            )
        if rows := _pending_end(case):
            last = effective_on - timedelta(days=1) if case.entered else effective_on
            _refuse_before_it_began(step, rows, last)
            set_end(
                duty=case.duty,
                townships=[row.township for row in rows],
                case=str(case.uuid),
                document_number=number,
                ended_on=last,
            )
    except NotPossible as reason:
        step.refuse(str(reason))


def _refuse_before_it_began(step, rows, last):
    """A text that begins on the day, or later, has no last day before it (a temporary duty turned standing at once)."""
    days = [row.version.effective_from for row in rows]
    begun = max(filter(None, days), default=last)  # of one that never began, the list itself says why
    if last < begun and step.case.entered:
        earliest = plain_date(begun + timedelta(days=1))
        text = f"现行文本{plain_date(begun)}起施行，调整后的最早从第二天（{earliest}）起生效。"
        step.refuse(Problem(text, "effective_on"))
    if last < begun:
        text = f"终止日期不能早于现行文本的施行日期（{plain_date(begun)}）。"
        step.refuse(Problem(text, "effective_on"))


def _pending_end(case):
    """The rows of townships that still wait for their last day; an expired duty has nothing left to end."""
    if case.duty is None:
        return []
    return [
        row
        for version in case.duty.versions.all()
        for row in version.carriers.select_related("township", "version").filter(
            end_pending=True, end_case=str(case.uuid)
        )
    ]
