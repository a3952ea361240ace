"""The procedure of the four other counties once more, small and in plain Python: `Model.allowed(act, who, said)`, `Model.make`.

Written from regimes.md (what each county has of it) and workflow.md. `who` is a username; every account is another person.
"""

from copy import deepcopy
from dataclasses import dataclass, field

ENDED = ("approved", "not_accepted", "rejected", "withdrawn")
MAY_WITHDRAW = (
    "consulting",
    "submitted",
    "correcting",
    "reviewing",
    "circulating",
    "revising",
    "upper_review",
)
OFFICE = dict.fromkeys(("arong", "binxian", "rucheng"), "bianban") | {"tongwei": "party-office"}
BODIES = {"party-office": "county_party", "government-office": "county_government"}
MEMBERS = {"arong": ("justice", "data-bureau")}  # 第三条; the others circulate nothing
ABOVE = {"arong": "city-1507"}  # 市政府 approves what has no clear limit (I-47)
ENDS = ("revocation", "cancellation")  # by which a duty leaves the list
AGREED_FIRST = ("arong",)  # 经协商一致后 (I-10)
EXPERTS = ("arong",)


@dataclass
class Said:
    """What is said in an act: agreement or not, a body's verdict, 县司法局's finding."""

    view: str = "agree"
    verdict: str = "approved"
    finding: str = "lawful"


@dataclass
class Model:
    """One case of the county and everything that may be done with it."""

    place: str
    applicant: str
    townships: tuple
    temporary: bool = False
    kind: str = "admission"
    state: str = "consulting"
    came_from: str = ""
    accepted: bool = False
    version: int = 1
    filers: set = field(default_factory=set)
    reviewers: set = field(default_factory=set)
    review: bool | None = None  # whether the initial review that stands is favourable
    answers: dict = field(default_factory=dict)  # township: its last answer on this text
    asked: set = field(default_factory=set)  # townships with an open request
    opinions: dict = field(default_factory=dict)  # unit: (view, finding) that counts
    owing: set = field(default_factory=set)  # units asked in the round that is open
    reviewing: set = field(default_factory=set)  # units of the rounds so far
    has_round: bool = False
    decided: set = field(default_factory=set)
    filing: str = ""
    returned_for_form: bool = False
    noticed: bool = False

    def __post_init__(self):
        self.asked = set(self.townships)

    def copy(self):
        return deepcopy(self)

    # -- who -----------------------------------------------------------------------------------------------------

    def unit(self, who):
        return who.rpartition("-")[0]

    def is_office(self, who):
        return self.unit(who) == OFFICE[self.place]

    def is_director(self, who):
        return who == f"{OFFICE[self.place]}-fz"

    def is_head_of_applicant(self, who):
        return who == f"{self.applicant}-fz"

    def is_third(self, who):
        return who not in self.filers | self.reviewers

    # -- what ----------------------------------------------------------------------------------------------------

    def allowed(self, act, who, said):
        if self.state in ENDED and act != "notice":
            return False
        return bool(getattr(self, f"may_{act}")(who, said))

    def make(self, act, who, said):
        getattr(self, f"do_{act}")(who, said)
        if act != "return":
            self.returned_for_form = False

    def end(self, state):
        self.state, self.asked = state, set()

    def may_answer(self, who, said):
        return who.endswith("-fz") and self.unit(who) in self.asked

    def do_answer(self, who, said):
        self.answers[self.unit(who)] = said.view

    @property
    def all_agree(self):
        return all(self.answers.get(township) == "agree" for township in self.townships)

    def may_submit(self, who, said):
        if not self.is_head_of_applicant(who) or self.state not in ("consulting", "correcting"):
            return False
        if self.place in AGREED_FIRST:
            return self.all_agree
        return self.answers.keys() == set(self.townships)

    def do_submit(self, who, said):
        self.state, self.came_from = self.came_from or "submitted", ""
        self.filers.add(who)
        self.asked = set()

    def may_withdraw(self, who, said):
        return self.is_head_of_applicant(who) and self.state in MAY_WITHDRAW

    def do_withdraw(self, who, said):
        self.end("withdrawn")

    def may_accept(self, who, said):
        return self.is_office(who) and self.state == "submitted"

    def do_accept(self, who, said):
        self.state, self.accepted = "reviewing", True

    def may_decline(self, who, said):
        return self.is_office(who) and self.state == "submitted" and not self.accepted

    def do_decline(self, who, said):
        self.end("not_accepted")

    def may_correct(self, who, said):
        return self.is_office(who) and self.state in ("submitted", "reviewing")

    def do_correct(self, who, said):
        self.came_from, self.state = self.state, "correcting"

    def may_review(self, who, said):
        return self.is_director(who) and self.state in ("reviewing", "circulating")

    def do_review(self, who, said):
        self.review = said.view == "agree"
        self.reviewers.add(who)

    def may_circulate(self, who, said):
        return self.place in MEMBERS and self.is_director(who) and self.state == "reviewing" and self.review

    def do_circulate(self, who, said):
        """Units that answered this text are not asked again (settled 6)."""
        self.state = "circulating"
        self.reviewing |= set(MEMBERS[self.place])
        self.owing = self.reviewing - self.opinions.keys() if not self.has_round else self.owing
        self.has_round = True

    def may_opine(self, who, said):
        return (
            who.endswith("-fz") and self.unit(who) in self.owing and self.state in ("circulating", "revising")
        )

    def do_opine(self, who, said):
        unit = self.unit(who)
        self.opinions[unit] = (said.view, said.finding if unit == "justice" else "")

    @property
    def unlawful(self):
        return self.opinions.get("justice", ("", ""))[1] == "unlawful"

    def may_expert(self, who, said):
        return self.place in EXPERTS and self.is_office(who) and self.state in ("reviewing", "circulating")

    def do_expert(self, who, said):
        pass

    def may_conclude(self, who, said):
        silent = self.owing - self.opinions.keys() or self.asked - self.answers.keys()
        there = self.is_office(who) and self.state == "circulating" and not silent
        return there and self.review and self.all_agree and not self.unlawful

    def do_conclude(self, who, said):
        self.state, self.owing, self.asked = "deciding", set(), set()

    def may_change(self, who, said):
        return self.is_office(who) and self.state == "circulating"

    def do_change(self, who, said):
        self.state = "revising"

    def may_revise(self, who, said):
        return self.is_head_of_applicant(who) and self.state == "revising"

    def do_revise(self, who, said):
        """责任分工 changed: it touches the members, and every township; why a duty ends, the townships (settled 3, 4)."""
        self.version += 1
        self.state = "circulating"
        self.filers.add(who)
        self.answers, self.asked = {}, set(self.townships)
        stands = {unit: said for unit, said in self.opinions.items() if said[0] == "agree"}
        self.opinions = stands if self.kind in ENDS else {}
        self.owing = self.reviewing - self.opinions.keys()
        self.decided = set()

    def may_forward(self, who, said):
        return self.place not in MEMBERS and self.is_office(who) and self.state == "reviewing" and self.review

    def do_forward(self, who, said):
        self.state = "deciding"

    def body(self, who):
        """A body's own office for its body; the office, with the scan, here for 县委."""
        unit = self.unit(who)
        return BODIES.get(unit) or ("county_party" if self.is_office(who) else "")

    def may_decide(self, who, said):
        body = self.body(who)
        return self.state == "deciding" and body and body not in self.decided and self.is_third(who)

    def do_decide(self, who, said):
        if said.verdict == "refused":
            self.end("rejected")
        elif said.verdict == "returned":
            self.state, self.decided = "reviewing", set()
        else:
            self.decided.add(self.body(who))
            if self.decided == set(BODIES.values()):
                upward = self.place in ABOVE and not self.temporary
                self.state = "upper_review" if upward else "approved"
                self.filing = ""

    def may_file(self, who, said):
        return self.is_office(who) and self.state == "upper_review" and self.filing != "sent"

    def do_file(self, who, said):
        self.filing = "sent"

    def may_pass(self, who, said):
        sent = self.state == "upper_review" and self.filing == "sent"
        return sent and self.unit(who) == ABOVE.get(self.place)

    may_return = may_pass

    def do_pass(self, who, said):
        self.end("approved")

    def do_return(self, who, said):
        """Of substance where `said` agrees, else of form only: what was decided stands (settled 19)."""
        self.state, self.filing = "reviewing", "replied"
        self.returned_for_form = said.view != "agree"
        if not self.returned_for_form:
            self.decided = set()

    def may_resubmit(self, who, said):
        return self.is_office(who) and self.state == "reviewing" and self.returned_for_form

    def do_resubmit(self, who, said):
        self.state = "upper_review"

    def may_reject(self, who, said):
        """The director what is unfit; the body that approves what was sent to it (I-48)."""
        if self.state in ("reviewing", "circulating"):
            return self.is_director(who) and (self.review is False or self.unlawful)
        return self.may_pass(who, said)

    def do_reject(self, who, said):
        self.end("rejected")

    def may_notice(self, who, said):
        gives = self.is_office(who) or self.unit(who) in BODIES
        return self.state == "approved" and not self.noticed and gives

    def do_notice(self, who, said):
        self.noticed = True
