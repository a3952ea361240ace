"""The verbs of the duty list. What other apps call stands here.

What it says: `duties`, of a file `imports` (the steps) and `importing` (the rows), `corrigenda` 勘误, `guides` 办事指南.
What is published: `editions`, `drafts` the next one on its way, `numbers` its 文号 put right, `postings` where it hangs.
Beside it: `kinds` of list and their columns, `archive` former cases, `feedback` of readers. `shared` what all of them ask.
"""

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
from registry.actions.shared import hold_duties, hold_kinds

__all__ = [
    "DutyFacts",
    "GuideChanged",
    "NotPossible",
    "amend_duty",
    "answer_feedback",
    "check_may_publish",
    "enter_duty",
    "hold_duties",
    "hold_kinds",
    "publish_edition",
    "receive_feedback",
    "retire_duty",
    "set_effective",
    "set_end",
    "write_guide",
]
