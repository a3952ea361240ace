"""How lists name units. {% load units %}"""

from django import template

from accounts import succession

register = template.Library()


@register.filter
def named_now(unit):
    """甲局（现乙局）of a unit that ended; "" of none."""
    return succession.named_now(unit)


@register.filter
def all_named_now(units):
    """The same of several."""
    return [succession.named_now(unit) for unit in units]


@register.filter
def heir_or_self(unit):
    """Who does what is the unit's today: the unit itself, or who took over from it."""
    return succession.heir_or_self(unit)


@register.filter
def with_heir(unit):
    """甲局（已撤销，由乙局承接） of a unit that ended."""
    return succession.with_heir(unit)
