"""A file's single cells put right on the page of its import: the file stays, the preview says what was written instead."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.models import Post
from audit.models import Event
from registry.actions import imports
from registry.forms.imports import unit_field
from registry.importing.rows import NOT_WORKED_OUT
from registry.models import DutyVersion, ListImport
from registry.states import ImportState
from tests.cast import client_of
from tests.registry.tables import xls, xlsx

pytestmark = pytest.mark.django_db
HEADER = ["序号", "类别", "事项名称", "责任部门", "乡镇职责", "上级部门职责", "依据", "关联镇街"]


def line(name, department="县自然资源局", basis="条例", townships="灵川镇"):
    return [1, "自然资源", name, department, "巡查。", "指导。", basis, townships]


@pytest.fixture
def office(place, seat_of):
    place.handler, place.head = seat_of(place.bb, Post.HANDLER), seat_of(place.bb, Post.HEAD)
    return place


@pytest.fixture
def page(office):
    """page(file): uploaded on the page by the office's handler; what its fields hold, and how they are sent."""
    client = client_of(office.handler)

    class Page:
        def __init__(self, upload, kind="supporting"):
            sent = {"upload": upload, "list_kind": office.kinds[kind].pk}
            self.url = client.post(reverse("import-new"), sent).url

        @property
        def row(self):
            return ListImport.objects.get()

        def form(self):
            return client.get(self.url).context["form"]

        def send(self, **texts):
            """核对, with these fields instead of what stands in the form."""
            form = self.form()
            data = {}
            for name in form.fields:
                value = form[name].value()
                if isinstance(value, bool):
                    value = "on" if value else None
                data[name] = value if value is not None else ""
                if data[name] == "" and name.startswith(("left-", "take-")):
                    del data[name]
            return client.post(self.url, data | texts)

        def html(self):
            return client.get(self.url).content.decode()

    return Page


def cells(form):
    return [(field.name, field.label, field.help_text, field.value()) for field, _ in form.cell_fields]


def test_each_problem_has_its_cell_with_what_stands_there(page):
    rows = [HEADER, line("示例事项甲"), line("", basis="坏\u202e字"), line("示例事项甲")]

    assert cells(page(xls(rows)).form()) == [
        ("cell-0-3-2", "第3行C列（事项名称）", "没有写事项名称", ""),
        ("cell-0-3-6", "第3行G列（依据）", "第2个字是从右到左覆盖（U+202E），不能使用", "坏\u202e字"),
        ("cell-0-4-2", "第4行C列（事项名称）", "与工作表“表1”第2行完全相同", "示例事项甲"),
    ]


def test_of_several_sheets_each_cell_says_which(page):
    matched = page(xlsx(("甲表", [HEADER, line("示例事项甲")], ()), ("乙表", [HEADER, line("")], ())))

    ((cell, left),) = matched.form().cell_fields
    assert (cell.label, left.label) == ("“乙表”第2行C列（事项名称）", "“乙表”第2行不导入")


def test_what_is_written_there_enters_the_list_and_the_file_stays(page, office):
    file = xlsx([HEADER, line("示例事项甲"), line("")])
    kept = file.read()
    file.seek(0)
    matched = page(file)

    matched.send(**{"cell-0-3-2": "示例事项乙"})

    row = matched.row
    assert (row.state, row.plan["new"], row.plan["righted"]) == (
        ImportState.CHECKED, 2, [["表1", 3, "C", "", "示例事项乙"]],
    )  # fmt: skip
    html = matched.html()
    assert "在页面上改过的文字（1处）" in html
    assert "原来没有写，补为“示例事项乙”" in html
    event = Event.objects.filter(verb="settle_list").order_by("seq").last()
    assert event.facts["cells"] == 1
    imports.work(
        imports.confirm_import(
            row=row, by=office.head, document_number="灵政办〔2026〕9号", effective_from="2026-11-01"
        )
    )
    assert sorted(DutyVersion.objects.values_list("name", flat=True)) == ["示例事项乙", "示例事项甲"]
    with default_storage.open(row.file.path) as stored:
        assert stored.read() == kept


def test_a_row_may_be_left_out(page):
    matched = page(xlsx([HEADER, line("示例事项甲"), line("示例事项甲")]))

    matched.send(**{"left-0-3": "on"})

    row = matched.row
    assert (row.state, row.plan["new"]) == (ImportState.CHECKED, 1)
    assert row.plan["skipped"] == [["表1", 3, "在页面上选了不导入"]]
    matched.url += "?match=1"
    (back,) = matched.form().left_fields
    assert (back.label, back.value()) == ("第3行不导入", True)
    matched.send(**{back.name: ""})
    assert (matched.row.state, matched.row.choices["left"]) == (ImportState.MATCHING, {})


def test_what_is_still_wrong_is_told_again_and_what_was_typed_is_kept(page):
    matched = page(xlsx([HEADER, line(""), line("")]))

    matched.send(**{"cell-0-2-2": "长" * 300, "cell-0-3-2": "示例事项乙"})

    assert matched.row.state == ImportState.MATCHING
    assert cells(matched.form()) == [
        ("cell-0-2-2", "第2行C列（事项名称）", "最多200个字，现在有300个字", "长" * 300),
        ("cell-0-3-2", "第3行C列", "已在这里改过", "示例事项乙"),
    ]


def test_a_cell_put_back_is_the_files_own_again(page):
    matched = page(xlsx([HEADER, line("示例事项甲"), line("示例事项甲")]))
    matched.send(**{"cell-0-3-2": "示例事项乙"})
    matched.url += "?match=1"

    matched.send(**{"cell-0-3-2": "示例事项甲"})

    assert (matched.row.state, matched.row.choices["cells"]) == (ImportState.MATCHING, {})


def test_merged_cells_are_put_right_at_once(page, office):
    """One text that stands for three rows has one place to be written in."""
    rows = [HEADER, *(line(name, basis="") for name in ("示例事项甲", "示例事项乙", "示例事项丙"))]
    rows[1][6] = "坏\u202e字"
    matched = page(xlsx(("清单", rows, ["G2:G4"])))
    assert [name for name, *_ in cells(matched.form())] == ["cell-0-2-6"]

    matched.send(**{"cell-0-2-6": "《条例》"})

    assert (matched.row.state, matched.row.plan["new"]) == (ImportState.CHECKED, 3)
    basis = dict(matched.row.plan["rows"][2][7])["依据"]
    assert basis == "《条例》"


def test_a_page_out_of_date_writes_into_no_other_cell(page):
    matched = page(xlsx([HEADER, line("示例事项甲"), line("")]))

    matched.send(**{"cell-0-2-2": "改名", "cell-5-1-1": "没有这张表", "left-0-2": "on"})

    assert (matched.row.choices["cells"], matched.row.choices["left"]) == ({}, {})


def test_no_more_cells_on_the_page_than_a_person_puts_right(page):
    matched = page(xlsx([HEADER, *(line("", basis=f"条例{at}") for at in range(40))]))

    assert len(matched.form().cell_fields) == 30
    assert len(matched.row.problems) == 40


def test_what_was_put_right_stays_when_the_page_is_full(page):
    """More than thirty cells, one page after the other."""
    matched = page(xlsx([HEADER, *(line("", basis=f"条例{at}") for at in range(45))]))
    matched.send(**{f"cell-0-{row}-2": f"示例事项{row}" for row in range(2, 32)})
    assert len(matched.row.problems) == 15

    matched.send(**{f"cell-0-{row}-2": f"示例事项{row}" for row in range(32, 47)})

    row = matched.row
    assert (row.state, row.plan["new"], len(row.plan["righted"])) == (ImportState.CHECKED, 45, 45)


@pytest.mark.parametrize(
    ("since", "until", "cell", "said"),
    [
        ("", "2027-02-28", "第2行E列（期限起）", "临时性、阶段性职责须有起止日期"),
        ("2027-03-01", "2027-02-28", "第2行F列（期限止）", "期限的结束日期不能早于开始日期"),
    ],
)
def test_a_term_is_put_right_in_the_column_that_is_wrong(page, since, until, cell, said):
    heads = ["事项名称", "牵头部门", "乡镇职责", "承担乡镇", "期限起", "期限止"]
    row = ["示例事项甲", "县自然资源局", "巡查。", "灵川镇", since, until]

    matched = page(xlsx([heads, row]), kind="temporary")

    assert [(label, told) for _, label, told, _ in cells(matched.form())] == [(cell, said)]


def test_a_unit_explained_once_is_known_in_the_next_file(page, office, client):
    """Whoever uploads the corrected file again does not say again which unit is meant; the preview tells what was taken."""
    first = page(xlsx([HEADER, line("示例事项甲", department="国土局"), line("", department="国土局")]))
    first.send(**{unit_field("国土局"): office.zrj.pk})
    assert first.row.state == ImportState.MATCHING

    again = page(
        xlsx([HEADER, line("示例事项甲", department="国土局"), line("示例事项乙")], name="改好.xlsx")
    )

    row = ListImport.objects.order_by("-pk").first()
    assert (row.state, row.plan["new"]) == (ImportState.CHECKED, 2)
    assert row.choices["units"] == {"国土局": office.zrj.pk}
    assert "“国土局”是县自然资源局" in again.html()


def test_a_name_that_is_explained_as_no_township_is_told(page, office):
    """The page that came back said nothing of what was wrong."""
    matched = page(xlsx([HEADER, line("示例事项甲", townships="灵川镇、阳朔镇、县水利局")]))
    assert "不是本县单位的，或者一格写了几个部门的，" in matched.html()

    matched.send(**{unit_field("阳朔镇"): office.slj.pk})

    assert cells(matched.form()) == [
        (
            "cell-0-2-7",
            "第2行H列（承担乡镇）",
            "“阳朔镇”是县水利局，不是乡镇；“县水利局”不是乡镇",
            "灵川镇、阳朔镇、县水利局",
        )
    ]


def test_a_unit_that_is_gone_or_not_in_the_file_is_not_remembered(page, office, place):
    first = page(xlsx([HEADER, line("示例事项甲", department="国土局")]))
    first.send(**{unit_field("国土局"): office.zrj.pk})

    page(xlsx([HEADER, line("示例事项乙")], name="另一份.xlsx"))

    assert ListImport.objects.order_by("-pk").first().choices["units"] == {}


def test_a_page_that_is_out_of_date_explains_the_name_it_showed(page, office):
    """A colleague explained the second name meanwhile, which now stands first; the first is not taken for it."""
    rows = [line("示例事项甲", department="国土局"), line("示例事项乙", department="房管局"), line("")]
    matched = page(xlsx([HEADER, *rows]))
    opened = {field.html_name: field.label for field in matched.form().unit_fields}
    first, second = opened
    assert [opened[first], opened[second]] == ["“国土局”是", "“房管局”是"]
    matched.send(**{second: office.slj.pk})

    matched.send(**{first: office.zrj.pk})

    assert matched.row.choices["units"] == {"房管局": office.slj.pk, "国土局": office.zrj.pk}


def test_a_formula_without_its_result_is_put_right_on_the_page(page, office):
    matched = page(xlsx([HEADER, line("示例事项甲"), line("=C2", basis="=G2")]))

    assert cells(matched.form()) == [
        ("cell-0-3-2", "第3行C列（事项名称）", NOT_WORKED_OUT, ""),
        ("cell-0-3-6", "第3行G列（依据）", NOT_WORKED_OUT, ""),
    ]
    matched.send(**{"cell-0-3-2": "示例事项乙"})
    assert [(each["row"], each["column"]) for each in matched.row.problems] == [(3, "G列（依据）")]
    matched.send(**{"cell-0-3-6": "条例"})
    assert (matched.row.state, matched.row.plan["new"]) == (ImportState.CHECKED, 2)
    preview = client_of(office.head).get(matched.url).content.decode()
    assert preview.count("原来是公式，没有可用的结果，改为“条例”") == 1
    assert "原来没有写" not in preview


def test_a_cell_that_was_empty_is_told_as_such(page, office):
    matched = page(xlsx([HEADER, line("示例事项甲"), line("示例事项乙", department="")]))
    matched.send(**{"cell-0-3-3": "县自然资源局"})

    preview = client_of(office.head).get(matched.url).content.decode()

    assert "原来没有写，补为“县自然资源局”" in preview


def test_a_row_of_nothing_but_a_formula_is_an_entry_where_it_is_imported(page):
    matched = page(xlsx([HEADER, line("示例事项甲"), [None, "=B2"], ["=A2+1"]]))

    assert [
        (each["row"], each["column"]) for each in matched.row.problems if each["text"] == NOT_WORKED_OUT
    ] == [(3, "B列（类别）")]
    assert {each["row"] for each in matched.row.problems} == {3}


@pytest.mark.parametrize("heading", ["录入人", "依据"])
def test_a_formula_in_a_column_that_is_not_imported_stands_in_nothings_way(page, heading):
    header = [heading if each == "依据" else each for each in HEADER]
    matched = page(xlsx([header, line("示例事项甲", basis="=C2"), line("示例事项乙", basis="条例")]))

    if heading == "依据":
        matched.send(**{"column-0-6": ""})
    row = matched.row
    assert (row.problems, row.state, row.plan["new"]) == ([], ImportState.CHECKED, 2)
    assert [each[1:] for each in row.plan["unread"]] == [["G", heading]]
