"""What the system notices by itself, each with its article."""

from datetime import timedelta

import pytest

from admission import checks
from admission.actions import applicant, approval, office
from audit import clock
from tests.factories import fresh, journey, listed_duty, problems, unit

NAME = "农村公路桥梁日常巡查和险情报告"
LIKE = "农村公路桥梁日常巡查和隐患报告"


def said(check, case):
    return [(finding.level, finding.text, finding.article) for finding in check(fresh(case))]


@pytest.mark.parametrize("name", [NAME, f" {NAME} ", "农村公路桥梁，日常巡查和险情报告", f"“{NAME}”"])
def test_the_same_name_and_department_is_refused(lingchuan, name):
    """I-02: width, spaces and punctuation do not make another duty (settled 34)."""
    duty = listed_duty(NAME)
    case = journey("draft", name=name).case

    assert said(checks.already_listed, case) == [
        (
            "hard",
            f"清单中已有{duty.code}“{NAME}”（现行），同名同部门的事项不再准入；内容有变化的，应申请调整，请与联席会议办公室联系。",
            "第一条、第六条",
        )
    ]


def next_term(first):
    """A temporary application from that day on."""
    return {
        "term": "temporary",
        "term_from": first,
        "term_until": first + timedelta(days=60),
        "source_kind": "county",
        "why_temporary": "只在汛期。",
    }


def test_a_temporary_duty_is_extended_before_its_end_by_the_same_path(lingchuan):
    """灵川 第六条; workflow.md, “Temporary”: the next term is no second admission, and says why."""
    last = clock.today() + timedelta(days=20)
    duty = listed_duty(NAME, term_from=clock.today(), term_until=last)
    walked = journey(
        "consulting", name=NAME, similarity_note="", **next_term(last + timedelta(days=1))
    ).answer()

    assert said(checks.already_listed, walked.case) == []
    assert problems(applicant.submit, walked.case, "zjj-fz") == [
        f"接续{duty.code}“{NAME}”（{last.year}年{last.month}月{last.day}日到期）。请用一句话说明延期的理由。"
    ]


@pytest.mark.parametrize(("days", "over"), [(-1, True), (0, False)])
def test_a_term_that_is_past_has_nothing_to_admit(lingchuan, days, over):
    until = clock.today() + timedelta(days=days)
    text = next_term(until - timedelta(days=60)) | {"term_until": until}
    case = journey("draft", name=NAME, **text).case

    told = [("hard", "临时性、阶段性职责的结束日期已经过了，不能再准入。", "第六条")]
    assert said(checks.term_over, case) == (told if over else [])


@pytest.mark.parametrize("change", [{"term_from": 0}, {"term": "standing"}])
def test_a_second_term_over_the_first_is_refused(lingchuan, change):
    last = clock.today() + timedelta(days=20)
    listed_duty(NAME, term_from=clock.today(), term_until=last)
    given = next_term(last + timedelta(days=1)) | change
    if "term_from" in change:
        given["term_from"] = last  # the last day of the first counts still
    case = journey("draft", name=NAME, **given).case

    assert [level for level, *_ in said(checks.already_listed, case)] == ["hard"]


def test_a_standing_duty_has_no_next_term(lingchuan):
    listed_duty(NAME)
    case = journey("draft", name=NAME, **next_term(clock.today() + timedelta(days=1))).case

    assert [level for level, *_ in said(checks.already_listed, case)] == ["hard"]


def test_the_same_name_of_another_department_is_explained(lingchuan):
    duty = listed_duty(NAME, department="jtj")
    case = journey("draft", name=NAME).case

    assert said(checks.already_listed, case) == []
    assert said(checks.similar, case) == [("explain", f"与{duty.code}“{NAME}”（现行）相近。", "第一条")]


def test_what_waits_for_its_notice_is_listed_too(lingchuan):
    walked = journey("approved", name=NAME)
    case = journey("draft", name=NAME).case

    assert [text for _, text, _ in said(checks.already_listed, case)] == [
        f"清单中已有{walked.case.entered.duty.code}“{NAME}”（已准入待生效），同名同部门的事项不再准入；"
        "内容有变化的，应申请调整，请与联席会议办公室联系。"
    ]


def test_a_revoked_duty_does_not_come_back_unseen(lingchuan):
    """I-70."""
    duty = listed_duty(NAME)
    journey("approved", route="revocation", duty=duty).notice()
    with_later_clock = clock.at(clock.now() + timedelta(days=1))

    with with_later_clock:
        case = journey("draft", name=NAME).case
        assert said(checks.already_listed, case) == []
        assert said(checks.similar, case) == [("explain", f"与{duty.code}“{NAME}”（已撤销）相近。", "第十条")]


def test_a_similar_name_wants_a_sentence(lingchuan):
    listed_duty(NAME)
    walked = journey("consulting", name=LIKE, similarity_note=" \u3000").answer()

    (problem,) = problems(applicant.submit, walked.case, "zjj-fz")
    assert problem.endswith("相近。请用一句话说明不同在哪里。")
    walked.act(applicant.save_text, "zjj-jb", similarity_note="巡查对象不同。")
    assert problems(applicant.submit, walked.case, "zjj-fz") == []


def test_the_same_duty_is_applied_for_once(lingchuan):
    open_case = journey("submitted", name=NAME).case
    case = journey("consulting", name=NAME).answer().case

    assert problems(applicant.submit, case, "zjj-fz") == [
        f"{open_case.number}正在办理同名同部门的事项。（本县自定）"
    ]


def test_an_open_case_alike_is_named(lingchuan):
    open_case = journey("submitted", applicant="nyj", name=NAME).case
    case = journey("draft", name=LIKE).case

    assert said(checks.similar, case) == [
        ("explain", f"与在办申请{open_case.number}“{NAME}”相近，必要时可并案。", "本县自定")
    ]


def test_what_another_applicant_is_rewriting_is_its_own(lingchuan):
    """A text under correction is no ground against others, and is not shown to them, until it is sent."""
    other = journey("correcting", name=NAME)
    case = journey("signing", name="河道保洁").case
    other.act(applicant.save_text, "zjj-jb", name="河道保洁")

    assert said(checks.applied_twice, case) == []
    assert said(checks.similar, journey("draft", name="河道保洁员").case) == [
        ("explain", f"与在办申请{case.number}“河道保洁”相近，必要时可并案。", "本县自定")
    ]
    assert problems(applicant.submit, other.case, "zjj-fz")[-1] == (
        f"{case.number}正在办理同名同部门的事项。（本县自定）"
    )


def test_an_ended_case_is_in_nobodys_way(lingchuan):
    journey("withdrawn", name=NAME)
    case = journey("draft", name=NAME).case

    assert said(checks.applied_twice, case) + said(checks.similar, case) == []


def test_a_body_that_is_no_standing_unit_does_not_apply(lingchuan):
    """I-04: 第七条; also when it stopped being one after the draft."""
    walked = journey("submitted")
    zjj = unit("zjj")
    zjj.is_standing = False
    zjj.save()

    assert problems(office.accept, walked.case, "bb-jb") == [
        "县住房城乡建设局是议事协调机构或临时机构，不能作为申请主体。（第七条）"
    ]


@pytest.mark.parametrize(
    ("applicant_code", "townships", "wanted"),
    [
        ("nyj", ("lcz",), ["县农业农村局不是配合001的牵头部门或承担乡镇，不能申请撤销。"]),
        (
            "djx",
            ("djx",),
            [
                "大境瑶族乡不是配合001的牵头部门或承担乡镇，不能申请撤销。",
                "大境瑶族乡现在不承担配合001，或已另行申请撤销。",
            ],
        ),
        ("zjj", ("lcz", "djx"), ["大境瑶族乡现在不承担配合001，或已另行申请撤销。"]),
        ("zjj", ("lcz",), []),
        ("dxz", ("dxz",), []),
    ],
)
def test_who_revokes_what_for_whom(lingchuan, applicant_code, townships, wanted):
    """I-66: 由职能部门联合相关乡镇或者由相关乡镇提出."""
    duty = listed_duty()
    case = journey("draft", kind="revocation", applicant=applicant_code, townships=townships, duty=duty).case

    assert [text for _, text, _ in said(checks.revocable, case)] == wanted


def test_nothing_is_revoked_twice(lingchuan):
    duty = listed_duty()
    journey("approved", route="revocation", duty=duty).notice()
    walked = journey("draft", kind="revocation", townships=("lcz",), duty=duty)

    assert "灵川镇现在不承担配合001，或已另行申请撤销。" in [
        text for _, text, _ in said(checks.revocable, walked.case)
    ]


def test_two_revocations_of_one_duty_are_not_both_signed(lingchuan):
    duty = listed_duty()
    one = journey("signing", route="revocation", duty=duty)
    other = journey("signing", route="revocation", duty=duty)

    one.sign()

    assert (
        problems(approval.sign, other.case, "zjr")[0]
        == "灵川镇现在不承担配合001，或已另行申请撤销。（第四条）"
    )


def test_a_duty_still_running_has_not_expired(lingchuan):
    case = journey("draft", kind="revocation", ground="expired", duty=listed_duty()).case

    assert said(checks.revocable, case) == [
        ("hard", "这项职责尚未到期，不能以“到期”为由申请撤销。", "第四条")
    ]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("与乡镇签订责任状。", ["责任状"]),
        ("将任务分解下达指标。", ["分解下达指标"]),
        ("纳入年度考核。", ["纳入年度考核"]),
        ("落实属地管理责任。", ["属地管理"]),
        ("实行一票否决。", ["一票否决"]),
        ("乡镇每周巡查一次。", []),
    ],
)
def test_forbidden_wording_is_found_in_every_field(lingchuan, text, hits):
    """I-12, I-13: findings in text, for the office to clear or decline."""
    for field in ("township_duties", "boundary"):
        case = journey("draft", **{field: text}).case
        assert [finding.key for finding in checks.wording(case)] == [f"{field}:{hit}" for hit in hits]
    case = journey("draft", texts=dict.fromkeys(case.version.texts, text)).case
    assert {finding.key.partition(":")[2] for finding in checks.wording(case)} == set(hits)


def test_all_findings_of_a_clean_application(lingchuan):
    assert checks.findings(journey("draft").case) == []
