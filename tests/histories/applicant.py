"""The applicant's moves, the answers of those it asks, reminders and silence."""

from tests.histories.facts import Request
from tests.histories.procedure import MAY_WITHDRAW

HOLDS_THE_TEXT = ("draft", "consulting", "correcting", "revising")
BEFORE = ("consulting", "correcting")  # the applicant asks
ROUND = ("circulating", "revising")  # the office asks


class ApplicantMoves:
    def may_save(self, seat, key):
        return self.writes(seat) and self.state in HOLDS_THE_TEXT

    def do_save(self, seat, key):
        if self.frozen:
            self.versions.append(dict(self.versions[-1]))
            self.writers.add(self.person(seat))
            self.frozen = False
        self.versions[-1][key] += 1
        if self.state == "consulting":
            self.frozen = True
            self.ask(self.outdated)

    def may_attach(self, seat, _):
        return self.writes(seat) and self.state in HOLDS_THE_TEXT

    def do_attach(self, seat, _):
        """Once the text is fixed, another attachment is another 稿 (I-44), and touches everybody (settled 3).

        On paper it is the stamped application that is filed: no attachment of the text.
        """
        self.paper_is_fresh = True
        if self.frozen:
            self.versions.append(dict(self.versions[-1]))
            self.writers.add(self.person(seat))
        if not self.on_paper:
            self.versions[-1]["attachments"] += 1
        if self.frozen:
            self.frozen = self.state == "consulting"
            if self.frozen:
                self.ask(self.outdated)

    @property
    def outdated(self):
        """Units whose request is on a text that has changed for them, or that were never asked."""
        return [u for u in self.concerned if not self.latest(u) or self.touches(u, self.latest(u).version)]

    def ask(self, units, round=None):
        for unit in units:
            self.close(unit)
            self.requests.append(Request(unit, self.version, round, day=self.day))

    def close(self, unit=None):
        for request in self.requests:
            if unit in (None, request.unit):
                request.open = False

    def may_consult(self, seat, _):
        return self.writes(seat) and self.state == "draft"

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
        return self.writes(seat) and self.state in BEFORE and self.to_ask_again

    def do_consult_again(self, seat, _):
        units, self.frozen = self.to_ask_again, True
        self.ask(units)

    @property
    def paper_is_there(self):
        return self.paper_is_fresh or not self.on_paper

    def files(self, seat):
        """Who files and who does the initial review are two persons, on paper too (I-43)."""
        return self.writes(seat) and self.is_applicant_head(seat) and self.person(seat) not in self.reviewers

    def may_submit(self, seat, _):
        if not self.files(seat) or self.state not in ("draft", "consulting", "correcting"):
            return False
        if not self.paper_is_there:
            return False
        if self.kind == "revocation":
            return self.places_agree
        return not any(self.consent(u) in ("unasked", "waiting", "outdated") for u in self.concerned)

    def do_submit(self, seat, _):
        self.frozen, self.numbered = True, True
        self.state, self.came_from = self.came_from or "submitted", ""
        if self.handed_in.get(self.version, self.person(seat)) != self.person(seat):
            self.versions.append(dict(self.versions[-1]))  # the same text from another hand
        self.hand_in(seat)
        self.close()
        if self.review and self.review[0] != self.version:
            self.review = None
            self.lapse()

    def hand_in(self, seat):
        self.filers.add(self.person(seat))
        self.handed_in.setdefault(self.version, self.person(seat))

    def lapse(self):
        self.signed = self.resolved = False
        self.decided = set()

    def may_withdraw(self, seat, with_scan):
        if self.state not in MAY_WITHDRAW:
            return False
        late = self.told_to_change is not None and self.applicant_reminded and self.day > self.told_to_change
        if self.is_office(seat) and self.state in ("correcting", "revising") and late:
            return True
        return self.is_applicant_head(seat) and (with_scan or not self.on_paper)

    def do_withdraw(self, seat, _):
        self.end("withdrawn")

    def end(self, state):
        self.state = state
        self.close()
        self.hearing = self.agenda = None
        if self.round:
            self.round.open = False

    def may_discard(self, seat, _):
        return self.writes(seat) and self.state == "draft"

    def do_discard(self, seat, _):
        self.state = "discarded"

    def may_revise(self, seat, _):
        return self.files(seat) and self.state == "revising" and not self.frozen and self.paper_is_there

    def do_revise(self, seat, _):
        self.frozen, self.state = True, "circulating"
        self.hand_in(seat)
        self.lapse()
        self.open_round(ask_places=True)

    # asked

    def may_answer(self, seat, answer):
        request = self.latest(self.unit(seat))
        if request is None or not request.open or self.post(seat) != "head":
            return False
        if self.kind == "revocation" and answer == "conditional":
            return False
        if self.state not in (*BEFORE, *ROUND):
            return False
        return not self.speaks_elsewhere(self.person(seat), self.unit(seat))

    def do_answer(self, seat, answer):
        self.latest(self.unit(seat)).answers.append((self.clock, answer))
        self.latest(self.unit(seat)).itself = True
        self.signed_answers = (*self.signed_answers, (self.clock, self.person(seat), self.unit(seat)))

    def may_file_answer(self, seat, what):
        """A stamped answer with its scan, filed by whoever asked, of a unit that did not answer itself."""
        unit, answer = what
        request = self.latest(unit)
        if (
            request is None
            or not request.open
            or request.itself
            or (self.kind == "revocation" and answer == "conditional")
        ):
            return False
        if self.state in ROUND:
            return self.is_office(seat)
        return self.asks_before(seat)

    def do_file_answer(self, seat, what):
        unit, answer = what
        self.latest(unit).answers.append((self.clock, answer))

    # reminders and silence

    def waiting_request(self, seat, unit):
        """The open request the seat asked and the unit has not answered."""
        request = self.latest(unit)
        if request is None or not request.open or request.answers:
            return None
        mine = self.is_office(seat) if request.round else self.asks_before(seat)
        return request if mine else None

    def asks_before(self, seat):
        return self.is_applicant(seat) and self.state in BEFORE

    def waiting_review(self, seat, unit):
        if not self.is_office(seat) or not self.round or not self.round.open:
            return None
        review = self.round.reviews.get(unit)
        return review if review and review.asked and not review.given else None

    def may_remind(self, seat, unit):
        if self.state in ROUND and self.is_office(seat):
            late = unit == self.applicant and self.state == "revising"
            return late or self.waiting_request(seat, unit) or self.waiting_review(seat, unit)
        if self.state == "correcting" and self.is_office(seat) and unit == self.applicant:
            return True
        return self.asks_before(seat) and self.waiting_request(seat, unit)

    def do_remind(self, seat, unit):
        for row in (self.waiting_request(seat, unit), self.waiting_review(seat, unit)):
            if row:
                row.reminded = True
        if self.is_office(seat) and unit == self.applicant and self.state in ("correcting", "revising"):
            self.applicant_reminded = True

    def late(self, seat, unit):
        """All that the unit owes, was reminded of, and is past its day, once each (settled 9)."""
        request, review = self.waiting_request(seat, unit), self.waiting_review(seat, unit)
        owed = [(request, request.day)] if request else []
        owed += [(review, self.round.day)] if review else []
        return [row for row, since in owed if row.reminded and self.day > since and not row.overdue]

    def may_overdue(self, seat, unit):
        if self.state in ROUND and not self.is_office(seat):
            return False
        return bool(self.late(seat, unit))

    def do_overdue(self, seat, unit):
        for row in self.late(seat, unit):
            row.overdue = True
