"""Which regime a case follows: the county's in force, until its first submission pins it."""

from admission.act import Refused
from admission.listed import listed_text
from admission.states import CHANGES
from regimes.queries import current_regime, said_unready, unready_units


def refuse_without_units(regime):
    """A county whose units are not all set up cannot begin: there would be nobody to give a case to."""
    if unready := unready_units(regime):
        raise Refused(*said_unready(unready))


def follow(case):
    """The county's rules, and the listed text: one corrected meanwhile is the text that is amended from now on."""
    _follow_regime(case)
    if case.kind in CHANGES:
        case.amends = listed_text(case.duty)


def _follow_regime(case):
    """Until its first submission pins it, a case follows the county's regime in force (settled: Data).

    To one whose units are not all set up it goes over once they are: until then it can be written on; to one without its kind
    of application never, nor can it be submitted then.
    """
    if not case.submitted_at and case.newest_regime != case.regime_id:
        newer = current_regime(case.county)
        if case.kind in newer.rules.kinds and not unready_units(newer):
            case.regime = newer


def pin_regime(case):
    """What is submitted is bound to the regime in force: where that one cannot be followed yet, it has to wait."""
    _follow_regime(case)
    if not case.submitted_at and case.newest_regime != case.regime_id:
        if case.kind not in (now := current_regime(case.county)).rules.kinds:
            raise Refused(f"本县现行制度（第{now.version}版）不再受理{case.kind_label}申请，不能提交。")
        refuse_without_units(now)
