"""Random histories of everything that follows admission: reports, guarantees, tasks begun first, ended duties, what is
bought, what townships and departments ask of one another, evaluations, what is laid on townships.

Who may do what and where it leads is written in `tests.histories` (`reporting`, `matters`, `promising`, `ending`,
`rating`) as tables and small models, from the issue's words and the invariants, apart from the code. After every move
the rows and the record have to agree with the table and with one another:

| invariants.md | checked |
|---|---|
| I-13 | `Burden`: a veto is kept only where the centre or the province orders it |
| I-14 | `Purchase`: runs until its end or its day, and no longer |
| I-57 to I-59 | `Urgent`: its day never moves, late is told, no second start by word of mouth, no entry in the list |
| I-60 to I-62 | `test_histories_of_temporary_duties`: in force by its days alone, then asked about and let go |
| I-72 | `Funding`, `Powers`: from promise to confirmation, an objection is a report, an ended duty asks for no more |
| I-73, I-74 | the day to verify or answer by is never moved by an act but those that say so |
| I-75 | ended only as the table says; from “待乡镇确认” only past the township's day |
| I-76 | the department complained of, or asked, moves nothing but its own answer |
| I-77 | the changes of a day, followed from the first one promised, lead to the day it has now |
| I-78, I-79, I-82 | one event an act, in a chain of states that ends where the row stands; nothing is open at the end |

HISTORIES says how many: few in an ordinary run, many with `script/test --full`.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import clock
from audit.record import verify
from demo import other_counties
from tests.cast import STANDING_IN, in_county
from tests.conftest import HISTORIES, STEPS
from tests.histories import ending, matters, promising, rating, reporting
from tests.histories.temporary import TemporaryDuty
from tests.histories.ways import SEATS, go_on
from tests.regimes.conftest import every_kind

WAYS = {
    "report": reporting.Report,
    "coordination": matters.Coordination,
    "suggestion": matters.Suggestion,
    "opinion": matters.Opinion,
    "powers review": matters.PowersReview,
    "vetting": matters.Vetting,
    "assessment": matters.Assessment,
    "funding": promising.Funding,
    "powers": promising.Powers,
    "urgent": ending.Urgent,
    "end check": ending.End,
    "purchase": ending.Purchase,
    "period": rating.Period,
    "burden": rating.Burden,
}
USUAL = 12  # STEPS of an ordinary run


def histories(ways, how_many, seats=SEATS):
    """Drawn of the ways, each undone at its end."""
    prepared = {way: way.prepare() for way in ways}

    @settings(max_examples=max(1, how_many))
    @given(data=st.data())
    def history(data):
        way = data.draw(st.sampled_from(ways)) if len(ways) > 1 else ways[0]
        with transaction.atomic():
            go_on(way(prepared[way], seats), data.draw, way.steps + STEPS - USUAL)
            assert verify() is None  # I-80
            transaction.set_rollback(True)

    history()


@pytest.mark.usefixtures("lingchuan")
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_histories_of_what_follows_admission(way):
    histories([way], HISTORIES // way.share)


# 黑龙江 三（三）, 三（四）; 通渭 第3项; 湖南 第五项; 阿荣旗's source has no such matter
ASKED = {
    "arong": (),
    "binxian": ("coordination", "opinion"),
    "tongwei": ("opinion",),
    "rucheng": ("opinion",),
}


@pytest.mark.parametrize("code", STANDING_IN)
def test_histories_of_what_follows_admission_in_another_county(db, code):
    """The same table: 第十条 is 灵川's, and whose sources say nothing of it has taken the same way (本县自定)."""
    facts = next(each for each in other_counties.counties() if each["regime"] == code)
    every_kind(other_counties.build(facts, "!", townships=2), code)
    # there is no convenor, and no 人大 with an account; 通渭's 县委办公室 is the office
    seats = [who for who in SEATS if who not in ("zjr", "rd-jb", "xwb-fz")]
    with in_county(STANDING_IN[code], f"-{facts['code']}"):
        histories([WAYS[way] for way in ("report", *ASKED[code])], HISTORIES // 250, seats)


@pytest.mark.usefixtures("lingchuan")
@settings(max_examples=max(1, HISTORIES // 250))
@given(data=st.data())
def test_histories_of_temporary_duties(data):
    with transaction.atomic():
        duty, begun, days = TemporaryDuty(), clock.now(), 0
        for _ in range(STEPS):
            days += data.draw(
                st.sampled_from([0, 1, 1, 3, 8])
            )  # never past the days to answer in without a morning
            with clock.at(begun + timedelta(days=days)):
                duty.morning()
                happens = data.draw(st.sampled_from([duty.retire, duty.end, duty.adjust]))
                happens(data.draw)
                duty.check()
        transaction.set_rollback(True)
