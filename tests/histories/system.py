"""The same moves, made in the system by its own actions."""

from copy import copy
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from accounts.models import Post
from admission.act import NotAllowed, Refused, Stale
from admission.actions import applicant, approval, circulation, coordination, office
from audit import clock
from tests.cast import another_person, seat, second_seat
from tests.factories import (
    FINDINGS,
    Journey,
    fresh,
    issue_opinion,
    journey,
    listed_duty,
    number,
    request_of,
    review_of,
    review_text,
    scan,
    take_position,
    unit,
)
from tests.histories.county import BODIES, COLUMNS, JOINING, SEATS

START = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def people():
    """{seat: who acts from it}."""
    seats = {name: seat(name) for name in SEATS if " " not in name}
    return seats | {
        "filer at the office": second_seat("zjj-fz", unit("bb")),
        "filer at the township": second_seat("zjj-fz", unit("dxz")),
        "writer at finance": second_seat("zjj-jb", unit("czj")),
        "second head": another_person("zjj-fz2", unit("zjj")),
        "township head at the bureau": second_seat("lcz-fz", unit("sfj")),
        "director as convenor": second_seat("bb-fz", unit("zjr"), Post.CONVENOR),
    }


def other_case():
    """A submitted case of another department for the same townships: each history finds it as it was."""
    with clock.at(START - timedelta(days=1)):
        return journey("submitted", applicant=JOINING).case


class System:
    """The same moves, made in the system."""

    def __init__(self, begins, people, other):
        self.people, self.other, self.clock, self.edits = people, other, START, 0
        with clock.at(self.clock - timedelta(days=60)):
            duty = listed_duty() if begins.kind != "admission" else None
        variant = {"kind": begins.kind, "applicant": begins.applicant, "duty": duty}
        variant["on_paper"] = begins.on_paper
        if begins.kind == "admission":
            variant["related"] = ("zrj",)
        if begins.applicant == "lcz":
            variant["department"] = unit("nyj")
        with clock.at(self.clock):
            self.case = Journey(**variant).case

    def again(self):
        """The beginning once more, after everything since was rolled back."""
        begun = copy(self)
        begun.case = fresh(self.case)
        return begun

    def make(self, move):
        """“ok” or the name of the refusal."""
        act, who, argument = move
        self.clock += timedelta(minutes=1)
        if act == "wait":
            self.clock += timedelta(days=30)
            return "ok"
        self.case = fresh(self.case)
        with clock.at(self.clock):
            try:
                getattr(self, f"do_{act}")(self.people[who], argument)
            except (NotAllowed, Stale, Refused) as refusal:
                return f"{type(refusal).__name__}: {refusal}"
        return "ok"

    def run(self, action, by, **more):
        action(case=self.case, by=by, lock=self.case.lock, **more)

    @staticmethod
    def said(code, view):
        """An opinion of the unit: its own finding, fit for the view."""
        said = {"view": view, "reasons": "见附。", "conditions": "先培训。"}
        if view == "unlawful":
            said |= {"finding": "unlawful", "view": "disagree"}
        elif code == "sfj" and view == "conditional":
            said["finding"] = "partly"
        return said

    def do_save(self, by, key):
        self.edits += 1
        text = f"第{self.edits}次修改。"
        changes = {key: text} if key in COLUMNS else {"texts": {key: text}}
        self.run(applicant.save_text, by, **changes)

    def do_consult(self, by, _):
        self.run(applicant.consult, by)

    def do_consult_again(self, by, _):
        self.run(applicant.consult_again, by)

    def do_submit(self, by, _):
        self.run(applicant.submit, by)

    def do_attach(self, by, _):
        role = "paper" if self.case.on_paper else "attachment"
        self.run(applicant.add_file, by, upload=scan(), role=role)

    def do_withdraw(self, by, with_scan):
        self.run(applicant.withdraw, by, reason="不再需要。", files=[scan()] if with_scan else [])

    def do_discard(self, by, _):
        self.run(applicant.discard, by)

    def do_revise(self, by, _):
        self.run(applicant.revise, by)

    def do_answer(self, by, answer):
        take_position(request_of(self.case, by.unit.code), answer, by=by)

    def do_opine(self, by, view):
        issue_opinion(review_of(self.case, by.unit.code), by=by, **self.said(by.unit.code, view))

    def do_file_answer(self, by, what):
        code, answer = what
        asked = request_of(self.case, code)
        self.run(
            applicant.file_position,
            by,
            consultation=asked,
            answer=answer,
            text="见附。",
            files=[scan()],
            paper_on=clock.today(),
        )

    def do_file_opinion(self, by, what):
        code, view = what
        review = review_of(self.case, code)
        said = FINDINGS.get(review.question, {}) | self.said(code, view)
        self.run(circulation.file_opinion, by, review=review, files=[scan()], paper_on=clock.today(), **said)

    def do_remind(self, by, code):
        self.run(office.remind, by, unit=unit(code))

    def do_overdue(self, by, code):
        self.run(office.record_overdue, by, unit=unit(code))

    def do_accept(self, by, _):
        self.run(office.accept, by)

    def do_decline(self, by, _):
        self.run(office.decline, by, reason="不属于。", article="第一条")

    def do_return_for_correction(self, by, _):
        self.run(office.return_for_correction, by, reason="缺附件。")

    def do_issue_review(self, by, favourable):
        self.run(office.issue_review, by, **(review_text(self.case) | {"conforming": favourable}))

    def do_circulate(self, by, _):
        self.run(circulation.circulate, by)

    def do_add_reviewer(self, by, code):
        self.run(circulation.add_reviewer, by, unit=unit(code), asks="怎么看？", reason="有关。")

    def do_to_general(self, by, _):
        self.run(office.to_general, by, reason="事关重大。")

    def do_join(self, by, _):
        self.run(office.join, by, lead=self.other, reason="同一事项。")

    def do_absorb(self, by, _):
        other = fresh(self.other)
        office.join(case=other, lead=self.case, by=by, lock=other.lock, reason="同一事项。")

    def do_convene(self, by, _):
        self.run(coordination.convene, by, meets_on=clock.today())

    def do_set_meeting_day(self, by, _):
        self.run(coordination.set_meeting_day, by, meets_on=clock.today())

    def do_record_coordination(self, by, _):
        hearing = self.case.dossier.open_hearing("coordination")
        parties = hearing.parties.all() if hearing else ()
        self.run(
            coordination.record_coordination,
            by,
            held_on=clock.today(),
            place="",
            summary="已协商。",
            parties={party.unit_id: (True, "已表态。") for party in parties},
        )

    def do_conclude_coordination(self, by, _):
        self.run(coordination.conclude_coordination, by)

    def do_conclude(self, by, _):
        self.run(circulation.conclude_circulation, by)

    def do_call_revision(self, by, new_review):
        self.run(office.call_revision, by, reason="请改。", new_review=new_review)

    def do_put_on_agenda(self, by, _):
        self.run(coordination.put_on_agenda, by, meeting=uuid4(), title="会议", invited=[unit("zzb")])

    def do_result(self, by, outcome):
        self.run(
            coordination.record_result,
            by,
            hearing=self.case.hearings.filter(kind="joint").last() or self.case.hearings.model(),
            outcome="deferred" if outcome == "coordinate" else outcome,
            wording="议定。",
            minutes_number="第1期",
            minutes_signed_at=self.clock,
            coordinate=outcome == "coordinate",
        )

    def do_reject(self, by, _):
        self.run(office.reject, by, reason="不行。")

    def do_confirm(self, by, _):
        self.run(approval.confirm, by, note="已核实。")

    def do_sign(self, by, _):
        self.run(approval.sign, by)

    def do_send_to_general(self, by, _):
        self.run(approval.send_to_general, by, reason="再议。")

    def do_send_back(self, by, _):
        self.run(approval.send_back, by, reason="请说明。")

    def do_forward(self, by, _):
        self.run(approval.forward, by, note="同意报送。")

    def do_decide(self, by, verdict):
        self.decide(by, (BODIES.get(by.unit and by.unit.code, "county_party"),), verdict)

    def do_file_decision(self, by, what):
        self.decide(by, *what, files=[scan()])

    def decide(self, by, bodies, verdict, files=()):
        approved = verdict == "approved"
        self.run(
            approval.record_decision,
            by,
            bodies=list(bodies),
            verdict=verdict,
            decided_on=clock.today(),
            number=number() if approved else "",
            reason="" if approved else "再研究。",
            files=files,
        )

    def do_file(self, by, _):
        self.run(approval.record_filing, by, number=number(), sent_on=clock.today())

    def do_pass_upper(self, by, _):
        self.run(approval.pass_upper, by, number=number(), reply_on=clock.today())

    def do_return_upper(self, by, what):
        self.run(approval.return_upper, by, substance=what == "substance", reason="请补充。")

    def do_file_reply(self, by, reply):
        if reply == "passed":
            said = {"number": number(), "reply_on": clock.today(), "files": [scan()]}
            self.run(approval.pass_upper, by, **said)
        else:
            said = {"substance": reply == "substance", "reason": "请补充。", "files": [scan()]}
            self.run(approval.return_upper, by, **said)

    def do_resubmit(self, by, _):
        self.run(approval.resubmit_upper, by)

    def do_notice(self, by, _):
        self.run(
            approval.issue_notice, by, number=number(), issued_on=clock.today(), effective_on=clock.today()
        )

    def possible(self, move):
        """Whether the move has its form at all: an answer needs a request, an opinion a review."""
        act, who, argument = move
        by = self.people.get(who)
        code = by.unit.code if by and by.unit else None
        match act:
            case "answer":
                return bool(code and request_of(self.case, code))
            case "file_answer":
                return bool(request_of(self.case, argument[0]))
            case "opine":
                return self.reviews(code)
            case "file_opinion":
                return self.reviews(argument[0])
        return True

    def reviews(self, code):
        current = self.case.rounds.last()
        return bool(code and current and current.reviews.filter(unit__code=code).exists())
