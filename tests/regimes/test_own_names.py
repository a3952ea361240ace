"""What a county calls its ends, and the key of a list of its own."""

import pytest

from regimes.schema import RegimeError, parse
from tests.regimes.conftest import regime_text

NAMED = regime_text("tongwei").replace(
    "[bodies]\n", '[state_labels]\napproved = "已纳入"\nrejected = "不予纳入"\n\n[bodies]\n', 1
)


@pytest.mark.parametrize(
    ("state", "kind", "label"),
    [
        ("approved", "admission", "已纳入"),
        ("rejected", "admission", "不予纳入"),
        ("approved", "revocation", "已撤销"),
        ("rejected", "revocation", "不予撤销"),
    ],
)
def test_what_a_county_calls_an_admission_is_said_of_no_revocation(state, kind, label):
    assert parse(NAMED).label(state, kind) == label


def test_a_list_whose_key_is_too_long_for_its_place_is_told():
    """registry.ListKind.key holds thirty signs: loading would end midway."""
    text = regime_text("arong").replace('key = "powers"\nname', f'key = "{"p" * 31}"\nname')
    text = text.replace('"supporting", "powers"', f'"supporting", "{"p" * 31}"')

    with pytest.raises(RegimeError) as refused:
        parse(text)

    assert refused.value.problems == ("lists第1项.key：代号不超过30个字",)
    parse(text, stored=True)
