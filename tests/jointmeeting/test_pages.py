"""The pages of the joint meeting: who gets which answer, and the whole course through forms."""

import io
import re
from datetime import date, time, timedelta
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Notice
from admission import worklist
from admission.pages.case import CasePage
from audit import clock
from audit.models import Event
from config.templatetags.chinese import cdate
from documents import unkept
from documents.models import Paper
from jointmeeting import actions
from jointmeeting.models import Meeting
from jointmeeting.pages.meeting import begun
from jointmeeting.states import Reply
from tests.cast import client_of, seat
from tests.documents.conftest import rewrite
from tests.factories import fresh, make_case
from tests.jointmeeting.conftest import Course, fresh_meeting, led_to, prepared

PREPARE = {"bb-jb", "bb-fz", "xwb-jb", "zgb-fz"}
LEAD = PREPARE | {"zjr"}
MEMBER = {"sfj-jb", "czj-fz"}
OTHERS = {"zjj-fz", "nyj-jb", "lcz-fz"}
EVERYONE = LEAD | MEMBER | OTHERS | {"sbb-fz", "aud", "sys"}


def status(name, address, **post):
    client = client_of(name)
    return (client.post(address, post) if post else client.get(address)).status_code


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("meeting-list", EVERYONE - {"aud", "sys", "sbb-fz"}),
        ("meeting-roster", EVERYONE - {"sbb-fz"}),
        ("meeting-new", LEAD),
        ("figures", LEAD | MEMBER),
        ("convenor", {"zjr"}),
        ("convenor-sign", {"zjr"}),
    ],
)
def test_pages_without_a_meeting(lingchuan, address, who):
    found = {name: status(name, reverse(address)) for name in EVERYONE}

    assert found == {name: 200 if name in who else 403 for name in EVERYONE}


def test_a_seat_above_counties_is_told_where_its_own_pages_are(lingchuan):
    """It belongs to no county whose meeting, or whose 召集人, the page could speak of."""
    answer = client_of("sbb-fz").get(reverse("meeting-list"))

    assert answer.status_code == 403
    page = answer.content.decode()
    assert "会议由各县自己召开，上级单位不参加。" in page
    assert [word for word in ("召集人", "联席会议") if word in page] == []


# address, stage at which it is asked, who gets it
PAGES = [
    ("meeting", "signed", LEAD | MEMBER),
    ("meeting-edit", "called", LEAD),
    ("meeting-cancel", "called", LEAD),
    ("meeting-agenda", "called", {"bb-jb", "bb-fz"}),
    ("meeting-attendance", "called", PREPARE),
    ("meeting-minutes", "called", {"bb-jb", "bb-fz"}),
    ("meeting-call", "preparing", {"zjr"}),
    ("meeting-minutes-sign", "minutes_sent", {"zjr"}),
    ("meeting-minutes-return", "minutes_sent", {"zjr"}),
]


@pytest.mark.parametrize(("address", "stage", "who"), PAGES)
def test_pages_of_a_meeting(lingchuan, address, stage, who):
    meeting = led_to(stage, cases=0).meeting
    found = {name: status(name, reverse(address, args=[meeting.uuid])) for name in EVERYONE}

    def expected(name):
        return 200 if name in who else 403 if name in LEAD | MEMBER else 404

    assert found == {name: expected(name) for name in EVERYONE}


@pytest.mark.parametrize("address", [page for page, *_ in PAGES if page != "meeting"])
def test_too_late_is_told(lingchuan, address):
    meeting = led_to("signed", cases=0).meeting
    by = {"meeting-call": "zjr", "meeting-minutes-sign": "zjr", "meeting-minutes-return": "zjr"}.get(
        address, "bb-jb"
    )
    address = reverse(address, args=[meeting.uuid])

    assert [status(by, address), status(by, address, lock="0")] == [409, 409]


@pytest.mark.parametrize("address", [page for page, *_ in PAGES if page not in ("meeting", "meeting-agenda")])
def test_posts_of_the_wrong_seat_are_refused(lingchuan, address):
    stage = next(stage for page, stage, _ in PAGES if page == address)
    meeting = led_to(stage, cases=0).meeting

    assert status("czj-fz", reverse(address, args=[meeting.uuid]), lock=str(meeting.lock)) == 403
    assert fresh_meeting(meeting).lock == meeting.lock


def test_a_form_refused_before_it_is_whole_stands_on_record_too(lingchuan):
    meeting = led_to("called", cases=0).meeting
    before = Event.objects.count()

    assert status("czj-fz", reverse("meeting-minutes", args=[meeting.uuid]), lock=str(meeting.lock)) == 403
    assert status("zjj-fz", reverse("meeting-new"), title="") == 403
    assert status("czj-fz", reverse("meeting-minutes", args=[meeting.uuid])) == 403  # only looked at

    said = Event.objects.order_by("seq")[before:]
    assert [(e.verb, e.outcome, e.subject_kind, e.source) for e in said] == [
        ("draft_minutes", "refused", "meeting", "called"),
        ("prepare_meeting", "refused", "unit", ""),
    ]


def test_an_item_of_another_meeting_does_not_exist(lingchuan):
    led, other = led_to("signed"), led_to("signed", cases=0)

    for page in ("meeting-item-result", "meeting-item-remove"):
        assert status("bb-jb", reverse(page, args=[other.meeting.uuid, led.item.pk])) == 404


def test_the_course_through_forms(lingchuan):
    case = make_case("deliberating", route="general")
    xwb, bb, zjr = client_of("xwb-jb"), client_of("bb-jb"), client_of("zjr")
    today = clock.today().isoformat()

    def send(client, address, *args, **data):
        page = client.get(reverse(address, args=args))
        assert page.status_code == 200
        keys = {
            name: hidden(page, name)
            for name in ("lock", "form_key")
            if f'name="{name}"' in page.content.decode()
        }
        answer = client.post(reverse(address, args=args), keys | data)
        assert answer.status_code == 302, answer.content.decode()

    send(xwb, "meeting-new", title="第一次联席会议", meets_on=today, meets_at="09:30", place="三楼")
    meeting = Meeting.objects.get()
    send(bb, "meeting-agenda", meeting.uuid, case=str(case.uuid))
    send(zjr, "meeting-call", meeting.uuid)
    came = {f"came-{row.unit_id}": "yes" for row in meeting.attendance.all()}
    send(xwb, "meeting-attendance", meeting.uuid, **came)
    item = meeting.items.get()
    said = {f"result-{item.pk}": "passed", f"wording-{item.pk}": "同意。", "minutes": "概况。"}
    send(bb, "meeting-minutes", meeting.uuid, send="1", **said)
    send(zjr, "meeting-minutes-sign", meeting.uuid)
    send(bb, "meeting-item-result", meeting.uuid, item.pk)

    assert fresh(case).state == "deciding"
    assert bb.get(reverse("meeting-of-case", args=[case.uuid])).url == reverse("meeting-list")


def test_from_a_case_to_its_meeting(lingchuan):
    led = led_to("preparing")
    waiting = make_case("deliberating", route="general")
    bb = client_of("bb-jb")

    assert bb.get(reverse("meeting-of-case", args=[led.case.uuid])).url == led.meeting.get_absolute_url()
    offered = bb.get(reverse("meeting-of-case", args=[waiting.uuid]))
    assert offered.context["meetings"] == [led.meeting]
    assert status("nyj-jb", reverse("meeting-of-case", args=[led.case.uuid])) == 404


@pytest.mark.parametrize(
    ("stage", "button", "row"),
    [
        ("preparing", "看这次会议", "联席会议审议，拟写纪要"),
        ("called", "看这次会议", "联席会议审议，拟写纪要"),
        ("minutes_sent", "看这次会议", "联席会议审议，拟写纪要"),
        ("signed", "登记审议结果", "登记审议结果"),
    ],
)
def test_a_result_is_asked_for_once_the_minutes_are_signed(lingchuan, stage, button, row):
    """Before (settled 17) the case page leads to the meeting, which offers no result to register either."""
    case, bb = led_to(stage).case, client_of("bb-jb")

    offered = {each["label"]: each["url"] for each in bb.get(case.get_absolute_url()).context["it"].acts}

    assert offered.keys() & {"看这次会议", "登记审议结果"} == {button}
    assert ("登记审议结果</a>" in bb.get(offered[button]).content.decode()) == (button == "登记审议结果")
    assert row in [item.what for item in worklist.todo(seat("bb-jb"))]


def test_the_signature_wants_the_password(lingchuan):
    meeting = led_to("minutes_sent", cases=0).meeting
    client = client_of("zjr")
    session = client.session
    session["password_at"] = 0
    session.save()
    address = reverse("meeting-minutes-sign", args=[meeting.uuid])

    answer = client.post(address, {"lock": meeting.lock})
    assert answer.status_code == 422
    answer = client.post(address, {"lock": meeting.lock, "password": "demo-2026"})
    assert answer.status_code == 302


def test_what_is_missing_stands_at_the_field(lingchuan):
    led = led_to("called")
    client = client_of("bb-jb")
    address = reverse("meeting-minutes", args=[led.meeting.uuid])
    answer = client.post(address, {"lock": led.meeting.lock, "minutes": "\u3000概况\u202e", "send": "1"})

    assert answer.status_code == 422
    assert "从右到左覆盖" in answer.content.decode()
    answer = client.post(
        reverse("meeting-new"), {"title": "\u3000", "meets_on": "2026-02-30", "meets_at": "25:00"}
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"title", "meets_on", "meets_at"}


def test_sending_the_minutes_is_the_first_thing_to_do_and_keeping_them_the_second(lingchuan):
    led = led_to("called").attend()
    client, address = client_of("bb-jb"), reverse("meeting-minutes", args=[led.meeting.uuid])
    html = client.get(address).content.decode()

    buttons = re.findall(r'<button class="btn btn-(\w+)" name="(\w+)" value="1">([^<]+)</button>', html)
    assert buttons == [("primary", "send", "送召集人签署"), ("plain", "draft", "保存草稿")]
    kept = {"lock": led.meeting.lock, "minutes": "会议概况。", "draft": "1"}
    assert client.post(address, kept).status_code == 302
    kept = fresh_meeting(led.meeting)
    assert (kept.minutes, kept.sent_at) == ("会议概况。", None)


@pytest.mark.parametrize(("days", "told"), [(1, True), (0, False)])
@pytest.mark.parametrize("address", ["meeting-attendance", "meeting-minutes"])
def test_before_its_day_a_form_says_that_the_meeting_is_still_to_come(lingchuan, address, days, told):
    """Before anything is typed, not when it is sent."""
    meeting = prepared(meets_on=clock.today() + timedelta(days=days))
    actions.call_meeting(meeting=meeting, by=seat("zjr"), lock=fresh_meeting(meeting).lock)

    page = client_of("bb-jb").get(reverse(address, args=[meeting.uuid])).content.decode()

    assert ("会议还没有召开" in page) is told


def test_drafts_are_for_the_office_and_the_convenor(lingchuan):
    led = led_to("called").attend().draft(wording="会议同意机密词。")
    address = led.meeting.get_absolute_url()
    told = {name: "机密词" in client_of(name).get(address).content.decode() for name in LEAD | MEMBER}

    assert told == {name: name in {"bb-jb", "bb-fz", "zjr"} for name in LEAD | MEMBER}
    led.sign()
    assert "机密词" in client_of("czj-fz").get(address).content.decode()


def test_another_county_does_not_exist(lingchuan):
    meeting = led_to("called", cases=0).meeting

    assert status("sbb-fz", meeting.get_absolute_url()) == 404


@pytest.mark.parametrize("address", ["meeting-list", "meeting"])
def test_the_number_of_queries_does_not_grow(lingchuan, address):
    led = Course(cases=1).put()
    make_case("coordinating", route="general")
    few = _count(address, led.meeting)
    more = Course(cases=3)
    more.meeting = led.meeting
    more.put()
    make_case("coordinating", route="general")
    make_case("coordinating", route="general")

    assert _count(address, led.meeting) <= few
    assert few <= 22


def _count(address, meeting):
    client = client_of("bb-jb")
    url = reverse(address, args=[meeting.uuid] if address == "meeting" else [])
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_a_form_that_comes_back_keeps_the_revision_it_was_made_for(lingchuan):
    led = led_to("minutes_sent", cases=0)
    client = client_of("zjr")
    address = reverse("meeting-minutes-sign", args=[led.meeting.uuid])
    read = client.get(address)
    Meeting.objects.filter(pk=led.meeting.pk).update(lock=led.meeting.lock + 1, minutes="改过的纪要")
    session = client.session
    session["password_at"] = 0
    session.save()

    back = client.post(address, {"lock": hidden(read, "lock"), "form_key": hidden(read, "form_key")})
    sent = {name: hidden(back, name) for name in ("lock", "form_key")} | {"password": "demo-2026"}

    assert (back.status_code, client.post(address, sent).status_code) == (422, 409)
    assert fresh_meeting(led.meeting).signed_at is None


def test_a_case_is_put_where_the_act_leads(lingchuan):
    """提请审议 arrives at one button a meeting whose agenda is open; without one, at a link that makes it."""
    case, bb = make_case("deliberating", route="general"), client_of("bb-jb")
    (act,) = [act for act in CasePage(case, seat("bb-jb")).acts if act["label"] == "提请审议（列入议程）"]

    empty = bb.get(act["url"]).content.decode()
    assert "现在没有可以列入的会议" in empty
    assert f'href="{reverse("meeting-new")}"' in empty

    meeting = prepared()
    other = prepared(title="已取消的会议")
    actions.cancel_meeting(meeting=other, by=seat("xwb-jb"), lock=other.lock, reason="改期。")
    page = bb.get(act["url"])
    assert page.context["meetings"] == [meeting]
    put = {"case": str(case.uuid), "lock": meeting.lock, "form_key": "k"}
    assert bb.post(reverse("meeting-agenda", args=[meeting.uuid]), put).url == meeting.get_absolute_url()
    assert [item.case for item in meeting.items.all()] == [case]


def test_the_convenor_knows_what_is_not_ready_before_calling(lingchuan):
    meeting = prepared(place="")
    make_case("deliberating", route="general")

    said = client_of("zjr").get(reverse("meeting-call", args=[meeting.uuid])).content.decode()

    assert "议程上还没有议题，时间、地点还没有定，另有1件等待列入议程。" in said
    assert re.search(rf"<dt>召开</dt>\s*<dd[^>]*>{cdate(meeting.meets_on)}", said)


def test_a_rewritten_paper_of_a_case_is_not_sent_along_and_named(lingchuan):
    led = led_to("preparing")
    rewrite(Paper.objects.filter(subject=str(led.case.uuid), kind="summary"), lambda said: "{")

    page = client_of("zjr").get(reverse("meeting-call", args=[led.meeting.uuid])).text
    led.call()

    assert "议题1的意见汇总表在服务器上被改动过，材料里不编入，请告诉系统管理员。" in page
    agenda = Paper.objects.get(subject=str(led.meeting.uuid), kind="meeting_agenda")
    annexes = {each["title"]: each["body"] for each in agenda.content["document"]["annexes"]}
    left_out = "这份文书在服务器上被改动过，与印发时不一致，没有编入。请系统管理员从备份恢复。"
    assert [title for title, body in annexes.items() if body == [left_out]] == ["议题1 意见汇总表"]
    assert len(annexes) > 1

    rewrite([agenda], lambda said: "{}")
    page = client_of("zjr").get(led.meeting.get_absolute_url())
    assert (page.status_code, "在服务器上被改动过" in page.text) == (200, True)


def test_an_act_that_issues_several_papers_shows_each_before(lingchuan, settings):
    meeting = led_to("preparing").meeting
    zjr, url = client_of("zjr"), reverse("meeting-call", args=[meeting.uuid])
    form = {"lock": meeting.lock, "form_key": "k", "preview": "1"}
    Meeting.objects.filter(pk=meeting.pk).update(title="会议/../../..\\甲")  # leads to no other folder

    page = zjr.post(url, form)

    keys = re.findall(r"/papers/made/([0-9a-f]{64})/", page.text)
    assert len(keys) == 2
    assert "会议通知" in page.text
    assert "会议议程和材料" in page.text
    assert [unkept.find(key).reader for key in keys] == [seat("zjr").user.pk] * 2
    drafts = ZipFile(io.BytesIO(zjr.post(f"{url}?as=docx", form).content)).namelist()
    assert [name[:2] for name in drafts] == ["1 ", "2 "]
    assert all(name.endswith(".docx") and "甲" in name and not set(name) & {"/", "\\"} for name in drafts)
    assert fresh_meeting(meeting).stage == "preparing"


def test_a_result_that_asks_for_another_coordination_asks_when(lingchuan):
    led = led_to("drafted").draft(result="coordinate").sign()
    url, bb = reverse("meeting-item-result", args=[led.meeting.uuid, led.item.pk]), client_of("bb-jb")
    given = {"lock": led.case.lock, "form_key": "k", "meets_at": "上午9:00", "place": "二楼"}

    assert list(bb.get(url).context["form"].fields) == ["meets_on", "meets_at", "place"]
    wrong = bb.post(url, given | {"meets_on": "2020-01-01"})
    assert wrong.context["form"].errors == {"meets_on": ["不能早于今天"]}
    assert wrong.context["form"]["place"].value() == "二楼"
    assert bb.post(url, given | {"meets_on": clock.today()}).status_code == 302
    said = f"{cdate(clock.today())} 上午9:00，二楼"
    assert Notice.objects.filter(title=f"召开协调会（{said}）：{led.case.title}").exists()
    assert f"定于{said}" in client_of("bb-jb").get(reverse("meeting-list")).content.decode()


def test_another_result_asks_for_nothing(lingchuan):
    led = led_to("signed")
    url = reverse("meeting-item-result", args=[led.meeting.uuid, led.item.pk])

    assert client_of("bb-jb").get(url).context["form"] is None


@pytest.mark.parametrize(("hour", "warned"), [(9, True), (11, False), (None, False)])
def test_an_hour_that_is_past_is_told_before_the_meeting_is_called(time_machine, hour, warned):
    time_machine.move_to("2026-11-23 10:00:00+08:00", tick=False)
    meeting = Meeting(meets_on=date(2026, 11, 23), meets_at=hour and time(hour, 30))

    assert (begun(meeting) is not None) == warned


def test_who_is_late_with_an_incomplete_form_gets_back_what_was_typed(lingchuan):
    """The page of the conflict, with what is stored now beside it; what was chosen stands in words."""
    meeting = led_to("signed", cases=0).meeting
    sent = {"title": "", "place": "县政府三楼会议室", "lock": "0"}
    edited = client_of("bb-jb").post(reverse("meeting-edit", args=[meeting.uuid]), sent)
    page = edited.content.decode()
    assert (edited.status_code, "县政府三楼会议室" in page, meeting.place in page) == (409, True, True)

    address = reverse("meeting-reply", args=[meeting.uuid])
    for more in ({"note": "办公室主任代会" * 30}, {"note": "办公室主任代会"}):  # too long: incomplete, too
        reply = client_of("czj-jb").post(address, {"reply": "substitute", "lock": "0"} | more)
        assert (reply.status_code, more["note"] in reply.content.decode()) == (409, True)
        assert Reply.SUBSTITUTE.label in reply.content.decode()


def test_each_unit_is_one_short_question_where_attendance_is_entered(lingchuan):
    """Its name once, in the question, and no heading that says it again: nine units are not many screens of a phone."""
    meeting = led_to("called").meeting

    page = client_of("bb-jb").get(reverse("meeting-attendance", args=[meeting.uuid])).text

    form = page.partition('<form method="post" class="form')[2].partition("</form>")[0]
    assert [form.count(row.unit.short_name) for row in meeting.attendance.all()] == [
        1
    ] * meeting.attendance.count()
    assert "<h2" not in form
