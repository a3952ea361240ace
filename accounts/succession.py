"""承接: what a unit that ended left is its successor's to go on with (workflow.md).

The one recorded act is that which names the successor (`change_unit`). Nothing is rewritten: what was begun with the unit
keeps its name, and who acts is derived from the units' rows.
"""

from collections import defaultdict

from django.db.models import Subquery

from accounts.models import Unit, UnitName
from audit import clock


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


def heir_or_self(unit):
    """Who does today what is the unit's: its heir; the unit itself where it ended and no successor is named. Of None nobody."""
    return heir(unit) or unit


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


def is_same_today(one, other):
    """Whether what is the one's and what is the other's is the same unit's to do."""
    return heir_or_self(one) == heir_or_self(other)


def left_to(*units):
    """The units themselves, and those that ended and left to them what they had; nothing is nobody's (administrators' seats)."""
    units = [unit for unit in units if unit]
    counties = {unit.county_id for unit in units if unit.county_id}  # a unit's successor is of its county
    return left_to_any([unit.pk for unit in units], counties)


def left_to_any(ids, counties):
    """The same of ids, or of a query for them; above counties nothing is left to anybody."""
    start = Unit.objects.filter(pk__in=ids)
    return Unit.objects.filter(pk__in=line(start), county__in=counties) if counties else start


def left_to_given(unit, county, today):
    """`left_to` of one unit of a county, all three `Given` in a query that is composed once."""
    return Unit.objects.filter(pk__in=line(Unit.objects.filter(pk=unit), today), county=county)


def line(units, today=None):
    """A query for the ids of the units and of those that left to them what they had, through any number of reorganisations."""
    return _Line(units.order_by().values("pk"), today=today or clock.today())


class _Line(Subquery):
    """UNION takes each unit once: a circle, were one on record, ends."""

    template = (
        "(WITH RECURSIVE line(id) AS (%(subquery)s UNION SELECT gone.id FROM accounts_unit gone"
        " JOIN line ON gone.successor_id = line.id WHERE gone.valid_until < %%s) SELECT id FROM line)"
    )

    def as_sql(self, compiler, connection, template=None, **extra_context):
        sql, params = super().as_sql(compiler, connection, template, **extra_context)
        today = self.extra["today"]
        if not hasattr(today, "as_sql"):  # a day, not the name of one in a composed query
            today = connection.ops.adapt_datefield_value(today)
        return sql, (*params, today)


def with_successors(rows, *names):
    """The rows as a list: of their units by these names those that ended know who goes on (`read_successors`)."""
    rows = list(rows)
    read_successors(unit for row in rows for name in names for unit in _units(getattr(row, name)) if unit)
    return rows


def read_successors(units):
    """Those of the units that ended know who goes on, whose rows are read for all at once, a query for each reorganisation
    that followed another. Whoever is named after that asks nothing more."""
    read, seen, ahead = {}, set(), [unit for unit in units if has_ended(unit)]
    while ahead:
        unread = {unit.successor_id for unit in ahead if not Unit.successor.is_cached(unit)} - {None, *read}
        read |= Unit.objects.in_bulk(unread)
        seen |= {id(unit) for unit in ahead}
        for unit in ahead:
            if unit.successor_id in read and not Unit.successor.is_cached(unit):
                unit.successor = read[unit.successor_id]
        after = {id(unit.successor): unit.successor for unit in ahead if unit.successor}
        ahead = [unit for key, unit in after.items() if key not in seen and has_ended(unit)]


def _units(value):
    return value.all() if hasattr(value, "all") else [value]


def other_names(ids):
    """{id: names} of units by which what is theirs is looked for, besides their own: what they were called before, and what those
    are and were called that are named to go on with it, whether or not the day has come."""
    after, units, ahead = {}, set(ids), set(ids)
    while ahead:
        named = Unit.objects.filter(pk__in=ahead, successor__isnull=False)
        after |= dict(named.values_list("pk", "successor"))
        ahead = {after[pk] for pk in ahead if pk in after} - units
        units |= ahead
    heirs = set(after.values())
    now, before = defaultdict(list), defaultdict(list)
    if heirs:
        for pk, *names in Unit.objects.filter(pk__in=heirs).values_list("pk", "name", "short_name"):
            now[pk] += names
    for pk, *names in UnitName.objects.filter(unit__in=units).values_list("unit", "name", "short_name"):
        before[pk] += names
    found = {}
    for pk in ids:
        names, line = [*before[pk]], [pk]
        while (heir := after.get(line[-1])) and heir not in line:
            names += now[heir] + before[heir]
            line.append(heir)
        found[pk] = list(dict.fromkeys(names))
    return found


def with_those_before(unit):
    """The ids of the unit and of those that named it, or one that did, to go on with what they have."""
    found, ahead = {unit.pk}, {unit.pk}
    while ahead:
        ahead = set(Unit.objects.filter(successor__in=ahead).values_list("pk", flat=True)) - found
        found |= ahead
    return found


def named_now(unit):
    """Its short name as a list gives it: 甲局（现乙局）; "" of none: not every duty has a department, nor every purchase."""
    if unit is None:
        return ""
    to = heir(unit) if has_ended(unit) else None
    return f"{unit.short_name}（现{to.short_name}）" if to else unit.short_name


def full_name_now(unit):
    """The same with full names, as files of the list give it."""
    if unit is None:
        return ""
    to = heir(unit) if has_ended(unit) else None
    return f"{unit.name}（现{to.name}）" if to else unit.name


def in_place_of(unit, other):
    """Its short name, and that it goes on with what the other had: 乙局（承接甲局）; the name alone of the same unit."""
    return unit.short_name if unit == other else f"{unit.short_name}（承接{other.short_name}）"


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
