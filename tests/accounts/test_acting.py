from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts import actions
from accounts.acting import acting, acting_for
from accounts.models import Delegation, Post, Seat
from audit.record import SYSTEM
from tests.accounts.conftest import person

DAY = date(2026, 11, 23)


def keys(user, on=DAY):
    return [choice.key for choice in acting_for(user, on)]


def delegation(cast, start=0, end=5, **facts):
    return Delegation.objects.create(
        seat=facts.pop("seat", cast.seats.head),
        to_seat=cast.seats.handler,
        valid_from=DAY + timedelta(days=start),
        valid_until=DAY + timedelta(days=end),
        **facts,
    )


def test_a_seat_speaks_for_itself(cast):
    choice = acting(cast.seats.head)

    assert (choice.unit, choice.county, choice.post) == (cast.units.justice, cast.county, Post.HEAD)
    assert choice.label == "县司法局 · 负责人"
    assert choice.is_admin is False
    assert choice.as_actor().person == "sfj-fz"
    assert choice.as_actor().on_behalf == ""


def test_an_administrator_has_a_county_and_no_unit(cast):
    choice = acting(cast.seats.aud)

    assert (choice.unit, choice.county, choice.is_admin) == (None, cast.county, True)
    assert choice.label == "灵川县 · 审计管理员"
    assert (choice.as_actor().unit, choice.as_actor().unit_id) == ("", "")


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "held"),
    [
        (None, None, True),
        (DAY, DAY, True),
        (DAY + timedelta(days=1), None, False),
        (None, DAY - timedelta(days=1), False),
        (DAY - timedelta(days=1), DAY + timedelta(days=1), True),
    ],
)
def test_a_seat_counts_on_its_days(cast, valid_from, valid_until, held):
    Seat.objects.filter(pk=cast.seats.head.pk).update(valid_from=valid_from, valid_until=valid_until)

    assert bool(keys(cast.seats.head.user)) is held


def test_a_deactivated_person_or_seat_or_an_abolished_unit_acts_in_nothing(cast):
    head, handler, finance = cast.seats.head, cast.seats.handler, cast.seats.finance
    actions.set_active(user=head.user, active=False, by=SYSTEM)
    actions.revoke_seat(seat=handler, by=SYSTEM)
    actions.change_unit(unit=cast.units.finance, valid_until=DAY - timedelta(days=1), by=SYSTEM)

    assert [keys(seat.user) for seat in (head, handler, finance)] == [[], [], []]


@pytest.mark.parametrize(
    ("start", "end", "counts"), [(0, 0, True), (-3, 3, True), (1, 5, False), (-5, -1, False)]
)
def test_a_delegation_counts_on_its_days_both_included(cast, start, end, counts):
    row = delegation(cast, start, end)

    expected = [f"s{cast.seats.handler.pk}"] + ([f"d{row.pk}"] if counts else [])
    assert keys(cast.seats.handler.user) == expected


def test_a_delegate_acts_from_the_heads_seat_in_its_own_name(cast):
    delegation(cast)

    choice = acting_for(cast.seats.handler.user, DAY)[1]

    assert (choice.seat, choice.user) == (cast.seats.head, cast.seats.handler.user)
    assert choice.label == "县司法局 · 负责人（受托）"
    assert choice.own_seat == cast.seats.handler
    actor = choice.as_actor()
    assert (actor.person, actor.on_behalf, actor.seat) == ("sfj-jb", "sfj-fz", "负责人（受托）")


def revoke(cast, row):
    actions.revoke_delegation(delegation=row, by=SYSTEM)


def end_heads_seat(cast, row):
    actions.revoke_seat(seat=cast.seats.head, by=SYSTEM)


def deactivate_head(cast, row):
    actions.set_active(user=cast.seats.head.user, active=False, by=SYSTEM)


def end_delegates_seat(cast, row):
    actions.revoke_seat(seat=cast.seats.handler, by=SYSTEM)


@pytest.mark.parametrize("how", [revoke, end_heads_seat, deactivate_head, end_delegates_seat])
def test_a_delegation_ends_with_either_seat(cast, how):
    row = delegation(cast)

    how(cast, row)

    assert f"d{row.pk}" not in keys(cast.seats.handler.user)


def test_choices_take_two_queries_however_many(cast, django_assert_num_queries):
    actions.grant_seat(user=cast.seats.handler.user, unit=cast.units.finance, post=Post.HANDLER, by=SYSTEM)
    delegation(cast)

    with django_assert_num_queries(2):
        labels = [choice.label for choice in acting_for(cast.seats.handler.user, DAY)]

    assert labels == ["县司法局 · 经办人", "县财政局 · 经办人", "县司法局 · 负责人（受托）"]


# ---- delegating


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def delegate(cast, *, by=None, seat=None, to=None, start=0, end=5):
    seat = seat or cast.seats.head
    return actions.delegate(
        seat=seat,
        to_seat=to or cast.seats.handler,
        valid_from=today(start),
        valid_until=today(end),
        by=by or acting(seat),
    )


def test_a_head_delegates_within_the_unit(cast):
    row = delegate(cast)

    assert keys(cast.seats.handler.user, today()) == [f"s{cast.seats.handler.pk}", f"d{row.pk}"]


def test_the_system_administrator_enters_it_from_paper(cast):
    assert delegate(cast, by=cast.admin).seat == cast.seats.head


def test_a_delegate_cannot_delegate_or_revoke(cast):
    row = delegate(cast)
    standing_in = acting_for(cast.seats.handler.user, today())[1]
    third = actions.grant_seat(
        user=person(cast.county, "sfj-jb2"), unit=cast.units.justice, post=Post.HANDLER, by=SYSTEM
    )

    with pytest.raises(PermissionDenied):
        delegate(cast, by=standing_in, to=third, start=10, end=11)
    with pytest.raises(PermissionDenied):
        actions.revoke_delegation(delegation=row, by=standing_in)


@pytest.mark.parametrize("who", ["handler", "finance", "convenor", "sec", "aud", "sys_abroad"])
def test_nobody_else_delegates_for_a_head(cast, who):
    with pytest.raises(PermissionDenied):
        delegate(cast, by=acting(getattr(cast.seats, who)))


def test_the_convenors_signature_is_never_delegated(cast):
    deputy = actions.grant_seat(
        user=person(cast.county, "zjr2"), unit=cast.units.convenor, post=Post.CONVENOR, by=SYSTEM
    )

    with pytest.raises(PermissionDenied):
        delegate(cast, seat=cast.seats.convenor, to=deputy)
    with pytest.raises(ValidationError, match="召集人的审签不能授权他人代签"):
        delegate(cast, seat=cast.seats.convenor, to=deputy, by=cast.admin)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"to": "finance"}, "只能授权给本单位的人"),
        ({"to": "head"}, "不能授权给自己"),
        ({"start": 5, "end": 4}, "结束日期不能早于开始日期"),
        ({"start": -5, "end": -1}, "结束日期已经过去"),
    ],
)
def test_what_a_delegation_may_not_be(cast, change, said):
    if "to" in change:
        change = {"to": getattr(cast.seats, change["to"])}

    with pytest.raises(ValidationError) as refused:
        delegate(cast, **change)

    assert said in str(refused.value)


def test_two_delegations_do_not_overlap(cast):
    delegate(cast)

    with pytest.raises(ValidationError, match="已有一份授权"):
        delegate(cast, start=5, end=9)
