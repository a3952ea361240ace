"""Whose pages an address names: /c/450324/editions/ are those of one county's list (decision record 0016).

Links made while such a page is answered keep its county by themselves: the beginning of the address is Django's
script prefix, which every `reverse` puts in front.
"""

import re
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.http import Http404
from django.urls import get_script_prefix, set_script_prefix
from django.utils.module_loading import import_string

from accounts.models import County

OF_A_COUNTY = re.compile(r"/c/([0-9A-Za-z]{1,12})(/.*)?", re.DOTALL)
COUNTY_LAST = re.compile(r"c/[^/]+/\Z")


class Elsewhere(Exception):
    """The page asked for has another address; the visitor is sent there."""

    def __init__(self, url):
        super().__init__(url)
        self.url = url


def counties(condition, params=()):
    """The counties of a condition in SQL. Asked for at nearly every page: without the ORM's own time.

    Each has `read_with`: what settings.WITH_COUNTY, an expression for either database, said of it at that moment.
    """
    fields = County._meta.concrete_fields
    table, more = County._meta.db_table, import_string(settings.WITH_COUNTY)[connection.vendor]
    columns = ", ".join([*(f"{table}.{field.column}" for field in fields), more])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} {condition}", params)  # noqa: S608 - ours
        rows = cursor.fetchall()
    names = [field.attname for field in fields]
    found = []
    for *values, said in rows:
        values = [field.to_python(value) for field, value in zip(fields, values, strict=True)]
        found.append(County.from_db(connection.alias, names, values))
        found[-1].read_with = said
    return found


def county_with(code):
    """The county of a code, with `read_with` (see counties), or None."""
    return next(iter(counties("WHERE code = %s", [code])), None)


def check(request):
    """Http404 where the address names a county that is not there; what is said then is said as at an address of none."""
    if request.chosen_county is not None and not request.chosen_county:
        leave(request)
        raise Http404


def checked_by_itself(view):
    """Mark a view that does this itself, for most of its answers are kept ones: the county is not read before it."""
    view.checks_chosen_county = True
    return view


def root():
    """Where the installation's addresses begin, whatever county is being shown."""
    return COUNTY_LAST.sub("", get_script_prefix())


def addresses_of(county):
    """Addresses made inside are those of the county's pages; with None, of no county's."""
    return addresses_with(county.code if county else None)


@contextmanager
def addresses_with(code):
    """The same by the county's code."""
    before = get_script_prefix()
    set_script_prefix(f"{root()}c/{code}/" if code else root())
    try:
        yield
    finally:
        set_script_prefix(before)


def in_county(county, path="/"):
    """The address of a path of the site (“/editions/?page=2”) among the county's pages."""
    return f"{root()}c/{county.code}/{path.removeprefix('/')}"


def without_county(request):
    """The address of the request as it is without a county in front."""
    return root() + request.get_full_path_info().removeprefix("/")


def leave(request):
    """Go on as at the address without the county: what a seat does, it does in its own county."""
    request.chosen_county = None
    set_script_prefix(root())
