"""What the workbench costs where there is something of everything: for every seat of the demonstration, with every tab.

Counted as tests/test_sql_counts.py does, which has counties with cases only.
"""

import re
from itertools import product

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.acting import acting_for
from accounts.models import User
from admission.models import Application
from admission.pages.desk import TABS, WAITING, Desk
from admission.states import Kind, State
from audit import clock
from tests.cast import client_of, seat
from tests.test_sql_counts import statements

MOST = 15
TABLE = re.compile(r' FROM "(\w+)"')


def seats():
    people = User.objects.filter(is_active=True, seats__isnull=False).distinct()
    return [by for user in people for by in acting_for(user, clock.today()) if not by.is_admin]


def told(sql):
    """The tables that each of the statements begins with."""
    return [found[1] if (found := TABLE.search(each)) else each[:80] for each in sql]


def dear(name, **asked):
    """{seat: [how many statements, the tables they begin with]} of the seats whose page takes more than MOST."""
    found = {}
    for by in seats():
        status, sql = statements(client_of(by), "get", reverse(name), **asked)
        assert status in (200, 302, 403, 404), by.label
        if len(sql) > MOST:
            found[f"{by.user.username} {by.label}"] = [len(sql), *told(sql)]
    return found


@pytest.mark.parametrize("tab", TABS)
def test_the_desk_of_every_seat(county, tab):
    assert dear("desk", tab=tab) == {}


def test_the_list_of_every_seat(county):
    assert dear("case-list") == {}


def test_the_figures_where_nobody_counted_them_yet(county):
    cache.clear()
    assert dear("figures") == {}


OF_WHAT_IS_LISTED = 21  # a sheet about a duty of the list asks for its texts and its townships besides


def test_the_page_of_the_convenor(county):
    """Its figures are counted once while nothing happens, for whoever opens it first."""
    cases, found = Application.objects.filter(county=county, state=State.SIGNING), {}
    for username, case in product(("zjr", "zjr2"), cases):
        client = client_of(seat(username))
        client.get(reverse("convenor"))
        status, sql = statements(client, "get", reverse("convenor"), case=case.uuid)
        assert status == 200
        if len(sql) > (MOST if case.kind == Kind.ADMISSION else OF_WHAT_IS_LISTED):
            found[f"{username} {case}"] = [len(sql), *told(sql)]
    assert found == {}


def test_what_waits_is_counted_as_it_is_listed(county):
    """Other tabs say how many rows 待办 has without reading them."""
    desks = {f"{by.user.username} {by.label}": Desk(by, {"tab": WAITING}) for by in seats()}
    assert {name: (desk.waiting, len(desk.todo)) for name, desk in desks.items()} == {
        name: (len(desk.todo),) * 2 for name, desk in desks.items()
    }
    assert sum(len(desk.todo) > len(desk.cases) for desk in desks.values()) > 20
