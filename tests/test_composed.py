"""A query composed once answers as if it were written anew each time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from weakref import WeakKeyDictionary

import pytest
from django.db import DataError, InternalError, OperationalError, connection, transaction
from django.db.models import CharField, DateField, Q
from django.test.utils import CaptureQueriesContext

from accounts.acting import acting_for
from accounts.errands import tally
from accounts.models import Seat, Unit, UnitKind, User
from admission import access, queries, worklist
from admission.models import Round
from audit import clock
from config import composed
from config.composed import Composed, Given, GivenKeys, WrittenOut
from registry.pages import texts
from tests.cast import days_later, seat
from tests.factories import fresh, journey, make_case

NAMED = Composed(lambda: Unit.objects.filter(code=Given("code", CharField())).select_related("county"))


def test_the_same_text_asked_with_other_values(lingchuan, django_assert_num_queries):
    with django_assert_num_queries(2):
        first, second = NAMED(code="lcz"), NAMED(code="dxz")
    assert [unit.name for unit in first] == [Unit.objects.get(code="lcz").name]
    assert [unit.name for unit in second] == [Unit.objects.get(code="dxz").name]
    with django_assert_num_queries(0):
        assert first[0].county == lingchuan
    assert NAMED(code="nowhere") == []


def test_what_was_read_before_is_read_again(lingchuan):
    before = NAMED(code="lcz")[0]
    Unit.objects.filter(pk=before.pk).update(name="灵川新镇")
    assert NAMED(code="lcz")[0].name == "灵川新镇"
    assert before.name != "灵川新镇"


def test_rows_by_their_keys_however_many(lingchuan):
    asked = Composed(lambda: Unit.objects.filter(pk__in=GivenKeys("keys", Unit)).order_by("pk"))
    units = list(Unit.objects.order_by("pk"))

    assert asked(keys=[unit.pk for unit in units]) == units
    assert asked(keys=[units[1].pk, -1]) == [units[1]]
    assert asked(keys=[]) == []


def test_rows_by_what_else_tells_one_from_another(lingchuan):
    code = Unit._meta.get_field("code")
    asked = Composed(lambda: Unit.objects.filter(code__in=GivenKeys("codes", code)).order_by("code"))

    assert [unit.code for unit in asked(codes=["lcz", "dxz", "'; --"])] == ["dxz", "lcz"]


def test_a_row_may_stand_for_its_key_and_a_day_is_that_of_the_asking(lingchuan):
    asked = Composed(lambda: Seat.objects.on(Given("day", DateField())).filter(user=Given("user", User)))
    by = seat("zjj-jb")
    assert asked(day=clock.today(), user=by.user) == [by.seat]
    Seat.objects.filter(pk=by.seat.pk).update(valid_until=clock.today())
    assert asked(day=clock.today(), user=by.user.pk) == [by.seat]
    with days_later(1) as tomorrow:
        assert asked(day=tomorrow, user=by.user) == []
        assert acting_for(by.user, tomorrow) == []
    assert len(acting_for(by.user, clock.today())) == 1


def test_a_value_that_is_not_given_is_an_error(lingchuan):
    with pytest.raises(KeyError, match="code"):
        NAMED()


def test_what_could_not_be_asked_at_first_can_be_asked_later(lingchuan):
    """On PostgreSQL the first asking gives the query a name: one that failed gave none."""
    asked = Composed(lambda: Unit.objects.filter(code=Given("code", CharField())))

    def broken(execute, sql, params, many, context):
        raise OperationalError

    with connection.execute_wrapper(broken), pytest.raises(OperationalError):
        asked(code="lcz")
    assert [[unit.code for unit in asked(code=code)] for code in ("lcz", "dxz")] == [["lcz"], ["dxz"]]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_is_asked_anew_on_the_next(lingchuan):
    """Names are a connection's own: on PostgreSQL the new one knows none of them."""
    asked = Composed(lambda: Unit.objects.filter(code=Given("code", CharField())))
    assert [unit.code for unit in asked(code="lcz")] == ["lcz"]

    connection.close()

    assert [unit.code for unit in asked(code="dxz")] == ["dxz"]


@pytest.mark.postgres
def test_in_a_transaction_that_failed_nothing_is_named_and_after_it_all_goes_on(lingchuan):
    first, second = (Composed(lambda: Unit.objects.filter(code=Given("code", CharField()))) for _ in "ab")
    assert len(first(code="lcz")) == 1

    with transaction.atomic():
        with pytest.raises(DataError), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        for each in (first, second):
            with pytest.raises(InternalError):  # "current transaction is aborted"
                each(code="lcz")
        transaction.set_rollback(True)

    assert [unit.code for each in (first, second) for unit in each(code="dxz")] == ["dxz", "dxz"]


def test_what_never_changes_in_a_query_may_hold_any_character(lingchuan):
    odd = "100%的 'x' $1 {}"
    Unit.objects.filter(code="lcz").update(contact_post=odd)
    asked = Composed(lambda: Unit.objects.filter(code=Given("code", CharField()), contact_post=odd))

    assert [len(asked(code=code)) for code in ("lcz", "lcz", "dxz")] == [1, 1, 0]


def written_out(code, *, day=None):
    """A query of townships of that code, as Django writes it with its values."""
    rows = Unit.objects.filter(code=code, kind=UnitKind.TOWNSHIP)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=day)) if day else rows
    return WrittenOut(*rows.values_list("pk", "name").query.sql_with_params())


def test_a_query_written_out_is_asked_for_others_too_and_read_anew(lingchuan):
    lcz, dxz = Unit.objects.get(code="lcz"), Unit.objects.get(code="dxz")
    for _ in range(7):  # PostgreSQL plans the first five for their own values
        assert written_out("lcz")(connection) == [(lcz.pk, lcz.name)]
    assert written_out("dxz")(connection) == [(dxz.pk, dxz.name)]
    assert written_out("nowhere")(connection) == []

    Unit.objects.filter(pk=dxz.pk).update(name="大圩新镇", valid_until=clock.today())
    assert written_out("dxz", day=clock.today())(connection) == [(dxz.pk, "大圩新镇")]
    assert written_out("dxz", day=clock.today() + timedelta(days=1))(connection) == []


@pytest.mark.postgres
def test_of_queries_written_out_only_so_many_are_named_on_a_connection(lingchuan, monkeypatch):
    monkeypatch.setattr(composed, "_names", WeakKeyDictionary())
    monkeypatch.setattr(composed, "_NAMES", 0)
    lcz = Unit.objects.get(code="lcz")
    with CaptureQueriesContext(connection) as captured:
        assert written_out("lcz")(connection) == [(lcz.pk, lcz.name)]
    assert [query["sql"].startswith("SELECT") for query in captured] == [True]


@pytest.mark.postgres
def test_a_composed_query_takes_no_place_of_one_written_out(lingchuan, monkeypatch):
    monkeypatch.setattr(composed, "_names", WeakKeyDictionary())
    monkeypatch.setattr(composed, "_NAMES", 1)
    NAMED(code="lcz")
    with CaptureQueriesContext(connection) as captured:
        for code in ("lcz", "dxz"):
            written_out(code)(connection)
        written_out("lcz", day=clock.today())(connection)
    assert ["EXECUTE" in query["sql"] for query in captured] == [True, True, False]


def test_what_one_thread_composed_another_asks_on_its_own_connection(lingchuan):
    """A worker may answer in several threads: every kind of composed query is asked in each."""
    by, case = seat("bb-jb"), fresh(journey("circulating").case)

    def asked():
        try:
            (
                tally(by),
                worklist.count(by),
                case.forget(),
                case.dossier.rounds,
                queries.case_seen_by(by, case.uuid),
            )
            return access.read_for(case, by)
        finally:
            connection.close()

    tally(by), worklist.count(by), queries.case_seen_by(by, case.uuid)
    assert (len(case.dossier.rounds), access.read_for(case, by)) == (1, True)
    with ThreadPoolExecutor(1) as others:
        assert others.submit(asked).result() is False  # it sees nothing of what this transaction wrote


def test_two_threads_that_compose_at_once_have_a_query_each():
    """Composing takes notes in the query, which tables it joins: of one that both had, either could be left half a sentence."""
    public = (False, True)
    for asked in (
        texts._texts(public, latest=True, previous=True),
        texts._hits(public, 1, ()),
    ):
        assert asked.build().query is not asked.build().query


def test_all_rows_of_a_case_are_one_query_and_read_again_once_forgotten(lingchuan, django_assert_num_queries):
    case = fresh(journey("circulating").opine().case)
    with django_assert_num_queries(1):
        given = [opinion for review in case.dossier.every_review for opinion in review.opinions.all()]
        assert [opinion.version.name for opinion in given] == [case.version.name] * len(given)
        assert (len(case.dossier.requests) > 0, case.dossier.hearings) == (True, [])
    Round.objects.filter(application=case).update(cover_note="另一句")
    assert case.dossier.round.cover_note != "另一句"
    case.forget()
    assert case.dossier.round.cover_note == "另一句"


@pytest.mark.parametrize("username", ["bb-jb", "zjj-fz", "lcz-fz", "sfj-fz", "sbb-jb", "zjr"])
def test_a_seat_reads_its_cases_one_by_one_as_in_the_list(lingchuan, username):
    cases, by = [make_case("circulating"), make_case("draft"), make_case("upper_review")], seat(username)
    listed = {case.pk: (case.shown, case.shown_term) for case in queries.visible_to(by)}
    alone = {case.pk: queries.case_seen_by(by, case.uuid) for case in cases}
    assert {pk: (case.shown, case.shown_term) for pk, case in alone.items() if case} == listed
    assert {item.case.pk for item in worklist.todo(by)} <= listed.keys()
    assert worklist.count(by) == len(worklist.todo(by))
    assert all(access.rights(case, by.unit) == _stored(case, by) for case in alone.values() if case)


def _stored(case, by):
    return access.rights(type(case).objects.get(pk=case.pk), by.unit)
