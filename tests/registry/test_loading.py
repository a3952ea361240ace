"""The demonstration's list: what its file holds, entered with the real verbs."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts import actions as accounts
from accounts.models import UnitKind
from audit.record import SYSTEM
from registry import queries
from registry.filling import AHEAD, Table, copying
from registry.loading import load_duties
from registry.models import Category, Duty, DutyVersion
from registry.states import ENDED, Standing
from tests.registry.conftest import TODAY

FILE = Path(settings.BASE_DIR) / "fixtures" / "demo" / "duties.csv"
LINES = FILE.read_text(encoding="utf-8").splitlines(keepends=True)
TOWNSHIPS = [
    "灵川镇",
    "大圩镇",
    "定江镇",
    "三街镇",
    "潭下镇",
    "九屋镇",
    "灵田镇",
    "潮田乡",
    "大境瑶族乡",
    "海洋乡",
    "兰田瑶族乡",
    "公平乡",
]


@pytest.fixture
def demo(county, place):
    """place, with every unit that the file names."""
    have = {unit.code for unit in county.units.all()} | {unit.name for unit in county.units.all()}
    departments = {line["department"] for line in csv.DictReader(LINES)}
    for code in sorted(departments - have):
        accounts.create_unit(county=county, code=code, name=code, kind=UnitKind.DEPARTMENT, by=SYSTEM)
    for order, name in enumerate(TOWNSHIPS):
        if name not in have:
            accounts.create_unit(
                county=county, code=f"t{order}", name=name, kind=UnitKind.TOWNSHIP, order=order, by=SYSTEM
            )
    return county


def test_the_demonstration_list(demo):
    duties = load_duties(county=demo, lines=LINES, today=TODAY)

    standing = queries.standings(duties, TODAY)
    counts = {one: list(standing.values()).count(one) for one in Standing}
    ending = DutyVersion.objects.filter(term_until=TODAY + timedelta(days=9))
    assert counts[Standing.IN_FORCE] >= 60
    assert [counts[one] for one in (*ENDED, Standing.PENDING)] == [1, 1, 1, 1]
    assert ending.count() == 1
    assert Duty.objects.filter(list_kind__recalled=True).count() == 10
    assert not Duty.objects.filter(is_sample=False).exists()


def test_a_bad_line_enters_nothing(demo):
    broken = [*LINES[:1], *"".join(LINES[1:]).replace("灵办发〔2026〕5号", "5号").splitlines(keepends=True)]
    path = settings.VAR / "broken.csv"
    path.write_text("".join(broken), encoding="utf-8")

    with pytest.raises(CommandError, match="第87项：发文字号应由机关代字、年份和序号组成"):
        call_command("load_duties", path, county="450323")

    assert Duty.objects.count() == 0


def test_a_unit_that_is_not_set_up_is_named_with_what_to_do(demo):
    path = settings.VAR / "unknown.csv"
    path.write_text("".join(LINES).replace(",zzb,", ",无此局,"), encoding="utf-8")

    with pytest.raises(
        CommandError, match="第1项：没有“无此局”这个单位：写单位代码、简称或全称，还没有设立的先"
    ):
        call_command("load_duties", path, county="450323")

    assert Duty.objects.count() == 0


def test_the_command(demo, capsys):
    call_command("load_duties", FILE, county="450323")

    assert capsys.readouterr().out == "已登记89项。\n"


def test_rows_written_at_once_are_read_back_as_they_were(place):
    """Whatever signs are in them: what COPY means by a backslash, a tab or N is text here."""
    said = ["\\N", "N", "\\", "甲\\t\t乙\n\r\\", "\n", "'\"", "\tN\\"]
    rows = Table(Category(county=place.county), keyed=False)
    for order, name in enumerate(said, start=100):
        rows.add(name=name, order=order)
    rows.flush()

    assert list(place.county.categories.filter(order__gte=100).values_list("name", flat=True)) == said


@pytest.mark.parametrize("at", [0, AHEAD, 3 * AHEAD - 1], ids=["first", "meanwhile", "last"])
def test_what_goes_wrong_while_the_next_rows_are_made_is_raised_and_nothing_stays(place, at):
    """Copies wait their turn beside the caller: one that the database refuses (two of a name) undoes them all."""
    before = place.county.categories.count()

    with pytest.raises(IntegrityError), transaction.atomic():
        copied(place.county, twice=at)

    assert place.county.categories.count() == before


def copied(county, twice):
    rows = Table(Category(county=county), keyed=False)
    with copying() as copy:
        for turn in range(3 * AHEAD):
            for _ in range(2 if turn == twice else 1):
                rows.add(name=f"类别{turn}", order=1000 + turn)
            rows.flush(copy)
