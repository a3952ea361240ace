"""What waits for a seat about the list itself stands on its workbench, and is counted with the cases."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts import actions as accounts
from accounts.errands import Errand, Source, errands
from accounts.models import Unit
from audit import clock
from audit.record import SYSTEM
from registry.actions.corrigenda import confirm_corrigendum, propose_corrigendum
from registry.actions.drafts import begin_draft, return_step
from registry.actions.feedback import answer_feedback, receive_feedback
from tests.cast import client_of, seat
from tests.factories import listed_duty, make_case
from tests.registry.binxian import fresh, passed, sent
from tests.registry.counties import place
from tests.registry.counties import seat_of as seat_at


def told(who):
    return [(each.title, each.what) for each in errands(seat(who))]


def test_feedback_waits_for_the_office_until_it_is_answered(lingchuan):
    given = receive_feedback(county=lingchuan, subject="other", text="示例数据")

    assert told("bb-jb") == told("bb-fz") == [(str(given), "办理并答复")]
    assert [told(who) for who in ("zjj-jb", "lcz-jb", "zjr", "sys")] == [[], [], [], []]

    answer_feedback(feedback=given, answer="已办。", by=seat("bb-jb"))
    assert told("bb-jb") == []


def test_a_slip_waits_for_another_person_than_the_one_who_told_of_it(lingchuan):
    duty = listed_duty(townships=("lcz",))
    slip = propose_corrigendum(
        duty=duty,
        field="basis",
        kind="punctuation",
        new_text=f"{duty.versions.get().basis}。",
        reason="漏了句号",
        by=seat("bb-jb"),
    )

    assert (told("bb-jb"), told("bb-fz")) == ([], [(duty.versions.get().name, "复核勘误")])

    confirm_corrigendum(corrigendum=slip, by=seat("bb-fz"))
    assert told("bb-fz") == []


def test_a_next_edition_waits_for_who_sends_it(lingchuan):
    begin_draft(county=lingchuan, by=seat("bb-jb"))

    assert [what for _, what in told("bb-jb")] == ["写说明、送审"]
    assert told("zjj-fz") == []


def test_a_next_edition_waits_for_the_body_whose_turn_it_is(binxian, enter):
    """县委办公室 of the county, then its city's 编办, then the province's above that; the office's head at last."""
    enter("甲事项")
    seats = (binxian.county_seat, binxian.city, binxian.province, binxian.head)

    def waiting():
        return [[each.what for each in errands(who)] for who in seats]

    draft = sent(binxian)
    assert waiting() == [["登记县委、县政府审定"], [], [], []]
    passed(binxian, draft, "county", on=clock.today())
    assert waiting() == [[], ["登记市级审核"], [], []]
    passed(binxian, draft, "city", on=clock.today())
    assert waiting() == [[], [], ["登记省级备案"], []]
    passed(binxian, draft, "province", on=clock.today())
    assert waiting() == [[], [], [], ["公布"]]


def test_a_next_edition_that_was_returned_waits_for_the_office_again(binxian, enter):
    enter("甲事项")
    draft = fresh(passed(binxian, sent(binxian), "county", on=clock.today()))

    assert [each.url for each in errands(binxian.city)] == [draft.get_absolute_url()]
    return_step(
        draft=draft,
        by=binxian.city,
        lock=draft.lock,
        step="city",
        decided_on=clock.today(),
        reason="请核对。",
    )

    assert errands(binxian.city) == []
    assert [each.what for each in errands(binxian.office)] == ["写说明、送审"]


def test_a_next_edition_waits_for_no_body_of_another_county(binxian, enter, seat_of):
    """Bodies go by the same keys in every county."""
    enter("甲事项")
    elsewhere = place("450324")
    office = accounts.create_unit(
        county=elsewhere.county,
        key="party_office",
        code="xwb",
        name="县委办公室",
        kind="party_gov",
        by=SYSTEM,
    )
    sent(binxian)

    assert (len(errands(binxian.county_seat)), errands(seat_at(office))) == (1, [])


@pytest.mark.parametrize("days", [-1, 365])
def test_they_stand_among_the_cases_by_their_day(lingchuan, settings, days):
    """Counted in the tab and beside 工作台 alike; filters of cases leave them out."""
    settings.ERRANDS = (f"{__name__}.{'YESTERDAY' if days < 0 else 'NEXT_YEAR'}",)
    name = make_case("submitted").version.name
    page = client_of(seat("bb-jb")).get(reverse("desk"))

    named = re.findall(r'<td class="name">.*?<a href="[^"]*">([^<]*)</a>', page.text)
    assert named == (["县委编办", name] if days < 0 else [name, "县委编办"])
    assert page.context["desk"].tabs[0]["n"] == page.context["todo_count"] == 2
    assert client_of(seat("bb-jb")).get(reverse("case-list")).context["todo_count"] == 2
    assert ('<tr class="is-late">' in page.text) is (days < 0)
    of_cases = client_of(seat("bb-jb")).get(reverse("desk"), {"kind": "admission"})
    assert "县委编办</a>" not in of_cases.text


def _source(days):
    """An errand of a unit's own, due so many days from now."""

    def told(acting, rows):
        due = clock.today() + dt.timedelta(days=days)
        return [Errand(title=str(unit), what="办理", url="/", due=due) for unit in rows]

    return Source(lambda acting: Unit.objects.filter(pk=acting.unit.pk), told)


YESTERDAY, NEXT_YEAR = (_source(-1),), (_source(365),)
