"""The chain: what an event holds, what its hash covers, and that it never forks."""

import json
import threading
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Event, Head, Outcome
from audit.record import (
    GENESIS,
    Actor,
    canonical,
    digest,
    ensure_head,
    events_about,
    moment,
    record,
    verify,
)

HEAD_OF_JUSTICE = Actor(
    person="李静",
    person_id="7",
    seat="负责人",
    seat_id="12",
    unit="灵川县司法局",
    unit_id="3",
)
CASE = UUID("7f9c1c5e-3a55-4a0f-9a57-2b0f8f7f6f11")
SOME_TIME = datetime(2026, 11, 21, 8, 0, 0, 123456, tzinfo=UTC)


def write(**facts):
    facts = {"actor": HEAD_OF_JUSTICE, "verb": "submit", "subject": CASE} | facts
    with transaction.atomic():
        return record(subject_kind="case", **facts)


def columns(event):
    return Event.objects.filter(pk=event.pk).values().get()


@pytest.mark.django_db
def test_where_the_end_is_known_the_head_is_not_asked_and_an_end_of_before_is_not_believed(
    django_assert_num_queries,
):
    known = Head.objects.values_list("seq", "hash").get()
    with transaction.atomic(), django_assert_num_queries(2):
        first = record(actor=HEAD_OF_JUSTICE, verb="submit", subject=CASE, subject_kind="case", chain=known)
    second = write(chain=known)  # somebody else was first
    third = write(chain=(second.seq, "0" * 64))

    assert [each.seq for each in (first, second, third)] == [known[0] + 1, known[0] + 2, known[0] + 3]
    assert [second.previous_hash, third.previous_hash] == [first.hash, second.hash]
    assert verify() is None


@pytest.mark.django_db
def test_an_event_is_stored_as_it_was_given():
    event = write(source="draft", target="submitted", content_hash="ab", data={"稿": 1}, at=SOME_TIME)

    assert columns(event) == {
        "seq": 1,
        "at": "2026-11-21T08:00:00.123456Z",
        "subject": str(CASE),
        "subject_kind": "case",
        "verb": "submit",
        "outcome": "done",
        "person": "李静",
        "person_id": "7",
        "seat": "负责人",
        "seat_id": "12",
        "unit": "灵川县司法局",
        "unit_id": "3",
        "on_behalf": "",
        "source": "draft",
        "target": "submitted",
        "content_hash": "ab",
        "data": '{"稿":1}',
        "previous_hash": GENESIS,
        "hash": event.hash,
    }
    assert event.when == SOME_TIME
    assert event.facts == {"稿": 1}


@pytest.mark.django_db
def test_events_are_numbered_and_linked_and_the_head_follows():
    first, second = write(), write(outcome=Outcome.REFUSED)

    assert (first.seq, second.seq) == (1, 2)
    assert second.previous_hash == first.hash
    assert Head.objects.values_list("seq", "hash").get() == (2, second.hash)
    assert verify() is None


@pytest.mark.django_db
def test_the_hash_covers_every_column():
    row = columns(write())
    covered = [name for name in row if name != "hash"]

    changed = [digest({**row, name: "又"}) for name in covered]

    assert row["hash"] == digest(row)
    assert row["hash"] not in changed
    assert len(set(changed)) == len(covered)


@pytest.mark.django_db
def test_recording_takes_three_statements(django_assert_num_queries):
    with django_assert_num_queries(3):
        record(actor=HEAD_OF_JUSTICE, verb="submit", subject=CASE, subject_kind="case")


@pytest.mark.django_db
def test_a_rolled_back_act_leaves_no_event_and_no_gap():
    write()
    with transaction.atomic():
        record(actor=HEAD_OF_JUSTICE, verb="accept", subject=CASE, subject_kind="case")
        transaction.set_rollback(True)

    assert write().seq == 2
    assert verify() is None


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded():
    with pytest.raises(transaction.TransactionManagementError):
        record(actor=HEAD_OF_JUSTICE, verb="submit", subject=CASE, subject_kind="case")

    assert Event.objects.count() == 0


@pytest.mark.django_db
def test_events_about_one_subject_are_its_own_oldest_first():
    first, _, third = write(), write(subject="another"), write(verb="accept")

    assert list(events_about(CASE)) == [first, third]


@pytest.mark.django_db
def test_a_delegate_acts_in_the_name_of_the_delegator():
    delegate = Actor(person="乙", on_behalf="甲", unit="灵川县财政局")

    assert write(actor=delegate).who == "乙代甲"
    assert str(delegate) == "灵川县财政局 乙代甲"
    assert write().who == "李静"


@pytest.mark.django_db
def test_ensure_head_makes_a_missing_head_and_leaves_a_present_one():
    Head.objects.all().delete()
    assert (ensure_head().seq, ensure_head().hash) == (0, GENESIS)

    event = write()
    assert ensure_head().hash == event.hash


@pytest.mark.django_db
def test_the_database_knows_one_head_and_two_outcomes():
    with pytest.raises(IntegrityError), transaction.atomic():
        Head.objects.create(id=2, seq=0, hash=GENESIS)
    with pytest.raises(ValueError, match="maybe"):
        write(outcome="maybe")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ({"号": "灵准申〔2026〕17号"}, '{"号":"灵准申〔2026〕17号"}'),
        ({"case": CASE, "on": date(2026, 11, 21)}, f'{{"case":"{CASE}","on":"2026-11-21"}}'),
        ({}, "{}"),
    ],
)
def test_canonical_text(value, text):
    assert canonical(value) == text
    assert canonical(json.loads(text)) == text


@pytest.mark.parametrize("value", [float("nan"), b"bytes", object()])
def test_what_has_no_canonical_text_is_refused(value):
    with pytest.raises((TypeError, ValueError)):
        canonical({"value": value})


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (SOME_TIME, "2026-11-21T08:00:00.123456Z"),
        (datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=8))), "2025-12-31T16:00:00.000000Z"),
    ],
)
def test_moments_are_utc_with_microseconds(at, text):
    assert moment(at) == text
    assert datetime.fromisoformat(text) == at


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_never_fork_the_chain():
    start = threading.Barrier(8)

    def writer():
        start.wait()
        for _ in range(25):
            write()
        connection.close()

    threads = [threading.Thread(target=writer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(Event.objects.values_list("seq", flat=True)) == list(range(1, 201))
    assert Event.objects.values("previous_hash").distinct().count() == 200
    assert verify() is None
