"""Rows a second of an import: a county's file of new duties, checked and written, as the pages have it done."""

import io
import time

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils.crypto import get_random_string
from openpyxl import Workbook

from accounts.acting import acting
from accounts.actions import create_user, grant_seat
from accounts.models import County, Post, Unit, UnitKind
from audit import clock
from audit.record import SYSTEM
from registry.actions import imports
from registry.benchmark.building import SHOWN
from registry.importing import settling

ROWS = 6_000
HEADS = ("序号", "类别", "事项名称", "对应上级部门", "乡镇配合职责", "上级部门职责", "依据", "关联镇街")


def rate():
    """“核对n行/秒，写入n行/秒”; the two together are what a person waits for."""
    county = County.objects.get(code=SHOWN)
    kind, by = county.list_kinds.get(key="supporting"), _head(county)
    with override_settings(IMPORT_ROWS_IN_REQUEST=ROWS * 2):
        row = imports.upload_list(county=county, list_kind=kind, upload=_file(county), by=by)
        start = time.perf_counter()
        settled = imports.settle_import(row=row, choices=settling.with_defaults(row), by=by)
        row = imports.work(settled)
        checked = time.perf_counter()
        row = imports.work(
            imports.confirm_import(
                row=row, by=by, document_number="示编发〔2026〕9号", effective_from=clock.today()
            )
        )
        written = time.perf_counter()
    if row.problems:
        return str(row.problems[0])
    both = ROWS / (written - start)
    return (
        f"核对{ROWS / (checked - start):.0f}行/秒，写入{ROWS / (written - checked):.0f}行/秒，"
        f"合计{both:.0f}行/秒（{ROWS}行新事项）"
    )


def _head(county):
    office = Unit.objects.get(county=county, kind=UnitKind.OFFICE)
    user = create_user(
        username="bench", display_name="测速", by=SYSTEM, county=county, password=get_random_string(20)
    )
    return acting(grant_seat(user=user, unit=office, post=Post.HEAD, by=SYSTEM))


def _file(county):
    units = list(county.units.order_by("order"))
    departments = [unit.name for unit in units if unit.kind == UnitKind.DEPARTMENT]
    townships = [unit.short_name for unit in units if unit.kind == UnitKind.TOWNSHIP]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("配合履职")
    sheet.append(HEADS)
    for number in range(ROWS):
        sheet.append(
            [
                number + 1,
                f"类别{number % 20}",
                f"测速事项第{number}项的日常巡查和上报",
                departments[number % len(departments)],
                "每周巡查一次并记录，发现隐患及时报告。" * 3,
                "编制名录，培训人员，负责处置。" * 3,
                "《示例条例》第三条、第五条",
                townships[number % len(townships)],
            ]
        )
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("清单.xlsx", file.getvalue())
