"""请示 and filing: once a turn, headed and addressed as the county's regime file says."""

from datetime import timedelta

import pytest
from django.conf import settings

from accounts.models import Unit
from admission.actions import approval
from admission.pages import consequences
from admission.paper_words import changed, in_brief
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
    assert "现将有关情况报请县委、县政府审定。" in first["body"][0]
    assert first["issuers"] == ["中共灵川县委机构编制委员会办公室"]
    assert (first["upward"], first["signer"]) == (True, str(seat("bb-fz").user))
    assert first["body"][-1] == "妥否，请批示。"
    assert first["number"] != second["number"]


def test_what_the_city_gave_back_is_not_told_as_passed_there(lingchuan):
    """The general procedure again after a return for substance: the new 请示 tells nothing of the city."""
    walked = journey("upper_review", route="general").file().return_upper(substance=True)
    walked.circulate().conclude().put_on_agenda().result()

    requested(walked)

    (asking,) = issued("request")
    assert "联席会议审议通过，现将有关情况报请" in asking["body"][0]
    assert "备案审核" not in asking["body"][0]


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


def test_a_paper_names_only_those_who_have_decided_and_the_article_of_who_refused(lingchuan):
    """The 请示 says that 县委 agreed and asks 县政府 alone, in its text and as its addressee; the refusal cites regulation and article."""
    walked = journey("deciding", route="general", name="示例事项的日常巡查")
    walked.decide_one("county_party", "xwb-jb")
    told = consequences.request_decision(walked.case, seat("bb-jb"))
    requested(walked)
    walked.decide_one("county_government", "zgb-jb", Verdict.REFUSED)

    (asking,), (refusal,) = issued("request"), issued("rejected")
    assert "县委审定同意，现将有关情况报请县政府审定。" in asking["body"][0]
    assert asking["body"][0].count("县委") == asking["body"][0].count("县政府") == 1
    assert asking["to"] == ["灵川县人民政府"]
    assert told.will[0].startswith("印发请示，报县政府审定；")
    cited = f"《{walked.case.rules.title}》（{walked.case.rules.document}）第三条第（三）项第2目"
    assert f"依据：{cited}。" in refusal["body"]
    assert refusal["body"][0].startswith("你单位提出的“示例事项的日常巡查”事项")
    assert walked.case.reasons.last().article == "第三条第（三）项第2目"
    assert "中共灵川县委机构编制委员会办公室" not in "".join(refusal["copies"])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("甲。", "乙；", "经费保障：由“甲”调整为“乙”。"),
        ("", "乙。", "经费保障：增加“乙”。"),
        ("甲。", "", "经费保障：删去“甲”。"),
        ("", "无", ""),
    ],
)
def test_a_change_is_told_in_words(old, new, told):
    assert changed("经费保障", old, new) == told


def test_the_office_is_warned_that_its_paper_upward_gives_no_contact(lingchuan):
    walked = journey("upper_review")
    with_telephone = consequences.record_filing(walked.case, seat("bb-jb"))
    Unit.objects.filter(key="bianban").update(telephone="")
    without = consequences.record_filing(walked.case, seat("bb-jb"))

    assert [len(with_telephone.will), len(without.will)] == [1, 2]
    assert "联系电话没有填写" in without.will[1]


def test_the_sheet_to_sign_tells_opinions_in_few_lines():
    told = in_brief([("甲镇", "同意", ""), ("乙镇", "附条件同意", "先\n培训" * 20), ("丙镇", "同意", "")])

    assert told == f"同意（2个）：甲镇、丙镇\n附条件同意（1个）：乙镇（{('先 培训' * 20)[:30]}……）"
