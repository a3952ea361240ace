"""People and their seats from a table (XLSX): read, checked row by row, entered all or not at all."""

import re
import zipfile
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from openpyxl import load_workbook

from accounts import actions, forms, passwords, queries
from accounts.models import UNIT_POSTS, Post, User
from audit import refusals

COLUMNS = ("账号", "姓名", "单位", "岗位", "电子邮箱")
NEEDED = COLUMNS[:4]
MOST = 60  # a new password each, which are made slow to guess
MOST_BYTES, MOST_UNPACKED = 1024 * 1024, 4 * 1024 * 1024
MOST_CELLS = 20_000  # a reader keeps a whole row of them, however long
CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
POSTS = {Post(post).label: Post(post) for post in UNIT_POSTS}


class BadTable(ValueError):
    """Why the file cannot be read as such a table."""


@dataclass(kw_only=True)
class Outcome:
    """What a row does, or why it cannot; `password`: the first one of a new account."""

    row: int
    name: str
    username: str
    does: str = ""
    problem: str = ""
    password: str = ""


def read(upload):
    """[[row number, {column: text}]] of the first sheet under its heading."""
    if upload.size > MOST_BYTES:
        raise BadTable("文件超过1兆，人员表用不了这么大。")
    try:
        with zipfile.ZipFile(upload) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise BadTable("文件展开后太大，请另存为新的XLSX文件再上传。")
            if sum(map(_cells, map(packed.read, packed.namelist()))) > MOST_CELLS:
                raise BadTable("单元格太多，请删除表外的行和列，另存为新的XLSX文件再上传。")
        sheet = load_workbook(upload, read_only=True, data_only=True).worksheets[0]
        lines = [
            [_text(cell) for cell in line]
            for line in sheet.iter_rows(max_row=500, max_col=50, values_only=True)
        ]
    except BadTable:
        raise
    except Exception as broken:  # whatever openpyxl meets in a file that is none
        raise BadTable("读不出这个文件，请用WPS或Excel另存为XLSX再上传。") from broken
    return _rows(lines)


def _cells(part):
    """How many cells a part of the file holds, in UTF-8 or UTF-16."""
    return sum(1 for _ in CELL.finditer(part.replace(b"\0", b"")))


def _text(cell):
    return "" if cell is None else str(cell).strip()


def _rows(lines):
    at = next((n for n, line in enumerate(lines) if set(NEEDED) <= set(line)), None)
    if at is None:
        raise BadTable(f"没有找到表头，第一行要有：{'、'.join(NEEDED)}（可以再有电子邮箱）。")
    places = {name: lines[at].index(name) for name in COLUMNS if name in lines[at]}
    rows = [
        [n, {name: line[place] if place < len(line) else "" for name, place in places.items()}]
        for n, line in enumerate(lines[at + 1 :], at + 2)
        if any(line)
    ]
    if not rows:
        raise BadTable("表头下面没有人员。")
    if len(rows) > MOST:
        raise BadTable(f"一次最多{MOST}行，这个文件有{len(rows)}行，请分成几个文件。")
    return rows


class _Undone(Exception):
    pass


def enter(rows, *, county, by, check_only=False):
    """[Outcome] of the rows. With one problem, or `check_only`, nothing is entered; one event says what was refused."""
    units = {}
    for unit in queries.units_managed(county):
        units |= dict.fromkeys((unit.code, unit.short_name, unit.name), unit)
    outcomes = []
    try:
        with refusals.held(), transaction.atomic():
            outcomes = [_enter(n, row, units, county, by, check_only) for n, row in rows]
            if check_only or any(outcome.problem for outcome in outcomes):
                raise _Undone
    except _Undone:
        for outcome in outcomes:
            outcome.password = ""
        if not check_only:
            about = {"subject": county.code, "kind": "county", "why": "Refused"}
            wrong = sum(bool(outcome.problem) for outcome in outcomes)
            refusals.remember("import_people", by=by, **about, problems=wrong)
    return outcomes


def _enter(number, row, units, county, by, check_only):
    outcome = Outcome(row=number, name=row["姓名"], username=row["账号"])
    try:
        with transaction.atomic():
            user = _person(row, outcome, county, by, check_only)
            if (unit := units.get(row["单位"])) is None:
                raise ValidationError(f"没有“{row['单位']}”这个单位，写单位代码、简称或全称")
            if (post := POSTS.get(row["岗位"])) is None:
                raise ValidationError(f"岗位只能写{'、'.join(POSTS)}")
            actions.grant_seat(user=user, unit=unit, post=post, by=by)
            outcome.does += f"设岗位：{unit.short_name} · {post.label}"
    except ValidationError as refused:
        outcome.problem = "；".join(refused.messages)
    except PermissionDenied:
        outcome.problem = "这个账号由别的系统管理员管理"
    return outcome


def _person(row, outcome, county, by, check_only):
    """The account of the row: one there is already gets the seat only."""
    if user := User.objects.filter(username=row["账号"], county=county).first():
        if user.display_name != row["姓名"]:
            raise ValidationError(f"账号已有，姓名是“{user.display_name}”，与表里的不同")
        return user
    form = forms.NewUserForm(
        {"username": row["账号"], "display_name": row["姓名"], "email": row.get("电子邮箱", "")}
    )
    if not form.is_valid():
        raise ValidationError([message for messages in form.errors.values() for message in messages])
    outcome.does, outcome.password = "设账号，", passwords.initial_password()
    # what is only looked at needs no password that is slow to guess
    secret = {"encoded": "!"} if check_only else {"password": outcome.password}
    return actions.create_user(county=county, by=by, **form.cleaned_data, **secret)
