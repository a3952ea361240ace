"""Which unit may touch which case now: derived from state and rows, stored as guardian's rows.

`grants_for` is the only place that says so and writes nothing; `sync` makes the stored rows agree. A grant
belongs to a unit's group and one case: never global, never a person's, and no superuser flag is asked.
"""

from django.contrib.auth.models import Permission
from django.db.models import Q

from accounts.models import Unit
from admission.models import ApplicationGroupObjectPermission, Review
from admission.rights import ANSWER, DECIDE, EDIT, GIVE_NOTICE, HANDLE, LABELS, TAKE_POSITION, VIEW
from admission.states import EDITABLE, ENDED, State


def grants_for(case):
    """{(group id, codename)} from the case's state and rows (workflow.md, “Who sees what”)."""
    fixed = {unit.key: unit.group_id for unit in _fixed_units(case)}
    bodies = case.rules.bodies
    office = fixed[bodies.office.unit_key]
    leaders = [fixed[body.office_unit_key] for body in bodies.decision]
    convenor = [fixed[bodies.convenor.unit_key]] if bodies.convenor else []
    ended = case.state in ENDED
    grants = {(case.applicant.group_id, VIEW)}

    if case.state in EDITABLE:
        grants.add((office if case.on_paper else case.applicant.group_id, EDIT))
    if case.submitted_at or case.on_paper:
        grants.add((office, VIEW))
        if not ended and case.submitted_at:
            grants.add((office, HANDLE))
    if case.accepted_at:
        grants |= {(group, VIEW) for group in [*convenor, *leaders]}
    if case.state == State.SIGNING:
        grants |= {(group, DECIDE) for group in convenor}
    if case.state == State.DECIDING:
        grants |= {(group, DECIDE) for group in leaders}

    for group, asked_now in _consulted(case):
        grants.add((group, VIEW))
        if asked_now and not ended:
            grants.add((group, TAKE_POSITION))
    for group, asked_now in _reviewing(case):
        grants.add((group, VIEW))
        if asked_now and not ended:
            grants.add((group, ANSWER))
    grants |= {(group, VIEW) for group in (*_heard(case), *_joined(case))}

    if bodies.upper and case.filings.exists():
        grants.add((fixed[bodies.upper.unit_key], VIEW))
        if case.state == State.UPPER_REVIEW and case.filings.filter(outcome="").exists():
            grants.add((fixed[bodies.upper.unit_key], DECIDE))
    if case.state == State.APPROVED and not hasattr(case, "notice"):
        grants |= {(group, GIVE_NOTICE) for group in [office, *leaders]}
    return grants


def sync(case):
    """Make guardian's rows equal to `grants_for(case)`: at most one insert and one delete."""
    stored = {
        (group, code): pk
        for pk, group, code in ApplicationGroupObjectPermission.objects.filter(
            content_object=case
        ).values_list("pk", "group_id", "permission__codename")
    }
    wanted = grants_for(case)
    if stale := [pk for grant, pk in stored.items() if grant not in wanted]:
        ApplicationGroupObjectPermission.objects.filter(pk__in=stale).delete()
    if missing := wanted - stored.keys():
        ids = dict(
            Permission.objects.filter(content_type__app_label="admission", codename__in=LABELS).values_list(
                "codename", "pk"
            )
        )
        ApplicationGroupObjectPermission.objects.bulk_create(
            ApplicationGroupObjectPermission(group_id=group, permission_id=ids[code], content_object=case)
            for group, code in sorted(missing)
        )
    case.__dict__.pop("_rights", None)


def rights(case, unit):
    """Codenames the unit's group holds on the case: asked of the database once per case instance.

    An act works on a freshly locked instance, so inside acts the answer is always fresh.
    """
    if unit is None:
        return frozenset()
    known = case.__dict__.setdefault("_rights", {})
    if unit.group_id not in known:
        known[unit.group_id] = frozenset(
            ApplicationGroupObjectPermission.objects.filter(
                content_object=case, group_id=unit.group_id
            ).values_list("permission__codename", flat=True)
        )
    return known[unit.group_id]


def _fixed_units(case):
    bodies = case.rules.bodies
    keys = {bodies.office.unit_key, *(body.office_unit_key for body in bodies.decision)}
    if bodies.convenor:
        keys.add(bodies.convenor.unit_key)
    wanted = Q(county=case.county_id, key__in=keys)
    if bodies.upper:
        wanted |= Q(county__isnull=True, key=bodies.upper.unit_key)
    return Unit.objects.filter(wanted)


def _consulted(case):
    return [
        (group, closed is None)
        for group, closed in case.consultations.values_list("unit__group_id", "closed_at")
    ]


def _reviewing(case):
    rows = Review.objects.filter(round__application=case)
    return [
        (group, asked and closed is None)
        for group, asked, closed in rows.values_list("unit__group_id", "asked", "round__closed_at")
    ]


def _heard(case):
    return case.hearings.filter(parties__isnull=False).values_list("parties__unit__group_id", flat=True)


def _joined(case):
    return case.joined.values_list("applicant__group_id", flat=True)
