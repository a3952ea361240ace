"""A county whose list goes 县级审定 → 市级审核 → 省级备案, small: on top of `place`."""

from datetime import date

import pytest

from accounts import actions as accounts
from accounts.acting import acting
from accounts.models import Post, Seat, UnitKind
from audit.record import SYSTEM
from regimes.actions import load_regime
from registry.actions import drafts
from registry.models import EditionDraft
from tests.regimes.conftest import regime_text

BODIES = (
    ("party_office", "xwb", "县委办公室", UnitKind.PARTY_GOV),
    ("harbin_bianban", "sbb", "哈尔滨市委编办", UnitKind.UPPER),
    ("heilongjiang_bianban", "swb", "黑龙江省委编办", UnitKind.UPPER),
)
NUMBERS = {"county": "宾办发〔2026〕8号", "city": "哈编复〔2026〕15号", "province": ""}


@pytest.fixture
def binxian(place, seat_of):
    """`place` under 黑龙江's path, with seats: binxian.office, .head, .county, .city, .province."""
    county = place.county
    text = regime_text("binxian").replace('county = "230125"', f'county = "{county.code}"')
    text += '\n[papers.words]\nedition = "宾办发"\n'
    load_regime(county=county, text=text, by=SYSTEM)
    for order, (key, code, name, kind) in enumerate(BODIES, 20):
        unit = accounts.create_unit(
            county=None if kind == UnitKind.UPPER else county,
            key=key,
            code=code,
            name=name,
            kind=kind,
            order=order,
            by=SYSTEM,
        )
        setattr(place, code, unit)
    place.sbb.above = place.swb
    place.sbb.save()
    accounts.set_upper_body(county=county, unit=place.sbb, by=SYSTEM)
    place.office, place.head = seat_of(place.bb, Post.HANDLER), seat_of(place.bb, Post.HEAD)
    place.county_seat = seat_of(place.xwb, Post.HANDLER)
    place.city, place.province = upper_seat(place.sbb), upper_seat(place.swb)
    return place


def upper_seat(unit):
    user = accounts.create_user(
        username=f"{unit.code}-jb", display_name="经办人", county=None, by=SYSTEM, encoded="!"
    )
    return acting(Seat.objects.create(user=user, unit=unit, post=Post.HANDLER))


def begun(place):
    return drafts.begin_draft(county=place.county, by=place.office)


def sent(place):
    draft = begun(place)
    return drafts.send_draft(draft=draft, by=place.office, lock=draft.lock)


def fresh(draft):
    return EditionDraft.objects.get(pk=draft.pk)


def passed(place, draft, *keys, on=None, numbers=NUMBERS):
    """Each body passes it from its own seat."""
    seats = {"county": place.county_seat, "city": place.city, "province": place.province}
    for key in keys:
        draft = fresh(draft)
        draft = drafts.pass_step(
            draft=draft,
            by=seats[key],
            lock=draft.lock,
            step=key,
            decided_on=on or date(2026, 11, 21),
            number=numbers[key],
        )
    return draft
