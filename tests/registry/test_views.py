import html
import json
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import County, Post
from registry import actions
from registry.models import Edition
from tests.cast import client_of
from tests.factories import listed_duty
from tests.registry.conftest import FROM, NUMBER, TODAY, end, facts, take_effect

pytestmark = pytest.mark.django_db
LIST = "/"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


def names(response):
    """The names in the rows of a list page, without marks."""
    rows = re.findall(r'<td class="name"><a[^>]*>(.*?)</a>', response.content.decode(), re.DOTALL)
    return [re.sub(r"<[^>]+>", "", row) for row in rows]


def count(response):
    return re.search(r'<b role="status">(.*?)</b>', response.content.decode()).group(1)


@pytest.fixture
def several(enter, place):
    """One of everything: in force twice, expired, revoked, cancelled, pending, hidden."""
    enter("现行甲巡查")
    enter("现行乙", kind="basic", department=place.slj, townships=[place.lcz])
    enter("到期丙", kind="temporary", term_from=FROM, term_until=date(2026, 3, 1))
    end(enter("撤销丁").duty, place.townships, date(2026, 3, 31))
    end(enter("取消戊").duty, place.townships, date(2026, 4, 30), kind="cancelled")
    enter("待生效己", effective=None)
    enter("隐藏庚", is_public=False, publication_ground="涉及个人隐私")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["现行乙", "现行甲巡查"]),
        ("?q=甲巡", ["现行甲巡查"]),
        ("?q=%25", []),
        ("?kind=basic", ["现行乙"]),
        ("?department=slj", ["现行乙"]),
        ("?township=djx", ["现行甲巡查"]),
        ("?category=自然资源", ["现行乙", "现行甲巡查"]),
        ("?status=expired", ["到期丙"]),
        ("?status=revoked&status=cancelled", ["撤销丁", "取消戊"]),
        ("?as_of=2026-03-01", ["现行乙", "现行甲巡查", "撤销丁", "取消戊", "到期丙"]),
        ("?as_of=2025-08-31", []),
        ("?as_of=2026-02-30", ["现行乙", "现行甲巡查"]),
        ("?as_of=2027-01-01", ["现行乙", "现行甲巡查"]),
        ("?sort=name", ["现行乙", "现行甲巡查"]),
        ("?sort=-code", ["现行甲巡查", "现行乙"]),
        ("?q=待生效", []),
        ("?q=隐藏&status=in_force&status=expired&status=revoked&status=cancelled", []),
    ],
)
def test_the_list(client, several, query, found):
    response = client.get(LIST + query)

    assert (response.status_code, names(response), count(response)) == (200, found, f"{len(found)}项")


def test_the_files_stand_above_what_is_in_them(client, several, place, head):
    """Those of the edition on its card, those of what is chosen on the line above the rows; of nothing there is no file."""
    actions.publish_edition(county=place.county, document_number=NUMBER, published_on=TODAY, by=head)
    html = client.get(LIST + "?q=甲巡").content.decode()
    above = html[: html.index("<table")]

    files = re.findall(r'<a href="(/duties[^"]+)" rel="nofollow">(\w+)</a>', above)
    asked = "?q=%E7%94%B2%E5%B7%A1"
    assert files == [(f"/duties.{word.lower()}{asked}", word) for word in ("XLSX", "CSV", "JSON", "PDF")]
    assert "下载这1项：" in above
    assert '<a href="/editions/2026/1/list.xlsx" rel="nofollow">XLSX</a>' in above
    assert "/duties." not in html[html.index("<table") :]
    assert "下载这" not in client.get(LIST + "?q=没有").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?township=nowhere",
        "?township=%00",
        "?kind=pending",
        "?status=pending",
        "?status=revoking",
        "?category=没有",
        "?department=nobody",
        "?page=99999",
        "?page=x",
        "?page=-1",
        "?sort=secret",
    ],
)
def test_what_is_not_there(client, several, query):
    assert client.get(LIST + query).status_code == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?as_of=2026-02-30", "查看日期要写成2026-05-01这样的日期。下面是今天的清单。"),
        ("?as_of=2027-01-01", "查看日期不能晚于今天。下面是今天的清单。"),
        ("?as_of=2026-03-01", "以下是2026年3月1日的清单，不是今天的清单。"),
        ("?q=" + "巡" * 2000, "搜索的字太多，至多100个字。只按前100个字查找。"),
        ("?q=。。", "搜索的内容里没有文字，请换成事项名称、部门、依据或文号里的字。"),
        ("?q=不存在", "“不存在”不在灵川县的现行清单里"),
    ],
)
def test_the_list_says_what_was_wrong(client, several, query, said):
    assert said in client.get(LIST + query).content.decode()


@pytest.mark.parametrize("query", ["as_of=2027-01-01", "as_of=2026-02-30", "q=" + "现行乙的" * 30])
def test_the_addresses_beside_what_was_wrong_lead_to_what_is_shown(client, several, query):
    page = client.get(f"{LIST}?{query}&township=lcz").text

    files = re.findall(r'href="(/[^"]*duties\.[a-z]+[^"]*)"', page)
    assert 'name="as_of" value="2' not in page  # what the forms carry on
    for each in files:
        answer = client.get(html.unescape(each))
        assert (answer.status_code, bool(b"".join(answer))) == (200, True)  # read to its end, it is closed
    assert bool(files) is query.startswith("as_of")  # nothing holds so long a text


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("q=现行甲&q=", ""),
        ("q=现行甲&q=现行乙", "q=现行乙"),
        ("township=lcz&township=", ""),
        ("as_of=2026-11-01&as_of=2027-01-01", ""),
        ("status=expired&status=&status=revoked&status=expired", "status=expired&status=revoked"),
    ],
)
def test_what_is_there_twice_is_asked_for_as_the_page_reads_it(client, several, query, read):
    page, same = (client.get(f"{LIST}?{each}") for each in (query, read))

    for beside in (
        r'rel="canonical" href="([^"]*)"',
        r'href="(/[^"]*duties\.[a-z]+[^"]*)"',
        'type="hidden" name="(?!next)[^>]*',
    ):
        found, wanted = (re.findall(beside, each.text) for each in (page, same))
        assert wanted or beside.startswith("type")
        assert found == wanted


def test_a_list_not_begun_has_no_filters_to_take_away(client, place):
    page = client.get("/").text

    assert "清单现在没有施行的事项。" in page
    assert "去掉几个条件" not in page


def test_a_duty_ended_in_one_township_only(client, enter, place):
    duty = enter("部分终止").duty
    end(duty, [place.djx], date(2026, 3, 31))

    assert names(client.get(LIST + "?township=djx")) == []
    ended = client.get(LIST + "?township=djx&status=revoked")
    row = ended.context["page"].object_list[0]
    assert (row.tags, row.places) == ([("止于2026年3月31日", "")], "原大境瑶族乡")
    assert client.get(LIST).context["page"].object_list[0].places == (
        '灵川镇<span class="nowrap">等2个</span>'
    )
    html = client.get(duty.get_absolute_url()).content.decode()
    assert "大境瑶族乡已于2026年3月31日终止（灵编发〔2026〕3号）。" in html


def test_hits_are_marked_and_text_is_escaped(client, enter):
    enter("巡查<script>与“非农化”")

    html = client.get(LIST + "?q=查<script>与非农").content.decode()

    assert "巡<mark>查&lt;script&gt;与“非农</mark>化”" in html


def test_counts_beside_the_choices(client, several):
    listing = client.get(LIST + "?status=revoked&status=cancelled").context["listing"]

    assert [(tab["label"], tab["n"]) for tab in listing.tabs] == [
        ("全部", 2),
        ("配合履职", 2),
    ]
    assert [(choice["label"], choice["n"]) for choice in listing.status_choices] == [
        ("现行", 2),
        ("已到期", 1),
        ("已撤销", 1),
        ("已取消", 1),
    ]


def test_a_temporary_duty_that_ends_sooner_has_no_days_of_its_term_left(client, enter, place):
    """One last day, not two: 止于2026年11月30日, and nothing of the term that would have run on."""
    term = {"kind": "temporary", "term_from": FROM, "term_until": TODAY + timedelta(days=30)}
    soon, whole = enter("提前终止的", **term), enter("到期为止的", **term)
    end(soon.duty, place.townships, date(2026, 11, 30))

    shown = {row.version.name: row.tags for row in client.get(LIST).context["listing"].page().object_list}
    pages = [client.get(each.duty.get_absolute_url()).text for each in (soon, whole)]

    assert shown == {
        "提前终止的": [("止于2026年11月30日", ""), ("临时性、阶段性", "is-temp")],
        "到期为止的": [("临时性、阶段性 · 还剩30天", "is-temp")],
    }
    assert ["还剩30天" in page for page in pages] == [False, True]


def test_what_went_over_into_another_list_is_found_apart_from_what_was_cancelled(
    client, several, enter, place
):
    """阿荣旗 第四条第（五）项: on the page, by a search, in the file beside it and over the counties' interface."""
    assert "已转列其他清单" not in client.get(LIST + "?status=cancelled").content.decode()
    end(enter("转列辛").duty, place.townships, date(2026, 4, 30), kind="moved")

    for asked, found in (
        ("moved", ["转列辛"]),
        ("cancelled", ["取消戊"]),
        ("cancelled&status=moved", ["取消戊", "转列辛"]),
    ):
        response = client.get(f"{LIST}?status={asked}")
        assert names(response) == found
        told = [(each["label"], each["n"]) for each in response.context["listing"].status_choices]
        assert told[-2:] == [("已取消", 1), ("已转列其他清单", 1)]
        for address, part in (("/duties.json", "duties"), ("/api/v1/counties/450323/duties/", "results")):
            duties = json.loads(b"".join(client.get(f"{address}?status={asked}")))[part]
            assert [each["text"]["name"] for each in duties] == found
    assert names(client.get(LIST + "?q=转列&status=moved")) == ["转列辛"]
    assert names(client.get(LIST + "?q=转列&status=cancelled")) == []
    [told] = json.loads(b"".join(client.get("/duties.json?status=moved")))["duties"]
    assert (told["status"], told["last_day"]) == ("moved", "2026-04-30")


def test_each_chosen_filter_can_be_taken_away(client, several):
    listing = client.get(LIST + "?q=巡查&township=djx&status=expired&page=1").context["listing"]

    assert [(item["label"], item["url"]) for item in listing.chosen] == [
        ("巡查", "?township=djx&status=expired"),
        ("大境瑶族乡", "?q=%E5%B7%A1%E6%9F%A5&status=expired"),
        ("已到期", "?q=%E5%B7%A1%E6%9F%A5&township=djx"),
    ]


def test_pages_of_twenty(client, enter):
    for number in range(21):
        enter(f"事项{number}")

    assert len(names(client.get(LIST))) == 20
    assert names(client.get(LIST + "?page=2")) == ["事项20"]


@pytest.mark.parametrize("rows", [1, 200])
def test_the_list_asks_the_same_however_long(client, enter, place, head, django_assert_max_num_queries, rows):
    for number in range(rows):
        enter(f"事项{number}")
    actions.publish_edition(county=place.county, document_number=NUMBER, published_on=TODAY, by=head)

    asked = (("", 13), ("?q=事项&township=djx&sort=name", 15), ("?status=expired&status=revoked", 13))
    for query, most in asked:
        with django_assert_max_num_queries(most):
            assert client.get(LIST + query).status_code == 200


def test_marks_against_the_latest_edition(client, enter, place, head):
    enter("早已在")
    changing = enter("会修改")
    publish = {"county": place.county, "by": head}
    actions.publish_edition(document_number="灵编发〔2026〕1号", published_on=date(2026, 1, 5), **publish)
    enter("第二版加入", effective=date(2026, 2, 1))
    new = actions.amend_duty(
        duty=changing.duty,
        facts=facts("会修改"),
        townships=[place.lcz],
        department=place.zrj,
    )
    take_effect(new, date(2026, 2, 1))
    actions.publish_edition(document_number="灵编发〔2026〕2号", published_on=date(2026, 2, 2), **publish)
    enter("还没编入", effective=date(2026, 3, 1))

    rows = client.get(LIST).context["page"].object_list

    assert [(row.version.name, row.edition_tags) for row in rows] == [
        ("早已在", []),
        ("会修改", ["第2版有修改"]),
        ("第二版加入", ["第2版新增"]),
        ("还没编入", ["待编入新版"]),
    ]


# ---------------------------------------------------------------------------- a duty's page


def test_a_duty_page(client, enter, place):
    version = enter(boundary="工程治理不归乡镇。", guarantee_funding="每年1200元")

    html = client.get(version.duty.get_absolute_url()).content.decode()

    for text in (
        "每周巡查隐患点。",
        "编制隐患点名录。",
        "工程治理不归乡镇。",
        "每年1200元",
        NUMBER,
        "（待填）",
    ):
        assert html.count(text) >= 1
    assert "自2025年9月1日起施行，长期有效。" in html


@pytest.mark.parametrize(
    "made",
    [
        {"effective": None},
        {"effective": TODAY + timedelta(days=1)},
        {"is_public": False, "publication_ground": "涉及个人隐私"},
    ],
)
def test_a_duty_that_is_not_public_is_not_there(client, enter, made):
    duty = enter(**made).duty

    assert client.get(duty.get_absolute_url()).status_code == 404
    assert client.get(reverse("duty-version", args=[duty.uuid, 1])).status_code == 404


def test_an_ended_duty_says_so(client, enter, place):
    duty = enter().duty
    end(duty, place.townships, date(2026, 3, 31))

    html = client.get(duty.get_absolute_url()).content.decode()

    assert "这一项已撤销，乡镇不再承担。" in html
    assert "止于2026年3月31日（周二）。终止文号：灵编发〔2026〕3号。" in html
    assert "现行</span>" not in html


def test_the_texts_of_an_ended_duty_end_with_it_whichever_is_read(client, enter, place):
    old = enter(townships=[place.lcz])
    new = actions.amend_duty(
        duty=old.duty, facts=facts("隐患点巡查"), townships=[place.lcz], department=place.zrj
    )
    take_effect(new, date(2026, 1, 1))
    end(old.duty, [place.lcz], date(2026, 3, 31))

    for text in (old.duty, old):
        page = client.get(text.get_absolute_url())
        html = page.content.decode()
        assert [step.last for step in page.context["history"].steps] == ["2026年3月31日", "2025年12月31日"]
        assert ("第1次修订，已撤销" in html, "，现行" in html) == (True, False)
    assert "不承担。" not in client.get(old.duty.get_absolute_url()).content.decode()


def test_a_revocation_without_its_notice_stays_inside(client, enter, place):
    duty = enter().duty
    end(duty, place.townships, None)

    html = client.get(duty.get_absolute_url()).content.decode()

    assert ("现行</span>" in html, "撤销" in html) == (True, False)


def test_old_texts_stay_readable_with_what_changed(client, enter, place):
    old = enter(township_duties="每周巡查2次。\n报告险情。")
    new = actions.amend_duty(
        duty=old.duty,
        facts=facts(township_duties="每周巡查1次。\n报告险情。"),
        townships=place.townships,
        department=place.zrj,
    )
    take_effect(new, date(2026, 5, 1))

    page = client.get(old.duty.get_absolute_url())
    history = page.context["history"]
    assert [(step.version.label, step.first, step.last, step.texts) for step in history.steps] == [
        ("第1次修订", "2026年5月1日", "", [("乡镇职责第1条", "每周巡查2次。", "每周巡查1次。")]),
        ("首次列入", "2025年9月1日", "2026年4月30日", []),
    ]
    old_page = client.get(old.get_absolute_url()).content.decode()
    said = ("这是旧文，不再执行。", "每周巡查2次。", "当时由本县3个乡镇承担", "长期有效")
    assert [text in old_page for text in said] == [True, True, True, False]
    beyond = [client.get(reverse("duty-version", args=[old.duty.uuid, number])) for number in (0, 3)]
    assert [answer.status_code for answer in beyond] == [404, 404]


def test_a_future_text_is_not_shown_before_its_day(client, enter, place):
    old = enter()
    new = actions.amend_duty(
        duty=old.duty, facts=facts("将来的名称"), townships=[place.lcz], department=place.zrj
    )
    take_effect(new, TODAY + timedelta(days=5))

    assert "将来的名称" not in client.get(old.duty.get_absolute_url()).content.decode()
    assert names(client.get(LIST)) == ["地质灾害隐患点汛期巡查"]


# ---------------------------------------------------------------------------------- editions


@pytest.fixture
def published(enter, place, head):
    enter("甲事项")
    return actions.publish_edition(
        county=place.county, document_number=NUMBER, published_on=date(2026, 1, 5), by=head
    )


def test_an_edition_page_keeps_what_was_published(client, published, enter, place):
    duty = published.entries.get().version.duty
    end(duty, place.townships, date(2026, 3, 31))

    html = client.get(published.get_absolute_url()).content.decode()

    assert ("甲事项" in html, "共1项" in html, duty.get_absolute_url() in html) == (True, True, True)
    assert client.get("/editions/2026/2/").status_code == 404
    assert client.get(published.get_absolute_url() + "?page=9").status_code == 404


def test_an_edition_does_not_lead_to_a_duty_hidden_since(client, published, place):
    duty = published.entries.get().version.duty
    hidden = facts(is_public=False, publication_ground="涉及个人隐私")
    new = actions.amend_duty(duty=duty, facts=hidden, townships=place.townships, department=place.zrj)
    take_effect(new, date(2026, 5, 1))

    assert duty.get_absolute_url() not in client.get(published.get_absolute_url()).content.decode()


@pytest.mark.parametrize("page", ["/", "/editions/"])
@pytest.mark.parametrize("post", [Post.HEAD, Post.HANDLER])
def test_only_the_head_is_offered_to_publish(place, seat_of, signed_in, page, post):
    html = signed_in(seat_of(place.bb, post)).get(page).content.decode()

    assert ("发布新版" in html) == (post == Post.HEAD)


def test_changes_that_wait_for_the_next_edition(client, published, enter):
    assert "待编入新版" not in client.get("/editions/").content.decode()
    enter("乙事项", effective=date(2026, 2, 1))

    html = client.get("/editions/").content.decode()

    assert ("待编入新版" in html, "乙事项" in html) == (True, True)


@pytest.fixture
def signed_in(client):
    def sign_in(acting):
        client.force_login(acting.user, backend="accounts.sessions.SessionBackend")
        return client

    return sign_in


@pytest.mark.parametrize(
    ("unit", "post", "status"),
    [("bb", Post.HEAD, 200), ("bb", Post.HANDLER, 403), ("zrj", Post.HEAD, 403), ("lcz", Post.HANDLER, 403)],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_open_the_publishing_page(place, seat_of, signed_in, enter, unit, post, status, method):
    enter()
    client = signed_in(seat_of(getattr(place, unit), post))

    assert getattr(client, method)("/editions/publish/").status_code == status


def test_publishing_asks_for_login(client, place):
    assert client.get("/editions/publish/").status_code == 302


def test_publishing_once_however_often_the_form_is_sent(place, head, signed_in, enter):
    enter()
    client = signed_in(head)
    form = {"document_number": "灵编发[2026]12号", "published_on": "2026-11-20", "notes": ""}

    first, again = client.post("/editions/publish/", form), client.post("/editions/publish/", form)

    edition = Edition.objects.get()
    assert (first.status_code, first["Location"]) == (302, edition.get_absolute_url())
    assert (edition.document_number, edition.published_on) == ("灵编发〔2026〕12号", date(2026, 11, 20))
    assert (again.status_code, again["Location"]) == (302, edition.get_absolute_url())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("document_number", "　"),
        ("document_number", "灵编发2026第12"),
        ("published_on", "2026-02-30"),
        ("published_on", ""),
        ("notes", "说明文字\u202e"),
    ],
)
def test_bad_input_is_told_beside_its_field(place, head, signed_in, enter, field, value):
    enter()
    good = {"document_number": NUMBER, "published_on": "2026-11-20", "notes": "说明文字"}

    response = signed_in(head).post("/editions/publish/", good | {field: value})

    assert list(response.context["form"].errors) == [field]
    assert "说明文字" in response.content.decode()
    assert Edition.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "offered"),
    [("zjj", True), ("lcz", True), ("slj", False), ("djx", False), (None, False)],
)
def test_who_may_ask_for_the_end_of_a_duty_begins_from_its_page(client, lingchuan, who, offered):
    """灵川 第四条: the department in charge, and townships that carry it."""
    duty = listed_duty("现行甲巡查", department="zjj", townships=("lcz",))
    browser = client_of(f"{who}-jb") if who else client

    page = browser.get(duty.get_absolute_url()).content.decode()

    link = f"{reverse('case-new')}?kind=revocation&amp;duty={duty.uuid}"
    assert (link in page) == offered
    if offered:
        assert "起草撤销申请" in browser.get(link.replace("&amp;", "&")).content.decode()


def test_the_card_says_what_changed_since_the_edition(client, enter, place, head):
    enter("一直在")
    gone = enter("后来退出")
    actions.publish_edition(
        county=place.county, document_number=NUMBER, published_on=date(2026, 11, 1), by=head
    )
    assert "待编入新版" not in client.get(LIST).content.decode()

    end(gone.duty, place.townships, date(2026, 11, 10))

    assert "其后退出1项，待编入新版" in client.get(LIST).content.decode()


@pytest.mark.parametrize(("name", "here"), [("阿荣旗", "本旗"), ("灵川县", "本县"), ("东宁市", "本市")])
def test_the_lead_says_of_which_level_the_townships_are(place, enter, client, name, here):
    County.objects.update(name=name)
    version = enter()

    page = client.get(version.duty.get_absolute_url()).content.decode()

    assert f"{here}{len(place.townships)}个乡镇承担" in page


def test_on_the_last_day_of_its_term_the_page_says_so_as_the_list_does(enter, client):
    duty = enter(kind="temporary", term_from=TODAY - timedelta(days=9), term_until=TODAY)

    assert "今天到期" in client.get(duty.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("role", "said"), [("", []), ("handle", ["办理"]), ("assist", ["协助办理，配合责任"])]
)
def test_a_duty_of_which_no_table_says_how_it_is_carried_is_not_said_to_be_done_alone(
    client, enter, role, said
):
    """配合履职事项清单 has no column 承担方式: townships help, and the page said 办理."""
    version = enter("两违整治", township_role=role)

    page = client.get(version.duty.get_absolute_url()).content.decode()

    assert re.findall(r'<h2>乡镇做什么</h2><p class="who">(.*?)</p>', page) == said
