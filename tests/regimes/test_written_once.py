"""A version of the rules and an answer of their interpreter stay as they were written, on both databases; and a text that was
changed all the same is found (I-80).
"""

import pytest
from django.db import IntegrityError, connection, transaction

from audit.record import SYSTEM
from audit.witnesses import verify
from regimes import triggers
from regimes.actions import load_regime
from regimes.interpreting import publish_interpretation
from tests.cast import seat
from tests.regimes.conftest import regime_text


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def answered(lingchuan):
    return publish_interpretation(county=lingchuan, question="问", answer="答", by=seat("bb-fz"))


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("UPDATE regimes_regime SET text = 'x'", "载入的制度不得修改"),
        ("UPDATE regimes_regime SET in_force_from = '2030-01-01'", "载入的制度不得修改"),
        ("DELETE FROM regimes_regime", "载入的制度不得删除"),
        ("UPDATE regimes_interpretation SET answer = 'x'", "公布的解释不得修改"),
        ("DELETE FROM regimes_interpretation", "公布的解释不得删除"),
    ],
)
def test_what_is_written_once_is_not_changed(answered, sql, message):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        run(sql)

    assert str(refusal.value).splitlines()[0] == message


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE regimes_regime SET text = replace(text, '联席会议', '会议')", "第1版的全文被改动过"),
        ("UPDATE regimes_regime SET sha256 = 'x'", "第1版的全文被改动过"),
        ("UPDATE regimes_interpretation SET answer = 'x'", "被改动过"),
        ("DELETE FROM regimes_interpretation", "已不存在"),
    ],
)
def test_what_was_changed_all_the_same_is_found(answered, sql, told):
    assert verify() is None
    triggers.remove(connection)

    run(sql)

    assert told in verify().message


def test_a_version_that_is_not_there_any_more_is_found(lingchuan):
    text = regime_text("lingchuan").replace("accept = { days = 3", "accept = { days = 2", 1)
    later, _ = load_regime(county=lingchuan, text=text, by=SYSTEM)
    triggers.remove(connection)

    later.delete()

    assert "载入的制度已不存在" in verify().message


def test_that_nothing_refuses_a_change_any_more_is_found(answered):
    assert triggers.missing(connection) == []
    run("DROP TRIGGER regimes_regime_no_update" + " ON regimes_regime" * (connection.vendor == "postgresql"))

    assert triggers.missing(connection) == ["regimes_regime_no_update"]
    assert verify().message == "制度和解释的防改触发器缺失或被改动：regimes_regime_no_update"

    triggers.install(connection)
    assert verify() is None
