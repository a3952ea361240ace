"""Who acts on the list is asked again under the act's lock: the seat was read when the request came, and may have ended since."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Seat
from audit import clock
from audit.models import Event
from documents.actions import save_text
from documents.models import Paper, StandardText
from registry.actions import answer_feedback, drafts, publish_edition, receive_feedback, write_guide
from registry.actions.archive import archive_case
from registry.actions.corrigenda import propose_corrigendum, refuse_corrigendum
from registry.actions.imports import upload_list
from registry.actions.kinds import change_kind
from registry.actions.numbers import correct_number
from registry.actions.postings import record_posting
from registry.models import ArchivedCase, Corrigendum, ListImport, ListKind, Posting, ServiceGuide
from tests.cast import seat
from tests.factories import listed_duty, scan
from tests.registry.tables import xlsx
from tests.registry.test_kinds_and_archive import former

OWN = ("“{matter}”（{number}）不予受理：", "{reason}", "依据{article}。")
NUMBER = "灵编发〔2026〕17号"
WROTE = (ArchivedCase, Corrigendum, ListImport, Paper, Posting, ServiceGuide, StandardText)


@pytest.fixture
def acts(lingchuan):
    """{verb on record: the act by that seat}"""
    duty, kind, today = listed_duty(), ListKind.objects.get(key="supporting"), clock.today()
    said = receive_feedback(county=lingchuan, subject="wrong_entry", text="电话变了。")
    edition = publish_edition(county=lingchuan, document_number=NUMBER, published_on=today, by=seat("bb-fz"))
    text = duty.versions.get().township_duties
    slip = {
        "duty": duty,
        "field": "township_duties",
        "kind": "punctuation",
        "new_text": f"{text[:-1]}，",
        "reason": "抄错。",
    }
    waiting = propose_corrigendum(by=seat("bb-jb"), **slip)

    def describe(by):
        draft = drafts.begin_draft(county=lingchuan, by=seat("bb-jb"))
        drafts.describe_draft(draft=draft, by=by, lock=draft.lock, notes="说明")

    return {
        "correct_edition": lambda by: correct_number(
            edition=edition, wrong=NUMBER, number="灵编发〔2026〕71号", reason="抄错。", file=scan(), by=by
        ),
        "publish_edition": lambda by: publish_edition(
            county=lingchuan, document_number="灵编发〔2026〕18号", published_on=today, by=by
        ),
        "record_posting": lambda by: record_posting(
            edition=edition, place="portal", posted_on=today, url="https://example.gov.cn/1", by=by
        ),
        "propose_corrigendum": lambda by: propose_corrigendum(by=by, **slip),
        "refuse_corrigendum": lambda by: refuse_corrigendum(corrigendum=waiting, reason="没有错。", by=by),
        "begin_edition_draft": lambda by: drafts.begin_draft(county=lingchuan, by=by),
        "describe_edition_draft": describe,
        "answer_feedback": lambda by: answer_feedback(feedback=said, answer="已改。", by=by),
        "write_guide": lambda by: write_guide(duty=duty, by=by, seen="", steps="先申请。"),
        "change_kind": lambda by: change_kind(kind=kind, name="配合事项", columns=kind.columns, by=by),
        "archive_case": lambda by: archive_case(county=lingchuan, by=by, facts=former(duty=duty)),
        "upload_list": lambda by: upload_list(
            county=lingchuan, list_kind=kind, upload=xlsx([["名称"], ["甲"]]), by=by
        ),
        "change_standard_text": lambda by: save_text(
            county=lingchuan, kind="declined", paragraphs=OWN, seen=0, by=by
        ),
    }


def test_a_seat_that_ended_since_acts_no_more(acts):
    by = seat("bb-fz")
    Seat.objects.filter(pk=by.own_seat.pk).update(is_active=False)
    before = {model: model.objects.count() for model in WROTE}

    for verb, act in acts.items():
        with pytest.raises(PermissionDenied):
            act(by)
        last = Event.objects.latest("seq")
        assert (last.verb, last.outcome) == (verb, "refused")
    assert {model: model.objects.count() for model in WROTE} == before
