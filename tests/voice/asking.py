"""Matters of every kind, begun by the seat that would and led on."""

from tests.cast import seat
from tests.factories import units
from voice.actions import matters as actions
from voice.models import Matter

ASKED = {
    "coordination": ("lcz-jb", ("zjj", "gaj")),
    "suggestion": ("lcz-jb", ("zjj", "bb")),
    "opinion": ("zjj-jb", ("lcz",)),
    "powers_review": ("bb-jb", ("lcz", "zjj")),
}
ANSWERS = {
    "coordination": "handle",
    "suggestion": "adopt",
    "opinion": "agree",
    "powers_review": "keep",
}


def fresh_matter(matter):
    return Matter.objects.select_related(*Matter.NAMED).get(pk=matter.pk)


def asked(kind="coordination", **more):
    who, codes = ASKED[kind]
    given = {"title": "沿街店铺占道经营", "text": "多次劝导无效，请到场处理。", "units": units(codes)} | more
    return actions.ask(by=seat(who), kind=kind, **given)


def answered(kind="coordination", **more):
    """Every unit asked has answered, by its head."""
    matter = asked(kind, **more)
    for reply in matter.answers:
        actions.answer(matter=matter, by=seat(f"{reply.unit.code}-fz"), choice=ANSWERS[kind], text="已安排。")
    return fresh_matter(matter)
