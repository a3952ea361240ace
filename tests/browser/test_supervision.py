"""灵川 第九条, 第十条: a guarantee is missed, reported, verified, urged, rectified, confirmed, closed."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from audit import clock
from audit.models import Event
from config.templatetags.chinese import cdate
from regimes.calendar import Calendar
from supervision.acts import REPORT
from supervision.models import Attachment, DayChange, Entry, Guarantee, Report
from tests.browser.controls import fill, follow, press, section, told
from tests.cast import seat
from tests.factories import scan, unit
from tests.supervision.conftest import Course
from tests.supervision.promising import delivered, promised
from tests.voice.asking import asked, opened
from tests.voice.test_burdens import entered

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
    follow(township, "确认落实：灵川镇经费")
    follow(township, "没有落实，提出反映")
    fill(township, {"哪里没有落实": "钱没有到账。"})
    press(township, "没有落实，提出反映")
    told(township, "已提交反映。")

    # the office receives it; the department says its side
    section(office, "工作台")
    office.get_by_role("link", name=DUTY, exact=True).last.click()  # below what is late
    follow(office, "签收")
    press(office, "签收")
    told(office, "已签收。")
    report = Report.objects.get()
    department.goto(report.get_absolute_url())
    expect(department.locator(".act-list").get_by_role("link")).to_have_text(["说明情况"])

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


# -- what the department complained of tries and may not (I-76) -----------------------------------------------------------------

HIDDEN = "定江镇"
OWN = {"say_side", "answer_slip"}
FORGE = """([address, fields, files]) => {
    const form = document.createElement("form");
    Object.assign(form, {method: "post", action: address});
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const [name, value] of Object.entries({...fields, csrfmiddlewaretoken: token}))
        form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
    document.body.append(form);
    form.submit();
}"""


def forge(page, address, **fields):
    """The form that another's page would have sent, from a page of the person's own: what the browser's tools let anybody do."""
    with page.expect_navigation() as answer:
        page.evaluate(FORGE, [address, fields])
    return answer.value.status


def stored(*rows):
    """All that the rows say, and how many there are of what is kept beside them."""
    beside = [model.objects.count() for model in (Report, Entry, Attachment, DayChange, Guarantee)]
    return [type(row).objects.filter(pk=row.pk).values().get() for row in rows], beside


def everything(lock):
    """What any of the forms asks, filled in well, so that nothing but who sends it stands in the way."""
    later = (clock.today() + timedelta(days=30)).isoformat()
    texts = dict.fromkeys(("text", "facts", "finding", "wanted", "article"), "示例文字。")
    days = {"rectify_by": later, "reply_by": later, "due": later, "replied_on": clock.today().isoformat()}
    return texts | days | {"organ": "灵川县纪委监委", "lock": lock, "opened_as": seat("zjj-fz").key}


class Trying:
    """The head of the department complained of; what it sent, refused or not."""

    def __init__(self, page):
        self.page, self.sent, self.statuses = page, [], set()

    def send(self, row, *verbs, **more):
        self.page.goto(row.get_absolute_url())
        lock = type(row).objects.values_list("lock", flat=True).get(pk=row.pk)
        for verb in verbs:
            address = f"{row.get_absolute_url()}{verb}/"
            self.statuses.add(forge(self.page, address, **everything(lock) | more))
            self.sent.append((verb, str(row.uuid)))
            self.page.go_back()

    def refused(self):
        """What stands on record of it."""
        events = Event.objects.filter(outcome="refused", person_id=str(seat("zjj-fz").user.pk))
        return [(event.verb, event.subject) for event in events if event.facts["why"] == "NotAllowed"]


def buttons(page, report):
    page.goto(report.get_absolute_url())
    return page.locator(".act-list").get_by_role("link").all_inner_texts()


def test_the_department_complained_of_tries_what_it_may_not(people, lingchuan, picture):
    """No button for it, and every form sent all the same is refused, on record, and changes nothing."""
    head = people("zjj-fz")
    trying = Trying(head)
    course = Course(by="djz-jb", hides_reporter=True, files=[scan(f"{HIDDEN}拨款申请.pdf")])
    report = course.report
    head.goto("/supervision/reports/?show=all")
    expect(head.locator("main")).not_to_contain_text(report.number)
    assert head.goto(report.get_absolute_url()).status == 404  # not received yet

    course.receive()
    assert buttons(head, report) == ["说明情况"]
    before = stored(report)
    trying.send(report, *(verb for verb in REPORT if verb not in OWN))
    assert stored(report) == before
    token = head.locator("[name=csrfmiddlewaretoken]").first.input_value()
    deleted = head.request.delete(report.get_absolute_url(), headers={"X-CSRFToken": token})
    assert deleted.status == 405
    picture(head, "supervision-accused")

    course.find_true().answer()
    assert buttons(head, report) == []
    between = stored(report)
    trying.send(report, "confirm_rectified", "close_report", "find_untrue", "set_day")
    assert stored(report) == between
    course.act("object_to_answer", "djz-fz", text="还差一半。", files=[scan(f"{HIDDEN}现场.pdf")])
    assert buttons(head, report) == ["报告整改情况"]
    later = clock.today() + timedelta(days=15)
    course.act("set_day", "bb-jb", rectify_by=later, text="等预算下达。")
    course.answer().act("confirm_rectified", "djz-fz").close()
    assert buttons(head, report) == []
    trying.send(report, "close_report")

    # what it promised to a township, asked of one and laid on them, it does not answer for in their place
    promise = delivered(promised(name=DUTY))
    matter, burden, period = asked("opinion"), entered(), opened()
    rows = (promise, matter, burden, period)
    untouched = stored(*rows)
    trying.send(promise, "confirm_delivery", "object_to_delivery", "set_delivery_day")
    trying.send(matter, "answer", choice="agree")
    trying.send(burden, "settle_burden", outcome="burden_kept", document_number="灵办发〔2026〕9号")
    trying.send(period, "publish_period")
    assert stored(*rows) == untouched

    assert trying.statuses == {403}
    assert trying.refused() == trying.sent
    assert [event.verb for event in Event.objects.filter(subject=str(report.uuid), outcome="done")] == [
        "submit_report", "receive", "find_true", "answer_slip", "object_to_answer", "set_day", "answer_slip",
        "confirm_rectified", "close_report",
    ]  # fmt: skip
    assert nowhere_named(head, report) == []


def nowhere_named(page, report):
    """The addresses at which the department finds who reported it: of the report's own, and those that tell of it."""
    page.goto(report.get_absolute_url())
    links = page.locator("main a").evaluate_all("links => links.map(link => link.href)")
    own = sorted({link for link in links if report.get_absolute_url() in link})
    assert any("/papers/" in link for link in own)  # the slip
    told = ["/supervision/reports/?show=all", "/supervision/reports/?show=ended", "/notices/", "/desk/"]
    named = []
    for address in [report.get_absolute_url(), *own, *told]:
        assert page.goto(address).status == 200, address
        if HIDDEN in page.locator("main").inner_text():
            named.append(address)
    for entry in Attachment.objects.filter(entry__subject=report.uuid):
        address = f"{report.get_absolute_url()}files/{entry.file.uuid}/"
        if page.request.get(address).status != 404:
            named.append(address)
    # the figures and their downloads are for those who lead
    assert {page.request.get(f"/voice/figures/{part}").status for part in ("", "reports.xlsx")} == {403}
    return named
