"""What a department promised is called as the county's rules call it, from the list to what is told (通渭 第10项: 资金、人才)."""

import pytest
from django.urls import reverse

from accounts.models import Notice
from audit import clock
from audit.record import SYSTEM
from documents.papers import papers_about
from regimes.actions import load_regime
from supervision.actions import guarantees as actions
from tests.cast import client_of, seat
from tests.regimes.conftest import regime_text
from tests.supervision.promising import delivered, of, promised

OWN = 'funding = { article = "第九条", label = "资金保障" }'


@pytest.fixture
def duty(lingchuan):
    text = regime_text("lingchuan").replace('funding = { article = "第九条" }', OWN)
    load_regime(county=lingchuan, text=text, by=SYSTEM)
    return promised(guarantee_staff="无", guarantee_technology="无", guarantee_training="每年一次")


def test_the_list_the_board_and_the_forms_call_it_so(duty):
    client = client_of("zjj-jb")

    board = client.get(reverse("guarantee-board", args=[duty.uuid])).text
    assert '<th scope="col">权力下放</th><th scope="col">资金</th><th scope="col">培训</th>' in board
    assert "示例甲事：资金" in client.get(reverse("guarantee-list")).text
    assert "资金" in client.get(of(duty).get_absolute_url()).text
    several = client.get(reverse("guarantee-deliver", args=[duty.uuid])).context["form"]
    assert several.fields["kind"].choices == [("funding", "资金"), ("training", "培训")]
    every = client.get(reverse("guarantee-new")).context["form"].fields["kind"].choices
    assert [label for _, label in every] == ["权力下放", "资金", "人员", "技术", "培训"]


def test_what_is_told_and_handed_over_calls_it_so(duty):
    delivered(duty)
    powers = of(duty, "powers")
    actions.hand_over(
        guarantee=powers, by=seat("zjj-jb"), lock=powers.lock, delivered_on=clock.today(), materials="账号。"
    )

    assert Notice.objects.filter(title="请确认资金保障是否落实：示例甲事").exists()
    rows = dict(papers_about(powers.uuid).get().content["document"]["rows"])
    assert "资金：每年12万元" in rows["经费、人员、技术、培训保障"]
