"""The procedure once more, small and in plain Python, written from its description and not from the code.

`Model.allowed(move)` says whether a move may be made; `Model.make(move)` makes it. A move is (act, seat,
argument). One case of one county with two townships, one related department and three member units.
"""

from dataclasses import dataclass, field

OPEN_TO_WITHDRAW = {
    "consulting",
    "submitted",
    "correcting",
    "reviewing",
    "circulating",
    "revising",
    "coordinating",
    "deliberating",
    "signing",
    "upper_review",
}
ENDS = {"approved", "not_accepted", "rejected", "withdrawn", "discarded"}
MEMBERS = ("zzb", "sfj", "czj")
MAY_NOT_BE_SILENT = ("sfj", "czj")  # 司法局 always; 财政局 because a cost is stated
TOUCHES = {  # field: whom a change touches
    "basis": {"sfj"},
    "boundary": {"townships", "related", "sfj"},
    "institution": {"townships", "czj"},
    "argument_necessity": {"zzb"},
}

# seat: (person, unit, post). Some people hold two seats: three persons must still be three.
SEATS = {
    "zjj-jb": ("zjj-jb", "zjj", "handler"),
    "zjj-fz": ("zjj-fz", "zjj", "head"),
    "lcz-jb": ("lcz-jb", "lcz", "handler"),
    "lcz-fz": ("lcz-fz", "lcz", "head"),
    "dxz-fz": ("dxz-fz", "dxz", "head"),
    "zrj-fz": ("zrj-fz", "zrj", "head"),
    "nyj-fz": ("nyj-fz", "nyj", "head"),
    "bb-jb": ("bb-jb", "bb", "handler"),
    "bb-fz": ("bb-fz", "bb", "head"),
    "filer at the office": ("zjj-fz", "bb", "head"),
    "zzb-fz": ("zzb-fz", "zzb", "head"),
    "sfj-jb": ("sfj-jb", "sfj", "handler"),
    "sfj-fz": ("sfj-fz", "sfj", "head"),
    "township head at the bureau": ("lcz-fz", "sfj", "head"),
    "czj-fz": ("czj-fz", "czj", "head"),
    "xwb-jb": ("xwb-jb", "xwb", "handler"),
    "zgb-fz": ("zgb-fz", "zgb", "head"),
    "zjr": ("zjr", "convenor", "convenor"),
    "director as convenor": ("bb-fz", "convenor", "convenor"),
    "sbb-jb": ("sbb-jb", "sbb", "handler"),
    "sys": ("sys", None, "system_admin"),
}
BODIES = {"xwb": "county_party", "zgb": "county_government"}


@dataclass
class Request:
    unit: str
    version: int
    round: int | None
    open: bool = True
    reminded: int | None = None
    overdue: bool = False
    answers: list = field(default_factory=list)  # (when, answer)
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


class Model:
    """One case: what is known of it, which moves may be made."""

    def __init__(self, kind="admission", applicant="zjj"):
        self.kind, self.applicant = kind, applicant
        self.handler, self.head = f"{applicant}-jb", f"{applicant}-fz"
        if kind == "revocation":
            self.concerned = {"lcz": "township", "dxz": "township"}
        elif applicant == "lcz":
            self.concerned = {"dxz": "township", "nyj": "owner", "zrj": "related"}
        else:
            self.concerned = {"lcz": "township", "dxz": "township", "zrj": "related"}
        self.state, self.procedure = "draft", ""
        self.versions, self.frozen = [dict.fromkeys(TOUCHES, 0)], False
        self.requests, self.rounds, self.opinions = [], [], []
        self.came_from, self.numbered, self.accepted = "", False, False
        self.filer = self.reviewer = None
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
        return self.unit(seat) == self.applicant

    def is_applicant_head(self, seat):
        return self.is_applicant(seat) and self.post(seat) == "head"

    def is_third(self, seat):
        return self.person(seat) not in (self.filer, self.reviewer)

    def answers_elsewhere(self, person, unit):
        """One person answers for one unit in a case (I-26)."""
        given = [(by, at) for _, by, at in self.signed_answers]
        return any(by == person and at != unit for by, at in given)

    signed_answers = ()

    # -- moves ------------------------------------------------------------------------------------------------

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
        if act not in ("return_upper", "wait"):
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
            "decide": ["approved", "returned", "refused"],
            "return_upper": ["form", "substance"],
            "add_reviewer": ["nyj"],
        }
        acts = [name.removeprefix("may_") for name in dir(self) if name.startswith("may_")]
        found = {act: [(act, seat, a) for seat in seats for a in arguments.get(act, [None])] for act in acts}
        return {**found, "wait": [("wait", None, None)]}

    def do_wait(self, seat, argument):
        """Thirty days go by."""
        self.day += 30

    # applicant

    def may_save(self, seat, key):
        if self.kind == "revocation":
            return False
        return self.is_applicant(seat) and self.state in ("draft", "consulting", "correcting", "revising")

    def do_save(self, seat, key):
        if self.frozen:
            self.versions.append(dict(self.versions[-1]))
            self.frozen = False
        self.versions[-1][key] += 1
        if self.state == "consulting":
            self.frozen = True
            stale = [
                u for u in self.concerned if not self.latest(u) or self.touches(u, self.latest(u).version)
            ]
            self.ask(stale)

    def ask(self, units, round=None):
        for unit in units:
            self.close(unit)
            self.requests.append(Request(unit, self.version, round, day=self.day))

    def close(self, unit=None):
        for request in self.requests:
            if unit in (None, request.unit):
                request.open = False

    def may_consult(self, seat, _):
        return self.is_applicant(seat) and self.state == "draft"

    def do_consult(self, seat, _):
        self.frozen, self.state = True, "consulting"
        self.ask(self.concerned)

    @property
    def to_ask_again(self):
        found = []
        for unit in self.concerned:
            consent, last = self.consent(unit), self.latest(unit)
            if consent == "agree" or (consent == "waiting" and last.version == self.version):
                continue
            found.append(unit)
        return found

    def may_consult_again(self, seat, _):
        return self.is_applicant(seat) and self.state in ("consulting", "correcting") and self.to_ask_again

    def do_consult_again(self, seat, _):
        units, self.frozen = self.to_ask_again, True
        self.ask(units)

    def may_submit(self, seat, _):
        if not self.is_applicant_head(seat) or self.state not in ("draft", "consulting", "correcting"):
            return False
        if self.kind == "revocation":
            return self.places_agree
        return not any(self.consent(u) in ("unasked", "waiting", "outdated") for u in self.concerned)

    def do_submit(self, seat, _):
        self.frozen, self.numbered = True, True
        self.state, self.came_from = self.came_from or "submitted", ""
        self.filer = self.person(seat)
        self.close()
        if self.review and self.review[0] != self.version:
            self.review = self.reviewer = None
            self.lapse()

    def lapse(self):
        self.signed = self.resolved = False
        self.decided = set()

    def may_withdraw(self, seat, _):
        if self.state not in OPEN_TO_WITHDRAW:
            return False
        if self.is_applicant_head(seat):
            return True
        late = self.told_to_change is not None and self.applicant_reminded and self.day > self.told_to_change
        return self.is_office(seat) and self.state in ("correcting", "revising") and late

    def do_withdraw(self, seat, _):
        self.end("withdrawn")

    def end(self, state):
        self.state = state
        self.close()
        self.hearing = self.agenda = None
        if self.round:
            self.round.open = False

    def may_discard(self, seat, _):
        return self.is_applicant(seat) and self.state == "draft"

    def do_discard(self, seat, _):
        self.state = "discarded"

    def may_revise(self, seat, _):
        return self.is_applicant_head(seat) and self.state == "revising" and not self.frozen

    def do_revise(self, seat, _):
        self.frozen, self.state = True, "circulating"
        self.lapse()
        self.open_round(ask_places=True)

    # asked

    def may_answer(self, seat, answer):
        request = self.latest(self.unit(seat))
        if request is None or not request.open or self.post(seat) != "head":
            return False
        if self.kind == "revocation" and answer == "conditional":
            return False
        if self.state not in ("consulting", "correcting", "circulating", "revising"):
            return False
        return not self.answers_elsewhere(self.person(seat), self.unit(seat))

    def do_answer(self, seat, answer):
        self.latest(self.unit(seat)).answers.append((self.clock, answer))
        self.signed_answers = (*self.signed_answers, (self.clock, self.person(seat), self.unit(seat)))

    def may_opine(self, seat, view):
        unit = self.unit(seat)
        review = self.round and self.round.open and self.round.reviews.get(unit)
        if not review or not review.asked or self.post(seat) != "head":
            return False
        if (view == "unlawful" or view == "not_ours") and (unit == "sfj") != (view == "unlawful"):
            return False
        return self.state in ("circulating", "revising") and not self.answers_elsewhere(
            self.person(seat), unit
        )

    def do_opine(self, seat, view):
        unit, unlawful = self.unit(seat), view == "unlawful"
        opinion = Opinion(
            unit, self.round.number, self.round.version, "disagree" if unlawful else view, unlawful
        )
        self.opinions.append(opinion)
        self.round.reviews[unit].given = opinion
        self.signed_answers = (*self.signed_answers, (self.clock, self.person(seat), unit))

    # reminders and silence

    def waiting_request(self, seat, unit):
        """The open request the seat asked and the unit has not answered."""
        request = self.latest(unit)
        if request is None or not request.open or request.answers:
            return None
        mine = self.is_office(seat) if request.round else self.asks_before(seat)
        return request if mine else None

    def asks_before(self, seat):
        return self.is_applicant(seat) and self.state in ("consulting", "correcting")

    def waiting_review(self, seat, unit):
        if not self.is_office(seat) or not self.round or not self.round.open:
            return None
        review = self.round.reviews.get(unit)
        return review if review and review.asked and not review.given else None

    def may_remind(self, seat, unit):
        if self.state in ("circulating", "revising") and self.is_office(seat):
            late = unit == self.applicant and self.state == "revising"
            return late or self.waiting_request(seat, unit) or self.waiting_review(seat, unit)
        if self.state == "correcting" and self.is_office(seat):
            return unit == self.applicant
        return self.asks_before(seat) and self.waiting_request(seat, unit)

    def do_remind(self, seat, unit):
        for row in (self.waiting_request(seat, unit), self.waiting_review(seat, unit)):
            if row:
                row.reminded = True
        if self.is_office(seat) and unit == self.applicant and self.state in ("correcting", "revising"):
            self.applicant_reminded = True

    def may_overdue(self, seat, unit):
        if self.state in ("circulating", "revising") and not self.is_office(seat):
            return False
        request, review = self.waiting_request(seat, unit), self.waiting_review(seat, unit)
        row, since = (request, request.day) if request else (review, self.round.day if review else 0)
        return row and row.reminded and self.day > since

    def do_overdue(self, seat, unit):
        (self.waiting_request(seat, unit) or self.waiting_review(seat, unit)).overdue = True

    # office

    def may_accept(self, seat, _):
        return self.is_office(seat) and self.state == "submitted" and self.person(seat) != self.filer

    def do_accept(self, seat, _):
        self.state, self.accepted = "reviewing", True

    def may_decline(self, seat, _):
        return self.is_office(seat) and self.state == "submitted" and not self.accepted

    def do_decline(self, seat, _):
        self.end("not_accepted")

    def may_return_for_correction(self, seat, _):
        return self.is_office(seat) and self.state in ("submitted", "reviewing")

    def do_return_for_correction(self, seat, _):
        self.came_from, self.state = self.state, "correcting"
        self.told_to_change, self.applicant_reminded = self.day, False

    def may_issue_review(self, seat, _):
        right_state = self.state in ("reviewing", "circulating")
        return (
            self.kind == "admission"
            and self.is_director(seat)
            and right_state
            and self.person(seat) != self.filer
        )

    def do_issue_review(self, seat, favourable):
        self.review, self.reviewer = (self.version, favourable), self.person(seat)
        if self.state == "reviewing" and self.procedure != "general":
            self.procedure = "simple" if self.places_agree else "general"

    def may_circulate(self, seat, _):
        if self.kind != "admission" or not self.is_director(seat) or self.state != "reviewing":
            return False
        return self.favourable and not self.hear_first

    def do_circulate(self, seat, _):
        self.state = "circulating"
        self.open_round()

    def open_round(self, *, ask_places=False):
        before = self.round
        again = bool(before) and before.version == self.version
        units = dict.fromkeys(MEMBERS, False)
        for unit, role in self.concerned.items():
            if role == "related" and self.consent(unit) in ("disagree", "conditional"):
                units.setdefault(unit, True)
        for unit, review in (before.reviews if before else {}).items():
            units.setdefault(unit, review.adhoc)
        reviews = {unit: self.next_review(unit, adhoc, before, again) for unit, adhoc in units.items()}
        places = [
            unit
            for unit, role in self.concerned.items()
            if self.consent(unit) != "agree" and not (role == "related" and unit in reviews)
        ]
        if before:
            before.open = False
            for request in self.requests:
                request.open = request.open and request.round is None
            self.lapse()
        self.rounds.append(Round(before.number + 1 if before else 1, self.version, self.day, reviews))
        if ask_places:
            self.ask(places, round=self.round.number)

    def next_review(self, unit, adhoc, before, again):
        given = [opinion for opinion in self.opinions if opinion.unit == unit]
        latest = given[-1] if given else None
        if latest is None:
            asked = not (again and unit in before.reviews) or unit in self.missing
        elif again:
            asked = False
        else:
            touched = self.touched(latest.version)
            asked = unit in touched or not latest.agrees or (adhoc and bool(touched))
        return Review(unit, asked, standing=None if asked else latest, adhoc=adhoc)

    def may_add_reviewer(self, seat, unit):
        return self.is_office(seat) and self.state == "circulating" and unit not in self.round.reviews

    def do_add_reviewer(self, seat, unit):
        self.round.reviews[unit] = Review(unit, asked=True, adhoc=True)

    def may_to_general(self, seat, _):
        general = self.procedure == "general" or self.kind == "revocation"
        return self.is_office(seat) and self.state in ("reviewing", "circulating") and not general

    def do_to_general(self, seat, _):
        self.procedure = "general"

    def may_convene(self, seat, _):
        if self.kind != "admission" or self.state != "reviewing" or not self.is_office(seat):
            return False
        return self.favourable and self.hear_first

    def do_convene(self, seat, _):
        self.state, self.hearing = "coordinating", "invited"

    def may_record_coordination(self, seat, _):
        return self.is_office(seat) and self.state == "coordinating"

    def do_record_coordination(self, seat, _):
        self.hearing = "registered"

    def may_conclude_coordination(self, seat, _):
        if self.state != "coordinating" or self.hearing != "registered" or self.unlawful:
            return False
        return self.is_director(seat) or (self.is_office(seat) and self.circulated)

    def do_conclude_coordination(self, seat, _):
        self.coordinated.add(self.version)
        self.hearing = None
        if self.circulated:
            self.state = "deliberating"
        else:
            self.state = "circulating"
            self.open_round()

    def may_conclude(self, seat, _):
        if not self.is_office(seat) or self.state != "circulating":
            return False
        if self.unanswered or self.unlawful or not self.favourable:
            return False
        return not (self.is_coordinated and self.missing)

    def do_conclude(self, seat, _):
        if self.procedure == "simple" and self.unanimous:
            self.state = "signing"
        else:
            self.procedure = "general"
            self.state = "deliberating" if self.is_coordinated else "coordinating"
            self.hearing = "invited" if self.state == "coordinating" else None
        self.round.concluded, self.round.open = True, False
        for request in self.requests:
            if request.round == self.round.number:
                request.open = False

    def may_call_revision(self, seat, _):
        return self.is_office(seat) and self.state in ("circulating", "coordinating", "deliberating")

    def do_call_revision(self, seat, new_review):
        self.state = "revising"
        self.told_to_change, self.applicant_reminded = self.day, False
        self.hearing = self.agenda = None
        if new_review:
            self.review = self.reviewer = None

    def may_put_on_agenda(self, seat, _):
        return self.is_office(seat) and self.state == "deliberating" and not self.agenda

    def do_put_on_agenda(self, seat, _):
        self.agenda = (self.version, self.round.number)

    def may_result(self, seat, outcome):
        if not self.is_office(seat) or self.state != "deliberating":
            return False
        return self.agenda == (self.version, self.round.number) and not (
            outcome == "passed" and self.unlawful
        )

    def do_result(self, seat, outcome):
        self.agenda, self.resolved = None, outcome == "passed"
        if outcome == "passed":
            self.state = "deciding"
        elif outcome == "failed":
            self.end("rejected")
        elif outcome == "returned":
            self.do_call_revision(seat, False)
        elif outcome == "coordinate":
            self.state, self.hearing = "coordinating", "invited"

    def may_reject(self, seat, _):
        if self.state in ("reviewing", "circulating"):
            return self.is_director(seat)
        return self.state == "signing" and self.kind == "revocation" and self.may_sign(seat, _)

    def do_reject(self, seat, _):
        self.end("rejected")

    # approvals

    def may_confirm(self, seat, _):
        mine = self.is_office(seat) and self.person(seat) != self.filer
        return self.kind == "revocation" and self.state == "reviewing" and mine

    def do_confirm(self, seat, _):
        self.state, self.reviewer = "signing", self.person(seat)
        self.review = (self.version, True)

    def may_sign(self, seat, _):
        return self.state == "signing" and self.post(seat) == "convenor" and self.is_third(seat)

    def do_sign(self, seat, _):
        self.signed = True
        self.state = "approved" if self.kind == "revocation" else "upper_review"

    def may_send_to_general(self, seat, _):
        return self.state == "signing" and self.post(seat) == "convenor" and self.kind == "admission"

    def do_send_to_general(self, seat, _):
        self.procedure, self.state, self.hearing = "general", "coordinating", "invited"

    def may_send_back(self, seat, _):
        return self.state == "signing" and self.post(seat) == "convenor"

    def do_send_back(self, seat, _):
        self.state = "reviewing"

    def may_decide(self, seat, verdict):
        body = BODIES.get(self.unit(seat))
        if body is None or self.state != "deciding" or not self.is_third(seat):
            return False
        return verdict != "approved" or body not in self.decided

    def do_decide(self, seat, verdict):
        if verdict == "refused":
            self.end("rejected")
        elif verdict == "returned":
            self.lapse()
            self.state = "deliberating"
        else:
            self.decided.add(BODIES[self.unit(seat)])
            if len(self.decided) == len(BODIES):
                self.state = "upper_review"

    def may_file(self, seat, _):
        return self.is_office(seat) and self.state == "upper_review" and self.filing != "sent"

    def do_file(self, seat, _):
        self.filing = "sent"

    def may_pass_upper(self, seat, _):
        return self.unit(seat) == "sbb" and self.state == "upper_review" and self.filing == "sent"

    def do_pass_upper(self, seat, _):
        self.filing, self.state = "replied", "approved"

    def may_return_upper(self, seat, _):
        return self.may_pass_upper(seat, _)

    def do_return_upper(self, seat, what):
        self.filing, self.state = "replied", "reviewing"
        self.returned_for_form = what == "form"
        if what == "substance":
            self.lapse()

    def may_resubmit(self, seat, _):
        return self.is_office(seat) and self.state == "reviewing" and self.returned_for_form

    def do_resubmit(self, seat, _):
        self.state = "upper_review"

    def may_notice(self, seat, _):
        return self.state == "approved" and not self.noticed and self.unit(seat) in ("bb", *BODIES)

    def do_notice(self, seat, _):
        self.noticed = True
