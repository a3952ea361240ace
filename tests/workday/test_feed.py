"""The calendar feed: read by the library and by a strict reader of our own (RFC 5545, 3.1), opened by its address only."""

import re
from datetime import UTC, date, datetime, time

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.acting import acting
from accounts.models import Seat
from audit.models import Event
from tests.cast import client_of, days_later, seat
from tests.factories import make_case
from workday import feeds
from workday.actions import close_feed, open_feed
from workday.dates import Date, dates

LINE = re.compile(r"[A-Z-]+(;[A-Z-]+=[^;:]+)*:.*")


def address(who="sfj-jb"):
    return feeds.address(open_feed(by=seat(who)))


def read_strictly(body):
    """[(name, value)] of the properties; every rule of the content lines kept, every component closed."""
    text = body.decode("utf-8")
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert "\r" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = re.sub(r"\r\n[ \t]", "", text).split("\r\n")[:-1]
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    found = [(line.split(":", 1)[0].split(";")[0], line.split(":", 1)[1]) for line in lines]
    depth = []
    for name, value in found:
        if name == "BEGIN":
            depth.append(value)
        if name == "END":
            assert depth.pop() == value
    assert depth == []
    return found


def test_the_days_of_a_seat(lingchuan):
    case = make_case("circulating")
    (due,) = dates(seat("sfj-jb"))
    response = Client().get(address())

    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["DTSTART"].dt == due.day
    assert event["SUMMARY"] == f"{due.what}（期限）：{case.title}"
    assert str(event["URL"]) == f"http://localhost:8000{due.url}"
    found = read_strictly(response.content)
    assert {"PRODID", "VERSION", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= {
        name for name, _ in found
    }
    assert ("VERSION", "2.0") in found
    assert not response.cookies


def test_a_meeting_has_its_hour_and_place(lingchuan, settings):
    settings.DATES = (f"{__name__}.two_days",)
    body = Client().get(address()).content
    meeting, day = Calendar.from_ical(body).walk("VEVENT")

    assert meeting["DTSTART"].dt == datetime(2026, 12, 4, 1, 30, tzinfo=UTC)  # half past nine in Shanghai
    assert (meeting["SUMMARY"], meeting["LOCATION"]) == ("联席会议；甲，乙\\丙", "三楼,会议室")
    assert (day["DTSTART"].dt, day["DTEND"].dt) == (date(2026, 12, 5), date(2026, 12, 6))
    assert len({value for name, value in read_strictly(body) if name == "UID"}) == 2


def two_days(by):
    yield Date(
        subject="m", title="联席会议；甲，乙\\丙", url="/m/", day=date(2026, 12, 4), at=time(9, 30), meets=True,
        place="三楼,会议室",
    )  # fmt: skip
    yield Date(
        subject="c", title="很长的事项名称" * 12 + "\r\nBEGIN:VEVENT", url="/c/", day=date(2026, 12, 5)
    )


def test_what_did_not_change_is_not_sent_again(lingchuan):
    make_case("circulating")
    url, client = address(), Client()
    first = client.get(url)
    again = client.get(url, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    make_case("circulating")
    changed = client.get(url, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert len(Calendar.from_ical(changed.content).walk("VEVENT")) == 2


def test_only_the_present_address_opens_it(lingchuan):
    old = address()
    new = address()
    client = Client()
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)

    close_feed(by=seat("sfj-jb"))
    assert client.get(new).status_code == 404
    newest = address()
    assert [client.get(url).status_code for url in (old, new, newest)] == [404, 404, 200]
    for wrong in (newest[:-5] + "x.ics", newest.replace("/calendar/", "/calendar/1"), "/calendar/1.1.x.ics"):
        assert client.get(wrong).status_code == 404
    assert client.post(newest).status_code == 405
    for row, change in [
        (Seat.objects.filter(pk=seat("sfj-jb").seat.pk), {"is_active": False}),
        (seat("sfj-jb").user.__class__.objects.filter(username="sfj-jb"), {"is_active": False}),
    ]:
        row.update(**change)
        assert client.get(newest).status_code == 404
        row.update(is_active=True)
    Seat.objects.filter(pk=seat("sfj-jb").seat.pk).update(valid_until=date(2020, 1, 1), valid_from=None)
    assert client.get(newest).status_code == 404


@pytest.mark.parametrize("do", ["open", "close"])
def test_by_the_page(lingchuan, do):
    """A delegate's feed is that of its own seat."""
    client = client_of("sfj-jb")
    assert client.post(reverse("calendar"), {"do": "open"}).status_code == 302
    page = client.get(reverse("calendar"))
    assert "地址已生成。" in page.text
    assert "以前给过的" not in page.text
    url = re.search(r'href="http://testserver(/calendar/[^"]+\.ics)"', page.text)[1]
    assert Client().get(url).status_code == 200

    client.post(reverse("calendar"), {"do": do})
    assert Client().get(url).status_code == 404
    assert Event.objects.latest("seq").verb == f"{do}_feed"
    assert (".ics" in client.get(reverse("calendar")).text) is (do == "open")


def test_a_day_later_it_is_still_the_same_address(lingchuan):
    url = address("zjr")
    with days_later(30):
        assert Client().get(url).status_code == 200
    assert feeds.written(acting(seat("zjr").seat)).count(b"BEGIN:VEVENT") == 0
