"""The feed of changes, the map of the site, what a crawler may read, the address of each page."""

import re
import xml.etree.ElementTree as ET  # of our own making
from datetime import date

import pytest

from accounts.models import Post
from registry import actions
from registry.actions.corrigenda import confirm_corrigendum, propose_corrigendum
from tests.registry.conftest import NUMBER, end, facts, take_effect

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


def entries(client):
    response = client.get("/changes.atom")
    assert response["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314


def said(client):
    return [
        (each.find(f"{ATOM}updated").text[:10], each.find(f"{ATOM}title").text) for each in entries(client)
    ]


def locations(client, path):
    tree = ET.fromstring(client.get(path).content)  # noqa: S314
    return [each.text for each in tree.iter(f"{MAP}loc")]


def test_what_changed_newest_first(client, enter, place, head):
    version = enter("甲巡查", effective=date(2026, 1, 1))
    amended = actions.amend_duty(
        duty=version.duty,
        facts=facts("甲巡查", boundary="只报告。"),
        townships=place.townships,
        department=place.zrj,
    )
    take_effect(amended, date(2026, 2, 1))
    end(enter("乙清理", effective=date(2026, 1, 1)).duty, place.townships, date(2026, 3, 31))
    enter(
        "丙到期",
        kind="temporary",
        term_from=date(2026, 1, 1),
        term_until=date(2026, 5, 1),
        effective=date(2026, 1, 1),
    )
    actions.publish_edition(
        county=place.county, document_number=NUMBER, published_on=date(2026, 6, 1), by=head
    )

    found = said(client)

    assert found[:4] == [
        ("2026-06-01", "公布2026年第1版"),
        ("2026-05-02", "到期退出：临时001 丙到期"),
        ("2026-04-01", "退出：配合002 乙清理"),
        ("2026-02-01", "第1次修订：配合001 甲巡查"),
    ]
    assert sorted(title for _, title in found[4:]) == [
        "列入清单：临时001 丙到期",
        "列入清单：配合001 甲巡查",
        "列入清单：配合002 乙清理",
    ]


def test_a_name_to_come_is_not_told_before_its_day(client, enter, place):
    """The text with it is not public yet, and may never be."""
    duty = enter("甲巡查").duty
    end(duty, [place.lcz], date(2026, 3, 31))
    secret = actions.amend_duty(
        duty=duty,
        facts=facts("机密巡查", is_public=False, publication_ground="涉及国家秘密"),
        townships=[place.dxz],
        department=place.zrj,
    )
    take_effect(secret, date(2026, 12, 1))

    assert ("2026-04-01", "退出：配合001 甲巡查") in said(client)


def test_one_entry_for_all_townships_that_leave_on_a_day(client, enter, place):
    duty = enter("甲巡查").duty
    end(duty, [place.lcz, place.dxz], date(2026, 3, 31))
    end(duty, [place.djx], date(2026, 11, 21), case="案件二")  # still today

    assert [title for _, title in said(client)] == ["退出：配合001 甲巡查", "列入清单：配合001 甲巡查"]


def ids(client):
    return {each.find(f"{ATOM}title").text: each.find(f"{ATOM}id").text for each in entries(client)}


def test_two_ends_of_a_duty_on_one_day_are_two_entries(client, enter, place):
    """Two townships by one decision, one by another: a reader that knows an entry by its id shows both."""
    duty = enter("甲巡查").duty
    end(duty, [place.lcz, place.dxz], date(2026, 3, 31), kind="done", number="灵编发〔2026〕3号")
    end(duty, [place.djx], date(2026, 3, 31), kind="cancelled", number="灵编发〔2026〕4号", case="案件二")

    found = entries(client)

    assert [each.find(f"{ATOM}title").text for each in found].count("退出：配合001 甲巡查") == 2
    assert len({each.find(f"{ATOM}id").text for each in found}) == len(found) == 3


def test_an_end_stays_the_same_entry_when_the_text_is_amended_or_put_right(client, enter, place, seat_of):
    left = enter("甲巡查", effective=date(2026, 1, 1)).duty
    end(left, [place.djx], date(2026, 3, 31))
    before = ids(client)
    amended = actions.amend_duty(
        duty=left,
        facts=facts("甲巡查", boundary="只报告。", basis="条例，"),
        townships=[place.lcz],
        department=place.zrj,
    )
    take_effect(amended, date(2026, 6, 1))
    handler, head = seat_of(place.bb, Post.HANDLER), seat_of(place.bb)
    slip = {"field": "basis", "kind": "punctuation", "new_text": "条例。", "reason": "标点写错。"}
    confirm_corrigendum(corrigendum=propose_corrigendum(duty=left, by=handler, **slip), by=head)

    after = ids(client)

    assert {"勘误：配合001 甲巡查", "第1次修订：配合001 甲巡查"} <= set(after)
    assert before["退出：配合001 甲巡查"] == after["退出：配合001 甲巡查"]


def test_nothing_that_is_not_public_and_nothing_to_come(client, enter):
    enter("隐藏", is_public=False, publication_ground="涉及个人隐私")
    enter("待生效", effective=None)
    enter("明天起", effective=date(2026, 11, 22))

    assert said(client) == []


def test_an_entry_keeps_its_id(client, enter, place):
    enter("甲巡查")
    before = [each.find(f"{ATOM}id").text for each in entries(client)]
    enter("乙登记")

    after = [each.find(f"{ATOM}id").text for each in entries(client)]

    assert before[0] in after
    assert len(set(after)) == 2
    assert all(each.startswith("urn:uuid:") for each in after)


def test_the_map_of_the_site(client, enter, place, head):
    duty = enter("甲巡查").duty
    hidden = enter("隐藏", is_public=False, publication_ground="涉及个人隐私").duty
    actions.publish_edition(
        county=place.county, document_number=NUMBER, published_on=date(2026, 6, 1), by=head
    )

    sections = [url.removeprefix("http://testserver") for url in locations(client, "/sitemap.xml")]
    found = {url for section in sections for url in locations(client, section)}

    assert f"http://testserver{duty.get_absolute_url()}" in found
    assert f"http://testserver{hidden.get_absolute_url()}" not in found
    for path in ("/", "/townships/", "/townships/lcz/", "/editions/", "/editions/2026/1/", "/open-data/"):
        assert f"http://testserver{path}" in found
    assert {client.get(url).status_code for url in found} == {200}
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_what_a_crawler_may_read(client, place):
    response = client.get("/robots.txt")

    lines = response.content.decode().splitlines()
    assert response["Content-Type"].startswith("text/plain")
    for path in ("/cases/", "/feedback/", "/desk/"):
        assert {f"Disallow: {path}", f"Disallow: /c/*{path}"} <= set(lines)
    assert "Sitemap: http://testserver/sitemap.xml" in lines


@pytest.mark.parametrize(
    ("asked", "own"),
    [
        ("/?utm=x&q=巡查&page=1", "/?q=%E5%B7%A1%E6%9F%A5&amp;page=1"),
        ("/?q=", "/"),
        ("/townships/lcz/?x=1", "/townships/lcz/"),
        ("/townships/?x=1", "/townships/"),
        ("/open-data/?x=1", "/open-data/"),
    ],
)
def test_a_page_names_its_own_address(client, enter, asked, own):
    enter("甲巡查")

    html = client.get(asked).content.decode()

    assert re.findall(r'<link rel="canonical" href="([^"]*)"', html) == [f"http://testserver{own}"]
    assert '<link rel="alternate" type="application/atom+xml" title="清单变更" href="/changes.atom">' in html


def test_a_duty_and_its_old_text_have_addresses_of_their_own(client, enter, place):
    version = enter("甲巡查", effective=date(2026, 1, 1))
    amended = actions.amend_duty(
        duty=version.duty,
        facts=facts("甲巡查", boundary="只报告。"),
        townships=place.townships,
        department=place.zrj,
    )
    take_effect(amended, date(2026, 2, 1))
    duty = version.duty

    for asked, own in (
        (duty.get_absolute_url(), duty.get_absolute_url()),
        (amended.get_absolute_url(), duty.get_absolute_url()),
        (version.get_absolute_url(), version.get_absolute_url()),
    ):
        html = client.get(asked).content.decode()
        assert f'<link rel="canonical" href="http://testserver{own}">' in html
