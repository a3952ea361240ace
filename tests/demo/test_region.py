"""Three further counties and the province, which only `load_demo --region` makes."""

import pytest
from django.test import Client

from accounts.models import County, Unit
from accounts.queries import counties_below
from audit.witnesses import verify
from demo import loading
from demo.county import PASSWORD
from registry.models import Duty

NAMES = ["阳朔县", "灵川县", "全州县", "龙胜各族自治县"]


@pytest.fixture
def region(county):
    loading.load_region(tell=lambda text: None)
    loading.load_region(tell=lambda text: None)  # what is there is not made again
    return county


def test_the_city_and_the_province_see_the_four(region):
    city, province = Unit.objects.get(code="sbb"), Unit.objects.get(code="qbb")

    assert [county.name for county in counties_below(city)] == NAMES
    assert [county.name for county in counties_below(province)] == NAMES


def test_everything_is_sample_data_and_the_chain_is_whole(region):
    further = County.objects.exclude(pk=region.pk)

    assert {county.is_demo for county in further} == {True}
    assert not Duty.objects.filter(county__in=further, is_sample=False).exists()
    assert [county.editions.count() for county in further] == [1, 1, 0]
    assert verify() is None


def test_each_kind_of_account_can_sign_in(region, settings):
    settings.DEMO = True
    starts = {
        username: Client().post("/login/", {"username": username, "password": PASSWORD}).url
        for username in ("qbb-jb", "qbb-fz", "sbb-jb", "bb-fz-450321", "sys-450328")
    }
    assert set(starts.values()) == {"/desk/", "/manage/"}
    assert starts["sys-450328"] == "/manage/"
    listed = Client().get("/login/").content.decode()
    assert all(name in listed for name in ("自治区党委编办", "阳朔县 · 县委编办", "bb-fz-450328"))
