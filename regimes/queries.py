"""Which regime holds for a county, and its rules."""

from datetime import date

from regimes.calendar import today
from regimes.models import Regime
from regimes.schema import Rules, parse

# by hash: a stored regime never changes, and reading one takes milliseconds
_read: dict[str, Rules] = {}


def current_regime(county, *, on: date | None = None) -> Regime:
    """The regime loaded last among those in force on the day; raises Regime.DoesNotExist when there is none."""
    return in_force(county, on=on or today())[:1].get()


def in_force(county, *, on: date):
    """Regimes of the county in force on the day, the one that holds first."""
    return Regime.objects.filter(county=county, in_force_from__lte=on).order_by("-pk")


def rules_of(regime: Regime) -> Rules:
    """The rules of a stored regime, read once a process; no query when its text is loaded."""
    if regime.sha256 not in _read:
        _read[regime.sha256] = parse(regime.text)
    return _read[regime.sha256]
