"""The demonstration is there once for all its tests, and gone after the last."""

import pytest
from django.db import connection, transaction

from accounts.models import County
from demo import loading
from demo.county import CODE
from tests import kept


@pytest.fixture(scope="module")
def loaded(county_put_away, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        county_put_away()
        if connection.vendor == "sqlite":
            before = tmp_path_factory.mktemp("before") / "database.sqlite3"
            kept.save(before)
            kept.put_in("demonstration", load, kept.directory(tmp_path_factory))
            yield County.objects.get(code=CODE)
            kept.restore(before)
        else:
            with transaction.atomic():
                yield load()
                transaction.set_rollback(True)


def load():
    return loading.load(tell=lambda text: None)


@pytest.fixture
def county(loaded, db):
    return loaded
