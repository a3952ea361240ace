"""The public search over every county of the installation."""

from copy import copy
from datetime import date
from urllib.parse import unquote
from uuid import uuid4

import pytest

from registry import actions, candidates, search_index, searching
from registry.models import Duty, DutyTownship, DutyVersion
from tests.registry.conftest import FROM, end, facts, take_effect
from tests.registry.counties import place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


@pytest.fixture
def two():
    return place("450321"), place("450324")


def found(response):
    return [(row["county"].name, row["version"].name) for row in response.context["page"].object_list]


def test_names_before_other_texts_then_county_by_county(client, two):
    yangshuo, quanzhou = two
    yangshuo.duty("走访", township_duties="每月巡查。")
    yangshuo.duty("河道巡查")
    quanzhou.duty("水库巡查")
    quanzhou.duty("宣传", township_duties="每月宣传。")

    response = client.get("/search/?q=巡查")

    assert found(response) == [("阳朔县", "河道巡查"), ("全州县", "水库巡查"), ("阳朔县", "走访")]
    assert [(county.name, number) for county, number in response.context["found"].counts] == [
        ("阳朔县", "2"),
        ("全州县", "1"),
    ]
    page = response.content.decode()
    assert "河道<mark>巡查</mark>" in page
    assert f"/c/450324/duties/{quanzhou.county.duties.get(name='水库巡查').uuid}/" in page


def test_what_has_left_a_list_is_told_where_nothing_in_force_is_called_so(client, two):
    """It may not come back without admission; what is kept from the public or comes later is not told."""
    yangshuo, quanzhou = two
    gone = yangshuo.duty("河道巡查").duty
    end(gone, yangshuo.townships, date(2026, 11, 20))
    end(
        quanzhou.duty("河道巡查密件", is_public=False, publication_ground="涉密").duty,
        quanzhou.townships,
        date(2026, 11, 20),
    )

    for address, told in (("/search/?q=河道巡查", True), ("/search/?q=河道巡查&in=450324", False)):
        answer = client.get(address)
        assert [row["version"].duty for row in answer.context["found"].ended] == [gone] * told
        assert ("曾经在清单里，已经退出" in answer.content.decode()) == told
        assert ("已撤销，止于2026年11月20日" in answer.content.decode()) == told
    # one character is not looked up by the index, which knows the county
    for code, told in (("450321", [gone]), ("450324", [])):
        ended = client.get(f"/search/?q=巡&in={code}").context["found"].ended
        assert [row["version"].duty for row in ended] == told
    quanzhou.duty("河道巡查")
    assert client.get("/search/?q=河道巡查").context["found"].ended == []


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (["moved", "moved"], "已转列其他清单"),
        (["moved", "cancelled"], "已取消"),
        (["moved", "done"], "已撤销"),
    ],
)
def test_what_went_over_into_another_list_is_not_called_forbidden(client, two, kinds, said):
    """阿荣旗 第四条第（五）项: the townships carry it on there. In the list of its county likewise, and on its own page."""
    quanzhou = two[1]
    gone = quanzhou.duty("河道巡查").duty
    for township, kind, case in zip(quanzhou.townships, kinds, "一二", strict=True):
        end(gone, [township], date(2026, 11, 20), kind=kind, case=case)

    [row] = client.get("/search/?q=河道巡查").context["found"].ended
    assert row["note"] == f"{said}，止于2026年11月20日"
    in_list = client.get("/c/450324/?q=河道巡查").content.decode()
    own = client.get(row["url"]).content.decode()
    assert f'<span class="state is-back">{said}</span> <span class="tag">止于2026年11月20日' in in_list
    assert ("未经重新准入，不得再交由乡镇办理" in own) == (said != "已转列其他清单")


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("carried", [True, False])
def test_where_a_duty_went_on_comes_before_that_it_is_not_in_the_list(client, two, carried, beside):
    """阿荣旗 第四条第（五）项: under another name in another list townships carry it on, where it is in force still."""
    quanzhou = two[1]
    gone = quanzhou.duty("河道巡查").duty
    into = actions.enter_duty(
        county=quanzhou.county, facts=facts("水系管护"), townships=quanzhou.townships,
        department=quanzhou["zrj"], list_kind=quanzhou.kinds["basic"], category=None, case="案件一",
    )  # fmt: skip
    take_effect(into, date(2026, 11, 10))
    end(gone, quanzhou.townships, date(2026, 11, 9), kind="moved", case="案件一")
    if not carried:
        end(into.duty, quanzhou.townships, date(2026, 11, 20), case="案件二")
    if beside:  # what was revoked is not said to be carried on
        end(quanzhou.duty("夜间河道巡查").duty, quanzhou.townships, date(2026, 11, 20), case="案件三")
    some = "有的" if beside else ""

    own = client.get("/c/450324/?q=河道巡查").content.decode()
    everywhere = client.get("/search/?q=河道巡查").content.decode()

    assert (f"<h2>含“河道巡查”的事项{some}转列其他清单，仍在全州县的清单里</h2>" in own) == carried
    assert ("<h2>“河道巡查”不在全州县的现行清单里</h2>" in own) != carried
    assert (f"<h2>含“河道巡查”的事项{some}转列其他清单，仍在清单里</h2>" in everywhere) == carried
    for page in (own, everywhere):
        # before the sentence of what is in no list
        place, sentence = (
            page.find(">水系管护</a>"),
            page.index("清单之外的事，未经准入不得交由乡镇办理。如果"),
        )
        assert (-1 < place < sentence) == carried


def test_a_duty_that_moved_twice_is_found_where_it_is_now(client, two):
    """By its first name, which only the first of the three bore."""
    quanzhou = two[1]
    last = quanzhou.duty("河道巡查").duty
    for at, (name, kind) in enumerate([("水系管护", "basic"), ("堤岸看护", "supporting")], start=1):
        into = actions.enter_duty(
            county=quanzhou.county, facts=facts(name), townships=quanzhou.townships,
            department=quanzhou["zrj"], list_kind=quanzhou.kinds[kind], category=None, case=f"案件{at}",
        )  # fmt: skip
        take_effect(into, date(2026, 11, 10 + at))
        end(last, quanzhou.townships, date(2026, 11, 9 + at), kind="moved", case=f"案件{at}")
        last = into.duty

    for address in ("/c/450324/?q=河道巡查", "/search/?q=河道巡查"):
        page = client.get(address).content.decode()
        assert "<h2>含“河道巡查”的事项转列其他清单，仍在" in page
        assert ">堤岸看护</a>" in page
        assert ">水系管护</a>" not in page


def test_a_duty_that_is_only_a_name_is_no_dot_behind_its_number(client, two):
    version = two[1].duty("河道巡查", township_duties="", basis="")

    page = client.get("/search/?q=河道巡查").content.decode()

    assert f'<span class="sub">{version.duty.code}</span>' in page


def test_the_counties_that_have_no_such_duty_are_told_of(client, two):
    yangshuo, quanzhou = two
    yangshuo.duty("河道巡查")

    answer = client.get("/search/?q=河道巡查")

    report = answer.context["found"].report_url
    assert f'<a href="{report}">选县后反映</a>' in answer.content.decode()
    assert "河道巡查" in unquote(client.get(report).content.decode())
    quanzhou.duty("河道巡查")
    assert "选县后反映" not in client.get("/search/?q=河道巡查").content.decode()


def test_duties_before_the_basis_whatever_the_county(client, two):
    yangshuo, quanzhou = two
    yangshuo.duty("甲事项", basis="《秸秆禁烧办法》")
    quanzhou.duty("乙事项", boundary="秸秆处置不归乡镇。")
    quanzhou.duty("秸秆禁烧")

    assert found(client.get("/search/?q=秸秆")) == [
        ("全州县", "秸秆禁烧"),
        ("全州县", "乙事项"),
        ("阳朔县", "甲事项"),
    ]


def test_the_page_goes_by_the_index(client, two):
    """Not by reading every text of every county."""
    version = two[0].duty("河道巡查")
    assert len(found(client.get("/search/?q=巡查"))) == 1

    search_index.forget([version.pk])

    assert found(client.get("/search/?q=巡查")) == []


def test_a_text_without_end_leads_to_the_only_list_which_says_that_it_is_too_long(client, lingchuan):
    response = client.get("/search/", {"q": "巡" * 20_000})

    assert response.status_code == 302
    assert "只按前100个字查找" in client.get(response.url).content.decode()


def test_one_character_in_one_county(client, two):
    two[0].duty("河道巡查")
    two[1].duty("水库巡查")

    every, one = client.get("/search/?q=巡"), client.get("/search/?q=巡&in=450324")

    assert (found(every), found(one)) == ([], [("全州县", "水库巡查")])
    assert "不在任何一个县" not in every.content.decode()  # it was not looked for


def test_one_county_of_them(client, two):
    yangshuo, quanzhou = two
    yangshuo.duty("河道巡查")
    quanzhou.duty("水库巡查")

    assert found(client.get("/search/?q=巡查&in=450324")) == [("全州县", "水库巡查")]
    for code in ("450999", "x", "%00"):
        assert client.get(f"/search/?q=巡查&in={code}").status_code == 404


def test_only_what_everyone_may_read_and_is_in_force(client, two):
    yangshuo, _ = two
    yangshuo.duty("密件巡查", is_public=False, publication_ground="涉及个人隐私")
    yangshuo.duty("到期巡查", kind="temporary", term_from=FROM, term_until=date(2026, 3, 1))
    end(yangshuo.duty("撤销巡查").duty, yangshuo.townships, date(2026, 3, 31))

    response = client.get("/search/?q=巡查")

    assert found(response) == []
    assert "“巡查”不在任何一个县的现行清单里" in response.content.decode()


def test_what_no_list_has_may_be_reported_to_the_county_chosen_next(client, two):
    """灵川 第一条: whoever does not know whose list to look in is led from here to that county's form."""
    answer = client.get("/search/?q=征收卫生费")
    assert "不在任何一个县的现行清单里" in answer.content.decode()
    chosen = client.get(answer.context["found"].report_url)
    form = next(
        url for _, counties in chosen.context["cities"] for county, url in counties if county == two[1].county
    )

    filled = client.get(form)

    assert (filled.status_code, filled.context["form"].initial["matter"]) == (200, "征收卫生费")
    assert filled.wsgi_request.chosen_county == two[1].county


def test_what_the_county_looked_in_has_not_is_reported_to_it(client, two):
    two[0].duty("河道巡查")

    answer = client.get("/search/?q=河道&in=450324")

    page = answer.content.decode()
    assert "“河道”不在全州县的现行清单里" in page
    assert "任何一个县" not in page  # 阳朔 has it
    filled = client.get(answer.context["found"].report_url)
    assert filled.wsgi_request.chosen_county == two[1].county
    assert filled.context["form"].initial["matter"] == "河道"


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("", "搜索全部县的清单"),
        ("。。", "搜索的内容里没有文字，请换成事项名称、部门、依据或文号里的字。"),
        ("巡" * 2000, "搜索的字太多，只按前100个字查找。"),
        ("巡", "在全部县里搜索至少要两个字"),
        ("%", "在全部县里搜索至少要两个字"),
        ("%查", "“%查”不在任何一个县的现行清单里"),
        ("_查", "“_查”不在任何一个县的现行清单里"),
        ("' OR 1=1", "“&#x27; OR 1=1”不在任何一个县的现行清单里"),
        ("\x00", "搜索全部县的清单"),
    ],
)
def test_what_was_typed_is_literal(client, two, q, said):
    two[0].duty("河道巡查")

    response = client.get("/search/", {"q": q})

    assert (response.status_code, said in response.content.decode()) == (200, True)


@pytest.mark.parametrize("page", ["99999", "x", "0"])
def test_a_page_that_is_not_there(client, two, page):
    assert client.get("/search/", {"q": "巡查", "page": page}).status_code == 404


def test_counted_up_to_a_thousand(client, two):
    multiply(two[0].duty("河道巡查"), 1000)

    first, last = (client.get("/search/", {"q": "巡查", "page": page}) for page in (1, 50))

    assert (first.context["found"].count_said, len(found(first)), len(found(last))) == ("1000+", 20, 20)
    assert "第1至20项，共1000+项" in first.content.decode()
    assert client.get("/search/", {"q": "巡查", "page": 51}).status_code == 404


@pytest.mark.parametrize("address", ["/search/?q=巡查", "/counties/", "/api/v1/counties/"])
def test_a_page_of_all_counties_is_not_sent_again_until_a_list_changes(client, two, address):
    etag = client.get(address)["ETag"]

    again = client.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert again["Cache-Control"] == "public, max-age=59"

    two[1].duty("水库巡查")
    after = client.get(address, headers={"if-none-match": etag})
    assert (after.status_code, after["ETag"] == etag) == (200, False)


def test_a_county_that_came_is_among_them_at_once(client, two):
    etag = client.get("/counties/")["ETag"]

    place("450323")

    page = client.get("/counties/", headers={"if-none-match": etag})
    assert (page.status_code, "灵川县" in page.content.decode()) == (200, True)


def multiply(version, times):
    """As many more duties with the same text, as rows."""
    duties = Duty.objects.bulk_create(
        Duty(
            county=version.duty.county,
            list_kind=version.duty.list_kind,
            department=version.department,
            serial=number,
            code=f"配合{number:04d}",
            name=version.name,
            normalized_name=version.normalized_name,
        )
        for number in range(2, times + 2)
    )
    texts = []
    for duty in duties:
        text = copy(version)
        text.pk, text.uuid, text.duty = None, uuid4(), duty
        texts.append(text)
    texts = DutyVersion.objects.bulk_create(texts)
    DutyTownship.objects.bulk_create(
        DutyTownship(version=text, township_id=version.carriers.first().township_id) for text in texts
    )
    search_index.put(texts)


def test_counties_looked_at_one_after_the_other_give_the_same(client, two, monkeypatch):
    """As an installation of hundreds is searched on PostgreSQL."""
    third = place("450323")
    for where, names in ((two[0], "甲乙"), (two[1], "丙"), (third, "丁戊")):
        for name in names:
            where.duty(f"{name}河道鼋鼍巡护")
    third.duty("走访", township_duties="每月鼋鼍巡护。")
    whole = found(client.get("/search/?q=鼋鼍巡护"))
    monkeypatch.setattr(candidates, "FEW", 2)
    monkeypatch.setattr(candidates, "PROBED", 1)

    for scattered in (0, 10**9):  # each county by itself; the first, then all at once
        monkeypatch.setattr(candidates, "SCATTERED", scattered)
        assert found(client.get("/search/?q=鼋鼍巡护")) == whole
    assert len(whole) == 6


def test_asks_as_often_for_one_county_as_for_three(client, two, django_assert_num_queries):
    two[0].duty("河道巡查")
    # two of them for its mark, one for their rules, one or two for each of the three ranks, one for how many counties there are
    with django_assert_num_queries(12):
        client.get("/search/?q=巡查")
    two[1].duty("水库巡查")
    place("450323").duty("巡查")

    with django_assert_num_queries(12):
        assert len(found(client.get("/search/?q=巡查"))) == 3


def test_a_duty_that_got_another_name_is_told_by_its_old_one(client, two):
    """Else the whole installation would say that no county has it, and its county that it has."""
    yangshuo, quanzhou = two
    renamed(yangshuo, yangshuo.duty("河道巡查").duty, "水系管护")
    renamed(quanzhou, quanzhou.duty("河道巡查密件").duty, "密件", is_public=False, publication_ground="涉密")
    gone = quanzhou.duty("河道巡查旧事").duty
    renamed(quanzhou, gone, "旧事")
    end(gone, quanzhou.townships, date(2026, 11, 20))

    response = client.get("/search/?q=河道巡查")

    assert found(response) == []
    told = response.context["found"].renamed
    assert [(row["county"].name, row["version"].name) for row in told] == [("阳朔县", "水系管护")]
    assert (
        "名称里有“河道巡查”的事项有的改了名称，仍在清单里" in response.content.decode()
    )  # another was revoked
    assert client.get("/search/?q=河道巡查&in=450324").context["found"].renamed == []
    # what a list has under that name comes first, and nothing else is asked
    quanzhou.duty("河道巡查")
    assert client.get("/search/?q=河道巡查").context["found"].renamed == []


def test_what_was_renamed_and_then_ended_is_told_by_its_old_name(client, two):
    """On the county's page and on that of all: it has left the list, whatever it was called when it came."""
    yangshuo, quanzhou = two
    gone = yangshuo.duty("河道巡查").duty
    renamed(yangshuo, gone, "水系管护")
    secret = yangshuo.duty("河道巡查密件").duty
    renamed(yangshuo, secret, "密件", is_public=False, publication_ground="涉密")
    still = quanzhou.duty("河道巡查旧事").duty
    renamed(quanzhou, still, "旧事")
    other = yangshuo.duty("河道巡查").duty
    for duty in (gone, secret, other):
        end(duty, yangshuo.townships, date(2026, 11, 20))

    def everywhere(**asked):
        answer = client.get("/search/", {"q": "河道巡查"} | asked)
        return [row["version"].duty for row in answer.context["found"].ended]

    assert everywhere() == everywhere(**{"in": "450321"}) == [gone, other]
    assert everywhere(**{"in": "450324"}) == []
    answer = client.get("/c/450321/?q=河道巡查")
    assert [row.version.duty for row in answer.context["answer"].ended] == [gone, other]
    assert "水系管护" in answer.text
    assert "撤销，止于2026年11月20日" in client.get("/search/?q=河道巡查").text
    for page in ("/c/450321/?q=水系管护", "/c/450321/?q=河"):
        assert gone in [row.version.duty for row in client.get(page).context["answer"].ended]
    assert client.get("/c/450324/?q=河道巡查").context["answer"].ended == []


def renamed(where, duty, name, **more):
    version = actions.amend_duty(
        duty=duty, facts=facts(name, **more), townships=where.townships, department=where["zrj"]
    )
    return take_effect(version, date(2026, 11, 1))


def test_a_search_that_ended_early_says_no_more_than_it_found(client, two, monkeypatch):
    """Of many texts that hold the word hardly any is in force: they fill what a search looks at, and no page has 1000."""
    yangshuo, quanzhou = two
    for number in range(4):
        gone = yangshuo.duty(f"河道巡查旧事{number}").duty
        end(gone, yangshuo.townships, date(2026, 11, 20))
    yangshuo.duty("河道巡查")
    quanzhou.duty("水库巡查")
    monkeypatch.setattr(searching, "CANDIDATES", 5)

    response = client.get("/search/?q=巡查")

    assert found(response) == [("阳朔县", "河道巡查"), ("全州县", "水库巡查")]
    assert response.context["found"].count_said == "2+"
    assert "第1至2项，共2+项" in response.content.decode()
    assert {said for _, said in response.context["found"].counts} == {"1+"}
    # every county is named: there is none that might have such a duty besides
    assert "没有列出的县" not in response.content.decode()
    place("450323")
    assert "没有列出的县也可能有" in client.get("/search/?q=巡查").content.decode()
