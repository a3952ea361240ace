"""Other ways in: parts of another case under this one's address, another county's rows, and methods of no page."""

import re
import uuid

import pytest
from django.urls import get_resolver

from accounts.models import RosterEntry, Seat, Unit
from tests.cast import ABROAD, seat
from tests.jointmeeting.conftest import led_to
from tests.matrix.asking import ALLOWED, NO_METHOD, UNKNOWN, ask, plain
from tests.matrix.seats import Browser, browsers
from tests.matrix.sending import sent_to
from tests.matrix.situations import Situation, situation
from tests.matrix.table import ROWS
from tests.matrix.test_matrix import address

# Who could use the part, if it were of this case.
WHO = {
    "consultation paper": "office director",
    "receipt": "office director",
    "reply paper": "office director",
    "consultation as PDF": "office director",
    "receipt as PDF": "office director",
    "letter": "office director",
    "letter as PDF": "office director",
    "letter with attachments": "office director",
    "receipt as DOCX": "office director",
    "reply as PDF": "office director",
    "reply as DOCX": "office director",
    "attachment": "applicant head",
    "position file": "office director",
    "opinion file": "office director",
    "file remove": "applicant head",
    "number of the filing": "office director",
    "position": "township head",
    "position answer": "township head",
    "position on paper": "applicant head",
    "opinion": "justice head",
    "opinion draft": "justice handler",
    "opinion send": "justice handler",
    "opinion return": "justice head",
    "opinion issue": "justice head",
    "opinion of finance": "finance head",
    "opinion on paper": "office director",
}
OTHER = "示例的另一件事项"
OTHER_METHODS = ("put", "patch", "delete", "options", "trace")


def same_as_nothing(browser, method, url, nowhere, data):
    """Whether the address leads nowhere, and in the same words as one that leads nowhere."""
    found, absent = ask(browser, method, url, data), ask(browser, method, nowhere, data)
    assert absent.verdict == UNKNOWN
    return found.verdict == UNKNOWN and not found.changed and plain(found, url) == plain(absent, nowhere)


def test_the_table_names_every_address_with_a_part_of_a_case():
    parts = {label for label, row in ROWS.items() if row.part and "unsubmitted" not in row.part}

    assert parts - {"act decide", "act no_act"} == WHO.keys()


def test_a_part_of_another_case_is_not_there(lingchuan, remembered):
    mine, other, who = situation("circulating"), situation("circulating", OTHER), browsers()
    mixed = Situation(mine.state, mine.case, other.parts)
    nothing = Situation(mine.state, mine.case)

    wrong = [
        (label, method)
        for label, kind in WHO.items()
        for method in ROWS[label].methods
        if not same_as_nothing(
            who[kind],
            method,
            address(ROWS[label], mixed),
            address(ROWS[label], nothing),
            sent_to(label, other) if method == "post" else None,
        )
    ]

    assert wrong == []
    opened = ask(who["township head"], "get", address(ROWS["position"], other))
    assert opened.verdict != UNKNOWN  # under its own case it is there


def test_the_applicants_text_of_another_case_is_not_there(lingchuan, remembered):
    mine, other = situation("correcting"), situation("correcting", OTHER)
    applicant = browsers()["applicant head"]
    label = "unsubmitted file"
    mixed, nothing = Situation(mine.state, mine.case, other.parts), Situation(mine.state, mine.case)

    assert same_as_nothing(applicant, "get", address(ROWS[label], mixed), address(ROWS[label], nothing), None)


def test_a_unit_of_another_county_is_not_asked(lingchuan, remembered):
    there, who = situation("circulating"), browsers()
    abroad = Unit.objects.get(county__code=ABROAD)

    for name in ("case-remind", "case-overdue"):
        urls = [there.url(name, unit) for unit in (abroad.uuid, uuid.UUID(int=1))]
        assert same_as_nothing(who["office director"], "post", *urls, sent_to("remind", there))


def test_an_item_of_another_meeting_is_not_there(lingchuan, remembered):
    courses = [led_to("signed"), led_to("signed")]
    office = Browser(seat("bb-fz").user, seat("bb-fz"))
    mine, other = (course.meeting.get_absolute_url() for course in courses)
    item = courses[1].item.pk

    assert ask(office, "get", f"{other}agenda/{item}/result/").verdict == ALLOWED
    for method in ("get", "post"):
        urls = [f"{mine}agenda/{pk}/result/" for pk in (item, 10**9)]
        assert same_as_nothing(office, method, *urls, {"lock": courses[1].case.lock, "form_key": "once"})


def test_another_countys_rows_are_not_managed(lingchuan, remembered):
    who = browsers()
    abroad = Seat.objects.get(unit__county__code=ABROAD)
    entry = RosterEntry.objects.create(
        county=abroad.county, seat=abroad, role="member", title="成员", document="x", valid_from="2026-01-01"
    )
    rows = {
        "/manage/units/{}/": abroad.unit,
        "/manage/people/{}/": abroad.user,
        "/manage/people/{}/password/": abroad.user,
        "/manage/people/{}/active/": abroad.user,
        "/manage/seats/{}/end/": abroad,
        "/manage/roster/{}/end/": entry,
    }

    wrong = [
        (pattern, method)
        for pattern, row in rows.items()
        for method in ("get", "post")
        if not same_as_nothing(
            who["system administrator"],
            method,
            pattern.format(row.uuid),
            pattern.format(uuid.UUID(int=1)),
            {},
        )
    ]

    assert wrong == []
    urls = [f"/manage/locked/{pk}/unlock/" for pk in (abroad.user.uuid, uuid.UUID(int=1))]
    assert same_as_nothing(who["security administrator"], "post", *urls, {})


# -- methods -----------------------------------------------------------------------------------------------------------------


SAMPLES = {"uuid": str(uuid.UUID(int=1)), "int": "1", "slug": "accept", "str": "x"}


def every_address(resolver=None, before="/"):
    """One address of each pattern; what it names need not be there."""
    for each in (resolver or get_resolver()).url_patterns:
        route = before + re.sub(r"<(\w+):\w+>", lambda found: SAMPLES[found[1]], str(each.pattern))
        yield from every_address(each, route) if hasattr(each, "url_patterns") else [route]


@pytest.mark.parametrize("kind", ["nobody", "office director", "system administrator"])
def test_no_page_answers_to_another_method(lingchuan, kind):
    browser = browsers()[kind]

    found = {
        (url, method): verdict
        for url in every_address()
        for method in OTHER_METHODS
        if (verdict := ask(browser, method, url).verdict) != NO_METHOD
    }

    assert found == {}
