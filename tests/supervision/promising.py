"""A duty admitted by a case, in force, whose guarantees are listed."""

from datetime import timedelta
from uuid import uuid4

from admission.actions import duty_list
from audit import clock
from registry.models import Category, ListKind
from supervision.actions import guarantees as actions
from supervision.actions.promised import enter_guarantees
from supervision.models import Guarantee
from tests.cast import seat
from tests.factories import facts, number, unit, units


def admitted(name="示例甲事", *, townships=("lcz", "dxz"), days_ago=10, **more):
    """The duty, without its guarantees."""
    since = clock.today() - timedelta(days=days_ago)
    text = facts(name, **more)
    known = {field: text[field] for field in duty_list.FACTS if field in text}
    kind = "temporary" if known.get("term_until") else "supporting"
    version = duty_list.enter_duty(
        county=unit("zjj").county,
        facts=duty_list.DutyFacts(**known),
        townships=units(townships),
        list_kind=ListKind.objects.get(key=kind),
        category=Category.objects.first(),
        department=unit("zjj"),
        case=str(uuid4()),
    )
    duty_list.set_effective(version=version, document_number=number(), issued_on=since, effective_from=since)
    return version.duty


def promised(**more):
    """The same, listed by the day."""
    duty = admitted(**more)
    enter_guarantees()
    return duty


def of(duty, kind="funding", township="lcz"):
    return Guarantee.objects.select_related(*Guarantee.NAMED).get(
        duty=duty, kind=kind, township=unit(township)
    )


def delivered(duty, kind="funding", township="lcz"):
    row = of(duty, kind, township)
    actions.deliver(
        guarantee=row, by=seat("zjj-jb"), lock=row.lock, delivered_on=clock.today(), text="已经拨付。"
    )
    return of(duty, kind, township)
