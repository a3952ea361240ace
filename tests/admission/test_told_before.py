"""What a page tells before it is too late: errors known before townships are asked, a doubtful day, everything wrong at once."""

from datetime import timedelta

import pytest

from admission.act import Refused
from admission.actions import applicant
from admission.actions.texts import lapse
from admission.queries import events_for
from audit import clock
from regimes.calendar import Calendar
from tests.admission.forms import address, filled
from tests.admission.test_act_pages import get, post, words
from tests.cast import client_of, seat
from tests.factories import fresh, journey, listed_duty, make_case, problems, request_of

NOT_EXPIRED = "这项职责尚未到期，不能以“到期”为由申请撤销。（第四条）"


def without_password(who):
    client = client_of(who)
    session = client.session
    session["password_at"] = 0
    session.save()
    return client


# -- 征询意见 -------------------------------------------------------------------------------------------------------------


def test_townships_are_not_asked_about_what_could_never_be_handed_in(lingchuan):
    """灵川 第四条: a duty that has not expired is not revoked as 到期."""
    case = journey("draft", kind="revocation", ground="expired", duty=listed_duty()).case

    assert problems(applicant.consult, case, "zjj-jb") == [NOT_EXPIRED]
    assert NOT_EXPIRED in words(get(case, "consult", "zjj-jb"))
    assert post(case, "consult", "zjj-jb", due="2099-01-01").status_code == 422
    assert fresh(case).state == "draft"


def test_what_waits_for_another_matter_is_told_and_may_be_asked_about(lingchuan):
    other = make_case("submitted")
    case = make_case("draft", name=other.version.name)

    told = words(get(case, "consult", "zjj-jb"))
    assert f"{other.number}正在办理同名同部门的事项。" in told
    assert "现在还不能征询意见" not in told
    assert problems(applicant.consult, case, "zjj-jb") == []
    asked = "、".join(concern.unit.short_name for concern in case.dossier.concerns)
    assert asked
    assert f"会告诉谁 {asked} " in told


# -- 协调会的日期 -----------------------------------------------------------------------------------------------------------


def dissenting(lingchuan):
    return journey("reviewing", route="general").issue_review().case


def day_where(fits):
    calendar, day = Calendar.load(), clock.today() + timedelta(days=1)
    last = calendar.add(clock.today(), 10).date
    while not fits(calendar.is_workday(day), day > last):
        day += timedelta(days=1)
    return day


@pytest.mark.parametrize(
    "doubts", [set(), {"不是工作日"}, {"超过了10个工作日的期限"}, {"不是工作日", "超过了10个工作日的期限"}]
)
def test_a_doubtful_day_of_a_coordination_meeting_is_taken_and_told(lingchuan, doubts):
    case, client = dissenting(lingchuan), client_of("bb-jb")
    day = day_where(
        lambda works, late: (works, late) == ("不是工作日" not in doubts, len(doubts - {"不是工作日"}) == 1)
    )
    assert "期限10个工作日（本县自定），到" in words(get(case, "convene", "bb-jb"))
    response = post(case, "convene", "bb-jb", client, meets_on=str(day))

    assert response.status_code == 302
    page = words(client.get(response.url))
    assert {each for each in ("不是工作日", "超过了10个工作日的期限") if each in page} == doubts
    assert fresh(case).hearings.get().meets_on == day


# -- 签署 -----------------------------------------------------------------------------------------------------------------


def test_without_the_password_what_the_act_would_refuse_is_told_too(lingchuan):
    case = make_case("deciding", route="switched")
    client = without_password("xwb-jb")
    taken = journey("upper_review").file().case.filings.get().number
    given = {
        "verdict": "approved",
        "decided_on": "2000-01-01",
        "number": taken,
        "bodies": "county_party",
    }
    for password in ({}, {"password": "wrong"}):
        response = post(case, "record_decision", "xwb-jb", client, **given | password)

        assert response.status_code == 422
        assert "审定日期不能早于" in words(response)
        assert "已用于另一件事项" in words(response)
        assert ("密码不对" if password else "请再输入一次登录密码") in words(response)
        assert not fresh(case).decisions.exists()


# -- 文号 -----------------------------------------------------------------------------------------------------------------


def test_a_decision_does_not_take_the_number_of_one_that_lapsed(lingchuan):
    walked = journey("deciding", route="switched").decide_one(
        "county_party", "xwb-jb", number="灵办发〔2026〕71号"
    )
    lapse(walked.case, clock.now())  # as where it comes back from above and is decided anew

    with pytest.raises(Refused, match="已失效）的文号，请填写这一次的文号"):
        walked.decide_one("county_party", "xwb-jb", number="灵办发〔2026〕71号")
    walked.decide_one("county_party", "xwb-jb", number="灵办发〔2026〕72号")
    walked.decide_one("county_government", "zgb-jb", number="灵办发〔2026〕72号")  # by one joint document
    assert fresh(walked.case).state == "upper_review"


# -- 新的一稿 --------------------------------------------------------------------------------------------------------------


def test_who_answers_an_older_text_reads_that_there_is_a_new_one(lingchuan):
    walked = journey("consulting")
    asked = request_of(walked.case, "lcz")
    edit = address("case-edit", walked.case)
    client_of("zjj-jb").post(edit, filled(client_of("zjj-jb"), edit, boundary="只报告。"))
    seen = {"seen_request": asked.pk, "seen_version": asked.version_id, "form_key": "k", "written": "0"}
    client = client_of("lcz-fz")
    late = client.post(address("position", walked.case, asked.pk), {"answer": "agree"} | seen)

    assert late.status_code == 409
    assert "改为第2稿，再次征询2个单位" in words(late)
    others = events_for(fresh(walked.case), seat("bb-fz"))
    assert "save_text" not in {event.verb for event in others}
