"""Whatever a list holds of one name: its export without 编号 changes nothing, the order of rows is no matter, and what an import
writes is what its preview told."""

import random
from collections import Counter
from datetime import date
from itertools import permutations

import pytest
from django.db import transaction

from audit import clock
from registry.actions import NotPossible, amend_duty
from registry.actions.importing import write_plan
from registry.importing.planning import CHANGED, NEW, SAME, make_plan
from registry.importing.rows import Line
from registry.queries import carrying, versions_on, with_carriers
from registry.table import Reader, cells, table_columns
from tests.registry.conftest import NUMBER, end, facts, take_effect
from tests.registry.test_list_import import exported

pytestmark = pytest.mark.django_db
NAME, SEEDS = "示例事项甲", 25
TEXTS, PAPERS = ("甲。", "乙。", "丙。"), ("", NUMBER, "灵编发〔2025〕10号")
PLACES = ("全部", "灵川镇", "大圩镇", "灵川镇、大圩镇", "大境瑶族乡")


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


@pytest.fixture(params=["basic", "supporting"])
def kind(request, place):
    return place.kinds[request.param]


@pytest.fixture
def list_of(enter, place, kind):
    """list_of(rng): some duties of one name, of which some are hidden, have ended, lose a township, or are about to say something
    else."""

    def one(rng):
        led = rng.choice([place.zrj, place.slj, *([None] if kind.may_lack_department else [])])
        townships = rng.sample(place.townships, rng.randint(1, 3))
        hidden = {"is_public": False, "publication_ground": "涉密"} if rng.random() < 0.15 else {}
        given = {
            "township_duties": rng.choice(TEXTS[:2]),
            "document_number": rng.choice(PAPERS[1:]),
            **hidden,
        }
        duty = enter(NAME, kind=kind.key, department=led, townships=townships, **given).duty
        match rng.randint(0, 9):
            case 0:
                end(duty, townships, date(2026, 10, 1), kind=rng.choice(["done", "cancelled", "moved"]))
            case 1 if len(townships) > 1:
                end(duty, townships[:1], date(2026, 10, 1))
            case 2:
                end(duty, townships[:1], date(2026, 12, 31))
            case 3:
                name, by = rng.choice([NAME, "示例事项乙"]), rng.choice([led, place.zrj])
                text = amend_duty(duty=duty, facts=facts(name), townships=townships, department=by)
                if rng.random() < 0.5:
                    take_effect(text, date(2026, 12, 31))

    return lambda rng: [one(rng) for _ in range(rng.randint(1, 5))]


def planned(kind, rows, townships, led=None):
    """The Plan of rows, {key of the column: text}; no duty of the list is two rows', nor a row's and gone."""
    lines = [
        Line("表1", number, row, {key: at for at, key in enumerate(row)})
        for number, row in enumerate(rows, 2)
    ]
    columns, reader = table_columns(kind), Reader(kind.county)
    plan = make_plan(
        kind=kind, columns=columns, lines=lines, reader=reader, department=led, townships=townships
    )
    taken = [*(row.current for row in plan.rows if row.current), *plan.gone]
    assert set(Counter(each.duty.pk for each in taken).values()) <= {1}
    return plan


def pairs_of(plan):
    """[(what the row says, what it does, to which duty)]"""
    for each in plan.rows:
        said = sorted((key, str(value)) for key, value in each.entry.given.items())
        yield said, each.what, each.current and each.current.duty.code


def seeds():
    """A random.Random each, whose list is undone after it."""
    for seed in range(SEEDS):
        before = transaction.savepoint()
        yield random.Random(seed)  # noqa: S311 - the same lists every time
        transaction.savepoint_rollback(before)


def test_what_is_exported_without_numbers_changes_nothing(list_of, kind, place):
    columns = table_columns(kind)
    left_out = {column.key for column in columns if column.storage == "code"}
    led = {column.key for column in columns if column.storage == "department"}
    for rng in seeds():
        list_of(rng)
        rows = [dict(zip([each.key for each in columns], row, strict=True)) for row in exported(kind)[1:]]
        for without in (left_out, left_out | led) if kind.may_lack_department else (left_out,):
            told = [{key: text for key, text in row.items() if key not in without} for row in rows]
            if len({tuple(row.items()) for row in told}) < len(told):
                continue  # nobody can tell which is which
            rng.shuffle(told)
            plan = planned(kind, told, place.townships)
            assert (plan.problems, plan.gone, plan.count(SAME)) == ([], [], len(told))


def test_the_order_of_rows_is_no_matter(list_of, kind, place):
    key = {column.storage: column.key for column in table_columns(kind) if column.storage}
    units = ["", "县水利局", "县自然资源局", *(["无"] if kind.may_lack_department else [])]
    for rng in seeds():
        list_of(rng)
        columns = {"name": (NAME,), "department": units, "township_duties": TEXTS, "townships": PLACES}
        columns |= {"document_number": PAPERS} if rng.random() < 0.4 else {}
        rows = [
            {key[storage]: rng.choice(said) for storage, said in columns.items()}
            for _ in range(rng.randint(1, 4))
        ]
        chosen = rng.choice([place.zrj, *([None] if kind.may_lack_department else [])])
        told = set()
        for order in permutations(rows):
            plan = planned(kind, order, place.townships, chosen)
            what = sorted(map(str, pairs_of(plan))), sorted(each.duty.code for each in plan.gone)
            told.add("refused" if plan.problems else str(what))
        assert len(told) == 1, rows


def listed(kind):
    """{code: {heading: text} of the text that counts today, and who carries it from now on}."""
    columns = table_columns(kind)
    versions = with_carriers(versions_on(kind.county, clock.today()).filter(duty__list_kind=kind))
    return {
        each.duty.code: {
            **dict(zip([one.label for one in columns], cells(each, columns, clock.today()), strict=True)),
            "carriers": sorted(row.township.code for row in carrying(each, clock.today())),
        }
        for each in versions.select_related("duty__category", "department")
    }


def test_what_is_written_is_what_was_told(list_of, kind, place):
    """Whatever columns the file has, nothing changes but what the preview said; the file brought again changes nothing."""
    key = {column.storage: column.key for column in table_columns(kind) if column.storage}
    units = ["", "县水利局", "县自然资源局", *(["无"] if kind.may_lack_department else [])]
    written = Counter()
    for rng in seeds():
        list_of(rng)
        columns = {"name": (NAME,), "department": units, "township_duties": TEXTS, "townships": PLACES}
        for storage in ("department", "townships"):
            if rng.random() < 0.4:
                del columns[storage]
        rows = [
            {key[storage]: rng.choice(said) for storage, said in columns.items()}
            for _ in range(rng.randint(1, 3))
        ]
        chosen = rng.choice([place.zrj, *([None] if kind.may_lack_department else [])])
        before, plan = listed(kind), planned(kind, rows, place.townships, chosen)
        if plan.problems:
            continue
        told = {each.current.duty.code: each for each in plan.rows if each.what == CHANGED}
        gone = {each.duty.code for each in plan.gone}
        paper = {"document_number": "灵政办〔2026〕9号", "effective_from": date(2026, 11, 21)}
        if any(each.coming for each in plan.gone):  # 取消 has to wait as well
            with pytest.raises(NotPossible, match="待生效"):
                write_plan(kind=kind, plan=plan, **paper, ends_missing=True)
            continue
        write_plan(kind=kind, plan=plan, **paper, ends_missing=True)
        after = listed(kind)
        written += Counter(each.what for each in plan.rows)
        assert len(after) == len(before) + plan.count(NEW), rows
        for code, was in before.items():
            differs = {label for label in was if was[label] != after[code][label]}
            if code in told:
                labels = {label for label, *_ in told[code].texts}
                assert differs - {"文号", "施行日期"} <= labels | {"carriers"}, rows
                assert ("carriers" in differs) == ("承担乡镇" in labels), rows
            elif code in gone:
                assert differs <= {"carriers", "承担乡镇", "清单状态"}, rows
            else:
                assert not differs, rows
        again = planned(kind, rows, place.townships, chosen)
        assert (again.problems, again.gone, again.count(SAME)) == ([], [], len(rows)), rows
    assert all(written[what] for what in (NEW, CHANGED, SAME)), written
