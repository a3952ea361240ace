"""How a case begins: a new draft, of a listed duty with its text, of an ended case with what that one said."""

from django.db import transaction

from accounts.acting import still_acts
from accounts.succession import heir_or_self
from admission import access, rules, searched
from admission.act import NotAllowed, Refused, remember_refusal, take_form
from admission.actions.pinning import refuse_without_units
from admission.actions.texts import TIED, as_listed, said_by
from admission.checks import kind_of_applicant, not_standing
from admission.listed import carrying, listed_text, term_of
from admission.models import Application, Stay, Version
from admission.states import CHANGES, Kind
from audit import clock
from audit.record import record
from regimes.models import Regime
from regimes.queries import current_regime


def start(*, kind, by, applicant=None, duty=None, previous=None, form_key=""):
    """A new draft. With `applicant` the office registers a paper application (登记纸质申请, settled 31); with `previous` it says
    what that ended case said, and names it (据此再报).

    Raises NotAllowed, Refused, Repeated; what is not allowed or refused stands on record at the unit.
    """
    try:
        return _start(kind, by, applicant, duty, previous, form_key)
    except (NotAllowed, Refused) as refusal:
        if by is not None and by.unit is not None:
            remember_refusal("start", by.unit, by, refusal, kind="unit", source="")
        raise


def check_may_start(by):
    """Raises NotAllowed, with a sentence where the unit is no standing one (灵川 第七条)."""
    if by is not None and by.unit is not None and not by.unit.is_standing:
        raise NotAllowed(not_standing(by.unit))
    if not rules.may_apply(by):
        raise NotAllowed


def _start(kind, by, applicant, duty, previous, form_key):
    check_may_start(by)
    if not still_acts(by) or (previous and not rules.may_begin_again(previous, by)):
        raise NotAllowed
    on_paper = applicant is not None
    applicant = applicant or by.unit
    county = by.county
    try:
        regime = current_regime(county)
    except Regime.DoesNotExist:
        raise Refused("还没有载入制度，不能申请。") from None
    case = Application(
        county=county,
        kind=kind,
        regime=regime,
        applicant=applicant,
        created_by=by.user,
        duty=duty,
        amends=listed_text(duty) if kind in CHANGES else None,
        previous=previous,
        on_paper=on_paper,
        created_at=clock.now(),
        state_since=clock.now(),
    )
    if on_paper and not rules.is_office(case, by):
        raise NotAllowed
    refuse_without_units(regime)
    if kind not in case.rules.kinds:
        raise Refused("制度没有这种申请。")
    if refused := next(kind_of_applicant(case), None):
        raise Refused(f"{refused.text}（{refused.article}）")
    with transaction.atomic():
        used = take_form(form_key, by)
        case.save()
        version = Version.objects.create(
            application=case,
            number=1,
            created_at=case.created_at,
            created_by=by.user,
            **(said_by(previous.version) if previous else _from_duty(case)),
        )
        for name in TIED if previous else ():
            getattr(version, name).set(getattr(previous.version, name).all())
        if not previous:
            version.townships.set(_townships_of(case))
        case.version = version
        case.save(update_fields=["version"])
        searched.begun(case)
        Stay.objects.create(application=case, state=case.state, entered_at=case.created_at)
        access.sync(case)
        if used:
            used.result = str(case.uuid)
            used.save(update_fields=["result"])
        record(
            actor=by.as_actor(),
            verb="start",
            subject=str(case.uuid),
            subject_kind="application",
            target=case.state,
            data={"kind": kind, "on_paper": on_paper} | ({"previous": previous.uuid} if previous else {}),
            at=case.created_at,
        )
    return case


def _from_duty(case):
    """What is about a listed duty starts from its text; an admission from nothing but its department."""
    duty, applicant = case.duty, case.applicant
    if duty is None:
        return {"department": applicant if applicant.kind != "township" else None}
    if case.kind == Kind.ADJUSTMENT:
        led = case.amends.department
        return as_listed(case.amends) | {"department": heir_or_self(led)}
    current = listed_text(duty)
    copied = (
        "name",
        "basis",
        "township_duties",
        "department_duties",
        "boundary",
        "transfer_mode",
        "township_role",
        "term_from",
        "term_until",
    )
    # a temporary duty ends by the way it was admitted (阿荣旗 第四条第（四）项)
    said = {"department": heir_or_self(duty.department), "term": term_of(current)}
    return said | {name: getattr(current, name) for name in copied}


def _townships_of(case):
    """A township asks for itself, but for a change of the duty: that is all its townships' (灵川 第五条)."""
    if case.applicant.kind == "township" and case.kind not in CHANGES:
        return [case.applicant]
    return carrying(case.duty) if case.duty else []
