from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import County, Post, Seat, Unit, User


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


def open_upper(code="450323", key="city_bianban"):
    out = StringIO()
    call_command("open_upper_body", code, key, "sbb", "桂林市委编办", stdout=out)
    return out.getvalue().splitlines()


def test_a_body_above_counties_serves_several(db):
    """settled 26."""
    open_county()
    open_county("450324", "全州县", "全")

    first, second = open_upper(), open_upper("450324")

    upper = Unit.objects.get(county=None)
    assert {county.upper_body for county in County.objects.all()} == {upper}
    assert list(Seat.objects.filter(unit=upper).values_list("user__username", "post")) == [
        ("sbb-jb", Post.HANDLER),
        ("sbb-fz", Post.HEAD),
    ]
    issued = first[1].rsplit(" ", 1)[1]
    assert Client().post("/login/", {"username": "sbb-fz", "password": issued}).url == "/password/"
    assert second == ["全州县的上级单位是桂林市委编办。"]


def test_two_cities_do_not_share_a_key(db):
    """Two counties' files may both say city_bianban; neither city becomes the other's."""
    open_county()
    open_upper()
    open_county("230125", "宾县", "宾")

    with pytest.raises(CommandError, match="标识city_bianban已经是桂林市委编办的"):
        call_command("open_upper_body", "230125", "city_bianban", "hbb", "哈尔滨市委编办")
    assert County.objects.get(code="230125").upper_body is None


def test_a_body_above_a_county_that_is_not_there(db):
    with pytest.raises(CommandError, match="450323还没有开通"):
        open_upper()


def test_another_body_takes_another_code(db):
    open_county()
    open_upper()

    with pytest.raises(CommandError, match="单位代码sbb已经有人用"):
        open_upper(key="province_bianban")


def test_accounts_of_a_body_above_take_nobody_s_name(db):
    open_county()
    User.objects.create(username="sbb-jb", display_name="另一个人")

    with pytest.raises(CommandError, match="账号sbb-jb已经有人用"):
        open_upper()
    assert not Unit.objects.filter(county=None).exists()


def open_over(key="province_bianban", code="qbb", over="city_bianban", name="自治区党委编办"):
    out = StringIO()
    call_command("open_upper_body", "450323", key, code, name, over=over, stdout=out)
    return out.getvalue().splitlines()


def test_a_body_above_the_body_above(db):
    open_county()
    open_upper()

    said = open_over()

    city, province = Unit.objects.get(key="city_bianban"), Unit.objects.get(key="province_bianban")
    assert (city.above, province.above) == (province, None)
    assert County.objects.get().upper_body == city
    assert said[-1] == "桂林市委编办的上级单位是自治区党委编办。"
    assert list(Seat.objects.filter(unit=province).values_list("user__username", flat=True)) == [
        "qbb-jb",
        "qbb-fz",
    ]


def test_a_body_above_one_that_is_not_there(db):
    open_county()

    with pytest.raises(CommandError, match="没有标识为city_bianban的上级单位"):
        open_over()
    assert not Unit.objects.filter(county=None).exists()


def test_no_body_stands_above_itself_or_those_above_it(db):
    open_county()
    open_upper()
    open_over()

    for over in ("city_bianban", "province_bianban"):
        with pytest.raises(CommandError, match="不能作它的上级"):
            open_over("city_bianban", "sbb", over, "桂林市委编办")
    assert Unit.objects.get(key="province_bianban").above is None


def upper_account(username, what):
    out = StringIO()
    call_command("upper_account", username, what, stdout=out)
    return out.getvalue().strip()


def test_accounts_of_a_body_above_are_seen_to_by_command(db):
    open_county()
    open_upper()

    issued = upper_account("sbb-fz", "reset").rsplit(" ", 1)[1]
    assert Client().post("/login/", {"username": "sbb-fz", "password": issued}).url == "/password/"
    assert upper_account("sbb-fz", "stop") == "账号sbb-fz已停用。"
    assert not User.objects.get(username="sbb-fz").is_active
    assert upper_account("sbb-fz", "start") == "账号sbb-fz已启用。"
    with pytest.raises(CommandError, match="sys不是上级单位的账号"):
        upper_account("sys", "reset")
