"""承接: what a unit that ended left is its successor's to go on with (workflow.md).

The one recorded act is that which names the successor (`change_unit`). Nothing is rewritten: what was begun with the unit
keeps its name, and who acts is derived from the units' rows.
"""

from django.db.models import Q

from accounts.models import Unit
from audit import clock

DEEP = 3  # reorganisations after one another that a list looks through


def has_ended(unit):
    """Its last day has passed: nobody can use a seat of it."""
    return unit.valid_until is not None and unit.valid_until < clock.today()


def heir(unit):
    """The unit that does today what is this one's: itself while it stands, else its successor; None where none is named."""
    seen = set()
    while unit is not None and has_ended(unit):
        if unit.pk in seen:
            return None
        seen.add(unit.pk)
        unit = unit.successor
    return unit


def line_of(unit):
    """The unit and, where it ended, those that went on with what it had, one after another."""
    found = [unit]
    while has_ended(found[-1]) and found[-1].successor and found[-1].successor not in found:
        found.append(found[-1].successor)
    return found


def stands_for(unit, other):
    """Whether what is the other's is the unit's to do: it is the same, or left it to it."""
    if unit is None or other is None:
        return False
    return unit.pk == other.pk or (has_ended(other) and heir(other) == unit)


def left_to(*units):
    """The units themselves, and those that ended and left to them what they had."""
    counties = {unit.county_id for unit in units if unit.county_id}  # a unit's successor is of its county
    return left_to_any([unit.pk for unit in units], counties)


def left_to_any(ids, counties):
    """The same of ids, or of a query for them; above counties nothing is left to anybody."""
    if not counties:
        return Unit.objects.filter(pk__in=ids)
    today, steps = clock.today(), ""
    found, ended = Q(pk__in=ids), Q(valid_until__lt=today)
    for _ in range(DEEP):
        found |= ended & Q(**{f"{steps}successor__in": ids})
        steps += "successor__"
        ended &= Q(**{f"{steps}valid_until__lt": today})
    return Unit.objects.filter(found, county__in=counties)


def with_heir(unit):
    """Its short name, and who goes on with what it had."""
    if not has_ended(unit):
        return unit.short_name
    to = heir(unit)
    after = f"由{to.short_name}承接" if to else "没有写明由谁承接"
    return f"{unit.short_name}（已撤销，{after}）"


def nobody_for(unit):
    """Why nothing can be asked of the unit: "" where it or its successor stands."""
    if heir(unit):
        return ""
    return f"{unit.short_name}已撤销，没有写明由谁承接；请系统管理员在单位页面写明承接单位"
