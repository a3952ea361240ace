"""What the public pages give away is read back by the import as it stands: nothing new, nothing changed, nothing gone.

The very files of the download, of every kind of list there is a template for.
"""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Post
from registry import actions
from registry.actions import imports, kinds
from registry.columns import templates
from registry.states import ImportState
from tests.cast import client_of
from tests.registry.conftest import FROM, TODAY, facts, take_effect
from tests.registry.tables import xlsx

pytestmark = pytest.mark.django_db
SAME = {"new": 0, "changed": 0, "same": 3, "gone": 0}
ODD = [
    "=1+1",
    "第一行\n第二行",
    "“引号”，逗号,\t制表",
    "０３８５、二",
    "-无",
    "@甲",
    "'撇",
    "'=1+1",
    "1.",
    "2026-01-01",
    "全部",
    "是",
]


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(f"{TODAY}T12:00:00+08:00")


@pytest.fixture
def kind_of(place, head):
    def take_up(key):
        if key in place.kinds:
            return place.kinds[key]
        template = templates()[key]
        return kinds.add_kind(
            county=place.county,
            key=key,
            name=template.name,
            prefix=template.prefix,
            columns=[column.as_data() for column in template.columns],
            temporary=template.temporary,
            recalled=template.recalled,
            by=head,
        )

    return take_up


def filled(place, kind):
    """Three duties whose texts try the file: with line breaks, signs of formulas, numbers, days; some left open."""
    own = [column["key"] for column in kind.columns if not column.get("storage")]
    for at in range(3):
        texts = {key: ODD[(at + order) % len(ODD)] for order, key in enumerate(own) if (at + order) % 4}
        said = {
            "texts": texts,
            "basis": ODD[at],
            "boundary": ODD[at + 4],
            "service_centre": ["", "stationed", ""][at],
        }
        said |= {
            "township_duties": f"{ODD[at + 3]}。",
            "department_duties": ODD[at + 1],
            "township_role": "assist",
        }
        if kind.temporary:
            said |= {
                "term_from": FROM,
                "term_until": date(2027, 1, 1),
                "source_kind": "upper",
                "why_temporary": "一年",
            }
        version = actions.enter_duty(
            county=place.county,
            facts=facts(f"示例事项{'甲乙丙'[at]}（{at}）", **said),
            townships=[place.townships, [place.djx], [place.lcz, place.djx]][at],
            list_kind=kind,
            category=place.category if at else None,
            department=[place.zrj, place.slj, place.zrj][at],
        )
        take_effect(version, FROM, f"灵编发〔2025〕{at + 1}号")


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("key", list(templates()))
def test_a_downloaded_list_changes_nothing(place, seat_of, kind_of, client, key, form):
    kind = kind_of(key)
    filled(place, kind)
    response = client.get(f"/duties.{form}", {"kind": key})
    content = b"".join(response.streaming_content)

    by = seat_of(place.bb, Post.HANDLER)
    file = SimpleUploadedFile(f"清单.{form}", content)
    row = imports.upload_list(county=place.county, list_kind=kind, upload=file, by=by)
    given = {"townships": [unit.pk for unit in place.townships]}
    row = imports.work(imports.settle_import(row=row, choices=row.choices | given, by=by))

    assert (row.problems, row.plan["unknown"]) == ([], {})
    assert [each for each in row.plan["rows"] if each[0] != "same"] == []
    assert (row.state, {what: row.plan[what] for what in SAME}) == (ImportState.CHECKED, SAME)
    page = client_of(by).get(reverse("import", args=[row.uuid])).content.decode()
    assert "文件与清单完全相同，确认导入也不改动清单。" in page


def test_a_downloaded_csv_saved_as_a_workbook_changes_nothing(place, seat_of, kind_of, client):
    """Excel keeps the ' by which a CSV is guarded as a letter of the text."""
    kind = kind_of("supporting")
    filled(place, kind)
    content = b"".join(client.get("/duties.csv", {"kind": "supporting"}).streaming_content)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert any(cell.startswith("'") for row in rows for cell in row)

    by = seat_of(place.bb, Post.HANDLER)
    row = imports.upload_list(county=place.county, list_kind=kind, upload=xlsx(rows), by=by)
    row = imports.work(imports.settle_import(row=row, choices=row.choices, by=by))

    assert {what: row.plan[what] for what in SAME} == SAME


def test_a_downloaded_edition_changes_nothing(place, seat_of, head, client):
    """One sheet a kind: of a file with all of them only the kind's own is read, whichever is named."""
    for key in ("basic", "supporting", "recalled"):
        filled(place, place.kinds[key])
    actions.publish_edition(
        county=place.county, document_number="灵编发〔2026〕8号", published_on=TODAY, by=head
    )
    content = b"".join(client.get("/editions/2026/1/list.xlsx").streaming_content)

    by = seat_of(place.bb, Post.HANDLER)
    for key in ("basic", "supporting", "recalled"):
        file = SimpleUploadedFile("清单.xlsx", content)
        row = imports.upload_list(county=place.county, list_kind=place.kinds[key], upload=file, by=by)
        given = {"townships": [unit.pk for unit in place.townships]}
        row = imports.work(imports.settle_import(row=row, choices=row.choices | given, by=by))
        assert (row.problems, {what: row.plan[what] for what in SAME}) == ([], SAME)


def test_a_sheet_that_only_sounds_like_another_kind_is_offered_all_the_same(place, seat_of):
    """A county's 基本情况 is no 基本履职; and where a sheet stands alone its name says nothing."""
    by = seat_of(place.bb, Post.HANDLER)
    rows = [["事项名称", "责任部门", "乡镇职责", "依据"], ["甲", "县水利局", "巡查。", "条例"]]

    def taken(*names):
        file = xlsx(*[(name, rows, ()) for name in names])
        row = imports.upload_list(
            county=place.county, list_kind=place.kinds["supporting"], upload=file, by=by
        )
        return [name for name, each in row.choices["sheets"].items() if each["take"]]

    assert taken("配合履职事项清单", "基本情况", "基本履职事项清单") == ["配合履职事项清单", "基本情况"]
    assert taken("基本履职") == ["基本履职"]
