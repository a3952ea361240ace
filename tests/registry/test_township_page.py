"""A township's page and poster, the guide on a duty's page."""

import re
import zlib
from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse

from accounts.actions import create_unit
from accounts.models import Post, UnitKind
from audit.models import Event
from audit.record import SYSTEM
from documents.alone import alone
from registry.downloads import list_lines
from registry.models import ServiceGuide
from registry.pages.duty_list import Listing
from registry.pages.township import TownshipPage, qr_code, townships
from tests.cast import client_of
from tests.registry.conftest import FROM, TODAY, end

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


def named(groups):
    return [
        (group.kind.key, str(category or ""), [version.name for version in versions])
        for group in groups
        for category, versions in group.categories
    ]


@pytest.fixture
def carried(enter, place):
    enter("甲巡查")
    enter("乙登记", kind="basic", townships=[place.lcz], category=None)
    enter("丙只在大圩", townships=[place.dxz])
    enter("丁收回", kind="recalled")
    enter("隐藏", is_public=False, publication_ground="涉及个人隐私")
    enter("待生效", effective=None)
    enter("到期", kind="temporary", term_from=FROM, term_until=date(2026, 3, 1))
    end(enter("灵川镇已退").duty, [place.lcz], date(2026, 3, 31))


def test_what_the_township_does(carried, place):
    page = TownshipPage(place.lcz, TODAY)

    assert named(page.carried) == [("basic", "", ["乙登记"]), ("supporting", "自然资源", ["甲巡查"])]
    assert named(page.recalled) == [("recalled", "自然资源", ["丁收回"])]
    assert page.total == 2


def test_how_much_each_township_does(carried, place):
    assert {unit.code: unit.duties for unit in townships(place.county, TODAY)} == {
        "lcz": 2,
        "dxz": 3,
        "djx": 2,
    }


def test_the_pages(client, carried, place):
    place.zrj.telephone = "0773-1"
    place.zrj.save()
    place.bb.telephone = "0773-9"
    place.bb.save()

    html = client.get("/townships/lcz/").content.decode()

    assert "灵川镇职责任务清单" in html
    assert '县自然资源局 <span class="nowrap">0773-1</span>' in html
    assert 'href="tel:0773-9"' in html
    assert "/feedback/?township=lcz" in html
    assert "灵川镇" in client.get("/townships/").content.decode()


@pytest.mark.parametrize(("last", "said"), [(date(2026, 11, 30), "2026年11月30日"), (None, "")])
def test_a_term_that_ends_sooner_here_is_told_by_its_last_day(client, enter, place, last, said):
    """As the list tells it; another township goes on to the end of the term."""
    term = {"term_from": FROM, "term_until": date(2026, 12, 31), "source_kind": "upper"}
    duty = enter("临时排查", kind="temporary", **term).duty
    if last:
        end(duty, [place.lcz], last)

    told = {code: client.get(f"/townships/{code}/").content.decode() for code in ("lcz", "dxz")}

    assert ("止于2026年11月30日" in told["lcz"]) is bool(said)
    assert ("至2026年12月31日" in told["lcz"]) is not bool(said)
    assert "至2026年12月31日" in told["dxz"]


def test_the_poster_asks_nothing_for_each_duty(place, enter, django_assert_max_num_queries):
    for number in range(6):
        enter(f"收回事项{number}", kind="recalled")
    page = TownshipPage(place.lcz, TODAY)
    assert len(page.recalled) == 1

    with django_assert_max_num_queries(0):
        assert [version.name for version in page.recalled_by_number] == [f"收回事项{n}" for n in range(6)]


def test_as_many_queries_however_many_duties(client, enter, django_assert_max_num_queries):
    for number in range(60):
        enter(f"事项{number}")

    with django_assert_max_num_queries(8):
        assert client.get("/townships/lcz/").status_code == 200
    with django_assert_max_num_queries(8):
        assert client.get("/townships/").status_code == 200


@pytest.mark.parametrize("code", ["nowhere", "zrj"])
def test_only_townships_have_a_page(client, place, code):
    assert client.get(f"/townships/{code}/").status_code == 404


def test_a_township_that_is_no_more(client, place):
    place.lcz.valid_until = date(2026, 11, 20)
    place.lcz.save()

    assert client.get("/townships/lcz/").status_code == 404
    assert (
        "灵川镇" not in client.get("/townships/").content.decode().split("</nav>", 1)[1].split("<footer")[0]
    )


def test_what_all_others_carry_is_carried_by_all(place, enter):
    """The list counts the townships of its day, as the page of a duty does."""
    enter("甲巡查", townships=[place.dxz, place.djx])

    def told():
        listing = Listing(place.county, QueryDict(), TODAY)
        return [line["townships"] for line in list_lines(listing)], listing.page().object_list[
            0
        ].townships_total

    assert told() == (["大圩镇、大境瑶族乡"], 3)
    place.lcz.valid_until = date(2026, 11, 20)
    place.lcz.save()

    assert told() == (["全部2个乡镇"], 2)


def test_the_code_leads_to_the_page_and_has_no_style(client, place):
    html = client.get("/townships/lcz/").content.decode()

    assert str(qr_code("http://testserver/townships/lcz/")) in html
    assert "style=" not in html


@pytest.mark.parametrize(("size", "points"), [("A3", b"841."), ("A4", b"595.")])
def test_a_poster(client, carried, size, points):
    response = client.get(f"/townships/lcz/poster.pdf?size={size}")

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    packed = re.findall(rb"stream\n(.*?)\nendstream", response.content, re.DOTALL)
    said = b"".join(zlib.decompress(each) for each in packed if each.startswith(b"x"))
    assert re.findall(rb"/MediaBox ?\[0 0 (\d+\.)", said + response.content) == [points]


@pytest.mark.parametrize("address", ["/townships/lcz/poster.pdf", "/duties.pdf"])
def test_one_press_for_all_visitors(client, place, enter, address, monkeypatch):
    """Who comes meanwhile is told to come again; what the press fails at is told too, and left for ten minutes."""
    enter("一次只印一份的事项")
    with alone("visitors"):
        busy = client.get(address)
    assert (busy.status_code, busy["Retry-After"], busy["Refresh"]) == (503, "10", "10")
    assert "正在为别人生成PDF" in busy.text

    with monkeypatch.context() as little:
        little.setattr("documents.rendering.MEMORY", 64 * 1024**2)  # not enough to begin with
        failed = client.get(address)
    later = client.get(address)

    assert [each.status_code for each in (failed, later)] == [503, 503]
    assert "一时生成不了" in later.text
    assert later["Retry-After"] == "600"


def test_no_other_size(client, place):
    assert client.get("/townships/lcz/poster.pdf?size=A0").status_code == 404


# -- 办事指南 -----------------------------------------------------------------------------------------------------


@pytest.fixture
def duty(enter):
    return enter("甲巡查", service_centre="stationed").duty


def sent(duty, **more):
    guide = ServiceGuide.objects.filter(duty=duty).first()
    seen = guide.updated_at.isoformat() if guide else ""
    return {"seen": seen, "steps": "先申请。\n再审核。", "fee": "不收费"} | more


@pytest.mark.parametrize(
    ("unit", "post", "status"),
    [
        ("zrj", Post.HANDLER, 302),
        ("zrj", Post.HEAD, 302),
        ("bb", Post.HANDLER, 302),
        ("slj", Post.HEAD, 403),
        ("lcz", Post.HEAD, 403),
    ],
)
def test_who_writes_the_guide(duty, place, seat_of, unit, post, status):
    url = reverse("duty-guide", args=[duty.uuid])
    browser = client_of(seat_of(getattr(place, unit), post))

    assert browser.get(url).status_code == (200 if status == 302 else 403)
    assert browser.post(url, sent(duty)).status_code == status
    assert ServiceGuide.objects.filter(duty=duty).exists() == (status == 302)
    outcomes = Event.objects.filter(verb="write_guide").values_list("outcome", flat=True)
    assert list(outcomes) == ["done" if status == 302 else "refused"]


def test_the_guide_on_the_duty_page(client, duty, place, seat_of):
    place.zrj.contact_post, place.zrj.telephone = "地灾股", "0773-1"
    place.zrj.save()
    html = client.get(duty.get_absolute_url()).content.decode()
    assert ("办事指南" in html, "地灾股" in html, "0773-1" in html) == (False, True, True)

    office = client_of(seat_of(place.bb, Post.HANDLER))
    office.post(
        reverse("duty-guide", args=[duty.uuid]),
        sent(duty, answer_unit=place.slj.pk, answer_post="水政股", telephone="0773-2"),
    )

    html = client.get(duty.get_absolute_url()).content.decode()
    for words in (
        "办事指南",
        "<li>先申请。</li><li>再审核。</li>",
        "不收费",
        "进驻",
        "县水利局",
        "水政股",
        "0773-2",
    ):
        assert words in html


def test_the_convenors_answer_nobody_s_call(duty, place, seat_of):
    zjr = create_unit(county=place.county, code="zjr", name="召集人", kind=UnitKind.CONVENOR, by=SYSTEM)
    browser, url = client_of(seat_of(place.zrj)), reverse("duty-guide", args=[duty.uuid])

    assert "召集人" not in browser.get(url).text
    assert browser.post(url, sent(duty, answer_unit=zjr.pk)).status_code == 200
    assert not ServiceGuide.objects.exists()


def test_two_at_once_overwrite_nothing(duty, place, seat_of):
    url = reverse("duty-guide", args=[duty.uuid])
    browser = client_of(seat_of(place.zrj))
    opened = sent(duty)
    browser.post(url, opened)

    late = browser.post(url, opened | {"steps": "另一种写法。"})

    assert late.status_code == 409
    assert "另一种写法。" in late.content.decode()
    assert ServiceGuide.objects.get(duty=duty).steps == "先申请。\n再审核。"


def test_a_guide_keeps_what_was_typed(duty, place, seat_of):
    browser = client_of(seat_of(place.zrj))

    response = browser.post(
        reverse("duty-guide", args=[duty.uuid]), sent(duty, place="窗口\u202e", fee="不收费")
    )

    html = response.content.decode()
    assert (response.status_code, "办理地点第3个字是从右到左覆盖" in html, "不收费" in html) == (
        200,
        True,
        True,
    )
    assert not ServiceGuide.objects.exists()


def test_no_guide_of_what_is_not_public(enter, place, seat_of):
    hidden = enter("隐藏", is_public=False, publication_ground="涉及个人隐私").duty

    response = client_of(seat_of(place.zrj)).get(reverse("duty-guide", args=[hidden.uuid]))

    assert response.status_code == 404


def test_a_kind_s_own_columns_on_the_duty_page(client, enter, place):
    kind = place.kinds["supporting"]
    kind.columns = [
        {"key": "name", "label": "事项名称", "storage": "name"},
        {"key": "power_kind", "label": "权力类型"},
    ]
    kind.save()
    duty = enter("甲巡查", texts={"power_kind": "行政检查"}).duty

    html = client.get(duty.get_absolute_url()).content.decode()

    assert '<dt>权力类型</dt><dd class="text">行政检查</dd>' in html
