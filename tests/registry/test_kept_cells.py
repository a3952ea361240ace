"""What was read of a file at its upload serves the matching page and the check; without it the file is read once more."""

from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.models import Post
from registry.actions import imports
from registry.importing import cells, progress, settling
from registry.importing.reading import Sheets, read
from registry.states import ImportState
from tests.registry.tables import csv_file, xls, xlsx

HEADER = ["事项名称", "责任部门", "乡镇职责", "上级部门职责", "依据", "关联镇街"]
ROWS = [HEADER, ["示例事项甲", "县水利局", "第一行\n第二行", "“指导”\t\\N", "条例", "灵川镇"]]
MERGED = xlsx(
    ("主表", [["示例清单"], *ROWS, ["=A1", *ROWS[1][1:]]], ["A1:F1", "B3:B4"]),
    ("另一张", [["示例事项乙"]], []),
    ("空表", [[]], []),
    ("隐藏的表", [["示例事项丙"]], []),
    hidden=("隐藏的表",),
)
FILES = {"xlsx": MERGED, "xls": xls(ROWS), "csv": csv_file(ROWS), "GB18030": csv_file(ROWS, "gb18030")}


@pytest.fixture
def handler(place, seat_of):
    return seat_of(place.bb, Post.HANDLER)


@pytest.fixture
def bring(place, handler, django_capture_on_commit_callbacks):
    def brought(upload):
        upload.seek(0)
        with django_capture_on_commit_callbacks(execute=True):
            return imports.upload_list(
                county=place.county, list_kind=place.kinds["supporting"], upload=upload, by=handler
            )

    return brought


def path_of(row):
    return Path(default_storage.path(row.file.path))


def read_anew(row):
    with open(path_of(row), "rb") as file:
        return read(file, path_of(row).suffix[1:])


def kept(row):
    return progress.beside(row.uuid, "cells")


@pytest.mark.parametrize("upload", FILES.values(), ids=FILES)
def test_what_is_kept_is_what_would_be_read(bring, upload):
    row = bring(upload)
    anew = read_anew(row)
    path_of(row).unlink()

    kept_ones = cells.sheets_of(row)
    assert (kept_ones, list(kept_ones.hidden)) == (anew, list(anew.hidden))


def test_the_page_and_the_check_do_without_the_file(bring, handler, client):
    row = bring(xlsx(ROWS))
    path_of(row).unlink()
    client.force_login(handler.user)

    assert "示例事项甲" in client.get(reverse("import", args=[row.uuid])).content.decode()
    row = imports.work(imports.settle_import(row=row, choices=settling.with_defaults(row), by=handler))
    assert (row.state, row.problems, row.plan["new"]) == (ImportState.CHECKED, [], 1)


SPOILT = {
    "cut at a line's end": lambda whole, other: whole[: whole.rindex(b"\n")],
    "broken off": lambda whole, other: whole[:-20],
    "of another file": lambda whole, other: other,
    "no text": lambda whole, other: b"\xff\xfe\n",
    "no list": lambda whole, other: whole.split(b"\n")[0] + b"\n[5]",
    "too deep": lambda whole, other: whole.split(b"\n")[0] + b"\n" + b"[" * 100_000,
    "empty": lambda whole, other: b"",
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_where_what_was_kept_is_of_no_use_the_file_is_read(bring, spoilt):
    row = bring(xlsx(ROWS, [["第二张"], ["示例事项丙"]]))
    other = bring(xlsx([HEADER, ["示例事项乙", *ROWS[1][1:]]]))
    kept(row).write_bytes(spoilt(kept(row).read_bytes(), kept(other).read_bytes()))

    assert [sheet.rows for sheet in cells.sheets_of(row)] == [ROWS, [["第二张"], ["示例事项丙"]]]


def test_where_nothing_was_kept_the_file_is_read(bring):
    row = bring(xlsx(ROWS))
    kept(row).unlink()

    assert [sheet.rows for sheet in cells.sheets_of(row)] == [ROWS]


def test_where_there_is_no_room_for_it_the_upload_goes_on(bring, handler):
    first = bring(xlsx(ROWS))
    imports.drop_import(row=first, by=handler)
    progress.beside(first.uuid, "half").mkdir()
    cells.keep(first, Sheets())

    assert [sheet.rows for sheet in cells.sheets_of(first)] == [ROWS]


def test_a_file_that_is_refused_leaves_nothing(place, seat_of, django_capture_on_commit_callbacks):
    folder = progress.beside("", "").parent
    before = set(folder.iterdir())
    given = {"list_kind": place.kinds["supporting"], "by": seat_of(place.zrj, Post.HANDLER)}
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(PermissionDenied):
        imports.upload_list(county=place.county, upload=xlsx(ROWS), **given)

    assert set(folder.iterdir()) == before


@pytest.mark.parametrize("end", ["done", "dropped"])
def test_nothing_is_kept_once_it_is_done_or_dropped(
    bring, handler, head, end, django_capture_on_commit_callbacks
):
    row = bring(xlsx(ROWS))
    assert kept(row).exists()
    with django_capture_on_commit_callbacks(execute=True):
        if end == "dropped":
            imports.drop_import(row=row, by=handler)
        else:
            row = imports.work(
                imports.settle_import(row=row, choices=settling.with_defaults(row), by=handler)
            )
            paper = {"document_number": "灵政办〔2026〕9号", "effective_from": date(2026, 11, 1)}
            imports.work(imports.confirm_import(row=row, by=head, **paper))

    assert not kept(row).exists()
