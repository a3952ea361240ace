"""The few words in which a regulation puts what goes along with a duty."""

import pytest

from regimes.schema import parse
from tests.regimes.conftest import regime_text


@pytest.mark.parametrize(
    ("code", "principle"),
    [
        ("lingchuan", "权随责走、费随事转"),  # 第九条
        ("arong", "权随责走、费随事转"),  # 第五条
        ("tongwei", "权随事转、人随事转、钱随事转"),  # 第10项
        ("rucheng", "权随事转、人随事转、钱随事转"),  # 第八项
        ("binxian", ""),  # 四（三） has no such words
    ],
)
def test_what_goes_along_with_a_duty_is_put_in_the_words_of_the_source(code, principle):
    assert parse(regime_text(code)).principle == principle
