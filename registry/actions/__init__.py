"""The verbs of the duty list: `duties` what it says, `editions` what is published. What other apps call stands here."""

from registry.actions.duties import (
    DutyFacts,
    NotPossible,
    amend_duty,
    enter_duty,
    retire_duty,
    set_effective,
    set_end,
)
from registry.actions.editions import check_may_publish, publish_edition

__all__ = [
    "DutyFacts",
    "NotPossible",
    "amend_duty",
    "check_may_publish",
    "enter_duty",
    "publish_edition",
    "retire_duty",
    "set_effective",
    "set_end",
]
