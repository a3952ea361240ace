"""本县的规定: made of the file, for everyone; and what the interpreting office answers."""

import re

import pytest
from django.urls import reverse

from accounts.models import County
from admission.pages.regulation import RegulationPage
from audit.models import Event
from audit.record import SYSTEM
from regimes.actions import load_regime
from regimes.models import Interpretation, Regime
from regimes.queries import current_regime
from regimes.schema import parse
from tests.cast import client_of
from tests.factories import fresh, journey, make_case
from tests.regimes.conftest import regime_text, with_ways

RULES, ANSWER = reverse("regulation"), reverse("regulation-interpret")


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def test_everything_the_file_says_is_on_the_page_with_its_article(lingchuan, client):
    rules, said = current_regime(lingchuan).rules, words(client.get(RULES))

    assert [each.label for each in rules.fields_of("admission") if each.label not in said] == []
    assert [each.asks for each in rules.asked if each.asks not in said] == []
    assert [each.term for each in rules.wording if each.term not in said] == []
    assert [text for text in rules.source_articles.values() if text not in said] == []
    for line in (
        "简易程序",
        "待召集人审签 召集人 3个工作日（本县自定）",
        "待县委、县政府审定 县委、县政府",
        "待桂林市委编办备案审核 桂林市委编办 10个工作日（本县自定）",
        "准入 县级部门、乡镇",
    ):
        assert line in said
    assert "不能准入的" not in said  # 灵川 keeps no power out


def test_what_may_be_admitted_is_told_in_the_articles_words():
    article, text = RegulationPage(parse(regime_text("arong"))).scope[0]

    assert (article, text[:12]) == ("第一条", "乡镇职责准入，是指旗直相")


def test_what_else_the_file_says_is_told_too(lingchuan, client):
    said = words(client.get(RULES))

    for line in (
        "受理 3个工作日 本县自定",
        "核实乡镇的反映 5个工作日",
        "只通过或者退回，不能不批准；形式问题退回的，改正后重新报送，此前的签署继续有效；实质问题退回的，此前的签署失效，回到初评重新办理",
        "临时紧急任务可以口头请示后先行办理，按期补办手续（第六条）。",
        "经费保障 第九条 人员保障 第九条 技术保障 第九条 培训指导 第九条",
        "第1版 现行",
        "还没有案件按这一版办理。",
    ):
        assert line in said
    assert "专家意见" not in said


def test_a_version_with_cases_is_frozen_and_they_end_under_it(lingchuan, client):
    """What is loaded later is for what is submitted later; the page says which version holds whose cases."""
    made = journey("signing")
    text = Regime.objects.get().text.replace("upper = { days = 10,", "upper = { days = 20,")
    load_regime(county=lingchuan, text=text, by=SYSTEM)
    made.sign().file().pass_upper()
    later = make_case("submitted")

    ended = fresh(made.case)
    assert (ended.state, ended.regime.version, ended.rules.days("upper")) == ("approved", 1, 10)
    assert (later.regime.version, later.rules.days("upper")) == (2, 20)
    said = words(client.get(RULES))
    for line in ("第2版 现行", "第1版 已有新版", "起有案件按这一版办理，内容不再改动。"):
        assert line in said
    assert [word for word in ("在办", ended.number) if word in said] == []  # the county's own business
    said = words(client_of("bb-jb").get(RULES))
    for line in ("内容不再改动：共1件，在办1件。", "内容不再改动：共1件，在办0件。", ended.number):
        assert line in said
    old = words(client.get(RULES, {"version": "1"}))
    assert "上级答复 10个工作日" in old
    assert "这不是现行的一版" in old
    asked = {
        wanted: client.get(RULES, {"version": wanted}).status_code for wanted in ("", "1", "9", "x", "1" * 30)
    }
    assert asked == {"": 200, "1": 200, "9": 404, "x": 404, "1" * 30: 404}


def test_a_county_without_rules_says_so(client, db):
    County.objects.create(code="450323", name="灵川县", short="灵")

    assert "本县还没有载入制度。" in client.get(RULES).text


def test_a_banner_that_has_loaded_none_is_not_called_a_county(client, db):
    County.objects.create(code="150721", name="阿荣旗", short="阿")

    page = client.get(RULES).text

    assert "本旗还没有载入制度。" in page
    assert "本县" not in page


def test_the_office_s_head_publishes_an_interpretation(lingchuan, client):
    head = client_of("bb-fz")
    assert "公布解释" in head.get(RULES).text
    assert "公布解释" not in client_of("bb-jb").get(RULES).text
    assert head.post(ANSWER, {"question": "　", "answer": "解释"}).status_code == 200
    assert not Interpretation.objects.exists()

    key = head.get(ANSWER).context["form_key"]
    sent = {"question": "街道适用吗？", "answer": "参照办理。", "article": "第一条", "form_key": key}
    assert head.post(ANSWER, sent).status_code == 302

    said = words(client.get(RULES))
    assert "街道适用吗？ 参照办理。 第一条" in said
    assert head.post(ANSWER, sent).status_code == 302
    event = Event.objects.get(verb="interpret")
    assert event.subject == str(Interpretation.objects.get().uuid)


@pytest.mark.parametrize(
    ("article", "known"),
    [
        ("第三条", True),
        ("第七条第一款", True),
        ("第一条、第十二条", True),
        ("第九十九条", False),
        ("第一条、第二十条", False),
    ],
)
def test_an_interpretation_is_of_an_article_that_there_is(lingchuan, article, known):
    head = client_of("bb-fz")
    key = head.get(ANSWER).context["form_key"]
    sent = {"question": "街道适用吗？", "answer": "参照办理。", "article": article, "form_key": key}

    page = head.post(ANSWER, sent)

    assert Interpretation.objects.filter(article=article).exists() == known
    if not known:
        assert f"本县的制度文件里没有“{article.rpartition('、')[2]}”" in page.text


def test_what_comes_before_submission_is_called_as_on_the_pages_of_cases(lingchuan, client):
    text = regime_text("lingchuan").replace('consulting = "事前酝酿"', 'consulting = "先行协商"')
    assert "草稿 申请方 事前酝酿 申请方" in words(client.get(RULES))

    load_regime(county=lingchuan, text=text, by=SYSTEM)

    assert "草稿 申请方 先行协商 申请方" in words(client.get(RULES))


def test_a_talk_that_no_article_asks_for_is_the_county_s_own_choice(lingchuan, client):
    text = regime_text("lingchuan").replace('talk = "第三条第（一）项"\n', "", 1)
    load_regime(county=lingchuan, text=text, by=SYSTEM)

    assert "提交前先与办公室沟通（本县自定）。" in words(client.get(RULES))


@pytest.mark.parametrize(
    ("code", "ends"),
    [
        ("lingchuan", ["已准入、已调整、已取消"] * 2 + ["已撤销"]),
        ("arong", ["已准入、已调整、已取消、已撤销"] * 2),
        ("tongwei", ["已准入、已调整、已取消、已撤销"]),
    ],
)
def test_a_flow_of_several_kinds_ends_as_each_of_them_ends(code, ends):
    """What leaves the list is not 已准入: the end of each kind is named where they share a flow."""
    kinds = RegulationPage(parse(regime_text(code))).kinds

    assert [flow.steps[-1].label for _, flows in kinds for flow in flows] == ends


@pytest.mark.parametrize(
    ("text", "refused"),
    [(regime_text("arong"), ""), (with_ways(("revocation",), "tongwei"), "调整、取消"), (with_ways((), "rucheng"), "调整、取消、撤销")],
    ids=("arong", "tongwei", "rucheng"),
)  # fmt: skip
def test_what_a_county_does_not_receive_is_said(text, refused):
    told = [kinds for kinds, who, _ in RegulationPage(parse(text, stored=True)).applicants if "不受理" in who]
    assert told == [refused] * bool(refused)


@pytest.mark.parametrize("code", ["tongwei", "rucheng"])
def test_where_the_source_is_silent_a_listed_duty_is_changed_as_it_was_admitted(code):
    """regimes.md: silent is a county-set value with a plain default, and no refusal."""
    rules = parse(regime_text(code))

    assert rules.kinds == ("admission", "adjustment", "cancellation", "revocation")
    assert {kind: path.source for kind, path in rules.paths.items() if path.own_choice} == dict.fromkeys(
        rules.kinds[1:], "本县自定"
    )
    assert {rules.path(kind) for kind in rules.kinds} == {rules.path("admission")}
    rows = dict(row[:2] for row in RegulationPage(rules).applicants)
    assert rows == {"准入": "县级部门", "调整、取消、撤销": "县级部门"}


def test_a_word_of_its_own_for_temporary_duties_is_told_where_they_go_the_same_way():
    """Their cases say it (`Rules.label`): 待旗委、旗政府批准."""
    text = regime_text("arong")
    way = 'temporary = ["submitted", "reviewing", "circulating", "deciding", "approved"]\n'

    told = RegulationPage(parse(text.replace(way, ""))).decided

    assert ("旗委、旗政府", "有明确时限的临时性、阶段性职责：批准", "第一条、第四条第（三）项") in told


def test_sources_with_lists_in_them_are_told_apart():
    [(_, told, _)] = [
        row for row in RegulationPage(parse(regime_text("lingchuan"))).lists if "来源" in row[0]
    ]

    assert told == "中央、自治区、桂林市明确要求；县委、县政府确需；职能部门确需；其他确需"
