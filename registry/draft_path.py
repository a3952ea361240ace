"""The bodies a county's next edition has to pass, and whose seats record for them (regime file, [list_path])."""

from accounts.models import Unit, UnitKind
from accounts.queries import LEVELS
from audit import clock
from regimes.queries import in_force


def list_steps(county):
    """The steps of the regime in force today, in order; () where the office publishes directly."""
    regime = in_force(county, on=clock.today()).first()
    return regime.rules.list_steps if regime else ()


def steps_above(county, rules):
    """The steps of a next edition that are not taken in the county: 市级审核、省级备案 (黑龙江 四（一）). By where their units stand."""
    steps = rules.list_steps_of_others if rules else ()
    units = Unit.objects.filter(county=county, key__in=[step.unit_key for step in steps])
    own = set(units.values_list("key", flat=True)) if steps else ()
    return tuple(step for step in steps if step.unit_key not in own)


def passed_above(steps):
    """哈尔滨市委编办审核、黑龙江省委编办备案: what the steps are, in a sentence."""
    return "、".join(f"{step.body}{step.verb}" for step in steps)


def awaited_above(county):
    """待市级审核、省级备案; "" where the county's list passes nobody above it. Told of row after row, so worked out once a county's
    instance."""
    known = county.__dict__
    if "_awaited_above" not in known:
        steps = steps_above(county, county.rules)
        known["_awaited_above"] = f"待{'、'.join(step.label for step in steps)}" if steps else ""
    return known["_awaited_above"]


def bodies_above(county):
    """The units above the county, the nearest first: its city, the city's province; as many as `accounts.queries.above` knows."""
    above, unit = [], county.upper_body
    while unit is not None and len(above) < LEVELS:
        above.append(unit)
        unit = unit.above
    return above


def speaks_for(unit, county, unit_key):
    """The unit is the one that the county's regime calls by this key: its own, or one above it."""
    if unit is None or unit.key != unit_key:
        return False
    return unit.county_id == county.pk or (unit.kind == UnitKind.UPPER and unit in bodies_above(county))


def unit_of(county, unit_key):
    """The unit behind the key, or None while it is not set up."""
    own = Unit.objects.filter(county=county, key=unit_key).first()
    return own or next((unit for unit in bodies_above(county) if unit.key == unit_key), None)
