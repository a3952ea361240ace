"""The workbench as each person wants it: words, columns, filters under a name, several printed; phrases put into texts."""

import json
import re

import pytest
from django.urls import reverse

from admission.models import Opinion
from audit import clock
from audit.models import Event
from documents import binding
from tests.cast import client_of, days_later, seat
from tests.factories import journey, make_case, review_of, unit
from tests.jointmeeting.conftest import led_to
from workday.models import Phrase
from workday.queries import ways_of

DESK = reverse("desk")


def shown(who, **asked):
    page = client_of(who).get(DESK, asked)
    rows = [item for _, items in page.context["groups"] for item in items]
    assert page.context["page"].paginator.count == len(rows)
    return [item.case.shown for item in rows]


def test_words_find_by_name_and_number_in_every_tab(lingchuan):
    river, road = make_case("submitted", name="河道巡查甲"), make_case("submitted", name="道路巡查乙")

    for tab in ("todo", "doing"):
        assert shown("bb-jb", tab=tab, q="巡查 甲") == ["河道巡查甲"]
        assert shown("bb-jb", tab=tab, q=road.number) == ["道路巡查乙"]
        assert shown("bb-jb", tab=tab, q="没有的字") == []
    assert shown("zjj-fz", tab="done", q=river.number) == ["河道巡查甲"]
    offered = client_of("bb-jb").get(DESK, {"q": "甲", "kind": "admission"}).context["desk"].filters
    assert [each["url"] for each in offered if each["on"]] == ["?tab=todo&q=%E7%94%B2"]


def test_columns_and_filters_are_the_person_s_own(lingchuan):
    case = make_case("reviewing")
    client = client_of("bb-jb")
    client.post(reverse("desk-choices"), {"columns": ["receipt", "due", "nonsense"]})
    assert "申请方" in client.get(DESK).text
    client.post(reverse("desk-choices"), {"columns": ["receipt", "due"]})
    page = client.get(DESK)
    assert page.context["desk"].columns == {"receipt": "受理编号", "due": "期限"}
    assert f'<td data-l="受理编号" class="col-receipt no-phone">{case.receipt_number}</td>' in page.text
    assert "applicant" in client_of("bb-fz").get(DESK).context["desk"].columns

    asked = {"name": "逾期的", "query": "tab=todo&late=1&kind=x&q=巡查&next=//evil"}
    answer = client.post(reverse("desk-keep"), asked)
    assert answer.url == f"{DESK}?tab=todo&late=1&q=%E5%B7%A1%E6%9F%A5"
    client.post(reverse("desk-keep"), {"name": "逾期的", "query": "tab=todo&late=1"})
    client.post(reverse("desk-keep"), {"name": "名" * 21, "query": ""})
    assert client.get(DESK, {"late": "1"}).context["desk"].kept == [
        {"name": "逾期的", "url": "?tab=todo&late=1", "on": True}
    ]
    client_of("bb-fz").post(reverse("desk-drop"), {"name": "逾期的"})
    assert list(ways_of(seat("bb-jb").user).filters) == ["逾期的"]
    client.post(reverse("desk-drop"), {"name": "逾期的"})
    assert ways_of(seat("bb-jb").user).filters == {}
    verbs = Event.objects.filter(person_id=str(seat("bb-jb").user.pk)).values_list("verb", flat=True)
    assert list(verbs)[-4:] == ["choose_columns", "keep_filter", "keep_filter", "drop_filter"]


def test_printing_is_offered_where_there_are_cases_to_choose(lingchuan):
    """Other matters have no papers of a case: with nothing to tick there is no button."""
    led_to("called", cases=0)
    client = client_of("sfj-jb")
    page = client.get(reverse("desk")).text
    assert ("回复参会" in page, "打印所选" in page) == (True, False)
    make_case("circulating")
    assert "打印所选" in client.get(reverse("desk")).text


def test_the_day_turns_under_an_open_workbench(lingchuan):
    """The same browser, nothing done meanwhile: what is over is gone, what is due today says so, what is late is late."""
    led_to("called", cases=0)
    case = make_case("circulating")
    client = client_of("sfj-jb")

    def rows(days):
        with days_later(days):
            groups = client.get(DESK).context["groups"]
            return {item.what: heading.split()[0] for heading, items in groups for item in items}

    left = (case.rounds.get().due - clock.today()).days
    asked = "拟写合法性审查意见"
    assert rows(0) == {"回复参会": "今天到期", asked: "以后"}
    assert rows(1) == {asked: "以后"}
    assert rows(left) == {asked: "今天到期"}
    assert rows(left + 1) == {asked: "逾期"}


def test_papers_of_several_cases_are_bound_and_each_case_is_told(lingchuan, settings):
    first, none = make_case("reviewing"), make_case("draft")
    client = client_of("zjj-jb")
    there = client.post(reverse("desk-print"), {"case": [first.uuid, none.uuid]})
    page = client.get(there.url)
    told = {row["case"].pk: [paper["name"] for paper in row["papers"]] for row in page.context["it"].rows}
    assert (told[first.pk] == [], told[none.pk]) == (False, [])
    assert "还没有印发过您可以查阅的文书" in page.text

    paper = page.context["it"].chosen[-1]
    asked = {"case": [first.uuid, none.uuid], "paper": [paper["uuid"]]}
    before = set((settings.VAR / "bound").glob("*.json"))  # other tests' jobs: the directory is the worker's
    assert "正在编制" in client.get(reverse("desk-print-pdf"), asked).text
    (job,) = set((settings.VAR / "bound").glob("*.json")) - before
    parts = json.loads(job.read_text())["parts"]
    assert [(part["paper"], first.number in part["group"]) for part in parts] == [(str(paper["uuid"]), True)]
    assert binding.found(job.stem) is None
    nothing = client.get(reverse("desk-print-pdf"), {"case": [first.uuid]})
    assert nothing.status_code == 302
    for who, case in (("nyj-jb", first.uuid), ("bb-jb", "x")):
        assert client_of(who).get(reverse("desk-print"), {"case": [case]}).status_code == 404


@pytest.mark.parametrize(("who", "page"), [("sfj-fz", "phrases"), ("sys", "manage-phrases")])
def test_phrases_are_added_and_dropped_by_who_keeps_them(lingchuan, who, page):
    client = client_of(who)
    for _ in range(2):
        client.post(reverse(page), {"text": "请补充依据。"})
    (phrase,) = Phrase.objects.all()
    assert (phrase.user is None, phrase.county is None) == ((True, False) if who == "sys" else (False, True))

    offered = "请补充依据。" in client_of("czj-fz").get(reverse("phrases")).text
    assert offered == (who == "sys")
    assert client_of("czj-fz").post(reverse("phrase-drop", args=[phrase.uuid])).status_code == 404
    client.post(reverse("phrase-drop", args=[phrase.uuid]))
    assert not Phrase.objects.exists()


def test_a_phrase_is_put_into_a_text_without_a_script_and_decides_nothing(lingchuan):
    walked = journey("circulating")
    review = review_of(walked.case, "sfj")
    client = client_of("sfj-fz")
    client.post(reverse("phrases"), {"text": "请补充依据。"})
    url = reverse("opinion", args=[walked.case.uuid, review.pk])
    assert "<option>请补充依据。</option>" in client.get(url).text

    typed = {
        "seen_round": 1,
        "seen_version": review.round.version_id,
        "view": "disagree",
        "reasons": "先写一句。",
    }
    answer = client.post(
        url, typed | {"insert": "on", "insert-into": "reasons", "insert-phrase": "请补充依据。"}
    )
    form = answer.context["form"]
    assert (form["reasons"].value(), form.errors) == ("先写一句。\n请补充依据。", {})
    assert not Opinion.objects.exists()
    assert unit("sfj") == review.unit


TABS = {
    "sys": ["单位", "人员", "岗位", "成员名单", "授权代签", "常用意见"],
    "sec": ["锁定的账号", "管理员", "安全规则"],
    "aud": ["审计记录", "查阅记录"],
}


@pytest.mark.parametrize("who", TABS)
def test_each_administrator_has_its_own_pages_side_by_side(lingchuan, who):
    """settled 23; the first of them is what 管理 opens."""
    page = client_of(who).get("/manage/", follow=True)

    tabs = page.text.partition('aria-label="管理">')[2].partition("</ul>")[0]
    assert re.findall(r">([^<>\s]+)</a>", tabs) == TABS[who]
    assert re.findall(r'aria-current="true">([^<]+)<', tabs) == TABS[who][:1]


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("sfj-fz", "phrases"),
        ("sfj-fz", "delegations"),
        ("sys", "manage-phrases"),
        ("sys", "manage-import-people"),
        ("sys", "manage-new-unit"),
        ("sec", "manage-new-administrator"),
    ],
)
def test_an_empty_form_is_not_called_a_success(lingchuan, who, name):
    """The page again with what is wrong, and told so to whatever reads the status alone."""
    assert client_of(who).get(reverse(name)).status_code == 200
    assert client_of(who).post(reverse(name)).status_code == 422
