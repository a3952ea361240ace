"""What the workbench costs where there is something of everything: for every seat of the demonstration, with every tab.

Counted as tests/test_sql_counts.py does, which has counties with cases only.
"""

import re

import pytest
from django.urls import reverse

from accounts.acting import acting_for
from accounts.models import User
from admission.pages.desk import TABS, WAITING, Desk
from audit import clock
from tests.cast import client_of
from tests.test_sql_counts import statements

MOST = 15
TABLE = re.compile(r' FROM "(\w+)"')


def seats():
    people = User.objects.filter(is_active=True, seats__isnull=False).distinct()
    return [by for user in people for by in acting_for(user, clock.today()) if not by.is_admin]


def told(sql):
    """The tables that each of the statements begins with."""
    return [found[1] if (found := TABLE.search(each)) else each[:80] for each in sql]


@pytest.mark.parametrize("tab", TABS)
def test_the_desk_of_every_seat(county, tab):
    found = {}
    for by in seats():
        status, sql = statements(client_of(by), "get", reverse("desk"), tab=tab)
        assert status in (200, 302), by.label
        if len(sql) > MOST:
            found[f"{by.user.username} {by.label}"] = [len(sql), *told(sql)]
    assert found == {}


def test_what_waits_is_counted_as_it_is_listed(county):
    """Other tabs say how many rows 待办 has without reading them."""
    desks = {f"{by.user.username} {by.label}": Desk(by, {"tab": WAITING}) for by in seats()}
    assert {name: (desk.waiting, len(desk.todo)) for name, desk in desks.items()} == {
        name: (len(desk.todo),) * 2 for name, desk in desks.items()
    }
    assert sum(len(desk.todo) > len(desk.cases) for desk in desks.values()) > 20
