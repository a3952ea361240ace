from contextlib import nullcontext
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from accounts.acting import acting
from accounts.models import County, Post, Seat, Unit, UnitKind, User
from documents import printing, triggers, unkept
from documents.models import Paper, PaperKind
from documents.papers import issue
from documents.rendering import Press

PRIVATE = "不公开的事项"


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
    for module in (printing, unkept):
        monkeypatch.setattr(module, "Press", lambda: nullcontext(press))


@pytest.fixture
def uploads(settings, tmp_path):
    """Where received files go in this test: a folder of its own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def receipt_of(county, by, number, *, subject=None, matter=PRIVATE, **parts):
    """An issued receipt of that number, not printed yet."""
    words = {
        "matter": matter,
        "verb": "准入",
        "number": "灵准申〔2026〕9号",
        "receipt": number,
        "regime": "《办法》",
    }
    return issue(
        county=county,
        by=by,
        subject=subject or uuid4(),
        kind=PaperKind.RECEIPT,
        number=number,
        snapshot={},
        words=words,
        issuers=["县委编办"],
        to=["灵川县水利局"],
        **parts,
    )


@pytest.fixture
def receipt(county, by, uploads):
    return receipt_of(county, by, "灵准受〔2026〕9号")


@pytest.fixture
def office(county):
    """The unit that hears what is wrong with the county's papers."""
    return Unit.objects.create(
        county=county,
        key="office",
        code="bb",
        name="灵川县委编办",
        short_name="县委编办",
        kind=UnitKind.OFFICE,
        group=Group.objects.create(name="450323-office"),
    )


def rewrite(papers, other):
    """Each paper says what `other` makes of its snapshot, as by somebody who owns the database."""
    triggers.remove(connection)
    for paper in papers:
        Paper.objects.filter(pk=paper.pk).update(snapshot=other(paper.snapshot))
    triggers.install(connection)
