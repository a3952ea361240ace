"""What a search knows of a text beside its pieces is what the list says, whatever became of the duty."""

from datetime import date, timedelta

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Post
from registry import actions, hit_facts, queries, search_index
from registry.actions.corrigenda import confirm_corrigendum, propose_corrigendum
from registry.models import Duty, DutyVersion, HitFacts
from registry.normalize import search_lines
from registry.searching import search_everywhere
from tests.registry.conftest import FROM, TODAY, end, facts, take_effect
from tests.registry.tables import xlsx
from tests.registry.test_list_import import bring, confirm, exported, handler  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MIDDLE = date(2026, 5, 1)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


def differing():
    """The days, from before the first to after the last, on which the facts name others than the list; what else is wrong."""
    dates = {FROM, TODAY, MIDDLE}
    for version in DutyVersion.objects.all():
        dates |= {version.effective_from, version.superseded_on, version.term_until}
        dates |= set(version.carriers.values_list("ended_on", flat=True))
    around = {day + step * DAY for day in dates - {None} for step in (-1, 0, 1)}
    wrong = []
    for on in sorted(around):
        kept = HitFacts.objects.filter(Q(until=None) | Q(until__gte=on), since__lte=on)
        told = set(DutyVersion.objects.filter(queries.in_force_on(on)).values_list("pk", flat=True))
        if set(kept.values_list("pk", flat=True)) != told:
            wrong.append(on)
    for version in DutyVersion.objects.select_related("duty__list_kind"):
        duty, kept = version.duty, HitFacts.objects.get(pk=version.pk)
        place = (duty.pk, duty.county_id, duty.list_kind.order, duty.serial, version.is_public)
        if place != (kept.duty_id, kept.county_id, kept.kind_order, kept.serial, kept.is_public):
            wrong.append(version)
        if kept.name.split("\n") != search_lines(version.name):
            wrong.append(version.name)
    return wrong


steps = st.lists(
    st.tuples(
        st.sampled_from(["enter", "temporary", "hidden", "amend", "wait", "end one", "end all", "revoke"]),
        st.integers(0, 2),
        st.integers(0, 400),
    ),
    min_size=2,
    max_size=8,
)


def _step(place, enter, what, at, after):
    day = FROM + after * DAY
    if what in ("enter", "temporary", "hidden"):
        more = {
            "enter": {},
            "temporary": {"kind": "temporary", "term_from": day, "term_until": day + 30 * DAY},
            "hidden": {"is_public": False, "publication_ground": "涉及个人隐私"},
        }[what]
        enter(f"{what}巡查", effective=day, **more)
        return
    duty = Duty.objects.order_by("pk")[at : at + 1].first()
    if duty and what in ("amend", "wait"):
        said = facts("又名巡查", term_from=FROM, term_until=day + 20 * DAY if at else None)
        new = actions.amend_duty(duty=duty, facts=said, townships=place.townships, department=place.slj)
        if what == "amend":
            take_effect(new, day)
    elif duty:
        leaving = place.townships[:1] if what == "end one" else place.townships
        end(duty, leaving, None if what == "revoke" else day)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=25,
)
@given(history=steps)
def test_after_any_history_they_are_those_of_the_list(place, enter, history):
    HitFacts.objects.all().delete()
    for model in (DutyVersion.townships.through, DutyVersion, Duty):
        model.objects.all().delete()
    for each in history:
        try:
            _step(place, enter, *each)
        except actions.NotPossible:
            continue

    assert differing() == []
    assert HitFacts.objects.count() == DutyVersion.objects.count()
    before = list(HitFacts.objects.order_by("pk").values())
    search_index.rebuild()
    assert list(HitFacts.objects.order_by("pk").values()) == before
    for on in (FROM, MIDDLE, TODAY):
        shown = DutyVersion.objects.filter(queries.in_force_on(on), is_public=True)
        assert search_everywhere("巡查", on=on).rows.keys() == set(shown.values_list("pk", flat=True))


def test_an_import_that_enters_amends_and_ends(place, enter, bring, head):  # noqa: F811 - the fixture
    for name in ("留下的巡查", "修订的巡查", "取消的巡查"):
        enter(name)
    end(Duty.objects.get(name="修订的巡查"), place.townships[:1], date(2026, 12, 31))
    rows = exported(place.kinds["supporting"])
    head_row, kept, changed, _ = rows
    changed[head_row.index("依据")] = "《新的条例》"
    fresh = [*kept]
    for column, text in (("事项名称", "新增的巡查"), ("编号", "")):
        fresh[head_row.index(column)] = text

    done = confirm(bring(xlsx([head_row, kept, changed, fresh])), head, ends_missing=True)

    assert (done.problems, DutyVersion.objects.count()) == ([], 5)
    assert differing() == []


def test_a_slip_put_right(place, enter, seat_of):
    duty = enter("隐患点巡查").duty
    made = propose_corrigendum(
        duty=duty, kind="typing", field="name", new_text="隐患点巡护", reason="错字。",
        by=seat_of(place.bb, Post.HANDLER),
    )  # fmt: skip
    confirm_corrigendum(corrigendum=made, by=seat_of(place.bb, Post.HEAD))

    assert differing() == []
    assert [
        DutyVersion.objects.get(pk=pk).name for pk in search_everywhere("隐患点", on=TODAY + DAY).rows
    ] == ["隐患点巡护"]


@pytest.mark.parametrize(
    ("dates", "first", "last"),
    [
        ((None, None, None, [None]), None, None),
        ((FROM, None, None, []), None, None),
        ((FROM, None, None, [None]), FROM, None),
        ((FROM, None, None, [TODAY, None]), FROM, None),
        ((FROM, None, None, [TODAY, MIDDLE]), FROM, TODAY),
        ((FROM, MIDDLE, None, [None]), FROM, MIDDLE - DAY),
        ((FROM, MIDDLE, TODAY, [TODAY]), FROM, MIDDLE - DAY),
        ((FROM, TODAY, MIDDLE, [TODAY]), FROM, MIDDLE),
    ],
)
def test_the_days_of_a_text(dates, first, last):
    assert hit_facts.days(*dates) == {"since": first, "until": last}


def test_a_long_word_ranks_by_the_name_only_where_it_stands_there(place, enter):
    """隐患 and 患点 stand apart in the first name; its duties hold the word."""
    apart = enter("隐患排查患点登记")
    whole = enter("隐患点登记")

    rows = search_everywhere("隐患点").rows

    assert {pk: rank for pk, (rank, *_) in rows.items()} == {whole.pk: 0, apart.pk: 1}
