"""The list of a stated size: whole counties of streets.csv, for each township the nation's average of 340 duties."""

import csv
import gzip
import hashlib
import random
from datetime import date
from functools import lru_cache
from itertools import groupby, islice
from pathlib import Path
from types import SimpleNamespace

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.color import no_style
from django.db import connection

from accounts.models import County, Unit, UnitKind
from registry import actions, changes, editions, hit_facts, search_index
from registry.benchmark import texts
from registry.benchmark.loading import BATCH, at_full_speed, settled
from registry.filling import Table
from registry.loading import set_up_kinds
from registry.models import Category, Duty, DutyTownship, DutyVersion, Edition, EditionEntry, HitFacts
from registry.normalize import YEAR, pieces, searchable

FILES = Path(settings.BASE_DIR) / "fixtures" / "benchmark"
PER_TOWNSHIP = {"basic": 117, "supporting": 99, "recalled": 124}
SHOWN = "110101"  # the first by code: the county whose pages are measured, the same at every size
SINCE = date(2025, 9, 1)
NUMBER = "示编发〔2025〕9号"


def _read(name):
    with gzip.open(FILES / name, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def counties(size):
    """[(code, name, [township names])] whose lists together have at least `size` duties; SHOWN is one of them."""
    names = {row["code"]: row["name"] for row in _read("counties.csv.gz")}
    rows = sorted(_read("townships.csv.gz"), key=lambda row: row["areaCode"])
    every = {
        code: [row["name"] for row in of_county]
        for code, of_county in groupby(rows, key=lambda row: row["areaCode"])
    }
    order = [code for code in every if code != SHOWN]
    random.Random(1).shuffle(order)  # noqa: S311 - the same every time, from all provinces
    chosen, townships = [], 0
    for code in [SHOWN, *order]:
        if townships * sum(PER_TOWNSHIP.values()) >= size:
            break
        chosen.append((code, names.get(code, f"示例县{code}"), every[code]))
        townships += len(every[code])
    return chosen


class Builder:
    """Writes the counties; `duties` is their number."""

    def __init__(self, tell):
        self.tell, self.duties = tell, 0
        self.tables = {}
        self.grams = []

    def build(self, size):
        models = (Duty, DutyVersion, DutyTownship, HitFacts)
        with at_full_speed([*search_index.tables(connection), *(model._meta.db_table for model in models)]):
            for at, (code, name, townships) in enumerate(counties(size), start=1):
                self._county(code, name, townships)
                if at % 50 == 0:
                    self.tell(f"  {self.duties}项")
            self._flush()
            with connection.cursor() as cursor:
                for sql in connection.ops.sequence_reset_sql(no_style(), models):
                    cursor.execute(sql)
        _editions(County.objects.get(code=SHOWN))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the editions, too, as autovacuum does within a minute
        settled()

    def _county(self, code, name, townships):
        self.county = County.objects.create(code=code, name=name, short=name[:1])
        self.scopes = search_index.stored(search_index.scopes(code))
        units = self._units(townships)
        self.kinds = set_up_kinds(self.county)
        names = dict.fromkeys(texts.CATEGORIES)
        self.categories = {
            each: Category.objects.create(county=self.county, name=each, order=at)
            for at, each in enumerate(names, start=1)
        }
        self.departments = {unit.short_name: unit for unit in units if unit.kind == UnitKind.DEPARTMENT}
        serials = dict.fromkeys(PER_TOWNSHIP, 0)
        for township in (unit for unit in units if unit.kind == UnitKind.TOWNSHIP):
            for kind in self.kinds.values():
                for _ in range(PER_TOWNSHIP.get(kind.key, 0)):
                    serials[kind.key] += 1
                    self._duty(kind, serials[kind.key], township)
        changes.changed(self.county)

    def _units(self, townships):
        wanted = [("bb", "县委编办", UnitKind.OFFICE)]
        wanted += [(f"d{at}", word, UnitKind.DEPARTMENT) for at, word in enumerate(texts.DEPARTMENTS)]
        wanted += [(f"t{at}", word, UnitKind.TOWNSHIP) for at, word in enumerate(townships)]
        groups = Group.objects.bulk_create(
            Group(name=f"{self.county.code} {code} {name}") for code, name, _ in wanted
        )
        return Unit.objects.bulk_create(
            Unit(
                county=self.county,
                key=code,
                code=code,
                name=name,
                short_name=name,
                kind=kind,
                group=group,
                order=at,
            )
            for at, ((code, name, kind), group) in enumerate(zip(wanted, groups, strict=True))
        )

    def _duty(self, kind, serial, township):
        self.duties += 1
        number = self.duties
        said = texts.texts(number, township.short_name)
        name = texts.name(number)
        if number % 5 == 0:
            name = f"{township.short_name}{name}"
        category = self.categories[texts.category(number)]
        department = self.departments[texts.department(number)]
        # not a model's instance: those take longer to make than all the rest
        duty = SimpleNamespace(
            pk=number, county_id=self.county.pk, list_kind_id=kind.pk, kind_order=kind.order, serial=serial, code=f"{kind.prefix}{serial:03d}", category=category,
            category_id=category.pk, department_id=department.pk,
        )  # fmt: skip
        version = SimpleNamespace(
            pk=number, duty=duty, name=name, department=department, document_number=NUMBER, **said
        )
        if not self.tables:
            dated = {"document_number": NUMBER, "issued_on": SINCE, "effective_from": SINCE}
            prototypes = Duty(county=self.county), DutyVersion(number=1, **dated), DutyTownship(), HitFacts()
            self.tables = dict(
                zip(("duty", "version", "carrier", "hit"), map(Table, prototypes), strict=True)
            )
        self._keep(duty, version, township)
        if number % BATCH == 0:
            self._flush()

    def _keep(self, duty, version, township):
        number = version.pk
        said = search_index.parts(duty, version, version.department, NUMBER)
        columns = [list(map(_folded, _with_numbers(texts))) for texts in said.values()]
        name = columns[0][0][0]
        self.tables["duty"].add(
            id=number, uuid=f"{number:032x}", county_id=self.county.pk, list_kind_id=duty.list_kind_id,
            category_id=duty.category_id, serial=duty.serial, code=duty.code, name=version.name,
            normalized_name=name, department_id=duty.department_id,
        )  # fmt: skip
        self.tables["version"].add(
            id=number, uuid=f"{number:032x}", duty_id=number, name=version.name, basis=version.basis,
            normalized_name=name, department_id=duty.department_id,
            township_duties=version.township_duties, department_duties=version.department_duties,
            boundary=version.boundary,
            search_text="\n".join(dict.fromkeys(folded for column in columns for folded, _ in column)),
        )  # fmt: skip
        self.tables["carrier"].add(id=number, version_id=number, township_id=township.pk)
        said = hit_facts.of(duty, duty.kind_order, True, [folded for folded, _ in columns[0]])
        self.tables["hit"].add(version_id=number, since=SINCE, until=None, **said)
        self.grams.append(
            (number, *(" ".join([*(told for _, told in column), self.scopes]) for column in columns))
        )

    def _flush(self):
        for table in self.tables.values():
            table.flush()
        search_index.append_stored(self.grams)
        self.grams = []


def _with_numbers(texts):
    """What search_lines makes of the texts: those there are, and the 文号 without its year."""
    there = [text for text in texts if text]
    return there + [YEAR.sub("", text) for text in there if text == NUMBER]


def _folded(text):
    """(text folded, its pieces as stored); line by line, for lines come again and again and texts do not."""
    first, _, rest = text.partition("\n")
    if not rest:
        return _line(first)
    after = _folded(rest)
    begin = _line(first, after[0][0])
    return begin[0] + after[0], f"{begin[1]} {after[1]}"


@lru_cache(maxsize=50_000)
def _line(line, after=""):
    """Likewise of a line before the character `after`."""
    folded = searchable(line)
    return folded, search_index.stored(pieces(folded + after)[: len(folded)])


def _editions(county):
    """Two editions of the county to be compared: between them forty duties changed and forty ended."""
    first = _publish(county, 1, date(2026, 1, 5))
    texts_now = list(
        DutyVersion.objects.filter(duty__county=county).select_related("duty").order_by("pk")[:80]
    )
    for version in texts_now[:40]:
        facts = {
            field: getattr(version, field) for field in ("name", "department_duties", "basis", "boundary")
        }
        new = actions.amend_duty(
            duty=version.duty,
            facts=actions.DutyFacts(township_duties=version.township_duties.replace("每", "逐"), **facts),
            townships=list(version.townships.all()),
            department=version.department,
        )
        actions.set_effective(
            version=new, document_number=NUMBER, issued_on=date(2026, 2, 1), effective_from=date(2026, 2, 1)
        )
    for version in texts_now[40:]:
        carried = list(version.townships.all())
        actions.retire_duty(duty=version.duty, townships=carried, kind="done", case="示例")
        actions.set_end(
            duty=version.duty,
            townships=carried,
            case="示例",
            document_number="示编发〔2026〕3号",
            ended_on=date(2026, 3, 1),
        )
    _publish(county, 2, date(2026, 4, 1), ended=40, changed=40)
    return first


def _publish(county, number, day, **counts):
    entries = editions.entries_on(county, day)
    edition = Edition.objects.create(
        county=county, year=2026, number=number, title="示例清单", document_number=f"示编发〔2026〕{number}号",
        published_on=day, published_by="示例", size=len(entries), added=0 if counts else len(entries),
        changed=counts.get("changed", 0), ended=counts.get("ended", 0),
        sha256=hashlib.sha256("\n".join(entry.snapshot for entry in entries).encode()).hexdigest(),
    )  # fmt: skip
    for entry in entries:
        entry.edition = edition
    EditionEntry.objects.bulk_create(islice(entries, None), batch_size=1000)
    return edition
