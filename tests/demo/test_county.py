"""The demo county stands, quickly."""

import pytest

from accounts.models import Seat, Unit
from audit.record import verify
from demo import county

pytestmark = pytest.mark.django_db


def test_county_is_built():
    built = county.build()

    assert built.is_demo
    assert Unit.objects.filter(kind="township").count() == 12
    assert county.seat("sfj-fz").label == "县司法局 · 负责人"
    assert county.seat("sbb-jb").unit == built.upper_body
    assert [s.post for s in Seat.objects.filter(user__username="zjr2").order_by("id")] == ["convenor", "head"]
    assert verify() is None
