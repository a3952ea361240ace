"""Figures of the counties' cases for the bodies above them: how many stand where, and no text."""

import pytest
from django.urls import reverse

from tests.cast import client_of, office_abroad
from tests.factories import journey, make_case

pytestmark = pytest.mark.django_db


def numbers(response):
    return [
        (county.name, open_ones, [(label, number) for label, number, _ in found if number])
        for county, open_ones, found in response.context["cases"].lines
    ]


def test_cases_are_counted_from_when_they_were_handed_in(lingchuan):
    for state in ("draft", "consulting", "submitted", "submitted", "circulating", "withdrawn"):
        make_case(state)
    case = journey("approved").case

    response = client_of("sbb-jb").get(reverse("region-cases"))

    assert numbers(response) == [
        (
            "灵川县",
            3,
            [("待受理", 2), ("征求成员单位意见", 1), ("已准入、调整、取消、撤销", 1), ("已撤回", 1)],
        )
    ]
    page = response.content.decode()
    assert (case.title in page, case.number in page) == (False, False)


def test_a_county_below_nobody_is_not_counted(lingchuan):
    office_abroad()
    make_case("submitted")

    assert [name for name, *_ in numbers(client_of("sbb-jb").get(reverse("region-cases")))] == ["灵川县"]


def test_without_cases(lingchuan):
    page = client_of("sbb-jb").get(reverse("region-cases")).content.decode()

    assert "各县还没有提交过申请。" in page


@pytest.mark.parametrize("who", ["bb-fz", "zjr", "xwb-jb", "lcz-fz", "sys", "aud"])
def test_nobody_of_the_county_opens_it(lingchuan, who):
    assert client_of(who).get(reverse("region-cases")).status_code == 403
