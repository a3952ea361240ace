"""The office edits the calendar; open clocks are counted anew, the old days kept (I-74, I-77)."""

import json
from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.utils.html import strip_tags

from accounts.models import County, Notice, Seat
from admission.act import NotAllowed, Refused
from admission.deadlines import deadline_of
from admission.models import Application
from audit import clock
from audit.models import Event
from regimes.actions import COLUMNS, WEEKDAYS
from regimes.calendar import Calendar
from regimes.models import CalendarChange, CalendarDay
from supervision.actions import calendar as actions
from supervision.actions.guarantees import promise
from supervision.models import DayChange, EndCheck, Guarantee, Report
from tests.cast import client_of, seat
from tests.factories import fresh, listed_duty, make_case, unit
from tests.supervision.conftest import led_to, submitted
from tests.supervision.promising import delivered, of, promised
from tests.supervision.starting import started
from tests.voice.asking import asked as called_upon

pytestmark = pytest.mark.usefixtures("lingchuan")
MORNING = datetime(2026, 9, 14, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Monday; 9/20 is a make-up day


@pytest.fixture
def monday():
    with clock.at(MORNING):
        yield MORNING.date()


def edited(day=date(2026, 9, 16), kind="holiday", name="民族节日", reason="", who="bb-fz", **more):
    return actions.edit_calendar(by=seat(who), day=day, kind=kind, name=name, reason=reason, **more)


def end_check(ended_on):
    duty, report = listed_duty(), Report.objects.first()
    return EndCheck.objects.create(
        county=duty.county, regime=report.regime, duty=duty, township=unit("lcz"), department=unit("zjj"),
        ended_on=ended_on, end_kind="done", due=Calendar.load().add(ended_on, 20).date, begun_at=clock.now(),
    )  # fmt: skip


def test_every_open_clock_is_counted_anew_and_the_old_day_kept(monday):
    asked, reviewing = make_case("consulting"), make_case("reviewing")
    report, matter = submitted(), called_upon()
    named = called_upon(title="另一件", due=matter.due)
    check = end_check(monday)
    before = deadline_of(reviewing, Calendar.load()).date
    request = asked.consultations.first()
    was = {"request": request.due, "report": report.verify_by, "check": check.due, "matter": matter.due}

    edited()

    for row in (request, report, check, matter, named):
        row.refresh_from_db(fields=[name for name in ("due", "verify_by") if hasattr(row, name)])
    assert request.due > was["request"]
    assert (was["report"], report.verify_by) == (date(2026, 9, 20), date(2026, 9, 21))
    assert check.due > was["check"]
    # ten working days from Monday the 14th; the day that the township named stays
    assert (was["matter"], matter.due, named.due) == (date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 28))
    assert [
        (each.old, each.new)
        for each in DayChange.objects.filter(subject__in=(report.uuid, check.uuid, matter.uuid, named.uuid))
    ] == [(was["report"], report.verify_by), (was["check"], check.due), (was["matter"], matter.due)]
    event = Event.objects.get(subject=str(reviewing.uuid), verb="recount")
    assert event.facts["old_day"] == str(before)
    html = client_of("bb-jb").get(f"{reviewing.get_absolute_url()}clock/").content.decode()
    assert "节假日安排有变动，期限重算：由" in html
    change = CalendarChange.objects.get()
    assert (change.county, change.shortened) == (asked.county, 0)
    assert change.moved >= 5
    assert unit("lcz").notices.filter(title__startswith="核实期限由").exists()


# From Monday 2026-09-14 on the working days are 15, 16, 17, 18, 20 (a make-up Sunday), 21, 22, 23, 24, 28, 29, 30 September,
# 8, 9, 10 (a make-up Saturday), 12, 13, 14, 15, 16, 19 October. With the 16th free each n-th day is the one after it here.
AFTER = {
    3: (date(2026, 9, 17), date(2026, 9, 18)),
    5: (date(2026, 9, 20), date(2026, 9, 21)),
    10: (date(2026, 9, 28), date(2026, 9, 29)),
    20: (date(2026, 10, 16), date(2026, 10, 19)),
}


def stage(state, **more):
    case = make_case(state, **more)
    return lambda: deadline_of(fresh(case), Calendar.load()).date


def field(row, name="due"):
    return lambda: type(row).objects.values_list(name, flat=True).get(pk=row.pk)


def slip_answered():
    return field(led_to("answered").report, "confirm_by")


# every promised day that working days give: how many, and what reads it of something that begins now (of the stages whose
# day stands in no row, one)
PROMISED = {
    "accept": (3, lambda: stage("submitted")),
    "consultation": (5, lambda: stage("consulting")),
    "circulation": (5, lambda: stage("circulating")),
    "correction": (10, lambda: stage("correcting")),
    "revision": (10, lambda: stage("revising")),
    "coordination": (10, lambda: stage("coordinating", route="general")),
    "signing": (3, lambda: stage("signing")),
    "verification": (5, lambda: field(submitted(), "verify_by")),
    "confirmation": (5, slip_answered),
    "guarantee": (20, lambda: field(of(promised(name="示例甲事", days_ago=0)))),
    "guarantee delivered": (20, lambda: field(delivered(promised(name="示例乙事", days_ago=0)))),
    "end check": (20, lambda: field(end_check(clock.today()))),
    "papers": (10, lambda: field(started())),
    "answer": (10, lambda: field(called_upon())),
}


def test_every_promised_day_moves_and_is_shortened_only_with_a_reason(monday):
    days, read = (
        {name: row[0] for name, row in PROMISED.items()},
        {name: row[1]() for name, row in PROMISED.items()},
    )
    before = {name: AFTER[n][0] for name, n in days.items()}
    after = {name: AFTER[n][1] for name, n in days.items()}

    def now():
        return {name: each() for name, each in read.items()}

    assert now() == before
    edited()
    assert now() == after
    moved = CalendarChange.objects.get().moved

    with pytest.raises(Refused) as refused:
        edited(kind="plain", name="")
    assert refused.value.problems[0].text.startswith(f"会缩短{moved}个已经承诺的期限，请写明理由。")
    assert refused.value.problems[0].text.count("；") == 5
    assert refused.value.problems[0].text.endswith(f"；等{moved}个")  # five are named
    assert now() == after
    edited(kind="plain", name="", reason="县里撤回了安排。")
    assert now() == before
    assert CalendarChange.objects.latest("pk").shortened == moved
    correcting = Application.objects.get(state="correcting")
    assert not deadline_of(correcting, Calendar.load()).set_by_hand
    told = unit("zjj").notices.filter(url=correcting.get_absolute_url(), title__startswith="办理期限由")
    assert sorted(told.values_list("title", flat=True)) == [
        f"办理期限由2026年9月28日（周一）改为2026年9月29日（周二）：{correcting}",
        f"办理期限由2026年9月29日（周二）改为2026年9月28日（周一）：{correcting}",
    ]


def test_whoever_follows_a_report_up_is_told_that_its_day_moved(monday):
    """Of one on the office those above it, for whom it waits."""
    submitted(department=unit("bb"))
    edited()

    told = Notice.objects.filter(title__startswith="核实期限由").values_list("unit__code", flat=True)
    assert sorted(told) == ["lcz", "xwb", "zgb"]


def test_a_day_set_by_hand_stays(monday):
    asked = make_case("consulting")
    asked.consultations.update(due=date(2026, 10, 30))

    edited()

    assert set(asked.consultations.values_list("due", flat=True)) == {date(2026, 10, 30)}


def test_a_guarantee_entered_by_hand_moves_unless_its_day_was_named(monday):
    given = {"kind": "funding", "text": "每年2万元", "townships": [unit("lcz")]}
    counted, named = listed_duty("示例甲事"), listed_duty("示例乙事")
    promise(by=seat("zjj-jb"), duty=counted, **given)
    was = Guarantee.objects.get(duty=counted).due
    promise(by=seat("zjj-jb"), duty=named, due=was, **given)

    edited()

    assert Guarantee.objects.get(duty=counted).due > was
    assert Guarantee.objects.get(duty=named).due == was


def test_to_shorten_a_promised_day_needs_a_reason_that_is_shown(monday):
    report = submitted()
    saturday = {"day": date(2026, 9, 19), "kind": "makeup_workday", "name": "国庆节"}

    with pytest.raises(Refused) as refused:
        edited(**saturday)
    assert "会缩短1个已经承诺的期限，请写明理由" in refused.value.problems[0].text
    report.refresh_from_db(fields=["verify_by"])
    assert report.verify_by == date(2026, 9, 20)

    edited(**saturday, reason="县里统一安排。")
    report.refresh_from_db(fields=["verify_by"])
    assert report.verify_by == date(2026, 9, 19)
    assert "县里统一安排。" in DayChange.objects.get().reason
    html = client_of("lcz-jb").get("/supervision/calendar/").content.decode()
    assert "县里统一安排。" in html
    assert "其中缩短1个" in html
    assert CalendarChange.objects.get().text == "2026年9月19日（周六）由“按平常”改为“上班（国庆节）”"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"day": date(2027, 5, 3)}, "2027年还没有公布的安排，请载入全年"),
        ({"name": ""}, "请写明是什么日子，例如“国庆节”"),
        ({"kind": "plain", "name": ""}, "与现在的安排相同，没有改动。"),
    ],
)
def test_bad_input_is_told(monday, more, told):
    with pytest.raises(Refused) as refused:
        edited(**more)
    assert [problem.text for problem in refused.value.problems] == [told]
    assert CalendarChange.objects.count() == 0


def test_a_day_worked_for_a_holiday_is_called_so_once(monday):
    for day, name in ((19, "国庆节"), (26, "中秋节调休")):
        edited(day=date(2026, 9, day), kind="makeup_workday", name=name, reason="县里统一安排。")
    html = client_of("lcz-jb").get("/supervision/calendar/?year=2026").text
    assert ("国庆节调休" in html, "中秋节调休" in html, "调休调休" in html) == (True, True, False)


def test_a_year_is_provisional_until_it_is_loaded(monday):
    client = client_of("lcz-jb")
    shown = client.get("/supervision/calendar/?year=2026").content.decode()
    assert "2026年10月1日（周四）至2026年10月7日（周三）" in strip_tags(shown)  # one line a spell
    assert "暂定" in client.get("/supervision/calendar/?year=2027").content.decode()

    text = "date,weekday,kind,festival\n2027-01-01,五,holiday,元旦\n"
    actions.edit_calendar(by=seat("bb-fz"), text=text)

    assert CalendarChange.objects.get().text == "载入2027年全年的安排"
    assert "暂定" not in client.get("/supervision/calendar/?year=2027").content.decode()


def test_what_was_missed_is_not_moved_and_past_days_need_a_reason(monday):
    late = submitted()  # until the 20th, a make-up Sunday
    with clock.at(MORNING + timedelta(days=8)):
        running, submitting = submitted(), make_case("submitted")
    with clock.at(MORNING + timedelta(days=9)):
        with pytest.raises(Refused, match="2026年9月16日（周三）已经过去，改为放假请写明理由"):
            edited()
        edited(reason="县里补发的安排。")
        late.refresh_from_db(fields=["verify_by"])
        assert late.verify_by == date(2026, 9, 20)
        edited(day=date(2026, 9, 25), kind="plain", name="", reason="照常上班。")
    was = running.verify_by
    running.refresh_from_db(fields=["verify_by"])
    assert running.verify_by < was
    assert not DayChange.objects.filter(subject=late.uuid).exists()

    # the day of a stage stands in no row and is counted each time: where it was missed, not without a reason
    with clock.at(MORNING + timedelta(days=30)):
        missed = deadline_of(fresh(submitting), Calendar.load()).date
        assert missed < clock.today()
        with pytest.raises(Refused, match="会改动1个已经逾期的期限，请写明理由"):
            edited(day=missed)


@pytest.mark.parametrize("who", ["bb-jb", "zjj-fz", "lcz-fz", "zgb-fz", "rd-fz"])
def test_only_the_head_of_the_office(who):
    with pytest.raises(NotAllowed):
        edited(who=who)
    assert client_of(who).get("/supervision/calendar/day/").status_code == 403


@pytest.fixture
def two_counties():
    return County.objects.create(code="450324", name="另一县", short="另")


def test_counties_that_share_a_calendar_leave_it_to_the_command(two_counties):
    with pytest.raises(NotAllowed, match="几个县共用"):
        edited()
    assert not CalendarChange.objects.exists()
    who = (
        client_of("lcz-jb")
        .get("/supervision/calendar/")
        .text.partition("谁可以改")[2]
        .partition("</section>")[0]
    )
    assert ("由部署方用 load_calendar 载入" in who, "负责人" in who) == (True, False)


def test_the_command_counts_the_open_clocks_of_every_county_anew(monday, two_counties, tmp_path):
    report, out, file = submitted(), StringIO(), tmp_path / "2026.csv"
    rows = CalendarDay.objects.filter(day__year=2026).order_by("day")
    lines = [
        f"{row.day},{WEEKDAYS[row.day.weekday()]},{'makeup_workday' if row.is_workday else 'holiday'},{row.name}"
        for row in rows
    ]

    def load(*more, extra=()):
        file.write_text("\n".join([",".join(COLUMNS), *lines, *extra, ""]), encoding="utf-8-sig")
        call_command("load_calendar", str(file), *more, stdout=out)
        report.refresh_from_db(fields=["verify_by"])
        return report.verify_by

    assert load() == date(2026, 9, 20)  # as it is already
    assert load(extra=["2026-09-16,三,holiday,民族节日"]) == date(2026, 9, 21)
    with pytest.raises(CommandError, match="会缩短1个已经承诺的期限，请写明理由"):
        load()
    assert load("--reason", "县里撤回了安排。") == date(2026, 9, 20)
    assert out.getvalue() == "2026年：没有变化\n2026年：已载入\n2026年：已载入\n"
    assert [(row.county, row.moved, row.shortened) for row in CalendarChange.objects.all()] == [
        (two_counties, 0, 0),
        (report.county, 1, 1),
        (two_counties, 0, 0),
        (report.county, 1, 0),
    ]


def test_the_form_of_the_office(monday):
    client = client_of("bb-fz")
    sent = {"day": "2026-09-16", "kind": "holiday", "name": "", "reason": "", "form_key": ""}

    assert client.get("/supervision/calendar/day/").status_code == 200
    refused = client.post("/supervision/calendar/day/", sent)
    assert refused.status_code == 422
    assert "写明是什么日子" in refused.content.decode()
    assert client.post("/supervision/calendar/day/", sent | {"name": "民族节日"}).status_code == 302


def test_whose_seat_ended_meanwhile_edits_nothing(monday):
    by = seat("bb-fz")
    Seat.objects.filter(pk=by.seat.pk).update(is_active=False)

    with pytest.raises(NotAllowed):
        actions.edit_calendar(by=by, day=date(2026, 9, 16), kind="holiday", name="民族节日")
    assert not CalendarChange.objects.exists()


@pytest.mark.parametrize(
    ("who", "text", "why"),
    [("bb-fz", "没有日期", "Refused"), ("bb-jb", "", "NotAllowed")],
    ids=["what cannot be read", "not the head's"],
)
def test_a_refused_edit_stands_on_record(monday, who, text, why):
    """The transaction that is rolled back does not take the record along."""
    more = {"day": None, "kind": "", "text": text} if text else {}
    with pytest.raises((Refused, NotAllowed)):
        edited(who=who, **more)

    [event] = Event.objects.filter(verb="edit_calendar")
    assert (event.outcome, json.loads(event.data)["why"]) == ("refused", why)
