"""A county's own Excel list moves in: real headings, renamed and shuffled, in at most ten clicks and without any help page."""

import csv
import io
import random
from pathlib import Path

import openpyxl
import pytest
import xlwt
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.controls import choose, fill, follow, labelled, press, section, sign_in, told

REAL = Path(settings.BASE_DIR) / "fixtures" / "duties"
# The headings of the published tables in other words.
RENAMED = {
    "guiding_yunwu_guizhou_2024": {
        "权利类型": "权力类别",
        "权力名称": "权力事项名称",
        "权力依据（概括）": "实施依据",
        "责任事项（概括）": "责任事项内容",
        "职责边界-县级部门": "职责边界（县级部门）",
        "职责边界-乡镇（街道）": "职责边界（乡镇、街道）",
        "责任事项依据（概括）": "责任事项的依据",
        "承办机构": "承办单位",
    },
    "huoshan_anhui_2023": {
        "清单": "目录名称",
        "项数": "数量",
        "责任主体": "责任部门",
        "配合主体": "配合单位",
    },
}


def real_table(name):
    """(title, rows) of the published table with its headings renamed and its columns shuffled."""
    with open(REAL / f"{name}.csv", encoding="utf-8") as file:
        title, *lines = file.read().splitlines()
    heading, *rows = csv.reader(lines)
    heading = [RENAMED[name].get(text, text) for text in heading]
    order = list(range(len(heading)))
    random.Random(name).shuffle(order)  # noqa: S311 - the same shuffle every time
    return title, [[row[at] for at in order] for row in [heading, *rows]]


def as_workbook(name):
    title, rows = real_table(name)
    book = openpyxl.Workbook()
    page = book.active
    page.append([title])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))
    for row in rows:
        page.append(row)
    file = io.BytesIO()
    book.save(file)
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": f"{name}.xlsx", "mimeType": media, "buffer": file.getvalue()}


class Counted:
    """One person's page; what is pressed, followed and chosen is counted."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def press(self, label):
        self.clicks += 1
        press(self.page, label)

    def follow(self, label):
        self.clicks += 1
        follow(self.page, label)

    def attach(self, label, file):
        self.clicks += 1
        labelled(self.page, label).set_input_files(file)

    def select(self, label, option):
        self.clicks += 1
        labelled(self.page, label).select_option(label=option)


@pytest.fixture
def powers(people):
    """The head has taken up 权力清单."""
    page = people("bb-fz")
    section(page, "清单")
    follow(page, "清单种类")
    page.get_by_role("row", name="权力清单").get_by_role("link").first.click()
    press(page, "保存")
    told(page, "已增加权力清单。")
    section(page, "清单")
    return page


def test_the_list_of_guiding_moves_in(powers, picture):
    office = Counted(powers)
    office.follow("导入清单")
    office.follow("上传清单")
    office.attach("文件", as_workbook("guiding_yunwu_guizhou_2024"))
    office.select("清单种类", "权力清单")
    office.press("上传")
    picture(office.page, "list-import-match")
    expect(labelled(office.page, "权力类别").locator("option:checked")).to_have_text("权力类型")
    expect(labelled(office.page, "权力事项名称").locator("option:checked")).to_have_text("权力名称")
    office.select("没有写部门的行，部门是", "县政府办公室（政管办）")
    office.press("核对")
    expect(office.page.get_by_text("核对无误，还没有导入。")).to_be_visible()
    picture(office.page, "list-import-preview")
    office.follow("确认导入")
    fill(office.page, {"文号": "灵编发〔2026〕21号"})
    office.press("确认导入")

    expect(office.page.get_by_text("已导入。")).to_be_visible()
    follow(office.page, "看权力清单")
    follow(office.page, "大中专院校毕业在就创业地落户")
    for said in ("户口登记条例第三条", "派出所业务指导", "云雾镇派出所", "灵编发〔2026〕21号"):
        expect(office.page.locator("main")).to_contain_text(said)
    picture(office.page, "list-import-duty")
    assert office.clicks <= 10


def test_the_list_of_huoshan_moves_in(powers):
    office = Counted(powers)
    office.follow("导入清单")
    office.follow("上传清单")
    office.attach("文件", as_workbook("huoshan_anhui_2023"))
    office.select("清单种类", "权力清单")
    office.press("上传")
    expect(labelled(office.page, "目录名称").locator("option:checked")).to_have_text("权力名称")
    expect(labelled(office.page, "责任部门").locator("option:checked")).to_have_text("不导入")
    office.select("没有写部门的行，部门是", "县政府办公室（政管办）")
    office.press("核对")
    office.follow("确认导入")
    fill(office.page, {"文号": "灵编发〔2026〕22号"})
    office.press("确认导入")

    expect(office.page.get_by_text("已导入。")).to_be_visible()
    follow(office.page, "看权力清单")
    for name in ("审批事项清单", "行政执法事项清单", "配合事项清单"):
        expect(office.page.get_by_role("link", name=name, exact=True)).to_be_visible()
    assert office.clicks <= 10


def test_a_file_is_corrected_on_the_page_and_in_the_file(county, scriptless):
    page = sign_in(scriptless, "bb-jb")
    section(page, "清单")
    follow(page, "导入清单")
    follow(page, "上传清单")
    rows = [
        ["事项名称", "对应上级部门", "镇街配合职责"],
        ["示例事项甲", "国土局", "巡查"],
        ["", "国土局", "巡查"],
    ]
    upload_rows(page, rows)
    expect(page.get_by_role("alert").get_by_role("row").nth(1)).to_contain_text("A列（事项名称）")
    follow(page, "重新上传")
    rows[2][0] = "示例事项乙"
    upload_rows(page, rows)
    labelled(page, "“国土局”是").select_option(label="县自然资源局")
    choose(page, "没有写乡镇的行，由这些乡镇承担", "灵川镇")
    press(page, "核对")
    expect(page.get_by_text("核对无误，还没有导入。")).to_be_visible()


def upload_rows(page, rows):
    text = "\n".join(",".join(row) for row in rows).encode("gb18030")
    labelled(page, "文件").set_input_files({"name": "清单.csv", "mimeType": "text/csv", "buffer": text})
    labelled(page, "清单种类").select_option(label="配合履职")
    press(page, "上传")


def test_an_old_workbook_is_put_right_on_the_page(people, phone, picture, violations):
    """XLS with merged cells, a name that is missing and a row that stands twice: ten clicks from the list to the preview."""
    office = Counted(people("bb-jb"))
    section(office.page, "清单")
    office.follow("导入清单")
    office.follow("上传清单")
    office.attach("文件", old_workbook())
    office.select("清单种类", "配合履职")
    office.press("上传")
    assert violations(office.page) == []
    fill(office.page, {"第5行C列（事项名称）": "示例事项丙"})
    office.clicks += 1
    office.page.get_by_label("第6行不导入").check()
    office.select("“国土局”是", "县自然资源局")
    office.press("改好了，核对")

    expect(office.page.get_by_text("核对无误，还没有导入。")).to_be_visible()
    expect(office.page.locator("main")).to_contain_text("第5行C列　原来没有写，补为“示例事项丙”")
    expect(office.page.locator("main")).to_contain_text("“国土局”是县自然资源局")
    picture(office.page, "list-import-put-right")
    # where a row stands takes no room from what it says
    row = office.page.get_by_role("row", name="示例事项甲").first
    row, name = row.bounding_box(), row.get_by_role("cell").last.bounding_box()
    assert name["width"] > row["width"] * 0.75
    assert office.clicks <= 10
    sign_in(phone, "bb-fz").goto(office.page.url)
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def old_workbook():
    book = xlwt.Workbook()
    page = book.add_sheet("配合事项")
    page.write_merge(0, 0, 0, 5, "灵川县乡镇配合履职事项清单")
    for at, heading in enumerate(["序号", "类别", "事项名称", "对应上级部门", "镇街配合职责", "依据"]):
        page.write(1, at, heading)
    page.write_merge(2, 5, 1, 1, "自然资源")
    for at, name in enumerate(["示例事项甲", "示例事项乙", "", "示例事项甲"], start=2):
        for place, text in (
            (0, at - 1),
            (2, name),
            (3, "国土局" if at == 3 else "县自然资源局"),
            (4, "巡查"),
            (5, "条例"),
        ):
            page.write(at, place, text)
    file = io.BytesIO()
    book.save(file)
    return {"name": "清单.xls", "mimeType": "application/vnd.ms-excel", "buffer": file.getvalue()}
