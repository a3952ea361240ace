"""A document for townships is looked through before it is printed; a matter is bought instead of handed over."""

from datetime import timedelta

from playwright.sync_api import expect

from audit import clock
from tests.browser.controls import choose, fill, follow, labelled, press, refused, section, sign_in, told
from tests.factories import listed_duty
from tests.supervision.conftest import Course
from tests.voice.asking import letter
from tests.voice.test_vetting import printed

NOTICE, BOUGHT = "关于开展冬季用气安全入户检查的通知", "农村危房定期检测"
PURCHASE = {
    "事项名称": BOUGHT,
    "依据": "政府购买服务指导性目录（示例）。",
    "主管部门的职责": "招标、验收、付款。",
    "受买方（承接的组织）": "某检测公司（示例）",
    "受买方的职责": "每年检测一次。",
    "乡镇的职责": "无",
}


def upload(page, *files):
    given = [
        {"name": each.name, "mimeType": "application/octet-stream", "buffer": each.read()} for each in files
    ]
    labelled(page, "要审核的文件").set_input_files(given)


def test_a_document_is_vetted_and_changed(people, lingchuan, picture):
    """黑龙江 四(二): DOCX and PDF are read, each hit with its place; the office's head gives the word, the department reads it."""
    listed_duty("农村危房日常巡查", townships=("lcz",))
    department, office = people("zjj-jb"), people("bb-fz")
    notice = letter(
        "各乡镇负责逐户登记燃气用户，按周上报；与乡镇签订目标责任书。", "各乡镇开展农村危房日常巡查。"
    )
    section(department, "协同")
    follow(department, "送审文件")
    fill(department, {"文件标题": NOTICE, "拟制单位或者来文机关": "县住房城乡建设局", "文号": "未编号"})
    fill(department, {"涉及乡镇的内容": "请乡镇配合发放告知书。", "答复期限": str(clock.today())})
    upload(department, notice)
    press(department, "送审文件")
    refused(department, "答复期限：最早是明天")
    expect(labelled(department, "文件标题")).to_have_value(NOTICE)
    fill(department, {"答复期限": ""})
    press(department, "送审文件")
    refused(department, "请上传要审核的文件")
    notice.seek(0)
    upload(department, notice, printed("未完成的实行一票否决。"))
    press(department, "送审文件")
    told(department, "已发出。")

    expect(department.locator("h1")).to_have_text(NOTICE)
    hits = department.get_by_role("table", name="文字提示").get_by_role("row")
    for place, file, form in (
        ("第1段", "通知.docx", "可能是清单以外的任务"),
        ("第1段", "通知.docx", "不许用的方式：责任状"),
        ("第1页", "通知.pdf", "不许用的方式：一票否决"),
    ):
        row = hits.filter(has_text=file).filter(has_text=form).first
        expect(row).to_contain_text(place)
    expect(hits.filter(has_text="农村危房日常巡查")).to_have_count(0)  # in the list
    picture(department, "vetting-hits")

    section(office, "工作台")
    follow(office, NOTICE)
    follow(office, "答复")
    press(office, "答复")
    expect(office.get_by_role("alert")).to_contain_text("请选择答复")
    choose(office, "答复", "修改后印发")
    fill(office, {"审核意见": "删去责任书和一票否决。"})
    press(office, "答复")
    told(office, "已答复。")
    department.reload()
    expect(department.get_by_role("table", name="各单位的答复")).to_contain_text("修改后印发")
    expect(department.locator("main")).to_contain_text("删去责任书和一票否决。")
    assert people("lcz-jb").goto(department.url).status == 404  # not issued yet, and not the townships'


def test_a_matter_is_bought_and_not_handed_over(people, lingchuan, picture):
    """第十一条: three parties' duties; not twice, not at once an admission; its end opens the way again."""
    department, township = people("zjj-jb"), people("lcz-jb")
    section(department, "督办")
    follow(department, "购买服务")
    follow(department, "登记购买服务")
    begins, until = clock.today(), clock.today() - timedelta(days=1)
    fill(department, PURCHASE | {"金额": "三万", "开始日期": str(begins), "约定的结束日期": str(until)})
    choose(department, "办理方式", "向社会购买服务（第十一条）")
    choose(department, "涉及的乡镇", "灵川镇", "大圩镇")
    press(department, "登记")
    refused(department, "金额：请写数额，例如：每年3万元")
    fill(department, {"金额": "每年3万元"})
    press(department, "登记")
    refused(department, "约定的结束日期：结束日期不能早于开始日期")
    fill(department, {"约定的结束日期": str(begins + timedelta(days=300))})
    press(department, "登记")
    told(department, "已登记。")

    section(township, "督办")
    follow(township, "购买服务")
    follow(township, BOUGHT)
    expect(township.locator("main")).to_contain_text("每年检测一次。")
    expect(township.get_by_role("link", name="反映变相交由乡镇办理", exact=True)).to_be_visible()
    expect(township.get_by_role("link", name="登记终止", exact=True)).to_have_count(0)

    follow(department, "登记购买服务")
    fill(department, PURCHASE | {"开始日期": str(begins)})
    choose(department, "办理方式", "向社会购买服务（第十一条）")
    choose(department, "涉及的乡镇", "大圩镇")
    press(department, "登记")
    expect(department.get_by_role("alert")).to_contain_text(f"“{BOUGHT}”已登记购买服务（在办）")
    picture(department, "purchase-twice")

    follow(department, "取消")
    follow(department, BOUGHT)
    follow(department, "登记终止")
    fill(department, {"终止日期": str(begins + timedelta(days=1)), "终止的原因": "改由部门自己办。"})
    press(department, "登记终止")
    expect(department.get_by_role("alert")).to_contain_text("也不能晚于今天")
    fill(department, {"终止日期": str(begins)})
    press(department, "登记终止")
    expect(department.locator("main")).to_contain_text("已终止")
    township.reload()
    expect(township.locator("main")).to_contain_text("改由部门自己办。")


CELLS = """cells => cells.filter(cell => cell.getClientRects().length).map(cell => {
    const words = document.createRange(); words.selectNodeContents(cell);
    const left = [...words.getClientRects()].filter(one => one.width > 1).map(one => Math.round(one.left));
    return [Math.round(cell.getBoundingClientRect().left), Math.min(...left)] })"""


def test_lists_on_a_phone_are_in_line(lingchuan, phone):
    """Every line of an answer stands beside its label; the tab one is on is seen, though there are many."""
    Course().receive()
    sign_in(phone, "bb-jb")
    phone.goto("/supervision/reports/")
    cells = phone.locator("td[data-l]").evaluate_all(CELLS)
    assert cells
    assert all(words - cell >= 80 for cell, words in cells)
    for address in ("/supervision/reports/", "/supervision/temporary/", "/supervision/calendar/"):
        phone.goto(address)
        place = phone.get_by_role("navigation", name="督办的内容").locator("[aria-current]").bounding_box()
        assert place["x"] + place["width"] <= 390, address
