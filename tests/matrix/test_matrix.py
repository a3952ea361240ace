"""Every address of a case × method × state × kind of seat against the table; every page searched for foreign texts."""

import itertools
import re

import pytest
from django.urls import reverse

from tests.conftest import FOLLOWED, MATRIX
from tests.factories import unit
from tests.matrix import situations
from tests.matrix.asking import ALLOWED, FORBIDDEN, STALE, UNKNOWN, ask, plain
from tests.matrix.reading import SHOWN, WHERE, may_read
from tests.matrix.seats import browsers, kinds
from tests.matrix.sending import sent_to
from tests.matrix.situations import situation
from tests.matrix.table import (
    ASKED_BY,
    BESIDE,
    CITY,
    OF_LISTED,
    ROWS,
    SEES,
    SIGNING,
    SITUATIONS,
    VARIANTS,
    beside,
    expected,
    those_concerned,
)
from tests.matrix.through import CANNOT

SIGN = re.compile(f"[{situations.SIGNS}]")
UNITS = {"township": "lcz", "member": "czj"}
PARTS = {row.part for row in ROWS.values()} - {"", "none"}


def address(row, there):
    """The row's address in this case; a part that is not there goes by an id that nothing has."""
    if row.name == "convenor-sign":
        return reverse(row.name)
    return there.url(row.name, *[_named(arg, there) for arg in row.args])


def _named(arg, there):
    if arg in UNITS:
        return unit(UNITS[arg]).uuid
    if arg in ("request", "review", "finance review"):
        return there.pk(arg)
    return there.uuid(arg) if arg in PARTS else arg


class Matrix:
    """The cells of one state, and what is wrong with them."""

    def __init__(self, state):
        self.state, self.there, self.browsers = state, situation(state), browsers()
        if VARIANTS.get(state, state) in ("submitted", "reviewing"):
            self.there.parts["lead"] = situations.lead()
        self.wrong, self.shown, self.through, self.absent, self.cells = {}, set(), set(), {}, 0

    def cell(self, label, method, kind):
        row = ROWS[label]
        wanted = expected(row, self.state, kind, self.there)
        data = sent_to(label, self.there) if method == "post" else None
        url = address(row, self.there)
        answer = self.answer(kind, method, url, data, wanted, (label, method, kind))
        done = method == "post" and answer.verdict == ALLOWED and may_write(label, self.state, kind)
        if (answer.changed or answer.done) and (not done or answer.status == 422):
            self.wrong[label, method, kind] = f"{answer.status}, and yet written: {sorted(answer.changed)}"
        refused = method == "post" and answer.verdict in (FORBIDDEN, STALE) and kind in SEES[self.state]
        if refused and answer.refused != 1 and not row.at_the_door:
            self.wrong[label, method, kind] = f"{answer.refused} refusals on record"
        if done and answer.changed and answer.done:
            self.through.add(label)

    def page_beside(self, name, kind):
        answer = self.answer(kind, "get", reverse(name), None, beside(name, kind), (name, "get", kind))
        if answer.changed or answer.done:
            self.wrong[name, "get", kind] = f"written: {sorted(answer.changed)}"

    def answer(self, kind, method, url, data, wanted, cell):
        answer = ask(self.browsers[kind], method, url, data)
        self.cells += 1
        if answer.verdict not in wanted:
            self.wrong[cell] = f"{answer.verdict}, not {' or '.join(sorted(wanted))}"
        elif (
            answer.verdict == UNKNOWN
            and not (kind in CITY and kind in SEES[self.state])  # who sees the case sees whose county it is
            and plain(answer, url) != self.nothing_there(kind, url)
        ):
            self.wrong[cell] = "not the 404 of what does not exist"
        shown = set(SIGN.findall(answer.body))
        self.shown |= shown
        if foreign := shown - may_read(self.state, kind):
            self.wrong[cell] = f"shows {''.join(sorted(foreign))}"
        return answer

    def nothing_there(self, kind, url):
        """The seat's 404 under an address of that sort that leads nowhere."""
        section = url.split("/")[1]
        if (kind, section) not in self.absent:
            nowhere = f"/{section}/nowhere/"
            self.absent[kind, section] = plain(ask(self.browsers[kind], "get", nowhere), nowhere)
        return self.absent[kind, section]


def may_write(label, state, kind):
    """Whether an allowed POST may leave anything behind: of several signed at once only what waits for this seat."""
    return label != "sign several" or (state in SIGNING and kind == "convenor")


@pytest.mark.parametrize("state", SITUATIONS)
def test_a_case(lingchuan, remembered, state):
    extent = FOLLOWED if state in OF_LISTED else MATRIX
    matrix, turn, open_to_somebody = Matrix(state), itertools.count(SITUATIONS.index(state)), set()
    who = those_concerned(state)
    for label, row in ROWS.items():
        allowed = {kind for kind in who if ALLOWED in expected(row, state, kind, matrix.there)}
        if "post" in row.methods and allowed:
            open_to_somebody.add(label)
        for method in row.methods:
            for kind in kinds(allowed.__contains__, next(turn), who, extent):
                matrix.cell(label, method, kind)
    for name, allowed in BESIDE.items():
        for kind in kinds(allowed.__contains__, next(turn), ASKED_BY.get(name, who), extent):
            matrix.page_beside(name, kind)
    if extent != "whole":
        for label, kind in WHERE:
            matrix.cell(label, "get", kind)

    cannot = CANNOT.get(state, {}).keys()
    assert matrix.wrong == {}
    assert matrix.through & cannot == set()
    assert cannot <= open_to_somebody
    assert SHOWN[state] - matrix.shown == set()  # so what nobody else found was there to be found
    if extent == "whole":
        assert matrix.through == open_to_somebody - cannot
