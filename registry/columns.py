"""The columns of a list kind as data: what a county's table heads, and where each cell is kept.

A column is kept in a field of the duty (`storage`) or, without one, in the version's `texts[key]`. The page of a duty,
import and export all go by `columns_of`; nothing else knows which columns a kind has.
"""

import re
import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "fixtures" / "list_kinds.toml"

# storage: its usual label. Those of several townships or units hold names, divided by 、
STORAGES = {
    "code": "编号",
    "name": "事项名称",
    "category": "类别",
    "department": "牵头部门",
    "townships": "承担乡镇",
    "township_duties": "乡镇职责",
    "department_duties": "县级部门职责",
    "boundary": "职责边界",
    "basis": "依据",
    "transfer_mode": "下放方式",
    "township_role": "承担方式",
    "source_kind": "来源",
    "term_from": "期限起",
    "term_until": "期限止",
    "why_temporary": "不宜列入《清单》的原因",
    "guarantee_funding": "经费保障",
    "guarantee_staff": "人员保障",
    "guarantee_technology": "技术保障",
    "guarantee_training": "培训保障",
    "service_centre": "便民服务中心",
    "document_number": "文号",
    "effective_from": "施行日期",
}
KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")


class BadColumns(ValueError):
    """The columns of a kind do not fit together; the message, in Chinese, says which and why."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """`label` heads the column; `headings` are other words counties use for it; without `storage` it is a text of its own."""

    key: str
    label: str
    storage: str = ""
    required: bool = False
    headings: tuple[str, ...] = ()

    def as_data(self):
        return asdict(self) | {"headings": list(self.headings)}


def read_columns(data):
    """Columns from a list of dicts (TOML, JSON); BadColumns where they do not fit together."""
    columns = []
    for place, each in enumerate(data, start=1):
        try:
            column = Column(**{**each, "headings": tuple(each.get("headings", ()))})
        except TypeError:
            raise BadColumns(f"第{place}栏写了不认识的内容，或者缺少标识、名称。") from None
        if not KEY.fullmatch(column.key):
            raise BadColumns(f"第{place}栏的标识“{column.key}”须是小写字母、数字和下划线，以字母开头。")
        if not column.label.strip():
            raise BadColumns(f"第{place}栏没有名称。")
        if column.storage and column.storage not in STORAGES:
            raise BadColumns(f"“{column.label}”要存到“{column.storage}”，没有这一项。")
        columns.append(column)
    for what, values in (
        ("标识", [column.key for column in columns]),
        ("名称", [column.label for column in columns]),
        ("存放", [column.storage for column in columns if column.storage]),
    ):
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice:
            raise BadColumns(f"栏目的{what}“{STORAGES.get(twice, twice)}”出现了两次。")
    if not any(column.storage == "name" for column in columns):
        raise BadColumns("没有一栏是事项名称。")
    return tuple(columns)


def columns_of(kind):
    """The columns of a ListKind in order; one without its own has the usual ones."""
    return read_columns(kind.columns) if kind.columns else templates()["duty_list"].columns


def own_texts(kind, texts):
    """[(label, text)] of a version's `texts` in the kind's order; of a column given up since, under its key."""
    if not texts:
        return []
    labels = {column.key: column.label for column in columns_of(kind) if not column.storage}
    order = [key for key in labels if key in texts] + [key for key in texts if key not in labels]
    return [(labels.get(key, key), texts[key]) for key in order if texts[key]]


def with_own(text, own):
    """A text and beneath it, line by line, what the kind's own columns say: [(label, text)]. For a sheet of fixed columns."""
    return "\n".join(filter(None, [text, *(f"{label}：{said}" for label, said in own)]))


@dataclass(frozen=True, kw_only=True)
class KindTemplate:
    """A kind of list in use somewhere, ready to be taken up by a county."""

    key: str
    name: str
    prefix: str
    source: str
    columns: tuple[Column, ...]
    temporary: bool = False
    recalled: bool = False
    may_lack_department: bool = False


@cache
def templates():
    """{key: KindTemplate} of fixtures/list_kinds.toml, in its order."""
    kinds = tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))["kinds"]
    return {each["key"]: KindTemplate(**{**each, "columns": read_columns(each["columns"])}) for each in kinds}
