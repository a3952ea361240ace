"""The workbench and the list of cases as pages: tabs, groups, filters, search, and how often they ask the database."""

import re
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from admission import worklist
from admission.actions import applicant, circulation, office
from admission.models import Application, ApplicationGroupObjectPermission, Stay, Version
from admission.pages.case import CasePage
from admission.pages.case_list import CaseList
from admission.pages.desk import Desk, tracked
from regimes.schema import parse
from tests.cast import client_of, days_later, seat
from tests.factories import journey, make_case, units
from tests.regimes.conftest import regime_text
from tests.voice.asking import asked as matter_of
from workday.queries import ways_of

DESK, CASES = reverse("desk"), reverse("case-list")


def get(who, url, **asked):
    response = client_of(who).get(url, asked)
    assert response.status_code == 200
    return response


def words(response):
    text = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def names(response):
    """What the rows of the table are named, in order."""
    return re.findall(
        r'<td class="name">(?:<input[^>]*> )?<a href="[^"]*">([^<]*)</a>', response.content.decode()
    )


def tabs(response):
    return {tab["label"]: tab["n"] for tab in response.context["desk"].tabs}


def headings(response):
    return [heading for heading, _ in response.context["groups"]]


# -- whose page ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "to"), [("sys", "manage"), ("sec", "manage"), ("aud", "manage"), ("zjr", "convenor")]
)
def test_some_seats_have_a_first_page_of_their_own(lingchuan, who, to):
    response = client_of(who).get(DESK)

    assert (response.status_code, response.url) == (302, reverse(to))


def test_nobody_signs_in_first_and_administrators_have_no_cases(lingchuan, client):
    assert client.get(DESK).url == f"{reverse('login')}?next={DESK}"
    assert client_of("aud").get(CASES).status_code == 403
    assert client_of("bb-jb").post(DESK).status_code == 405


# -- who has it now ------------------------------------------------------------------------------------------------------

HOLDERS = [
    ("draft", {}, "县住房城乡建设局"),
    ("draft", {"on_paper": True}, "县住房城乡建设局（纸质申请，由县委编办登记）"),
    ("submitted", {}, "县委编办"),
    ("correcting", {}, "县住房城乡建设局"),
    ("revising", {}, "县住房城乡建设局"),
    ("coordinating", {"route": "general"}, "县委编办"),
    ("deliberating", {"route": "general"}, "县委编办"),
    ("signing", {}, "召集人"),
    ("deciding", {"route": "general"}, "县委、县政府"),
    ("upper_review", {}, "县委编办"),
]


@pytest.mark.parametrize(("state", "variant", "holder"), HOLDERS)
def test_who_has_a_case_is_said_alike_in_the_list_and_on_its_page(lingchuan, state, variant, holder):
    case = make_case(state, **variant)

    row = tracked(worklist.everything(seat("zjj-jb")).get())
    assert row.what == f"{holder}在办"
    assert CasePage(case, seat("zjj-jb")).holder["who"] == holder


def test_from_the_filing_on_the_upper_body_has_it_and_in_the_end_nobody(lingchuan):
    made = journey("upper_review").file()
    assert tracked(worklist.everything(seat("zjj-jb")).get()).what == "桂林市委编办在办"

    made.pass_upper().notice()
    assert tracked(worklist.everything(seat("zjj-jb")).get()).what == ""


# -- the workbench --------------------------------------------------------------------------------------------------------


def test_an_empty_desk_says_what_would_be_there(lingchuan):
    response = get("nyj-fz", DESK)

    assert "没有待办。" in words(response)
    assert tabs(response) == {"待办": 0, "在办": 0, "已办": 0, "待阅": 0}


def test_who_only_reads_is_told_so(lingchuan):
    shown = words(client_of("rd-jb").get("/desk/"))

    assert "没有待办。 外部监督单位查阅办结的申请、反映、督办和统计，不办理。" in shown


def test_counts_agree_with_the_lists_and_with_the_band(lingchuan):
    for state in ("submitted", "circulating", "signing", "rejected"):
        make_case(state)

    shown = {tab: get("bb-jb", DESK, tab=tab) for tab in ("todo", "doing", "done", "read")}
    counts = {"待办": 1, "在办": 3, "已办": 3, "待阅": 0}
    assert [tabs(response) for response in shown.values()] == [counts] * 4
    assert [len(names(response)) for response in shown.values()] == list(counts.values())
    assert [response.context["todo_count"] for response in shown.values()] == [1, 1, 1, 1]
    assert get("bb-jb", CASES).context["todo_count"] == 1


def test_the_number_beside_the_workbench_moves_with_every_act(lingchuan):
    made = journey("submitted")
    numbers = [get("bb-jb", CASES).context["todo_count"]]
    made.return_for_correction()
    numbers.append(get("bb-jb", CASES).context["todo_count"])
    with days_later(30):
        numbers.append(get("bb-jb", CASES).context["todo_count"])

    assert numbers == [1, 0, 1]


def test_overdue_first_in_groups_with_their_sizes(lingchuan):
    late = make_case("submitted")
    with days_later(20):
        soon = make_case("submitted")
        response = get("bb-jb", DESK)

    assert headings(response) == ["逾期 1件", "以后 1件"]
    assert names(response) == [late.title, soon.title]
    assert '<span class="state is-late">逾期</span>' in response.content.decode()


def test_filters_by_address(lingchuan):
    late = make_case("submitted")
    with days_later(20):
        ending = make_case("submitted", route="revocation")
        general = journey("reviewing", answers={"lcz": "disagree"}).issue_review().case
        by = "bb-jb"

        assert names(get(by, DESK, late="1")) == [late.title]
        assert names(get(by, DESK, kind="revocation")) == [ending.title]
        assert names(get(by, DESK, procedure="general")) == [general.title]
        assert names(get(by, DESK, kind="revocation", procedure="general")) == []
        assert len(names(get(by, DESK, kind="nonsense", late="yes"))) == 3
        assert "没有符合条件的。" in words(get(by, DESK, kind="revocation", procedure="general"))
        offered = {each["label"]: each["n"] for each in get(by, DESK).context["desk"].filters}
    assert offered == {"逾期": 1, "准入申请": 2, "撤销申请": 1, "一般程序": 1}


def test_a_filter_that_is_on_is_taken_off_by_its_link(lingchuan):
    for route in ("simple", "revocation"):
        make_case("submitted", route=route)

    (on,) = [each for each in get("bb-jb", DESK, kind="revocation").context["desk"].filters if each["on"]]
    assert on["url"] == "?tab=todo"


@pytest.mark.parametrize("file", ["lingchuan", "arong"])
def test_procedures_are_offered_where_there_are_some(file):
    by = SimpleNamespace(county=SimpleNamespace(rules=parse(regime_text(file))))
    desk = Desk.__new__(Desk)
    desk.by, desk.tab, desk.words, desk.asked, desk._all = by, "done", "", {}, []

    labels = [row["label"] for row in desk.filters]

    assert ("一般程序" in labels) == (file == "lingchuan")


def test_a_row_leads_to_where_the_thing_is_done(lingchuan):
    made = journey("circulating")
    review = worklist.todo(seat("sfj-jb"))[0]

    assert review.url == reverse("opinion", args=[made.case.uuid, review.case.my_review])
    assert f'href="{review.url}"' in get("sfj-jb", DESK).content.decode()
    assert f'href="{made.case.get_absolute_url()}"' in get("bb-jb", DESK, tab="doing").content.decode()


# -- the list of cases ------------------------------------------------------------------------------------------------------


def test_everything_in_sight_newest_change_first(lingchuan):
    first, second = make_case("submitted"), make_case("rejected")

    assert names(get("bb-fz", CASES)) == [second.title, first.title]
    assert names(get("zjj-fz", CASES)) == [second.title, first.title]
    assert names(get("nyj-fz", CASES)) == []


def test_a_body_above_is_offered_the_states_of_the_counties_it_sees(lingchuan):
    assert CaseList(seat("sbb-jb"), {}).state_choices == [("", "全部"), ("open", "在办")]
    journey("upper_review").file()

    seen = CaseList(seat("sbb-jb"), {})
    seen.rows(seen.cases)

    assert dict(seen.state_choices)["upper_review"] == "待桂林市委编办备案审核"


@pytest.mark.parametrize("text", ["（", "\\", "'", "　*　"])
def test_what_holds_nothing_to_search_for_finds_nothing_of_what_waits(lingchuan, text):
    make_case("submitted", name="甲类水库巡查")
    matter_of(title="沿街店铺占道经营")

    for tab in ("todo", "doing", "done"):
        assert names(get("zjj-jb", DESK, tab=tab, q=text)) == []
    assert "沿街店铺占道经营" in words(get("zjj-jb", DESK, q="占道"))


def test_search_state_kind_and_order(lingchuan):
    here = make_case("submitted", name="乙类道路巡查")
    there = make_case("rejected", name="甲类水库巡查")
    ending = make_case("reviewing", route="revocation")

    assert names(get("bb-jb", CASES, q="水库")) == [there.title]
    assert names(get("bb-jb", CASES, q=f"　{here.number} ")) == [here.title]
    assert names(get("bb-jb", CASES, q="水\x00库\u202e")) == [there.title]
    assert names(get("bb-jb", CASES, q="没有这件")) == []
    assert names(get("bb-jb", CASES, state="rejected")) == [there.title]
    assert set(names(get("bb-jb", CASES, state="open"))) == {here.title, ending.title}
    assert names(get("bb-jb", CASES, kind="revocation")) == [ending.title]
    assert len(names(get("bb-jb", CASES, state="nonsense", kind="x", sort="y", page="99"))) == 3
    assert names(get("bb-jb", CASES, sort="since")) == [here.title, there.title, ending.title]


@pytest.mark.parametrize(
    ("who", "buttons"),
    [
        ("zjj-jb", ["新建申请"]),
        ("lcz-fz", ["新建申请"]),
        ("bb-jb", ["新建申请", "登记纸质申请"]),
        ("sbb-jb", []),
        ("zjr", []),
    ],
)
def test_who_may_begin_a_case_has_the_button(lingchuan, who, buttons):
    found = re.findall(r'<a class="btn [^"]*" href="[^"]*">([^<]*)</a>', get(who, CASES).content.decode())

    assert found == buttons


def test_the_name_in_a_draft_is_neither_shown_nor_found_by_others(lingchuan):
    made = journey("revising", name="老名称的事项")
    made.act(applicant.save_text, "zjj-jb", name="金丝雀的事项")

    for who in ("bb-jb", "lcz-fz", "sfj-jb"):
        assert names(get(who, CASES)) == ["老名称的事项"]
        assert names(get(who, CASES, q="金丝雀")) == []
        assert "金丝雀" not in words(get(who, DESK, tab="doing"))
    assert names(get("zjj-jb", CASES, q="金丝雀")) == ["金丝雀的事项"]


def test_the_term_in_a_draft_is_not_shown_to_others(lingchuan):
    made = journey("revising")
    made.act(applicant.save_text, "zjj-jb", term="temporary")

    for who, tab in (("bb-jb", "doing"), ("lcz-fz", "doing"), ("zjj-jb", "todo")):
        shown = [get(who, CASES), get(who, DESK, tab=tab)]
        assert [names(page) for page in shown] == [[made.case.title]] * 2
        assert ["临时性</span>" in page.content.decode() for page in shown] == [who == "zjj-jb"] * 2


# -- how often the database is asked -------------------------------------------------------------------------------------------


def copies(case, n):
    """n further cases like this one, with their text, stay and grants: rows for counting queries."""
    grants = list(ApplicationGroupObjectPermission.objects.filter(content_object=case))
    cases = [Application.objects.get(pk=case.pk) for _ in range(n)]
    for at, each in enumerate(cases):
        each.pk, each.uuid, each.version = None, uuid.uuid4(), None
        each.number, each.receipt_number = f"示例〔2026〕{at + 1}号", ""
    Application.objects.bulk_create(cases)
    texts = [Version.objects.get(pk=case.version_id) for _ in cases]
    for each, text in zip(cases, texts, strict=True):
        text.pk, text.application = None, each
    Version.objects.bulk_create(texts)
    for each, text in zip(cases, texts, strict=True):
        each.version = text
    Application.objects.bulk_update(cases, ["version"])
    Stay.objects.bulk_create(
        Stay(application=each, state=each.state, entered_at=each.state_since) for each in cases
    )
    ApplicationGroupObjectPermission.objects.bulk_create(
        ApplicationGroupObjectPermission(content_object=each, group=grant.group, permission=grant.permission)
        for each in cases
        for grant in grants
    )


def asked(django_assert_max_num_queries, client, url, most):
    """How many queries the page takes, at most `most`."""
    with django_assert_max_num_queries(most) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("who", ["bb-jb", "zjj-fz", "lcz-fz", "xwb-jb"])
def test_queries_do_not_grow_with_the_rows(lingchuan, django_assert_max_num_queries, who):
    case = make_case("reviewing")
    client = client_of(who)
    client.get(reverse("notices"))
    pages = [(CASES, 10), *((f"{DESK}?tab={tab}", 15) for tab in ("todo", "doing", "done"))]

    one = [asked(django_assert_max_num_queries, client, *page) for page in pages]
    copies(case, 199)
    many = [asked(django_assert_max_num_queries, client, *page) for page in pages]

    assert one == many
    assert worklist.everything(seat(who)).count() == 200


@pytest.mark.parametrize("who", ["bb-jb", "sfj-jb", "zjj-fz"])
def test_queries_do_not_grow_with_townships_and_units(lingchuan, django_assert_max_num_queries, who):
    client, pages = client_of(who), [(CASES, 10), (DESK, 15)]
    client.get(reverse("notices"))
    every = [unit.code for unit in lingchuan.units.filter(kind="township")]
    made = journey("circulating", townships=every[:1])
    few = [asked(django_assert_max_num_queries, client, *page) for page in pages]

    journey("circulating", townships=every)
    for code in ("nyj", "slj"):
        made.act(
            circulation.add_reviewer, "bb-jb", unit=units([code])[0], asks="是否同意？", reason="涉及职责。"
        )

    assert [asked(django_assert_max_num_queries, client, *page) for page in pages] == few


def test_of_very_many_the_newest_are_listed_and_the_number_says_so(lingchuan, monkeypatch):
    """Counting stops, and so does the list; what is older is looked for."""
    oldest = make_case("circulating", name="最早的一件事项")
    copies(make_case("signing", name="其余的事项"), 6)
    old = Application.objects.get(pk=oldest.pk).state_since - timedelta(days=9)
    Application.objects.filter(pk=oldest.pk).update(state_since=old)
    monkeypatch.setattr("config.counting.MOST", 5)

    for page in (get("bb-jb", CASES), get("bb-jb", DESK, tab="done")):
        assert "5+件" in words(page)
        assert "只列前5件，更早的请查找" in words(page)
        assert names(page) == ["其余的事项"] * 5
    assert tabs(get("bb-jb", DESK))["已办"] == "5+"
    assert tabs(get("bb-jb", DESK))["在办"] == 8
    for page in (get("bb-jb", CASES, q="最早"), get("bb-jb", DESK, tab="done", q="最早")):
        assert names(page) == ["最早的一件事项"]
        assert "只列前" not in words(page)


# -- where a case stands ----------------------------------------------------------------------------------------------------


def noted(who, url, **asked):
    """{state: note, or the leading case and its address} of every row."""
    response = get(who, url, **asked)
    rows = response.context.get("rows") or [i for _, items in response.context["groups"] for i in items]
    return {item.word: item.note or (item.lead, item.lead_url) for item in rows}


def test_rows_say_what_was_reported_and_which_case_leads(lingchuan):
    journey("deciding", route="general").decide_one("county_party", "xwb-jb")
    sent = journey("upper_review").file().case
    lead, joined = make_case("submitted"), journey("submitted", applicant="nyj")
    joined.act(office.join, "bb-jb", lead=lead, reason="同一件事。")
    filing = sent.filings.get()

    told = noted("bb-jb", CASES)
    assert told["待县委、县政府审定"] == "待上报，2个机关中1个已审定"
    assert told["待桂林市委编办备案审核"].startswith(f"已上报：{filing.number}，")
    assert told["已并入"] == (lead.number, lead.get_absolute_url())
    assert noted("bb-jb", DESK, tab="doing")["待县委、县政府审定"] == "待上报，2个机关中1个已审定"
    assert noted("nyj-fz", DESK, tab="done")["已并入"] == (lead.number, lead.get_absolute_url())
    page = get("bb-jb", CASES).content.decode()
    assert f'主办申请：<a href="{lead.get_absolute_url()}">{lead.number}</a>' in page


def test_a_phrase_put_into_the_name_of_a_filter_keeps_nothing(lingchuan):
    client = client_of("sfj-jb")

    page = client.post("/desk/choices/keep/", {"insert": "1", "name": "我的"}, follow=True)

    assert "没有存下" in page.text
    assert ways_of(seat("sfj-jb").user).filters == {}
