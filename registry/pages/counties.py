"""The counties of the installation, by city, to choose one."""

import csv
from functools import cache
from itertools import groupby
from pathlib import Path

from django.conf import settings

from accounts.chosen import in_county
from accounts.models import County

CITIES = Path(settings.BASE_DIR) / "fixtures" / "cities.csv"


@cache
def cities():
    """{first four digits of a county's code: the city}."""
    with CITIES.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


def by_city(path="/", counties=None):
    """[(city, [(county, address of the path among its pages)])] in the order of the codes; "" for an unknown city."""
    rows = list(County.objects.all() if counties is None else counties)
    return [
        (cities().get(code, ""), [(county, in_county(county, path)) for county in group])
        for code, group in groupby(rows, key=lambda county: county.code[:4])
    ]


def wanted_path(params):
    """The page that was asked for without saying whose: a path of this site, else the list."""
    path = params.get("next", "")
    return path if path.startswith("/") and path.isprintable() else "/"
