from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import County, Post, Seat


def open_county(code="450323", name="灵川县", short="灵", **options):
    out = StringIO()
    call_command("open_county", code, name, short, stdout=out, **options)
    return out.getvalue().splitlines()


def test_a_county_opens_with_three_administrators_who_change_their_passwords(db):
    lines = open_county(organiser="中共灵川县委机构编制委员会办公室")

    county = County.objects.get()
    assert county.organiser_name == "中共灵川县委机构编制委员会办公室"
    assert list(Seat.objects.values_list("user__username", "post", "county")) == [
        ("sys", Post.SYSTEM_ADMIN, county.pk),
        ("sec", Post.SECURITY_ADMIN, county.pk),
        ("aud", Post.AUDIT_ADMIN, county.pk),
    ]
    issued = lines[0].rsplit(" ", 1)[1]
    first = Client().post("/login/", {"username": "sys", "password": issued})
    assert first.url == "/password/"


def test_a_second_county_has_accounts_of_its_own(db):
    open_county()

    open_county("450324", "全州县", "全")

    names = Seat.objects.filter(county__code="450324").values_list("user__username", flat=True)
    assert list(names) == ["sys-450324", "sec-450324", "aud-450324"]


def test_a_county_opens_once(db):
    open_county()

    with pytest.raises(CommandError, match="450323已经开通"):
        open_county()
