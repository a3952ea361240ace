"""Every address of a case × method × state × kind of seat against the table; every page searched for foreign texts."""

import re

import pytest
from django.urls import get_resolver

from admission.models import Application
from tests.conftest import MATRIX
from tests.factories import unit
from tests.matrix import situations
from tests.matrix.asking import ALLOWED, UNKNOWN, ask, plain
from tests.matrix.seats import browsers
from tests.matrix.sending import sent_to
from tests.matrix.situations import Situation, situation
from tests.matrix.table import GOES_THROUGH, KINDS, ROWS, SEES, STATES, expected, may_read

SIGN = re.compile(f"[{situations.SIGNS}]")


def address(row, there):
    """The row's address in this case; what is not there is named by an id that nothing has."""
    args = [_arg(arg, there) for arg in row.args]
    return there.url(row.name, *args)


def _arg(arg, there):
    if not isinstance(arg, str):
        return arg
    if arg == "township":
        return unit("lcz").uuid
    if arg in ("request", "review"):
        return there.pk(arg)
    return there.uuid(arg) if arg in there.parts else arg


def nowhere(there):
    """The same situation as far as addresses go, of a case that does not exist."""
    return Situation(there.state, Application(), there.parts)


class Matrix:
    def __init__(self, state):
        self.state, self.there, self.browsers = state, situation(state), browsers()
        if state in ("submitted", "reviewing"):
            self.there.parts["lead"] = situations.lead()
        self.nowhere, self.cells, self.wrong, self.seen = nowhere(self.there), 0, {}, set()
        self.through = set()

    def cell(self, label, method, kind):
        row = ROWS[label]
        wanted = expected(row, method, self.state, kind, self.there)
        data = sent_to(label, self.there) if method == "post" and "post" in row.methods else None
        url, browser = address(row, self.there), self.browsers[kind]
        answer = ask(browser, method, url, data)
        self.cells += 1
        for problem in self.problems(answer, wanted, method, kind):
            self.wrong[label, method, kind] = problem
        if answer.verdict == UNKNOWN and wanted == {UNKNOWN} and kind not in SEES[self.state]:
            other = address(row, self.nowhere)
            if plain(answer, url) != plain(ask(browser, method, other, data), other):
                self.wrong[label, method, kind] = "another 404 than of a case that is not there"
        if method == "post" and answer.status == 302 and answer.done and answer.changed:
            self.through.add(label)

    def problems(self, answer, wanted, method, kind):
        if answer.verdict not in wanted:
            yield f"{answer.verdict}, not {' or '.join(sorted(wanted))}"
        done = method == "post" and answer.verdict == ALLOWED and answer.status == 302
        if not done and (answer.changed or answer.done):
            yield f"{answer.status}, and yet written: {sorted(answer.changed)}"
        shown = set(SIGN.findall(answer.body))
        self.seen |= shown
        if foreign := shown - may_read(self.state, kind):
            yield f"shows {''.join(sorted(foreign))}"


@pytest.mark.parametrize("state", STATES)
def test_every_address_of_a_case(lingchuan, state):
    matrix = Matrix(state)
    for label, row in ROWS.items():
        for method in ("get", "post"):
            for kind in sorted(KINDS):
                matrix.cell(label, method, kind)
    print(matrix.cells)
    report(matrix)
    assert matrix.wrong == {}
    assert {row for row, where in GOES_THROUGH.items() if where == state} <= matrix.through


def report(matrix):
    by = {}
    for (label, method, kind), problem in matrix.wrong.items():
        by.setdefault((label, method, problem), []).append(kind)
    for key, kinds in by.items():
        print(*key, kinds)
    print("THROUGH", sorted(matrix.through), "SEEN", "".join(sorted(matrix.seen)))
