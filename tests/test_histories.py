"""Random histories of one case: the system does what `tests.histories.model` says, and no invariant ever breaks.

HISTORIES (tests/conftest.py) says how many. Moves are drawn from those the model allows, from those it
only just refuses, and from all there are (`tests.histories.drawing`); the clock runs with them. The model (written from workflow.md) says which
moves are made; after every one of them `tests.histories.invariants` reads the rows and knows nothing of the model.

| invariants.md | checked |
|---|---|
| I-01, I-49 (in force), I-62 | `check_list`: in the list if and only if approved, in force from the notice's day |
| I-05, I-20, I-66 | `check_submission`: asked, answered or silent after a reminder; `waited`: time agrees to nothing |
| I-11, I-19, I-27, I-28, I-29 | `check_ground`: review, unanimity or the general procedure |
| I-34 | `check_answered`: 司法局, and 财政局 with a cost, on this text or one that reads the same for it |
| I-16 | `check_step`: a refusal or return has its reason |
| I-17, I-24, I-41, I-50 | `check_event`: which unit did the act |
| I-18, I-39, I-48, I-67 (order) | `check_event`: the literal table of `procedure` |
| I-21, I-71, I-82, I-83 (given once) | `check_step` |
| I-22, I-31, I-55 (versions) | `check_words`: what was handed in or issued never changes |
| I-23, I-26, I-32 | `check_answers` |
| I-25 | `check_rounds` |
| I-30 | `check_lawful` |
| I-35, I-36 (record), I-37, I-38, I-46 | `check_general`, `check_simple`, `check_decisions` |
| I-43, I-44 (what was signed), I-65, I-67, I-81 | `check_three_persons`, `check_signature`, `check_revocation` |
| I-78, I-79, I-80 | `events`, `check_event`; `verify` at the end |
| I-84 | `granted.check_grants` |
| I-68 (the admission procedure), I-69 (ended by a notice) | adjustments and cancellations of a listed duty, by the same model |

Not here, because no move of a history touches them; where they are tested instead: I-02, I-03, I-04, I-06, I-12
(what the text says: tests/admission/test_checks.py, test_conditions.py), I-33 and I-42 (a member unit or a
convenor's unit applies: tests/admission/test_act.py, test_flow.py), I-45 (delegation: tests/accounts), I-51, I-83
(series: tests/documents), I-53 to I-56 (list, editions, public pages: tests/registry), I-69 (notices to all:
tests/admission/test_actions.py). Of the other counties' regimes (I-08 to I-10, I-40, I-47, I-64): tests/demo/test_other_counties.py and test_other_histories.py.
What follows admission (I-13, I-14, I-57 to I-62, I-72 to I-77): tests/test_following_histories.py. I-63, I-70: tests/admission/test_changes.py.
I-07: tests/demo/test_other_counties.py; I-15: tests/supervision/test_villages.py; I-52: tests/registry/test_drafts.py.
"""

from copy import deepcopy
from math import ceil

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from admission.models import AdmissionNotice, Application
from audit import clock
from audit.record import SYSTEM, verify
from regimes.actions import load_regime
from registry.models import DutyVersion
from registry.queries import in_force_on
from tests.conftest import HISTORIES, STEPS
from tests.factories import Journey, unit
from tests.histories.county import BEGINNINGS, BOTH, JOINING, MEMBERS
from tests.histories.drawing import draw_move
from tests.histories.invariants import Watch
from tests.histories.model import ENDS, Model
from tests.histories.stored import County
from tests.histories.system import System, other_case, people
from tests.regimes.conftest import not_asking, regime_text

AFTER_THE_END = 2
NOT_ASKED = ("service_admin", "civil_affairs", "hr")  # three member units are enough here


@pytest.fixture
def small_county(lingchuan, request):
    """灵川县 with three member units asked; or as a county that circulates nothing (通渭, 湖南: workflow.md, “Paths”)."""
    text = not_asking(regime_text("lingchuan"), *NOT_ASKED)
    if not BEGINNINGS[getattr(request, "param", "department")].circulates:
        text = without_circulation(text)
    load_regime(county=lingchuan, text=text, by=SYSTEM)
    return lingchuan


def without_circulation(text):
    """Admissions; what changes and ends them is circulated and reported still."""
    straight = 'any = ["submitted", "reviewing", "deciding", "approved"]'
    kept, circulated = [], straight.replace('"deciding"', '"circulating", "deciding", "upper_review"')
    lines = iter(text.replace("has_procedures = true", "has_procedures = false").splitlines())
    for line in lines:
        if line.startswith("simple = ["):
            kept.append(circulated if straight in kept else straight)
        elif line.startswith("general = ["):
            next(line for line in lines if line == "]")
        else:
            kept.append(line)
    return "\n".join(kept)


def beginnings(begins):
    """[(model, system, moves)]: the case at its start and further on; a history goes on from one of them."""
    made, seats, other = [], people(), other_case()
    for script in scripts(begins):
        model, system = Model(begins), System(begins, seats, other)
        for move in script:
            assert model.allowed(move), (move, model.state)
            assert system.make(move) == "ok"
            model.make(move)
        made.append((model, system, script))
    return made


def scripts(begins):
    """Moves that bring a new case to its later states, each longer than the one before."""
    handler, head = (
        ("bb-jb", "bb-jb") if begins.on_paper else [f"{begins.applicant}-{post}" for post in ("jb", "fz")]
    )
    answers = [("answer", f"{unit}-fz", "agree") for unit in begins.concerned]
    asked = [("consult", handler, None), *answers]
    accepted = [*asked, ("submit", head, None), ("accept", "bb-fz" if begins.on_paper else "bb-jb", None)]
    if begins.kind == "revocation":
        return [[], asked, accepted]
    reviewed = [*accepted, ("issue_review", "bb-fz", True)]
    if not begins.circulates:
        return [[], asked, accepted, [*reviewed, ("forward", "bb-jb", None)]]
    circulated = [*reviewed, ("circulate", "bb-fz", None)]
    agreed = [("opine", f"{unit}-fz", "agree") for unit in MEMBERS]
    signing = [*circulated, *agreed, ("conclude", "bb-jb", None)]
    sent_up = [*signing, ("sign", "zjr", None), ("file", "bb-jb", None)]
    dissent = [("opine", "zzb-fz", "disagree"), ("opine", "sfj-fz", "agree"), ("opine", "czj-fz", "agree")]
    coordinating = [*circulated, *dissent, ("conclude", "bb-jb", None)]
    heard = [("record_coordination", "bb-jb", None), ("conclude_coordination", "bb-jb", None)]
    deliberating = [*coordinating, *heard, ("put_on_agenda", "bb-jb", None)]
    deciding = [*deliberating, ("result", "bb-jb", "passed")]
    decided = [*deciding, ("decide", "xwb-jb", "approved"), ("decide", "zgb-fz", "approved")]
    return [[], asked, accepted, circulated, signing, sent_up, coordinating, deliberating, deciding, decided]


def run_history(draw, model, system, county, script):
    moves = list(script)
    try:
        go_on(draw, model, system, Watch(system.case, county), moves)
    except Exception as failure:
        failure.add_note("The moves, from the draft on:\n" + "\n".join(f"    {move}," for move in moves))
        raise


def go_on(draw, model, system, watch, moves):
    """Up to STEPS moves more, each kept in `moves` before it is made."""
    left = STEPS
    while left:
        left -= 1
        move = draw_move(draw, model)
        if not system.possible(move):
            continue
        moves.append(move)
        make_in_both(model, system, watch, move)
        if model.state == "discarded":
            return
        if model.noticed or model.state in ENDS - {"approved"}:
            left = min(left, AFTER_THE_END)
    assert verify() is None  # I-80
    with clock.at(system.clock):
        check_in_force(system, model)


def make_in_both(model, system, watch, move):
    act, who, _ = move
    expected = model.allowed(move)
    found = system.make(move)
    assert (found == "ok") == expected, (move, found, model.state)
    if not expected:
        watch.refused()
        return
    model.make(move)
    if act == "discard":
        assert not Application.objects.filter(pk=system.case.pk).exists()
        watch.gone()
    elif act == "wait":
        watch.waited()
    else:
        watch.after(system.people[who], absorbed=act == "absorb")
        check_agreement(watch.before, model)


def check_agreement(now, model):
    """What the system stored is what the model knows."""
    last = now.rounds[-1]["pk"] if now.rounds else None
    found = {
        "state": now.state,
        "procedure": now.case["procedure"],
        "version": len(now.versions),
        "round": len(now.rounds),
        "asked": sorted(row["unit__code"] for row in now.reviews if row["round"] == last and row["asked"]),
        "open": sorted(row["unit__code"] for row in now.requests if not row["closed_at"]),
        "decided": sorted(row["body"] for row in now.decisions if is_standing(row)),
        "signed": any(not row["lapsed_at"] for row in now.sign_offs),
        "review": now.review and now.review["conforming"] is not False,
    }
    wanted = {
        "state": model.state,
        "procedure": model.procedure,
        "version": model.version,
        "round": len(model.rounds),
        "asked": sorted(r.unit for r in model.round.reviews.values() if r.asked) if model.round else [],
        "open": sorted(r.unit for r in model.requests if r.open),
        "decided": sorted(model.decided),
        "signed": model.signed,
        "review": model.review and model.review[1],
    }
    assert found == wanted


def is_standing(decision):
    return decision["verdict"] == "approved" and not decision["lapsed_at"]


def check_in_force(system, model):
    """Of all cases only an approved admission or adjustment with its notice brought a text in force; a duty that it ended is
    so until the notice's day (I-01, I-49).
    """
    today = clock.today()
    since = DutyVersion.objects.exclude(case="").filter(effective_from__lte=today)
    admitted = [str(system.case.uuid)] if model.noticed and model.kind in ("admission", "adjustment") else []
    assert list(since.values_list("case", flat=True)) == admitted
    if duty := system.case.duty:
        ended = model.kind != "adjustment" and AdmissionNotice.objects.filter(
            application=system.case, effective_on__lt=today
        )
        counts = DutyVersion.objects.filter(in_force_on(today), duty=duty).values_list("case", flat=True)
        assert list(counts) == ([] if ended else admitted or [""])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("small_county", "kind"), [(kind, kind) for kind in BEGINNINGS], indirect=["small_county"], ids=BEGINNINGS
)
def test_random_histories(small_county, kind):
    begins = BEGINNINGS[kind]
    begun, county = beginnings(begins), County(begins)

    @settings(max_examples=ceil(HISTORIES * begins.share))
    @given(st.data())
    def history(data):
        with transaction.atomic():
            model, system, script = data.draw(st.sampled_from(begun))
            run_history(data.draw, deepcopy(model), system.again(), county, script)
            transaction.set_rollback(True)

    history()
    assert connection.in_atomic_block


SILENT = [("remind", "bb-jb", "sfj"), ("wait", None, None), ("overdue", "bb-jb", "sfj")]
RETURNED = ("return_for_correction", "bb-fz", None)
ON_PAPER = {
    # the director who did the initial review hands in no revised text for the applicant (I-43)
    "filed by the reviewer": [
        ("submit", "bb-jb", None),
        ("accept", "bb-fz", None),
        ("issue_review", "bb-fz", True),
        ("circulate", "bb-fz", None),
        ("call_revision", "bb-fz", False),
        ("save", "bb-jb", "boundary"),
        ("attach", "bb-jb", None),
        ("revise", "bb-fz", None),
        ("revise", "bb-jb", None),
    ],
}
FROM_A_TOWNSHIP = {
    # asked as the department whose duty it is, and as a unit the office added: silent to both, recorded once
    "asked twice": [
        ("answer", "nyj-fz", "disagree"),
        ("submit", "lcz-fz", None),
        ("accept", "bb-jb", None),
        ("issue_review", "bb-fz", True),
        ("convene", "bb-jb", None),
        ("record_coordination", "bb-jb", None),
        ("conclude_coordination", "bb-fz", None),
        ("add_reviewer", "bb-jb", "nyj"),
        *[("opine", f"{code}-fz", "agree") for code in MEMBERS],
        ("call_revision", "bb-jb", False),
        ("save", "lcz-jb", "boundary"),
        ("revise", "lcz-fz", None),
        ("overdue", "bb-jb", "nyj"),
        ("remind", "bb-jb", "nyj"),
        ("overdue", "bb-jb", "nyj"),
        ("wait", None, None),
        ("overdue", "bb-jb", "nyj"),
        ("overdue", "bb-jb", "nyj"),
        ("remind", "bb-jb", "sfj"),
        ("opine", "sfj-fz", "agree"),
        ("answer", "dxz-fz", "agree"),
        ("answer", "zrj-fz", "agree"),
        ("conclude", "bb-jb", None),
    ],
}
KNOWN = {
    # who handed in an unchanged text before the last one did has filed too (I-43)
    "filed by two": [
        ("submit", "second head", None),
        RETURNED,
        ("submit", "zjj-fz", None),
        RETURNED,
        ("submit", "second head", None),
        ("accept", "filer at the office", None),
        ("accept", "bb-jb", None),
    ],
    # what the applicant asks, the applicant reminds of
    "asked again": [
        ("submit", "zjj-fz", None),
        RETURNED,
        ("save", "zjj-jb", "boundary"),
        ("consult_again", "zjj-jb", None),
        ("remind", "bb-jb", "lcz"),
        ("remind", "zjj-jb", "lcz"),
    ],
    # 县司法局 agreed to 第1稿, was silent on 第2稿, and is stepped over by nobody (settled 9)
    "silent about a later text": [
        ("submit", "zjj-fz", None),
        ("accept", "bb-jb", None),
        ("issue_review", "bb-fz", True),
        ("circulate", "bb-fz", None),
        *[("opine", f"{code}-fz", "agree") for code in MEMBERS],
        ("call_revision", "bb-jb", False),
        ("save", "zjj-jb", "basis"),
        ("revise", "zjj-fz", None),
        *SILENT,
        ("remind", "bb-jb", "sfj"),
        ("conclude", "bb-jb", None),
        ("record_coordination", "bb-jb", None),
        ("conclude_coordination", "bb-fz", None),
        *SILENT,
        ("conclude", "bb-jb", None),
        ("opine", "sfj-fz", "agree"),
        ("conclude", "bb-jb", None),
    ],
    # 不合法 is 县司法局's finding, of no unit that the office added (I-23)
    "a finding of another's": [
        ("submit", "zjj-fz", None),
        ("accept", "bb-jb", None),
        ("issue_review", "bb-fz", True),
        ("circulate", "bb-fz", None),
        ("add_reviewer", "bb-jb", "nyj"),
        ("opine", "nyj-fz", "unlawful"),
        ("opine", "zzb-fz", "not_ours"),
    ],
    # 县委's approval stands: only 县政府 may still return it (settled 18)
    "decided once": [
        ("submit", "zjj-fz", None),
        ("accept", "bb-jb", None),
        ("issue_review", "bb-fz", True),
        ("circulate", "bb-fz", None),
        *[("opine", f"{code}-fz", "disagree" if code == "zzb" else "agree") for code in MEMBERS],
        ("conclude", "bb-jb", None),
        ("record_coordination", "bb-jb", None),
        ("conclude_coordination", "bb-jb", None),
        ("put_on_agenda", "bb-jb", None),
        ("result", "bb-jb", "passed"),
        ("decide", "xwb-jb", "approved"),
        ("decide", "xwb-jb", "returned"),
        ("decide", "xwb-jb", "refused"),
        ("file_decision", "bb-jb", (BOTH, "returned")),
        ("decide", "zgb-fz", "returned"),
    ],
    "on paper all along": [
        ("file_answer", "bb-jb", ("lcz", "disagree")),
        ("file_answer", "zjj-jb", ("lcz", "agree")),
        ("submit", "zjj-fz", None),
        ("absorb", "bb-jb", None),
        ("accept", "bb-jb", None),
        ("join", "bb-jb", None),
        ("issue_review", "bb-fz", True),
        ("circulate", "bb-fz", None),
        *[("file_opinion", "bb-jb", (code, "agree")) for code in (*MEMBERS, JOINING)],
        ("conclude", "bb-jb", None),
        ("sign", "zjr", None),
        ("file", "bb-jb", None),
        ("pass_upper", "bb-jb", None),
        ("file_reply", "bb-jb", "form"),
        ("resubmit", "bb-jb", None),
        ("file", "bb-jb", None),
        ("file_reply", "bb-jb", "passed"),
        ("notice", "bb-jb", None),
    ],
}


@pytest.mark.parametrize(
    ("kind", "history"),
    [
        *(("department", known) for known in KNOWN.values()),
        *(("on paper", known) for known in ON_PAPER.values()),
        *(("township", known) for known in FROM_A_TOWNSHIP.values()),
    ],
    ids=[*KNOWN, *ON_PAPER, *FROM_A_TOWNSHIP],
)
def test_known_histories(small_county, kind, history):
    begins = BEGINNINGS[kind]
    model, system = Model(begins), System(begins, people(), other_case())
    watch = Watch(system.case, County(begins))
    answers = [("answer", f"{code}-fz", "agree") for code in begins.concerned]

    handler = "bb-jb" if begins.on_paper else f"{begins.applicant}-jb"
    for move in [("consult", handler, None), *answers, *history]:
        make_in_both(model, system, watch, move)

    assert verify() is None


def test_the_model_and_the_county_ask_the_same_units(small_county):
    assert [member.unit_key for member in Journey().case.rules.asked] == [unit(code).key for code in MEMBERS]
