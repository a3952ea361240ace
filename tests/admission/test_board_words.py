"""The tally over the cards: each unit in a word that tells it from the others."""

import pytest

from admission.pages.board import _short


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("县司法局", "司法局"),
        ("旗委编办", "编办"),
        ("县委组织部", "组织部"),
        # 通渭 第13项: both have a part
        ("县委办公室", "县委办公室"),
        ("旗委办公室", "旗委办公室"),
        ("县政府办公室", "政府办公室"),
    ],
)
def test_a_unit_in_a_word(name, said):
    assert _short(name) == said
