"""The county alone, as other tests build it."""

import pytest
from django.contrib.auth.hashers import check_password

from accounts.models import RosterEntry, Seat, Unit, User
from audit.witnesses import verify
from demo import county

pytestmark = pytest.mark.django_db


def test_county_has_units_seats_and_roster():
    built = county.build()

    assert built.is_demo
    assert [unit.name for unit in Unit.objects.filter(kind="upper")] == ["中共桂林市委机构编制委员会办公室"]
    assert Unit.objects.filter(kind="township").count() == 12
    assert list(Unit.objects.filter(is_standing=False).values_list("code", flat=True)) == ["cjb"]
    assert county.seat("sfj-fz").label == "县司法局 · 负责人"
    assert county.seat("zjr2", "head").unit.code == "yjj"
    assert set(RosterEntry.objects.values_list("document", flat=True)) == {"办发〔2023〕3号"}
    assert verify() is None


def test_everyone_has_the_password_and_nobody_a_real_name():
    county.build(password="another-one")

    assert all(check_password("another-one", user.password) for user in User.objects.all()[:3])
    titles = ("经办人", "负责人", "召集人", "管理员")
    assert [u.display_name for u in User.objects.all() if not u.display_name.endswith(titles)] == []


def test_one_person_holds_two_seats():
    county.build()

    held = Seat.objects.filter(user__username="bb-jb").order_by("id")
    assert [(seat.unit.code, seat.post) for seat in held] == [("bb", "handler"), ("zzb", "handler")]
