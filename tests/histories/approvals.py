"""Approvals: confirmation, signature, county decision, the upper body's reply, the notice."""

from tests.histories.county import BODIES, BOTH


class ApprovalMoves:
    def may_confirm(self, seat, _):
        if self.kind != "revocation" or self.state != "reviewing":
            return False
        return self.is_office(seat) and self.speaks_for_the_office(seat)

    def do_confirm(self, seat, _):
        self.state = "signing"
        self.reviewers.add(self.person(seat))
        self.review = (self.version, True)

    def may_sign(self, seat, _):
        return self.state == "signing" and self.post(seat) == "convenor" and self.is_third(seat)

    def do_sign(self, seat, _):
        self.signed = True
        self.state = "approved" if self.kind == "revocation" else "upper_review"

    def may_send_to_general(self, seat, _):
        return self.state == "signing" and self.post(seat) == "convenor" and self.kind != "revocation"

    def do_send_to_general(self, seat, _):
        self.procedure, self.state, self.hearing = "general", "coordinating", "invited"

    def may_send_back(self, seat, _):
        return self.state == "signing" and self.post(seat) == "convenor"

    def do_send_back(self, seat, _):
        self.state = "reviewing"

    def may_forward(self, seat, _):
        straight = self.kind != "revocation" and not self.circulates
        return self.is_office(seat) and self.state == "reviewing" and straight and self.favourable

    def do_forward(self, seat, _):
        self.state = "deciding"

    def may_decide(self, seat, verdict):
        """A body's own office for its own body."""
        body = BODIES.get(self.unit(seat))
        return body is not None and self.is_decidable(seat, (body,), verdict)

    def do_decide(self, seat, verdict):
        self.decide((BODIES[self.unit(seat)],), verdict)

    def may_file_decision(self, seat, what):
        """With the scan: the office for any of them or both, a body's office still for its own only."""
        bodies, verdict = what
        own = BODIES.get(self.unit(seat))
        mine = bodies == (own,) if own else self.is_office(seat)
        return mine and self.is_decidable(seat, bodies, verdict)

    def do_file_decision(self, seat, what):
        self.decide(*what)

    def is_decidable(self, seat, bodies, verdict):
        """Each body's result is registered once a turn, whatever it is (settled 18)."""
        return self.state == "deciding" and self.is_third(seat) and not self.decided & set(bodies)

    def decide(self, bodies, verdict):
        if verdict == "refused":
            self.end("rejected")
        elif verdict == "returned":
            self.lapse()
            self.state = "deliberating" if self.circulates else "reviewing"
        else:
            self.decided |= set(bodies)
            if self.decided == set(BOTH):
                self.state = "upper_review" if self.circulates else "approved"

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

    def may_file_reply(self, seat, _):
        """The upper body's answer with its scan, recorded by the office (or by the upper body itself)."""
        return self.unit(seat) in ("bb", "sbb") and self.state == "upper_review" and self.filing == "sent"

    def do_file_reply(self, seat, reply):
        if reply == "passed":
            self.do_pass_upper(seat, None)
        else:
            self.do_return_upper(seat, reply)

    def may_resubmit(self, seat, _):
        return self.is_office(seat) and self.state == "reviewing" and self.returned_for_form

    def do_resubmit(self, seat, _):
        self.state = "upper_review"

    def may_notice(self, seat, _):
        return self.state == "approved" and not self.noticed and self.unit(seat) in ("bb", *BODIES)

    def do_notice(self, seat, _):
        self.noticed = True
