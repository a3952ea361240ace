"""Open data: every answer is what docs/openapi.json says, depends on its address alone, and refuses in JSON."""

import csv
import io
import json
import re
from datetime import date
from urllib.parse import urlencode

import jsonschema
import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from accounts import actions as accounts
from accounts.models import UnitKind
from audit.record import SYSTEM
from registry import actions
from tests.cast import client_of
from tests.registry.conftest import FROM, NUMBER, TODAY, end, facts, take_effect

pytestmark = pytest.mark.django_db
SPEC = json.loads((settings.BASE_DIR / "docs" / "openapi.json").read_text(encoding="utf-8"))
COUNTY = "/api/v1/counties/450323/"
NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


@pytest.fixture
def duty(enter, place, head):
    """One of everything, in an edition; the duty with two texts and a guide."""
    version = enter("甲巡查", service_centre="stationed", guarantee_funding="每年12万元")
    again = facts("甲巡查", boundary="只报告。", texts={"power_kind": "行政检查"})
    later = actions.amend_duty(
        duty=version.duty, facts=again, townships=[place.lcz, place.dxz], department=place.zrj
    )
    take_effect(later, date(2026, 1, 1))
    enter("乙登记", kind="temporary", term_from=FROM, term_until=date(2026, 12, 31), source_kind="upper")
    end(enter("丙清理", category=None).duty, place.townships, date(2026, 3, 31))
    actions.publish_edition(county=place.county, document_number=NUMBER, published_on=TODAY, by=head)
    actions.write_guide(
        duty=version.duty,
        by=head,
        seen="",
        steps="先申请。",
        materials="",
        time_limit="",
        place="",
        fee="不收费",
        answer_unit=None,
        answer_post="",
        telephone="0773-1",
    )
    return version.duty


def matches(path, url):
    """The operation of the specification that an address belongs to: exactly one."""
    pattern = re.sub(r"\{\w+\}", "[^/]+", path.replace(".", r"\."))
    return re.fullmatch(pattern, url.partition("?")[0])


def schema_for(url, status):
    found = [path for path in SPEC["paths"] if matches(path, url)]
    assert len(found) == 1, (url, found)
    answer = SPEC["paths"][found[0]]["get"]["responses"][str(status)]
    if "$ref" in answer:
        answer = SPEC["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    return answer["content"]["application/json"]["schema"]


def checked(client, url, status=200):
    """The answer to the address, found to be as the specification says."""
    response = client.get(url)
    assert (response.status_code, response["Content-Type"]) == (status, "application/json"), url
    content = b"".join(response.streaming_content) if response.streaming else response.content
    data = json.loads(content)
    schema = {**schema_for(url, status), "components": SPEC["components"]}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(data)
    assert response["Access-Control-Allow-Origin"] == "*"
    return data


WHERE = {
    "/api/v1/openapi.json": [],
    "/api/v1/counties/": ["", "?page_size=1"],
    COUNTY: [""],
    f"{COUNTY}kinds/": [""],
    f"{COUNTY}townships/": [""],
    f"{COUNTY}departments/": [""],
    f"{COUNTY}duties/": [
        "",
        "?q=巡查",
        "?q=没有",
        "?township=lcz&kind=supporting&category=自然资源&department=zrj",
        "?status=revoked&status=expired&status=cancelled&status=moved",
        "?as_of=2025-10-01&sort=-name",
        "?page=2&page_size=1",
    ],
    f"{COUNTY}duties/{{duty}}/": [""],
    f"{COUNTY}editions/": [""],
    f"{COUNTY}editions/2026/1/": [""],
    f"{COUNTY}editions/2026/1/entries/": ["", "?page_size=1"],
}


def test_the_specification_knows_every_address():
    def addresses(resolver):
        for each in resolver.url_patterns:
            yield from addresses(each) if hasattr(each, "url_patterns") else [str(each.pattern)]

    def plain(path):
        return re.sub(r"[<{][^>}]+[>}]", "*", path)

    ours = {plain(each) for each in addresses(get_resolver()) if each.startswith("api/")}
    files = {plain(path.removeprefix("/")) for path in SPEC["paths"]}
    assert {
        path.replace("entries.ndjson", "entries.*").replace("entries.csv", "entries.*") for path in files
    } == ours
    assert SPEC["openapi"].startswith("3.1")


def test_every_answer_is_as_specified(client, duty):
    for path, queries in WHERE.items():
        for query in queries:
            checked(client, path.format(duty=duty.uuid) + query)


def test_the_specification_is_served(client, db):
    response = client.get("/api/v1/openapi.json")

    assert json.loads(b"".join(response.streaming_content)) == SPEC
    again = client.get("/api/v1/openapi.json", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, response["ETag"])
    jsonschema.Draft202012Validator.check_schema(
        {"$defs": SPEC["components"]["schemas"], "components": SPEC["components"]}
    )


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/counties/?page=9",
        "/api/v1/counties/999999/",
        "/api/v1/counties/999999/kinds/",
        "/api/v1/counties/999999/townships/",
        "/api/v1/counties/999999/departments/",
        f"{COUNTY}duties/?kind=none",
        f"{COUNTY}duties/?township=zrj",
        f"{COUNTY}duties/?status=pending",
        f"{COUNTY}duties/?sort=secret",
        f"{COUNTY}duties/?page=99999",
        f"{COUNTY}duties/{NOBODY}/",
        f"{COUNTY}editions/?page=0",
        f"{COUNTY}editions/2026/9/",
        f"{COUNTY}editions/2026/9/entries/",
        f"{COUNTY}editions/2026/1/entries/?page=7",
    ],
)
def test_what_is_not_there(client, duty, address):
    assert checked(client, address, 404)["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    "address", ["/api/v1/nothing/", "/api/v2/counties/", f"{COUNTY}editions/2026/1/entries.exe"]
)
def test_addresses_no_version_has(client, duty, address):
    response = client.get(address)

    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "address",
    [
        f"{COUNTY}duties/?as_of=2026-02-30",
        f"{COUNTY}duties/?as_of=2027-01-01",
        f"{COUNTY}duties/?page_size=0",
        f"{COUNTY}duties/?page_size=201",
        f"{COUNTY}duties/?page_size=0000010000",
        f"{COUNTY}duties/?page_size=x",
        f"{COUNTY}duties/?page_size=²",
        f"{COUNTY}duties/?q=" + "巡" * 101,
        "/api/v1/counties/?page_size=-1",
        f"{COUNTY}editions/2026/1/entries/?page_size=99999999999",
    ],
)
def test_what_is_written_wrong_is_told(client, duty, address):
    message = checked(client, address, 400)["error"]["message"]
    assert message
    assert "下面是今天的清单" not in message
    assert "只按前" not in message


def test_only_reading(duty):
    response = Client(enforce_csrf_checks=True).post(f"{COUNTY}duties/", {})

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert response.json()["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("address", [f"{COUNTY}duties/", "/api/v1/openapi.json", f"/c/450323{COUNTY}"])
def test_another_method_is_told_in_json_what_there_is(duty, method, address):
    response = Client(enforce_csrf_checks=True).generic(method, address, "{}", "application/json")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert response.json() == {"error": {"code": "method_not_allowed", "message": "开放数据只能读取。"}}
    assert response["Access-Control-Allow-Origin"] == "*"


def test_another_method_where_there_is_nothing(db):
    response = Client().put("/api/v1/nothing/")

    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


def test_what_is_refused_before_any_address_is_asked_is_json_too(db, settings):
    unread = Client().get(COUNTY, headers={"content-type": "text/plain; charset=gbk"})
    settings.MAX_REQUEST_BYTES = 10
    too_big = Client().post(COUNTY, "x" * 11, "text/plain")

    codes = [(each.status_code, each.json()["error"]["code"]) for each in (unread, too_big)]
    assert codes == [(400, "bad_request"), (413, "too_large")]


def parameters(operation):
    """Names of the operation's query, as the specification has them."""
    said = [
        SPEC["components"]["parameters"][each["$ref"].rpartition("/")[2]] if "$ref" in each else each
        for each in operation["parameters"]
    ]
    return {each["name"] for each in said if each["in"] == "query"}


KNOWN = {
    "page": "1", "page_size": "5", "q": "巡查", "township": "lcz", "kind": "supporting", "category": "自然资源",
    "department": "zrj", "status": "in_force", "as_of": "2026-01-01", "sort": "name",
}  # fmt: skip


@pytest.mark.parametrize("path", SPEC["paths"])
def test_every_parameter_that_is_specified_is_read_and_no_other(client, duty, path):
    """Who misspells a filter must not take the whole list for what it asked for."""
    address = path.format(county="450323", id=duty.uuid, year=2026, number=1)
    own = parameters(SPEC["paths"][path]["get"])

    told = {name: client.get(address, {name: value}).status_code for name, value in KNOWN.items()}
    assert told == {name: 200 if name in own else 400 for name in KNOWN}
    for name in ("townships", "utm_source", "Q", " q", "", "keyword" * 100):
        error = checked(client, f"{address}?{urlencode({name: 'x'})}", 400)["error"]
        assert (error["code"], f"没有“{name[:40]}”这个参数" in error["message"]) == ("bad_request", True)


def test_what_is_one_value_is_written_once(client, duty):
    """Of two values one would be left out without a word; those that the specification has as lists take several."""
    address = f"{COUNTY}duties/"
    said = {
        each.get("name"): each
        for each in SPEC["paths"]["/api/v1/counties/{county}/duties/"]["get"]["parameters"]
    }

    for name, value in KNOWN.items():
        several = said.get(name, {}).get("schema", {}).get("type") == "array"
        checked(client, f"{address}?{urlencode([(name, value), (name, value)])}", 200 if several else 400)


def test_page_after_page(client, duty):
    first = client.get(f"{COUNTY}duties/?page_size=1&status=in_force")
    second = checked(client, first.json()["next"].removeprefix("http://testserver"))

    assert [each["text"]["name"] for each in first.json()["results"] + second["results"]] == [
        "甲巡查",
        "乙登记",
    ]
    assert (first.json()["count"], first.json()["previous"], second["next"]) == (2, None, None)
    assert first["Link"] == f'<{first.json()["next"]}>; rel="next"'
    assert second["previous"].endswith("page=1")


def test_what_a_duty_says(client, duty):
    data = checked(client, f"{COUNTY}duties/{duty.uuid}/")

    assert (data["code"], data["status"], data["last_day"]) == ("配合001", "in_force", None)
    assert [text["label"] for text in data["versions"]] == ["第1次修订", "首次列入"]
    assert data["text"] == data["versions"][0]
    assert data["text"]["boundary"] == "只报告。"
    assert [each["code"] for each in data["text"]["townships"]] == ["lcz", "dxz"]
    assert list(data["text"]["columns"].values()) == ["行政检查"]
    assert (data["guide"]["fee"], data["guide"]["answers"]["telephone"]) == ("不收费", "0773-1")
    assert client.get(data["page"]).status_code == client.get(data["url"]).status_code == 200


def test_the_last_day_of_an_ended_duty(client, duty):
    found = checked(client, f"{COUNTY}duties/?status=revoked")["results"]

    assert [(each["text"]["name"], each["last_day"], each["category"]) for each in found] == [
        ("丙清理", "2026-03-31", "")
    ]


def test_nothing_that_is_not_public(client, duty, enter):
    hidden = enter("隐藏", is_public=False, publication_ground="涉及个人隐私").duty
    waiting = enter("待生效", effective=None).duty

    names = [each["text"]["name"] for each in checked(client, f"{COUNTY}duties/")["results"]]
    assert names == ["甲巡查", "乙登记"]
    for each in (hidden, waiting):
        checked(client, f"{COUNTY}duties/{each.uuid}/", 404)


def test_a_whole_edition(client, duty):
    edition = checked(client, f"{COUNTY}editions/2026/1/")
    lines = b"".join(client.get(edition["ndjson"]).streaming_content).decode().splitlines()
    table = b"".join(client.get(edition["csv"]).streaming_content).decode("utf-8-sig")

    schema = {**SPEC["components"]["schemas"]["Entry"], "components": SPEC["components"]}
    for line in lines:
        jsonschema.validate(json.loads(line), schema)
    assert [json.loads(line)["name"] for line in lines] == ["甲巡查", "乙登记"]
    assert len(list(csv.reader(io.StringIO(table)))) == 3
    assert checked(client, f"{COUNTY}editions/2026/1/entries/")["results"] == [
        json.loads(line) for line in lines
    ]


def test_the_address_alone_says_whose_list(client, duty, place):
    """Another county's office reads the same as everybody; each county's duties are its own."""
    abroad = accounts.open_county(code="450324", name="全州县", short="全", by=SYSTEM)
    accounts.create_unit(county=abroad, code="bb", name="县委编办", kind=UnitKind.OFFICE, by=SYSTEM)

    assert [each["code"] for each in checked(client, "/api/v1/counties/")["results"]] == ["450323", "450324"]
    assert checked(client, "/api/v1/counties/450324/duties/")["count"] == 0
    checked(client, f"/api/v1/counties/450324/duties/{duty.uuid}/", 404)


def test_a_seat_changes_nothing(client, duty, seat_of, place):
    url = f"{COUNTY}duties/"

    assert client_of(seat_of(place.lcz)).get(url).content == client.get(url).content


def test_not_modified_until_the_list_changes(client, duty, enter):
    url = f"{COUNTY}duties/"
    tag = client.get(url)["ETag"]

    again = client.get(url, headers={"if-none-match": tag})
    assert (again.status_code, again["ETag"]) == (304, tag)
    enter("丁新列")
    assert client.get(url, headers={"if-none-match": tag}).status_code == 200


def test_as_many_queries_however_many_duties(client, duty, enter, django_assert_max_num_queries):
    for number in range(60):
        enter(f"事项{number}")

    with django_assert_max_num_queries(
        14
    ):  # two of them the rules: the words of the sources, and who passes the list
        client.get(f"{COUNTY}duties/?page_size=200")


def test_the_page_about_it(client, duty):
    html = client.get("/open-data/").content.decode()

    assert f"http://testserver{COUNTY}duties/" in html
    assert "/editions/2026/1/list.xlsx" in html
