"""The matrix in the four other counties: every address of a case × state × kind of seat of that county, and the addresses of
what a county's rules do not know, which lead nowhere there. Cut, one address in STRIDE is asked; whole, each.
"""

import itertools
from functools import partial

import pytest
from django.db import transaction
from django.urls import reverse

from demo import other_counties
from registry.models import Duty
from tests.cast import STANDING_IN, in_county
from tests.conftest import COUNTIES
from tests.matrix import elsewhere
from tests.matrix.asking import ALLOWED, UNKNOWN, ask
from tests.matrix.conftest import remembering
from tests.matrix.followed import addresses, made, sent
from tests.matrix.other_counties import (
    AFTERWARDS,
    ASIDE,
    FACTS,
    LATER,
    MEMBERS,
    PATHS,
    THINGS_THERE,
    Led,
    rows_of,
    seats_of,
)
from tests.matrix.seats import Browser, kinds
from tests.matrix.sending import sent_to
from tests.matrix.table import SEES, expected
from tests.matrix.test_elsewhere import what_was_promised, wrong_with
from tests.regimes.conftest import every_kind

LEFT, FOLLOWED = ("tongwei",), ("arong",)  # where a cut asks a revocation, and what follows admission
LATER_KINDS = 1  # of the three that go one way
if COUNTIES == "whole":
    LEFT = FOLLOWED = tuple(PATHS)
    LATER_KINDS = None
STRIDE = 1 if COUNTIES == "whole" else 14
JOINT_MEETING = (
    "meeting-new", "meeting-roster", "roster-issue", "circular-list", "circular-new", "special-report-list",
    "special-report-new", "shared-list", "shared-new", "topic-list", "topic-new", "decided-list",
)  # fmt: skip


class Matrix:
    """The cells of one county, and what is wrong with them."""

    def __init__(self, code):
        self.code = code
        self.stage = other_counties.stage_of(other_counties.build(FACTS[code], "!", townships=2))
        self.rows, self.made = rows_of(code), Led(code, self.stage)
        seats = seats_of(code, self.stage)
        self.browsers = {kind: Browser(by.user, by) for kind, by in seats.items()} | {
            "nobody": Browser(None, None)
        }
        self.wrong, self.turn = {}, itertools.count(sorted(FACTS).index(code))

    def ask_state(self, state):
        """The case stands still meanwhile."""
        with remembering():
            self._ask_state(state, self.made.situation(state))

    def _ask_state(self, state, there):
        for label, row in self.rows.items():
            wanted = {kind: expected(row, state, kind, there) for kind in self.browsers}
            for method in row.methods:
                turn = next(self.turn)
                if turn % STRIDE:
                    continue
                for kind in kinds(
                    lambda kind, said=wanted: ALLOWED in said[kind], turn, self.browsers, COUNTIES
                ):
                    self.cell(label, row, method, kind, state, there, wanted[kind])

    def cell(self, label, row, method, kind, state, there, wanted):
        data = self.sent(label, there) if method == "post" else None
        answer = ask(self.browsers[kind], method, self.address(row, there), data)
        if answer.verdict not in wanted:
            said = f"{answer.status}, not {' or '.join(sorted(wanted))}"
            self.wrong[self.code, state, label, method, kind] = said
        elif answer.verdict != ALLOWED and (answer.changed or answer.done):
            self.wrong[self.code, state, label, method, kind] = f"{answer.status}, and yet written"
        elif kind not in SEES[state] and NAME_OF_CASE in answer.body:
            self.wrong[self.code, state, label, method, kind] = "shows the case"

    def sent(self, label, there):
        """What 灵川's forms are sent, but for what names a unit of 灵川."""
        if label == "act add_reviewer":
            more = {"unit": self.stage.townships[1].pk, "asks": "可行吗？", "reason": "有关。"}
            return {"lock": there.case.lock, "form_key": "once", **more}
        if label.startswith("review "):
            return {"lock": there.case.lock, "form_key": "once", "do": label.split()[1]}
        return sent_to(label, there)

    def address(self, row, there):
        units = {"township": self.stage.townships[0], "member": self.stage.units.get("justice")}
        args = []
        for arg in row.args:
            if arg in units:
                args.append(units[arg].uuid)
            elif arg in ("request", "review", "finance review"):
                args.append(there.pk(arg))
            else:
                args.append(there.uuid(arg) if arg == row.part and arg != "none" else arg)
        return reverse(row.name) if row.name == "convenor-sign" else there.url(row.name, *args)

    def ask_case(self):
        """Every state of its path, and those beside it; the states it passed."""
        passed = []
        aside = {
            state: since for state, since in ASIDE.items() if self.code in MEMBERS or state != "revising"
        }
        if self.code not in MEMBERS:
            aside["rejected"] = "reviewing"
        for state in self.made.states():
            passed.append(state)
            self.ask_state(state)
            for beside in (each for each, since in aside.items() if since == state):
                with transaction.atomic():
                    self.made.leave(beside)
                    self.ask_state(beside)
                    transaction.set_rollback(True)
        return tuple(passed)

    def ask_afterwards(self):
        """What follows admission: everything followed up in each of its states, cut in one; and every other page. The county
        chooses every kind of matter; what of one it does not have is in tests/voice/test_offered.py.
        """
        every_kind(self.stage.county, self.code)
        with in_county(STANDING_IN[self.code], f"-{self.stage.county.code}"):
            with remembering():
                known = what_was_promised()
                for label, page in AFTERWARDS.items():
                    url = reverse(page.name or label, args=[known.get(arg, arg) for arg in page.args])
                    self.ask_page(label, page.methods, url, page.sent, partial(elsewhere.expected, page))
            for thing in THINGS_THERE.values():
                one = (thing.states[next(self.turn) % len(thing.states)],)
                for state in thing.states if COUNTIES == "whole" else one:
                    with transaction.atomic(), remembering():
                        self.ask_thing(thing, state, made(thing, state))
                        transaction.set_rollback(True)

    def ask_thing(self, thing, state, row):
        for name, verb, url in addresses(thing, row):
            data, methods = (sent(verb, row), ("get", "post")) if verb else ({}, ("get",))
            wanted = partial(thing.expected, name, verb, state)
            self.ask_page(f"{state} {name} {verb or ''}", methods, url, data, wanted)

    def ask_page(self, label, methods, url, sent, wanted):
        for method in methods:
            turn = next(self.turn)
            if turn % STRIDE:
                continue
            for kind in kinds(lambda kind: wanted(kind) == ALLOWED, turn, self.browsers, COUNTIES):
                answer = ask(self.browsers[kind], method, url, sent)
                if problem := wrong_with(answer, wanted(kind), method):
                    self.wrong[self.code, label, method, kind] = problem


NAME_OF_CASE = "示例事项的日常巡查"


@pytest.mark.slow
@pytest.mark.timeout(3600)  # a whole county is one test
@pytest.mark.parametrize("code", PATHS)
def test_a_case_of_another_county(db, code):
    matrix = Matrix(code)

    assert matrix.ask_case() == PATHS[code]
    matrix.made.notice(who=f"{matrix.made.there}-fz")
    duty = Duty.objects.get(name=NAME_OF_CASE)
    for kind in LATER[code][:LATER_KINDS] if code in LEFT else ():
        with transaction.atomic():
            matrix.made = Led(code, matrix.stage, kind, duty)
            assert matrix.ask_case() == PATHS[code]
            transaction.set_rollback(True)
    if code in FOLLOWED:
        matrix.ask_afterwards()
    assert matrix.wrong == {}


@pytest.mark.parametrize("code", PATHS)
def test_what_the_rules_do_not_know_leads_nowhere(db, code):
    """阿荣旗 and the others have no 联席会议 that meets by 灵川's rules: no roster, circulars, topics by typing their addresses."""
    matrix = Matrix(code)
    found = {
        (name, kind): answer
        for name in JOINT_MEETING
        for kind in ("office director", "government office head", "applicant head", "system administrator")
        for method in ("get", "post")
        if (
            answer := ask(
                matrix.browsers[kind], method, reverse(name), {} if method == "post" else None
            ).verdict
        )
        not in (UNKNOWN, "405")
    }
    assert found == {}
