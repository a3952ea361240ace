"""Tables as counties really have them, and the files that are refused before they are read."""

import csv
import io
import struct
import time
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwt
from django.conf import settings

from accounts import actions as accounts
from audit.record import SYSTEM
from documents.files import BadFile
from registry.columns import templates
from registry.importing import guarding
from registry.importing.headings import IN_BRACKETS, find_header, is_running_number, match, suggested_headers
from registry.importing.reading import Sheet, read
from registry.importing.rows import lines_of
from registry.table import BadCell, Reader, one_line
from tests.registry.conftest import TODAY
from tests.registry.tables import csv_file, upload, xlsx

REAL = Path(settings.BASE_DIR) / "fixtures" / "duties"
POWERS = templates()["powers"].columns
SUPPORTING = templates()["supporting"].columns


def only(file):
    (sheet,) = read(file, file.name.rpartition(".")[2])
    return sheet


def entries(sheet, columns):
    header = find_header(sheet, columns)
    places = {key: place for place, key in header.matched.items()}
    return lines_of(sheet, header, places, columns)


def said(lines, *keys):
    return [tuple(line.cells[key] for key in keys) for line in lines.found]


# -- real headings -----------------------------------------------------------------------------------------------------


def layouts():
    """(name, headings) of the published lists; 甲（乙／丙） is a heading of two rows."""
    with open(REAL / "column_layouts.csv", encoding="utf-8") as file:
        rows = list(csv.reader(line for line in file if not line.startswith("#")))[1:]
    for name, columns, _ in rows:
        headings = []
        for heading in columns.split("｜"):
            inside = IN_BRACKETS.search(heading)
            if inside and "／" in inside[0]:
                above = IN_BRACKETS.sub("", heading)
                headings += [f"{above}（{part}）" for part in inside[0][1:-1].split("／")]
            else:
                headings.append(heading)
        yield pytest.param(headings, id=name)


@pytest.mark.parametrize("headings", list(layouts()))
def test_every_real_layout_fits_a_template(headings):
    wanted = [heading for heading in headings if not is_running_number(heading)]

    fitting = []
    for kind in templates().values():
        matched, guessed = match(wanted, kind.columns)
        if len(matched) == len(wanted) and not guessed:
            fitting.append(kind.key)

    assert fitting


def test_the_layouts_are_read_from_the_file():
    assert len(list(layouts())) == 11


def test_a_real_table_of_guiding_is_read_with_its_title_row():
    sheet = only(upload("权责清单.csv", (REAL / "guiding_yunwu_guizhou_2024.csv").read_bytes()))

    lines = entries(sheet, POWERS)

    assert said(lines, "category", "name", "boundary_township") == [
        ("行政许可（国办）", "大中专院校毕业在就创业地落户", "派出所业务指导"),
        ("行政许可（国办）", "监护投靠", "（未读到）"),
    ]


def test_the_same_table_in_other_words_needs_no_person():
    other = [
        "追责对象",
        "乡镇职责",
        "法律依据",
        "权力项目",
        "县级部门职责",
        "权力种类",
        "承办部门",
        "责任内容",
        "责任依据",
        "说明",
    ]

    matched, guessed = match(other, POWERS)

    assert guessed == set()
    assert {other[place]: key for place, key in matched.items()} == {
        "追责对象": "accountable",
        "乡镇职责": "boundary_township",
        "法律依据": "basis",
        "权力项目": "name",
        "县级部门职责": "boundary_county",
        "权力种类": "category",
        "承办部门": "undertaker",
        "责任内容": "township_duties",
        "责任依据": "duty_basis",
        "说明": "remark",
    }


# -- how counties write ------------------------------------------------------------------------------------------------


def test_titles_above_a_header_of_two_rows_with_merged_cells():
    rows = [
        ["某镇权力清单"],
        ["序号", "权力类型", "权力名称", "职责边界划分", None, "备注"],
        [None, None, None, "县级部门", "乡镇街道", None],
        [1, "行政许可", "甲", "指导", "受理", "无"],
        [2, None, "乙", "指导", "受理", None],
        [1, "行政处罚", "丙", "指导", "受理", None],
    ]
    merged = ["A1:F1", "D2:E2", "A2:A3", "B2:B3", "C2:C3", "F2:F3", "B4:B5"]

    lines = entries(only(xlsx(("表", rows, merged))), POWERS)

    assert said(lines, "category", "name", "boundary_county", "boundary_township") == [
        ("行政许可", "甲", "指导", "受理"),
        ("行政许可", "乙", "指导", "受理"),
        ("行政处罚", "丙", "指导", "受理"),
    ]
    assert [line.number for line in lines.found] == [4, 5, 6]


def test_a_header_of_two_rows_in_a_file_that_keeps_no_merged_cells():
    rows = [
        ["序号", "权力名称", "职责边界划分", "", "备注"],
        ["", "", "县级部门", "乡镇街道", ""],
        ["1", "甲", "指导", "受理", ""],
    ]

    lines = entries(only(csv_file(rows)), POWERS)

    assert said(lines, "name", "boundary_county", "boundary_township") == [("甲", "指导", "受理")]


def test_rows_that_name_a_category_notes_totals_and_repeated_headers_are_no_entries():
    header = ["序号", "事项名称", "对应上级部门", "乡镇配合职责"]
    rows = [
        header,
        ["一、自然资源（2项）"],
        [1, "甲", "县水利局", "巡查"],
        [2, "乙", "县水利局", "巡查"],
        [],
        header,
        ["（二）城乡建设"],
        [1, "丙", "县水利局", "巡查"],
        ["合计", 3],
        ["注：本表自印发之日起施行。"],
    ]

    lines = entries(only(xlsx(rows)), SUPPORTING)

    assert said(lines, "category", "name") == [("自然资源", "甲"), ("自然资源", "乙"), ("城乡建设", "丙")]
    assert [(number, what) for _, number, what in lines.skipped] == [
        (2, "类别：自然资源"),
        (6, "重复的表头"),
        (7, "类别：城乡建设"),
        (9, "合计"),
        (10, "说明"),
    ]


@pytest.mark.parametrize("total", ["合计", "总 计", "小计：3项"])
def test_a_total_is_no_entry_wherever_the_names_stand(total):
    rows = [["数量", "事项名称", "对应上级部门"], ["3", "总计划编制协助", "县水利局"], ["3", total, ""]]

    lines = entries(only(xlsx(rows)), SUPPORTING)

    assert said(lines, "name") == [("总计划编制协助",)]
    assert [(number, what) for _, number, what in lines.skipped] == [(3, "合计")]


def test_a_duty_in_the_first_column_may_begin_as_a_total_does():
    rows = [
        ["事项名称", "对应上级部门"],
        ["总计划编制协助", "县水利局"],
        ["小计量器具检查", ""],
        ["合计", "2项"],
    ]

    lines = entries(only(xlsx(rows)), SUPPORTING)

    assert said(lines, "name") == [("总计划编制协助",), ("小计量器具检查",)]
    assert [(number, what) for _, number, what in lines.skipped] == [(4, "合计")]


def test_a_merged_row_across_is_a_category_without_any_number():
    rows = [["序号", "事项名称", "乡镇配合职责"], ["党的建设"], [1, "甲", "巡查"]]

    lines = entries(only(xlsx(("表", rows, ["A2:C2"]))), SUPPORTING)

    assert said(lines, "category", "name") == [("党的建设", "甲")]


def test_merged_ranges_that_lie_over_each_other_keep_nobody_waiting():
    """No program writes them; a file made so would fill the memory, each range once more."""
    rows = [["类别", "事项名称"], ["甲类", "一"], *[["", f"第{n}"] for n in range(3000)]]
    everywhere = ((1, 0), (3000, 1))
    sheet = Sheet("表", rows, [((1, 0), (1500, 0)), *[everywhere] * 20_000])

    lines = entries(sheet, SUPPORTING)

    assert len(lines.found) == 3001
    assert lines.found[0].cells["category"] == "甲类"


def test_merged_ranges_over_the_headings_keep_nobody_waiting():
    """A file of thirty kilobytes; the headings of each of the first thirty rows are looked at."""
    rows = [[f"{row}之{place}" for place in range(100)] for row in range(40)]
    rows[1][:3] = ["事项名称", "责任部门", "乡镇配合职责"]
    sheet = Sheet("表", rows, [((0, 0), (50 + n % 9, 99)) for n in range(50_000)])
    began = time.process_time()

    suggested_headers([sheet], SUPPORTING)

    assert time.process_time() - began < 5


def test_texts_above_the_entries_are_no_headings_and_keep_nobody_waiting():
    rows = [["乡镇配合职责" * 800 + str(place) for place in range(20)] for _ in range(30)]
    rows[29][:3] = ["事项名称", "责任部门", "乡镇配合职责"]
    began = time.process_time()

    [header] = suggested_headers([Sheet("表", rows)], SUPPORTING)

    assert time.process_time() - began < 5
    assert (header.row, len(header.matched)) == (29, 3)


def test_a_category_written_once_counts_for_the_rows_below():
    rows = [["类别", "事项名称"], ["甲类", "一"], ["", "二"], ["乙类", "三"]]

    assert said(entries(only(csv_file(rows)), SUPPORTING), "category", "name") == [
        ("甲类", "一"),
        ("甲类", "二"),
        ("乙类", "三"),
    ]


@pytest.mark.parametrize(("one", "two"), [("一", "二"), ("（一）", "（二）"), ("一、", "二、")])
def test_a_category_in_two_cells_is_no_duty_without_a_text(one, two):
    """一 | 党的建设 with the numbers of the duties beginning anew below it."""
    rows = [["序号", "事项名称", "乡镇配合职责"], [one, "党的建设（共1项）", ""], ["1", "甲事项", "做甲"]]
    rows += [[two, "平安法治", ""], ["1", "乙事项", "做乙"], ["2", "丙事项", ""]]

    lines = entries(only(csv_file(rows)), SUPPORTING)

    assert said(lines, "category", "name") == [
        ("党的建设", "甲事项"),
        ("平安法治", "乙事项"),
        ("平安法治", "丙事项"),
    ]
    assert [what for _, _, what in lines.skipped] == ["类别：党的建设", "类别：平安法治"]


def test_duties_that_are_numbered_in_chinese_are_duties():
    rows = [["序号", "事项名称"], ["一", "甲事项"], ["二", "乙事项"]]

    assert said(entries(only(csv_file(rows)), SUPPORTING), "name") == [("甲事项",), ("乙事项",)]


def test_an_open_category_beside_a_number_of_its_own_stays_open():
    rows = [["编号", "类别", "事项名称"], ["配合001", "甲类", "一"], ["配合002", "", "二"]]

    assert said(entries(only(csv_file(rows)), SUPPORTING), "category", "name") == [("甲类", "一"), ("", "二")]


def test_numbers_days_and_breaks_become_plain_text():
    book = [["事项名称", "乡镇配合职责", "依据"], ["甲\r\n乙 ", 3.0, 2.5]]

    sheet = only(xlsx(book))

    assert sheet.rows[1] == ["甲\n乙", "3", "2.5"]


def test_only_visible_sheets_with_content_are_offered():
    file = xlsx(("一", [["事项名称"]], ()), ("空", [], ()), ("二", [["事项名称"]], ()))

    assert [sheet.name for sheet in read(file, "xlsx")] == ["一", "二"]


@pytest.mark.parametrize("kind", ["duty_list", "basic", "supporting"])
@pytest.mark.parametrize(
    "heading", ["法律法规依据", "法律政策依据", "法律法规和政策依据", "法规依据", "文件依据"]
)
def test_a_basis_is_known_by_the_texts_it_names(kind, heading):
    assert match(["事项名称", heading], templates()[kind].columns) == ({0: "name", 1: "basis"}, set())


@pytest.mark.parametrize("heading", ["配合事项", "事 项\n名 称", "事项名称（共５０项）"])
def test_a_heading_is_known_in_other_words(heading):
    header = find_header(Sheet("", [[heading, "对应上级部门"], ["甲", "乙"]]), SUPPORTING)

    assert header.matched == {0: "name", 1: "department"}


def test_words_of_other_counties_are_known_without_a_guess():
    header = find_header(Sheet("", [["类型", "配合任务名称", "政策法规依据", "县级牵头单位"]]), SUPPORTING)

    assert header.matched == {0: "category", 1: "name", 2: "basis", 3: "department"}
    assert not header.guessed


@pytest.mark.parametrize("heading", ["牵头单位", "主管单位", "主责部门"])
def test_a_department_is_known_by_what_counties_call_it(heading):
    assert match(["序号", "事项名称", heading], SUPPORTING) == ({1: "name", 2: "department"}, set())


@pytest.mark.django_db
def test_a_unit_is_known_by_the_name_it_had_before_it_was_renamed(place, time_machine):
    """While no other unit is called so: its 曾用名 are on record."""
    time_machine.move_to("2026-11-21T12:00:00+08:00")

    def rename(unit, name):
        more = {"since": TODAY, "document": "灵编〔2026〕5号", "by": SYSTEM}
        accounts.rename_unit(unit=unit, name=f"灵川县{name}", short_name=f"县{name}", **more)

    rename(place.slj, "水务局")
    for name in ("县水利局", "灵川县水利局", "水利局", "县水务局"):
        assert Reader(place.county).unit(name) == place.slj
    rename(place.zrj, "水利局")
    assert Reader(place.county).unit("县水利局") == place.zrj
    assert Reader(place.county).unit("县自然资源局") == place.zrj


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["全县", "全县各乡镇（街道）", "各乡镇", "乡镇（街道）"])
def test_every_township_is_said_in_many_ways(place, words):
    reader = Reader(place.county)
    [column] = [each for each in SUPPORTING if each.storage == "townships"]

    assert reader.value(column, words) == place.townships


def test_a_division_of_work_in_two_columns_is_both_sides_duties():
    """职责分工 over 乡镇 and 部门, merged: the department's side used to go nowhere."""
    rows = [["序号", "事项名称", "职责分工", ""], ["", "", "乡镇", "部门"], ["1", "甲", "巡查", "指导"]]
    header = find_header(Sheet("", rows, [((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 3))]), SUPPORTING)

    assert header.matched == {1: "name", 2: "township_duties", 3: "department_duties"}
    assert not header.guessed


def test_a_heading_that_is_only_alike_is_marked_as_a_guess():
    header = find_header(Sheet("", [["序号", "事项名称", "对应部门"]]), SUPPORTING)

    assert header.matched[2] == "department"
    assert header.guessed == {2}


@pytest.mark.parametrize("nobody", ["乡镇人民政府", "县级职能部门", "各乡镇（街道）", "有关部门、乡镇"])
def test_a_column_that_names_nobody_is_none_of_departments(nobody):
    rows = [["事项名称", "责任部门"], ["甲", nobody], ["乙", ""]]

    [header] = suggested_headers([Sheet("", rows)], POWERS)

    assert header.matched == {0: "name"}


@pytest.mark.parametrize(
    "somebody", ["国土局", "镇政府办公室", "县水利局", "县人民政府", "乡镇" * 5000 + "所"]
)
def test_a_column_that_names_somebody_once_is_one_of_departments(somebody):
    rows = [["事项名称", "责任部门"], ["甲", "乡镇人民政府"], ["乙", somebody]]

    [header] = suggested_headers([Sheet("", rows)], POWERS)

    assert header.matched == {0: "name", 1: "subject"}


@pytest.mark.parametrize(("somebody", "key"), [("县水利局", "subject"), ("各乡镇", None), ("", None)])
def test_sheets_under_the_same_headings_name_nobody_together(somebody, key):
    """They are matched as one: what the first of them leaves out is not read of the second."""
    rows = [[["事项名称", "责任部门"], ["甲", nobody]] for nobody in ("乡镇人民政府", somebody)]

    headers = suggested_headers([Sheet("一", rows[0]), Sheet("二", rows[1])], POWERS)

    assert [header.matched.get(1) for header in headers] == [key, key]


def test_the_only_heading_called_a_name_is_offered_for_the_duty_s():
    rows = [["清单名称", "数量", "单位名称"], ["审批事项清单", "38", "甲局"]]

    [header] = suggested_headers([Sheet("", rows)], POWERS)

    assert header.matched == {0: "name"}
    assert header.guessed == {0}
    assert not any(each.matched for each in suggested_headers([Sheet("甲", rows), Sheet("乙", rows)], POWERS))


# -- refused -----------------------------------------------------------------------------------------------------------


def reworked(file, change):
    """The workbook with `change(name, content)` applied to its parts, and what it returns added."""
    new = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as made:
        for name in old.namelist():
            made.writestr(name, change(name, old.read(name)))
    return new


def with_part(name, content=b"x"):
    file = xlsx([["事项名称"], ["甲"]])
    new = reworked(file, lambda _, content: content)
    with zipfile.ZipFile(new, "a") as made:
        made.writestr(name, content)
    return upload("清单.xlsx", new.getvalue())


def with_rows(rows):
    def change(name, content):
        return content.replace(b"</sheetData>", rows + b"</sheetData>") if "worksheets/" in name else content

    return upload("清单.xlsx", reworked(xlsx([["事项名称"], ["甲"]]), change).getvalue())


def with_parts(**parts):
    """A workbook whose parts, named without folder and ending, are these instead."""

    def change(name, content):
        return parts.get(name.rpartition("/")[2].partition(".")[0], content)

    return upload("清单.xlsx", reworked(xlsx([["事项名称"], ["甲"]]), change).getvalue())


def old_workbook(**kinds):
    book = xlwt.Workbook()
    page = book.add_sheet("表")
    page.write(kinds.get("row", 0), kinds.get("column", 0), "事项名称")
    for at in range(600):  # beyond the small sectors
        page.write(at, 1, f"事项{at}")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


FORMULA = b'<row r="7"><c r="B7"><f>A7&amp;"1"</f>%s</c></row>'
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BAD = {
    "a PDF": (lambda: upload("清单.xlsx", b"%PDF-1.7\n1 0 obj"), "PDF"),
    "a picture": (lambda: upload("清单.xlsx", b"\x89PNG\r\n\x1a\nabc"), "不是XLSX"),
    "another kind": (lambda: upload("清单.docx", b"PK\x03\x04"), "只能导入.*另存为XLSX后上传"),
    "a workbook called text": (lambda: upload("清单.csv", b"PK\x03\x04"), "不是文本.*另存为XLSX后上传"),
    "damaged": (lambda: upload("清单.xlsx", b"PK\x03\x04" + b"x" * 100), "已损坏"),
    "a zip without sheets": (lambda: upload("清单.xlsx", zipped("a.txt", b"a")), "没有工作表"),
    "a bomb": (lambda: with_part("xl/media/a.bin", b"0" * (201 * 1024**2)), "过大.*另存为XLSX后上传"),
    "macros": (lambda: with_part("xl/vbaProject.bin"), "宏"),
    "links": (lambda: with_part("xl/externalLinks/externalLink1.xml"), "链接"),
    "wide": (lambda: xlsx([[f"栏{n}" for n in range(200)]]), "200列"),
    "a million empty rows": (
        lambda: with_rows(b"".join(b'<row r="%d"/>' % n for n in range(3, 1_000_003))),
        "60001行",
    ),
    "one cell far below": (lambda: with_rows(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "1048576行"),
    "one cell far right": (lambda: with_rows(b'<row r="3"><c r="XFD3"><v>1</v></c></row>'), "16384列"),
    "cells without a place": (lambda: with_rows(b"<row><c><v>1</v></c></row>"), "没有写明位置"),
    "cells that never close": (lambda: with_rows(b'<c r="A1" ' * 1_400_000), "没有写明位置"),
    "one endless text": (
        lambda: with_part("xl/sharedStrings.xml", b"<sst><si><t>" + b"A" * 60_000_000 + b"</t></si></sst>"),
        "文字过长",
    ),
    "texts without end": (
        lambda: with_part("xl/sharedStrings.xml", b"<sst>" + b"<si><t>A</t></si>" * 3_000_000 + b"</sst>"),
        "文字太多",
    ),
    "texts of a hundred megabytes": (
        lambda: with_part("xl/sharedStrings.xml", b"<sst>" + (b"<si><t>" + b"A" * 1000 + b"</t></si>") * 70_000 + b"</sst>"),
        "过大",
    ),
    "styles without end": (lambda: with_parts(styles=b"<xf/>" * 4_000_000), "过大"),
    "one place filled again and again": (
        lambda: with_rows(b'<row r="2">' + b'<c r="A2"/>' * 1_600_000 + b"</row>"),
        "单元格太多",
    ),
    "large sheets beside each other": (
        lambda: xlsx(*[[["事项名称"], *[[]] * 30_000, [""] * 99 + ["甲"]]] * 3),
        "合起来太大",
    ),
    "a sheet that is none": (
        lambda: upload(
            "清单.xlsx",
            reworked(
                xlsx([["事项名称"], ["甲"]]),
                lambda name, content: content.replace(b"worksheets/sheet1.xml", b"media/sheet1.bin"),
            ).getvalue(),
        ),
        "不是工作表",
    ),
    "another workbook inside": (lambda: with_part("xl/workbook.bin"), "不是XLSX"),
    "a password": (
        lambda: upload("清单.xlsx", CFB + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")),
        "密码",
    ),
    "an old workbook called new": (lambda: upload("清单.xlsx", old_workbook()), "不符"),
    "old macros": (lambda: upload("清单.xls", old_workbook() + "_VBA_PROJECT".encode("utf-16-le")), "宏"),
    "an old sheet too wide": (lambda: upload("清单.xls", old_workbook(column=150)), "151列"),
    "an old sheet too long": (lambda: upload("清单.xls", old_workbook(row=65000)), "65001行"),
    "an old sheet cut off": (lambda: upload("清单.xls", CFB + b"\0" * 30), "已损坏"),
}  # fmt: skip


def zipped(name, content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(("made", "reason"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_with_its_reason_within_five_seconds(made, reason):
    file = made()
    began = time.process_time()

    with pytest.raises(BadFile, match=reason):
        guarding.check_upload(file)

    assert time.process_time() - began < 5


def test_an_old_workbook_of_sixteen_kilobytes_takes_no_more_memory_than_it_needs():
    """The second sector is named a hundred times as the table of all sectors, the folder follows itself."""
    head = bytearray(CFB.ljust(4096, b"\0"))
    struct.pack_into("<H", head, 30, 12)
    struct.pack_into("<I", head, 48, 2)
    struct.pack_into("<I110I", head, 68, 0xFFFFFFFE, 0, *[0] * 109)
    table = struct.pack("<1024I", 0xFFFFFFFD, 0xFFFFFFFF, 2, *[0xFFFFFFFF] * 1021)
    file = upload("清单.xls", bytes(head) + table + bytes(2 * 4096))
    tracemalloc.start()

    with pytest.raises(BadFile, match="已损坏"):
        guarding.check_upload(file)

    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1024**2


def forged(at, number, end=b""):
    """An old workbook with another number at a place of its head (or behind the name of its stream), and an `end`."""
    made = bytearray(old_workbook())
    if at is STREAM:
        at = made.index("Workbook\0".encode("utf-16-le")) + 120
    struct.pack_into("<I", made, at, number)
    return bytes(made) + end


def shared(letters, cells):
    """A workbook in which so many cells say one text of so many letters, which the file holds once."""
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(2, cells + 2))
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    related = b'<Relationship Type="%s" Target="sharedStrings.xml" Id="rId9"/></Relationships>' % kind

    def change(name, content):
        content = content.replace(b"</sheetData>", rows + b"</sheetData>")
        return content.replace(b"</Relationships>", related) if "workbook" in name else content

    made = reworked(xlsx([["事项名称"]]), change)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        text = "字".encode() * letters
        names = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        archive.writestr("xl/sharedStrings.xml", b'<sst xmlns="%s"><si><t>%s</t></si></sst>' % (names, text))
    return upload("清单.xlsx", made.getvalue())


def far_apart():
    """Each of many sheets has a cell at its beginning and one in its last place."""
    book = xlwt.Workbook()
    for number in range(30):
        page = book.add_sheet(f"表{number}")
        page.write(0, 0, "事项名称")
        page.write(59_999, 99, "甲")
    file = io.BytesIO()
    book.save(file)
    return upload("清单.xls", file.getvalue())


STREAM, MORE = object(), 68  # the stream of cells; where the table of sectors goes on
AT_THE_END = len(old_workbook()) // 512 - 1
CIRCLE = struct.pack("<128I", *[0xFFFFFFFF] * 127, AT_THE_END)


def checked_and_read(file):
    return read(file, guarding.check_upload(file))


@pytest.mark.parametrize("name", ["清单.csv ", "清单.CSV\u3000", "清单. csv"])
def test_a_blank_beside_the_ending_of_a_name_is_no_part_of_it(name):
    """As the file is kept: stored without it."""
    (sheet,) = checked_and_read(upload(name, "事项名称,责任部门".encode()))

    assert sheet.rows == [["事项名称", "责任部门"]]


BREAKS = {
    "a table that goes on with itself": (
        lambda: upload("清单.xls", forged(MORE, AT_THE_END, CIRCLE)),
        "已损坏",
    ),
    "a stream where none is": (lambda: upload("清单.xls", forged(STREAM, 100)), "无法读取"),
    "large sheets": (far_apart, "内容太多"),
    "one long text in many cells": (lambda: shared(330_000, 2_000), "内容太多"),
    "merged cells without end": (
        lambda: with_parts(sheet1=b"<sheetData/>" + b'<mergeCell ref="A3:B3"/>' * 1_000_000),
        "合并的单元格太多",
    ),
    "a hundred sheets of a hundred columns": (
        lambda: xlsx(*[[[f"栏{at}之{n}" for n in range(100)]] for at in range(100)]),
        "栏目合起来太多",
    ),
    "one text in all cells": (lambda: shared(2_000, 59_000), "文字太多"),
}


@pytest.mark.parametrize(("made", "reason"), BREAKS.values(), ids=BREAKS.keys())
def test_a_file_that_would_take_the_reader_with_it_is_refused_within_five_seconds(made, reason):
    """Who reads it may end or ask for all memory: it is another process, which may have so much of it."""
    file = made()
    began = time.monotonic()

    with pytest.raises(BadFile, match=reason):
        checked_and_read(file)

    assert time.monotonic() - began < 5


def test_of_two_generations_of_a_workbook_in_one_file_the_newer_is_looked_at():
    """As Excel saves for 5.0/95 and 97 in one; who reads it takes the newer too."""
    made = old_workbook(column=100)
    names = [f"{name}\0".encode("utf-16-le") for name in ("Workbook", "Book")]
    at = made.index(names[0])
    entry = bytearray(made[at : at + 128])
    entry[: len(names[0])] = names[1].ljust(len(names[0]), b"\0")
    struct.pack_into("<H", entry, 64, len(names[1]))
    struct.pack_into("<II", entry, 116, 0, 0)
    two = made[:at] + bytes(entry) + made[at : at + 128] + made[at + 256 :]

    with pytest.raises(BadFile, match="101列"):
        guarding.check_upload(upload("清单.xls", two))


@pytest.mark.parametrize("value", [b"", b"<v/>", b"<v></v>", b"\n<v>\n</v>\n"])
def test_a_formula_that_was_not_worked_out_is_an_empty_cell_by_its_place(value):
    sheet = only(with_rows(FORMULA % value))

    assert sheet.unsolved == {(6, 1)}
    assert (len(sheet.rows), any(sheet.rows[6])) == (7, False)


@pytest.mark.parametrize("value", [b"<v>12</v>", b"<v>0</v>"])
def test_a_formula_that_was_worked_out_is_its_result(value):
    sheet = only(with_rows(FORMULA % value))

    assert (sheet.unsolved, sheet.rows[6][1]) == (set(), value[3:-4].decode())


def test_a_formula_that_gives_an_empty_text_is_worked_out():
    empty = FORMULA.replace(b'r="B7"', b'r="B7" t="str"') % b"<v></v>"
    assert only(with_rows(empty)).unsolved == set()


def test_formulas_are_told_apart_by_sheet_and_found_far_below():
    names = [f"示例事项{number}" for number in range(30_000)]
    rows = [["事项名称", "依据"], *([name, "条例"] for name in names), ["=B2", '=A2&"甲"']]
    file = xlsx(
        ("甲<表>&“一”", [["事项名称"], ["甲"], ["=A2"]], ()),
        ("乙", rows, ()),
        ("丙", [["事项名称"], ["甲"]], ()),
    )

    assert [(sheet.name, sheet.unsolved) for sheet in read(file, "xlsx")] == [
        ("甲<表>&“一”", {(2, 0)}),
        ("乙", {(30_001, 0), (30_001, 1)}),
        ("丙", set()),
    ]


@pytest.mark.parametrize("error", [b't="e"', b"t='e'", b't="e" s="1"'])
@pytest.mark.parametrize("formula", [b"", b"<f>A9</f>"])
def test_an_error_is_a_formula_without_result(error, formula):
    """#REF! is read as nothing: a text of the list would be taken out without a word."""
    cell = b'<c r="B3" %s>%s<v>#REF!</v></c><c r="C3" t="inlineStr"><is><t>#REF!</t></is></c>'

    sheet = only(with_rows(b'<row r="3">%s</row>' % (cell % (error, formula))))

    assert (sheet.unsolved, sheet.rows[2]) == ({(2, 1)}, ["", "", "#REF!"])


NO_TEXT, DIVIDED_BY_ZERO = b"\x03\0\0\0\0\0\xff\xff", b"\x02\0\x07\0\0\0\xff\xff"


def old_errors(*names):
    """An XLS of sheets with an error as a value in B3, as the result of a formula in C4, and a formula of no letters in C5."""
    book = xlwt.Workbook()
    for name in names:
        page = book.add_sheet(name)
        page.write(0, 0, "事项名称")
        page.row(2).set_cell_error(1, "#REF!")
        page.write(3, 2, xlwt.Formula("1/0"))
        page.write(4, 2, xlwt.Formula("A9"))
        page.write(5, 1, True)
    file = io.BytesIO()
    book.save(file)
    in_c4 = b"\x03\x00\x02\x00\x11\x00"
    assert file.getvalue().count(in_c4 + NO_TEXT) == len(names)
    return file.getvalue().replace(in_c4 + NO_TEXT, in_c4 + DIVIDED_BY_ZERO)


def test_an_error_in_an_old_workbook_is_told_likewise():
    file = upload("清单.xls", old_errors("甲表", "Sheet2"))
    guarding.check_upload(file)

    sheets = read(file, "xls")

    assert [(sheet.name, sheet.unsolved) for sheet in sheets] == [
        ("甲表", {(2, 1), (3, 2)}),
        ("Sheet2", {(2, 1), (3, 2)}),
    ]
    assert [row[1:] for row in sheets[0].rows[2:]] == [["", ""], ["", ""], ["", ""], ["是", ""]]


def test_blanks_behind_a_formula_are_read_once():
    file = with_rows(FORMULA % (b" " * 2_000_000 + b"<v>12</v>"))
    began = time.process_time()

    only(file)

    assert time.process_time() - began < 5


LONG = 60_000


def with_comment(tag):
    """A workbook with a comment of its sheets' names, which a reader of XML passes over."""
    change = {
        b"</workbook>": b"<!--<sheet %s>--></workbook>",
        b"</Relationships>": b"<!--<Relationship %s>--></Relationships>",
    }

    def changed(name, content):
        for end, comment in change.items():
            content = content.replace(end, comment % tag)
        return content

    return upload("清单.xlsx", reworked(xlsx([["事项名称"], ["甲"]]), changed).getvalue())


def test_a_name_without_end_in_a_workbook_is_read_once():
    """A file of five kilobytes."""
    file = with_comment(b"a" * LONG)
    began = time.process_time()

    [sheet] = checked_and_read(file)

    assert sheet.rows == [["事项名称"], ["甲"]]
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("甲" + " " * LONG + "乙\n丙", "甲" + " " * LONG + "乙丙"),
        ("甲" + "\n" * LONG + "a", "甲 a"),
        ("甲" + "\u3000\n" * LONG + "乙", "甲乙"),
        ("甲 \n\u3000乙\n a\n\tb", "甲乙 a b"),
    ],
)
def test_blanks_around_a_break_are_read_once(text, read):
    began = time.process_time()

    assert one_line(text) == read
    assert time.process_time() - began < 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("storage", "text"),
    [
        ("department", "（现" * LONG),
        ("effective_from", "2026-01-01" + " " * LONG + "x"),
    ],
)
def test_a_cell_however_long_is_refused_soon(place, storage, text):
    column = next(each for each in templates()["basic"].columns if each.storage == storage)
    began = time.process_time()

    with pytest.raises(BadCell):
        Reader(place.county).value(column, text)

    assert time.process_time() - began < 5


def test_a_note_however_many_blanks_follow_is_told_from_an_entry_soon():
    rows = [
        ["事项名称", "责任部门", "乡镇配合职责"],
        ["备注" + " " * LONG + "甲"],
        ["备注 1 ：按此执行"],
        ["甲", "乙", "丙"],
    ]
    began = time.process_time()

    lines = entries(Sheet("表", rows), SUPPORTING)

    assert (3, "说明") in [(number, what) for _, number, what in lines.skipped]
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "空的"),
        (b"\n\n,,\n", "空的"),
        ("事项名称\n甲\x00乙".encode(), "空字符"),
        (b"\xff\xff\xff\x80\x81", "编码"),
        (b'"a', "不是完整的CSV"),
        (",".join(["甲"] * 101).encode(), "101列"),
        (b"a,b\n" * 60_001, "60001行"),
        ((b",".join([b"1"] * 100) + b"\n") * 15_001, "单元格太多"),
        (b"\n" * 15_000_000, "60001行"),
        (b"a" + b"," * 10_000_000 + b"b", "10000001列"),
    ],
)
def test_a_text_that_is_no_table_is_refused(content, reason):
    """As soon as a workbook is, however many lines or columns it has."""
    began = time.process_time()

    with pytest.raises(BadFile, match=reason):
        read(io.BytesIO(content), "csv")

    assert time.process_time() - began < 5


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_text_is_parted_by_what_its_first_line_with_a_mark_is_parted_by(line_end):
    lines = ["某县清单", "事项名称\t依据", "甲\t《条例》；一,二,三,四"]

    [sheet] = read(io.BytesIO(line_end.join(lines).encode()), "csv")

    assert sheet.rows == [line.split("\t") for line in lines]


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["0001-01-01", "1948年12月31日", "2101.1.1", "9999-12-31"])
def test_a_day_that_no_form_takes_no_file_brings(place, written):
    column = next(each for each in templates()["basic"].columns if each.storage == "effective_from")

    with pytest.raises(BadCell, match="年份要在1949到2100之间"):
        Reader(place.county).value(column, written)
    assert Reader(place.county).value(column, "1949.10.1") == date(1949, 10, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "written", ["2027-1-10 00:00:00", "2027-01-10 0:00", "2027-01-10T00:00:00.000", "2027年1月10日　０：００"]
)
def test_a_day_as_programs_write_it(place, written):
    column = next(each for each in templates()["basic"].columns if each.storage == "effective_from")

    assert Reader(place.county).value(column, written) == date(2027, 1, 10)


def test_a_good_file_of_either_form_passes():
    guarding.check_upload(xlsx([["事项名称"], ["甲"]]))
    guarding.check_upload(upload("清单.xls", old_workbook()))
    guarding.check_upload(csv_file([["事项名称"]]))


def test_a_sheet_that_only_programs_show_is_not_named():
    """WPS keeps what its lists offer there; 取消隐藏 shows the hidden ones alone."""
    book = openpyxl.Workbook()
    book.active.append(["事项名称"])
    for title, state in (("底稿", "hidden"), ("WpsReserved", "veryHidden")):
        page = book.create_sheet(title)
        page.append(["甲"])
        page.sheet_state = state
    file = io.BytesIO()
    book.save(file)

    assert read(file, "xlsx").hidden == ["底稿"]
