"""The demonstration is there once for all its tests, and gone after the last."""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from accounts.models import County
from demo import loading, other_counties, other_following
from demo.county import CODE
from demo.county import build as build_lingchuan
from tests import cast, kept
from tests.factories import make_case


@contextmanager
def there(name, build, django_db_blocker, tmp_path_factory):
    """What `build()` makes is in the database meanwhile."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            before = tmp_path_factory.mktemp("before") / "database.sqlite3"
            kept.save(before)
            kept.put_in(name, build, kept.directory(tmp_path_factory))
            yield
            kept.restore(before)
        else:
            with transaction.atomic():
                build()
                yield
                transaction.set_rollback(True)


@pytest.fixture(scope="module")
def loaded(county_put_away, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        county_put_away()
    with there("demonstration", load, django_db_blocker, tmp_path_factory):
        yield County.objects.get(code=CODE)


def load():
    return loading.load(tell=lambda text: None)


@pytest.fixture
def county(loaded, db):
    return loaded


@pytest.fixture(scope="module")
def five_counties(county_put_away, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        county_put_away()
    with there("five", side_by_side, django_db_blocker, tmp_path_factory):
        yield


def side_by_side():
    """灵川县 with two cases, and the four others with those of their demonstration."""
    cast.forget()
    build_lingchuan()
    for state in ("approved", "circulating"):
        make_case(state)
    for facts in other_counties.counties():
        stage = other_counties.stage_of(other_counties.build(facts, "!", townships=3))
        stage.play([*other_counties.scripts(stage), *other_following.scripts(stage)])


@pytest.fixture
def five(five_counties, db):
    """{code of the regime: County} of five counties in one installation."""
    cast.forget()
    known = {each["regime"]: each["code"] for each in other_counties.counties()} | {"lingchuan": CODE}
    yield {code: County.objects.get(code=known[code]) for code in known}
    cast.forget()
