"""The convenor's dashboard: the queue, the sheet, several signed at once; and the county in figures."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.actions import add_roster_entry, end_roster_entry
from accounts.models import RosterEntry, RosterRole
from admission import rules
from admission.act import NotAllowed
from admission.actions import approval
from audit import clock
from audit.record import SYSTEM
from jointmeeting import actions as jointmeeting
from jointmeeting.pages.convenor import queue, sheet
from jointmeeting.pages.figures import of_county
from regimes.calendar import Calendar
from regimes.queries import current_regime
from supervision.actions.following import tell_long_stops
from tests.cast import client_of, days_later, seat, second_seat
from tests.factories import (
    CONDITIONAL,
    DISAGREE,
    fresh,
    issue_opinion,
    journey,
    listed_duty,
    make_case,
    review_of,
    unit,
)
from tests.jointmeeting.conftest import led_to
from tests.supervision.conftest import Course as Report

SIGN = "/convenor/sign/"


def convenor(name="zjr"):
    return seat(name, "convenor") if name == "zjr2" else seat(name)


def sheet_of(case, by=None):
    by, calendar = by or convenor(), Calendar.load()
    line = next(line for line in queue(by, calendar) if line.case == case)
    return sheet(line, by, calendar)


def count(address, name="zjr"):
    client = client_of(convenor(name))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# -- the queue ------------------------------------------------------------------------------------------------------


def test_what_waits_the_most_pressing_first(lingchuan):
    first = make_case("signing")
    with days_later(1):
        second = make_case("signing", route="revocation")
        make_case("circulating")
        lines = queue(convenor(), Calendar.load())

    assert [line.case for line in lines] == [first, second]
    assert [line.brief for line in lines] == [
        "准入，县住房城乡建设局，2个乡镇，成员单位一致同意",
        "撤销（已办结），县住房城乡建设局，涉及2个乡镇",
    ]
    assert [line.deadline.limit for line in lines] == ["signing", "signing"]


def test_who_must_stand_aside_is_told(lingchuan):
    case = make_case("signing", applicant="yjj")
    found = {name: queue(convenor(name), Calendar.load())[0].avoid for name in ("zjr", "zjr2")}

    assert found == {"zjr": "", "zjr2": "申请方是您所在单位，不能由您审签，由另一位召集人审签。"}
    assert [verb for verb, *_ in sheet_of(case, convenor("zjr2")).buttons] == ["send_to_general", "send_back"]


@pytest.fixture
def second_convenor_is_over(lingchuan):
    """The county's document names 第二召集人 until yesterday; the seat is there still."""
    entry = RosterEntry.objects.get(role=RosterRole.CONVENOR, seat__user__username="zjr2")
    end_roster_entry(entry=entry, valid_until=clock.today() - timedelta(days=1), by=SYSTEM)


def test_who_is_off_the_roster_of_the_day_signs_nothing(second_convenor_is_over):
    """Settled 23: 召集人 with dates and document is a roster row; the post alone signs nothing."""
    case = make_case("signing")
    url = reverse("case-act", args=[case.uuid, "sign"])

    with pytest.raises(NotAllowed):
        approval.sign(case=case, by=seat("zjr2"), lock=case.lock)
    assert [client_of(who).get(url).status_code for who in ("zjr", "zjr2")] == [200, 403]
    assert "名单" in queue(convenor("zjr2"), Calendar.load())[0].avoid
    assert queue(convenor("zjr2"), Calendar.load())[0].avoids == "不在名单上"
    assert queue(convenor("zjr"), Calendar.load())[0].avoid == ""
    assert [each.user.username for each in case.dossier.convenors] == ["zjr"]


def test_who_is_off_the_roster_does_not_sign_for_the_one_who_stands_aside(second_convenor_is_over):
    """With nobody else in office the application takes the general procedure from the initial review on (settled 20)."""
    second_seat("zjr", unit("zjj"))

    assert journey("reviewing").issue_review().case.procedure == "general"


def test_a_convenor_by_a_later_document_signs_from_its_day_on(second_convenor_is_over):
    again = RosterEntry.objects.get(role=RosterRole.CONVENOR, seat__user__username="zjr2").seat
    since = clock.today() + timedelta(days=1)
    add_roster_entry(
        seat=again, role=RosterRole.CONVENOR, valid_from=since, document="灵办发〔2026〕30号", by=SYSTEM
    )
    case = make_case("signing")

    assert not rules.may_sign(case, seat("zjr2"))
    with days_later(1):
        assert rules.may_sign(fresh(case), seat("zjr2"))
        approval.sign(case=case, by=seat("zjr2"), lock=case.lock)

    assert fresh(case).state == "upper_review"


def test_a_condition_taken_in_is_told(lingchuan):
    made = journey("circulating", opinions={"czj": {"finding": "unfunded"} | CONDITIONAL})
    made.opine().call_revision()
    made.opinions = {}
    made.revise(guarantee_funding="每年24万元").answer().opine().conclude()

    assert (
        queue(convenor(), Calendar.load())[0].brief == "准入，县住房城乡建设局，2个乡镇，县财政局的条件已采纳"
    )
    assert sheet_of(made.case).notes["members"] == ["县财政局第1稿附条件同意（先培训），现已同意"]


# -- the sheet ------------------------------------------------------------------------------------------------------


def test_one_case_on_one_page(lingchuan):
    found = sheet_of(make_case("signing"))

    assert [place["word"] for place in found.places] == ["同意", "同意"]
    assert [member["name"] for member in found.members] == [
        "县委编办", "县政府办公室（政管办）", "县委组织部", "县民政局", "县司法局", "县财政局", "县人力资源社会保障局",
    ]  # fmt: skip
    assert found.members[0]["word"] == "初评合法、符合上级要求，列入“配合履职”"
    assert found.facts["money"] == "每年12万元"
    assert found.facts["term"] == "常态"
    assert "用时</dt><dd>不到1个工作日</dd>" in client_of(convenor()).get("/convenor/").text
    assert found.facts["after"] == "报桂林市委编办备案审核，通过后列入《清单》，印发通知后施行。"
    assert [(label, weight) for _, label, weight in found.buttons] == [
        ("同意并审签", "primary"),
        ("转一般程序", "plain"),
        ("退联席办", "plain"),
    ]
    assert found.problems == []


def test_a_revocation_on_one_page(lingchuan):
    found = sheet_of(make_case("signing", route="revocation"))

    assert [(label, weight) for _, label, weight in found.buttons] == [
        ("同意并审签", "primary"),
        ("退联席办", "plain"),
        ("不予撤销", "grave"),
    ]
    assert (found.facts["why"], found.facts["places"]) == ("已办结", "联合申请")
    assert found.facts["after"] == (
        "撤销即成立，印发通知写明的终止日期到了，灵川镇、大圩镇不再承担这项职责，事项退出清单。"
    )


def test_a_change_says_why_and_what_it_costs(lingchuan):
    """It was headed 撤销 and 联合申请, without the money."""
    case = make_case("signing", route="adjustment")

    page = client_of("zjr").get(reverse("convenor"), {"case": case.uuid}).text

    assert sheet_of(case).facts["places"] == "乡镇"
    assert "<dt>调整</dt><dd><b>法律法规规章调整</b>" in page
    assert "<dt>经费</dt>" in page
    assert "联合申请" not in page


def test_a_cancellation_promises_nothing(lingchuan):
    """未列金额 beside an empty 人员: nothing of what a township is given is signed."""
    case = make_case("signing", route="cancellation")

    page = client_of("zjr").get(reverse("convenor"), {"case": case.uuid}).text

    assert "<dt>取消</dt>" in page
    assert [word for word in ("未列金额", "<dt>经费</dt>", "<dt>人员</dt>") if word in page] == []


def test_a_township_that_revokes_for_itself_alone(lingchuan):
    duty = listed_duty(townships=("lcz", "dxz", "djx"))
    made = journey("draft", route="revocation", applicant="lcz", townships=("lcz",), duty=duty)
    found = sheet_of(made.submit().accept().confirm().case)

    assert found.places == []
    assert found.facts["after"].endswith("灵川镇不再承担这项职责，其他2个乡镇继续承担，事项仍在清单。")


def test_what_would_refuse_the_signature_is_told(lingchuan):
    made = make_case("signing")
    listed_duty(made.title)

    assert len(sheet_of(made).problems) == 1


def test_the_dashboard(lingchuan):
    first, second = make_case("signing"), make_case("signing")
    minutes = led_to("minutes_sent", cases=0).meeting
    page = client_of("zjr").get(reverse("convenor"), {"case": second.uuid})
    body = page.content.decode()

    assert page.context["sheet"].line.case == second
    assert first.title in body
    assert reverse("meeting-minutes-sign", args=[minutes.uuid]) in body
    assert reverse("case-act", args=[second.uuid, "sign"]) in body


def test_a_convenor_finds_what_was_signed_on_the_workbench(lingchuan):
    """The dashboard has what waits; 在办, 已办 and 待阅 are the workbench's."""
    made = journey("signing")
    made.act(approval.sign, "zjr", note="")
    client = client_of("zjr")

    dashboard = client.get(reverse("convenor")).content.decode()
    signed = client.get(reverse("desk"), {"tab": "done"})

    assert all(f'href="/desk/?tab={tab}"' in dashboard for tab in ("doing", "done", "read"))
    assert made.case.title in signed.content.decode()
    assert made.case.title not in dashboard
    assert client.get(reverse("desk"), {"tab": "todo"}).url == reverse("convenor")


def test_an_empty_dashboard(lingchuan):
    assert "没有等您审签的案件" in client_of("zjr").get(reverse("convenor")).content.decode()


def test_queries_do_not_grow_with_the_queue(lingchuan):
    make_case("signing")
    make_case("signing", route="revocation")
    led_to("minutes_sent", cases=0)  # of a kind of which nothing waits nothing is read
    few = count(reverse("convenor"))
    make_case("signing", applicant="nyj", townships=("lcz", "dxz", "sjz", "djx"))
    make_case("signing", route="revocation")
    led_to("minutes_sent", cases=0)

    assert count(reverse("convenor")) <= few
    assert few <= 24  # the figures counted anew among them


# -- several at once ------------------------------------------------------------------------------------------------


def several(client, *cases, **post):
    return client.post(
        SIGN,
        {
            "form_key": "key",
            "case": [str(case.uuid) for case in cases],
            **{f"lock-{case.uuid}": case.lock for case in cases},
            **post,
        },
    )


def outcomes(page):
    return {row["case"].pk: (row["word"], row["problems"]) for row in page.context["outcomes"]}


def test_the_chosen_are_listed_once_more(lingchuan):
    mine, other = make_case("signing"), make_case("signing")
    page = client_of("zjr").get(SIGN, {"case": [str(mine.uuid)]})

    assert [line.case for line in page.context["lines"]] == [mine]
    assert other.title not in page.content.decode()


def test_each_is_signed_or_told_why_not(lingchuan):
    good, moved, blocked = make_case("signing"), make_case("signing"), make_case("signing")
    revoked = make_case("signing", route="revocation")
    client = client_of("zjr")
    approval.send_back(case=moved, by=convenor("zjr2"), lock=moved.lock, reason="请说明。")
    listed_duty(blocked.title)
    page = several(client, good, moved, blocked, revoked)

    assert [fresh(case).state for case in (good, moved, blocked, revoked)] == [
        "upper_review",
        "reviewing",
        "signing",
        "approved",
    ]
    told = outcomes(page)
    assert [told[case.pk][0] for case in (good, moved, blocked, revoked)] == [
        "已审签",
        "没有审签",
        "没有审签",
        "已审签",
    ]
    assert told[moved.pk][1] == ["打开这一页以后，有人办理过这件，请看过再签。"]
    assert page.context["done"] == 2


def test_a_stale_revision_is_not_signed(lingchuan):
    case = make_case("signing")
    several(client_of("zjr"), case, **{f"lock-{case.uuid}": case.lock - 1})

    assert fresh(case).state == "signing"


def test_the_same_page_sent_twice_signs_once(lingchuan):
    case, client = make_case("signing"), client_of("zjr")
    several(client, case)
    page = several(client, case)

    assert outcomes(page)[case.pk] == ("已审签", ["这一页已经提交过，没有重复办理。"])
    assert case.sign_offs.count() == 1


def test_who_must_stand_aside_cannot_sign_it_here_either(lingchuan):
    case = make_case("signing", applicant="yjj")
    page = several(client_of(convenor("zjr2")), case)

    assert outcomes(page)[case.pk][1] == ["这件不能由您审签。"]


@pytest.mark.parametrize("forged", ["junk", "00000000-0000-0000-0000-000000000000"])
def test_what_does_not_exist_is_not_found(lingchuan, forged):
    assert client_of("zjr").post(SIGN, {"case": forged}).status_code == 404


def test_several_signatures_want_the_password(lingchuan):
    case, client = make_case("signing"), client_of("zjr")
    session = client.session
    session["password_at"] = 0
    session.save()
    page = several(client, case)

    assert page.status_code == 422
    assert several(client, case, insert="1").status_code == 422
    assert fresh(case).state == "signing"
    several(client, case, password="demo-2026")
    assert fresh(case).state == "upper_review"


# -- figures --------------------------------------------------------------------------------------------------------


def figures(name="bb-jb"):
    by = seat(name)
    return of_county(by, Calendar.load(), current_regime(by.county).rules)


def chart(found, id):
    return next(chart for chart in found["charts"] if chart.id == id)


def test_the_county_in_figures(lingchuan):
    make_case("draft")
    late = make_case("circulating")
    make_case("signing")
    listed_duty(townships=("lcz",))
    with days_later(30):
        found = figures()

    rows = {row[0]: row[1:] for row in chart(found, "by-step").table}
    assert rows["征求意见"] == (1, 1)
    assert rows["待审签"] == (1, 1)
    assert sum(total for total, _ in rows.values()) == 2
    waiting = {row["case"].pk: len(row["waiting"]) for row in found["ask"]}
    assert waiting[late.pk] == 6
    assert len(waiting) == 2
    assert [row[1:] for row in chart(found, "answers").table] == [(1, 0, 0)] * 6
    assert sum(row[1] for row in chart(found, "flow").table) == 2
    assert {row[0]: row[2] for row in chart(found, "townships").table}["灵川镇"] == 1


def test_of_a_list_not_begun_no_township_carries_the_most(lingchuan):
    """最多的是灵川镇，0项。"""
    assert (chart(figures(), "townships").table, chart(figures(), "townships").text) == ([], "")


def test_an_open_round_is_not_in_the_figures(lingchuan):
    """A member that is still asked would read there what another one answered (settled 24)."""
    walked = journey("circulating")
    issue_opinion(review_of(walked.case, "czj"), **({"finding": "unfunded"} | DISAGREE))
    assert chart(figures("sfj-fz"), "answers").table == []

    walked.opine().conclude()
    assert sum(row[3] for row in chart(figures("sfj-fz"), "answers").table) == 1


def test_member_units_see_counts_and_no_titles(lingchuan):
    case = make_case("circulating")
    listed = make_case("signing")
    with days_later(30):
        found = figures("czj-fz")
    body = client_of("czj-fz").get(reverse("figures")).content.decode()

    assert found["ask"] is None
    assert [title in body for title in (case.title, listed.title)] == [False, False]


def test_figures_over_a_period_and_as_a_workbook(lingchuan):
    make_case("rejected")
    late = journey("circulating")
    with days_later(30):
        late.opine().conclude()
        found, client = figures(), client_of("bb-fz")
        book = load_workbook(BytesIO(client.get(reverse("figures-xlsx")).content))
        shown = client.get(reverse("figures"), {"since": "2026-13-01", "until": "x"})
        before = client.get(reverse("figures"), {"since": "2020-01-01", "until": "2020-12-31"})

    assert chart(found, "by-kind").table == [("准入", 0, 1, 1)]
    assert chart(found, "outcomes").table == [("县住房城乡建设局", 0, 0, 1)]
    by_month = chart(found, "flow").table
    assert [sum(column) for column in list(zip(*by_month, strict=True))[1:]] == [2, 1]  # 受理, 办结
    assert chart(found, "positions").table == [("灵川镇", 2, 0, 0), ("大圩镇", 2, 0, 0)]
    in_time = {row[0]: row[1:] for row in chart(found, "in-time").table}
    assert (in_time["县司法局"][1], in_time["灵川镇"]) == (1, (2, 0))
    assert book.sheetnames == ["说明", *(each.sheet for each in found["charts"])]
    assert list(book["各部门的申请办成几件"].values) == [
        ("部门", "办成", "撤回", "不予"),
        ("县住房城乡建设局", 0, 0, 1),
    ]
    assert set(shown.context["form"].errors) == {"since", "until"}
    assert [each.table for each in before.context["figures"]["charts"] if each.id == "outcomes"] == [[]]


def test_figures_of_an_empty_county(lingchuan):
    assert client_of("zjr").get(reverse("figures")).content.decode().count("还没有数据。") == 9


def test_queries_do_not_grow_with_the_county(lingchuan):
    make_case("circulating")
    make_case("signing")  # something waits already: the count of what waits is asked in full
    with days_later(30):
        few = count(reverse("figures"), "zjr")
    for state in ("circulating", "signing", "reviewing"):
        make_case(state)
    listed_duty()
    with days_later(30):
        assert count(reverse("figures"), "zjr") <= few
    assert few <= 26


def test_a_meeting_with_an_agenda_waits_to_be_called(lingchuan):
    """灵川 联席会议制度第三部分第（一）项: the convenor calls the meeting, and nobody else can."""
    led_to("called", cases=0)
    led_to("preparing", cases=0)  # nothing on its agenda: the office is still at it
    course = led_to("preparing")
    call = reverse("meeting-call", args=[course.meeting.uuid])

    page = client_of(convenor()).get("/convenor/")
    assert [(each.what, each.url) for each in page.context["in_person"]] == [("召集会议", call)]
    assert "联席会议还有1件等您办" in page.content.decode()
    assert call not in client_of(seat("bb-fz")).get("/desk/").content.decode()

    course.call()
    assert client_of(convenor()).get("/convenor/").context["in_person"] == []


def test_what_others_are_behind_with_is_no_meeting(lingchuan):
    """A report whose clock stands long has no day that is past; the convenor calls or signs nothing of it either."""
    Report().receive().act("stop_clock", "bb-jb", text="请乡镇补材料。")
    with days_later(40):
        tell_long_stops()
        page = client_of(convenor()).get("/convenor/")
    assert page.context["in_person"] == []
    [urged] = page.context["to_urge"]
    assert urged.what.startswith("停止计时超过")
    assert "请您督促的（1件）" in page.text
    assert "联席会议还有" not in page.text


def test_the_number_beside_the_desk_is_what_the_dashboard_lists(lingchuan):
    """Cases to sign, minutes and a correction to sign, what is late: the same on the dashboard and on every other page."""
    make_case("signing")
    led_to("minutes_sent", cases=0)
    corrected = led_to("signed", cases=0)
    corrected.act(jointmeeting.draft_correction, "bb-jb", old="会议概况", new="会议情况", reason="笔误。")
    Report().receive().find_true(days=1)
    shown = []
    for day in (0, 5):
        with days_later(day):
            client = client_of(convenor())
            pages = [
                client.get(address).context["todo_count"] for address in ("/cases/", "/convenor/", "/cases/")
            ]
            shown.append(pages)
    assert shown == [[3] * 3, [4] * 3]
