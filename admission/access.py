"""Which unit may touch which case now: derived from state and rows, stored as guardian's rows.

`grants_for` is the only place that says so and writes nothing; `sync` makes the stored rows agree. A grant
belongs to a unit's group and one case: never global, never a person's, and no superuser flag is asked.
"""

from collections import defaultdict
from functools import cache, partial
from typing import NamedTuple

from django.contrib.auth.models import Permission
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)

from accounts.acting import facts_of, in_force
from accounts.models import County, Unit, UnitKind
from accounts.queries import above
from accounts.succession import heir_or_self
from admission.models import (
    Application,
    ApplicationGroupObjectPermission,
    Consultation,
    Filing,
    HearingParty,
    Review,
)
from admission.rights import ANSWER, DECIDE, EDIT, GIVE_NOTICE, HANDLE, LABELS, TAKE_POSITION, VIEW
from admission.states import CONCLUDED, EDITABLE, ENDED, HearingKind, State
from audit import clock
from config.composed import Composed, Given, Joined


def _every_right():
    """A row for each right and whoever holds it on the case, one without a group where nobody does."""
    held = FilteredRelation(
        "applicationgroupobjectpermission",
        condition=Q(applicationgroupobjectpermission__content_object=Given("case", Application)),
    )
    rights = Permission.objects.filter(content_type__app_label="admission", codename__in=LABELS)
    rows = rights.annotate(held=held).order_by()
    return rows.values_list("codename", "pk", "held__pk", "held__group_id")


def _and_the_seat(*, delegated):
    """The same, each row with whether the seat in use is in force."""
    return _every_right().annotate(acts=Exists(in_force(delegated=delegated)))


STORED = Composed(_every_right)
STORED_FOR = {delegated: Composed(partial(_and_the_seat, delegated=delegated)) for delegated in (False, True)}
BODY, ASKED, REVIEWING, HEARD, JOINED, FILED = "body", "asked", "reviewing", "heard", "joined", "filed"
OUTSIDE = "outside"


def grants_for(case):
    """{(group id, codename)} from the case's state and rows (workflow.md, “Who sees what”)."""
    related = _related(case)
    fixed = {row.key: row.group for row in related[BODY]}
    bodies = case.rules.bodies
    office = fixed[bodies.office.unit_key]
    leaders = [fixed[body.office_unit_key] for body in bodies.decision]
    convenor = [fixed[bodies.convenor.unit_key]] if bodies.convenor else []
    signatory = [fixed[case.dossier.signatory.unit_key]] if bodies.convenor else []
    ended = case.state in ENDED
    applicant = case.acting_applicant
    grants = {(case.applicant.group_id, VIEW), (applicant.group_id, VIEW)}

    if case.state in EDITABLE:
        grants.add((office if case.on_paper else applicant.group_id, EDIT))
    if case.submitted_at or case.on_paper:
        grants.add((office, VIEW))
        if not ended and case.submitted_at:
            grants.add((office, HANDLE))
    if case.accepted_at:
        grants |= {(group, VIEW) for group in [*convenor, *signatory, *leaders]}
    if case.state == State.SIGNING:
        grants |= {(group, DECIDE) for group in {*convenor, *signatory}}
    if case.state == State.DECIDING:
        grants |= {(fixed[body.office_unit_key], DECIDE) for body in case.deciders}

    for rows, right in ((related[ASKED], TAKE_POSITION), (related[REVIEWING], ANSWER)):
        grants |= {(row.group, VIEW) for row in rows}
        grants |= {(row.group, right) for row in rows if row.now and not ended}
    grants |= {(row.group, VIEW) for row in (*related[HEARD], *related[JOINED])}
    # whoever goes on for an applicant that ended reads the leading case as its own, and what a unit was invited to that
    # ended before it was heard (record 0033)
    if left := [row.unit for row in (*related[JOINED], *related[HEARD]) if row.what == JOINED or row.now]:
        units = Unit.objects.filter(pk__in=left).select_related("successor")
        grants |= {(heir_or_self(unit).group_id, VIEW) for unit in units}

    # none, where the county stands under another body by now
    upper = fixed.get(bodies.upper.unit_key) if bodies.upper else None
    if upper and related[FILED]:
        grants.add((upper, VIEW))
        if case.state == State.UPPER_REVIEW and any(row.now for row in related[FILED]):
            grants.add((upper, DECIDE))
    if case.state in CONCLUDED:
        grants |= {(row.group, VIEW) for row in related[OUTSIDE]}
    if case.state == State.APPROVED and not hasattr(case, "notice"):
        issuers = [fixed[body.office_unit_key] for body in case.issuers]
        grants |= {(group, GIVE_NOTICE) for group in [office, *issuers]}
    return grants


def sync(case):
    """Make guardian's rows equal to `grants_for(case)`: at most one insert and one delete; how many rows differed."""
    stored, permissions = _stored(case)
    wanted = grants_for(case)
    stale = [pk for grant, pk in stored.items() if grant not in wanted]
    missing = wanted - stored.keys()
    if stale:
        ApplicationGroupObjectPermission.objects.filter(pk__in=stale).delete()
    if missing:
        ApplicationGroupObjectPermission.objects.bulk_create(
            ApplicationGroupObjectPermission(
                group_id=group, permission_id=permissions[code], content_object=case
            )
            for group, code in sorted(missing)
        )
    for read in ("_stored_grants", "_held"):
        case.__dict__.pop(read, None)
    return len(stale) + len(missing)


def seen_by(group):
    """Ids of the cases that the group holds a right to look at, for a query around. By the permission's number: joined with
    its row, PostgreSQL takes the group for one that sees next to nothing.
    """
    return ApplicationGroupObjectPermission.objects.filter(
        group=group, permission=Subquery(permissions([VIEW]))
    ).values("content_object")


def permissions(rights):
    """The numbers of these rights' permissions, for a query around."""
    rows = Permission.objects.filter(content_type__app_label="admission", codename__in=rights)
    return rows.order_by().values("pk")


def held_by(group):
    """The codenames of what the group holds on a case, with commas between, for a query around."""
    held = ApplicationGroupObjectPermission.objects.filter(content_object=OuterRef("pk"), group=group)
    held = held.order_by().values("content_object").annotate(held=Joined("permission__codename"))
    return Subquery(held.values("held"))


def held_on(cases, unit):
    """(case, codename) of what the unit's group holds on each of the cases: a query, for `remember_all`."""
    rows = ApplicationGroupObjectPermission.objects.filter(content_object__in=cases, group=unit.group_id)
    return rows.values_list("content_object", "permission__codename")


def remember_all(cases, unit, found):
    """What `held_on` found, for `rights` to answer from on these case instances."""
    for case in cases:
        remember(case, unit, [codename for of, codename in found if of == case.pk])


def remember(case, unit, codenames):
    """What the unit was just found to hold, for `rights` to answer from on this case instance."""
    case.__dict__["_held"] = {unit.group_id: frozenset(codenames)}


def rights(case, unit):
    """Codenames the unit's group holds on the case: asked of the database once per case instance.

    An act works on a freshly locked instance, so inside acts the answer is always fresh.
    """
    if unit is None:
        return frozenset()
    if unit.group_id in case.__dict__.get("_held", ()):
        return case.__dict__["_held"][unit.group_id]
    stored, _ = _stored(case)
    return frozenset(code for group, code in stored if group == unit.group_id)


def body_units(case):
    """{key: unit id} of the office, the bodies, the convenor and the upper body; read by the last `grants_for`."""
    return case.__dict__["_bodies"]


def read_for(case, by):
    """Whether the seat is in force at this moment still (`still_acts`), asked in one query with all that is held on the locked
    case."""
    rows = STORED_FOR[bool(by.delegation)](case=case, **facts_of(by))
    _keep(case, [row[:-1] for row in rows])
    return any(row[-1] for row in rows)


def _stored(case):
    """({(group id, codename): row id}, {codename: permission id}) in one query, once per case instance."""
    if "_stored_grants" not in case.__dict__:
        _keep(case, STORED(case=case))
    return case.__dict__["_stored_grants"]


def _keep(case, rows):
    stored, permissions = {}, {}
    for code, permission, pk, group in rows:
        permissions[code] = permission
        if pk is not None:
            stored[group, code] = pk
    case.__dict__["_stored_grants"] = stored, permissions


class Related(NamedTuple):
    """A unit's tie to the case. `now`: what ties it is open; of a unit invited to a hearing, that it ended before the hearing was
    over."""

    what: str
    key: str
    unit: int
    group: int
    now: bool


def _related(case):
    """{what: [Related]}: everything the grants follow from besides the case's own row, in one query."""
    bodies = case.rules.bodies
    keys = {bodies.office.unit_key, *(body.office_unit_key for body in bodies.decision)}
    keys |= {body.unit_key for body in (bodies.convenor, bodies.substitute) if body}
    upper = bodies.upper and bodies.upper.unit_key
    found = defaultdict(list)
    for row in _ties(tuple(sorted(keys)), upper)(case=case, county=case.county_id, today=clock.today()):
        found[row[0]].append(Related._make(row))
    case.__dict__["_bodies"] = {row.key: row.unit for row in found[BODY]}
    return found


def ended_unheard(today):
    """Of units invited to a coordination meeting: those that ended before it was over."""
    over = Q(hearing__closed_at__isnull=False, hearing__closed_at__date__lte=F("unit__valid_until"))
    return Q(unit__valid_until__lt=today, hearing__kind=HearingKind.COORDINATION) & ~over


@cache
def _ties(keys, upper):
    """The query for `_related` under a regime that names these bodies of the county, and this one above it."""
    case, fixed = Given("case", Application), Q(county=Given("county", County), key__in=keys)
    if upper:
        fixed |= Q(above(Given("county", County)), county__isnull=True, key=upper)

    def part(what, rows, unit, now=None):
        always = Value(True, BooleanField())
        columns = {
            "what": Value(what, CharField()),
            "unit_key": F(f"{unit}key"),
            "unit_pk": F(f"{unit}pk"),
            "unit_group": F(f"{unit}group_id"),
            "now": Case(When(now, then=True), default=False, output_field=BooleanField()) if now else always,
        }
        return rows.order_by().annotate(**columns).values_list(*columns)

    requests = Consultation.objects.filter(application=case)
    reviews = Review.objects.filter(round__application=case)
    parties = HearingParty.objects.filter(hearing__application=case)
    joined = Application.objects.filter(joined_to=case)
    filings = Filing.objects.filter(application=case)
    return Composed(
        lambda: part(BODY, Unit.objects.filter(fixed), "").union(
            part(ASKED, requests, "unit__", Q(closed_at__isnull=True)),
            part(REVIEWING, reviews, "unit__", Q(asked=True, round__closed_at__isnull=True)),
            part(HEARD, parties, "unit__", ended_unheard(Given("today", DateField()))),
            part(JOINED, joined, "applicant__"),
            part(OUTSIDE, Unit.objects.filter(county=Given("county", County), kind=UnitKind.SUPERVISOR), ""),
            part(FILED, filings, "application__applicant__", Q(outcome="")),
        )
    )
