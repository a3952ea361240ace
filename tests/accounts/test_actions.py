"""Management acts: who may, what each records, what the rules refuse."""

import itertools
import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts import actions, queries
from accounts.acting import acting
from accounts.models import County, Delegation, Post, RosterEntry, Seat, Unit, UnitKind, User
from audit import clock
from audit.models import Event
from audit.record import SYSTEM
from tests.accounts.conftest import person


def closed(cast):
    """An account that was closed before."""
    User.objects.filter(pk=cast.seats.head.user_id).update(is_active=False)
    return cast.seats.head.user


ACTS = {
    "create_unit": lambda cast, by: actions.create_unit(
        county=cast.county, code="zjj", name="县住建局", kind="department", by=by
    ),
    "rename_unit": lambda cast, by: actions.rename_unit(
        unit=cast.units.justice,
        name="灵川县司法局二",
        short_name="司法局二",
        since=clock.today(),
        document="灵编发〔2026〕1号",
        by=by,
    ),
    "change_unit": lambda cast, by: actions.change_unit(unit=cast.units.justice, short_name="司法局", by=by),
    "create_user": lambda cast, by: actions.create_user(
        username="zjj-jb", display_name="甲", county=cast.county, password="x", by=by
    ),
    "change_user": lambda cast, by: actions.change_user(user=cast.seats.head.user, display_name="乙", by=by),
    "deactivate_user": lambda cast, by: actions.set_active(user=cast.seats.head.user, active=False, by=by),
    "activate_user": lambda cast, by: actions.set_active(user=closed(cast), active=True, by=by),
    "reset_password": lambda cast, by: actions.reset_password(user=cast.seats.head.user, password="x", by=by),
    "grant_seat": lambda cast, by: actions.grant_seat(
        user=cast.seats.head.user, unit=cast.units.finance, post=Post.HANDLER, by=by
    ),
    "revoke_seat": lambda cast, by: actions.revoke_seat(seat=cast.seats.head, by=by),
    "add_roster_entry": lambda cast, by: actions.add_roster_entry(
        seat=cast.seats.head, role="member", valid_from="2026-01-01", by=by
    ),
    "unlock": lambda cast, by: actions.unlock(user=cast.seats.head.user, by=by),
    "open_county": lambda cast, by: actions.open_county(code="450325", name="兴安县", short="兴", by=by),
}
MAY = {name: {"sys"} for name in ACTS} | {"unlock": {"sec"}, "open_county": set()}
EVERYONE = ("handler", "head", "finance", "convenor", "sys", "sec", "aud", "abroad", "sys_abroad")


@pytest.mark.parametrize("verb", ACTS)
@pytest.mark.parametrize("who", EVERYONE)
def test_only_the_right_administrator_of_the_county_manages(cast, verb, who):
    before = Event.objects.count()
    by = acting(getattr(cast.seats, who))

    if who in MAY[verb]:
        ACTS[verb](cast, by)
        event = Event.objects.latest("seq")
        assert (Event.objects.count() - before, event.verb, event.person) == (1, verb, who)
    else:
        with pytest.raises(PermissionDenied):
            ACTS[verb](cast, by)
        event = Event.objects.latest("seq")
        assert (Event.objects.count() - before, event.verb, event.person) == (1, verb, str(by.user))
        assert (event.outcome, event.facts) == ("refused", {"why": "NotAllowed"})


def test_what_a_rule_refuses_is_on_record(cast):
    """三员分离: an administrator is given no seat of a unit."""
    with pytest.raises(ValidationError):
        actions.grant_seat(
            user=cast.seats.aud.user, unit=cast.units.finance, post=Post.HANDLER, by=cast.admin
        )

    event = Event.objects.latest("seq")
    assert (event.verb, event.outcome, event.facts) == ("grant_seat", "refused", {"why": "Refused"})
    assert event.subject == str(cast.seats.aud.user.uuid)


def test_what_is_refused_by_the_set_up_is_nobodys_act(cast):
    before = Event.objects.count()
    with pytest.raises(ValidationError):
        actions.grant_seat(user=cast.seats.aud.user, unit=cast.units.finance, post=Post.HANDLER, by=SYSTEM)

    assert Event.objects.count() == before


def test_an_account_closed_twice_is_closed_once(cast):
    for _ in range(2):
        actions.set_active(user=cast.seats.head.user, active=False, by=cast.admin)

    assert Event.objects.filter(verb="deactivate_user").count() == 1


@pytest.mark.parametrize("verb", ACTS)
def test_events_hold_ids_and_no_names(cast, verb):
    ACTS[verb](cast, SYSTEM)

    data = json.loads(Event.objects.latest("seq").data)
    texts = [value for value in data.values() if isinstance(value, str)]
    assert all(text.isascii() for text in texts), data


def test_an_administrator_does_not_end_its_own_seat_or_account(cast):
    with pytest.raises(PermissionDenied):
        actions.revoke_seat(seat=cast.seats.sys, by=cast.admin)
    with pytest.raises(PermissionDenied):
        actions.set_active(user=cast.seats.sys.user, active=False, by=cast.admin)


def test_the_county_administrator_manages_the_upper_bodys_seats(cast):
    city = actions.create_unit(
        county=None, key="city_bianban", code="sbb", name="市委编办", kind="upper", by=SYSTEM
    )
    clerk = person(cast.county, "sbb-jb")
    with pytest.raises(PermissionDenied):
        actions.grant_seat(user=clerk, unit=city, post=Post.HANDLER, by=cast.admin)

    actions.set_upper_body(county=cast.county, unit=city, by=SYSTEM)
    cast.county.refresh_from_db()
    seat = actions.grant_seat(
        user=clerk, unit=city, post=Post.HANDLER, by=acting(Seat.objects.get(pk=cast.seats.sys.pk))
    )

    assert (seat.unit, seat.county) == (city, None)


def upper(key):
    return actions.create_unit(county=None, key=key, code=key, name=key, kind="upper", by=SYSTEM)


def test_bodies_above_counties_stand_under_one_another(cast):
    city, province = upper("city"), upper("province")

    actions.set_above(unit=city, above=province, by=SYSTEM)

    city.refresh_from_db()
    assert city.above == province
    event = Event.objects.latest("seq")
    assert (event.verb, json.loads(event.data)) == ("set_above", {"unit": city.pk, "above": province.pk})


def test_no_administrator_says_what_stands_above(cast):
    city, province = upper("city"), upper("province")

    with pytest.raises(PermissionDenied):
        actions.set_above(unit=city, above=province, by=cast.admin)
    assert Unit.objects.filter(above__isnull=False).count() == 0


def test_a_unit_of_a_county_stands_under_its_county_only(cast):
    province = upper("province")

    for unit, above in ((cast.units.justice, province), (province, cast.units.justice)):
        with pytest.raises(ValidationError):
            actions.set_above(unit=unit, above=above, by=SYSTEM)


def test_a_body_above_several_counties_is_no_county_administrators_own(cast):
    """It decides the cases of all of them: neither may give out its seats, or change it."""
    city = actions.create_unit(
        county=None, key="city_bianban", code="sbb", name="市委编办", kind="upper", by=SYSTEM
    )
    held = actions.grant_seat(user=person(cast.county, "sbb-fz"), unit=city, post=Post.HEAD, by=SYSTEM)
    for county in (cast.county, cast.other):
        actions.set_upper_body(county=county, unit=city, by=SYSTEM)

    for name in ("sys", "sys_abroad"):
        by = acting(Seat.objects.get(pk=getattr(cast.seats, name).pk))
        clerk = person(by.county, f"{name}-clerk")
        for act in (
            lambda: actions.grant_seat(user=clerk, unit=city, post=Post.HEAD, by=by),  # noqa: B023
            lambda: actions.change_unit(unit=city, name="另一个名字", by=by),  # noqa: B023
            lambda: actions.revoke_seat(seat=held, by=by),  # noqa: B023
            lambda: actions.reset_password(user=held.user, password="Another-1", by=by),  # noqa: B023
            lambda: actions.change_user(user=held.user, email="a@example.org", by=by),  # noqa: B023
            lambda: actions.set_active(user=held.user, active=False, by=by),  # noqa: B023
        ):
            with pytest.raises(PermissionDenied):
                act()
        assert city not in queries.units_managed(by.county)
        assert held not in queries.seats_managed(by.county)
        assert held.user not in queries.users_managed(by.county)


def test_a_unit_has_a_group_of_its_own(cast):
    assert cast.units.justice.group.name == "450323:justice"
    assert cast.units.justice.group.unit == cast.units.justice
    assert cast.units.justice.group.permissions.count() == 0


# ---- 三员分离


@pytest.mark.parametrize(
    ("holder", "post", "unit", "refused"),
    [
        ("sys", Post.HANDLER, "justice", True),
        ("sec", Post.HEAD, "justice", True),
        ("aud", Post.CONVENOR, "convenor", True),
        ("sys", Post.AUDIT_ADMIN, None, True),
        ("sec", Post.SYSTEM_ADMIN, None, True),
        ("head", Post.AUDIT_ADMIN, None, True),
        ("convenor", Post.SECURITY_ADMIN, None, True),
        ("head", Post.HANDLER, "finance", False),
        ("head", Post.HEAD, "finance", False),
        ("convenor", Post.HEAD, "justice", False),
    ],
)
def test_administrators_stand_apart(cast, holder, post, unit, refused):
    user = getattr(cast.seats, holder).user
    unit = getattr(cast.units, unit) if unit else None

    def grant():
        return actions.grant_seat(user=user, post=post, unit=unit, county=cast.county, by=SYSTEM)

    if refused:
        with pytest.raises(ValidationError, match="管理员"):
            grant()
    else:
        assert grant().user == user


def test_an_ended_seat_stands_in_no_administrators_way(cast):
    actions.revoke_seat(seat=cast.seats.head, by=cast.admin)

    seat = actions.grant_seat(
        user=cast.seats.head.user, post=Post.AUDIT_ADMIN, county=cast.county, by=acting(cast.seats.sec)
    )

    assert seat.is_admin is True


@pytest.mark.parametrize(
    ("post", "unit", "said"),
    [
        (Post.SYSTEM_ADMIN, "justice", "管理员岗位不属于任何单位"),
        (Post.HEAD, None, "请选择单位"),
        (Post.CONVENOR, "justice", "召集人岗位只设在召集人名下"),
        (Post.HEAD, "convenor", "召集人岗位只设在召集人名下"),
    ],
)
def test_a_post_fits_its_unit(cast, post, unit, said):
    newcomer = person(cast.county, "newcomer")
    unit = getattr(cast.units, unit) if unit else None

    with pytest.raises(ValidationError, match=said):
        actions.grant_seat(user=newcomer, post=post, unit=unit, county=cast.county, by=SYSTEM)


def test_a_seat_is_held_once(cast):
    with pytest.raises(ValidationError, match="已经有这个岗位"):
        actions.grant_seat(user=cast.seats.head.user, unit=cast.units.justice, post=Post.HEAD, by=cast.admin)


ON_ADMINISTRATORS = {
    "change_user": lambda seat, by: actions.change_user(user=seat.user, display_name="乙", by=by),
    "set_active": lambda seat, by: actions.set_active(user=seat.user, active=False, by=by),
    "reset_password": lambda seat, by: actions.reset_password(user=seat.user, password="x", by=by),
    "revoke_seat": lambda seat, by: actions.revoke_seat(seat=seat, by=by),
}


@pytest.mark.parametrize("verb", ON_ADMINISTRATORS)
def test_only_the_security_administrator_manages_the_other_administrators(cast, verb):
    def refused(by, holder):
        try:
            with transaction.atomic():
                ON_ADMINISTRATORS[verb](getattr(cast.seats, holder), acting(getattr(cast.seats, by)))
                transaction.set_rollback(True)
        except PermissionDenied:
            return True
        return False

    found = {(by, holder) for by in EVERYONE for holder in ("sys", "sec", "aud") if not refused(by, holder)}

    assert found == {("sec", "sys"), ("sec", "aud")}


@pytest.mark.parametrize(("who", "may"), [("sys", False), ("sec", True), ("aud", False), ("head", False)])
def test_only_the_security_administrator_names_administrators(cast, who, may):
    newcomer, by = person(cast.county, "newcomer"), acting(getattr(cast.seats, who))
    if not may:
        with pytest.raises(PermissionDenied):
            actions.grant_seat(user=newcomer, post=Post.SECURITY_ADMIN, county=cast.county, by=by)
        return
    actions.grant_seat(user=newcomer, post=Post.AUDIT_ADMIN, county=cast.county, by=by)
    with pytest.raises(PermissionDenied):
        actions.grant_seat(user=cast.seats.abroad.user, post=Post.AUDIT_ADMIN, county=cast.county, by=by)


# ---- the same twice


@pytest.mark.parametrize(
    ("facts", "field", "said"),
    [
        ({"code": "sfj"}, "code", "已有单位用了这个代码"),
        ({"code": "x", "key": "justice"}, "key", "已有单位用了这个代号"),
        ({"code": "x", "kind": "convenor"}, "kind", "本县的召集人已经设立，不能再设"),
    ],
)
def test_a_unit_that_another_set_up_meanwhile(cast, facts, field, said):
    with pytest.raises(ValidationError) as refused:
        actions.create_unit(
            county=cast.county, by=cast.admin, **({"name": "甲", "kind": "department"} | facts)
        )

    assert refused.value.message_dict == {field: [said]}


def test_an_account_that_another_set_up_meanwhile(cast):
    with pytest.raises(ValidationError) as refused:
        actions.create_user(username="sfj-jb", display_name="甲", county=cast.county, by=cast.admin)

    assert refused.value.message_dict == {"username": ["这个账号已经有人用"]}


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "role", "free"),
    [
        ("2026-01-01", None, "member", False),
        ("2025-01-01", "2026-01-01", "member", False),
        ("2025-01-01", "2025-12-31", "member", True),
        ("2026-06-30", None, "member", False),
        ("2026-07-01", None, "member", True),
        ("2026-01-01", None, "liaison", True),
    ],
)
def test_a_duty_of_the_roster_is_held_once_at_a_time(cast, valid_from, valid_until, role, free):
    seat = cast.seats.head
    actions.add_roster_entry(
        seat=seat, role="member", valid_from="2026-01-01", valid_until="2026-06-30", by=SYSTEM
    )
    again = {"role": role, "valid_from": valid_from, "valid_until": valid_until}
    if not free:
        with pytest.raises(ValidationError, match="已有这个职务"):
            actions.add_roster_entry(seat=seat, by=SYSTEM, **again)
    else:
        actions.add_roster_entry(seat=seat, by=SYSTEM, **again)

    assert seat.roster.count() == 1 + free


def test_a_convenor_is_listed_with_the_seat_that_signs(cast):
    """Listed with another, the row would do nothing and nobody would know (灵川 联席会议制度第二部分)."""
    since = {"role": "convenor", "valid_from": "2026-01-01", "by": SYSTEM}
    cast.seats.convenor.roster.all().delete()

    with pytest.raises(ValidationError, match="只有召集人岗位可以列为召集人"):
        actions.add_roster_entry(seat=cast.seats.head, **since)
    actions.add_roster_entry(seat=cast.seats.convenor, **since)

    assert cast.seats.head.roster.count() == 0
    assert cast.seats.convenor.roster.count() == 1


# ---- what the database itself refuses


def unit_row(cast, **facts):
    facts = {"county": cast.county, "key": "x", "code": "x", "name": "x", "short_name": "x", **facts}
    return Unit(**{"kind": "department", "group": cast.units.justice.group, **facts})


BROKEN = {
    "unit_one_convenor_per_county": lambda c: unit_row(
        c, kind="convenor", group=Group.objects.create(name="x")
    ),
    "seat_administrator_has_no_unit": lambda c: Seat(
        user=c.seats.sys.user, unit=c.units.justice, county=c.county, post=Post.AUDIT_ADMIN
    ),
    "seat_unit_post_without_unit": lambda c: Seat(user=c.seats.sys.user, county=c.county, post=Post.HEAD),
    "seat_once_per_unit": lambda c: Seat(
        user=c.seats.head.user, unit=c.units.justice, county=c.county, post=Post.HEAD
    ),
    "seat_once_per_county": lambda c: Seat(user=c.seats.sys.user, county=c.county, post=Post.SYSTEM_ADMIN),
    "seat_dates_in_order": lambda c: Seat(
        user=c.seats.head.user,
        unit=c.units.finance,
        post=Post.HEAD,
        valid_from="2026-02-01",
        valid_until="2026-01-01",
    ),
    "unit_key_once_per_county": lambda c: unit_row(c, key="justice"),
    "unit_code_once_per_county": lambda c: unit_row(c, code="sfj"),
    "unit_upper_has_no_county": lambda c: unit_row(c, kind="upper"),
    "delegation_to_another_seat": lambda c: Delegation(
        seat=c.seats.head, to_seat=c.seats.head, valid_from="2026-01-01", valid_until="2026-01-02"
    ),
    "delegation_dates_in_order": lambda c: Delegation(
        seat=c.seats.head, to_seat=c.seats.handler, valid_from="2026-01-02", valid_until="2026-01-01"
    ),
    "roster_dates_in_order": lambda c: RosterEntry(
        county=c.county, seat=c.seats.head, role="member", valid_from="2026-01-02", valid_until="2026-01-01"
    ),
    "county_code": lambda c: County(code="450323", name="x", short="x"),
    "username": lambda c: User(username="sys", display_name="x"),
}


@pytest.mark.parametrize("constraint", BROKEN)
def test_the_database_refuses(cast, constraint):
    row = BROKEN[constraint](cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(("days", "ok"), [(-1, True), (0, True), (1, False)])
def test_a_roster_row_ends_earlier_never_later(cast, days, ok):
    today = clock.today()
    last = today + timedelta(days=30)
    entry = actions.add_roster_entry(
        seat=cast.seats.head, role="member", valid_from=today, valid_until=last, by=SYSTEM
    )

    if not ok:
        with pytest.raises(ValidationError, match="只能提前结束"):
            actions.end_roster_entry(entry=entry, valid_until=last + timedelta(days=days), by=SYSTEM)
    else:
        actions.end_roster_entry(entry=entry, valid_until=last + timedelta(days=days), by=SYSTEM)

    entry.refresh_from_db()
    assert entry.valid_until == last + timedelta(days=days if ok else 0)


def test_a_roster_row_entered_by_mistake_is_taken_back(cast):
    """It counts on no day, stays to be read with its reason, and the right one can be entered."""
    today = clock.today()
    given = {"seat": cast.seats.head, "role": "member", "valid_from": today, "by": SYSTEM}
    entry = actions.add_roster_entry(**given)

    actions.withdraw_roster_entry(entry=entry, reason="选错了人", by=SYSTEM)

    entry.refresh_from_db()
    assert (entry.withdrawn_reason, entry.withdrawn_at.date()) == ("选错了人", clock.now().date())
    assert not RosterEntry.objects.on(today).filter(pk=entry.pk).exists()
    assert Event.objects.get(verb="withdraw_roster_entry").facts["reason"] == "选错了人"
    again = actions.add_roster_entry(**given)
    assert RosterEntry.objects.on(today).filter(seat=cast.seats.head).get() == again
    for act in (
        lambda: actions.withdraw_roster_entry(entry=entry, reason="再撤", by=SYSTEM),
        lambda: actions.end_roster_entry(entry=entry, valid_until=today, by=SYSTEM),
    ):
        with pytest.raises(ValidationError, match="已经撤回"):
            act()


def test_a_convenor_of_today_may_have_signed_by_the_entry(cast):
    given = {"seat": cast.seats.convenor, "role": "convenor", "by": SYSTEM}
    today = actions.add_roster_entry(
        valid_from=clock.today(), valid_until=clock.today() + timedelta(days=8), **given
    )
    later = actions.add_roster_entry(valid_from=clock.today() + timedelta(days=9), **given)

    with pytest.raises(ValidationError, match="已经可以审签，不能撤回"):
        actions.withdraw_roster_entry(entry=today, reason="选错了人", by=SYSTEM)
    actions.withdraw_roster_entry(entry=later, reason="选错了人", by=SYSTEM)


def test_what_a_day_passed_by_is_not_taken_back(cast):
    """Somebody was invited, or signed, by the roster of that day."""
    entry = actions.add_roster_entry(
        seat=cast.seats.head, role="member", valid_from=clock.today() - timedelta(days=1), by=SYSTEM
    )

    with pytest.raises(ValidationError, match="请填写结束日期"):
        actions.withdraw_roster_entry(entry=entry, reason="选错了人", by=SYSTEM)

    entry.refresh_from_db()
    assert entry.withdrawn_at is None


def test_a_renamed_unit_keeps_its_former_name(cast):
    unit, by, today = cast.units.justice, acting(cast.seats.sys), clock.today()
    old, given = (
        unit.name,
        {"name": "灵川县司法局（新）", "short_name": "新司法局", "document": "灵编发〔2026〕1号"},
    )
    actions.rename_unit(unit=unit, since=today, by=by, **given)

    unit.refresh_from_db()
    former = unit.former_names.get()
    assert (unit.name, former.name, former.until) == (given["name"], old, today - timedelta(days=1))
    for since in (today, today + timedelta(days=1)):
        with pytest.raises(ValidationError):
            actions.rename_unit(unit=unit, since=since, by=by, **given | {"name": "又一个"})
    with pytest.raises(ValidationError):
        actions.rename_unit(unit=unit, since=today, by=by, **given)


def test_no_two_units_of_today_answer_to_one_name(cast):
    """People choose a unit by its name and a table of people names it: a doubled name would seat them at the wrong one."""
    taken, unit, by = cast.units.finance, cast.units.justice, acting(cast.seats.sys)
    given = {"name": taken.name, "short_name": "另一简称", "document": "文件"}
    with pytest.raises(ValidationError, match="已有单位用了这个全称"):
        actions.rename_unit(unit=unit, since=clock.today(), by=by, **given)
    with pytest.raises(ValidationError, match="已有单位用了这个简称"):
        actions.change_unit(unit=unit, by=by, short_name=taken.short_name)

    ended = clock.today() - timedelta(days=1)
    actions.change_unit(unit=taken, by=by, valid_until=ended)
    actions.rename_unit(unit=unit, since=clock.today(), by=by, **given)

    actions.change_unit(
        unit=taken, by=by, telephone="000"
    )  # what shares a name already is not asked about it


def test_a_unit_succeeds_another_and_never_itself(cast):
    unit, other, by = cast.units.justice, cast.units.finance, acting(cast.seats.sys)
    actions.change_unit(unit=unit, successor=other, valid_until=clock.today(), by=by)

    assert list(other.predecessors.all()) == [unit]
    given = {"county": cast.county, "key": "lcz", "code": "lcz", "name": "灵川镇", "kind": UnitKind.TOWNSHIP}
    township = actions.create_unit(**given, by=SYSTEM)
    for one, by_whom in ((unit, unit), (other, unit), (unit, township), (township, unit)):
        with pytest.raises(ValidationError):
            actions.change_unit(unit=one, successor=by_whom, by=by)


def test_no_circle_of_successors_is_entered(cast):
    """A→B→C→A: nobody would go on with what any of them had."""
    given = {"county": cast.county, "key": "nyj", "code": "nyj", "short_name": "县农业农村局", "by": SYSTEM}
    third = actions.create_unit(name="灵川县农业农村局", kind=UnitKind.DEPARTMENT, **given)
    units, by, today = [cast.units.justice, cast.units.finance, third], acting(cast.seats.sys), clock.today()
    for one, to in itertools.pairwise(units):
        actions.change_unit(unit=one, successor=to, valid_until=today, by=by)
    first, second, third = (each.short_name for each in units)
    said = f"不能互相承接：{first}由{second}承接，{second}由{third}承接"
    with pytest.raises(ValidationError, match=said):
        actions.change_unit(unit=units[2], successor=units[0], valid_until=today, by=by)
