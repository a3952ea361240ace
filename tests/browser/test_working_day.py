"""A working day: somebody is away and what waits is signed for it; twenty signatures at once, one of them no longer open."""

from playwright.sync_api import expect

from accounts.models import Delegation
from admission.actions import applicant
from audit import clock
from tests.browser import steps
from tests.browser.controls import fill, follow, press, section, told
from tests.cast import seat
from tests.factories import fresh, journey

CASE = "山洪灾害危险区日常巡查"


def test_who_is_away_is_signed_for_by_the_colleague(people, picture):
    """The opinion waits already; its head delegates, the colleague signs in its place, and the record says so."""
    journey("circulating", name=CASE)
    handler, head, today = people("rsj-jb"), people("rsj-fz"), clock.today().isoformat()
    Delegation.objects.all().delete()
    steps.send_opinion(handler, CASE, "rsj")

    head.locator("details.seat summary").click()
    follow(head, "授权代签")
    head.get_by_label("授权给").select_option(index=1)
    fill(head, {"开始日期": today, "结束日期": today})
    press(head, "授权")
    told(head, "授权已生效，受托人切换身份后可以代签。")

    handler.goto("/desk/")
    handler.locator("details.seat summary").click()
    press(handler, "换到：县人力资源社会保障局 · 负责人（受托）")
    expect(handler.get_by_role("note")).to_contain_text("您正代县人力资源社会保障局负责人")
    picture(handler, "standing-in")
    steps.issue_sent_opinion(handler, CASE)
    name, deputy = str(seat("rsj-fz").user), str(seat("rsj-jb").user)
    expect(handler.locator("#timeline")).to_contain_text(f"{deputy}代{name}")


def test_twenty_signatures_of_which_one_is_stale(people, picture):
    cases = [journey("signing", name=f"{CASE}{number}").case for number in range(1, 21)]
    convenor = people("zjr")
    section(convenor, "工作台")
    for box in convenor.get_by_role("checkbox").all():
        box.check()
    press(convenor, "一并审签所选")
    expect(convenor.get_by_role("heading", level=1)).to_have_text("一并审签20件")

    gone = fresh(cases[7])
    applicant.withdraw(case=gone, by=seat("zjj-fz"), lock=gone.lock, reason="另行研究。")
    press(convenor, "同意并审签20件")
    expect(convenor.get_by_role("heading", level=1)).to_have_text("20件办成19件")
    told_off = convenor.get_by_role("listitem").filter(has_text="没有审签")
    expect(told_off).to_have_count(1)
    expect(told_off).to_contain_text(gone.title)
    picture(convenor, "twenty-signatures")
    assert [fresh(case).state for case in cases].count("upper_review") == 19


# how many lines each takes: the words after the first line of a deadline, the name of a procedure
LINES = """cells => cells.map(cell => { const words = document.createRange()
    words.selectNodeContents(cell.lastChild)
    return new Set([...words.getClientRects()].map(one => Math.round(one.top))).size })"""


def test_a_deadline_and_a_procedure_stand_on_one_line(people):
    """However long the matter's name beside them: no 止 and no 序 alone below."""
    journey(
        "circulating", name="农村低层自建住房施工现场日常巡查、安全隐患告知及一般隐患协助督促整改情况登记报送"
    )
    page = people("bb-jb")
    for width in (1366, 1024):
        page.set_viewport_size({"width": width, "height": 860})
        for address in ("/desk/?tab=doing", "/cases/"):
            page.goto(address)
            for cells in (
                page.locator(".records .due"),
                page.get_by_role("cell", name="简易程序", exact=True),
            ):
                expect(cells).to_have_count(1)
                assert cells.evaluate_all(LINES) == [1]
