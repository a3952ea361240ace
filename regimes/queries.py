"""Which regime holds for a county, and its rules."""

from datetime import date
from typing import NamedTuple

from django.db.models import Q

from accounts.models import Unit, UnitKind
from accounts.queries import above
from config.templatetags.chinese import cdate
from regimes.calendar import today
from regimes.models import Regime
from regimes.states import ENDINGS, KIND_LABELS, KINDS


def current_regime(county, *, on: date | None = None) -> Regime:
    """The regime that holds on the day (`RegimeQuerySet.in_force`); raises Regime.DoesNotExist when there is none."""
    return in_force(county, on=on or today())[:1].get()


def in_force(county, *, on: date):
    """Regimes of the county in force on the day, the one that holds first."""
    return Regime.objects.filter(county=county).in_force(on)


def said_of_holding(regime):
    """What who loads a version is told beside an older one: from when it holds, and that a correction of the present text does not
    reach the one that waits for its day."""
    day, every = today(), Regime.objects.filter(county=regime.county)
    held = every.in_force(day).first()
    if regime.in_force_from > day:
        yield f"第{regime.version}版{cdate(regime.in_force_from)}起施行，今天现行的是{f'第{held.version}版' if held else '：没有'}。"
    elif held != regime:
        yield f"第{regime.version}版已有新版，今天现行的是第{held.version}版。"
    elif every.exclude(pk=regime.pk).exists():
        yield f"第{regime.version}版现行。"
    for other in every.filter(in_force_from__gt=day).exclude(pk=regime.pk).order_by("in_force_from", "pk"):
        yield from _said_of_waiting(other, regime)


def _said_of_waiting(other, regime):
    name = f"第{other.version}版（{cdate(other.in_force_from)}起施行）"
    if (other.begun, other.pk) > (regime.begun, regime.pk):
        yield f"{name}到时取代第{regime.version}版：这次改的，它也要改的，请改好它再载入一次。"
    elif other.in_force_from == regime.in_force_from:
        yield f"{name}由第{regime.version}版代替，不再施行。"
    else:
        yield f"{name}施行到第{regime.version}版施行为止。"


def kinds_taken(county):
    """The kinds of application that the county takes; every one before its rules are loaded."""
    return held.kinds if (held := county.rules) else KINDS


def ways_off_the_list(county):
    """["取消", "撤销"]: by which of those that the county takes a duty leaves its list."""
    taken = kinds_taken(county)
    return [KIND_LABELS[kind] for kind in ENDINGS if kind in taken]


def bodies_called(every):
    """{key: name} of the bodies that decide in these versions of the rules, in order; one renamed by both: 旗委（后称旗委常委会）."""
    names = {}
    for rules in every:
        for body in rules.bodies.decision:
            names.setdefault(body.key, {})[body.name] = None
    return {
        key: first + (f"（后称{'、'.join(later)}）" if later else "")
        for key, (first, *later) in names.items()
    }


class Unready(NamedTuple):
    """A unit of a regime that is not there; or is, and would have to be of one of these kinds, or stand above this county."""

    name: str
    key: str
    kinds: tuple = ()
    elsewhere: bool = False


def unready_units(regime):
    """What keeps cases from being handled by the regime: units not set up, a body above that does not stand above this county,
    and those set up as another kind.

    What a unit sees and does goes by its kind too: an office that is set up as a department is no office.
    """
    rules = regime.rules
    named, wanted = rules.units, _kinds_wanted(rules.bodies)
    upper = rules.bodies.upper and rules.bodies.upper.unit_key
    over = {upper, *(step.unit_key for step in rules.list_steps)} & named.keys()
    there = Q(county=regime.county_id, key__in=[key for key in named if key != upper])
    there |= Q(above(regime.county_id), county=None, key__in=over)
    units = Unit.objects.filter(there).order_by()
    kinds = dict(units.values_list("key", "kind"))
    found = [Unready(named[key], key, () if key not in kinds else wanted.get(key, ())) for key in named]
    found = [row for row in found if row.key not in kinds or (row.kinds and kinds[row.key] not in row.kinds)]
    if missing := [row.key for row in found if row.key in over and row.key not in kinds]:
        of_others = set(Unit.objects.filter(county=None, key__in=missing).values_list("key", flat=True))
        found = [row._replace(elsewhere=row.key in of_others) for row in found]
    return found


def _kinds_wanted(bodies):
    """{unit key: kinds}; the joint meeting's office may record what a county body decides."""
    leading = dict.fromkeys(
        (body.office_unit_key for body in bodies.decision), (UnitKind.PARTY_GOV, UnitKind.OFFICE)
    )
    if bodies.convenor:
        leading[bodies.convenor.unit_key] = (UnitKind.CONVENOR,)
    return {**leading, bodies.office.unit_key: (UnitKind.OFFICE,)}


def said_unready(units):
    """The same in sentences; with the keys, which whoever sets up the units needs."""
    missing = "、".join(
        f"{unit.name}（{unit.key}）" for unit in units if not unit.kinds and not unit.elsewhere
    )
    wrong = [
        f"{unit.name}（{unit.key}）的类别须是{'或'.join(kind.label for kind in unit.kinds)}。"
        for unit in units
        if unit.kinds
    ]
    wrong += [
        f"{unit.name}（{unit.key}）不是本县的上级：请设定本县的上级单位；是别的市用了这个代号的，另取一个代号。"
        for unit in units
        if unit.elsewhere
    ]
    return [*([f"制度所列的单位还没有设立：{missing}。"] if missing else []), *wrong]
