"""Which move comes next: mostly one that the model allows and that brings the case on; one in four is any."""

from hypothesis import strategies as st

from tests.histories.model import ENDS

ENDING = ("withdraw", "discard", "decline", "reject", "join")
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
    "attach",
    "absorb",
    "file_answer",
    "file_opinion",
    "file_decision",
    "file_reply",
)
LIKELY = {"agree": 8, "approved": 6, "passed": 6, True: 4}  # arguments


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


def draw_move(draw, model):
    every = model.moves()
    over = model.state in ENDS - {"approved"} or model.noticed
    if over or draw(st.integers(0, 3)) == 3:
        act = draw(st.sampled_from(sorted(every)))
        return draw(st.sampled_from(every[act]))
    open_now = {act: [m for m in moves if model.allowed(m)] for act, moves in every.items()}
    acts = [
        act for act in sorted(open_now, key=lambda act: (act in ENDING, act in ASIDE, act)) if open_now[act]
    ]
    act = weighted(draw, acts, lambda act: worth(act, model))
    return weighted(draw, open_now[act], lambda move: likely(move, model))
