"""The demonstration is loaded once for all its tests, and undone after the last."""

import pytest
from django.db import transaction

from demo import loading


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield loading.load(tell=lambda text: None)
        transaction.set_rollback(True)


@pytest.fixture
def county(loaded, db):
    return loaded
