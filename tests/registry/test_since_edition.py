"""What waits for the next edition, read from few rows, is what the whole list says against the edition, whatever came before."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import actions as accounts
from accounts.models import Post
from audit.record import SYSTEM
from registry import actions
from registry.actions.corrigenda import confirm_corrigendum, propose_corrigendum
from registry.editions import changes_since, entries_on, newest
from registry.models import Duty, DutyVersion
from registry.since_edition import marked_changes
from registry.states import CHANGES
from tests.registry.conftest import TODAY, end, facts, take_effect

pytestmark = pytest.mark.django_db

HIDDEN = {"is_public": False, "publication_ground": "涉及个人隐私"}


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


@pytest.fixture
def office(seat_of, place):
    return seat_of(place.bb, Post.HANDLER), seat_of(place.bb)


VERBS = (
    "enter",
    "temporary",
    "hidden",
    "amend",
    "hide",
    "show",
    "one",
    "one",
    "all",
    "revoke",
    "slip",
    "rename",
)
days = st.integers(-40, 5)
steps = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 3), days), max_size=5)


def _step(place, enter, office, what, at, after):
    """`after`: days from today; what is told later of an earlier day is among them."""
    day = TODAY + after * timedelta(days=1)
    if what == "publish":
        number = f"灵编发〔2026〕{100 + place.county.editions.count()}号"
        actions.publish_edition(county=place.county, document_number=number, published_on=day, by=office[1])
        return
    if what == "rename":
        unit = [place.zrj, place.slj, place.lcz, place.dxz][at]
        name = f"单位{unit.code}{after}"  # no other's
        accounts.change_unit(unit=unit, by=SYSTEM, name=name, short_name=name)
        return
    if what in ("enter", "temporary", "hidden"):
        more = {
            "enter": {},
            "temporary": {
                "kind": "temporary",
                "term_from": day,
                "term_until": day + timedelta(days=10 * at + 5),
            },
            "hidden": HIDDEN,
        }[what]
        enter(f"{what}巡查", effective=day, townships=place.townships[: 1 + at % 3], **more)
        return
    duty = Duty.objects.order_by("pk")[at : at + 1].first()
    if duty is None:
        return
    if what in ("amend", "hide", "show"):
        said = facts("又名巡查", **(HIDDEN if what == "hide" else {}))
        new = actions.amend_duty(duty=duty, facts=said, townships=place.townships, department=place.slj)
        take_effect(new, day)
    elif what == "slip":
        version = duty.versions.last()
        new = (
            version.name.replace("巡查", "巡察")
            if "巡查" in version.name
            else version.name.replace("巡察", "巡查")
        )
        slip = propose_corrigendum(
            duty=duty, kind="typing", field="name", new_text=new, reason="错字。", by=office[0]
        )
        confirm_corrigendum(corrigendum=slip, by=office[1])
    else:
        carriers = duty.versions.filter(superseded_on=None, effective_from__isnull=False).get().carriers
        there = [row.township for row in carriers.filter(ended_on=None, end_pending=False)]
        end(duty, there[:1] if what == "one" else there, None if what == "revoke" else day)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=20,
)
@given(before=steps, published=days, after=steps, on=st.integers(0, 30), shown=st.integers(0, 3))
def test_the_few_rows_that_are_read_say_what_the_whole_list_says(
    place, enter, office, time_machine, before, published, after, on, shown
):
    """Two duties stand in the list; what comes after the edition may be told of a day before it."""
    first = [("enter", 2, -45), ("temporary", 1, -45)]
    with transaction.atomic():
        for each in [*first, *before, ("publish", 0, min(published, 0)), *after]:
            try:
                with transaction.atomic():
                    _step(place, enter, office, *each)
            except (actions.NotPossible, DutyVersion.DoesNotExist):
                continue
        day = TODAY + on * timedelta(days=1)
        time_machine.move_to(f"{day}T12:00:00+08:00")
        latest = newest(place.county)
        few = marked_changes(place.county, latest, day, shown)
        whole = changes_since(latest, entries_on(place.county, day))
        time_machine.move_to("2026-11-21T12:00:00+08:00")
        transaction.set_rollback(True)

    if latest is None:
        assert not few
        return
    assert few.numbers == whole.numbers
    assert few.added == whole.added[:shown]
    for kind in [*CHANGES][1:]:
        assert sorted(map(str, getattr(few, kind))) == sorted(map(str, getattr(whole, kind)))
