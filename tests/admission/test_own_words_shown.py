"""Words of 灵川's regulation that stood on every county's pages: another county's file has its own, or none."""

import pytest
from django.urls import reverse

from audit.record import SYSTEM
from regimes.actions import load_regime
from tests.admission.forms import address
from tests.cast import client_of
from tests.factories import listed_duty, make_case
from tests.regimes.conftest import regime_text

OURS, OTHERS = "权随责走、费随事转", "权随事转、人随事转、钱随事转"


@pytest.mark.parametrize(("said", "shown"), [(OURS, OURS), (OTHERS, OTHERS), ("各负其责", "")])
def test_what_goes_along_with_a_duty_is_said_as_the_county_s_article_says_it(lingchuan, client, said, shown):
    """灵川 第九条; 通渭 第10项; 黑龙江 says nothing of the kind."""
    load_regime(county=lingchuan, text=regime_text("lingchuan").replace(OURS, said), by=SYSTEM)
    duty = listed_duty(townships=("lcz",))

    pages = [
        client.get(duty.get_absolute_url()).text,
        client_of("bb-fz").get(reverse("guarantee-list")).text,
    ]

    for page in pages:
        assert [words for words in (OURS, OTHERS) if words in page] == [shown] * bool(shown)


def test_what_is_to_be_put_right_is_exemplified_by_the_county_s_own_field(lingchuan):
    text = regime_text("lingchuan").replace(
        'label = "法定依据"', 'label = "凭据（法定依据）"\nterm = "法定依据"'
    )
    load_regime(county=lingchuan, text=text, by=SYSTEM)

    page = client_of("bb-jb").get(address("case-act", make_case("submitted"), "return_for_correction")).text

    assert "1. “凭据（法定依据）”里第2份文件只写了文件名" in page
    assert "“人员安排”没有写" not in page
