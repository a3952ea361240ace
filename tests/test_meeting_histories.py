"""Random histories of one joint meeting without cases: its topics, its minutes, what it decided.

What a move should come to is written here from workflow.md and seed 000's 联席会议制度; after every move the rows are read
and have to agree with one another, whatever the model says. Cases on the agenda: tests/test_histories.py follows them
through 审议, tests/jointmeeting what the meeting makes of them.
"""

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from admission.act import NotAllowed, Refused, Stale
from audit import clock
from audit.record import verify
from jointmeeting import actions, queries
from jointmeeting.models import DecidedItem, Meeting, Topic
from tests.cast import seat
from tests.conftest import HISTORIES, STEPS
from tests.factories import unit

OFFICE, CONVENOR, MEMBER, PREPARING, STRANGER = "bb-jb", "zjr", "czj-jb", "xwb-jb", "nyj-fz"
SEATS = (OFFICE, CONVENOR, MEMBER, PREPARING, STRANGER)
AFTER = {"passed": "discussed", "failed": "discussed", "deferred": "waiting", "returned": "put_off"}
# who may, at which stages of the meeting (of a move on a topic: any)
MOVES = {
    "propose": ({OFFICE, MEMBER, PREPARING}, None),
    "put_off": ({OFFICE}, None),
    "put": ({OFFICE}, ("preparing", "called")),
    "take_off": ({OFFICE}, ("preparing", "called")),
    "call": ({CONVENOR}, ("preparing",)),
    "attend": ({OFFICE, PREPARING}, ("called",)),
    "draft": ({OFFICE}, ("called", "minutes_sent")),
    "send_back": ({CONVENOR}, ("minutes_sent",)),
    "sign": ({CONVENOR}, ("minutes_sent",)),
    "decide": ({OFFICE}, ("signed",)),
    "close": ({OFFICE}, ("signed",)),
    "cancel": ({OFFICE, CONVENOR, PREPARING}, ("preparing", "called")),
}


@dataclass
class Model:
    """What should be so: the meeting's stage, each topic's, what is on the agenda with its result."""

    stage: str = "preparing"
    topics: list = field(default_factory=list)
    agenda: dict = field(default_factory=dict)
    attended: bool = False

    def expected(self, move, who, result):
        """“done”, “stale”, “refused”, “forbidden” or "" where there is nothing to do the move on."""
        may, stages = MOVES[move]
        if move in ("put", "put_off") and not self.topics:
            return ""
        if move == "take_off" and not self.agenda:
            return ""
        if who not in may:
            return "forbidden"
        if stages is not None and self.stage not in stages:
            return "stale"
        return "done" if getattr(self, f"can_{move}", lambda result: True)(result) else self.why(move)

    def why(self, move):
        return "stale" if move in ("put", "put_off") else "refused"

    def can_put(self, _):
        return self.topics[-1] in ("waiting", "put_off")

    def can_put_off(self, _):
        return self.topics[-1] == "waiting"

    def can_draft(self, result):
        return self.attended and (bool(result) or not self.agenda)

    def can_cancel(self, _):
        return not self.agenda

    def do(self, move, result):
        match move:
            case "propose":
                self.topics.append("waiting")
            case "put_off":
                self.topics[-1] = "put_off"
            case "put":
                self.topics[-1] = "on_agenda"
                self.agenda[len(self.topics) - 1] = ""
            case "take_off":
                self.topics[min(self.agenda)] = "waiting"
                del self.agenda[min(self.agenda)]
            case "attend":
                self.attended = True
            case "draft":
                self.agenda = dict.fromkeys(self.agenda, result)
            case "sign":
                for n, said in self.agenda.items():
                    self.topics[n] = AFTER[said]
        self.stage = {
            "call": "called",
            "draft": "minutes_sent",
            "send_back": "called",
            "sign": "signed",
            "close": "meeting_closed",
            "cancel": "cancelled",
        }.get(move, self.stage)


class System:
    """The same moves by the acts."""

    def __init__(self):
        self.meeting = actions.prepare_meeting(by=seat(PREPARING), title="专题会议", meets_on=clock.today())
        self.topics = []

    def run(self, move, who, result):
        self.meeting = Meeting.objects.select_related("county", "regime").get(pk=self.meeting.pk)
        try:
            with transaction.atomic():
                getattr(self, move)(seat(who), result)
        except NotAllowed:
            return "forbidden"
        except Stale:
            return "stale"
        except Refused:
            return "refused"
        return "done"

    def on_meeting(self, action, by, **more):
        action(meeting=self.meeting, by=by, lock=self.meeting.lock, **more)

    def propose(self, by, _):
        self.topics.append(actions.propose_topic(by=by, title="议题", problem="问题。", proposal="方案。"))

    def put_off(self, by, _):
        actions.put_off_topic(topic=self.topics[-1], by=by, lock=None, reason="暂缓。")

    def put(self, by, _):
        self.on_meeting(actions.put_topic, by, topic=self.topics[-1])

    def take_off(self, by, _):
        first = self.meeting.items.order_by("topic__pk").first()
        self.on_meeting(actions.take_off, by, item=first)

    def call(self, by, _):
        self.on_meeting(actions.call_meeting, by)

    def attend(self, by, _):
        self.on_meeting(
            actions.record_attendance,
            by,
            present={row.unit_id: True for row in self.meeting.attendance.all()},
        )

    def draft(self, by, result):
        results = {item.pk: (result, "议定内容。" if result else "") for item in self.meeting.items.all()}
        self.on_meeting(actions.draft_minutes, by, minutes="概况。", results=results, send=True)

    def send_back(self, by, _):
        self.on_meeting(actions.return_minutes, by, note="再改。")

    def sign(self, by, _):
        self.on_meeting(actions.sign_minutes, by)

    def decide(self, by, _):
        self.on_meeting(actions.list_decided, by, unit=unit("zjj"), text="制定标准。", due=clock.today())

    def close(self, by, _):
        self.on_meeting(actions.close_meeting, by)

    def cancel(self, by, _):
        self.on_meeting(actions.cancel_meeting, by, reason="改期。")


def check(system, model):
    """The rows against the model, and against one another."""
    meeting = Meeting.objects.get(pk=system.meeting.pk)
    assert meeting.stage == model.stage
    topics = [Topic.objects.get(pk=topic.pk) for topic in system.topics]
    assert [topic.stage.removeprefix("topic_") for topic in topics] == model.topics
    items = list(meeting.items.select_related("topic"))
    assert len(items) == len(model.agenda)
    assert {topic.pk for topic in topics if topic.stage == "topic_on_agenda"} == {
        item.topic_id for item in items if item.is_open
    }
    if meeting.signed_at:
        assert all(item.result and item.wording and item.recorded_at for item in items)
    else:
        assert not DecidedItem.objects.filter(meeting=meeting).exists()
    invited = {row.unit_id for row in queries.attendance_of(meeting)}
    for topic in topics:  # who sees it: those who lead, its unit, and whom the agenda it stands on shows it
        seen = queries.topics_seen_by(seat("sfj-fz")).filter(pk=topic.pk).exists()
        assert seen == any(item.topic_id == topic.pk for item in items)
        assert not queries.topics_seen_by(seat(STRANGER)).filter(pk=topic.pk).exists()
    assert unit("sfj").pk in invited


# Drawn towards the end of a meeting as often as towards what is refused: the way through is long.
WAY = ["propose", "put", "call", "attend", "draft", "sign", "decide", "close"]


@pytest.mark.usefixtures("lingchuan")
@settings(max_examples=max(2, HISTORIES // 8))
@given(data=st.data())
def test_histories_of_a_meeting(data):
    with transaction.atomic():
        system, model, at = System(), Model(), 0
        for _ in range(STEPS + len(WAY)):
            ahead = at < len(WAY) and data.draw(st.booleans())
            move = WAY[at] if ahead else data.draw(st.sampled_from(sorted(MOVES)))
            may = sorted(MOVES[move][0])
            who = data.draw(st.sampled_from(may if ahead else SEATS))
            result = data.draw(st.sampled_from(sorted(AFTER) if ahead else [*sorted(AFTER), ""]))
            if not (expected := model.expected(move, who, result)):
                continue
            assert system.run(move, who, result) == expected, (move, who, result)
            if expected == "done":
                model.do(move, result)
                at += ahead
            check(system, model)
        assert verify() is None
        transaction.set_rollback(True)
