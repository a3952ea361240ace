"""A joint meeting with one case, as far as a test wants it."""

import pytest

from audit import clock
from jointmeeting import actions, queries
from jointmeeting.models import Meeting
from tests.cast import seat
from tests.factories import fresh, make_case


def fresh_meeting(meeting):
    return Meeting.objects.select_related("county", "regime").get(pk=meeting.pk)


def prepared(by="xwb-jb", **more):
    facts = {"title": "第一次联席会议", "meets_on": clock.today(), "place": "第一会议室"} | more
    return actions.prepare_meeting(by=seat(by), **facts)


class Course:
    """A meeting led through its stages, each step by the seat that would do it."""

    def __init__(self, cases=1):
        self.cases = [make_case("deliberating", route="general") for _ in range(cases)]
        self.meeting = prepared()

    def act(self, action, who, **more):
        self.meeting = fresh_meeting(self.meeting)
        action(meeting=self.meeting, by=seat(who), **({"lock": self.meeting.lock} | more))
        self.meeting = fresh_meeting(self.meeting)
        return self

    def put(self):
        for case in self.cases:
            self.act(actions.put_item, "bb-jb", case=case)
        return self

    def call(self):
        return self.act(actions.call_meeting, "zjr")

    def attend(self, away=()):
        present = {row.unit_id: row.unit.code not in away for row in queries.attendance_of(self.meeting)}
        return self.act(actions.record_attendance, "xwb-jb", present=present, guests="申请方")

    def draft(self, result="passed", wording="会议同意。", send=True):
        results = {item.pk: (result, wording) for item in self.meeting.items.all()}
        return self.act(actions.draft_minutes, "bb-jb", minutes="会议概况。", results=results, send=send)

    def sign(self):
        return self.act(actions.sign_minutes, "zjr")

    def record(self):
        for item in queries.items_of(self.meeting):
            self.act(actions.record_item, "bb-jb", item=item, lock=item.case.lock)
        return self

    @property
    def case(self):
        return fresh(self.cases[0])

    @property
    def item(self):
        return queries.items_of(self.meeting).get(case=self.cases[0])


STEPS = {
    "preparing": "put",
    "called": "put call",
    "drafted": "put call attend",
    "minutes_sent": "put call attend draft",
    "signed": "put call attend draft sign",
}


def led_to(stage, cases=1):
    course = Course(cases)
    for step in STEPS[stage].split():
        getattr(course, step)()
    return course


@pytest.fixture
def course(lingchuan):
    return led_to
