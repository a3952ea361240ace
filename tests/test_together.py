"""Rows of several models read by one query are what Django reads of each: on SQLite and PostgreSQL."""

from datetime import date
from decimal import Decimal
from itertools import chain

from django.db import connection
from django.db.models import (
    BooleanField,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
)
from django.db.models.functions import TruncDate, TruncMonth
from django.test.utils import CaptureQueriesContext

from accounts.models import County, Seat, Unit, User
from admission.models import Application, Stay, Version
from config.together import together
from documents.models import Paper
from registry.models import Duty, DutyVersion
from tests.factories import journey, listed_duty

CASES = Application.objects.select_related(
    "county", "regime", "version__department", "review", "duty__county"
)


def columns(row):
    """All that is known of a row, and of the rows read with it."""
    known = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    beside = {name: each and columns(each) for name, each in row._state.fields_cache.items()}
    return type(row), known, beside


def same(*querysets):
    """How many rows of each there are, once they were compared; and that it took one query."""
    with CaptureQueriesContext(connection) as captured:
        found = together(*querysets)
    alone = [list(rows) for rows in querysets]
    assert [list(map(columns, rows)) for rows in found] == [list(map(columns, rows)) for rows in alone]
    assert len(captured) == 1
    return list(map(len, alone))


def test_rows_of_several_models_in_their_order(lingchuan):
    journey("circulating"), journey("approved")
    listed_duty()
    counted = same(
        CASES.order_by("-created_at", "pk"),
        Unit.objects.select_related("county", "successor").order_by("-code"),
        DutyVersion.objects.select_related("duty__list_kind", "department"),  # columns of JSON, days
        Paper.objects.all(),
        User.objects.order_by("username"),
    )
    assert min(counted) > 0
    assert counted[0] == 2


def test_more_columns_than_a_function_takes_arguments(lingchuan):
    journey("circulating")
    row = CASES.get()
    rows = [row, *chain(row._state.fields_cache.values(), [row.version.department, row.duty])]
    assert sum(len(each._meta.concrete_fields) for each in rows if each) > 100
    assert same(CASES) == [1]


def test_what_is_left_out_and_what_is_added(lingchuan):
    journey("circulating")
    begun = Exists(Stay.objects.filter(application=OuterRef("pk")))
    mine = ExpressionWrapper(Q(state="circulating"), output_field=BooleanField())
    counted = same(
        CASES.defer("regime__text", "procedure_reason").annotate(begun=begun, mine=mine),
        Version.objects.only("name"),
        Seat.objects.select_related("user").filter(unit__code__in=["zjj", "bb"]).distinct(),
    )
    assert min(counted) > 0


def test_amounts_keep_their_digits(lingchuan):
    """1.10 stays 1.10, not what a floating number makes of it."""
    journey("circulating"), journey("submitted")
    for amount in ("1.10", "0.07", "9999999999.99"):
        Version.objects.update(cost=Decimal(amount))
        rows = Version.objects.order_by("pk")
        assert same(rows) == [2]
        assert [str(row.cost) for row in together(rows)[0]] == [str(row.cost) for row in rows]


def test_whatever_is_written_in_a_column(lingchuan):
    """Text that looks like JSON or SQL, signs that JSON escapes, JSON within JSON, days long past."""
    journey("circulating")
    odd = [
        '[1, "二"]',
        '{"a": null}',
        "null",
        "\\",
        '"',
        "'",
        "%s %% {}",
        "\t\r\n\x01\x1f\x7f",
        "\u2028😀",
        " ",
    ]
    held = {"字": [1.5, 2**60, None, True, {"": '\x01"'}, 0.1, 1e20, -0.0]}
    for text in odd:
        Version.objects.update(name=text, basis=text, texts={**held, text: text})
        assert same(Version.objects.all(), Version.objects.all()) == [1, 1]
    for day in (date(1, 1, 1), date(1899, 12, 31), date(9999, 12, 31)):
        Version.objects.update(term_until=day)
        assert same(Version.objects.select_related("department")) == [1]
    rows = Version.objects.all()
    assert together(rows, rows.values_list("name", "texts"), rows[:1], rows.none())[1] == [
        rows.values_list("name", "texts")[0]
    ]


def test_values_and_what_is_counted_of_groups(lingchuan):
    journey("circulating"), journey("approved")
    months = Application.objects.order_by().annotate(
        month=TruncMonth("created_at", DateField()), none=TruncMonth("accepted_at", DateField())
    )
    days = Stay.objects.order_by("entered_at").annotate(day=TruncDate("entered_at"), at=F("entered_at"))
    asked = (
        months.values("month", "none", "state").annotate(n=Count("pk")),
        days.values_list("day", "at", "application__uuid"),
        Unit.objects.order_by("-code").values_list("code", flat=True),
    )
    with CaptureQueriesContext(connection) as captured:
        found = together(*asked)
    assert len(captured) == 1
    months, days, codes = map(list, asked)
    assert sorted(map(str, found[0])) == sorted(map(str, months))  # in no order
    assert found[1:] == [days, codes]
    assert min(map(len, found)) > 1


def test_nothing_asked_and_nothing_found(lingchuan, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert together() == []
        assert together(Unit.objects.none(), Duty.objects.filter(pk__in=[])) == [[], []]
    assert (
        same(Application.objects.all(), Unit.objects.none(), County.objects.filter(code="%s 100%")) == [0] * 3
    )


def test_what_is_prefetched_through_keys_takes_one_query_of_all(lingchuan, django_assert_num_queries):
    journey("circulating"), journey("submitted")
    stays = Prefetch("stays", Stay.objects.select_related("application__county").order_by("-entered_at"))
    asked = Application.objects.prefetch_related(stays), Unit.objects.prefetch_related("applications")

    def told(cases, units):
        days = {case.pk: [(stay.pk, stay.application.number) for stay in case.stays.all()] for case in cases}
        return days, [[case.pk for case in unit.applications.all()] for unit in units]

    expected = told(*asked)
    with django_assert_num_queries(2):
        assert told(*together(*asked)) == expected
    assert min(map(len, expected[0].values())) > 0
    assert {0, 2} == set(map(len, expected[1]))  # of most units nothing


def test_what_else_is_prefetched_is_read_as_django_does(lingchuan, django_assert_num_queries):
    journey("circulating", townships=("lcz", "dxz"))
    with django_assert_num_queries(2):
        (version,) = together(Version.objects.prefetch_related("townships"))[0]
        assert {unit.code for unit in version.townships.all()} == {"lcz", "dxz"}
