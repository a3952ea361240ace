"""verify_audit beside the chain: what was said, and the papers that were issued, as the events have them."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from admission.models import Decision, Filing, InitialReview, Opinion, Position, Reason, SignOff, Version
from audit import triggers
from audit.models import Event, Head
from audit.record import GENESIS, SYSTEM, digest, record
from audit.record import verify as chain_is_whole
from audit.witnesses import verify
from audit.words import KEY, words_hash
from documents import triggers as papers_triggers
from documents.models import Paper
from jointmeeting.models import Meeting
from supervision.models import Entry
from tests.factories import DISAGREE, journey
from tests.jointmeeting.conftest import led_to
from tests.supervision.conftest import led_to as report_led_to


@pytest.fixture
def said(lingchuan):
    """A case by each way, a meeting with its minutes, a report: every text of theirs on record."""
    led_to("signed").record()
    journey("approved", opinions={"czj": {"finding": "unfunded"} | DISAGREE}, route="general")
    journey("upper_review")
    journey("correcting")
    report_led_to("closed")


def first(model, **wanted):
    return model.objects.filter(**wanted).order_by("pk").first()


TEXTS = [
    (Opinion, {}, {"reasons": "改写的理由。"}),
    (Opinion, {}, {"details": {"x": "y"}}),
    (Opinion, {}, {"review_id": 1_000_000}),
    (Position, {}, {"text": "改写的说明。"}),
    (Reason, {}, {"text": "改写的理由。"}),
    (InitialReview, {"issued_at__isnull": False}, {"lawful_basis": "别的依据。"}),
    (InitialReview, {"list_kind__isnull": False}, {"list_kind_id": None}),
    (InitialReview, {"category__isnull": False}, {"category_id": None}),
    (InitialReview, {"procedure": "simple"}, {"procedure": "general"}),
    (InitialReview, {"issued_at__isnull": False}, {"procedure_reason": "别的理由。"}),
    (Decision, {}, {"number": "灵办发〔2026〕999号"}),
    (SignOff, {}, {"note": "改写的批语。"}),
    (Filing, {"outcome": "passed"}, {"reply_text": "改写的批复。"}),
    (Filing, {"outcome": "passed"}, {"reply_on": date(2020, 1, 1)}),
    (Version, {"frozen_at__isnull": False}, {"basis": "别的法律。"}),
    (Meeting, {"signed_at__isnull": False}, {"minutes": "改写的纪要。"}),
    (Entry, {}, {"text": "改写的答复。"}),
    (Paper, {}, {"title": "改写的标题"}),
]


def test_a_text_rewritten_or_removed_is_named(said):
    assert verify() is None
    papers_triggers.remove(connection)
    for model, wanted, forged in TEXTS:
        row = first(model, **wanted)
        before = {name: getattr(row, name) for name in forged}
        rows = model.objects.filter(pk=row.pk)
        rows.update(**forged)
        named = f"（{model._meta.verbose_name} {row.pk}）"
        assert (str(verify()).endswith(f"{named}被改动过"), named) == (True, named)
        rows.update(**before)
    assert verify() is None
    gone = first(Paper)
    Paper.objects.filter(pk=gone.pk).delete()
    assert str(verify()).endswith(f"（印发的文书 {gone.pk}）已不存在")
    papers_triggers.install(connection)


def test_an_event_of_before_vouches_for_what_was_vouched_for_then(said):
    """What was kept by fewer names is not called wrong; what they named may still not be changed."""
    row = first(InitialReview, procedure="simple")
    row.pk = None
    row.save()
    kept = {KEY: [[row._meta.label_lower, row.pk, words_hash(row, InitialReview.SAID_BEFORE[0])]]}
    with transaction.atomic():
        record(actor=SYSTEM, verb="test", subject="x", subject_kind="test", data=kept)

    assert verify() is None
    InitialReview.objects.filter(pk=row.pk).update(division="改写的分工。")
    assert str(verify()).endswith(f"{row.pk}）被改动过")


def test_a_chain_that_was_written_anew_disagrees_with_the_papers(said):
    remembered = [paper.content["audit"]["seq"] for paper in Paper.objects.all()]
    triggers.remove(connection)
    previous = GENESIS
    for event in Event.objects.order_by("seq").values():
        event |= {"previous_hash": previous, "person": "另一个人"}
        previous = digest(event)
        Event.objects.filter(seq=event["seq"]).update(
            person="另一个人", previous_hash=event["previous_hash"], hash=previous
        )
    Head.objects.update(hash=previous)
    triggers.install(connection)

    assert chain_is_whole() is None
    first_named = min(seq for seq in remembered if seq)
    assert str(verify()).startswith(f"第{first_named}号记录与文书“")
    with pytest.raises(SystemExit):
        call_command("verify_audit", stdout=StringIO())
