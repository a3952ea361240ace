"""Which county's pages an address shows, to whom (decision record 0016)."""

import json
import re
from datetime import date
from urllib.parse import quote

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import get_script_prefix, reverse

from accounts.chosen import addresses_of
from accounts.middleware import ChosenCounty
from accounts.models import Post
from registry.models import Edition
from tests.cast import client_of
from tests.registry.counties import body, place, seat_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


@pytest.fixture
def lingchuan_only():
    return place("450323")


@pytest.fixture
def quanzhou(lingchuan_only):
    """Opened second, the later by its code too."""
    return place("450324")


def links(response):
    """Addresses of the site in a page, but for its files."""
    found = re.findall(r'(?:href|action)="(/[^"]*)"', response.content.decode())
    return {url for url in found if not url.startswith("/static/")}


def test_one_county_needs_no_choice(client, lingchuan_only):
    duty = lingchuan_only.duty("巡查").duty

    assert client.get("/").status_code == 200
    assert client.get(f"/duties/{duty.uuid}/").status_code == 200
    assert client.get("/counties/").url == "/"
    assert client.get("/search/?q=巡查").url == f"/?q={quote('巡查')}"
    assert "换县" not in client.get("/").content.decode()


def test_without_any_county_nothing_is_found(client, db):
    assert [client.get(url).status_code for url in ("/", "/counties/", "/editions/")] == [404, 404, 404]


@pytest.mark.parametrize(
    ("asked", "sent_to"),
    [
        ("/", "/counties/"),
        ("/?q=x", "/counties/?next=%2F%3Fq%3Dx"),
        ("/editions/2026/1/", "/counties/?next=%2Feditions%2F2026%2F1%2F"),
        ("/c/450324", "/c/450324/"),
        ("/c/450324/counties/", "/counties/"),
        ("/c/450324/search/?q=x", "/search/?q=x"),
    ],
)
def test_of_several_a_visitor_chooses_one(client, quanzhou, asked, sent_to):
    answers = [client.get(asked), client.head(asked)]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, sent_to)] * 2


@pytest.mark.parametrize(
    "path", ["/c/999999/", "/c/%00/", "/c/", "/c/450324'/", "/c/450324/nothing/", "/c/450323/c/450324/"]
)
def test_no_such_county(client, quanzhou, path):
    assert client.get(path).status_code == 404


def test_the_choice_leads_to_the_page_that_was_asked_for(client, quanzhou):
    asked = client.get("/counties/?next=/editions/%3Fx%3D1")
    elsewhere = client.get("/counties/?next=https://example.com/")

    assert {"/c/450323/editions/?x=1", "/c/450324/editions/?x=1"} <= links(asked)
    assert {"/c/450323/", "/c/450324/"} <= links(elsewhere)
    assert "桂林市" in asked.content.decode()
    assert [url for url in links(elsewhere) if "example.com" in url] == []


def test_a_very_long_search_leads_on_as_well(client, quanzhou):
    """A redirect takes so many letters; of the words no more is looked for than a hundred, and the page says so."""
    asked = client.get("/", {"q": "防" * 2000}, follow=True)
    assert asked.status_code == 200
    [on] = [url for url in links(asked) if url.startswith("/c/450324/?q=")]
    assert "只按前100个字查找" in client.get(on).content.decode()


def test_links_keep_the_county(client, quanzhou, lingchuan_only):
    duty = quanzhou.duty("巡查").duty
    quanzhou.publish(DAY, "全编发〔2026〕1号")

    for path in ("", f"duties/{duty.uuid}/", "editions/", "editions/2026/1/"):
        response = client.get(f"/c/450324/{path}")
        assert response.status_code == 200
        assert {url for url in links(response) if not url.startswith("/c/450324/")} == {"/counties/"}
    assert get_script_prefix() == "/"


def test_a_duty_is_its_own_county_s(client, quanzhou):
    duty = quanzhou.duty("巡查").duty

    assert client.get(f"/duties/{duty.uuid}/").url == f"/c/450324/duties/{duty.uuid}/"
    assert client.get(f"/c/450323/duties/{duty.uuid}/").status_code == 404
    assert client.get("/duties/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_editions_of_one_number_are_two(client, quanzhou, lingchuan_only):
    for where, number in ((quanzhou, "全编发〔2026〕1号"), (lingchuan_only, "灵编发〔2026〕1号")):
        where.duty("巡查")
        where.publish(DAY, number)

    for code, number in (("450324", "全编发〔2026〕1号"), ("450323", "灵编发〔2026〕1号")):
        assert client.get(f"/c/{code}/editions/2026/1/").context["edition"].document_number == number


def test_a_seat_starts_at_its_own_county(quanzhou, lingchuan_only):
    duty = lingchuan_only.duty("巡查").duty
    browser = client_of(seat_of(quanzhou["bb"], Post.HEAD))

    assert browser.get("/?q=x").url == "/c/450324/?q=x"
    assert browser.get("/editions/").url == "/c/450324/editions/"
    assert browser.get(f"/duties/{duty.uuid}/").url == f"/c/450323/duties/{duty.uuid}/"


def test_a_seat_reads_another_county_s_list_as_everyone_does(quanzhou, lingchuan_only):
    duty = lingchuan_only.duty("巡查").duty
    lingchuan_only.duty("隐藏", is_public=False, publication_ground="涉及个人隐私")
    lingchuan_only.publish(DAY, "灵编发〔2026〕1号")
    browser = client_of(seat_of(quanzhou["bb"], Post.HEAD))

    for path in ("", f"duties/{duty.uuid}/", "editions/", "editions/2026/1/"):
        response = browser.get(f"/c/450323/{path}")
        assert response.status_code == 200
        page = response.content.decode()
        assert ("发布新版" in page, "申请撤销" in page, "隐藏" in page) == (False, False, False)
        assert "不是本县" in page
    sections = [row["url"] for row in response.context["sections"]]
    assert [url for url in sections if url.startswith("/c/")] == []


def test_a_seat_acts_in_its_own_county_whatever_the_address(quanzhou, lingchuan_only):
    for where in (quanzhou, lingchuan_only):
        where.duty("巡查")
    browser = client_of(seat_of(quanzhou["bb"], Post.HEAD))
    sent = {"document_number": "全编发〔2026〕1号", "published_on": "2026-11-02"}

    shown = browser.get("/c/450323/editions/publish/?x=1")
    done = browser.post("/c/450323/editions/publish/", sent)

    assert (shown.status_code, shown.url) == (302, "/editions/publish/?x=1")
    assert browser.get("/editions/publish/").status_code == 200
    assert (done.status_code, done.url) == (302, "/editions/2026/1/")
    assert [edition.county for edition in Edition.objects.all()] == [quanzhou.county]


@pytest.mark.parametrize("path", ["imports/", "kinds/", "archive/", "corrigenda/", "editions/drafts/"])
def test_a_body_above_several_is_refused_in_the_name_of_none(quanzhou, lingchuan_only, path):
    """What an office keeps is none of its pages; the refusal is not the page of a county it has nothing to do with."""
    city = body("city", "桂林市委编办")
    refused = client_of(seat_of(city, county=quanzhou.county)).get(f"/{path}")

    assert refused.status_code == 403
    assert refused.context["acting"].unit == city
    assert not refused.context["county"]


def test_a_department_asks_for_no_end_in_another_county(quanzhou, lingchuan_only):
    duty = lingchuan_only.duty("巡查").duty
    url = f"/c/450323/duties/{duty.uuid}/"

    own = client_of(seat_of(lingchuan_only["zrj"])).get(url)
    foreign = client_of(seat_of(quanzhou["zrj"])).get(url)

    assert "申请撤销" in own.content.decode()
    assert "不是本县" not in own.content.decode()
    assert "申请撤销" not in foreign.content.decode()


def test_signed_out_people_come_back_to_their_own_page(client, quanzhou):
    response = client.get("/c/450323/desk/")

    assert response.url == f"/login/?next={quote('/c/450323/desk/')}"


def test_people_sign_in_at_one_address(client, quanzhou):
    """The web server counts the attempts there."""
    assert client.get("/c/450324/login/?next=/c/450324/").url == "/login/?next=/c/450324/"
    assert client.post("/c/450324/login/", {"username": "a", "password": "b"}).status_code == 404


def test_a_page_of_a_chosen_county_costs_as_much_as_of_the_only_one(
    client, lingchuan_only, django_assert_num_queries, django_assert_max_num_queries
):
    duty = lingchuan_only.duty("巡查").duty
    costs = {}
    for path in ("/", f"/duties/{duty.uuid}/", "/editions/"):
        with django_assert_max_num_queries(11) as asked:
            client.get(path)
        costs[path] = len(asked)
    place("450324")

    for path, cost in costs.items():
        with django_assert_num_queries(cost):
            assert client.get(f"/c/450323{path}").status_code == 200


def test_pieces_of_a_long_answer_have_the_county_s_addresses(rf, quanzhou):
    def answer(request):
        return StreamingHttpResponse(reverse("edition-list") for _ in range(2))

    response = ChosenCounty(answer)(rf.get("/c/450324/"))

    assert b" ".join(response) == b"/c/450324/editions/ /c/450324/editions/"
    assert get_script_prefix() == "/"


def test_without_its_last_slash_an_address_keeps_what_it_asks(client, lingchuan_only):
    asked = f"?q={quote('巡查')}&page=2"

    assert client.get(f"/c/450323{asked}").url == f"/c/450323/{asked}"


@pytest.mark.parametrize(
    "path", ["/", "/search/", "/duties.json", "/editions/", "/desk/", "/nonsense/", "", "/feed/", "/login/"]
)
def test_a_county_that_is_not_there_has_no_page(client, lingchuan_only, path):
    """Not even of the only county there is; and the page that says so leads to what is there."""
    response = client.get(f"/c/999999{path}")

    assert response.status_code == 404
    assert not [url for url in links(response) if url.startswith("/c/")]


def test_nor_does_it_take_a_form(lingchuan_only):
    """Of another window, without a token, which is asked for before the county is."""
    response = Client(enforce_csrf_checks=True).post("/c/999999/feedback/", {"text": "三千字"})

    assert response.status_code == 404
    assert not [url for url in links(response) if url.startswith("/c/")]


def test_nor_for_who_has_a_session(lingchuan_only):
    browser = client_of(seat_of(lingchuan_only["zrj"]))

    assert {browser.get(f"/c/999999{path}").status_code for path in ("/", "/editions/", "/desk/")} == {404}


def test_addresses_of_one_county_inside_those_of_another(quanzhou, lingchuan_only):
    with addresses_of(quanzhou.county):
        with addresses_of(lingchuan_only.county):
            inner = reverse("edition-list")
        with addresses_of(None):
            none = reverse("edition-list")
        outer = reverse("edition-list")

    assert (inner, none, outer) == ("/c/450323/editions/", "/editions/", "/c/450324/editions/")


def test_the_open_data_have_one_address_each(client, quanzhou, lingchuan_only):
    """docs/openapi.json: /api/v1/…, whichever county's page named it."""
    there = client.get("/c/450324/api/v1/counties/450323/duties/?page_size=1")
    assert (there.status_code, there.url) == (302, "/api/v1/counties/450323/duties/?page_size=1")

    page = client.get("/c/450324/open-data/").content.decode()
    named = re.findall(r"http://testserver(/[^\"<?]*api/v1/[^\"<?]*)", page)
    assert named
    assert all(url.startswith("/api/v1/") for url in named)

    quanzhou.duty("巡查")
    downloaded = json.loads(b"".join(client.get("/c/450324/duties.json")))["duties"][0]
    assert downloaded["url"].startswith("http://testserver/api/v1/counties/450324/duties/")
    assert downloaded["page"].startswith("http://testserver/c/450324/duties/")
