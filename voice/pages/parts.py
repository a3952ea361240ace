"""The parts of what townships and the county ask of one another, as far as a seat's county has them."""

from django.urls import reverse

from voice import rules
from voice.kinds import KINDS


def name_of(by):
    """What an evaluation is called that goes both ways, or one."""
    return "双向评价" if rules.is_mutual(by) else "满意度评价"


def parts_for(by):
    """[(key, label, address)] for voice/parts.html."""
    every = (
        ("matters", "请求和答复", "matter-list", tuple(KINDS)),
        ("burdens", "考核评比清理", "burden-list", rules.BURDENS),
        ("periods", name_of(by), "period-list", ("evaluation",)),
    )
    return [(key, label, reverse(url)) for key, label, url, kinds in every if by.offers(*kinds)]
