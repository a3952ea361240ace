"""How many SQL statements a page or an act costs, whatever the number of townships, units and rows.

Counted on one request, without the page it redirects to and without BEGIN and savepoints.
"""

from copy import copy
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from admission.models import Application, ApplicationGroupObjectPermission
from audit import clock
from audit.record import SYSTEM
from regimes.actions import load_regime
from tests.cast import client_of
from tests.factories import fresh, issue_opinion, journey, listed_duty, make_case, open_reviews
from tests.regimes.conftest import not_asking, regime_text

TOWNSHIPS = ("lcz", "dxz", "djz", "sjz", "tdz", "jwz", "ltz", "ctx", "djx", "hyx", "ldx", "gpx")
FRAME = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")
NOT_ASKED = ("service_admin", "civil_affairs", "hr")

DUE = (clock.today() + timedelta(days=10)).isoformat()
MOST = {"submit": 24, "circulate": 25, "opinion": 17, "conclude": 21}
SIZES = [(1, 7), (12, 7), (1, 3), (12, 3)]  # townships, units asked


def statements(client, method, url, **data):
    with CaptureQueriesContext(connection) as captured:
        response = getattr(client, method)(url, data)
    found = [query["sql"] for query in captured if not query["sql"].startswith(FRAME)]
    return response.status_code, found


def ask_three_only(county):
    load_regime(county=county, text=not_asking(regime_text("lingchuan"), *NOT_ASKED), by=SYSTEM)


def begin(county, townships, units):
    """A case that waits for its first submission; seven units are the six members and a department that objects."""
    if units == 3:
        ask_three_only(county)
    make_case("submitted")  # the year's counter is there
    listed_duty()
    objecting = {"related": ("zrj",), "answers": {"zrj": "disagree"}} if units == 7 else {}
    return journey("consulting", townships=TOWNSHIPS[:townships], **objecting).answer()


def act(walked, who, verb, **more):
    case = walked.case
    return statements(
        client_of(who),
        "post",
        reverse("case-act", args=[case.uuid, verb]),
        lock=case.lock,
        form_key=uuid4().hex,
        **more,
    )


def costs(county, townships, units):
    walked = begin(county, townships, units)
    found = {"submit": act(walked, "zjj-fz", "submit")}
    walked.accept().issue_review()
    found["circulate"] = act(walked, "bb-fz", "circulate", due=DUE)
    *others, last = open_reviews(walked.case)
    assert len(others) + 1 == units
    for review in others:
        issue_opinion(review)
    found["opinion"] = statements(
        client_of(f"{last.unit.code}-fz"),
        "post",
        reverse("opinion", args=[walked.case.uuid, last.pk]),
        do="issue",
        seen_round=1,
        seen_version=last.round.version_id,
        finding={"rsj": "not_involved", "czj": "not_involved"}.get(last.unit.code, ""),
        view="agree",
        form_key=uuid4().hex,
    )
    walked.case = fresh(walked.case)
    found["conclude"] = act(walked, "bb-jb", "conclude_circulation")
    assert {status for status, _ in found.values()} == {302}
    assert fresh(walked.case).state == "signing"
    return {name: len(sql) for name, (_, sql) in found.items()}


def test_what_an_act_costs(lingchuan):
    found = {size: costs(lingchuan, *size) for size in SIZES}

    assert found == dict.fromkeys(SIZES, found[1, 7])
    assert {name: count for name, count in found[1, 7].items() if count > MOST[name]} == {}


def multiply(case, times):
    """Copies of the case with its grants, as rows: what a list has to cope with."""
    grants = list(ApplicationGroupObjectPermission.objects.filter(content_object=case))
    copies = []
    for _ in range(times):
        another = copy(case)
        another.pk, another.uuid, another.number, another.receipt_number = None, uuid4(), "", ""
        copies.append(another)
    for another in Application.objects.bulk_create(copies):
        ApplicationGroupObjectPermission.objects.bulk_create(
            ApplicationGroupObjectPermission(
                content_object=another, group_id=grant.group_id, permission_id=grant.permission_id
            )
            for grant in grants
        )


def page(who, name):
    status, sql = statements(client_of(who), "get", reverse(name))
    assert status == 200
    return len(sql)


PEOPLE = ("zjj-jb", "lcz-fz", "bb-fz", "sfj-fz", "xwb-jb", "zgb-fz", "zjr", "sbb-jb")
CASE_PAGE = 16  # the reading log among them


@pytest.mark.parametrize(
    ("state", "route"), [("reviewing", "simple"), ("circulating", "simple"), ("approved", "general")]
)
def test_what_a_case_page_costs(lingchuan, state, route):
    """For every kind of unit that sees it, as often with one township and three units as with twelve and seven."""

    def asked(case):
        found = {who: statements(client_of(who), "get", case.get_absolute_url()) for who in PEOPLE}
        return {who: len(sql) for who, (status, sql) in found.items() if status == 200}

    many = asked(journey(state, route=route, townships=TOWNSHIPS).case)
    ask_three_only(lingchuan)
    few = asked(journey(state, route=route, townships=TOWNSHIPS[:1]).case)

    assert max(many.values()) <= CASE_PAGE
    assert few == {who: many[who] for who in few}


@pytest.mark.parametrize(("name", "most"), [("case-list", 9), ("desk", 12)])
def test_what_a_list_costs(lingchuan, name, most):
    """With one row, with one of every state and with two hundred more, for every kind of unit: rows alone add nothing."""
    people = tuple(who for who in PEOPLE if who != "zjr")  # the convenor has a page of its own
    walked = journey("circulating")
    filed = journey("upper_review").file()
    one = {who: page(who, name) for who in people}
    for state in ("consulting", "submitted", "correcting", "reviewing", "circulating", "revising", "signing"):
        make_case(state)
    few = {who: page(who, name) for who in people}
    multiply(walked.case, 200)
    multiply(filed.case, 200)
    many = {who: page(who, name) for who in people}

    # a page shows the first rows: of two hundred they may be of fewer kinds than of ten
    assert max(*one.values(), *few.values(), *many.values()) <= most
    assert {who: (few[who], many[who]) for who in people if many[who] > few[who]} == {}
