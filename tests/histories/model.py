"""The procedure once more, small and in plain Python: `Model.allowed(move)`, `Model.make(move)`, `Model.moves()`.

A move is (act, seat, argument).
"""

from itertools import product

from tests.histories.applicant import ApplicantMoves
from tests.histories.approvals import ApprovalMoves
from tests.histories.county import BODIES, BOTH, JOINING, MEMBERS, SEATS, TOUCHES
from tests.histories.facts import Facts
from tests.histories.office import OfficeMoves

DECISIONS = ["approved", "returned", "refused"]
ENDS = {"approved", "not_accepted", "rejected", "withdrawn", "discarded"}


class Model(ApplicantMoves, OfficeMoves, ApprovalMoves, Facts):
    """One case and everything that may be done with it."""

    def allowed(self, move):
        act, seat, argument = move
        if act == "wait":
            return True
        if self.state in ENDS and act != "notice":
            return False
        return bool(getattr(self, f"may_{act}")(seat, argument))

    def make(self, move):
        act, seat, argument = move
        self.clock += 1
        getattr(self, f"do_{act}")(seat, argument)
        if act not in ("return_upper", "file_reply", "wait"):
            self.returned_for_form = False

    def moves(self):
        """Every move there is, possible or not, by act."""
        seats = list(SEATS)
        arguments = {
            "save": list(TOUCHES),
            "answer": ["agree", "conditional", "disagree"],
            "opine": ["agree", "conditional", "disagree", "not_ours", "unlawful"],
            "remind": [*self.concerned, *MEMBERS, self.applicant],
            "overdue": [*self.concerned, *MEMBERS],
            "issue_review": [True, False],
            "call_revision": [True, False],
            "result": ["passed", "failed", "deferred", "coordinate", "returned"],
            "decide": DECISIONS,
            "return_upper": ["form", "substance"],
            "add_reviewer": ["nyj"],
            "withdraw": [True, False],
            "file_answer": list(product(self.concerned, ["agree", "disagree"])),
            "file_opinion": list(product((*MEMBERS, JOINING), ["agree", "conditional"])),
            "file_decision": list(product([*((body,) for body in BODIES.values()), BOTH], DECISIONS)),
            "file_reply": ["passed", "form", "substance"],
        }
        acts = [name.removeprefix("may_") for name in dir(self) if name.startswith("may_")]
        found = {act: [(act, seat, a) for seat in seats for a in arguments.get(act, [None])] for act in acts}
        return {**found, "wait": [("wait", None, None)]}

    def do_wait(self, seat, argument):
        """Thirty days go by."""
        self.day += 30
