"""Figures of what follows admission: counted by hand, drawn on the server, downloaded; the convenor sees what is late."""

import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from openpyxl import load_workbook

from audit import clock
from jointmeeting.pages.counted import carried
from registry.models import Duty, ListKind
from tests.cast import client_of, days_later, seat
from tests.factories import unit
from tests.supervision.conftest import Course, led_to, submitted
from tests.supervision.promising import delivered, promised
from tests.voice.asking import answered, published
from voice.actions import matters
from voice.pages import figures


def test_every_part_counts_what_there_is(lingchuan):
    duty = promised()  # for 灵川镇 and 大圩镇, ten days ago: five kinds of guarantee less one each
    delivered(duty)
    led_to("closed")
    led_to("unfounded")
    matter = answered()
    grades = {unit("zjj").pk: "poor", unit("gaj").pk: "good"}
    matters.rate_answers(matter=matter, by=seat("lcz-fz"), lock=None, grades=grades, text="没有来。")
    published()

    load = figures.Load(lingchuan).table
    now = {row[0]: row[-1] for row in load[1:] if row[-1]}
    assert now == {"灵川镇": 1, "大圩镇": 1}
    assert {row[2] for row in load[1:]} == {0}  # a year ago
    assert figures.Guarantees(lingchuan).table[1:] == [("县住房城乡建设局", 8, 0, 1, 7, 0)]
    assert figures.Reports(lingchuan).table[1:] == [("县住房城乡建设局", 2, 1, 1)]
    days = figures.Days(lingchuan).table[1:]
    assert [(row[0], row[1], row[3], row[4]) for row in days] == [
        ("核实反映", 2, 0, 5),
        ("整改", 1, 0, "逐件确定"),
        ("答复协同事项", 2, 0, 10),
    ]
    assert sorted(figures.Grades(lingchuan).table[1:]) == [
        ("县住房城乡建设局", 0, 0, 1),
        ("县公安局", 1, 0, 0),
    ]
    with days_later(22):
        assert figures.Evaluations(lingchuan).table[1:] == [
            ("乡镇评价部门", "县住房城乡建设局", 90, 1, "年中双向评价"),
            ("部门评议乡镇", "灵川镇", 100, 1, "年中双向评价"),
        ]

    office = client_of("xwb-jb")
    page = office.get(reverse("figures-after")).content.decode()
    assert page.count("<svg viewBox") >= 6
    for part, shown in figures.PARTS.items():
        body = office.get(reverse("figures-download", args=[part, "xlsx"])).content
        rows = list(load_workbook(io.BytesIO(body)).active.values)
        assert rows[0][0] == shown[1](lingchuan).table[0][0]
    assert client_of("zjj-fz").get(reverse("figures-after")).status_code == 403
    assert office.get(reverse("figures-download", args=["nothing", "xlsx"])).status_code == 404


def test_what_was_taken_back_is_no_load(lingchuan):
    duty, today, places = promised(), clock.today(), [unit("lcz").pk, unit("dxz").pk]
    assert [carried(lingchuan, today)[0][place] for place in places] == [1, 1]
    back = ListKind.objects.get(county=lingchuan, recalled=True)
    Duty.objects.filter(pk=duty.pk).update(list_kind=back, serial=900)

    assert carried(lingchuan, today) == [{}]
    load = figures.Load(lingchuan)
    assert back.name not in {row[1] for row in load.table}
    assert sum(load.counted[today].values()) == 0


def on(day):
    return clock.at(datetime(2026, 11, day, 9, tzinfo=ZoneInfo("Asia/Shanghai")))


def test_how_many_working_days_it_took(lingchuan):
    """Both arrive on Mon 2 November 2026; found on Thu 5 (3) and Tue 10 (6). Rectified on Mon 16, seven after Thu 5, and that is
    none until the township takes it: the second time on Wed 18 (9)."""
    with on(2):
        rectified, untrue = Course().receive(), Course(kind="power").receive()
    with on(5):
        rectified.find_true(days=20)
    with on(10):
        untrue.find_untrue()
    with on(16):
        rectified.answer()
        rectified.act("object_to_answer", "lcz-fz", text="还差一半。")
        assert [row[0] for row in figures.Days(lingchuan).table[1:]] == ["核实反映"]
    with on(18):
        rectified.answer().confirm()
        days = figures.Days(lingchuan).table[1:]
    assert days == [("核实反映", 2, 4.5, 6, 5), ("整改", 1, 9, 9, "逐件确定")]


def test_month_ends_go_back_a_year():
    days = figures.months_ends(clock.today())

    assert len(days) == 13
    assert all((day + timedelta(days=1)).day == 1 for day in days[:-1])


def test_the_convenor_sees_what_is_late(lingchuan):
    report = submitted()
    with days_later(10):
        page = client_of("zjr").get(reverse("convenor"))
    assert [row.url for row in page.context["to_urge"]] == [report.get_absolute_url()]
    assert "逾期没有核实，请督促" in page.content.decode()
