"""Three further counties of 桂林市 and the province above the city, to look at the pages of several counties.

Only `load_demo --region` makes them. Townships are real names, lists are sample data taken from the demo county's.
"""

import csv
import io
import tomllib
from datetime import date

from django.contrib.auth.hashers import make_password

from accounts import actions
from accounts.models import County, Post, Unit, UnitKind
from audit import clock
from audit.record import SYSTEM
from demo.county import ADMINISTRATORS, DEPARTMENTS, FIXTURES, MEMBERS, PASSWORD, UPPER, Body, add_unit, seat
from registry.actions import publish_edition
from registry.loading import load_duties

PROVINCE = Body(
    "qbb", "自治区党委编办", "中共广西壮族自治区委员会机构编制委员会办公室", key="province_bianban"
)
PUBLISHED_ON = date(2025, 9, 30)


def load(told):
    """What is not there yet of the three counties; the demo county and its city are there already."""
    encoded = make_password(PASSWORD)
    city = Unit.objects.get(county=None, key=UPPER.key)
    with told("自治区党委编办和账号"):
        _province(city, encoded)
    for facts in tomllib.loads((FIXTURES / "demo/region.toml").read_text(encoding="utf-8"))["counties"]:
        if not County.objects.filter(code=facts["code"]).exists():
            with told(f"{facts['name']}：单位、账号和清单"):
                _county(facts, city, encoded)


def _province(city, encoded):
    if city.above:
        return
    province = add_unit(None, PROVINCE._replace(kind=UnitKind.UPPER), 101)
    actions.set_above(unit=city, above=province, by=SYSTEM)
    county = County.objects.filter(upper_body=city).first()
    for ending, post in (("jb", Post.HANDLER), ("fz", Post.HEAD)):
        person(f"{province.code}-{ending}", f"{province}{post.label}", post, county, encoded, province)


def person(username, name, post, county, encoded, unit=None):
    """An account of the county with one seat: of the unit, else an administrator's."""
    user = actions.create_user(
        username=username, display_name=name, county=county, encoded=encoded, by=SYSTEM
    )
    actions.grant_seat(user=user, post=post, by=SYSTEM, unit=unit, county=None if unit else county)


def _county(facts, city, encoded):
    code, name = facts["code"], facts["name"]
    county = actions.open_county(
        code=code, name=name, short=facts["short"], host_name="（示例，待填）", is_demo=True, by=SYSTEM
    )
    actions.set_upper_body(county=county, unit=city, by=SYSTEM)
    rows = _rows(facts)
    _units(county, {row["department"] for row in rows}, encoded)
    for username, title, post in ADMINISTRATORS:
        person(f"{username}-{code}", f"{name}{title}", post, county, encoded)
    load_duties(county=county, lines=io.StringIO(_written(rows)), today=clock.today())
    if facts["published"]:
        publish_edition(
            county=county,
            document_number=f"{facts['short']}编发〔2025〕12号",
            published_on=PUBLISHED_ON,
            notes="示例数据，仅供演示。",
            by=seat(f"bb-fz-{code}"),
        )


def _units(county, departments, encoded):
    """The office with its two accounts, the departments the list names, the townships."""
    bodies = [body for body in (*MEMBERS, *DEPARTMENTS) if body.code in {"bb", *departments}]
    for order, body in enumerate(bodies, 1):
        unit = add_unit(county, body._replace(name=body.name.replace("灵川县", county.name)), order)
        if unit.kind == UnitKind.OFFICE:
            for ending, post in (("jb", Post.HANDLER), ("fz", Post.HEAD)):
                title = f"{county}{str(unit).removeprefix('县')}{post.label}"
                person(f"bb-{ending}-{county.code}", title, post, county, encoded, unit)
    for order, row in enumerate(_townships(county.code), 100):
        body = Body(row["account"], row["name"], f"{county.name}{row['name']}人民政府", UnitKind.TOWNSHIP)
        add_unit(county, body, order)


def _townships(code):
    with (FIXTURES / "demo/region_townships.csv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["county"] == code]


def _rows(facts):
    """Lines of the demo county's file in this county's words and with its numbers of documents."""
    with (FIXTURES / "demo/duties.csv").open(encoding="utf-8", newline="") as lines:
        taken = [row for row in csv.DictReader(lines) if row["key"] in facts["takes"]]
    for row in taken:
        row["document_number"] = row["document_number"].replace("灵", facts["short"])
        for column, (old, new) in facts["changes"].get(row["key"], {}).items():
            row[column] = row[column].replace(old, new)
    return taken


def _written(rows):
    file = io.StringIO()
    writer = csv.DictWriter(file, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()
