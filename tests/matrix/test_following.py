"""Everything followed up × state × act × kind of seat: by the rules whole in every run, by its addresses and both methods
whole with `script/test --full` (FOLLOWED).
"""

import pytest

from supervision.acts import SPECS, openness
from tests.conftest import FOLLOWED
from tests.matrix.asking import ALLOWED, FORBIDDEN, STALE, UNKNOWN, ask
from tests.matrix.followed import PAGES, SEEN, addresses, made, sent
from tests.matrix.following import AFTER, THINGS, TWICE
from tests.matrix.seats import browsers, kinds, seats_after
from tests.matrix.table import OF_CASES, SEATED
from tests.matrix.test_elsewhere import wrong_with

SAID = {"open": ALLOWED, "forbidden": FORBIDDEN, "stale": STALE}
# allowed, and refused by what else has to be there: a clock that stands, the township's day that has passed
CANNOT = {("restart_clock", "submitted_report"), ("restart_clock", "verifying"), ("close_report", "answered")}


def test_every_act_and_every_page_of_one_is_in_the_table():
    named = {kind: set() for kind in SPECS}
    for thing in THINGS.values():
        named[thing.kind] |= thing.acts.keys()
    assert named == {kind: PAGES[kind].keys() for kind in SPECS}
    by_the_day = {verb for kind, specs in SPECS.items() for verb in specs.keys() - PAGES[kind].keys()}
    # done by the system: no page, and no seat's
    assert by_the_day == {"follow_on", "lapse", "lapse_task", "stop_task"}


def test_the_rules_are_the_table(lingchuan):
    cast = {kind: by for kind, by in seats_after().items() if kind in SEATED | TWICE}
    wrong = {}
    for label, thing in THINGS.items():
        rows = {state: made(thing, state) for state in thing.states}
        for kind, by in cast.items():
            there = SEEN[thing.kind](by).filter(pk__in=[row.pk for row in rows.values()])
            seen = set(there.values_list("pk", flat=True))
            for state, row in rows.items():
                for verb in SPECS[thing.kind]:
                    found = SAID[openness(verb, row, by)] if row.pk in seen else UNKNOWN
                    wanted = thing.may(verb, state, kind)
                    if found != wanted:
                        wrong[label, state, verb, kind] = f"{found}, not {wanted}"

    assert wrong == {}


def verbs_of(thing, state, turn):
    """Every act of the kind; of a cut matrix those that somebody may do in this state, and one other, another each turn."""
    every = [*PAGES[thing.kind]]
    now = [verb for verb in every if state in thing.acts.get(verb, ((), ()))[1]]
    others = [verb for verb in every if verb not in now]
    return every if FOLLOWED == "whole" or not others else [*now, others[turn % len(others)]]


def methods_of(verb, turn):
    if verb is None:
        return ("get",)
    return ("get", "post") if FOLLOWED == "whole" else (("get", "post")[turn % 2],)


@pytest.mark.parametrize("label", THINGS)
def test_the_pages(lingchuan, remembered, label):
    thing, wrong, through = THINGS[label], {}, set()
    rows = {state: made(thing, state) for state in thing.states}
    who, turn = browsers(seats_after()), [*THINGS].index(label)
    for state, row in rows.items():
        assert row.state == state or thing.kind == "purchase"
        shown = verbs_of(thing, state, turn)
        for name, verb, url in addresses(thing, row):
            if verb and verb not in shown:
                continue
            turn += 1
            found = {kind: thing.expected(name, verb, state, kind) for kind in AFTER}
            open_to = {kind for kind in AFTER if found[kind] == ALLOWED}
            for method in methods_of(verb, turn // 2):
                data = sent(verb, row) if method == "post" and open_to else {"lock": row.lock}
                for kind in kinds(open_to.__contains__, turn, OF_CASES | TWICE, FOLLOWED):
                    answer = ask(who[kind], method, url, data)
                    problem = wrong_with(answer, found[kind], method)
                    if method == "post" and kind in open_to and (verb, state) not in CANNOT:
                        through.add((verb, state))
                        if not problem and (answer.status, answer.done > 0) != (302, True):
                            problem = f"{answer.status}, and not done"
                    if problem:
                        wrong[state, name, verb, method, kind] = problem

    assert wrong == {}
    if FOLLOWED == "whole":
        acts = {(verb, state) for verb, (_, states) in thing.acts.items() for state in states}
        assert through == acts - CANNOT
