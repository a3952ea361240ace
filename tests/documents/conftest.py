from contextlib import nullcontext

import pytest
from django.contrib.auth.models import Group

from accounts.acting import acting
from accounts.models import County, Post, Seat, Unit, UnitKind, User
from documents import printing
from documents.rendering import Press


@pytest.fixture
def county(db):
    return County.objects.create(code="450323", name="灵川县", short="灵")


@pytest.fixture
def other_county(db):
    return County.objects.create(code="450321", name="阳朔县", short="朔")


@pytest.fixture
def by(county):
    """李静, a handler of 灵川县司法局."""
    unit = Unit.objects.create(
        county=county,
        key="justice",
        code="sfj",
        name="灵川县司法局",
        short_name="县司法局",
        kind=UnitKind.DEPARTMENT,
        group=Group.objects.create(name="450323-justice"),
    )
    user = User.objects.create(username="sfj-jb", display_name="李静")
    return acting(Seat.objects.create(user=user, unit=unit, county=county, post=Post.HANDLER))


@pytest.fixture(scope="session")
def press():
    """One press for all tests that want only what it makes."""
    with Press() as running:
        yield running


@pytest.fixture
def running_press(press, monkeypatch):
    """What is printed by acts, pages and commands goes through the press that runs already."""
    monkeypatch.setattr(printing, "Press", lambda: nullcontext(press))


@pytest.fixture
def uploads(settings, tmp_path):
    """Where received files go in this test: a folder of its own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
