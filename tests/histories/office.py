"""What the member units and the office do with a case before it is approved."""

from tests.histories.county import JOINING, MAY_NOT_BE_SILENT, MEMBERS
from tests.histories.facts import Opinion, Review, Round

PREPARED = ("submitted", "reviewing")


class OfficeMoves:
    def may_opine(self, seat, view):
        unit = self.unit(seat)
        review = self.round and self.round.open and self.round.reviews.get(unit)
        if not review or not review.asked or self.post(seat) != "head":
            return False
        if not self.is_sayable(unit, view):
            return False
        return self.state in ("circulating", "revising") and not self.speaks_elsewhere(
            self.person(seat), unit
        )

    @staticmethod
    def is_sayable(unit, view):
        """不合法 is 司法局's finding; 不涉及本单位职责 is what it may not say."""
        return view not in ("unlawful", "not_ours") or (unit == "sfj") == (view == "unlawful")

    def do_opine(self, seat, view):
        self.opinion_of(self.unit(seat), view)
        self.round.reviews[self.unit(seat)].itself = True
        self.signed_answers = (*self.signed_answers, (self.clock, self.person(seat), self.unit(seat)))

    def may_file_opinion(self, seat, what):
        """From stamped paper, by the office, with the scan."""
        unit, view = what
        review = self.round and self.round.open and self.round.reviews.get(unit)
        asked = review and review.asked and not review.itself and self.state in ("circulating", "revising")
        return self.is_office(seat) and asked and self.is_sayable(unit, view)

    def do_file_opinion(self, seat, what):
        self.opinion_of(*what)

    def opinion_of(self, unit, view):
        unlawful = view == "unlawful"
        opinion = Opinion(
            unit, self.round.number, self.round.version, "disagree" if unlawful else view, unlawful
        )
        self.opinions.append(opinion)
        self.round.reviews[unit].given = opinion

    def may_accept(self, seat, _):
        return self.is_office(seat) and self.state == "submitted" and not self.filed_or_began(seat)

    def filed_or_began(self, seat):
        return self.person(seat) in {*self.filers, self.creator}

    def do_accept(self, seat, _):
        self.state, self.accepted = "reviewing", True

    def may_decline(self, seat, _):
        return self.is_office(seat) and self.state == "submitted" and not self.accepted

    def do_decline(self, seat, _):
        self.end("not_accepted")

    def may_return_for_correction(self, seat, _):
        return self.is_office(seat) and self.state in PREPARED

    def do_return_for_correction(self, seat, _):
        self.came_from, self.state = self.state, "correcting"
        self.told_to_change, self.applicant_reminded = self.day, False
        self.paper_is_fresh = False

    def may_issue_review(self, seat, _):
        right_state = self.state in ("reviewing", "circulating")
        return (
            self.kind != "revocation"
            and self.is_director(seat)
            and right_state
            and self.speaks_for_the_office(seat)
        )

    def speaks_for_the_office(self, seat):
        """The review is 编办's own opinion: not by who filed, nor by who spoke for another unit (I-26, I-43)."""
        person = self.person(seat)
        return person not in self.filers and not self.speaks_elsewhere(person, self.unit(seat))

    def do_issue_review(self, seat, favourable):
        self.review = (self.version, favourable)
        self.reviewers.add(self.person(seat))
        if favourable and self.state == "reviewing" and self.procedure != "general" and self.circulates:
            self.procedure = "simple" if self.places_agree else "general"

    def may_circulate(self, seat, _):
        if not self.is_director(seat) or self.state != "reviewing":
            return False
        return self.has_procedures and self.favourable and not self.hear_first

    @property
    def has_procedures(self):
        return self.kind != "revocation" and self.circulates

    def do_circulate(self, seat, _):
        self.state = "circulating"
        self.open_round()

    def open_round(self, *, ask_places=False):
        before = self.round
        again = bool(before) and before.version == self.version
        units = dict.fromkeys(MEMBERS, False)
        for unit, role in self.concerned.items():
            objects = self.consent(unit) in ("disagree", "conditional")
            if role == "related" and (objects or unit in self.joined):
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
        """Settled 4 and 6: what a unit said stands until the text changes for it; who has not answered owes an answer."""
        last = before.reviews.get(unit) if before else None
        if last is None:
            return Review(unit, asked=True, adhoc=adhoc)
        silent = last.opinion is None
        if again:
            asked = silent and unit in MAY_NOT_BE_SILENT
        else:
            touched = set() if silent else self.touched(last.opinion.version)
            asked = silent or unit in touched or not last.opinion.agrees or (adhoc and bool(touched))
        return Review(unit, asked, standing=None if asked else last.opinion, adhoc=adhoc)

    def may_add_reviewer(self, seat, unit):
        return self.is_office(seat) and self.state == "circulating" and unit not in self.round.reviews

    def do_add_reviewer(self, seat, unit):
        self.round.reviews[unit] = Review(unit, asked=True, adhoc=True)

    def may_to_general(self, seat, _):
        simple = self.has_procedures and self.procedure != "general"
        return self.is_office(seat) and self.state in ("reviewing", "circulating") and simple

    def do_to_general(self, seat, _):
        self.procedure = "general"

    def may_join(self, seat, _):
        """Into the other case, which names the same townships."""
        same = self.kind == "admission" and self.other == "submitted"
        return self.is_office(seat) and self.state in PREPARED and same

    def do_join(self, seat, _):
        self.end("withdrawn")

    def may_absorb(self, seat, _):
        """The other case into this one."""
        return self.may_join(seat, _)

    def do_absorb(self, seat, _):
        self.other = "withdrawn"
        self.concerned = {**self.concerned, JOINING: "related"}

    def may_convene(self, seat, _):
        if not self.has_procedures or self.state != "reviewing" or not self.is_office(seat):
            return False
        return self.favourable and self.hear_first

    def do_convene(self, seat, _):
        self.state, self.hearing = "coordinating", "invited"

    def may_set_meeting_day(self, seat, _):
        return self.may_record_coordination(seat, _) and self.hearing == "invited"

    def do_set_meeting_day(self, seat, _):
        pass

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
        self.hearing, self.agenda, self.paper_is_fresh = None, None, False
        if new_review:
            self.review = None

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
        """The director: what is unlawful or against 上级要求 (no hard check can fail here, no other duty is alike)."""
        if self.state in ("reviewing", "circulating"):
            unfit = bool(self.review) and not self.favourable
            return self.is_director(seat) and (unfit or self.unlawful)
        return self.state == "signing" and self.kind == "revocation" and self.may_sign(seat, _)

    def do_reject(self, seat, _):
        self.end("rejected")
