"""Random histories of what follows admission: a report, a township's request, an opinion asked for.

Who may do what and where it leads is written here as a table, from the issue's words and the invariants, apart from the
code. After every move the rows and the record have to agree with the table and with one another:

| invariants.md | checked |
|---|---|
| I-73, I-74 | the day to verify or answer by is never moved by an act but those that say so |
| I-75 | ended only as the table says; from “待乡镇确认” only past the township's day |
| I-76 | the department complained of, or asked, moves nothing but its own answer |
| I-77 | the changes of a day, followed from the first one promised, lead to the day it has now |
| I-78, I-79, I-82 | one event an act, in a chain of states that ends where the row stands; nothing is open at the end |
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from admission.act import NotAllowed, Refused, Stale
from audit import clock
from audit.models import Event
from audit.record import verify
from demo import other_counties
from supervision.actions import following as reports_by_day
from supervision.actions import reports
from supervision.acts import available
from supervision.models import DayChange
from tests.cast import STANDING_IN, in_county, seat
from tests.conftest import HISTORIES, STEPS
from tests.supervision.conftest import FOUND, fresh_report, submitted
from tests.voice.asking import asked, fresh_matter
from voice.actions import following as matters_by_day
from voice.actions import matters
from voice.models import Reply

OFFICE, HEAD, TOWNSHIP = ("bb-jb", "bb-fz"), ("bb-fz",), ("lcz-jb", "lcz-fz")
DEPARTMENT, ITS_HEAD, OTHER = ("zjj-jb", "zjj-fz"), ("zjj-fz",), ("gaj-jb",)
SEATS = sorted({*OFFICE, *TOWNSHIP, *DEPARTMENT, *OTHER, "zgb-fz", "zjr", "rd-jb", "dxz-fz"})
TO_VERIFY = ("submitted_report", "verifying")


@dataclass(frozen=True)
class Way:
    """`moves`: {verb: (who, {state: state after})}; `ends`: states with no way out; `days`: acts that may move the day."""

    actions: object
    start: object
    fresh: object
    follow_up: object
    kind: str
    moves: dict
    ends: tuple
    days: tuple


REPORT = Way(
    actions=reports,
    start=submitted,
    fresh=fresh_report,
    follow_up=reports_by_day.tell_late_reports,
    kind="report",
    moves={
        "receive": (OFFICE, {"submitted_report": "verifying"}),
        "withdraw_report": (TOWNSHIP, dict.fromkeys(TO_VERIFY, "report_withdrawn")),
        "say_side": (DEPARTMENT, {"verifying": "verifying"}),
        "note_check": (OFFICE, {"verifying": "verifying"}),
        "stop_clock": (OFFICE, {state: state for state in TO_VERIFY}),
        "restart_clock": (OFFICE, {state: state for state in TO_VERIFY}),
        "find_true": (HEAD, {"verifying": "urging"}),
        "find_untrue": (HEAD, {"verifying": "unfounded"}),
        "set_day": (OFFICE, {"urging": "urging"}),
        "urge": ((*OFFICE, "zgb-fz"), {state: state for state in (*TO_VERIFY, "urging")}),
        "answer_slip": (ITS_HEAD, {"urging": "answered"}),
        "confirm_rectified": (TOWNSHIP, {"answered": "confirmed"}),
        "object_to_answer": (TOWNSHIP, {"answered": "urging"}),
        "close_report": (OFFICE, dict.fromkeys(("answered", "confirmed"), "closed")),
        "refer": (HEAD, dict.fromkeys(("urging", "answered", "confirmed"), "referred")),
    },
    ends=("closed", "unfounded", "report_withdrawn"),
    days=("restart_clock", "set_day"),
)
COORDINATION = Way(
    actions=matters,
    start=asked,
    fresh=fresh_matter,
    follow_up=matters_by_day.tell_late_matters,
    kind="matter",
    moves={
        "answer": ((*DEPARTMENT, *OTHER), {"matter_asked": ("matter_asked", "matter_answered")}),
        "rate_answers": (TOWNSHIP, {"matter_answered": "matter_closed"}),
        "ask_again": (TOWNSHIP, {"matter_answered": "matter_asked"}),
        "escalate": (OFFICE, dict.fromkeys(("matter_asked", "matter_answered"), "matter_asked")),
        "withdraw_matter": (TOWNSHIP, {"matter_asked": "matter_withdrawn"}),
        "file_opinion": ((), {}),
        "conclude_review": ((), {}),
    },
    ends=("matter_closed", "matter_withdrawn"),
    days=("ask_again", "escalate"),
)
OPINION = Way(
    actions=matters,
    start=lambda: asked("opinion"),
    fresh=fresh_matter,
    follow_up=matters_by_day.tell_late_matters,
    kind="matter",
    moves={
        "answer": (("lcz-fz",), {"matter_asked": "matter_answered"}),
        "file_opinion": (DEPARTMENT, {"matter_answered": "matter_closed"}),
        "rate_answers": ((), {}),
        "ask_again": ((), {}),
        "escalate": ((), {}),
        "withdraw_matter": (DEPARTMENT, {"matter_asked": "matter_withdrawn"}),
    },
    ends=("matter_closed", "matter_withdrawn"),
    days=(),
)

WAYS = {"report": REPORT, "coordination": COORDINATION, "opinion": OPINION}


def words(verb, row, ahead):
    """What the form of the act would bring; `ahead`: days to a date that is named."""
    day = clock.today() + timedelta(days=ahead)
    match verb:
        case "receive":
            return {}
        case "find_true":
            return FOUND | {"wanted": "拨付到位。", "rectify_by": day}
        case "find_untrue":
            return FOUND
        case "set_day":
            return {"rectify_by": day, "text": "另定。"}
        case "refer":
            return {"organ": "县纪委监委", "facts": "挪用。", "article": "第十条", "reply_by": day}
        case "answer":
            return {"choice": "handle" if row.kind == "coordination" else "agree", "text": "已安排。"}
        case "rate_answers":
            return {"grades": {reply.unit_id: "good" for reply in row.answers}}
        case "ask_again":
            return {"units": [row.answers[0].unit], "due": day, "text": "没有解决。"}
        case "escalate":
            return {"due": day, "text": "两次没有解决。"}
        case "file_opinion" | "conclude_review":
            return {"result": "adopted", "text": "依据答复。"}
    return {"text": "说明。"}


def reasons_to_refuse(way, row, verb, who, ahead):
    """Where the table allows the act and its own condition does not."""
    today = clock.today()
    stopped = way is REPORT and row.stop is not None
    return {
        "stop_clock": stopped or (way is REPORT and row.verify_by < today),
        "restart_clock": not stopped,
        "find_true": stopped or ahead <= 0,
        "find_untrue": stopped,
        "set_day": ahead <= 0 or (way is REPORT and row.rectify_by == today + timedelta(days=ahead)),
        "refer": ahead <= 0,
        "close_report": row.state == "answered" and row.confirm_by >= today if way is REPORT else False,
        "answer": Reply.objects.filter(unit=seat(who).unit, answered_at__isnull=False).exists(),
        "ask_again": ahead <= 0,
        "escalate": ahead <= 0 or (way is COORDINATION and row.escalated_on is not None),
    }.get(verb, False)


def expected(way, row, verb, who, ahead):
    may, states = way.moves[verb]
    if who not in may:
        return "forbidden"
    if row.state not in states:
        return "stale"
    return "refused" if reasons_to_refuse(way, row, verb, who, ahead) else "done"


def outcome(way, row, verb, who, ahead):
    given = {} if verb == "answer" else {"lock": row.lock}
    try:
        with transaction.atomic():
            getattr(way.actions, verb)(**{way.kind: row}, by=seat(who), **given, **words(verb, row, ahead))
    except NotAllowed:
        return "forbidden"
    except Stale:
        return "stale"
    except Refused:
        return "refused"
    return "done"


def day_of(way, row):
    if way is not REPORT:
        return row.due
    return row.verify_by if row.rectify_by is None else row.rectify_by


def check(way, row, first, seats):
    """The record and the rows agree, whatever was done."""
    events = list(Event.objects.filter(subject=str(row.uuid), outcome="done").order_by("seq"))
    state = ""
    for event in events:
        assert event.source == state, (event.verb, event.source, state)
        state = event.target
        if event.verb in way.moves and event.source != event.target:
            assert event.target in _after(way, event.verb, event.source)
    assert state == row.state
    assert row.lock == len(events)
    promised = {"verify": first, "matter_by": first}
    for change in DayChange.objects.filter(subject=row.uuid).order_by("pk"):
        assert promised.setdefault(change.clock, change.old) == change.old
        assert change.reason
        promised[change.clock] = change.new
    assert promised["verify" if way is REPORT else "matter_by"] == (
        row.verify_by if way is REPORT else row.due
    )
    if way is REPORT and row.rectify_by:
        assert promised.get("rectify", row.rectify_by) == row.rectify_by
        assert row.slip_number
    if way is not REPORT:
        open_ones = any(reply.answered_at is None for reply in row.answers)
        assert (row.state == "matter_asked") == (open_ones and row.state != "matter_withdrawn")
    if row.state in way.ends:
        assert row.ended_at
        assert [verb for who in seats for verb in available(row, seat(who))] == []


def _after(way, verb, source):
    after = way.moves[verb][1][source]
    return (after,) if isinstance(after, str) else after


def history(way, data, seats):
    """One drawn history, undone at its end."""
    with transaction.atomic():
        row, begun, days = way.start(), clock.now(), 0
        row = way.fresh(row)
        first, told = day_of(way, row), 0
        for _ in range(STEPS + 6):
            if data.draw(st.integers(0, 4)) == 0:
                days += data.draw(st.sampled_from([1, 3, 8, 30]))
            with clock.at(begun + timedelta(days=days)):
                told += way.follow_up()
                row = way.fresh(row)
                fitting = sorted(verb for verb, (may, states) in way.moves.items() if row.state in states)
                verb = data.draw(
                    st.sampled_from(fitting if fitting and data.draw(st.booleans()) else sorted(way.moves))
                )
                may = way.moves[verb][0]
                who = data.draw(st.sampled_from(may if may and data.draw(st.integers(0, 2)) else seats))
                ahead, was = data.draw(st.sampled_from([15, 40, 1, 0, -3])), day_of(way, row)
                foreseen = expected(way, row, verb, who, ahead)
                assert outcome(way, row, verb, who, ahead) == foreseen, (row.state, verb, who, ahead)
                row = way.fresh(row)
                if verb not in (*way.days, "find_true") or foreseen != "done":
                    assert day_of(way, row) == was
                check(way, row, first, seats)
        late = Event.objects.filter(subject=str(row.uuid), verb="tell_late").values_list("data", flat=True)
        assert len(set(late)) == len(late) == told
        assert verify() is None
        transaction.set_rollback(True)


@pytest.mark.usefixtures("lingchuan")
@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=max(2, HISTORIES // 25))
@given(data=st.data())
def test_histories_of_what_follows_admission(way, data):
    history(WAYS[way], data, SEATS)


@pytest.mark.parametrize("code", STANDING_IN)
def test_histories_of_what_follows_admission_in_another_county(db, code):
    """The same table: 第十条 is 灵川's, and whose sources say nothing of it has taken the same way (本县自定)."""
    facts = next(each for each in other_counties.counties() if each["regime"] == code)
    other_counties.build(facts, "!", townships=2)
    seats = [
        who for who in SEATS if who not in ("zjr", "rd-jb")
    ]  # there is no convenor, and no 人大 with an account

    @settings(max_examples=max(1, HISTORIES // 250))
    @given(data=st.data())
    def histories(data):
        history(WAYS[data.draw(st.sampled_from(sorted(WAYS)))], data, seats)

    with in_county(STANDING_IN[code], f"-{facts['code']}"):
        histories()
