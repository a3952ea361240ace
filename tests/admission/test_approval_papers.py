"""请示 and filing: once a turn, headed and addressed as the county's regime file says."""

from datetime import timedelta

from django.conf import settings

from admission.actions import approval
from admission.states import Verdict
from audit import clock
from audit.record import SYSTEM
from documents.models import Paper
from regimes.actions import load_regime
from tests.cast import seat
from tests.factories import journey, number, problems


def requested(walked):
    walked.act(approval.request_decision, "bb-jb", number=number("灵编请"), sent_on=clock.today())


def issued(kind):
    return [paper.content["document"] for paper in Paper.objects.filter(kind=kind).order_by("pk")]


def test_the_office_asks_for_a_decision_once_a_turn(lingchuan):
    walked = journey("deciding", route="general", name="示例事项的日常巡查")
    again = {"number": number("灵编请"), "sent_on": clock.today()}
    before = again | {"sent_on": clock.today() - timedelta(days=1)}
    assert problems(approval.request_decision, walked.case, "bb-jb", **before) == [
        "请示的日期没有填写，或早于进入审定环节、晚于今天。"
    ]

    requested(walked)
    twice = problems(approval.request_decision, walked.case, "bb-jb", **again)
    walked.decide_one("county_party", "xwb-jb", Verdict.RETURNED, reason="再研究。")
    walked.put_on_agenda().result()
    requested(walked)

    first, second = issued("request")
    assert twice == ["本案的请示已经印发。"]
    assert first["title"] == "关于审定示例事项的日常巡查事项准入乡镇办理的请示"
    assert first["to"] == ["中共灵川县委员会", "灵川县人民政府"]
    assert first["issuers"] == ["中共灵川县委机构编制委员会办公室"]
    assert (first["upward"], first["signer"]) == (True, str(seat("bb-fz").user))
    assert first["body"][-1] == "妥否，请批示。"
    assert first["number"] != second["number"]


def test_a_county_files_in_its_own_form(lingchuan):
    text = (settings.BASE_DIR / "fixtures/regimes/lingchuan.toml").read_text(encoding="utf-8")
    text = text[: text.index("[papers]")] + '[papers]\nfiling = "letter"\n[papers.marks]\n'
    text += '"中共灵川县委机构编制委员会办公室" = "灵川县委编办"\n'
    load_regime(county=lingchuan, text=text, by=SYSTEM)

    journey("upper_review").file().pass_upper().notice()

    (filing,), (notice,) = issued("filing"), issued("notice")
    assert (filing["layout"], filing["upward"], filing["heads"]) == ("letter", False, ["灵川县委编办"])
    assert filing["title"].endswith("备案的函")
    assert filing["body"][-1] == "请予备案审核，并请函复。"
    assert notice["issuers"] == ["中共灵川县委办公室", "灵川县人民政府办公室"]
