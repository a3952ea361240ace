"""A county whose meeting has the county's last word on what was not agreed to: it is reported upward as 灵川's simple cases are."""

from datetime import timedelta

import pytest
from django.conf import settings

from admission.actions import approval
from admission.conditions import no_hard_finding, ready_to_pass
from admission.models import Resolution
from admission.pages import consequence_words
from audit import clock
from audit.record import SYSTEM
from documents.models import Paper
from regimes.actions import load_regime
from tests.factories import journey, problems

LINGCHUAN = settings.BASE_DIR / "fixtures/regimes/lingchuan.toml"
DECIDED, REPORTED = '"deliberating", "deciding", "upper_review"', '"deliberating", "upper_review"'


@pytest.fixture
def reported(lingchuan):
    text = LINGCHUAN.read_text(encoding="utf-8").replace(DECIDED, REPORTED)
    text = "".join(line for line in text.splitlines(True) if not line.startswith("decision_verb = {"))
    load_regime(county=lingchuan, text=text, by=SYSTEM)
    return journey("deliberating", route="general").put_on_agenda().result()


def test_what_the_meeting_passed_is_reported_and_admitted(reported):
    assert reported.case.state == "upper_review"
    reported.file()
    [filing] = Paper.objects.filter(subject=reported.case.uuid, kind="filing")
    assert "联席会议审议通过" in str(filing.content)
    assert "审定同意" not in str(filing.content)

    reported.pass_upper().notice()

    assert reported.case.state_label == "已准入"


def test_it_is_not_reported_before_the_minutes(reported):
    before = clock.today() - timedelta(days=1)

    assert problems(
        approval.record_filing, reported.case, "bb-jb", number="灵编报〔2026〕9号", sent_on=before
    ) == [
        f"上报日期不能早于审签、审议或上级上次答复的日期（{clock.today().year}年{clock.today().month}月{clock.today().day}日）。"
    ]


def test_a_return_for_form_leaves_the_resolution_and_one_for_substance_does_not(reported):
    reported.file().return_upper(substance=False).act(approval.resubmit_upper, "bb-jb")
    assert Resolution.objects.get().lapsed_at is None
    assert consequence_words.approvals(reported.case) == "审签和审议结果"
    assert consequence_words.worked_again(reported.case) == "重新征求意见或转一般程序，再行审签、审议"

    reported.file().return_upper(substance=True)

    assert reported.case.state == "reviewing"
    assert Resolution.objects.get().lapsed_at


def test_where_a_body_decides_after_the_meeting_the_list_is_looked_at_there(lingchuan):
    case = journey("deliberating", route="general").case
    case.applicant.is_standing = False

    assert no_hard_finding(case) != []
    assert ready_to_pass(case) == []
