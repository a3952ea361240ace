"""What the interpreting office answered: corrected and withdrawn, by whom, under which version (灵川 第十二条; 通渭)."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.actions import create_unit
from accounts.models import County, UnitKind
from audit.models import Event
from audit.record import SYSTEM
from regimes.actions import load_regime
from regimes.interpreting import BadInterpretation, publish_interpretation
from regimes.models import Interpretation
from tests.cast import another_person, client_of, seat
from tests.regimes.conftest import regime_text

RULES, ANSWER = reverse("regulation"), reverse("regulation-interpret")


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def published(**more):
    given = {"question": "街道适用吗？", "answer": "参照办理。", "by": seat("bb-fz")} | more
    return publish_interpretation(county=seat("bb-fz").county, **given)


def send(client, earlier=None, **typed):
    address = f"{ANSWER}?replaces={earlier.uuid}" if earlier else ANSWER
    key = client.get(address).context["form_key"]
    return client.post(address, {"question": "街道适用吗？", "answer": "参照办理。", "form_key": key} | typed)


def test_an_answer_is_corrected_and_the_old_one_stays_marked(lingchuan, client):
    first, head = published(), client_of("bb-fz")
    assert f"{ANSWER}?replaces={first.uuid}" in head.get(RULES).text
    assert "更正或者废止" not in client.get(RULES).text

    assert send(head, first, answer="不适用。").status_code == 302

    second = Interpretation.objects.get(answer="不适用。")
    assert second.replaces == first
    said = words(client.get(RULES))
    for line in (
        "参照办理。",
        "不适用。",
        "已更正，不再适用",
        "更正以后的解释，代替",
        "按第1版；县委编办 · ",
    ):
        assert line in said
    assert f"{ANSWER}?replaces={first.uuid}" not in head.get(RULES).text
    page = send(head, first, answer="又改。")
    assert "这条解释已经更正或者废止，请看后来的一条。" in page.text
    # the key of its form was rolled back, this was not
    refused = Event.objects.get(verb="interpret", outcome="refused")
    assert (refused.subject, refused.facts) == (lingchuan.code, {"why": "Refused"})


def test_an_answer_is_withdrawn_with_its_reason(lingchuan, client):
    first, head = published(), client_of("bb-fz")

    assert send(head, first, answer="办法已修改。", withdraws="1").status_code == 302

    said = words(client.get(RULES))
    assert "已废止，不再适用" in said
    assert "废止的理由，代替" in said
    assert "更正或者废止" not in words(head.get(RULES))


def test_an_answer_belongs_to_the_version_it_was_given_under(lingchuan, client):
    first = published()
    text = regime_text("lingchuan").replace("accept = { days = 3", "accept = { days = 2", 1)
    later, _ = load_regime(county=lingchuan, text=text, by=SYSTEM)

    second = published(question="另一问")

    assert (first.regime.version, second.regime) == (1, later)
    assert "按第2版；" in words(client.get(RULES))


def test_an_address_of_no_answer_leads_nowhere(lingchuan):
    head = client_of("bb-fz")

    for asked in ("x", "00000000-0000-0000-0000-000000000000"):
        assert head.get(ANSWER, {"replaces": asked}).status_code == 404


def test_the_act_itself_asks_who_and_which_article(lingchuan):
    """Not only the page: what is refused is on record."""
    with pytest.raises(PermissionDenied):
        published(by=seat("bb-jb"))
    with pytest.raises(BadInterpretation, match="没有“第九十九条”"):
        published(article="第九十九条")
    with pytest.raises(BadInterpretation, match="从要废止的那一条"):
        published(withdraws=True)

    refused = Event.objects.filter(verb="interpret", outcome="refused")
    assert [event.facts["why"] for event in refused.order_by("seq")] == ["NotAllowed", "Refused", "Refused"]
    assert not Interpretation.objects.exists()


def test_whom_the_file_names_as_interpreter_may_answer(lingchuan):
    """通渭: 县委办公室、县政府办公室. There the one is the office, the other has seats of its own."""
    county = County.objects.create(code="621121", name="通渭县", short="通")
    load_regime(county=county, text=regime_text("tongwei"), by=SYSTEM)
    heads = {}
    for key, name, kind in (
        ("party_office", "中共通渭县委办公室", UnitKind.OFFICE),
        ("government_office", "通渭县人民政府办公室", UnitKind.PARTY_GOV),
        ("other", "通渭县水务局", UnitKind.DEPARTMENT),
    ):
        unit = create_unit(
            county=county, key=key, code=f"tw-{key[:5]}", name=name, kind=kind, order=1, by=SYSTEM
        )
        heads[key] = another_person(f"tw-{key}", unit)
    given = {"county": county, "question": "一事一报是指什么？", "answer": "一件事一份申请。"}

    for key in ("party_office", "government_office"):
        assert publish_interpretation(by=heads[key], **given).county == county
    with pytest.raises(PermissionDenied):
        publish_interpretation(by=heads["other"], **given)
