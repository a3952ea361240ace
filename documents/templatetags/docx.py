"""The measures of a DOCX: twentieths of a point, halves of one."""

from django import template

register = template.Library()


@register.filter
def twips(millimetres):
    return round(millimetres * 1440 / 25.4)


@register.filter
def halves(points):
    return round(points * 2)


@register.filter
def points(millimetres):
    """The space of a border, in whole points."""
    return round(millimetres * 72 / 25.4)


@register.filter
def times(value, number):
    return value * number


@register.filter
def plus(value, other):
    return value + other


@register.filter
def lines(text):
    """The lines of a text of several; one empty line where there is nothing."""
    return text.splitlines() or [""]
