from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry import actions, queries
from registry.models import Duty, DutyTownship, DutyVersion
from registry.states import EndKind, Standing
from tests.registry.conftest import FROM, TODAY, end, facts, take_effect

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("offset", "standing"),
    [(-1, Standing.PENDING), (0, Standing.IN_FORCE), (30, Standing.IN_FORCE), (31, Standing.EXPIRED)],
)
def test_a_temporary_duty_counts_through_its_last_day(enter, offset, standing):
    until = FROM + 30 * DAY
    version = enter(kind="temporary", term_from=FROM, term_until=until)

    assert queries.standing_of(version.duty, FROM + offset * DAY) == standing


@pytest.mark.parametrize(
    ("kind", "standing"),
    [
        (EndKind.DONE, Standing.REVOKED),
        (EndKind.EXPIRED, Standing.REVOKED),
        (EndKind.CANCELLED, Standing.CANCELLED),
    ],
)
def test_an_end_takes_effect_after_its_last_day(enter, place, kind, standing):
    duty = enter().duty
    end(duty, place.townships, date(2026, 3, 31), kind=kind)

    assert queries.standing_of(duty, date(2026, 3, 31)) == Standing.REVOKING
    assert queries.standing_of(duty, date(2026, 4, 1)) == standing


def test_revoked_but_without_a_date_is_still_in_force(enter, place):
    version = enter()
    end(version.duty, place.townships, None)

    assert queries.standing_of(version.duty, TODAY) == Standing.REVOKING
    assert list(queries.in_force(place.county, TODAY)) == [version]


def test_the_end_for_one_township_leaves_the_others(enter, place):
    duty = enter().duty
    end(duty, [place.djx], date(2026, 3, 31))

    assert queries.standing_of(duty, TODAY) == Standing.IN_FORCE
    assert queries.standing_of(duty, TODAY, township=place.djx) == Standing.REVOKED
    assert queries.standing_of(duty, TODAY, township=place.lcz) == Standing.IN_FORCE


def test_an_expired_duty_revoked_afterwards_is_revoked(enter, place):
    duty = enter(kind="temporary", term_from=FROM, term_until=date(2026, 1, 31)).duty
    end(duty, place.townships, date(2026, 3, 31), kind=EndKind.EXPIRED)

    assert queries.standing_of(duty, date(2026, 3, 1)) == Standing.EXPIRED
    assert queries.standing_of(duty, TODAY) == Standing.REVOKED


def test_a_new_text_replaces_the_old_from_its_day(enter, place):
    old = enter()
    new = actions.amend_duty(
        duty=old.duty, facts=facts("新名称"), townships=[place.lcz], department=place.slj
    )
    take_effect(new, date(2026, 5, 1))

    assert list(queries.in_force(place.county, date(2026, 4, 30))) == [old]
    assert list(queries.in_force(place.county, date(2026, 5, 1))) == [new]


def test_nothing_pending_or_hidden_is_public(enter, place):
    shown = enter("公开事项")
    enter("待生效事项", effective=None)
    enter("将来生效事项", effective=TODAY + DAY)
    enter("不公开事项", is_public=False, publication_ground="涉及个人隐私")

    assert list(queries.public_duties(place.county, TODAY, today=TODAY)) == [shown]


def test_a_duty_that_became_hidden_is_not_public_on_earlier_days_either(enter, place):
    version = enter()
    hidden = facts(is_public=False, publication_ground="涉及个人隐私")
    new = actions.amend_duty(duty=version.duty, facts=hidden, townships=place.townships, department=place.zrj)
    take_effect(new, date(2026, 5, 1))
    before = date(2026, 4, 1)

    assert list(queries.public_duties(place.county, before, today=before)) == [version]
    assert not queries.public_duties(place.county, before, today=TODAY).exists()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("巡查", ["50%达标巡查", "巡查_看护"]),
        ("巡 查", ["50%达标巡查", "巡查_看护"]),
        ("查　巡", []),  # written apart, it is one word
        ("看 护　达标", []),
        ("看　护 防治条例", ["巡查_看护"]),
        ("%", ["50%达标巡查"]),
        ("_", ["巡查_看护"]),
        ("50％", ["50%达标巡查"]),
        ("灵编发9号", ["50%达标巡查", "巡查_看护"]),
        ("灵编发〔2025〕9号", ["50%达标巡查", "巡查_看护"]),
        ("防治条例 看护", ["巡查_看护"]),
        ("自然资源局", ["50%达标巡查", "巡查_看护"]),
        ("水利", []),
        ("。。", []),
        ("", ["50%达标巡查", "巡查_看护"]),
        ("'; DROP TABLE", []),
        ("巡" * 3000, []),
        ("\x00", []),
    ],
)
def test_search_is_literal_and_forgiving(enter, place, text, found):
    enter("50%达标巡查")
    enter("巡查_看护")
    versions = queries.versions_on(place.county, TODAY).order_by("name")

    assert [version.name for version in queries.search(versions, text)] == found


def test_lookalikes(enter, place):
    same = enter("地质灾害隐患点汛期巡查").duty
    revoked = enter("地质灾害隐患点巡查排查").duty
    pending = enter("汛期地质灾害隐患点的巡查", effective=None).duty
    enter("农村供水工程看护")
    end(revoked, place.townships, date(2026, 3, 31))

    found = queries.lookalikes(place.county, "地质灾害 隐患点汛期巡查", place.zrj, on=TODAY)

    assert [(one.duty, one.standing, one.same, one.blocks) for one in found] == [
        (same, Standing.IN_FORCE, True, True),
        (pending, Standing.PENDING, False, False),
        (revoked, Standing.REVOKED, False, False),
    ]
    other = queries.lookalikes(place.county, "地质灾害隐患点汛期巡查", place.slj, on=TODAY)
    assert [one.blocks for one in other] == [False, False, False]
    assert queries.lookalikes(place.county, "　", place.zrj, on=TODAY) == []


# ---- the rule in SQL against the rule in five lines of Python

days = st.integers(0, 8).map(lambda n: FROM + n * DAY)
maybe = st.none() | days
carriers = st.lists(st.tuples(maybe, st.booleans(), st.sampled_from(EndKind.values)), min_size=1, max_size=3)
texts = st.tuples(maybe, maybe, carriers)


def model(texts, on):
    """Standing on a day of a duty with one or two texts: (from, until, [(ended_on, pending, kind)])."""
    current = None
    for since, until, rows in texts:
        if since and since <= on:
            current = until, rows
    if current is None:
        return Standing.PENDING
    until, rows = current
    left = [row for row in rows if row[0] is None or row[0] >= on]
    if left and (until is None or on <= until):
        staying = [row for row in rows if row[0] is None and not row[1]]
        return Standing.IN_FORCE if staying else Standing.REVOKING
    if left:
        return Standing.EXPIRED
    last = max(row[0] for row in rows)
    ended = {row[2] for row in rows if row[0] == last}
    if ended == {EndKind.MOVED}:
        return Standing.MOVED
    return Standing.CANCELLED if EndKind.CANCELLED in ended else Standing.REVOKED


# Every example makes a duty of its own, so the county may be the same for all.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(first=texts, second=st.none() | texts, on=days)
def test_standing_is_what_the_dates_say(place, first, second, on):
    written = [first]
    # A text counts only after the one before it; the second may still wait for its day.
    if second and first[0] and (second[0] is None or second[0] > first[0]):
        written.append(second)
    serial = Duty.objects.count() + 1
    duty = Duty.objects.create(
        county=place.county, list_kind=place.kinds["supporting"], serial=serial, code=f"样{serial}",
        name="样", normalized_name="样", department=place.zrj,
    )  # fmt: skip
    for number, (since, until, rows) in enumerate(written, start=1):
        after = written[number][0] if number < len(written) else None
        version = DutyVersion.objects.create(
            duty=duty, number=number, name="样", normalized_name="样", department=place.zrj,
            effective_from=since, term_until=until, superseded_on=after, document_number="灵编发〔2025〕9号",
        )  # fmt: skip
        for township, (ended_on, pending, kind) in zip(place.townships, rows, strict=False):
            DutyTownship.objects.create(
                version=version, township=township, ended_on=ended_on,
                end_pending=pending and ended_on is None, end_kind=kind, end_document="灵编发〔2026〕3号",
            )  # fmt: skip

    expected = model(written, on)
    assert queries.standing_of(duty, on) == expected
    in_force = queries.in_force(place.county, on).filter(duty=duty).count()
    assert in_force == (expected in (Standing.IN_FORCE, Standing.REVOKING))
