"""A county with three townships, two departments, the office, and the four list kinds."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from accounts import actions as accounts
from accounts.acting import acting
from accounts.models import Post, Seat, UnitKind
from audit.record import SYSTEM
from registry import actions
from registry.loading import set_up_kinds
from registry.models import Category
from tests import film
from tests.registry.binxian import binxian  # noqa: F401 - a fixture

FROM = date(2025, 9, 1)
TODAY = date(2026, 11, 21)
NUMBER = "灵编发〔2025〕9号"
SET_UP = datetime(2025, 1, 2, 9, tzinfo=UTC)  # before everything that happens in a test


@pytest.fixture
def county(db):
    def opened():
        return accounts.open_county(code="450323", name="灵川县", short="灵", by=SYSTEM)

    return film.shown("the county of registry", opened, at=SET_UP)


@pytest.fixture
def place(county):
    """The county and its units by name: place.zrj, place.djx …"""
    return film.shown("the place of registry", lambda: in_place(county), at=SET_UP)


def in_place(county):
    units = SimpleNamespace(county=county)
    for order, (code, name, kind) in enumerate(
        [
            ("bb", "县委编办", UnitKind.OFFICE),
            ("zrj", "县自然资源局", UnitKind.DEPARTMENT),
            ("slj", "县水利局", UnitKind.DEPARTMENT),
            ("lcz", "灵川镇", UnitKind.TOWNSHIP),
            ("dxz", "大圩镇", UnitKind.TOWNSHIP),
            ("djx", "大境瑶族乡", UnitKind.TOWNSHIP),
        ]
    ):
        unit = accounts.create_unit(county=county, code=code, name=name, kind=kind, order=order, by=SYSTEM)
        setattr(units, code, unit)
    units.townships = [units.lcz, units.dxz, units.djx]
    units.kinds = {kind.key: kind for kind in set_up_kinds(county).values()}
    units.category = Category.objects.create(county=county, name="自然资源", order=1)
    return units


@pytest.fixture
def seat_of(place):
    """seat_of(unit, post): an Acting of that unit."""

    def make(unit, post=Post.HEAD):
        user = accounts.create_user(
            username=f"{unit.code}-{post}",
            display_name="负责人",
            county=place.county,
            by=SYSTEM,
            encoded="!",
        )
        return acting(Seat.objects.create(user=user, unit=unit, county=place.county, post=post))

    return make


@pytest.fixture
def head(place, seat_of):
    """编办的负责人."""
    return seat_of(place.bb)


def facts(name="地质灾害隐患点汛期巡查", **more):
    given = {
        "name": name,
        "township_duties": "每周巡查隐患点。",
        "department_duties": "编制隐患点名录。",
        "basis": "《地质灾害防治条例》",
    }
    return actions.DutyFacts(**given | more)


@pytest.fixture
def enter(place):
    """enter(name, …): a duty in the list; effective=None leaves it 已准入待生效. Gives the version."""

    def make(name="地质灾害隐患点汛期巡查", *, effective=FROM, kind="supporting", townships=None, **more):
        department = more.pop("department", place.zrj)
        category = more.pop("category", place.category)
        number = more.pop("document_number", NUMBER)
        version = actions.enter_duty(
            county=place.county,
            facts=facts(name, **more),
            townships=townships or place.townships,
            list_kind=place.kinds[kind],
            category=category,
            department=department,
        )
        if effective:
            version = take_effect(version, effective, number)
        return version

    return make


def take_effect(version, day, number=NUMBER):
    return actions.set_effective(version=version, document_number=number, issued_on=day, effective_from=day)


def end(duty, townships, ended_on, kind="done", number="灵编发〔2026〕3号", case="案件一"):
    actions.retire_duty(duty=duty, townships=townships, kind=kind, case=case)
    if ended_on:
        actions.set_end(duty=duty, townships=townships, case=case, document_number=number, ended_on=ended_on)
