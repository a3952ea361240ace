"""What a visitor's browser, and the server itself, may keep of the public pages, and for how long: a minute in all, of which
the server takes one second."""

import os
from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.messages import INFO
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import Post, UnitKind
from audit.record import SYSTEM
from regimes.actions import load_regime
from registry import actions, caching
from registry.actions import archive, kinds
from registry.changes import mark
from registry.loading import set_up
from tests.regimes.conftest import regime_text
from tests.registry.conftest import NUMBER, TODAY, end
from tests.registry.counties import place
from tests.registry.tables import csv_file

pytestmark = pytest.mark.django_db
LIST = "/"


@pytest.fixture(autouse=True)
def _kept_pages(settings, time_machine):
    """The cache that production has, empty."""
    time_machine.move_to("2026-11-21T12:00:00+08:00", tick=False)
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {
        "default": {"BACKEND": memory, "LOCATION": "other"},
        "pages": {"BACKEND": memory, "LOCATION": "pages"},
        "figures": {"BACKEND": memory, "LOCATION": "figures"},
    }
    caches["pages"].clear()
    caches["figures"].clear()


@pytest.fixture
def a_second_later(time_machine):
    """Call it: from then on the mark of the list is asked for again."""
    return lambda: time_machine.shift(1)


@pytest.fixture
def duty(enter):
    return enter().duty


def test_a_page_may_be_kept_for_a_minute_by_everyone(client, duty):
    page = client.get(LIST)

    assert page.headers["Cache-Control"] == "public, max-age=59"
    assert page.headers["Vary"] == "Cookie"
    assert not page.cookies


@pytest.mark.parametrize(
    ("clock", "seconds"), [("23:58:00", 59), ("23:59:00", 59), ("23:59:30", 30), ("23:59:59", 1)]
)
def test_no_page_is_kept_beyond_the_day(client, duty, time_machine, clock, seconds):
    """A duty ends with its last day, so a page of that day is over at midnight."""
    time_machine.move_to(f"2026-11-21T{clock}+08:00", tick=False)

    assert client.get(LIST).headers["Cache-Control"] == f"public, max-age={seconds}"


@pytest.mark.parametrize(
    "page", ["list", "duty", "version", "editions", "edition", "map", "places", "duties"]
)
def test_a_page_that_has_not_changed_is_not_sent_again(
    client, duty, place, head, django_assert_num_queries, a_second_later, page
):
    published = actions.publish_edition(
        county=place.county, document_number=NUMBER, published_on=TODAY, by=head
    )
    url = {
        "list": LIST,
        "duty": duty.get_absolute_url(),
        "version": reverse("duty-version", args=[duty.uuid, 1]),
        "editions": reverse("edition-list"),
        "edition": published.get_absolute_url(),
        "map": reverse("sitemap"),
        "places": reverse("sitemap-section", args=["places"]),
        "duties": reverse("sitemap-section", args=["duties"]),
    }[page]
    etag = client.get(url).headers["ETag"]
    with django_assert_num_queries(0):
        assert client.get(url, headers={"if-none-match": etag}).status_code == 304

    a_second_later()
    with django_assert_num_queries(1):  # the county with the mark of its list
        again = client.get(url, headers={"if-none-match": etag})

    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert again.headers["Cache-Control"] == "public, max-age=59"


def test_the_map_of_the_site_is_made_once(client, duty, enter, django_assert_num_queries, a_second_later):
    address = reverse("sitemap-section", args=["duties"])
    first = client.get(address)

    a_second_later()
    with django_assert_num_queries(1):
        second = client.get(address)

    assert (second.content, second["Content-Type"]) == (first.content, first["Content-Type"])
    added = enter("另一事项").duty
    a_second_later()
    assert added.get_absolute_url() in client.get(address).content.decode()


def test_a_page_is_made_once_for_all_visitors(client, duty, django_assert_num_queries, a_second_later):
    first = client.get(LIST)

    with django_assert_num_queries(0):
        same = client.get(LIST)
    a_second_later()
    with django_assert_num_queries(1):
        second = client.get(LIST)

    assert first.content == same.content == second.content
    assert second.headers["Content-Type"] == first.headers["Content-Type"]


def test_an_ended_duty_is_gone_from_the_page_within_a_second(client, duty, place, a_second_later):
    before = client.get(LIST)
    assert duty.name in before.content.decode()

    end(duty, place.townships, date(2026, 11, 20))
    a_second_later()
    after = client.get(LIST, headers={"if-none-match": before.headers["ETag"]})

    assert (after.status_code, duty.name in after.content.decode()) == (200, False)


def test_the_numbers_beside_a_list_are_counted_once_until_it_changes(
    client, duty, enter, place, head, time_machine
):
    actions.publish_edition(county=place.county, document_number=NUMBER, published_on=TODAY, by=head)
    enter("另一事项")
    counted = "其后新增1项"

    def counts():  # what the edition has not; beside it the rows of the page ask what was put right in each
        return [each for each in asked if "NOT EXISTS" in each["sql"] and "only_slips" not in each["sql"]]

    with CaptureQueriesContext(connection) as asked:
        assert counted in client.get(LIST).content.decode()
    assert counts()

    time_machine.shift(120)
    with CaptureQueriesContext(connection) as asked:
        assert counted in client.get(LIST, {"q": "另一"}).content.decode()
    assert not counts()

    enter("又一事项")
    time_machine.shift(1)
    assert "其后新增2项" in client.get(LIST, {"q": "另一"}).content.decode()


def test_a_duty_ends_at_midnight_without_any_act(client, duty, place, time_machine):
    end(duty, place.townships, date(2026, 11, 21))
    time_machine.move_to("2026-11-21T23:59:59+08:00", tick=False)
    last = client.get(LIST)
    assert duty.name in last.content.decode()

    time_machine.move_to("2026-11-22T00:00:00+08:00", tick=False)
    first = client.get(LIST, headers={"if-none-match": last.headers["ETag"]})

    assert (first.status_code, duty.name in first.content.decode()) == (200, False)


def changes(place, enter, head, duty):
    yield lambda: enter("另一事项")
    yield lambda: actions.publish_edition(
        county=place.county, document_number=NUMBER, published_on=TODAY, by=head
    )
    yield lambda: end(duty, [place.djx], None)
    own = [{"key": "name", "label": "三清单", "storage": "name", "required": True}]
    yield lambda: kinds.add_kind(county=place.county, name="三清单", prefix="三", columns=own, by=head)
    yield lambda: kinds.change_kind(kind=place.kinds["basic"], name="基本事项", columns=own, by=head)
    former = {
        "title": "旧案",
        "kind": "准入",
        "applicant": "县水利局",
        "decided_on": TODAY,
        "result": "admitted",
    }
    rows = [former | {"number": number, "document_number": NUMBER} for number in ("2019-1", "2019-2")]
    yield lambda: archive.archive_case(county=place.county, by=head, facts=rows[0])
    yield lambda: archive.archive_cases(
        county=place.county, by=head, rows=rows[1:], upload=csv_file([["编号"]])
    )
    yield lambda: archive.complete_archived_case(
        case=place.county.archived_cases.get(number="2019-1"), by=head, duty=duty
    )
    unit = place.zrj
    yield lambda: accounts.change_unit(unit=unit, by=SYSTEM, telephone="0773-6812345")
    renamed = {
        "name": "县自然资源和规划局",
        "short_name": "县自然资源和规划局",
        "document": NUMBER,
        "since": TODAY,
    }
    yield lambda: accounts.rename_unit(unit=unit, by=SYSTEM, **renamed)
    new = {"code": "new", "name": "新镇", "kind": UnitKind.TOWNSHIP}
    yield lambda: accounts.create_unit(county=place.county, by=SYSTEM, **new)
    yield lambda: set_up(
        load_regime(county=place.county, text=regime_text("lingchuan"), by=SYSTEM)[0], by=SYSTEM
    )


def test_every_act_on_the_list_makes_its_pages_new(client, duty, place, enter, head, a_second_later):
    etags = [client.get(LIST).headers["ETag"]]
    for change in changes(place, enter, head, duty):
        change()
        a_second_later()
        etags.append(client.get(LIST).headers["ETag"])

    assert len(set(etags)) == len(etags)


@pytest.mark.parametrize("other", ["/?q=巡查", "/?kind=basic", "/?page=1"])
def test_each_address_has_its_own_page(client, duty, other):
    assert client.get(LIST).headers["ETag"] != client.get(other).headers["ETag"]


def test_elder_mode_has_its_own_pages(client, duty):
    plain = client.get(LIST)
    client.post("/elder/", {"next": LIST})
    elder = client.get(LIST, headers={"if-none-match": plain.headers["ETag"]})

    assert (b'class="elder"' in plain.content, b'class="elder"' in elder.content) == (False, True)


def test_elder_mode_is_switched_without_a_token(duty):
    """The page is the same for everyone, so it holds none."""
    client = Client(enforce_csrf_checks=True)
    page = client.get(LIST)

    assert b"csrfmiddlewaretoken" not in page.content
    assert client.post("/elder/", {"next": LIST}).status_code == 302


def test_who_is_signed_in_gets_nothing_kept_and_leaves_nothing(client, duty, place, seat_of):
    public = client.get(LIST).content
    head = seat_of(place.bb, Post.HEAD)
    client.force_login(head.user, backend="accounts.sessions.SessionBackend")

    own = client.get(LIST)

    assert "发布新版" in own.content.decode()
    assert "no-store" in own.headers["Cache-Control"]
    assert "ETag" not in own.headers
    client.logout()
    assert client.get(LIST).content == public


def test_what_is_still_to_be_told_of_a_session_that_ended_is_told_to_nobody_else(client, duty):
    """The message waits in a cookie of its own, which outlives the session."""
    said = "已放弃导入，文件仍然保存。"
    ours = Client()
    messages, response = CookieStorage(RequestFactory().get("/")), HttpResponse()
    messages.add(INFO, said)
    messages.update(response)
    ours.cookies["messages"] = response.cookies["messages"].value

    page = ours.get(LIST)

    assert said in page.content.decode()
    assert "private" in page.headers["Cache-Control"]
    assert said not in client.get(LIST).content.decode()
    ours.cookies["messages"] = response.cookies["messages"].value
    assert (
        said in ours.get(LIST).content.decode()
    )  # nor is the page that others get kept from whoever it is for


def test_a_page_that_is_not_there_is_not_kept(client, duty):
    page = client.get("/?page=99999")

    assert page.status_code == 404
    assert not page.has_header("ETag")


@pytest.mark.parametrize("asked", [{"If-None-Match": "*"}, {"If-Match": '"another"'}])
@pytest.mark.parametrize(
    "path",
    [
        "/duties/00000000-0000-0000-0000-000000000000/",
        "/editions/2025/1/list.csv",
        "/api/v1/counties/450323/editions/2025/1/",
    ],
)
def test_what_is_not_there_is_told_so_whatever_is_asked_for(client, duty, path, asked):
    """No browser has it, so it is not the same as before."""
    assert client.get(path, headers=asked).status_code == 404


def test_another_county_has_its_own_mark(duty, place, enter):
    other = accounts.open_county(code="450324", name="全州县", short="全", by=SYSTEM)
    before = mark(other)
    enter("再加一项")

    assert mark(other) == before != mark(place.county)


SOURCES = ("templates/base.html", "static/base.css", "registry/pages/row.py", "accounts/succession.py")
COMPILED = "accounts/__pycache__/succession.pyc"


@pytest.mark.parametrize("file", SOURCES)
def test_a_new_program_makes_every_page_new(settings, tmp_path, monkeypatch, file):
    """Whichever app of it was replaced; what Python writes beside it does not."""
    for name in (*SOURCES, COMPILED):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for path in tmp_path.rglob("*"):
        os.utime(path, (1000, 1000))
    settings.BASE_DIR = tmp_path
    apps = [SimpleNamespace(path=str(tmp_path / app)) for app in ("registry", "accounts")]
    monkeypatch.setattr(caching.apps, "get_app_configs", lambda: apps)
    before = caching.release.__wrapped__()

    os.utime(tmp_path / COMPILED, (2000, 2000))
    assert caching.release.__wrapped__() == before
    os.utime(tmp_path / file, (2000, 2000))
    assert caching.release.__wrapped__() != before


def test_a_page_kept_of_one_of_several_counties_is_given_without_a_question(
    client, django_assert_num_queries, a_second_later
):
    """Of which county it is, is asked in one question with the mark of its list: once a second."""
    place("450323"), place("450324")
    first = client.get("/c/450323/")

    with django_assert_num_queries(0):
        again = client.get("/c/450323/")
    a_second_later()
    with django_assert_num_queries(1):
        later = client.get("/c/450323/")

    assert first.content == again.content == later.content
