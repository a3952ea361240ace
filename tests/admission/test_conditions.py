"""Why an act cannot be done yet: the rules one by one, in the words a person gets."""

from datetime import timedelta

import pytest

from admission.act import NotAllowed, Refused, Stale
from admission.actions import applicant, approval, beginning, circulation, coordination, office
from admission.models import Resolution
from admission.pages.offers import offers
from admission.states import HearingKind, Outcome
from audit import clock
from audit.models import Event
from audit.record import SYSTEM
from config.templatetags.chinese import plain_date
from documents.models import PaperKind
from documents.papers import papers_about
from regimes.actions import load_regime
from regimes.schema import parse
from tests.cast import days_later, seat, second_seat
from tests.factories import (
    CONDITIONAL,
    DISAGREE,
    UNLAWFUL,
    fresh,
    issue_opinion,
    journey,
    listed_duty,
    number,
    open_requests,
    problems,
    request_of,
    review_of,
    review_text,
    scan,
    take_position,
    unit,
)
from tests.regimes.conftest import regime_text

SILENT = {"lcz": None}
NO_ANSWER = "灵川镇还没有答复；过期且催办后可记录逾期未复。"


def submit(case, who="zjj-fz"):
    return problems(applicant.submit, case, who)


def conclude(case):
    return problems(circulation.conclude_circulation, case, "bb-jb")


def overdue(walked, code, who):
    """Remind the unit, let its time run out, record it."""
    walked.act(office.remind, who, unit=unit(code))
    with days_later(30):
        walked.act(office.record_overdue, who, unit=unit(code))
    return walked


# -- before submission ------------------------------------------------------------------------------------------------


def test_consulting_wants_the_talk_a_name_and_townships(lingchuan):
    """I-05: 主动与联席会议办公室进行沟通."""
    case = beginning.start(kind="admission", by=seat("zjj-jb"))

    assert problems(applicant.consult, case, "zjj-jb") == [
        "请先填写职责名称。",
        "请选择承担乡镇。",
        "请先记录与联席会议办公室的沟通：日期、对象和情况（第三条第（一）项）。",
    ]


@pytest.mark.parametrize("key", ["name", "basis", "township_duties", "department_duties", "boundary"])
@pytest.mark.parametrize("blank", ["", " \u3000\n"])
def test_every_column_of_the_regulation_is_wanted(lingchuan, key, blank):
    """I-06; blank-only counts as blank."""
    walked = journey("consulting").answer()
    walked.act(applicant.save_text, "zjj-jb", **{key: blank})
    label = walked.case.rules.field(key).label

    assert f"“{label}”没有填写（第三条第（二）项）。" in submit(walked.case)


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("mechanism", "运行机制"),
        ("institution", "制度保障"),
        ("staffing", "人员安排"),
        ("argument_legality", "合法性论证"),
        ("argument_feasibility", "可行性论证"),
        ("argument_necessity", "必要性论证"),
    ],
)
def test_every_other_field_of_the_regulation_is_wanted(lingchuan, key, label):
    """I-06."""
    walked = journey("draft", townships=("lcz",))
    walked.act(applicant.save_text, "zjj-jb", texts={key: "\u3000"})
    walked.consult().answer()

    assert submit(walked.case) == [f"“{label}”没有填写（第三条第（二）项）。"]


@pytest.mark.parametrize(
    ("missing", "problem"),
    [
        ({"transfer_mode": ""}, "请选择下放方式（委托、交由）。"),
        ({"township_role": ""}, "请选择承担方式（办理、协助办理）。"),
        ({"guarantee_funding": " "}, "经费保障没有填写，没有的写“无”（第九条）。"),
        ({"cost": None}, "请填写每年所需经费，不需要的填0（第九条）。"),
        ({"guarantee_staff": ""}, "人员保障没有填写，没有的写“无”（第九条）。"),
        ({"guarantee_technology": ""}, "技术保障没有填写，没有的写“无”（第九条）。"),
        ({"guarantee_training": ""}, "培训指导没有填写（第九条）。"),
        ({"publication_checked_by": ""}, "请填写由谁审查是否公开。"),
        ({"is_public": False}, "不予公开的，请写明理由。"),
        ({"is_public": None}, "请选择是否公开（第八条）。"),
        ({"term": "temporary"}, "请填写开始日期（第六条）。"),
        ({"term": ""}, "请选择期限（常态或临时性、阶段性）。"),
    ],
)
def test_what_every_application_says_besides(lingchuan, missing, problem):
    """I-72 and the rules that hold everywhere."""
    assert problem in submit(journey("consulting", **missing).answer().case)


def test_a_temporary_duty_has_dates_a_source_and_a_reason(lingchuan):
    """I-60: 第六条."""
    walked = journey(
        "consulting",
        term="temporary",
        term_from=clock.today() + timedelta(days=60),
        term_until=clock.today() + timedelta(days=30),
        source_kind="upper",
        why_temporary="",
    ).answer()

    assert submit(walked.case) == [
        "请说明不宜列入《清单》的原因（第六条）。",
        "结束日期不能早于开始日期。",
        "来源是中央、自治区、桂林市明确要求的，请上传该文件。",
    ]


@pytest.mark.parametrize(
    ("code", "cited"),
    [("lingchuan", "（第六条）"), *((code, "") for code in ("arong", "binxian", "tongwei", "rucheng"))],
)
def test_where_a_temporary_duty_comes_from_is_cited_only_where_an_article_says_it(code, cited):
    """灵川 第六条 names the sources and what is not fit for the list; no other of the five rules does."""
    assert parse(regime_text(code)).cited_sources == cited


def test_each_unit_concerned_is_asked_and_answers(lingchuan):
    """I-05, I-20."""
    case = journey("draft", related=("zrj",)).case

    assert submit(case) == [
        "还没有征询灵川镇的意见。",
        "还没有征询大圩镇的意见。",
        "还没有征询县自然资源局的意见。",
    ]
    assert submit(journey("consulting", answers=SILENT).answer().case) == [NO_ANSWER]


def test_silence_is_recorded_only_after_a_reminder_and_past_the_date(lingchuan):
    """I-20, settled 9."""
    walked = journey("consulting", answers=SILENT).answer()
    silent = unit("lcz")

    assert problems(office.record_overdue, walked.case, "zjj-jb", unit=silent) == [
        "还没有催办灵川镇，催办后才能记录逾期未复。"
    ]
    walked.act(office.remind, "zjj-jb", unit=silent)
    assert problems(office.record_overdue, walked.case, "zjj-jb", unit=silent) == [
        "灵川镇的答复期限还没有过。"
    ]
    with days_later(30):
        assert problems(office.record_overdue, walked.case, "zjj-jb", unit=silent) == []
    assert submit(walked.case) == []


def test_all_that_a_unit_owes_is_recorded_at_once(lingchuan):
    """县民政局 is asked as the department whose duty it is, and its own question; one of the two is not left over."""
    walked = journey(
        "circulating",
        route="general",
        applicant="lcz",
        townships=("lcz",),
        department=unit("mzj"),
        answers={"mzj": "disagree"},
        opinions={"mzj": DISAGREE},
    )
    walked.opine().call_revision().revise()
    owed = ["县民政局还没有答复；过期且催办后可记录逾期未复。"] * 2
    assert [problem for problem in conclude(walked.case) if "县民政局" in problem] == owed

    overdue(walked, "mzj", "bb-jb")

    assert [problem for problem in conclude(walked.case) if "县民政局" in problem] == []
    with days_later(30):
        assert problems(office.record_overdue, walked.case, "bb-jb", unit=unit("mzj")) == [
            "县民政局已经记录逾期未复。"
        ]


def test_silence_counts_as_not_agreed(lingchuan):
    """I-20: 逾期未复 leads to the general procedure."""
    walked = overdue(journey("consulting", answers=SILENT).answer(), "lcz", "zjj-jb").submit().accept()

    walked.issue_review()

    assert (walked.case.procedure, walked.case.procedure_reason) == (
        "general",
        "与灵川镇协商未达成一致意见（第三条第（三）项第2目）。",
    )


def test_a_late_answer_before_submission_counts(lingchuan):
    walked = overdue(journey("consulting", answers=SILENT).answer(), "lcz", "zjj-jb")

    take_position(request_of(walked.case, "lcz"))
    walked.submit().accept().issue_review()

    assert walked.case.procedure == "simple"


def test_nobody_is_reminded_of_what_was_answered(lingchuan):
    walked = journey("consulting").answer()

    assert problems(office.remind, walked.case, "zjj-jb", unit=unit("lcz")) == ["灵川镇没有待答复的事项。"]


def test_a_changed_text_is_put_again_to_those_it_touches(lingchuan):
    """settled 2: while consulting a changed text is a new 稿 at once."""
    walked = journey("consulting").answer()
    walked.act(applicant.save_text, "zjj-jb", boundary="乡镇只巡查。")

    assert [request.unit.code for request in open_requests(walked.case)] == ["lcz", "dxz"]
    assert walked.case.version.number == 2
    assert [request.version.number for request in open_requests(walked.case)] == [2, 2]
    assert len(submit(walked.case)) == 2


def test_who_is_not_touched_is_not_asked_again(lingchuan):
    walked = journey("consulting", related=("zrj",)).answer()
    walked.act(applicant.save_text, "zjj-jb", basis="《示例条例》第四条")

    assert open_requests(walked.case) == []
    assert submit(walked.case) == []


def test_another_department_in_charge_is_a_change_for_those_it_concerns(lingchuan):
    """The regime file's [touches]: department = townships, related departments, 县司法局."""
    owned = {"applicant": "lcz", "department": unit("nyj"), "related": ("zrj",)}
    walked = journey("consulting", **owned).answer()
    walked.act(applicant.save_text, "lcz-jb", department=unit("slj"))
    assert {request.unit.code for request in open_requests(walked.case)} == {"dxz", "slj", "zrj"}

    walked = journey("circulating", **owned).opine().call_revision()
    walked.revise(department=unit("slj"))
    assert [review.unit.code for review in walked.case.dossier.reviews if review.asked] == ["sfj"]


def test_asking_again_reaches_whoever_did_not_agree(lingchuan):
    walked = journey("consulting", related=("zrj",), answers={"lcz": "conditional"}).answer()
    walked.act(applicant.consult_again, "zjj-jb")

    assert [request.unit.code for request in open_requests(walked.case)] == ["lcz"]
    take_position(request_of(walked.case, "lcz"))
    assert problems(applicant.consult_again, walked.case, "zjj-jb") == [
        "没有需要再次征询的单位：改稿未涉及，且均已同意。"
    ]


def test_an_answer_says_why_unless_it_agrees(lingchuan):
    request = request_of(journey("consulting").case, "lcz")

    for answer in ("disagree", "conditional"):
        with pytest.raises(Refused):
            take_position(request, answer, text="\u3000")
    with pytest.raises(Refused):
        take_position(request, "approve")


def test_a_township_that_disagrees_does_not_stop_the_application(lingchuan):
    """灵川: agreement is no precondition; the procedure follows it (I-19)."""
    assert submit(journey("consulting", answers={"lcz": "disagree"}).answer().case) == []


def test_paper_answers_want_their_scan(lingchuan):
    walked = journey("consulting")
    request = request_of(walked.case, "lcz")

    assert problems(
        applicant.file_position,
        walked.case,
        "zjj-jb",
        consultation=request,
        answer="agree",
        paper_on=clock.today(),
    ) == ["请上传盖章答复的扫描件。"]
    assert (
        problems(
            applicant.file_position,
            walked.case,
            "zjj-jb",
            consultation=request,
            answer="agree",
            files=[scan()],
            paper_on=clock.today(),
        )
        == []
    )
    assert fresh(walked.case).dossier.concerns[0].agrees


def test_a_paper_application_wants_its_scan(lingchuan):
    walked = journey("consulting", on_paper=True).answer()
    for case_file in walked.case.files.all():
        walked.act(applicant.remove_file, "bb-jb", case_file=case_file)

    assert submit(walked.case, "bb-jb") == ["请上传申请方这次盖章的纸质材料扫描件。"]


# -- acceptance, initial review -----------------------------------------------------------------------------------------


def test_what_was_accepted_is_not_declined(lingchuan):
    walked = journey("reviewing").act(office.return_for_correction, "bb-jb", reason="缺附件。").submit()
    assert walked.case.state == "reviewing"
    with pytest.raises(Stale):
        problems(office.decline, walked.case, "bb-jb", reason="不属于。", article="第一条")

    walked = journey("submitted").act(office.return_for_correction, "bb-jb", reason="缺附件。").submit()
    assert problems(office.decline, walked.case, "bb-jb", reason="不属于。", article="第一条") == []


@pytest.mark.parametrize(
    ("action", "who", "state", "more", "problem"),
    [
        (
            office.decline,
            "bb-jb",
            "submitted",
            {"reason": " ", "article": "第一条"},
            "请写明不予受理的理由。",
        ),
        (office.decline, "bb-jb", "submitted", {"reason": "不属于。", "article": ""}, "请写明依据的条款。"),
        (
            office.return_for_correction,
            "bb-jb",
            "submitted",
            {"reason": "\u3000"},
            "请一次写明全部需要补正的内容。",
        ),
        (office.to_general, "bb-jb", "circulating", {"reason": ""}, "请写明转一般程序的理由。"),
        (office.call_revision, "bb-jb", "circulating", {"reason": ""}, "请列明需要修改的内容。"),
        (applicant.withdraw, "zjj-fz", "submitted", {"reason": " "}, "请写明撤回的理由。"),
        (approval.send_to_general, "zjr", "signing", {"reason": ""}, "请写明转一般程序的理由。"),
        (approval.send_back, "zjr", "signing", {"reason": "\u3000"}, "请写明要说明的问题。"),
    ],
)
def test_reasons_are_wanted(lingchuan, action, who, state, more, problem):
    """I-16, I-21: a written refusal, return or change of procedure carries its reason."""
    assert problems(action, journey(state).case, who, **more) == [problem]


@pytest.mark.parametrize("missing", ["lawful", "conforming"])
def test_the_initial_review_judges_both_points_with_their_basis(lingchuan, missing):
    """I-11."""
    case = journey("reviewing").case
    word = {"lawful": "合法合规", "conforming": "符合上级要求"}[missing]

    for text, problem in (
        ({missing: None}, f"请判断是否{word}。"),
        ({f"{missing}_basis": " "}, f"请写明{word}的依据。"),
    ):
        assert problems(office.issue_review, case, "bb-fz", **(review_text(case) | text)) == [problem]


def test_an_unlawful_application_enters_neither_path(lingchuan):
    """I-11."""
    for route in ("simple", "general"):
        walked = journey("reviewing", answers={"lcz": "disagree"} if route == "general" else {})
        walked.issue_review(lawful=False)
        assert (
            problems(circulation.circulate, walked.case, "bb-fz")[0]
            == "初评认为不符合法律法规规章，不能进入下一步。"
        )
        assert "初评认为不符合法律法规规章，不能进入下一步。" in problems(
            coordination.convene, walked.case, "bb-jb", meets_on=clock.today()
        )
        walked.issue_review(conforming=False)
        assert "初评认为不符合上级要求，不能进入下一步。" in problems(
            circulation.circulate, walked.case, "bb-fz"
        )


def test_forbidden_wording_is_cleared_with_a_reason(lingchuan):
    """I-12: a sentence may say 不得签订责任状."""
    walked = journey("reviewing", boundary="不得签订责任状，乡镇只巡查。")
    hit = "boundary:责任状"

    assert problems(office.issue_review, walked.case, "bb-fz", **review_text(walked.case)) == [
        "“职责边界”中写有“责任状”。须写明保留的理由，或要求改掉（第七条）。"
    ]
    walked.issue_review(clearances={hit: "是禁止的意思。"})
    assert problems(circulation.circulate, walked.case, "bb-fz") == []


@pytest.mark.parametrize(
    ("lacking", "problem"),
    [
        ({"list_kind": None}, "请核定列入哪一种清单。"),
        ({"category": None}, "请核定类别。"),
        ({"division": " "}, "请写明职责分工。"),
        ({"guarantees": ""}, "请写明保障措施。"),
    ],
)
def test_what_the_office_confirms_in_its_review(lingchuan, lacking, problem):
    case = journey("reviewing").case

    assert problems(office.issue_review, case, "bb-fz", **(review_text(case) | lacking)) == [problem]


def test_a_township_that_disagrees_is_heard_first(lingchuan):
    """I-35, settled 7."""
    walked = journey("reviewing", answers={"lcz": "disagree"}).issue_review()

    assert problems(circulation.circulate, walked.case, "bb-fz") == [
        "有乡镇不同意，应先召开协调会（第三条第（三）项第2目）。"
    ]
    assert problems(coordination.convene, walked.case, "bb-jb", meets_on=clock.today()) == []


def test_who_agrees_is_not_convened(lingchuan):
    walked = journey("reviewing").issue_review()
    assert problems(coordination.convene, walked.case, "bb-jb", meets_on=clock.today()) == [
        "简易程序不召开协调会；需要的，先转一般程序。"
    ]

    walked.act(office.to_general, "bb-jb", reason="事关重大。")
    assert problems(coordination.convene, walked.case, "bb-jb", meets_on=clock.today()) == [
        "乡镇都已同意，先征求成员单位意见。"
    ]


def test_simple_to_general_is_one_way(lingchuan):
    """I-21."""
    walked = journey("circulating").act(office.to_general, "bb-jb", reason="事关重大。")

    assert problems(office.to_general, walked.case, "bb-jb", reason="再转。") == ["本案已是一般程序。"]
    walked.opine().conclude()
    assert walked.case.state == "coordinating"


def test_a_related_departments_objection_does_not_change_the_procedure(lingchuan):
    """I-19: it is shown, and that department is added to the circulation."""
    walked = journey("circulating", related=("zrj", "nyj"), answers={"zrj": "disagree"})

    assert walked.case.procedure == "simple"
    assert [review.unit.code for review in walked.case.dossier.reviews] == [
        "zgb",
        "zzb",
        "mzj",
        "sfj",
        "czj",
        "rsj",
        "zrj",
    ]
    assert problems(circulation.conclude_circulation, walked.case, "bb-jb")[-1].startswith(
        "县自然资源局还没有答复"
    )


def test_forwarding_is_for_regimes_without_circulation(lingchuan):
    walked = journey("reviewing").issue_review()

    assert problems(approval.forward, walked.case, "bb-jb", note="同意。") == [
        "按本案的程序，初评后不直接报送审定。"
    ]


# -- opinions ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "opinion", "problem"),
    [
        ("sfj", {"finding": "unlawful", "view": "conditional"}, "结论是“不合法”的，总体意见只能是不同意。"),
        (
            "sfj",
            {"finding": "partly", "view": "agree"},
            "结论是“部分合法”的，总体意见只能是附条件同意或不同意。",
        ),
        (
            "czj",
            {"finding": "unfunded", "view": "agree"},
            "结论是“未落实”的，总体意见只能是附条件同意或不同意。",
        ),
        (
            "zzb",
            {"finding": "unfit", "view": "agree"},
            "结论是“不适应”的，总体意见只能是附条件同意或不同意。",
        ),
        ("sfj", {"view": "not_ours", "reasons": "无关。"}, "请选择总体意见。"),
        ("sfj", {"finding": ""}, "请选择合法性的审查结论。"),
        ("czj", {"finding": "funded", "details": {"amount": "12万元"}}, "请填写来源。"),
        ("rsj", {"finding": "hiring", "details": {}}, "请填写人数。"),
        ("mzj", {"view": "disagree", "reasons": "\u3000"}, "请写明理由。"),
        ("mzj", {"view": "conditional", "reasons": "人少。", "conditions": ""}, "附条件同意的，请写明条件。"),
        ("mzj", {"view": "not_ours", "reasons": ""}, "请写明理由。"),
        ("zgb", {"finding": "lawful"}, "请选择便民服务中心进驻的审查结论。"),
    ],
)
def test_an_opinion_fits_its_finding(lingchuan, code, opinion, problem):
    """I-23, I-32, settled 11."""
    review = review_of(journey("circulating").case, code)

    with pytest.raises(Refused) as refusal:
        issue_opinion(review, **opinion)

    assert problem in [each.text for each in refusal.value.problems]


def test_not_ours_counts_as_no_objection(lingchuan):
    opinions = {code: {"view": "not_ours", "reasons": "不涉及。"} for code in ("mzj", "rsj")}

    assert journey("signing", opinions=opinions).case.procedure == "simple"


def test_the_round_is_not_concluded_over_silence(lingchuan):
    """I-27: silence is not consent; 逾期未复 wants a reminder and the date past."""
    walked = journey("circulating", opinions={"mzj": None}).opine()

    assert conclude(walked.case) == ["县民政局还没有答复；过期且催办后可记录逾期未复。"]
    overdue(walked, "mzj", "bb-jb").conclude()
    assert (walked.case.state, walked.case.procedure) == ("coordinating", "general")
    assert walked.case.procedure_reason == "未能一致同意：县民政局逾期未复。"


def test_a_late_opinion_counts_while_the_round_is_open(lingchuan):
    walked = overdue(journey("circulating", opinions={"mzj": None}).opine(), "mzj", "bb-jb")

    issue_opinion(review_of(walked.case, "mzj"))

    assert walked.conclude().case.state == "signing"


def refuse(walked, reason="不合法。"):
    return problems(office.reject, walked.case, "bb-fz", reason=reason)


def test_the_director_refuses_only_what_is_unfit(lingchuan):
    """workflow.md, `reject`: unlawful, against 上级要求, or held up by a hard check; with its reason (I-11, I-16)."""
    fit = ["初评没有认为不合法或不符合上级要求，成员单位没有认为不合法，核对清单也没有问题，不能不予准入。"]
    walked = journey("reviewing")
    assert refuse(walked) == fit
    assert refuse(walked.issue_review()) == fit
    assert refuse(walked.circulate().opine()) == fit

    assert refuse(journey("reviewing").issue_review(lawful=False)) == []
    against = journey("reviewing").issue_review(conforming=False)
    assert refuse(against, reason=" ") == ["请写明不予准入的理由。"]
    assert refuse(against) == []
    assert refuse(journey("circulating", opinions={"sfj": UNLAWFUL}).opine()) == []
    listed = journey("reviewing")
    listed_duty(listed.case.title)
    assert refuse(listed) == []


def test_a_revocation_not_proven_is_corrected_or_left_to_the_convenor(lingchuan):
    """Settled 29."""
    walked = journey("reviewing", route="revocation")
    assert "不能不予撤销" in refuse(walked)[0]

    assert problems(office.reject, walked.confirm().case, "zjr", reason="没有办结。") == []


def test_what_the_justice_bureau_finds_unlawful_goes_nowhere(lingchuan):
    """I-30: revise or reject."""
    walked = journey("circulating", opinions={"sfj": UNLAWFUL}).opine()

    assert conclude(walked.case) == ["县司法局认为不合法，不能进入下一步；请要求修改或不予准入。"]
    assert problems(office.call_revision, walked.case, "bb-jb", reason="改到合法。") == []


def test_the_justice_bureau_may_be_missing_only_on_the_way_to_coordination(lingchuan):
    """settled 9."""
    walked = overdue(journey("circulating", opinions={"sfj": None}).opine(), "sfj", "bb-jb").conclude()
    assert walked.case.state == "coordinating"

    walked.record_coordination().conclude_coordination()
    assert walked.case.state == "circulating"
    assert [review.unit.code for review in walked.case.dossier.reviews if review.asked] == ["sfj"]

    overdue(walked, "sfj", "bb-jb")
    assert conclude(walked.case) == [
        "县司法局逾期未复，其意见不能缺少；请要求修改后再次征求，或由其补签意见。"
    ]
    issue_opinion(review_of(walked.case, "sfj"))
    assert walked.conclude().case.state == "deliberating"


def test_who_may_not_be_silent_does_not_stand_by_what_it_said_of_an_earlier_text(lingchuan):
    """Decision 10, settled 9: 县司法局 agreed to 第1稿, 第2稿 touches it, and of that it has said nothing."""
    walked = journey("circulating").opine().call_revision().revise(basis="《示例条例》第四条")
    overdue(walked.answer(), "sfj", "bb-jb").conclude()
    assert walked.case.state == "coordinating"

    walked.record_coordination().conclude_coordination()
    assert walked.case.state == "circulating"
    assert [review.unit.code for review in walked.case.dossier.reviews if review.asked] == ["sfj"]
    issue_opinion(review_of(walked.case, "sfj"))
    assert walked.conclude().case.state == "deliberating"


def test_a_silent_unit_stays_silent_when_the_same_text_goes_round_again(lingchuan):
    """Settled 4, 6: not asked again on this 稿, but with nothing to stand for it; asked again with the next."""
    walked = journey("circulating", opinions={"sfj": None, "zzb": None})
    issue_opinion(review_of(walked.case, "zzb"))
    walked.opine().call_revision().revise(texts={"argument_necessity": "另有所需。"}).opine()
    for silent in ("sfj", "zzb"):
        overdue(walked, silent, "bb-jb")
    walked.conclude().record_coordination().conclude_coordination()

    again = review_of(walked.case, "zzb")
    assert (again.asked, walked.case.dossier.stance(again)) == (False, "overdue")
    assert "zzb" in [unit.code for unit, _ in walked.case.dossier.dissent]
    # the third text takes back what the second brought in, but the unit was asked of that and owes its answer
    walked.call_revision().revise(texts={"argument_necessity": "示例文字。"})
    assert review_of(walked.case, "zzb").asked


@pytest.mark.parametrize(("cost", "asked"), [(12, ["czj"]), (0, [])])
def test_the_finance_bureau_may_be_missing_where_no_cost_is_stated(lingchuan, cost, asked):
    """I-34: 费随事转."""
    walked = overdue(journey("circulating", opinions={"czj": None}, cost=cost).opine(), "czj", "bb-jb")
    walked.conclude().record_coordination().conclude_coordination()

    assert walked.case.state == ("circulating" if asked else "deliberating")
    assert [r.unit.code for r in walked.case.dossier.reviews if r.asked and not r.round.closed_at] == asked


def test_a_condition_is_settled_by_a_new_opinion_only(lingchuan):
    """I-29, settled 8, 13."""
    walked = journey("circulating", opinions={"zzb": CONDITIONAL}).opine().call_revision()
    walked.revise(department_duties="负责处置、培训和考核经费。")
    asked = [review.unit.code for review in walked.case.dossier.reviews if review.asked]
    assert asked == ["zzb", "sfj"]  # the one with the condition, and the one the change touches

    walked.opinions = {}
    walked.answer().opine().conclude()
    assert walked.case.state == "signing"

    open_condition = journey("circulating", opinions={"zzb": CONDITIONAL}).opine().conclude()
    assert (open_condition.case.state, open_condition.case.procedure_reason) == (
        "coordinating",
        "未能一致同意：县委组织部附条件同意（先培训）。",
    )


def test_a_unit_finds_only_what_its_question_asks(lingchuan):
    """I-23: 不合法 is 县司法局's word; a unit the office added has no finding at all."""
    walked = journey("circulating")
    walked.act(circulation.add_reviewer, "bb-jb", unit=unit("nyj"), asks="怎么看？", reason="有关。")

    for code, problem in (
        ("nyj", "审查结论不在本单位的审查问题之内。"),
        ("zzb", "请选择治理适应性的审查结论。"),
    ):
        with pytest.raises(Refused) as refusal:
            issue_opinion(review_of(walked.case, code), **UNLAWFUL)
        assert [each.text for each in refusal.value.problems] == [problem]
    assert issue_opinion(review_of(walked.case, "nyj"), **DISAGREE).finding == ""


def test_what_does_not_concern_a_unit_has_no_finding_of_it(lingchuan):
    review = review_of(journey("circulating").case, "czj")
    disclaimed = issue_opinion(review, view="not_ours", reasons="不涉及。")

    assert (disclaimed.finding, disclaimed.details) == ("", {})


def test_a_member_unit_is_left_out_by_nobody_and_added_once(lingchuan):
    case = journey("circulating").case
    add = {"asks": "水源地怎么管？", "reason": "涉及水源地。"}

    assert problems(circulation.add_reviewer, case, "bb-jb", unit=unit("slj"), asks=" ", reason="有关。") == [
        "请写明向该单位提出的问题和增加的理由。"
    ]
    assert problems(circulation.add_reviewer, case, "bb-jb", unit=unit("lcz"), **add) == [
        "只能增加本级的部门。"
    ]
    assert problems(circulation.add_reviewer, case, "bb-jb", unit=unit("slj"), **add) == []
    assert problems(circulation.add_reviewer, case, "bb-jb", unit=unit("slj"), **add) == [
        "县水利局已在征求之列。"
    ]


# -- meetings, approvals ------------------------------------------------------------------------------------------------


def test_a_coordination_meeting_is_registered_before_it_ends(lingchuan):
    """I-35: with summary; absence is recorded."""
    walked = journey("coordinating", route="general")
    end = coordination.conclude_coordination

    assert problems(end, walked.case, "bb-fz") == [
        "请先登记协调会：日期和协商情况。",
        "请登记县住房城乡建设局是否到会。",
        "请登记灵川镇是否到会。",
    ]
    hearing = walked.case.dossier.open_hearing(HearingKind.COORDINATION)
    parties = {party.unit_id: (True, "") for party in hearing.parties.all()}
    parties[unit("lcz").pk] = (False, "")
    walked.act(
        coordination.record_coordination,
        "bb-jb",
        held_on=clock.today(),
        place="",
        summary="已协商。",
        parties=parties,
    )
    assert problems(end, walked.case, "bb-fz") == ["请登记县住房城乡建设局的意见。"]


def test_a_resolution_serves_its_own_version_round_and_meeting_once(lingchuan):
    """I-36, I-39, settled 17."""
    walked = journey("deliberating", route="general")
    early = clock.now()
    walked.put_on_agenda()
    hearing = walked.case.dossier.open_hearing(HearingKind.JOINT)
    result = {
        "hearing": hearing,
        "outcome": Outcome.PASSED,
        "wording": "通过。",
        "minutes_number": "第1期",
        "minutes_signed_at": early,
    }

    assert problems(coordination.record_result, walked.case, "bb-jb", **result) == [
        "纪要须在本案进入审议、列入议程之后由召集人签署。"
    ]
    walked.result(Outcome.DEFERRED)
    result["minutes_signed_at"] = clock.now()
    assert problems(coordination.record_result, walked.case, "bb-jb", **result) == [
        "这一结果已经用过，或本案不在该次会议的议程上。"
    ]
    walked.put_on_agenda()
    assert problems(
        coordination.put_on_agenda,
        walked.case,
        "bb-jb",
        meeting=hearing.meeting,
        title="第二次会议",
        invited=[],
    ) == ["本案已列入一次联席会议的议程。"]


def test_the_convenor_signs_only_what_all_agree_to(lingchuan):
    """I-28; a dissent in `signing` is refused (settled 14)."""
    walked = journey("signing")

    with pytest.raises(Stale):
        issue_opinion(review_of(walked.case, "czj"), **({"finding": "unfunded"} | DISAGREE))


def test_a_convenor_does_not_sign_for_an_own_unit(lingchuan):
    """I-42; another convenor signs."""
    walked = journey("signing", applicant="yjj")  # zjr2 is of 县应急管理局

    with pytest.raises(NotAllowed):
        approval.sign(case=walked.case, by=seat("zjr2"), lock=walked.case.lock)
    walked.sign()
    assert walked.case.state == "upper_review"


def test_an_applicant_of_every_convenor_takes_the_general_procedure(lingchuan):
    """settled 20."""
    for convenor in ("zjr", "zjr2"):
        second_seat(convenor, unit("zjj"))
    walked = journey("reviewing").issue_review()

    assert (walked.case.procedure, walked.case.procedure_reason) == (
        "general",
        "申请方是全部召集人所在单位，按一般程序办理。",
    )


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"bodies": []}, "请选择作出审定的机关。"),
        ({"bodies": ["province"]}, "请选择作出审定的机关。"),
        ({"number": "灵办发17号"}, "发文字号应由机关代字、年份和序号组成，如“×政办〔2026〕17号”。"),
        ({"decided_on": None}, "审定日期没有填写，或晚于今天。"),
        ({"decided_on": "tomorrow"}, "审定日期没有填写，或晚于今天。"),
        ({"decided_on": "yesterday"}, "审定日期不能早于联席会议纪要签署的日期（{today}）。"),
        ({"verdict": "returned", "reason": " "}, "请写明理由。"),
    ],
)
def test_a_county_decision_is_written_down_in_full(lingchuan, more, problem):
    """I-37, I-81."""
    days = {"tomorrow": timedelta(days=1), "yesterday": timedelta(days=-1)}
    if more.get("decided_on") in days:
        more = {"decided_on": clock.today() + days[more["decided_on"]]}
    walked = journey("deciding", route="general")
    given = {
        "bodies": ["county_party"],
        "verdict": "approved",
        "decided_on": clock.today(),
        "number": number(),
    }

    assert problems(approval.record_decision, walked.case, "xwb-jb", **(given | more)) == [
        problem.format(today=plain_date(clock.today()))
    ]


def test_where_no_meeting_heard_the_case_its_acceptance_is_what_a_decision_follows(lingchuan):
    walked = journey("deciding", route="general")
    Resolution.objects.all().delete()
    given = {"bodies": ["county_party"], "verdict": "returned", "reason": "再研究。"}

    assert problems(
        approval.record_decision, walked.case, "xwb-jb", decided_on=clock.today() - timedelta(days=1), **given
    ) == [f"审定日期不能早于受理的日期（{plain_date(clock.today())}）。"]


def test_a_body_decides_for_itself_only(lingchuan):
    walked = journey("deciding", route="general")

    with pytest.raises(NotAllowed):
        walked.decide_one("county_government", "xwb-jb")
    with pytest.raises(NotAllowed):
        walked.decide_one("county_party", "xwb-jb", bodies=["county_party", "county_government"])


def test_the_office_registers_a_decision_with_its_scan(lingchuan):
    walked = journey("deciding", route="general")
    given = {
        "bodies": ["county_party", "county_government"],
        "verdict": "approved",
        "decided_on": clock.today(),
        "number": number(),
    }

    assert problems(approval.record_decision, walked.case, "bb-jb", **given) == [
        "由联席会议办公室登记的，请上传审定文件扫描件。"
    ]
    assert problems(approval.record_decision, walked.case, "bb-jb", files=[scan()], **given) == []
    assert fresh(walked.case).state == "upper_review"


def test_a_body_decides_once(lingchuan):
    walked = journey("deciding", route="general").decide_one("county_party", "xwb-jb")

    with pytest.raises(Refused):
        walked.decide_one("county_party", "xwb-fz")


def test_one_number_serves_one_case(lingchuan):
    """I-51, I-83."""
    used = number()
    journey("deciding", route="general").decide_one("county_party", "xwb-jb", number=used)
    other = journey("deciding", route="general")

    with pytest.raises(Refused) as refusal:
        other.decide_one("county_party", "xwb-jb", number=used)
    assert refusal.value.problems[0].text == f"发文字号“{used}”已用于另一件事项，请核对。"


def test_filing_and_reply_run_in_order(lingchuan):
    """I-50, I-81."""
    walked = journey("upper_review")
    today, before = clock.today(), clock.today() - timedelta(days=2)
    reply = {"number": number(), "reply_on": today}

    assert problems(approval.pass_upper, walked.case, "bb-jb", files=[scan()], **reply) == [
        "还没有登记上报（文号、日期）。"
    ]
    assert problems(approval.record_filing, walked.case, "bb-jb", number=number(), sent_on=before) == [
        f"上报日期不能早于审签、审定或上级上次答复的日期（{plain_date(today)}）。"
    ]
    walked.file()
    assert problems(approval.record_filing, walked.case, "bb-jb", number=number(), sent_on=today) == [
        "本案已经登记上报，等待答复。"
    ]
    assert problems(approval.pass_upper, walked.case, "bb-jb", **reply) == [
        "由联席会议办公室登记的，请上传上级回复扫描件。"
    ]
    assert problems(approval.pass_upper, walked.case, "sbb-jb", **(reply | {"reply_on": before})) == [
        f"回复日期不能早于上报日期（{plain_date(today)}）。"
    ]
    after = today + timedelta(days=1)
    assert problems(approval.pass_upper, walked.case, "sbb-jb", **(reply | {"reply_on": after})) == [
        "回复日期不能晚于今天。"
    ]
    assert problems(approval.pass_upper, walked.case, "sbb-jb", **(reply | {"reply_on": None})) == [
        "请填写回复日期。"
    ]
    assert problems(approval.pass_upper, walked.case, "sbb-jb", **(reply | {"number": ""})) == [
        "请填写发文字号，如“×政办〔2026〕17号”。"
    ]
    assert problems(approval.pass_upper, walked.case, "bb-jb", files=[scan()], **reply) == []


def test_an_upper_body_that_files_never_refuses(lingchuan):
    """I-48."""
    walked = journey("upper_review").file()

    for who in ("sbb-fz", "bb-fz"):
        with pytest.raises(NotAllowed):
            approval.refuse_upper(
                case=walked.case,
                by=seat(who),
                lock=walked.case.lock,
                reason="不行。",
                number=number(),
                reply_on=clock.today(),
                files=[scan()],
            )


def test_an_upper_body_that_approves_refuses_what_was_sent_to_it(lingchuan):
    """I-48; after a resubmission its earlier reply is not written over."""
    text = lingchuan.regimes.last().text.replace("\napproves = false", "\napproves = true")
    load_regime(county=lingchuan, text=text, by=SYSTEM)
    walked = journey("upper_review")

    def refuse(who="sbb-fz"):
        more = {"number": number(), "reply_on": clock.today(), "files": [scan()]}
        return problems(approval.refuse_upper, walked.case, who, reason="不行。", **more)

    assert refuse("bb-fz") == ["还没有登记上报（文号、日期）。"]
    walked.file().return_upper(substance=False).act(approval.resubmit_upper, "bb-jb")
    assert refuse("bb-fz") == ["还没有登记上报（文号、日期）。"]
    assert refuse_offered(walked, "bb-fz") == []

    walked.file()
    assert refuse_offered(walked, "sbb-fz") == ["不予准入"]
    assert refuse() == []
    assert [filing.outcome for filing in walked.case.filings.all()] == ["form", "refused"]
    assert fresh(walked.case).state == "rejected"
    assert Event.objects.get(verb="reject", outcome="done").facts["outcome"] == "refused"


def refuse_offered(walked, who):
    return [each["label"] for each in offers(fresh(walked.case), seat(who)) if each["grave"]]


def test_the_notice_is_not_older_than_what_it_tells(lingchuan):
    """settled 21."""
    walked = journey("approved")
    today = clock.today()
    before = today - timedelta(days=2)
    said = f"印发日期、生效日期不能早于最后一次审批（{today.year}年{today.month}月{today.day}日）。"

    def notice(issued_on, effective_on):
        return problems(
            approval.issue_notice,
            walked.case,
            "xwb-jb",
            number=number(),
            issued_on=issued_on,
            effective_on=effective_on,
        )

    assert notice(before, today) == [said]
    assert notice(today, before) == [said]
    assert notice(today + timedelta(days=1), today) == ["印发日期不能晚于今天。"]
    assert notice(None, today) == ["请填写印发日期和生效日期。"]
    assert notice(today, today) == []


def test_deemed_withdrawn_after_a_reminder_and_past_the_date(lingchuan):
    """视同撤回 (本县自定)."""
    walked = journey("correcting")
    refused = ["办理期限过后并经催办，才能视同撤回。"]

    assert problems(applicant.withdraw, walked.case, "bb-jb", reason="逾期。") == refused
    with days_later(40):
        assert problems(applicant.withdraw, walked.case, "bb-jb", reason="逾期。") == refused
    walked.act(office.remind, "bb-jb", unit=unit("zjj"))
    assert problems(applicant.withdraw, walked.case, "bb-jb", reason="逾期。") == refused
    with days_later(40):
        assert problems(applicant.withdraw, walked.case, "bb-jb", reason="逾期。") == []


# -- revocation ----------------------------------------------------------------------------------------------------------


def test_a_revocation_has_a_ground_with_its_evidence(lingchuan):
    """I-65: 已办结 or 到期."""
    walked = journey("consulting", route="revocation", ground="", ground_evidence=" ").answer()

    assert submit(walked.case) == [
        "请选择撤销情形：已办结、到期（第四条）。",
        "请写明办结或到期的情况（第四条）。",
    ]


def test_a_department_revokes_jointly_with_each_township_named(lingchuan):
    """I-66."""
    walked = journey("consulting", route="revocation", answers={"lcz": "disagree"}).answer()

    assert submit(walked.case) == ["灵川镇还没有同意联合申请（第四条）。"]


def test_joining_a_revocation_is_yes_or_no(lingchuan):
    walked = journey("consulting", route="revocation")

    with pytest.raises(Refused) as refusal:
        take_position(request_of(walked.case, "lcz"), "conditional")
    assert refusal.value.problems[0].text == "联合申请撤销只能答复同意或不同意。"


def test_a_township_revokes_for_itself_alone(lingchuan):
    """I-66."""
    alone = journey("draft", route="revocation", applicant="lcz", townships=("lcz",))
    assert submit(alone.case, "lcz-fz") == []

    duty = alone.case.duty
    both = journey("draft", route="revocation", applicant="dxz", townships=("lcz", "dxz"), duty=duty)
    assert "乡镇只能为本乡镇申请撤销。" in submit(both.case, "dxz-fz")


def test_confirming_is_for_revocations_and_says_what_was_checked(lingchuan):
    """I-67."""
    assert problems(approval.confirm, journey("reviewing").case, "bb-fz", note="已核实。") == [
        "“确认”只用于报召集人审签的撤销申请。"
    ]
    walked = journey("reviewing", route="revocation")
    assert problems(approval.confirm, walked.case, "bb-fz", note=" ") == ["请写明核实的情况。"]


def test_a_revocation_has_no_general_procedure(lingchuan):
    walked = journey("signing", route="revocation")

    assert problems(approval.send_to_general, walked.case, "zjr", reason="再议。") == [
        "这类申请没有一般程序。"
    ]


def test_paper_does_not_take_the_place_of_what_a_unit_answered_itself(lingchuan):
    walked = journey("circulating", opinions={"sfj": UNLAWFUL}).opine()
    review, good = review_of(walked.case, "sfj"), {"finding": "lawful", "view": "agree"}
    refused = "县司法局已在系统内答复；要改变意见的，由该单位自己重新答复。"
    assert problems(
        circulation.file_opinion,
        walked.case,
        "bb-jb",
        review=review,
        files=[scan()],
        paper_on=clock.today(),
        **good,
    ) == [refused]

    begun = journey("consulting", answers={"lcz": "disagree"}).answer()
    request = request_of(begun.case, "lcz")
    assert problems(
        applicant.file_position,
        begun.case,
        "zjj-jb",
        consultation=request,
        files=[scan()],
        paper_on=clock.today(),
        answer="agree",
    ) == ["灵川镇已在系统内答复；要改变意见的，由该单位自己重新答复。"]


def test_the_talk_with_the_office_was_not_tomorrow(lingchuan):
    begun = journey("draft")
    talk = {"talk_with": "联席会议办公室经办人", "talk_gist": "已说明。"}
    begun.act(applicant.save_text, "zjj-jb", talk={"talk_on": clock.today() + timedelta(days=1), **talk})

    assert problems(applicant.consult, begun.case, "zjj-jb") == ["与联席会议办公室的沟通日期不能晚于今天。"]


def test_an_unfavourable_review_fixes_no_procedure(lingchuan):
    walked = journey("reviewing").issue_review(lawful=False)
    paper = papers_about(walked.case.uuid).get(kind=PaperKind.INITIAL_REVIEW)

    assert (walked.case.procedure, walked.case.procedure_reason) == ("", "")
    assert (paper.content["procedure"], paper.content["reason"]) == ("", "")
