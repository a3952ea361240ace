"""An issued paper is kept as the snapshot it says."""

import hashlib
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from audit import clock
from documents.models import Paper, PaperKind
from documents.papers import issue, papers_about

AT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def test_a_paper_keeps_its_snapshot_and_the_hash_of_it(county, by):
    case = uuid4()

    with clock.at(AT):
        paper = issue(
            county=county,
            subject=case,
            kind=PaperKind.RECEIPT,
            number="灵准受〔2026〕9号",
            title="关于受理农村自建房巡查事项准入申请的通知",
            snapshot={"乡镇": ["灵川镇", "定江镇"], "受理日期": date(2026, 11, 21)},
            by=by,
        )

    text = '{"乡镇":["灵川镇","定江镇"],"受理日期":"2026-11-21"}'
    assert Paper.objects.values().get() == {
        "id": paper.pk,
        "uuid": paper.uuid,
        "county_id": county.pk,
        "subject": str(case),
        "kind": "receipt",
        "number": "灵准受〔2026〕9号",
        "title": "关于受理农村自建房巡查事项准入申请的通知",
        "snapshot": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "issued_at": AT,
        "issued_by": "灵川县司法局 李静",
    }
    assert paper.content == {"乡镇": ["灵川镇", "定江镇"], "受理日期": "2026-11-21"}


def test_papers_about_a_case_are_its_own_oldest_first(county, by):
    case, other = uuid4(), uuid4()
    first, _, third = (
        issue(
            county=county,
            subject=subject,
            kind=PaperKind.CIRCULATION,
            number="",
            title="征求意见函",
            snapshot={},
            by=by,
        )
        for subject in (case, other, case)
    )

    assert list(papers_about(case)) == [first, third]


def test_the_database_knows_the_kinds(county, by):
    with pytest.raises(IntegrityError), transaction.atomic():
        issue(county=county, subject="", kind="poem", number="", title="", snapshot={}, by=by)
