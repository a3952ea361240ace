"""Revocations of counties whose path of them is another than 灵川's: without a convenor, through the member units, reviewed like
everything else, not confirmed; or reported to the upper body once the convenor has signed."""

import re

import pytest
from django.conf import settings

from admission import worklist
from admission.actions import approval, circulation, office
from admission.pages.case import CasePage
from admission.pages.consequence_words import worked_again
from admission.pages.regulation import RegulationPage
from audit.record import SYSTEM
from regimes.actions import load_regime
from tests.cast import client_of, seat
from tests.factories import journey, problems, review_text

LINGCHUAN = settings.BASE_DIR / "fixtures/regimes/lingchuan.toml"
SHORT = 'any = ["submitted", "reviewing", "signing", "approved"]'
LONG = 'any = ["submitted", "reviewing", "circulating", "deciding", "approved"]'


@pytest.fixture
def circulating_county(lingchuan):
    text = LINGCHUAN.read_text(encoding="utf-8").replace("has_procedures = true", "has_procedures = false")
    text = re.sub(r"^simple = \[[^\]]*\]\ngeneral = \[.*?^\]", LONG, text, flags=re.M | re.S).replace(
        SHORT, LONG
    )
    reported = LONG.replace('"approved"', '"upper_review", "approved"')
    text = text.replace(LONG, reported, 1)  # admissions
    text = re.sub(r"^convenor = .*\n", "", text, flags=re.M)
    text = re.sub(r"^\[bodies\.convenor\].*?(?=^\[|^#)", "", text, flags=re.M | re.S)
    load_regime(county=lingchuan, text=text, by=SYSTEM)
    return lingchuan


@pytest.fixture
def walked(circulating_county):
    return journey("reviewing", route="revocation")


def test_every_page_of_it_opens(walked):
    case, client = walked.case, client_of("bb-fz")

    assert client.get(f"{case.get_absolute_url()}acts/confirm/").status_code == 200
    assert (
        "“确认”只用于报召集人审签的撤销申请"
        in client.get(f"{case.get_absolute_url()}acts/confirm/").content.decode()
    )
    assert client.get(f"{case.get_absolute_url()}initial-review/").status_code == 200


def test_it_is_reviewed_and_circulated(walked):
    told = [item.what for item in worklist.todo(seat("bb-fz")) if item.case == walked.case]
    offered = [each["label"] for each in CasePage(walked.case, seat("bb-fz")).acts]

    assert told == ["签发初评意见"]
    assert "签发初评意见" in offered
    assert "确认" not in offered
    assert problems(approval.confirm, walked.case, "bb-fz", note="已核实。") != []

    walked.act(office.issue_review, "bb-fz", **review_text(walked.case))
    walked.act(circulation.circulate, "bb-fz")

    assert walked.case.state == "circulating"


def test_it_goes_the_general_way_where_the_path_has_one(lingchuan):
    """By the office's hand, as an admission does; what the rules page draws says so, but not of the convenor."""
    simple = 'simple = ["submitted", "reviewing", "circulating", "signing", "approved"]\n'
    general = 'general = ["submitted", "reviewing", "circulating", "coordinating", "deciding", "approved"]'
    text = LINGCHUAN.read_text(encoding="utf-8").replace(SHORT, simple + general)
    load_regime(county=lingchuan, text=text, by=SYSTEM)
    walked = journey("reviewing", route="revocation")
    walked.act(office.issue_review, "bb-fz", **review_text(walked.case))
    assert walked.case.procedure == "simple"

    walked.act(office.to_general, "bb-jb", reason="事关重大。")

    assert walked.case.procedure == "general"
    assert "coordinating" in walked.case.path
    [*_, (kinds, [drawn, _])] = RegulationPage(walked.case.rules).kinds
    said = "".join(line for box in drawn.chart.boxes for _, line in box.texts)
    assert [kind for kind, _ in kinds] == ["撤销"]
    assert "有单位不同意的，转一般程序" in said
    assert "召集人转一般程序" not in said


def test_nobody_is_told_to_turn_it_to_a_way_it_does_not_have(lingchuan):
    """A revocation of one way in a county with procedures, given back from above: circulated again, not made general."""
    alone = 'any = ["submitted", "reviewing", "circulating", "coordinating", "deciding", "upper_review", "approved"]'
    load_regime(county=lingchuan, text=LINGCHUAN.read_text(encoding="utf-8").replace(SHORT, alone), by=SYSTEM)
    walked = journey("reviewing", route="revocation")

    assert problems(office.to_general, walked.case, "bb-jb", reason="事关重大。") == [
        "这类申请没有一般程序。"
    ]
    assert worked_again(walked.case) == "重新征求意见，再行审定"


def test_the_upper_body_hears_of_it_where_the_path_says_so(lingchuan):
    reported = SHORT.replace('"approved"', '"upper_review", "approved"')
    load_regime(
        county=lingchuan, text=LINGCHUAN.read_text(encoding="utf-8").replace(SHORT, reported), by=SYSTEM
    )
    walked = journey("signing", route="revocation")
    page = client_of("zjr").get(walked.case.get_absolute_url()).text
    assert "签署后报桂林市委编办备案审核" in page
    assert "签署后撤销即成立" not in page

    walked.sign()

    assert walked.case.state == "upper_review"
    assert walked.case.duty.versions.count() == 1
    walked.file().pass_upper()
    assert walked.case.state == "approved"
    walked.notice()
    assert walked.case.state_label == "已撤销"
