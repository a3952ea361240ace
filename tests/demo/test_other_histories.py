"""Random histories of a case in each of the four other counties: whoever presses whatever, no rule of its file is broken.

What must hold is written from regimes.md and invariants.md, and read from the rows alone: the county's own transitions,
who did what (I-17, I-50), three persons (I-43), agreement before submission (I-10), 司法局 and 政数局 in the review (I-40),
both bodies' decisions, the city for standing duties only (I-47), the list if and only if approved (I-01).
Besides, a model of the procedure (tests/histories/elsewhere.py) says of every move whether it goes through, and the system
agrees. HISTORIES//25 a county; many with `script/test --full`.
"""

from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from admission.act import NotAllowed, Refused, Stale
from admission.actions import applicant, approval, circulation, office
from admission.models import Consultation, Decision, Filing, Opinion, Review, Stay
from admission.states import State
from audit import clock
from audit.models import Event
from audit.record import verify
from demo import other_counties
from registry.models import DutyTownship, DutyVersion
from tests.cast import STANDING_IN, in_county
from tests.conftest import HISTORIES
from tests.factories import number, review_text, scan
from tests.histories.elsewhere import ABOVE, ENDS, MEMBERS, OFFICE, Model, Said
from tests.histories.elsewhere import BODIES as BODY_OF
from tests.matrix.other_counties import LATER, Led
from tests.supervision.promising import admitted

FACTS = {each["regime"]: each for each in other_counties.counties()}
MOVES = 14
STRAIGHT = {
    ("reviewing", "deciding"),
    ("deciding", "approved"),
    ("deciding", "reviewing"),
    ("deciding", "rejected"),
}
ANYWHERE = {
    *(
        ("draft", "consulting"),
        ("consulting", "submitted"),
        ("correcting", "submitted"),
        ("correcting", "reviewing"),
    ),
    *(
        ("submitted", "reviewing"),
        ("submitted", "correcting"),
        ("reviewing", "correcting"),
        ("submitted", "not_accepted"),
    ),
    *(
        ("reviewing", "rejected"),
        ("consulting", "withdrawn"),
        ("submitted", "withdrawn"),
        ("correcting", "withdrawn"),
    ),
    ("reviewing", "withdrawn"),
}
CIRCULATED = {
    *(
        ("reviewing", "circulating"),
        ("circulating", "deciding"),
        ("circulating", "revising"),
        ("circulating", "rejected"),
    ),
    *(("circulating", "withdrawn"), ("revising", "withdrawn"), ("revising", "circulating")),
    *(
        ("deciding", "reviewing"),
        ("deciding", "rejected"),
        ("deciding", "approved"),
        ("deciding", "upper_review"),
    ),
    *(("upper_review", "approved"), ("upper_review", "reviewing"), ("upper_review", "rejected")),
    *(("upper_review", "withdrawn"), ("reviewing", "upper_review")),
}
WAYS = {
    "arong": ANYWHERE | CIRCULATED,
    **dict.fromkeys(("binxian", "tongwei", "rucheng"), ANYWHERE | STRAIGHT),
}
BODIES = {body: code for code, body in BODY_OF.items()}


class Ground:
    """The county, cases begun in it, and who presses buttons."""

    def __init__(self, code):
        self.code = code
        self.county = other_counties.build(FACTS[code], "!", townships=2)
        self.stage = other_counties.stage_of(self.county)
        begun = {
            "consulting": (State.CONSULTING, {}),
            "submitted": (State.SUBMITTED, {}),
            "deciding": (State.DECIDING, {}),
        }
        if code == "arong":
            begun |= {"circulating": (State.CIRCULATING, {}), "temporary": (State.CIRCULATING, self._term())}
        self.office = OFFICE[code]
        self.begun = [
            (self._led(until, number, more), self._known(until, **more))
            for number, (until, more) in enumerate(begun.values())
        ]
        # 第四条第（三）、（四）项: what is temporary the banner alone changes and ends, as it alone approved it
        terms = (False, True) if code == "arong" else (False,)
        self.begun += [
            self._of_a_listed_duty(kind, until, temporary=temporary)
            for kind in LATER[code]
            for temporary in terms
            for until in ("consulting", "deciding")
        ]
        asked = [unit.code for unit in self.stage.units.values() if unit.kind in ("township", "department")]
        people = [f"{each}-{end}" for each in (*asked, self.office, *BODIES.values()) for end in ("jb", "fz")]
        people += [f"{unit.code}-fz" for unit in self.stage.units.values() if unit.kind == "upper"]
        self.people = {who: self.stage.seat(who) for who in dict.fromkeys(people)}

    def _led(self, until, number, more):
        applicant_ = [unit.code for unit in self.stage.units.values() if unit.kind == "department"][-1]
        name = f"示例历史{'甲乙丙丁戊'[number]}的日常巡查"
        made = other_counties.Walk(self.stage, other_counties.texts(self.stage, applicant_, name, **more), -9)
        self.stage.play([made.script(until)])
        return made.case

    def _of_a_listed_duty(self, kind, until, *, temporary):
        """Its revocation, adjustment or cancellation led that far, and the model of it."""
        term = self._term() if temporary else {}
        with in_county(STANDING_IN[self.code], f"-{self.county.code}"):
            name = f"示例已列入{'临时' if temporary else ''}事项的日常巡查（{kind}，{until}）"
            duty = admitted(name, townships=("lcz",), days_ago=5, **term)
        made = Led(self.code, self.stage, kind, duty, term)
        for state in made.states():
            if state == until:
                break
        township = self.stage.townships[0].code
        known = Model(self.code, duty.department.code, (township,), temporary, kind)
        return made.case, self._brought(known, until)

    def _term(self):
        term = {
            "term": "temporary",
            "term_from": self.stage.workday(-5),
            "term_until": self.stage.workday(60),
        }
        return term | {"source_kind": "county", "why_temporary": "期满即止。"}

    def _known(self, until, **more):
        """The model of a case led that far, in which another department was asked too."""
        units = list(self.stage.units.values())
        departments = [unit.code for unit in units if unit.kind == "department"]
        townships = tuple(unit.code for unit in units if unit.kind == "township")
        known = Model(self.code, departments[-1], townships, temporary=more.get("term") == "temporary")
        taken = {departments[-1], *MEMBERS.get(self.code, ())}
        other = next(code for code in departments[::-1] if code not in taken)
        return self._brought(known, until, other)

    def _brought(self, known, until, other=""):
        """The same moves as the case was led by, made in the model."""
        there = OFFICE[self.code]
        moves = [*(("answer", f"{code}-fz") for code in known.townships), ("submit", f"{known.applicant}-fz")]
        moves += [("accept", f"{there}-jb"), ("review", f"{there}-fz")]
        if self.code in MEMBERS:
            asked = sorted({*MEMBERS[self.code], other} - {""})
            moves += [("circulate", f"{there}-fz"), *(("opine", f"{code}-fz") for code in asked)]
            moves.append(("conclude", f"{there}-jb"))
        else:
            moves.append(("forward", f"{there}-fz"))
        for act, who in moves:
            if known.state == until:
                break
            if act == "opine" and other:
                known.reviewing.add(other)
                known.owing.add(other)
            assert known.allowed(act, who, Said()), (act, who, known.state)
            known.make(act, who, Said())
        assert known.state == until
        return known


def likely(case, ground):
    """[(act, seat)] that bring the case on."""
    head, there = f"{case.applicant.code}-fz", f"{ground.office}-fz"
    asked = Consultation.objects.filter(application=case, closed_at__isnull=True, positions=None)
    silent = Review.objects.filter(round__application=case, round__closed_at__isnull=True, opinions=None)
    match case.state:
        case "consulting" | "correcting":
            answers = [("answer", f"{code}-fz") for code in asked.values_list("unit__code", flat=True)]
            return [*answers, ("submit", head)]
        case "submitted":
            return [("accept", f"{ground.office}-jb")]
        case "reviewing":
            return [("review", there), ("circulate" if ground.code == "arong" else "forward", there)]
        case "circulating":
            opinions = [("opine", f"{code}-fz") for code in silent.values_list("unit__code", flat=True)]
            return opinions or [("conclude", f"{ground.office}-jb")]
        case "revising":
            return [("revise", head)]
        case "deciding":
            return [("decide", f"{code}-jb") for code in BODIES.values()]
        case "upper_review":
            return [("file", there), ("pass", f"{ABOVE[ground.code]}-fz")]
    return []


ACTS = (
    *(
        "answer",
        "submit",
        "withdraw",
        "accept",
        "decline",
        "correct",
        "review",
        "circulate",
        "opine",
        "expert",
    ),
    *(
        "conclude",
        "change",
        "revise",
        "forward",
        "decide",
        "file",
        "pass",
        "return",
        "resubmit",
        "reject",
        "notice",
    ),
)


def drawn(draw):
    """What is said, whatever the act."""
    view = draw(st.sampled_from(("agree", "agree", "agree", "disagree")))
    verdict = draw(st.sampled_from(("approved", "approved", "approved", "returned", "refused")))
    finding = draw(st.sampled_from(("lawful", "unlawful"))) if view == "disagree" else "lawful"
    return Said(view, verdict, finding)


def press(act, case, by, said_):
    """The act with facts that are complete."""
    given = {"case": case, "by": by, "lock": case.lock}
    verdict, view = said_.verdict, said_.view
    today = clock.today()
    match act:
        case "answer":
            asked = Consultation.objects.filter(application=case, unit=by.unit).order_by("pk").last()
            if asked:
                said = {"answer": view, "text": "" if view == "agree" else "人手不足。"}
                applicant.take_position(consultation=asked, by=by, seen=(asked.pk, asked.version_id), **said)
        case "submit":
            applicant.submit(**given)
        case "withdraw":
            applicant.withdraw(**given, reason="不再需要。")
        case "accept":
            office.accept(**given)
        case "decline":
            office.decline(**given, reason="不属于。", article="办法")
        case "correct":
            office.return_for_correction(**given, reason="缺附件。")
        case "review":
            office.issue_review(**given, **(review_text(case) | {"conforming": view == "agree"}))
        case "circulate":
            circulation.circulate(**given)
        case "opine":
            review = Review.objects.filter(round__application=case, unit=by.unit).order_by("pk").last()
            if review:
                finding = {"legality": said_.finding, "services": "fit"}.get(review.question, "")
                said = {"finding": finding, "view": view, "reasons": "见附。"}
                circulation.issue_opinion(
                    review=review, by=by, seen=(review.round.number, review.round.version_id), **said
                )
        case "expert":
            said = {"expert": "示例专家", "asks": "可行吗？", "gist": "可行。", "written_on": today}
            circulation.file_expert_view(**given, **said, files=[scan()])
        case "conclude":
            circulation.conclude_circulation(**given)
        case "change":
            office.call_revision(**given, reason="请改。")
        case "revise":
            with transaction.atomic():
                text = "ground_evidence" if case.kind in ENDS else "department_duties"
                applicant.save_text(**given, **{text: f"部门核对第{case.lock}次。"})
                applicant.revise(case=case, by=by, lock=None)
        case "forward":
            approval.forward(**given, note="同意报送。")
        case "decide":
            body = next((key for key, code in BODIES.items() if by.unit.code == code), "county_party")
            said = (
                {"number": number(), "reason": ""}
                if verdict == "approved"
                else {"number": "", "reason": "再议。"}
            )
            approval.record_decision(
                **given, bodies=[body], verdict=verdict, decided_on=today, files=[scan()], **said
            )
        case "file":
            approval.record_filing(**given, number=number(), sent_on=today)
        case "pass":
            approval.pass_upper(**given, number=number(), reply_on=today)
        case "return":
            approval.return_upper(**given, substance=view == "agree", reason="请补充。")
        case "resubmit":
            approval.resubmit_upper(**given)
        case "reject":
            office.reject(**given, reason="不行。")
        case "notice":
            first = max(filter(None, (today, case.version.term_from)))
            approval.issue_notice(**given, number=number(), issued_on=today, effective_on=first)


def check(case, ground):
    """Everything that holds at any moment of a case of the county."""
    code, states = (
        ground.code,
        [*Stay.objects.filter(application=case).order_by("pk").values_list("state", flat=True)],
    )
    passed = [*states, case.state] if states[-1:] != [case.state] else states
    assert {pair for pair in pairwise(passed) if pair[0] != pair[1]} <= WAYS[code]
    assert (case.applicant.kind, case.procedure) == ("department", "")
    events = {}
    for event in Event.objects.filter(subject=str(case.uuid), outcome="done"):
        events.setdefault(event.verb, []).append(event)
    office_of = str(ground.stage.units[ground.office].pk)
    for verb in (
        "accept",
        "issue_review",
        "circulate",
        "conclude_circulation",
        "forward",
        "file_expert_view",
    ):
        assert {event.unit_id for event in events.get(verb, ())} <= {office_of}
    if code == "arong" and case.submitted_at and case.state not in ("correcting", "withdrawn", "revising"):
        check_agreed(case)
    if case.state in ("upper_review", "approved"):
        check_decided(case, ground, events)
    if case.kind in ENDS:  # no carrier is free before the county's bodies, and the city, have said so
        carriers = DutyTownship.objects.filter(version__duty=case.duty)
        assert (case.state == "approved") or not carriers.exclude(end_kind="").exists()
        return
    assert DutyVersion.objects.filter(case=str(case.uuid)).count() == (case.state == "approved")


def check_agreed(case):
    """Every township named said 同意 last, when the application was handed in (I-10)."""
    for township in case.version.townships.all():
        asked = Consultation.objects.filter(application=case, unit=township, round=None)
        said = [position for each in asked.order_by("pk") for position in each.positions.all()]
        assert said[-1].answer == "agree"


def check_decided(case, ground, events):
    standing = Decision.objects.filter(application=case, lapsed_at=None, verdict="approved")
    assert set(standing.values_list("body", flat=True)) == set(BODIES)
    assert all(row.number for row in standing)
    filed = {event.person_id for event in events["submit"] + events.get("revise", [])}
    reviewed = {event.person_id for event in events["issue_review"]}
    assert not filed & reviewed
    assert not (filed | reviewed) & {str(row.recorded_by_id) for row in standing}
    if ground.code != "arong":
        assert not Filing.objects.filter(application=case).exists()
        return
    last = case.rounds.last()
    assert last.concluded_at
    for code in ("justice", "data-bureau"):  # I-40
        said = Opinion.objects.filter(review__round__application=case, review__unit__code=code).last()
        assert code != "justice" or (said and said.finding != "unlawful")
    passed = Filing.objects.filter(application=case, outcome="passed").exists()
    assert passed == (case.state == "approved" and case.version.term == "standing")  # I-47


def is_asked(case, who):
    return Consultation.objects.filter(application=case, unit__code=who.rpartition("-")[0]).exists()


def reviews(case, who):
    return Review.objects.filter(round__application=case, unit__code=who.rpartition("-")[0]).exists()


@pytest.mark.slow
@pytest.mark.parametrize("code", WAYS)
def test_random_histories_of_another_county(db, code):
    ground = Ground(code)
    seats = st.sampled_from(sorted(ground.people))

    @settings(max_examples=max(1, HISTORIES // 25))
    @given(st.data())
    def history(data):
        with transaction.atomic():
            begun, known = data.draw(st.sampled_from(ground.begun))
            case, model, moves = type(begun).objects.get(pk=begun.pk), known.copy(), []
            for _ in range(MOVES):
                on = likely(case, ground)
                if on and data.draw(st.integers(0, 4)):
                    act, who = data.draw(st.sampled_from(on))
                else:
                    act, who = data.draw(st.sampled_from(ACTS)), data.draw(seats)
                if (act == "answer" and not is_asked(case, who)) or (
                    act == "opine" and not reviews(case, who)
                ):
                    continue  # there is no form to press
                said = drawn(data.draw)
                moves.append((act, who, said))
                expected, refusal = model.allowed(act, who, said), None
                try:
                    press(act, case, ground.people.get(who) or ground.stage.seat(who), said)
                except (NotAllowed, Refused, Stale) as refused:
                    refusal = refused
                assert (refusal is None) == bool(expected), (
                    code,
                    moves,
                    model.state,
                    str(refusal),
                    getattr(refusal, "problems", ""),
                )
                if refusal is None:
                    model.make(act, who, said)
                case = type(case).objects.get(pk=case.pk)
                assert (case.state, case.versions.count()) == (model.state, model.version), moves
                check(case, ground)
            assert verify() is None
            transaction.set_rollback(True)

    history()
