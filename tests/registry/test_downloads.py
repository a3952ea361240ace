"""Files of the list and of editions: what is shown, all of it, and nothing a spreadsheet would run."""

import csv
import io
import json
import tracemalloc
from datetime import date
from types import SimpleNamespace
from urllib.parse import unquote

import openpyxl
import pypdfium2
import pytest

from registry import actions, downloads
from registry.columns import Column
from registry.models import ListKind
from registry.pages.duty_list import Listing
from registry.table import Reader, guarded, table_columns, unguarded, value_of
from registry.views import downloads as views
from tests.registry.conftest import FROM, NUMBER, TODAY, end

pytestmark = pytest.mark.django_db
FORMS = ("xlsx", "csv", "json", "pdf")


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def book(response):
    return openpyxl.load_workbook(io.BytesIO(body(response)))


def sheets(response):
    return {
        sheet.title: [[cell or "" for cell in row] for row in sheet.values]
        for sheet in book(response).worksheets
    }


def table(response):
    return list(csv.reader(io.StringIO(body(response).decode("utf-8-sig"))))


def column(rows, head):
    return [row[rows[0].index(head)] for row in rows[1:]]


@pytest.fixture
def three(enter, place):
    enter("甲巡查")
    enter("乙登记", kind="basic", department=place.slj, townships=[place.lcz])
    end(enter("丙清理").duty, place.townships, date(2026, 3, 31))


def test_one_sheet_a_kind(client, three):
    found = sheets(client.get("/duties.xlsx"))

    assert list(found) == ["基本履职", "配合履职"]
    assert column(found["配合履职"], "事项名称") == ["甲巡查"]
    assert column(found["基本履职"], "承担乡镇") == ["灵川镇"]


@pytest.mark.parametrize(
    ("names", "sheets"),
    [
        (
            ["政" * 40 + "甲", "政" * 40 + "乙", "政" * 40 + "丙"],
            ["政" * 31, "政" * 30 + "2", "政" * 30 + "3"],
        ),
        (["清单/甲", "清单:甲", "清单甲"], ["清单甲", "清单甲2", "清单甲3"]),
        (["'清单'", "政" * 30 + "'甲", "'"], ["清单", "政" * 30, "清单2"]),
        (["A清单", "a清单"], ["A清单", "a清单2"]),
    ],
)
def test_every_sheet_has_a_name_of_its_own_that_a_spreadsheet_opens(names, sheets):
    tables = SimpleNamespace(
        tables={at: downloads.Table(name, ("编号",)) for at, name in enumerate(names)}, rows=list
    )

    with downloads.xlsx(tables) as file:
        assert openpyxl.load_workbook(file).sheetnames == sheets


def test_the_filters_hold_for_every_form(client, three):
    query = "?status=revoked&q=清理"

    assert column(table(client.get(f"/duties.csv{query}")), "事项名称") == ["丙清理"]
    assert list(sheets(client.get(f"/duties.xlsx{query}"))) == ["配合履职"]
    duties = json.loads(body(client.get(f"/duties.json{query}")))["duties"]
    assert [(each["text"]["name"], each["status"], each["last_day"]) for each in duties] == [
        ("丙清理", "revoked", "2026-03-31")
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx", "pdf"])
def test_a_file_of_what_left_the_list_says_so(client, enter, place, form):
    """As the page and the JSON do; a file of what is in force has no such column."""
    end(enter("转列辛").duty, place.townships, date(2026, 4, 30), kind="moved")
    enter("现行壬")

    said = text_of(body(client.get(f"/duties.{form}?status=moved&status=in_force")), form)
    plain = text_of(body(client.get(f"/duties.{form}")), form)

    assert "已转列其他清单，止于2026年4月30日" in "".join(said.split())  # a sheet breaks its lines
    assert "清单状态" not in plain
    assert "转列" not in plain


@pytest.mark.parametrize(
    "text", ["50达", "0达", "达标", "50%", "%", "助款", "救助款", "救%助 达", "查_看", "查看"]
)
def test_a_file_of_a_search_holds_what_its_page_shows(client, enter, text):
    """A name is found without its % and _ too, by what the index knows exactly."""
    for name in ("50%达标巡查", "救助%款发放", "巡查_看护", "救%助达标", "巡查看护"):
        enter(name)

    shown = [row.version.name for row in client.get("/", {"q": text}).context["page"].object_list]

    rows = table(client.get("/duties.csv", {"q": text}))
    assert sorted(column(rows, "事项名称") if len(rows) > 1 else []) == sorted(shown)


def test_all_pages(client, enter):
    for number in range(25):
        enter(f"事项{number}")

    assert len(table(client.get("/duties.csv"))) == 26
    assert len(json.loads(body(client.get("/duties.json")))["duties"]) == 25


def test_one_kind_has_its_own_heads_several_the_heads_of_all(client, three):
    one, both = table(client.get("/duties.csv?kind=basic")), table(client.get("/duties.csv"))

    kinds = ListKind.objects
    assert one[0] == [each.label for each in table_columns(kinds.get(key="basic"))]
    assert both[0][0] == "清单种类"
    assert column(both, "清单种类") == ["基本履职", "配合履职"]
    assert column(both, "事项名称") == ["乙登记", "甲巡查"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_what_looks_like_a_formula_stays_text(client, enter, sign):
    text = f'{sign}HYPERLINK("x","y")'
    enter("甲巡查", basis=text)

    sheet = book(client.get("/duties.xlsx")).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert [(cell.data_type, bool(cell.quotePrefix)) for cell in cells] == [("s", True)]
    assert column(table(client.get("/duties.csv")), "依据") == [f"'{text}"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_head_that_looks_like_a_formula_stays_text(client, enter, place, head, sign):
    label = f'{sign}HYPERLINK("x","y")'
    kind = place.kinds["supporting"]
    columns = [*table_columns(kind), Column(key="own", label=label)]
    ListKind.objects.filter(pk=kind.pk).update(columns=[column.as_data() for column in columns])
    enter("甲巡查", texts={"own": "内容"})
    edition = actions.publish_edition(
        county=place.county, document_number=NUMBER, published_on=TODAY, by=head
    )

    for name in ("/duties", f"{edition.get_absolute_url()}list"):
        cells = [cell for cell in book(client.get(f"{name}.xlsx")).worksheets[0][1] if cell.value == label]
        assert [(cell.data_type, bool(cell.quotePrefix)) for cell in cells] == [("s", True)]
        assert table(client.get(f"{name}.csv"))[0][-1] == f"'{label}"


def test_own_columns_that_are_called_like_a_usual_one_are_told_apart(client, enter, place, head):
    kind = place.kinds["supporting"]
    columns = [*table_columns(kind), Column(key="own", label="来源"), Column(key="other", label="次数")]
    ListKind.objects.filter(pk=kind.pk).update(columns=[column.as_data() for column in columns])
    enter("甲巡查", texts={"own": "省定", "other": "每月"})
    edition = actions.publish_edition(
        county=place.county, document_number=NUMBER, published_on=TODAY, by=head
    )

    rows = table(client.get(f"{edition.get_absolute_url()}list.csv"))

    assert len(set(rows[0])) == len(rows[0])
    assert [column(rows, head) for head in ("来源", "来源（本清单自设）", "次数")] == [
        [""],
        ["省定"],
        ["每月"],
    ]


@pytest.mark.parametrize("text", ["=1", "'=1", "''@x", "'quoted'", "'", "", "甲=乙", "\t=1", "＝1", "'＠x"])
def test_a_guarded_text_comes_back(text):
    assert unguarded(guarded(text)) == text


def test_characters_no_workbook_can_hold_do_not_stop_the_file(client, enter):
    enter("甲巡查", basis="第一条\x0b第二条")
    enter("乙巡查", basis="#REF!")

    found = sheets(client.get("/duties.xlsx"))["配合履职"]

    assert column(found, "依据") == ["第一条第二条", "#REF!"]


def test_what_was_written_is_read_back(client, enter, place):
    version = enter(
        "甲巡查", kind="temporary", term_from=FROM, term_until=date(2026, 12, 31), source_kind="upper"
    )
    kind = place.kinds["temporary"]
    rows = table(client.get("/duties.csv?kind=temporary"))

    reader, columns = Reader(place.county), table_columns(kind)
    version.all_carriers = list(version.carriers.select_related("township"))
    said = [reader.value(each, unguarded(cell)) for each, cell in zip(columns, rows[1], strict=True)]
    assert said == [value_of(version, each) for each in columns]


def test_a_chinese_name_and_no_stale_copies(client, three):
    response = client.get("/duties.csv")

    assert unquote(response["Content-Disposition"]).endswith("灵川县乡镇职责任务清单20261121.csv")
    assert response["Cache-Control"] == "no-cache"
    assert body(response).startswith(b"\xef\xbb\xbf")


def headers_of(client, address, etag=None):
    """Those of an answer read to its end, and its status with them."""
    answer = client.get(address, headers={"if-none-match": etag} if etag else {})
    body(answer)
    return dict(answer.headers) | {"status": answer.status_code}


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_a_file_that_has_not_changed_is_not_sent_again(client, three, enter, place, head, form):
    actions.publish_edition(county=place.county, document_number=NUMBER, published_on=TODAY, by=head)
    for address in (f"/duties.{form}", f"/duties.{form}?kind=basic", f"/editions/2026/1/list.{form}"):
        etag = headers_of(client, address)["ETag"]

        again = client.get(address, headers={"if-none-match": etag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
        assert again["Cache-Control"] == "no-cache"

        enter("后来的事项")
        after = headers_of(client, address, etag)
        assert (after["status"], after["ETag"] == etag) == (200, False)


def test_files_of_other_rows_and_of_other_days_have_other_marks(client, three, time_machine):
    first = headers_of(client, "/duties.csv")["ETag"]
    assert headers_of(client, "/duties.csv?kind=basic")["ETag"] != first

    time_machine.move_to("2026-11-22T00:00:01+08:00")

    assert headers_of(client, "/duties.csv", first)["status"] == 200
    assert headers_of(client, "/duties.csv")["ETag"] != first


def test_what_is_no_file_has_no_mark(client, enter, monkeypatch):
    enter("甲巡查")
    monkeypatch.setitem(views.MOST, "xlsx", 0)

    for address, status in (("/duties.csv?page=99999", 404), ("/duties.xlsx", 422)):
        response = client.get(address)
        assert (response.status_code, "ETag" in response) == (status, False)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "query",
    [
        "page=99999",
        "kind=none",
        "township=x",
        "status=pending",
        "sort=secret",
        "as_of=abc",
        "as_of=2099-01-01",
    ],
)
def test_what_is_not_there(client, three, form, query):
    assert client.get(f"/duties.{form}?{query}").status_code == 404


def test_no_other_form(client, three):
    assert client.get("/duties.exe").status_code == 404
    assert client.get("/editions/2026/1/list.exe").status_code == 404


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_public_is_in_no_file(client, enter, form):
    enter("公开甲")
    enter("隐藏乙", is_public=False, publication_ground="涉及个人隐私")
    enter("待生效丙", effective=None)

    said = text_of(body(client.get(f"/duties.{form}")), form)

    assert [word for word in ("公开甲", "隐藏乙", "待生效丙") if word in said] == ["公开甲"]


def text_of(content, form):
    """All that a file says."""
    if form == "pdf":
        return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    if form == "xlsx":
        sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
        return "".join(str(cell) for sheet in sheets for row in sheet.values for cell in row)
    return content.decode()


def test_a_pdf(client, three):
    response = client.get("/duties.pdf")

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")


def test_what_comes_as_the_first_of_its_kind_while_a_file_is_written_is_not_in_it(place, enter, rf):
    enter("甲巡查")
    tables = downloads.ListTables(Listing(place.county, rf.get("/").GET, TODAY))
    enter("乙登记", kind="basic")

    lines = b"".join(downloads.csv_lines(tables)).decode("utf-8-sig").splitlines()

    assert column(list(csv.reader(lines)), "事项名称") == ["甲巡查"]
    with downloads.xlsx(tables) as file:
        assert openpyxl.load_workbook(file).sheetnames == ["配合履职"]


@pytest.mark.parametrize("form", FORMS)
def test_every_file_says_the_basis(client, enter, place, head, form):
    enter("甲巡查", basis="《防汛条例》第八条")
    actions.publish_edition(county=place.county, document_number=NUMBER, published_on=TODAY, by=head)

    for where in ("/duties.", "/editions/2026/1/list."):
        assert "《防汛条例》第八条" in text_of(body(client.get(f"{where}{form}")), form)


def test_a_pdf_is_made_once_for_the_same_content(client, three, enter, settings, tmp_path):
    kept = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": tmp_path}
    settings.CACHES = settings.CACHES | {"papers": kept}

    def made():
        content = client.get("/duties.pdf").content
        return content, len(list(tmp_path.iterdir()))

    first, number = made()
    assert number == 1
    assert made() == (first, 1)
    enter("后来的事项")
    again, number = made()
    assert (again != first, number) == (True, 2)


@pytest.mark.parametrize(("form", "other"), [("pdf", "XLSX"), ("xlsx", "CSV")])
@pytest.mark.parametrize("query", ["", "?q=事项"])
def test_too_many_for_a_file(client, enter, monkeypatch, form, other, query):
    monkeypatch.setitem(views.MOST, form, 2)
    for number in range(3):
        enter(f"事项{number}")

    response = client.get(f"/duties.{form}{query}")

    assert response.status_code == 422
    html = response.content.decode()
    assert "共3项，太多" in html
    assert f"下载{other}" in html


def test_an_edition_says_what_it_said(client, enter, place, head):
    version = enter("甲巡查")
    actions.publish_edition(county=place.county, document_number=NUMBER, published_on=TODAY, by=head)
    actions.retire_duty(duty=version.duty, townships=place.townships, kind="done", case="案件一")

    where = "/editions/2026/1/list."
    entries = json.loads(body(client.get(f"{where}json")))["entries"]
    assert [entry["name"] for entry in entries] == ["甲巡查"]
    assert column(table(client.get(f"{where}csv")), "承担乡镇") == ["灵川镇、大圩镇、大境瑶族乡"]
    assert column(sheets(client.get(f"{where}xlsx"))["配合履职"], "编号") == ["配合001"]
    assert client.get(f"{where}pdf").content.startswith(b"%PDF-")
    assert client.get("/editions/2026/2/list.csv").status_code == 404


def test_an_empty_list_is_a_file_too(client, place):
    assert sheets(client.get("/duties.xlsx")) == {"清单": [["没有符合条件的事项"]]}
    assert json.loads(body(client.get("/duties.json")))["duties"] == []


def test_memory_does_not_grow_with_the_list(place, enter, rf, monkeypatch):
    """Lines come while the rows are read: four times the rows, the same peak within a chunk's size."""
    monkeypatch.setattr("registry.pages.duty_list.CHUNK", 20)
    peaks = []
    for more in (40, 120):
        for number in range(more):
            enter(f"事项{len(peaks)}-{number}", basis="据" * 3000)
        listing = Listing(place.county, rf.get("/").GET, TODAY)
        tracemalloc.start()
        for _ in downloads.csv_lines(downloads.ListTables(listing)):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < 1.5 * peaks[0]
