"""Random histories of one case: the system and `tests.model` agree on every move, and no invariant ever breaks.

HISTORIES says how many (script/test). Moves are drawn from those the model allows, and, one in four, from all
there are, which are nearly all refused; the clock runs with them.
"""

from copy import copy, deepcopy
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from hypothesis import given, note, settings
from hypothesis import strategies as st

from accounts.models import Post
from admission import access
from admission.act import NotAllowed, Refused, Stale
from admission.actions import applicant, approval, circulation, coordination, office
from admission.models import Application, ApplicationGroupObjectPermission, InitialReview
from audit import clock
from audit.models import Event
from audit.record import SYSTEM, verify
from regimes.actions import load_regime
from registry.queries import in_force
from tests.cast import seat, second_seat
from tests.conftest import HISTORIES
from tests.factories import (
    Journey,
    fresh,
    issue_opinion,
    listed_duty,
    number,
    request_of,
    review_of,
    review_text,
    take_position,
    unit,
)
from tests.model import BODIES, ENDS, MEMBERS, SEATS, Model

START = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
STEPS, AFTER_THE_END = 25, 3
NOT_ASKED = ("service_admin", "civil_affairs", "hr")  # three member units are enough here
ENDING = ("withdraw", "discard", "decline", "reject")
ASIDE = (
    "return_for_correction",
    "call_revision",
    "consult_again",
    "return_upper",
    "wait",
    "save",
    "remind",
    "overdue",
    "add_reviewer",
    "to_general",
    "send_back",
    "send_to_general",
)
LIKELY = {"agree": 8, "approved": 6, "passed": 6, True: 4}  # arguments
KINDS = {
    "department": ("admission", "zjj"),
    "department again": ("admission", "zjj"),
    "township": ("admission", "lcz"),
    "revocation": ("revocation", "zjj"),
}
SHARE = {"department": 0.35, "department again": 0.35, "township": 0.2, "revocation": 0.1}


@pytest.fixture
def small_county(lingchuan):
    """灵川县 with three member units asked, and people of two seats."""
    text = (django_settings.BASE_DIR / "fixtures/regimes/lingchuan.toml").read_text(encoding="utf-8")
    for key in NOT_ASKED:
        text = text.replace(f'unit_key = "{key}"\nquestion', f'unit_key = "{key}"\nenabled = false\nquestion')
    load_regime(county=lingchuan, text=text, by=SYSTEM)
    return lingchuan


def people():
    seats = {name: seat(name) for name in SEATS if " " not in name}
    return seats | {
        "filer at the office": second_seat("zjj-fz", unit("bb")),
        "township head at the bureau": second_seat("lcz-fz", unit("sfj")),
        "director as convenor": second_seat("bb-fz", unit("zjr"), Post.CONVENOR),
    }


class System:
    """The same moves, made in the system."""

    def __init__(self, kind, applicant_code, people):
        self.people, self.clock, self.edits = people, START, 0
        with clock.at(self.clock - timedelta(days=60)):
            duty = listed_duty() if kind == "revocation" else None
        variant = {"kind": kind, "applicant": applicant_code, "duty": duty}
        if kind == "admission":
            variant["related"] = ("zrj",)
        if applicant_code == "lcz":
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

    def do_save(self, by, key):
        self.edits += 1
        text = f"第{self.edits}次修改。"
        changes = {key: text} if key in ("basis", "boundary") else {"texts": {key: text}}
        self.run(applicant.save_text, by, **changes)

    def do_consult(self, by, _):
        self.run(applicant.consult, by)

    def do_consult_again(self, by, _):
        self.run(applicant.consult_again, by)

    def do_submit(self, by, _):
        self.run(applicant.submit, by)

    def do_withdraw(self, by, _):
        self.run(applicant.withdraw, by, reason="不再需要。")

    def do_discard(self, by, _):
        self.run(applicant.discard, by)

    def do_revise(self, by, _):
        self.run(applicant.revise, by)

    def do_answer(self, by, answer):
        take_position(request_of(self.case, by.unit.code), answer, by=by)

    def do_opine(self, by, view):
        said = {"view": view, "reasons": "见附。", "conditions": "先培训。"}
        if view == "unlawful":
            said |= {"finding": "unlawful", "view": "disagree"}
        elif by.unit.code == "sfj" and view == "conditional":
            said["finding"] = "partly"
        issue_opinion(review_of(self.case, by.unit.code), by=by, **said)

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

    def do_convene(self, by, _):
        self.run(coordination.convene, by)

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

    def do_decide(self, by, verdict):
        self.run(
            approval.record_decision,
            by,
            bodies=[BODIES.get(by.unit and by.unit.code, "county_party")],
            verdict=verdict,
            decided_on=clock.today(),
            number=number() if verdict == "approved" else "",
            reason="" if verdict == "approved" else "再研究。",
        )

    def do_file(self, by, _):
        self.run(approval.record_filing, by, number=number(), sent_on=clock.today())

    def do_pass_upper(self, by, _):
        self.run(approval.pass_upper, by, number=number(), reply_on=clock.today())

    def do_return_upper(self, by, what):
        self.run(approval.return_upper, by, substance=what == "substance", reason="请补充。")

    def do_resubmit(self, by, _):
        self.run(approval.resubmit_upper, by)

    def do_notice(self, by, _):
        self.run(
            approval.issue_notice, by, number=number(), issued_on=clock.today(), effective_on=clock.today()
        )


def possible(system, move):
    """Whether the move has its form at all: an answer needs a request, an opinion a review."""
    act, who, _ = move
    if act == "answer":
        by = system.people[who]
        return bool(by.unit and request_of(system.case, by.unit.code))
    if act == "opine":
        by = system.people[who]
        rounds = system.case.rounds.last()
        return bool(by.unit and rounds and rounds.reviews.filter(unit=by.unit).exists())
    return True


def weighted(draw, options, weight):
    """One of the options; the first are the simplest for shrinking."""
    steps = [max(1, round(4 * weight(option))) for option in options]
    at = draw(st.integers(0, sum(steps) - 1))
    for option, step in zip(options, steps, strict=True):
        if at < step:
            return option
        at -= step
    raise AssertionError("unreachable")


def worth(act, model):
    """How likely an act is drawn: what brings the case on, when it is not yet done, before all else."""
    done = {
        "answer": not any(model.consent(unit) == "waiting" for unit in model.concerned),
        "opine": not (model.round and any(model.said(r) == "waiting" for r in model.round.reviews.values())),
        "issue_review": model.favourable,
        "record_coordination": model.hearing == "registered",
    }
    if act in ENDING or done.get(act):
        return 0.25
    return 1 if act in ASIDE else 6


def likely(move, model):
    act, who, argument = move
    unit_of = model.unit(who) if who else None
    waiting = {
        "answer": lambda: model.consent(unit_of) == "waiting",
        "opine": lambda: model.said(model.round.reviews[unit_of]) == "waiting",
    }
    needed = 4 if act not in waiting or waiting[act]() else 0.25
    return needed * LIKELY.get(argument, 1)


def draw_move(draw, model):
    every = model.moves()
    if model.kind == "revocation":
        for unknown in ("save", "issue_review", "add_reviewer"):
            every.pop(unknown)
    over = model.state in ENDS - {"approved"} or model.noticed
    if over or draw(st.integers(0, 3)) == 3:
        act = draw(st.sampled_from(sorted(every)))
        return draw(st.sampled_from(every[act]))
    open_now = {act: [m for m in moves if model.allowed(m)] for act, moves in every.items()}
    acts = [act for act in sorted(open_now) if open_now[act]]
    act = weighted(draw, acts, lambda act: worth(act, model))
    return weighted(draw, open_now[act], lambda move: likely(move, model))


def beginnings(kind):
    """[(model, system)]: the case at its start and further on; a history goes on from one of them."""
    made, seats = [], people()
    for script in scripts(*KINDS[kind]):
        model, system = Model(*KINDS[kind]), System(*KINDS[kind], seats)
        for move in script:
            assert model.allowed(move), (move, model.state)
            assert system.make(move) == "ok"
            model.make(move)
        made.append((model, system))
    return made


def scripts(kind, code):
    """Moves that bring a new case to its later states, each longer than the one before."""
    concerned = Model(kind, code).concerned
    asked = [("consult", f"{code}-jb", None), *[("answer", f"{unit}-fz", "agree") for unit in concerned]]
    accepted = [*asked, ("submit", f"{code}-fz", None), ("accept", "bb-jb", None)]
    if kind == "revocation":
        return [[], asked, accepted]
    reviewed = [*accepted, ("issue_review", "bb-fz", True)]
    circulated = [*reviewed, ("circulate", "bb-fz", None)]
    signing = [
        *circulated,
        *[("opine", f"{unit}-fz", "agree") for unit in MEMBERS],
        ("conclude", "bb-jb", None),
    ]
    sent_up = [*signing, ("sign", "zjr", None), ("file", "bb-jb", None)]
    dissent = [("opine", "zzb-fz", "disagree"), ("opine", "sfj-fz", "agree"), ("opine", "czj-fz", "agree")]
    coordinating = [*circulated, *dissent, ("conclude", "bb-jb", None)]
    heard = [("record_coordination", "bb-jb", None), ("conclude_coordination", "bb-jb", None)]
    deliberating = [*coordinating, *heard, ("put_on_agenda", "bb-jb", None)]
    deciding = [*deliberating, ("result", "bb-jb", "passed")]
    decided = [*deciding, ("decide", "xwb-jb", "approved"), ("decide", "zgb-fz", "approved")]
    return [[], asked, circulated, signing, sent_up, coordinating, deliberating, deciding, decided]


def run_history(draw, model, system):
    last, left = system.case.lock, STEPS
    while left:
        left -= 1
        move = draw_move(draw, model)
        if not possible(system, move):
            continue
        expected = model.allowed(move)
        found = system.make(move)
        note(f"{move} {found}")
        assert (found == "ok") == expected, (move, found, model.state)
        if expected:
            model.make(move)
        if model.state == "discarded":
            assert not Application.objects.filter(pk=system.case.pk).exists()
            break
        system.case = fresh(system.case)
        assert (system.case.lock > last) == (expected and move[0] != "wait")
        if system.case.lock > last:
            last = system.case.lock
            check_agreement(system.case, model)
            check_invariants(system.case, model)
        if expected and (model.noticed or model.state in ENDS - {"approved"}):
            left = min(left, AFTER_THE_END)
    with clock.at(system.clock):
        check_end(system, model)


def check_agreement(case, model):
    """What the system stored is what the model knows."""
    dossier = case.dossier
    standing = case.decisions.filter(lapsed_at=None, verdict="approved")
    found = {
        "state": case.state,
        "procedure": case.procedure if model.kind == "admission" else "",
        "version": case.version.number,
        "round": dossier.round.number if dossier.round else 0,
        "asked": [r.unit.code for r in dossier.reviews if r.asked],
        "open": sorted(r.unit.code for r in dossier.requests if r.closed_at is None),
        "consents": {c.unit.code: c.verdict for c in dossier.concerns},
        "decided": sorted(row.body for row in standing),
        "signed": case.sign_offs.filter(lapsed_at=None).exists(),
    }
    wanted = {
        "state": model.state,
        "procedure": model.procedure,
        "version": model.version,
        "round": model.round.number if model.round else 0,
        "asked": [r.unit for r in model.round.reviews.values() if r.asked] if model.round else [],
        "open": sorted(r.unit for r in model.requests if r.open),
        "consents": {u: model.consent(u) for u in model.concerned},
        "decided": sorted(model.decided),
        "signed": model.signed,
    }
    assert found == wanted


def check_invariants(case, model):
    events = list(Event.objects.filter(subject=str(case.uuid), outcome="done").order_by("seq"))
    assert events[-1].target == case.state  # I-79: state = fold(audit)
    assert [e.source for e in events[1:]] == [e.target for e in events[:-1]]
    rows = ApplicationGroupObjectPermission.objects.filter(content_object=case)
    assert set(rows.values_list("group", "permission__codename")) == access.grants_for(case)  # I-84
    if case.kind == "admission" and case.state in ("signing", "deciding", "upper_review", "approved"):
        check_ground(case)


def check_ground(case):
    """What must stand behind a case that is being approved, or was."""
    dossier = case.dossier
    review = InitialReview.objects.get(pk=case.review_id)
    assert (review.lawful, review.conforming) == (True, True)  # I-11
    assert not dossier.blocking  # I-30
    assert {"sfj"} <= {r.unit.code for r in dossier.reviews if dossier.verdict(r) != "overdue"}  # I-27, I-34
    persons = [case.submitted_by_id, review.issued_by_id]
    if case.procedure == "simple":
        assert dossier.unanimous  # I-19, I-27, I-28
        signed = list(case.sign_offs.filter(lapsed_at=None))
        assert len(signed) == (case.state != "signing")  # I-38
        persons += [s.signed_by_id for s in signed]
        assert all(s.content_hash == dossier.seal() for s in signed)  # I-44
        assert case.state != "deciding"
    else:
        assert case.state != "signing"
        assert dossier.coordinated  # I-35
        passed = case.hearings.filter(resolution__outcome="passed", resolution__lapsed_at=None)
        assert [h.version_id for h in passed] == [case.version_id]  # I-36, I-37
        decisions = list(dossier.decisions.values())
        assert len(decisions) == 2 or case.state == "deciding"  # I-37, I-38
        persons += sorted({d.recorded_by_id for d in decisions})
    assert len(set(persons)) == len(persons)  # I-43
    if case.state == "approved":
        assert dossier.filing.outcome == "passed"  # I-46


def check_end(system, model):
    assert verify() is None  # I-80
    listed = {v.case for v in in_force(system.case.county, clock.today())}
    admitted = {str(system.case.uuid)} if model.noticed and model.kind == "admission" else set()
    assert listed - {""} == admitted  # I-01, I-49


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_random_histories(small_county, kind):
    begun = beginnings(kind)

    @settings(max_examples=max(5, round(HISTORIES * SHARE[kind])))
    @given(st.data())
    def history(data):
        with transaction.atomic():
            model, system = data.draw(st.sampled_from(begun))
            run_history(data.draw, deepcopy(model), system.again())
            transaction.set_rollback(True)

    history()
    assert connection.in_atomic_block


def test_the_model_and_the_county_ask_the_same_units(small_county):
    assert [member.unit_key for member in Journey().case.rules.asked] == [unit(code).key for code in MEMBERS]
