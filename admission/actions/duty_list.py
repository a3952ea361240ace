"""What an approval does to the duty list, in the same transaction (灵川 第四条, 第八条)."""

from admission.states import Kind
from registry.actions import DutyFacts, NotPossible, enter_duty, retire_duty, set_effective, set_end

FACTS = (
    "name",
    "township_duties",
    "department_duties",
    "basis",
    "boundary",
    "transfer_mode",
    "township_role",
    "source_kind",
    "term_from",
    "term_until",
    "why_temporary",
    "guarantee_funding",
    "guarantee_staff",
    "guarantee_technology",
    "guarantee_training",
    "is_public",
    "publication_ground",
)


def settle(step):
    """What this kind's approval does. 调整 and 取消 take the same path but are not offered yet."""
    match step.case.kind:
        case Kind.ADMISSION:
            _enter(step)
        case Kind.REVOCATION:
            _retire(step)
        case _:
            step.refuse("本系统还不能办理这一种申请。")


def _enter(step):
    """Write the admitted duty into the list, 已准入待生效, in this same transaction (第八条)."""
    case, version, review = step.case, step.case.version, step.case.review
    facts = DutyFacts(
        service_centre=_service_centre(case), **{name: getattr(version, name) for name in FACTS}
    )
    try:
        case.entered = enter_duty(
            county=case.county,
            facts=facts,
            townships=list(version.townships.all()),
            list_kind=review.list_kind,  # fits the term, or the case is not favoured: `InitialReview.fits`
            category=review.category,
            department=version.department,
            case=str(case.uuid),
            case_number=case.number,
            is_sample=case.county.is_demo,
        )
    except NotPossible as reason:
        step.refuse(str(reason))
    step.fact(duty=str(case.entered.duty.uuid))


def _service_centre(case):
    """What 政管办 found: stationed in the township's convenience centre or not (第二条)."""
    for review in case.dossier.reviews:
        if review.question == "service_centre" and (opinion := case.dossier.opinion(review)):
            # the regime file's check knows these keys; 不涉及本单位职责 comes without a finding
            return "not_concerned" if opinion.finding in ("", "not_involved") else opinion.finding
    return ""


def _retire(step):
    """The townships named are 已撤销待生效 until the notice gives their last day."""
    case = step.case
    try:
        step.fact(duty=str(case.duty.uuid))
        retire_duty(
            duty=case.duty,
            townships=list(case.version.townships.all()),
            kind=case.version.ground,
            case=str(case.uuid),
        )
    except NotPossible as reason:
        step.refuse(str(reason))


def take_effect(step, number, issued_on, effective_on):
    """The notice's date: the duty in force from it, or the last day of a revoked one."""
    case = step.case
    try:
        if case.kind == Kind.REVOCATION:
            if case.version.townships.exists() and _pending_end(case):
                set_end(
                    duty=case.duty,
                    townships=_pending_end(case),
                    case=str(case.uuid),
                    document_number=number,
                    ended_on=effective_on,
                )
        else:
            set_effective(
                version=case.entered,
                document_number=number,
                issued_on=issued_on,
                effective_from=effective_on,
            )
    except NotPossible as reason:
        step.refuse(str(reason))


def _pending_end(case):
    """Townships that still wait for their last day; an expired duty has nothing left to end."""
    return [
        row.township
        for version in case.duty.versions.all()
        for row in version.carriers.select_related("township").filter(
            end_pending=True, end_case=str(case.uuid)
        )
    ]
