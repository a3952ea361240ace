"""The kinds of list a county keeps, and their columns: data, settled by the office's head."""

import hashlib
import json
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import refusals
from audit.record import record
from registry import rules
from registry.actions.duties import NotPossible
from registry.actions.shared import check_still_acts
from registry.changes import changed
from registry.columns import columns_of, read_columns
from registry.models import ListKind


@contextmanager
def _act(verb, by, county):
    try:
        if not rules.may_keep_list(by, county):
            raise PermissionDenied
        with transaction.atomic():
            yield
            check_still_acts(by)  # the locks are held by now; what was written is undone
    except (PermissionDenied, NotPossible) as refused:
        why = "NotAllowed" if isinstance(refused, PermissionDenied) else "Refused"
        refusals.remember(verb, by=by, subject=county.code, kind="county", why=why)
        raise


def add_kind(
    *,
    county,
    name,
    prefix,
    columns,
    by,
    key="",
    temporary=False,
    recalled=False,
    may_lack_department=False,
):
    """A kind of the county's own or of a template (`key`), last in its order. NotPossible where name or prefix is taken, and
    where duties that somebody has to answer for, of a term or taken back, could lack a department."""
    with _act("add_kind", by, county):
        _check_led(may_lack_department, temporary, recalled)
        there = list(county.list_kinds.select_for_update(no_key=True))
        if any(kind.prefix == prefix for kind in there):
            raise NotPossible(f"编号前缀“{prefix}”已经用于另一种清单。")
        if any(kind.name == name for kind in there):
            raise NotPossible(f"已经有“{name}”。")
        keys = {kind.key for kind in there}
        if key in keys:
            raise NotPossible("这一种样式已经取用过。")
        kind = ListKind.objects.create(
            county=county,
            key=key or next(each for n in range(1, 1000) if (each := f"own{n}") not in keys),
            name=name,
            prefix=prefix,
            order=max((each.order for each in there), default=0) + 1,
            temporary=temporary,
            recalled=recalled,
            may_lack_department=may_lack_department,
            columns=_checked(columns),
        )
        record_kind("add_kind", kind, by.as_actor())
        changed(county)
    return kind


def _check_led(may_lack_department, temporary, recalled):
    if may_lack_department and (temporary or recalled):
        raise NotPossible("临时性、阶段性清单和上级部门收回清单的每一项都要有部门。")


def change_kind(*, kind, name, columns, by, opened=None, may_lack_department=None):
    """Another name, other columns. Texts of a column that is given up stay with the duties; its key is not used again. Duties
    without a department stay so where the kind may lack it no more: their next text needs one.

    `opened`: `mark` of the kind as the form was opened on it; NotPossible, with what it is now, where somebody changed it since.
    """
    with _act("change_kind", by, kind.county):
        kind = ListKind.objects.select_for_update(no_key=True).get(pk=kind.pk)
        if opened not in (None, mark(kind)):
            labels = "、".join(column.label for column in columns_of(kind))
            lack = "可以" if kind.may_lack_department else "不可以"
            raise NotPossible(
                f"您打开页面以后，这种清单已经改过：现在叫“{kind.name}”，栏目是{labels}，{lack}没有牵头部门。"
                "请核对下面的内容，再保存。"
            )
        if ListKind.objects.filter(county=kind.county_id, name=name).exclude(pk=kind.pk).exists():
            raise NotPossible(f"已经有“{name}”。")
        if may_lack_department is not None:
            _check_led(may_lack_department, kind.temporary, kind.recalled)
            kind.may_lack_department = may_lack_department
        kind.name, kind.columns = name, _checked(columns)
        kind.save(update_fields=["name", "columns", "may_lack_department"])
        record_kind("change_kind", kind, by.as_actor())
        changed(kind.county_id)
    return kind


def mark(kind):
    """A text that is another one after every change of the kind."""
    said = json.dumps([kind.name, kind.columns, kind.may_lack_department], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _checked(columns):
    """The columns as they are stored; BadColumns where they do not fit together."""
    return [column.as_data() for column in read_columns(columns)]


def record_kind(verb, kind, actor):
    """What became of a kind, on record: who, which columns it has now, and whether its duties may lack a department."""
    said = json.dumps(kind.columns, ensure_ascii=False, sort_keys=True)
    record(
        actor=actor,
        verb=verb,
        subject=f"{kind.county.code}/{kind.key}",
        subject_kind="list_kind",
        content_hash=hashlib.sha256(said.encode()).hexdigest(),
        data={"columns": len(kind.columns), "may_lack_department": kind.may_lack_department},
    )
