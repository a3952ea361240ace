"""Which version holds on a day: loaded beforehand, corrected meanwhile, each by its own date."""

from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from accounts.acting import acting_for
from audit import clock
from audit.record import SYSTEM
from regimes.actions import load_regime
from regimes.queries import current_regime, said_of_holding
from tests.cast import days_later, seat
from tests.regimes.conftest import regime_text

TEXT = regime_text("lingchuan")


def of(day, *, signing=3):
    text = TEXT.replace("in_force_from = 2023-03-15", f"in_force_from = {day}", 1)
    return text.replace("signing = { days = 3,", f"signing = {{ days = {signing},", 1)


def load(county, day, text):
    with clock.at(datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))):
        regime, is_new = load_regime(county=county, text=text, by=SYSTEM)
        assert is_new
        return regime, list(said_of_holding(regime))


@pytest.fixture
def loaded(county):
    """The first version, the one of next year, a correction of the first."""
    first, said = load(county, "2026-03-01", of("2023-03-15"))
    assert said == []
    coming, said = load(county, "2026-06-01", of("2027-01-01", signing=5))
    assert said == ["第2版2027年1月1日（周五）起施行，今天现行的是第1版。"]
    return first, coming, *load(county, "2026-07-01", of("2023-03-15", signing=4))


@pytest.mark.parametrize(
    ("day", "version"),
    [((2026, 3, 1), 3), ((2026, 7, 1), 3), ((2026, 12, 31), 3), ((2027, 1, 1), 2), ((2030, 1, 1), 2)],
)
def test_a_correction_of_today_s_text_does_not_undo_the_one_that_waits(county, loaded, day, version):
    assert current_regime(county, on=date(*day)).version == version


def test_a_request_goes_by_the_version_that_holds(lingchuan):
    """Its county's rules are known by what was read with the seat: as every case finds them."""
    user, tomorrow = seat("zjj-fz").user, clock.today() + timedelta(days=1)
    coming, correction = (
        load_regime(county=lingchuan, text=text, by=SYSTEM)[0]
        for text in (of(tomorrow, signing=5), of("2023-03-15", signing=4))
    )
    for days, held in ((0, correction), (1, coming)):
        with days_later(days):
            by = acting_for(user, clock.today())[0]
            assert by.county.regime_sha == current_regime(lingchuan).sha256 == held.sha256


def test_who_loads_the_correction_is_told_of_the_one_that_waits(loaded):
    assert loaded[3] == [
        "第3版现行。",
        "第2版（2027年1月1日（周五）起施行）到时取代第3版：这次改的，它也要改的，请改好它再载入一次。",
    ]


def test_the_one_that_waits_is_replaced_by_another_of_its_day(county, loaded):
    _, said = load(county, "2026-08-01", of("2027-01-01", signing=6))

    assert said == [
        "第4版2027年1月1日（周五）起施行，今天现行的是第3版。",
        "第2版（2027年1月1日（周五）起施行）由第4版代替，不再施行。",
    ]
    assert current_regime(county, on=date(2027, 1, 1)).version == 4


def test_what_is_corrected_after_that_day_holds_at_once(county, loaded):
    regime, said = load(county, "2027-02-01", of("2023-03-15", signing=7))

    assert said == ["第4版现行。"]
    assert current_regime(county, on=date(2027, 2, 1)) == regime


def test_a_date_that_was_typed_too_late_is_put_right(county):
    load(county, "2026-03-01", of("2025-03-15"))
    regime, said = load(county, "2026-03-02", of("2023-03-15"))

    assert said == ["第2版现行。"]
    assert current_regime(county, on=date(2026, 3, 2)) == regime


def test_the_command_says_it(county, tmp_path):
    file, said = tmp_path / "coming.toml", StringIO()
    file.write_text(of("2098-01-01"), encoding="utf-8")

    call_command("load_regime", str(file), stdout=said, stderr=StringIO())

    assert "第1版2098年1月1日（周三）起施行，今天现行的是：没有。" in said.getvalue()
