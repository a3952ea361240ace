"""本县的规定: made of the file, for everyone; and what the interpreting office answers."""

import re

from django.urls import reverse

from audit.models import Event
from regimes.models import Interpretation, Regime
from regimes.queries import current_regime, rules_of
from tests.cast import client_of

RULES, ANSWER = reverse("regulation"), reverse("regulation-interpret")


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def test_everything_the_file_says_is_on_the_page_with_its_article(lingchuan, client):
    rules, said = rules_of(current_regime(lingchuan)), words(client.get(RULES))

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


def test_a_county_without_rules_says_so(lingchuan, client):
    Regime.objects.update(in_force_from="2999-01-01")

    assert "本县还没有载入制度。" in client.get(RULES).text


def test_the_office_s_head_publishes_an_interpretation(lingchuan, client):
    head = client_of("bb-fz")
    assert "公布解释" in head.get(RULES).text
    assert "公布解释" not in client_of("bb-jb").get(RULES).text
    assert head.post(ANSWER, {"question": "　", "answer": "解释"}).status_code == 200
    assert not Interpretation.objects.exists()

    sent = {"question": "街道适用吗？", "answer": "参照办理。", "article": "第一条"}
    assert head.post(ANSWER, sent).status_code == 302

    said = words(client.get(RULES))
    assert "街道适用吗？ 参照办理。 第一条" in said
    event = Event.objects.get(verb="interpret")
    assert event.subject == str(Interpretation.objects.get().uuid)
