"""verify() names the first bad row, whatever was done to the table behind the triggers' back."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from audit import record as chain
from audit import triggers
from audit.models import Event, Head
from audit.record import GENESIS, digest, verify
from tests.audit.test_record import write

HEX = "f" * 64
LAST = 5


@pytest.fixture
def five(db):
    """Five events with their triggers taken away, as someone with the owner's rights could."""
    for number in range(LAST):
        write(verb=f"act-{number + 1}")
    triggers.remove(connection)
    yield
    triggers.install(connection)


def change(seq, **columns):
    Event.objects.filter(seq=seq).update(**columns)


def rehashed(seq, **columns):
    """Change a row and give it the hash that fits."""
    change(seq, **columns)
    change(seq, hash=digest(Event.objects.filter(seq=seq).values().get()))


def raw(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def swap_contents_of_2_and_3():
    two, three = (Event.objects.filter(seq=n).values("verb", "at").get() for n in (2, 3))
    change(2, **three)
    change(3, **two)


def forge_one_more(**columns):
    last = Event.objects.filter(seq=LAST).values().get()
    forged = last | {"seq": LAST + 1, "previous_hash": last["hash"]} | columns
    Event.objects.create(**{**forged, "hash": digest(forged)})


MISFIT = "第{}号记录的内容与其哈希不符"
UNLINKED = "第{}号记录的“前一条的哈希”与第{}号不符"
DAMAGE = {
    "text changed": (lambda: change(3, verb="sign"), 3, MISFIT.format(3)),
    "hash changed": (lambda: change(3, hash=HEX), 3, MISFIT.format(3)),
    "changed and rehashed": (lambda: rehashed(3, verb="sign"), 4, UNLINKED.format(4, 3)),
    "last one rehashed": (lambda: rehashed(5, verb="sign"), 5, "第5号记录与链头的哈希不符"),
    "link changed": (lambda: rehashed(3, previous_hash=HEX), 3, UNLINKED.format(3, 2)),
    "first link changed": (lambda: rehashed(1, previous_hash=HEX), 1, UNLINKED.format(1, 0)),
    "two swapped": (swap_contents_of_2_and_3, 2, MISFIT.format(2)),
    "one deleted": (
        lambda: Event.objects.filter(seq=3).delete(),
        3,
        "第3号记录缺失：其位置上是第4号",
    ),
    "first deleted": (
        lambda: Event.objects.filter(seq=1).delete(),
        1,
        "第1号记录缺失：其位置上是第2号",
    ),
    "tail deleted": (
        lambda: Event.objects.filter(seq__gt=3).delete(),
        4,
        "第4号起的记录缺失：链头记到第5号，现存最后一条是第3号",
    ),
    "all deleted": (
        lambda: Event.objects.all().delete(),
        1,
        "第1号起的记录缺失：链头记到第5号，现存最后一条是第0号",
    ),
    "one appended past the head": (
        forge_one_more,
        6,
        "第6号起的记录不在链上：链头只记到第5号",
    ),
    "head set back": (
        lambda: Head.objects.update(seq=3, hash=Event.objects.get(seq=3).hash),
        4,
        "第4号起的记录不在链上：链头只记到第3号",
    ),
    "head's hash changed": (lambda: Head.objects.update(hash=HEX), 5, "第5号记录与链头的哈希不符"),
    "head deleted": (lambda: Head.objects.all().delete(), None, "链头缺失"),
    "head at zero": (
        lambda: Head.objects.update(seq=0, hash=GENESIS),
        1,
        "第1号起的记录不在链上：链头只记到第0号",
    ),
}


@pytest.mark.parametrize(("damage", "seq", "message"), DAMAGE.values(), ids=DAMAGE.keys())
@pytest.mark.parametrize("chunk", [1, 2, 1000])
def test_the_first_bad_row_is_named(five, monkeypatch, chunk, damage, seq, message):
    monkeypatch.setattr(chain, "CHUNK", chunk)

    damage()

    assert (verify().seq, str(verify())) == (seq, message)


@pytest.mark.parametrize(
    "column", [f.name for f in Event._meta.concrete_fields if f.name not in ("seq", "hash")]
)
def test_a_change_in_any_column_is_noticed(five, column):
    change(2, **{column: "refused" if column == "outcome" else "改"})

    assert verify().seq == 2


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("UPDATE audit_event SET person = x'ff' WHERE seq = 3", MISFIT.format(3)),
        ("UPDATE audit_event SET person = CAST(x'ff' AS TEXT) WHERE seq = 3", "第3号记录无法读取"),
        ("UPDATE audit_event SET person = 7 WHERE seq = 3", MISFIT.format(3)),
    ],
)
def test_bytes_that_are_no_text_are_named_too(five, sql, message):
    raw(sql)

    assert str(verify()) == message


@pytest.mark.sqlite_only
def test_a_number_below_one_is_named(five):
    raw("PRAGMA ignore_check_constraints=ON")
    Event.objects.filter(seq=1).update(seq=-4)
    raw("PRAGMA ignore_check_constraints=OFF")

    assert str(verify()) == "第1号记录缺失：其位置上是第-4号"
    Event.objects.filter(seq=-4).delete()


def test_missing_triggers_are_a_problem_of_a_chain_that_is_otherwise_whole(five):
    problem = verify()

    assert (problem.seq, str(problem)[:10]) == (None, "防改触发器缺失或被改")


@pytest.mark.django_db
def test_an_empty_chain_is_whole():
    assert verify() is None


@pytest.mark.django_db
def test_verification_streams(django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(chain, "CHUNK", 2)
    for _ in range(4):
        write()

    # head · 2 + 2 + 0 rows · savepoint, head, 0 rows, release · triggers
    with django_assert_num_queries(9):
        assert verify() is None


def verify_audit():
    out = StringIO()
    try:
        call_command("verify_audit", stdout=out)
    except SystemExit as stop:
        return stop.code, out.getvalue()
    return 0, out.getvalue()


@pytest.mark.django_db
def test_the_command_counts_what_it_checked():
    write()
    write()

    assert verify_audit() == (0, "校验通过：2条\n")


def test_the_command_names_the_first_bad_row_and_fails(five):
    change(4, target="approved")

    assert verify_audit() == (1, "校验未通过：第4号记录的内容与其哈希不符\n")


@pytest.mark.django_db
def test_nothing_in_an_event_points_into_another_table():
    assert [f.name for f in Event._meta.get_fields() if f.is_relation] == []
