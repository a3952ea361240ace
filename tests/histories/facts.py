"""What is known of one case, in plain Python, written from workflow.md and settled.md and not from the code.

`Facts` only answers; the moves that change it are in `applicant`, `office` and `approvals`, put together in
`model.Model`. One case of one county with two townships, one related department and three member units.
"""

from dataclasses import dataclass, field

from tests.histories.county import EVERYONE, JOINING, MAY_NOT_BE_SILENT, SEATS, TOUCHES


@dataclass
class Request:
    unit: str
    version: int
    round: int | None
    open: bool = True
    reminded: int | None = None
    overdue: bool = False
    answers: list = field(default_factory=list)  # (when, answer)
    itself: bool = False  # the unit answered here; paper no longer takes its place
    day: int = 0


@dataclass
class Opinion:
    unit: str
    round: int
    version: int
    view: str
    unlawful: bool = False

    @property
    def agrees(self):
        return self.view in ("agree", "not_ours")


@dataclass
class Review:
    unit: str
    asked: bool
    standing: Opinion | None = None
    given: Opinion | None = None
    itself: bool = False  # as of a request
    adhoc: bool = False
    reminded: bool = False
    overdue: bool = False

    @property
    def opinion(self):
        return self.given or self.standing


@dataclass
class Round:
    number: int
    version: int
    day: int
    reviews: dict
    open: bool = True
    concluded: bool = False


class Facts:
    """One case: what is known of it, and what follows from that."""

    def __init__(self, begins):
        self.kind, self.applicant = begins.kind, begins.applicant
        self.on_paper, self.circulates = begins.on_paper, begins.circulates
        self.concerned = begins.concerned
        self.state, self.procedure = "draft", ""
        self.versions, self.frozen = [dict.fromkeys((*TOUCHES, "attachments"), 0)], False
        self.requests, self.rounds, self.opinions = [], [], []
        self.came_from, self.numbered, self.accepted = "", False, False
        self.creator = "bb-jb" if begins.on_paper else f"{begins.applicant}-jb"
        self.filers, self.reviewers = set(), set()
        self.writers = {self.creator}
        self.handed_in = {}  # version: by whom first
        self.paper_is_fresh = True  # 登记纸质申请: the stamped paper for the next submission is there
        self.other = "submitted"  # the other case: submitted, or withdrawn when it was joined into this one
        self.review = None  # (version, favourable)
        self.coordinated = set()  # versions
        self.hearing = None  # None, "invited" or "registered"
        self.agenda = None  # (version, round) of the item
        self.resolved = self.signed = False
        self.decided = set()
        self.filing = None  # None, "sent" or "replied"
        self.returned_for_form = False
        self.noticed = False
        self.told_to_change = None  # day the applicant was told, reminded?
        self.applicant_reminded = False
        self.clock = self.day = 0
        self.signed_answers = ()  # (when, person, unit)

    # -- what the rows say ------------------------------------------------------------------------------------

    @property
    def version(self):
        return len(self.versions)

    @property
    def round(self):
        return self.rounds[-1] if self.rounds else None

    def touched(self, since):
        """Whom the changes since that version touch."""
        old, new = self.versions[since - 1], self.versions[-1]
        if old["attachments"] != new["attachments"]:
            return EVERYONE
        return set().union(*(TOUCHES[key] for key in TOUCHES if old[key] != new[key]))

    def touches(self, unit, since):
        word = "related" if self.concerned.get(unit) == "related" else "townships"
        return word in self.touched(since)

    def latest(self, unit):
        return next((r for r in reversed(self.requests) if r.unit == unit), None)

    def consent(self, unit):
        """agree, conditional, disagree, overdue, waiting, unasked or outdated."""
        asked = self.latest(unit)
        if asked is None:
            return "unasked"
        given = [(when, answer, r) for r in self.requests if r.unit == unit for when, answer in r.answers]
        _, answer, on = max(given, key=lambda g: g[0], default=(0, None, None))
        holds = answer and not self.touches(unit, on.version)
        if holds and (on is asked or not asked.open):
            return answer
        if asked.overdue:
            return "overdue"
        if holds and asked.round is None:
            return answer
        return "waiting" if asked.open else "outdated"

    @property
    def joined(self):
        return {JOINING} if self.other == "withdrawn" else set()

    @property
    def parties(self):
        return [unit for unit, role in self.concerned.items() if role != "related"]

    @property
    def places_agree(self):
        return all(self.consent(unit) == "agree" for unit in self.parties)

    def said(self, review):
        """The view of a review, overdue or waiting."""
        if review.opinion:
            return review.opinion.view
        return "overdue" if review.overdue or not review.asked else "waiting"

    @property
    def unanswered(self):
        units = [r.unit for r in self.round.reviews.values() if self.said(r) == "waiting"]
        here = [r.unit for r in self.requests if r.round == self.round.number]
        return units + [u for u in here if self.consent(u) == "waiting"]

    @property
    def missing(self):
        reviews = self.round.reviews if self.round else {}
        return [u for u in MAY_NOT_BE_SILENT if u in reviews and self.said(reviews[u]) == "overdue"]

    @property
    def unlawful(self):
        return any(
            r.opinion and r.opinion.unlawful for r in (self.round.reviews.values() if self.round else ())
        )

    @property
    def unanimous(self):
        agreed = all(self.said(r) in ("agree", "not_ours") for r in self.round.reviews.values())
        return agreed and self.places_agree

    @property
    def circulated(self):
        return bool(
            self.round and self.round.version == self.version and self.round.concluded and not self.missing
        )

    @property
    def hear_first(self):
        here = self.round and self.round.version == self.version
        return self.procedure == "general" and not self.places_agree and not here and not self.is_coordinated

    @property
    def is_coordinated(self):
        return self.version in self.coordinated

    @property
    def favourable(self):
        return bool(self.review and self.review[1])

    # -- who --------------------------------------------------------------------------------------------------

    @staticmethod
    def person(seat):
        return SEATS[seat][0]

    @staticmethod
    def unit(seat):
        return SEATS[seat][1]

    @staticmethod
    def post(seat):
        return SEATS[seat][2]

    def is_office(self, seat):
        return self.unit(seat) == "bb"

    def is_director(self, seat):
        return self.is_office(seat) and self.post(seat) == "head"

    def is_applicant(self, seat):
        """The applicant's staff; the office for what was sent on paper (settled 31)."""
        return self.unit(seat) == ("bb" if self.on_paper else self.applicant)

    def is_applicant_head(self, seat):
        return self.is_applicant(seat) and (self.on_paper or self.post(seat) == "head")

    def is_third(self, seat):
        return self.person(seat) not in self.filers | self.reviewers

    def answers_elsewhere(self, person, unit):
        """One person answers for one unit in a case; the initial review is 编办's answer (I-26, settled 23)."""
        given = [(by, at) for _, by, at in self.signed_answers] + [(by, "bb") for by in self.reviewers]
        return any(by == person and at != unit for by, at in given)

    def speaks_elsewhere(self, person, unit):
        """Whoever wrote or handed in the application speaks for the applicant; for a paper one nobody in the system does."""
        wrote = not self.on_paper and person in self.writers | self.filers and unit != self.applicant
        return wrote or self.answers_elsewhere(person, unit)

    def writes(self, seat):
        """The applicant's text is not for who answered it for another unit; what is on paper the office only registers."""
        answered = self.answers_elsewhere(self.person(seat), self.applicant)
        return self.is_applicant(seat) and (self.on_paper or not answered)
