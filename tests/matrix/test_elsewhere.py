"""The addresses that belong to no case × method × kind of seat; and joint meetings at every stage."""

import pytest
from django.urls import get_resolver, reverse

from accounts.chosen import addresses_of
from accounts.models import Delegation, RosterEntry
from admission.views.acts import PAGES as ACT_PAGES
from audit import clock
from jointmeeting import actions
from registry.actions import publish_edition
from tests.cast import seat
from tests.conftest import MATRIX
from tests.factories import listed_duty, make_case, unit
from tests.jointmeeting.conftest import fresh_meeting, led_to
from tests.matrix.asking import ALLOWED, ask
from tests.matrix.elsewhere import (
    MEETING,
    OF_AN_ITEM,
    PAGES,
    STAGES,
    expected,
    expected_of_meeting,
    may_read_minutes,
)
from tests.matrix.seats import browsers, kinds
from tests.matrix.table import ACTS, BESIDE, KINDS, ROWS

MINUTES = "鼺"


def names(resolver):
    for each in resolver.url_patterns:
        yield from names(each) if hasattr(each, "url_patterns") else [each.name]


def test_every_address_is_in_a_table_and_every_row_has_an_address():
    of_cases = {row.name for row in ROWS.values()} | BESIDE.keys()
    elsewhere = {page.name or label for label, page in PAGES.items()} | MEETING.keys()

    found = list(names(get_resolver()))
    assert set(found) == of_cases | elsewhere
    assert len(found) == len(set(found))  # no second address behind a name that is known
    assert ACTS.keys() == ACT_PAGES.keys()


def things():
    """What the addresses name."""
    duty = listed_duty(townships=("lcz",))
    publish_edition(
        county=duty.department.county,
        document_number="灵编发〔2026〕1号",
        published_on=clock.today(),
        by=seat("bb-fz"),
    )
    return {
        "duty": duty.uuid,
        "delegation": Delegation.objects.get(seat=seat("sfj-fz").seat, document__contains="示例").uuid,
        "unit": unit("lcz").uuid,
        "person": seat("lcz-jb").user.uuid,
        "seat": seat("lcz-jb").seat.uuid,
        "entry": RosterEntry.objects.first().uuid,
        "auditor": seat("aud").user.uuid,
        "auditor's seat": seat("aud").seat.uuid,
        "security": seat("sec").user.uuid,
    }


def wrong_with(answer, wanted, method):
    if answer.verdict != wanted:
        return f"{answer.verdict}, not {wanted}"
    if (answer.changed or answer.done) and (method == "get" or wanted != ALLOWED):
        return f"{answer.status}, and yet written: {sorted(answer.changed)}"
    return ""


def test_pages_of_no_case(lingchuan, remembered):
    known, who, wrong = things(), browsers(), {}
    for turn, (label, page) in enumerate(PAGES.items()):
        with addresses_of(lingchuan if page.is_public else None):
            url = reverse(page.name or label, args=[known.get(arg, arg) for arg in page.args])
        for method in page.methods:
            for kind in kinds(page.who.__contains__, turn):
                answer = ask(who[kind], method, url, page.sent)
                if problem := wrong_with(answer, expected(page, kind), method):
                    wrong[label, method, kind] = problem

    assert wrong == {}


# -- joint meetings ----------------------------------------------------------------------------------------------------------


class Sitting:
    """A meeting at the stage, with a case on its agenda, another that could be, and a sign in its minutes."""

    def __init__(self, stage):
        course = led_to("drafted" if stage in ("minutes_sent", "signed") else "preparing")
        if stage == "called":
            course.call().attend()
        if stage == "cancelled":
            course.act(actions.take_off, "bb-jb", item=course.item)
            course.act(actions.cancel_meeting, "bb-jb", reason="另行安排。")
        self.course, self.item = course, course.meeting.items.first()
        if stage not in ("preparing", "cancelled"):
            self._minutes(send=stage != "called")
        if stage == "signed":
            course.sign()
        self.meeting, self.waiting = (
            fresh_meeting(course.meeting),
            make_case("deliberating", route="switched"),
        )

    def _minutes(self, send):
        results = {self.item.pk: ("passed", "会议同意。")}
        self.course.act(
            actions.draft_minutes, "bb-jb", minutes=f"会议概况{MINUTES}。", results=results, send=send
        )

    def url(self, name):
        item = [self.item.pk if self.item else 10**9] if name in OF_AN_ITEM else []
        return reverse(name, args=[self.meeting.uuid, *item])

    def sent(self, name):
        units = [row.unit_id for row in actions.attendance_of(self.meeting)]
        given = {
            "meeting-edit": {"title": "联席会议", "meets_on": clock.today().isoformat()},
            "meeting-cancel": {"text": "另行安排。"},
            "meeting-agenda": {"case": str(self.waiting.uuid)},
            "meeting-attendance": {f"came-{pk}": "yes" for pk in units},
            "meeting-minutes": {"minutes": "会议概况。"},
            "meeting-minutes-return": {"text": "写明议定事项。"},
        }.get(name, {})
        lock = self.course.case.lock if name == "meeting-item-result" else self.meeting.lock
        return {"lock": lock, "form_key": "once", **given}


@pytest.mark.parametrize("stage", STAGES)
def test_a_meeting(lingchuan, remembered, stage):
    sitting, who, wrong, through = Sitting(stage), browsers(), {}, set()
    assert sitting.meeting.stage == stage
    for turn, (name, (methods, *_)) in enumerate(MEETING.items(), STAGES.index(stage)):
        allowed = {kind for kind in KINDS if expected_of_meeting(name, stage, kind) == ALLOWED}
        for method in methods:
            for kind in kinds(allowed.__contains__, turn):
                answer = ask(who[kind], method, sitting.url(name), sitting.sent(name))
                if problem := wrong_with(answer, expected_of_meeting(name, stage, kind), method):
                    wrong[name, method, kind] = problem
                if MINUTES in answer.body and not may_read_minutes(stage, kind):
                    wrong[name, method, kind] = "shows minutes that are not signed"
                if method == "post" and answer.status == 302 and answer.done:
                    through.add(name)

    if stage in ("called", "minutes_sent", "signed"):  # so what others did not find was there to be found
        kind = "justice head" if stage == "signed" else "office handler"
        assert MINUTES in ask(who[kind], "get", sitting.url("meeting")).body
    assert wrong == {}
    acts = {name for name, (methods, _, stages) in MEETING.items() if "post" in methods and stage in stages}
    if MATRIX == "whole":
        assert through == acts - {"meeting-cancel"}  # not while a case is on its agenda
