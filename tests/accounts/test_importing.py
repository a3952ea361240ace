"""People and seats from a table: every row is told, all or nothing, passwords once."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from accounts.models import Seat, User
from audit.models import Event
from tests.cast import client_of, seat

HEAD = ["账号", "姓名", "单位", "岗位", "电子邮箱"]
URL = "manage-import-people"


def table(*rows, head=HEAD):
    book, kept = Workbook(), io.BytesIO()
    for row in ([head] if head else []) + [list(row) for row in rows]:
        book.active.append(row)
    book.save(kept)
    return SimpleUploadedFile("人员.xlsx", kept.getvalue())


def check(client, upload):
    return client.post(reverse(URL), {"upload": upload})


def test_checked_then_entered_once(lingchuan):
    client, events = client_of("sys"), Event.objects.count()
    rows = [
        ("sfj-jb2", "示例甲", "sfj", "经办人", "a@example.gov.cn"),
        ("sfj-jb2", "示例甲", "县财政局", "经办人", ""),
        ("czj-jb", str(seat("czj-jb").user), "灵川县司法局", "负责人", None),
    ]
    page = check(client, table(*rows))
    assert [outcome.does for outcome in page.context["outcomes"]] == [
        "设账号，设岗位：县司法局 · 经办人",
        "设岗位：县财政局 · 经办人",
        "设岗位：县司法局 · 负责人",
    ]
    assert not User.objects.filter(username="sfj-jb2").exists()
    assert Event.objects.count() == events

    done = client.post(reverse(URL), {"do": "enter"})
    first = done.context["outcomes"][0].password
    user = User.objects.get(username="sfj-jb2")
    assert first in done.text
    assert user.check_password(first)
    assert user.email == "a@example.gov.cn"
    assert set(user.seats.values_list("unit__code", "post")) == {("sfj", "handler"), ("czj", "handler")}
    assert Client().post("/login/", {"username": "sfj-jb2", "password": first})["Location"] == "/password/"
    assert list(Event.objects.order_by("seq")[events:].values_list("verb", flat=True))[:4] == [
        "create_user",
        "grant_seat",
        "grant_seat",
        "grant_seat",
    ]

    again = client.post(reverse(URL), {"do": "enter"})
    assert again.context["outcomes"] == []
    assert first not in again.text


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("SFJ", "示例乙", "sfj", "经办人", ""), "小写字母开头"),
        (("sfj-x", "", "sfj", "经办人", ""), "填写姓名"),
        (("sfj-x", "示例乙", "没有这个", "经办人", ""), "没有“没有这个”这个单位"),
        (("sfj-x", "示例乙", "sfj", "局长", ""), "岗位只能写"),
        (("sfj-x", "示例乙", "sfj", "召集人", ""), ""),
        (("sfj-jb", "别的名字", "czj", "经办人", ""), "姓名是"),
        (("sys", "系统管理员", "sfj", "经办人", ""), ""),
        (("sfj-x", "示例乙", "sfj", "经办人", "不是邮箱"), ""),
    ],
)
def test_one_wrong_row_keeps_all_out(lingchuan, row, said):
    client, before = client_of("sys"), Seat.objects.count()
    page = check(client, table(("sfj-good", "示例甲", "sfj", "经办人", ""), row))
    good, bad = page.context["outcomes"]

    assert (good.problem, bool(bad.problem)) == ("", True)
    assert said in bad.problem
    assert client.post(reverse(URL), {"do": "enter"}).context["outcomes"] == []
    assert Seat.objects.count() == before
    assert not User.objects.filter(username="sfj-good").exists()


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (SimpleUploadedFile("a.xlsx", b"not a table"), "读不出"),
        (SimpleUploadedFile("a.xlsx", b"x" * (1024 * 1024 + 1)), "超过1兆"),
        (table(), "没有人员"),
        (table(("a", "b"), head=["甲", "乙"]), "没有找到表头"),
        (table(*[(f"sfj-{n}", "示例", "sfj", "经办人", "") for n in range(61)]), "最多60行"),
    ],
)
def test_what_is_no_such_table_is_told(lingchuan, upload, said):
    upload.seek(0)
    rows = check(client_of("sys"), upload)
    assert said in rows.text
    assert rows.context["outcomes"] == []


def test_what_changed_meanwhile_is_told_and_nothing_entered(lingchuan):
    client = client_of("sys")
    check(
        client, table(("sfj-jb2", "示例甲", "sfj", "经办人", ""), ("sfj-jb3", "示例乙", "sfj", "经办人", ""))
    )
    User.objects.create(username="sfj-jb3", display_name="另一人", county=lingchuan)
    page = client.post(reverse(URL), {"do": "enter"})

    assert [bool(outcome.problem) for outcome in page.context["outcomes"]] == [False, True]
    assert not any(outcome.password for outcome in page.context["outcomes"])
    assert not User.objects.filter(username="sfj-jb2").exists()
    (event,) = Event.objects.filter(outcome="refused")
    assert (event.verb, event.subject, event.facts["problems"]) == ("import_people", lingchuan.code, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_row_without_end_is_found_out_before_it_is_read(lingchuan, encoding):
    """A few kilobytes that unpack to more cells than a table of people has."""
    kept = io.BytesIO(table(("sfj-x", "示例乙", "sfj", "经办人", "")).read())
    with zipfile.ZipFile(kept) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = f'<?xml version="1.0" encoding="{encoding}"?><worksheet><sheetData><row>{"<c/>" * 20_001}</row></sheetData></worksheet>'
    wide = io.BytesIO()
    with zipfile.ZipFile(wide, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in (parts | {"xl/worksheets/sheet1.xml": sheet.encode(encoding)}).items():
            packed.writestr(name, content)

    page = check(client_of("sys"), SimpleUploadedFile("人员.xlsx", wide.getvalue()))

    assert "单元格太多" in page.text
