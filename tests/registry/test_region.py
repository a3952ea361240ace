"""What the bodies above counties see of the lists below them: figures, the same duty compared, editions on their way."""

import csv
import io
import re
from datetime import date
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts import actions as accounts
from accounts.models import County, Post
from audit.record import SYSTEM
from registry import search_index
from registry.models import EditionDraft, EditionStep, Posting
from registry.pages.compare import MOST_TICKED
from tests.cast import client_of
from tests.registry.conftest import FROM, end
from tests.registry.counties import body, place, seat_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)
PAGES = ("region", "region-compare", "region-drafts", "region-cases")


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


@pytest.fixture
def province(db):
    return body("province", "自治区党委编办")


@pytest.fixture
def city(province):
    return body("city", "桂林市委编办", above=province)


@pytest.fixture
def yangshuo(city):
    return place("450321", city)


@pytest.fixture
def quanzhou(city):
    return place("450324", city)


@pytest.fixture
def yufeng(province):
    """A county of another city."""
    return place("450203", body("liuzhou", "柳州市委编办", above=province))


def browser(unit, where, post=Post.HANDLER):
    """A browser of a body above counties; its account is looked after by a county's administrator."""
    return client_of(seat_of(unit, post, county=where.county))


def test_a_body_whose_counties_went_to_another_finds_nothing(city, yangshuo):
    """Its accounts are there still; nothing is below it, whatever it asks for."""
    reader = browser(city, yangshuo)
    yangshuo.duty("河道巡查")
    accounts.set_upper_body(county=yangshuo.county, unit=body("hezhou", "贺州市委编办"), by=SYSTEM)

    assert [reader.get(reverse(name)).status_code for name in PAGES] == [200] * len(PAGES)
    compared = reader.get(reverse("region-compare"), {"q": "巡查"})
    assert compared.status_code == 200
    assert "河道巡查" not in compared.content.decode()


def lines(response):
    """{county: (in force, temporary, hidden, edition, missing)} as the page of figures has them."""
    return {
        line.county.name: (line.total, line.temporary, line.hidden, str(line.edition), line.missing)
        for line in response.context["region"].lines
    }


# -- who ----------------------------------------------------------------------------------------------------------------


def test_each_body_sees_the_counties_below_it(yangshuo, quanzhou, yufeng, city, province):
    liuzhou = yufeng.county.upper_body

    seen = {
        unit.name: list(lines(browser(unit, yangshuo).get(reverse("region"))))
        for unit in (city, liuzhou, province)
    }

    assert seen == {
        "桂林市委编办": ["阳朔县", "全州县"],
        "柳州市委编办": ["鱼峰区"],
        "自治区党委编办": ["鱼峰区", "阳朔县", "全州县"],
    }


def test_the_province_is_told_the_city_of_each_county(yangshuo, yufeng, province):
    response = browser(province, yangshuo).get(reverse("region"))

    page = response.content.decode()
    assert [page.count(f'<span class="sub">{name}</span>') for name in ("桂林市委编办", "柳州市委编办")] == [
        1,
        1,
    ]


def test_a_body_reads_the_lists_as_everyone_does(yangshuo, quanzhou, city):
    yangshuo.duty("巡查")
    client = browser(city, yangshuo)

    assert client.get("/").url == "/counties/"
    assert client.get("/c/450321/").status_code == 200
    assert client.get("/c/450321/editions/publish/").url == "/editions/publish/"
    assert client.get("/editions/publish/").status_code == 403


def test_a_body_without_counties_sees_an_empty_page(yangshuo):
    lonely = body("lonely", "北海市委编办")
    client = browser(lonely, yangshuo)

    assert "还没有县。" in client.get(reverse("region")).content.decode()
    assert [client.get(reverse(name)).status_code for name in PAGES] == [200] * 4


@pytest.mark.parametrize("name", PAGES)
def test_a_county_s_own_seats_and_visitors_do_not(client, yangshuo, name):
    office, township = (client_of(seat_of(yangshuo[code], Post.HEAD)) for code in ("bb", "one"))

    assert [each.get(reverse(name)).status_code for each in (office, township)] == [403, 403]
    assert client.get(reverse(name)).url == f"/login/?next={reverse(name)}"


def test_sections_of_a_body_above_counties(yangshuo, city):
    upper = browser(city, yangshuo).get(reverse("region")).context["sections"]
    office = client_of(seat_of(yangshuo["bb"], Post.HEAD)).get("/").context["sections"]

    own = {"所辖各县": "/region/", "清单备案": "/region/drafts/"}
    assert {row["label"]: row["url"] for row in upper if row["label"] in own} == own
    assert own.keys() & {row["label"] for row in office} == set()


# -- figures ------------------------------------------------------------------------------------------------------------


def test_figures_of_a_county(yangshuo, quanzhou, city):
    yangshuo.duty("巡查")
    yangshuo.duty("走访", kind="basic")
    yangshuo.duty("普查", kind="temporary", term_from=FROM, term_until=date(2026, 12, 31))
    yangshuo.duty("过期", kind="temporary", term_from=FROM, term_until=date(2026, 3, 1))
    yangshuo.duty("隐藏", is_public=False, publication_ground="涉及个人隐私")
    end(yangshuo.duty("撤销").duty, yangshuo.townships, date(2026, 3, 31))
    edition = yangshuo.publish(DAY, "阳编发〔2026〕1号")
    Posting.objects.create(edition=edition, place="portal", posted_on=DAY, recorded_by="办公室")
    Posting.objects.create(
        edition=edition, place="centre", township=yangshuo["one"], posted_on=DAY, recorded_by="办公室"
    )

    response = browser(city, yangshuo).get(reverse("region"))

    # of 1 + 2 townships × 2 places two are known
    assert lines(response) == {
        "阳朔县": (4, 1, 1, "2026年第1版", 3),
        "全州县": (0, 0, 0, "None", 0),
    }
    region = response.context["region"]
    assert region.kinds == ["基本履职", "配合履职", "临时性、阶段性"]
    assert [numbers for _, numbers in region.by_kind] == [
        [("基本履职", 1), ("配合履职", 2), ("临时性、阶段性", 1)],
        [("基本履职", 0), ("配合履职", 0), ("临时性、阶段性", 0)],
    ]
    page = response.content.decode()
    assert f"{edition.get_absolute_url()}" in page
    assert "/c/450321/editions/2026/1/" in page
    assert "隐藏" not in page


def test_an_open_draft_is_told(yangshuo, city):
    EditionDraft.objects.create(county=yangshuo.county, created_by="办公室")

    line = browser(city, yangshuo).get(reverse("region")).context["region"].lines[0]

    assert line.draft_said == "拟稿"


def test_a_township_that_was_dissolved_need_not_post(yangshuo, city):
    yangshuo.duty("巡查")
    yangshuo.publish(DAY, "阳编发〔2026〕1号")
    accounts.change_unit(unit=yangshuo["two"], valid_until=date(2026, 11, 20), by=SYSTEM)

    assert lines(browser(city, yangshuo).get(reverse("region")))["阳朔县"][-1] == 3


@pytest.mark.parametrize("name", [*PAGES, "region-table"])
def test_pages_ask_the_same_for_one_county_and_three(city, name):
    first = place("450321", city)
    _fill(first, "阳编发〔2026〕1号")
    client = browser(city, first)
    url = reverse(name, args=["csv"] if name == "region-table" else [])

    one = _cost(client, url)
    for code, number in (("450324", "全编发〔2026〕1号"), ("450323", "灵编发〔2026〕1号")):
        _fill(place(code, city), number)

    assert (one, _cost(client, url)) == (one, one)
    assert one <= 13


def _fill(where, number):
    where.duty("巡查")
    where.publish(DAY, number)
    draft = EditionDraft.objects.create(county=where.county, created_by="办公室", as_of=DAY)
    EditionDraft.objects.filter(pk=draft.pk).update(state="under_way")


def _cost(client, url):
    """Statements of a page, when what its frame counts was counted before."""
    client.get("/notices/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"{url}?q=巡查").status_code == 200
    return len(captured)


# -- the table to take away ---------------------------------------------------------------------------------------------


def test_the_table_as_csv_and_xlsx(yangshuo, city):
    County.objects.filter(pk=yangshuo.county.pk).update(name="=阳朔县()")
    yangshuo.duty("巡查")
    yangshuo.publish(DAY, "阳编发〔2026〕1号")
    client = browser(city, yangshuo)

    text = client.get(reverse("region-table", args=["csv"]))
    sheet = load_workbook(io.BytesIO(client.get(reverse("region-table", args=["xlsx"])).content)).active

    heads = [
        "县", "上级单位", "现行事项", "其中临时性、阶段性", "其中不予公开", "最近一版", "公布日期", "文号", "这一版项数", "拟编新版",
        "未登记公开的处数", "配合履职",
    ]  # fmt: skip
    row = ["桂林市委编办", 1, 0, 0, "2026年第1版", "2026年11月2日", "阳编发〔2026〕1号", 1, "没有", 5, 1]
    assert text.content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(text.content.decode("utf-8-sig")))) == [
        heads,
        ["'=阳朔县()", *map(str, row)],
    ]
    assert [[cell.value for cell in line] for line in sheet] == [heads, ["=阳朔县()", *row]]
    assert (sheet["A2"].data_type, sheet["C2"].data_type) == ("s", "n")
    assert client.get(reverse("region-table", args=["pdf"])).status_code == 404


# -- the same duty ------------------------------------------------------------------------------------------------------


def groups(response):
    return [
        (group.name, [text.duty.county.name for text in group.texts], group.without)
        for group in response.context["page"].object_list
    ]


def test_the_same_name_stands_together(yangshuo, quanzhou, yufeng, city):
    yangshuo.duty("河道巡查（乡级）")
    quanzhou.duty("河道巡查 (乡级)")
    quanzhou.duty("水库巡查")
    yufeng.duty("河道巡查（乡级）")
    yangshuo.duty("河道巡查密件", is_public=False, publication_ground="涉及个人隐私")
    end(quanzhou.duty("河道巡查旧项").duty, quanzhou.townships, date(2026, 3, 31))

    response = browser(city, yangshuo).get(reverse("region-compare"), {"q": "巡查"})

    assert groups(response) == [
        ("河道巡查（乡级）", ["阳朔县", "全州县"], []),
        ("水库巡查", ["全州县"], ["阳朔县"]),
    ]
    first = response.context["page"].object_list[0].texts[0]
    assert (first.townships_now, first.document_number) == (2, "阳编发〔2025〕9号")
    assert f"/c/450321/duties/{first.duty.uuid}/" in response.content.decode()


@pytest.mark.parametrize(
    ("q", "count"), [("%", "0"), ("_", "0"), ("'\"", "0"), ("巡" * 2000, "0"), ("巡查", "1")]
)
def test_what_is_looked_for_is_literal(yangshuo, city, q, count):
    yangshuo.duty("河道巡查")

    response = browser(city, yangshuo).get(reverse("region-compare"), {"q": q})

    assert (response.status_code, response.context["found"].count_said) == (200, count)


def test_the_names_are_looked_for_by_the_index(yangshuo, quanzhou, city):
    """However many counties a province has: not by reading every text."""
    for each in (yangshuo, quanzhou):
        each.duty("河道巡查")
    with CaptureQueriesContext(connection) as asked:
        response = browser(city, yangshuo).get(reverse("region-compare"), {"q": "河道巡查"})

    [looking] = [row["sql"] for row in asked if search_index.TABLE in row["sql"]]
    assert groups(response) == [("河道巡查", ["阳朔县", "全州县"], [])]
    assert "area4503" in looking
    assert "area450321" not in looking


def test_ten_names_a_page(yangshuo, city):
    for number in range(11):
        yangshuo.duty(f"巡查{number}号")
    client = browser(city, yangshuo)

    pages = [
        len(groups(client.get(reverse("region-compare"), {"q": "巡查", "page": page}))) for page in (1, 2)
    ]

    assert pages == [10, 1]
    assert client.get(reverse("region-compare"), {"q": "巡查", "page": 99999}).status_code == 404


def test_texts_side_by_side(yangshuo, quanzhou, city):
    left = yangshuo.duty("巡查", township_duties="每周巡查1次。", boundary="只巡查。")
    right = quanzhou.duty("巡查", township_duties="每月巡查1次。")
    own = ("牵头部门", "承担乡镇", "文号")  # not marked: each county has its own

    response = browser(city, yangshuo).get(
        reverse("region-texts"), {"duty": [left.duty.uuid, right.duty.uuid], "q": "巡查"}
    )

    page = response.content.decode()
    assert "每<del>周</del><ins>月</ins>巡查1次。" in page
    assert "<del>只巡查。</del>" in page
    for row in response.context["sides"].rows:
        if row["label"] in own and not row["same"]:
            assert row["cells"][1]["first"] == row["cells"][1]["text"] != row["cells"][0]["text"]
    rows = {row["label"]: row["same"] for row in response.context["sides"].rows}
    assert (rows["事项名称"], rows["依据"], rows["乡镇职责"], rows["职责边界"]) == (True, True, False, False)
    assert "经费保障" not in rows


def test_texts_of_other_cities_hidden_and_ended_are_not_there(yangshuo, yufeng, city):
    own = yangshuo.duty("巡查").duty
    foreign = yufeng.duty("巡查").duty
    hidden = yangshuo.duty("密件", is_public=False, publication_ground="涉及个人隐私").duty
    ended = yangshuo.duty("旧项").duty
    end(ended, yangshuo.townships, date(2026, 3, 31))
    client = browser(city, yangshuo)

    answers = [
        client.get(reverse("region-texts"), {"duty": [own.uuid, other]}).status_code
        for other in (foreign.uuid, hidden.uuid, ended.uuid, "x", "00000000-0000-0000-0000-000000000000")
    ]

    assert answers == [404] * 5


def test_a_wrong_number_of_texts_goes_back_with_a_word(yangshuo, city):
    texts = [yangshuo.duty(f"巡查{number}").duty.uuid for number in range(5)]
    client = browser(city, yangshuo)

    for chosen in ([], texts[:1], texts[:1] * 2, texts):
        response = client.get(reverse("region-texts"), {"q": "巡查", "duty": chosen}, follow=True)
        assert response.redirect_chain[0][0].startswith(reverse("region-compare"))
        html = response.content.decode()
        assert "请选2到4项，再并排比较。" in html
        ticked = [box for box in re.findall(r"<input[^>]*>", html) if "checkbox" in box and "checked" in box]
        assert len(ticked) == len(set(chosen))  # nobody looks for them again


@pytest.mark.parametrize("page", ["2", "99999", "x"])
def test_the_way_back_leads_to_a_page_though_the_one_it_was_is_gone(yangshuo, quanzhou, city, page):
    """A list that became shorter while the texts were read; also where too few were ticked."""
    texts = [county.duty("巡查").duty.uuid for county in (yangshuo, quanzhou)]
    client = browser(city, yangshuo)

    read = client.get(reverse("region-texts"), {"q": "巡查", "page": page, "duty": texts})
    [back] = [url for label, url in read.context["crumbs"] if label == "同一事项比较"]
    assert len(groups(client.get(back))) == 1
    few = client.get(reverse("region-texts"), {"q": "巡查", "page": page, "duty": texts[:1]}, follow=True)
    assert "请选2到4项，再并排比较。" in few.content.decode()
    assert len(groups(few)) == 1


def test_however_many_are_ticked_the_address_to_go_back_to_stays_short(yangshuo, city):
    """nginx passes on no more than 4 kB of headers unless it is told to, and Django no address above 16 kB."""
    chosen = [str(UUID(int=number)) for number in range(500)]

    response = browser(city, yangshuo).get(
        reverse("region-texts"), {"q": "巡查", "page": "2", "duty": chosen}
    )

    assert response.status_code == 302
    assert len(response.url) < 2000
    asked = parse_qs(urlsplit(response.url).query)
    assert (asked["q"], asked["page"], asked["duty"]) == (["巡查"], ["2"], chosen[:MOST_TICKED])


# -- editions on their way ----------------------------------------------------------------------------------------------


def test_drafts_of_the_counties_below(yangshuo, quanzhou, yufeng, city):
    for where, state in ((yangshuo, "under_way"), (quanzhou, "drafting"), (yufeng, "under_way")):
        draft = EditionDraft.objects.create(county=where.county, created_by="办公室", as_of=DAY)
        EditionDraft.objects.filter(pk=draft.pk).update(state=state)
    EditionStep.objects.create(
        draft=EditionDraft.objects.get(county=yangshuo.county),
        key="county",
        label="县委、县政府审定",
        body="阳朔县委、县政府",
        outcome="passed",
        number="阳办发〔2026〕3号",
        decided_on=DAY,
        content_hash="x",
        recorded_by="办公室",
    )

    response = browser(city, yangshuo).get(reverse("region-drafts"))

    assert [line.draft.county.name for line in response.context["filing"].lines] == ["阳朔县"]
    page = response.content.decode()
    assert "县委、县政府审定：通过" in page
    assert "阳办发〔2026〕3号" in page
    assert "现在没有等本单位审核、备案的清单。" in page
