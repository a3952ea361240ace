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
from registry.actions.feedback import answer_feedback, receive_feedback
from registry.actions.guides import GuideChanged, write_guide

__all__ = [
    "DutyFacts",
    "GuideChanged",
    "NotPossible",
    "amend_duty",
    "answer_feedback",
    "check_may_publish",
    "enter_duty",
    "publish_edition",
    "receive_feedback",
    "retire_duty",
    "set_effective",
    "set_end",
    "write_guide",
]
