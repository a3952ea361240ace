"""Which move comes next: five in eight one that the model allows and that brings the case on; two a near miss, that
is one of the act's own state and unit that the model refuses all the same; one any move there is.
"""

from hypothesis import strategies as st

from tests.histories.county import BODIES, JOINING, MEMBERS
from tests.histories.model import ENDS

ENDING = ("withdraw", "discard", "decline", "reject", "join")
ASIDE = (
    "return_for_correction",
    "call_revision",
    "consult_again",
    "set_meeting_day",
    "return_upper",
    "wait",
    "save",
    "remind",
    "overdue",
    "add_reviewer",
    "to_general",
    "send_back",
    "send_to_general",
    "attach",
    "absorb",
    "file_answer",
    "file_opinion",
    "file_decision",
    "file_reply",
)
LIKELY = {"agree": 8, "approved": 6, "passed": 6, True: 4, "unlawful": 3}  # arguments

OFFICE, APPLICANT, HEADS = ("bb",), ("zjj", "lcz", "bb"), ("lcz", "dxz", "zrj", "nyj", JOINING, *MEMBERS)
LEADERS, CITY = (*BODIES, "bb"), ("sbb", "bb")
NEAR = {  # act: (states it belongs to, units that would do it)
    "submit": (("draft", "consulting", "correcting"), APPLICANT),
    "consult_again": (("consulting", "correcting"), APPLICANT),
    "revise": (("revising",), APPLICANT),
    "withdraw": (("correcting", "revising"), OFFICE),
    "answer": (("consulting", "correcting", "circulating", "revising"), HEADS),
    "opine": (("circulating", "revising"), HEADS),
    "file_answer": (("consulting", "correcting", "circulating", "revising"), APPLICANT),
    "file_opinion": (("circulating", "revising"), OFFICE),
    "overdue": (("consulting", "correcting", "circulating", "revising"), APPLICANT),
    "remind": (("consulting", "correcting", "circulating", "revising"), APPLICANT),
    **dict.fromkeys(("accept", "decline", "join", "absorb"), (("submitted",), OFFICE)),
    **dict.fromkeys(("issue_review", "circulate", "convene", "confirm"), (("reviewing",), OFFICE)),
    **dict.fromkeys(("forward", "resubmit", "to_general", "decline"), (("reviewing",), OFFICE)),
    "conclude": (("circulating",), OFFICE),
    "add_reviewer": (("circulating",), OFFICE),
    "conclude_coordination": (("coordinating",), OFFICE),
    "put_on_agenda": (("deliberating",), OFFICE),
    "result": (("deliberating",), OFFICE),
    **dict.fromkeys(("sign", "reject", "send_to_general"), (("signing",), ("zjr",))),
    "decide": (("deciding",), LEADERS),
    "file_decision": (("deciding",), LEADERS),
    **dict.fromkeys(("file", "file_reply", "pass_upper", "return_upper"), (("upper_review",), CITY)),
    "notice": (("approved",), LEADERS),
}


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
    said = argument[-1] if isinstance(argument, tuple) else argument
    return needed * LIKELY.get(said, 1)


def near_misses(every, model):
    """{act: moves}: the state and the unit are right, and still the model refuses."""
    found = {}
    for act, (states, units) in NEAR.items():
        if model.state in states:
            moves = [move for move in every[act] if model.unit(move[1]) in units and not model.allowed(move)]
            found |= {act: moves} if moves else {}
    return found


def draw_move(draw, model):
    every, way = model.moves(), draw(st.integers(0, 7))
    over = model.state in ENDS - {"approved"} or model.noticed
    near = near_misses(every, model) if way in (5, 6) else {}
    if over or way == 7 or near:
        act = draw(st.sampled_from(sorted(near or every)))
        return draw(st.sampled_from((near or every)[act]))
    open_now = {act: [m for m in moves if model.allowed(m)] for act, moves in every.items()}
    acts = [
        act for act in sorted(open_now, key=lambda act: (act in ENDING, act in ASIDE, act)) if open_now[act]
    ]
    act = weighted(draw, acts, lambda act: worth(act, model))
    return weighted(draw, open_now[act], lambda move: likely(move, model))
