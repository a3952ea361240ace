"""What a unit that ended left open: its successor is told, or the office that nobody is named (workflow.md)."""

from collections.abc import Callable

from django.db import transaction

from accounts.models import Notice, Unit
from accounts.notices import notify
from accounts.succession import heir
from audit import clock
from audit.record import SYSTEM, record
from supervision import queries


def tell_left(about, url, rows: Callable):
    """How many units were told of, each once. `about`: what it is, in a word; `rows(unit)`: {its name: what is open}."""
    gone = Unit.objects.filter(county__isnull=False, valid_until__lt=clock.today()).order_by("pk")
    return sum(_tell(unit, about, url, rows) for unit in gone)


@transaction.atomic
def _tell(unit, about, url, rows):
    unit = Unit.objects.select_for_update(of=("self",), no_key=True).select_related("county").get(pk=unit.pk)
    left = {name: found.count() for name, found in rows(unit).items()}
    to = heir(unit)
    units = [to] if to else list(queries.office(unit.county))
    said = (
        f"{unit.short_name}已撤销，{'由你单位承接' if to else '没有写明由谁承接，请系统管理员写明'}：{about}"
    )
    if not any(left.values()) or Notice.objects.filter(unit__in=units, title__startswith=said).exists():
        return 0
    counted = "、".join(f"{name}{n}件" for name, n in left.items() if n)
    notify(units=units, title=f"{said}没有办结的有{counted}", url=url)
    facts = {"left": sum(left.values())} | ({"successor": to.pk} if to else {})
    record(actor=SYSTEM, verb="tell_left", subject=unit.uuid, subject_kind="unit", data=facts)
    return 1
