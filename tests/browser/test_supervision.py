"""灵川 第九条, 第十条: a guarantee is missed, reported, verified, urged, rectified, confirmed, closed."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from audit import clock
from config.templatetags.chinese import cdate
from regimes.calendar import Calendar
from supervision.models import Guarantee, Report
from tests.browser.controls import fill, follow, press, section, told
from tests.factories import unit
from tests.supervision.promising import promised

DUTY = "小型水库巡查协助"


@pytest.fixture
def duty(lingchuan):
    return promised(name=DUTY, townships=("lcz", "dxz"))


def on_its_last_day(report):
    """As if it had arrived so long ago that the days to verify end today, or on the next working day; that day."""
    calendar, arrived = Calendar.load(), clock.today()
    while calendar.add(arrived - timedelta(days=1), 5).date >= clock.today():
        arrived -= timedelta(days=1)
    last = calendar.add(arrived, 5).date
    Report.objects.filter(pk=report.pk).update(arrived_on=arrived, verify_by=last)
    return last


def test_missed_reported_and_rectified(people, page, duty, picture):
    department, township, office, head = people("zjj-fz"), people("lcz-jb"), people("bb-jb"), people("bb-fz")

    # the day has passed: above it is told; the department says that it paid, the township does not find it so
    mine = Guarantee.objects.filter(duty=duty, kind="funding", township=unit("lcz"))
    mine.update(due=clock.today() - timedelta(days=1))
    above = people("xwb-jb")
    section(above, "工作台")
    expect(above.locator("main")).to_contain_text("保障逾期没有落实，请督促")
    section(department, "督办")
    follow(department, "保障")
    follow(department, f"{DUTY}：经费")
    follow(department, "登记落实")
    department.get_by_role("group", name="保障种类").get_by_label("经费", exact=True).check()
    department.get_by_role("group", name="已经落实的乡镇").get_by_label("灵川镇", exact=True).check()
    fill(department, {"落实情况": "已下达指标文件。"})
    press(department, "登记落实")
    told(department, "已登记落实，待乡镇确认。")

    section(township, "工作台")
    follow(township, DUTY)
    follow(township, "灵川镇经费：待乡镇确认")
    follow(township, "没有落实，提出反映")
    fill(township, {"哪里没有落实": "钱没有到账。"})
    press(township, "没有落实，提出反映")
    told(township, "已提交反映。")

    # the office receives it; the department says its side and can do nothing else
    section(office, "工作台")
    office.get_by_role("link", name=DUTY, exact=True).last.click()  # below what is late
    follow(office, "签收")
    press(office, "签收")
    told(office, "已签收。")
    report = Report.objects.get()
    department.goto(report.get_absolute_url())
    expect(department.locator(".act-list").get_by_role("link")).to_have_text(["说明情况"])
    for verb in ("close_report", "withdraw_report", "find_untrue"):
        assert department.goto(f"{report.get_absolute_url()}{verb}/").status == 403

    # found true on the last of its five working days, whose computation can be opened
    last = on_its_last_day(report)
    section(head, "工作台")
    head.get_by_role("link", name=DUTY, exact=True).last.click()  # below what is late
    follow(head, "期限怎么算的")
    expect(head.locator("main")).to_contain_text("5个工作日（第十条）")
    expect(head.locator("main")).to_contain_text(cdate(last))
    picture(head, "supervision-clock")
    head.go_back()
    follow(head, "核实属实，发督办通知单")
    day = (clock.today() + timedelta(days=20)).isoformat()
    fill(
        head,
        {
            "核实的情况": "只有指标文件，没有拨付。",
            "核实结论": "属实。",
            "督办要求": "拨付到账。",
            "整改期限": day,
        },
    )
    press(head, "核实属实，发督办通知单")
    told(head, "督办通知单已发出。")

    section(department, "工作台")
    department.get_by_role("link", name=DUTY, exact=True).first.click()
    department.goto(report.get_absolute_url())
    follow(department, "报告整改情况")
    fill(department, {"整改情况": "已拨付到账，附凭证。"})
    press(department, "报告整改情况")
    told(department, "整改情况已报告。")

    township.goto(report.get_absolute_url())
    follow(township, "确认整改到位")
    press(township, "确认整改到位")
    told(township, "已确认整改到位。")

    office.goto(report.get_absolute_url())
    follow(office, "销号")
    press(office, "销号")
    told(office, "已销号。")
    picture(office, "supervision-closed")
    assert Report.objects.get().state == "closed"
