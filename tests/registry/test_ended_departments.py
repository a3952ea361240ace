"""A duty whose department ended: the public page and the list say who goes on with it (record 0033)."""

from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Unit
from audit import clock
from tests.factories import listed_duty, unit


def ended(*codes):
    yesterday = clock.today() - timedelta(days=1)
    Unit.objects.filter(code__in=codes).update(valid_until=yesterday, successor=unit("gaj"))


def test_the_public_page_and_the_list_name_the_successor(lingchuan):
    duty, visitor = listed_duty(townships=("lcz",)), Client()
    ended("zjj")
    old, new = unit("zjj").short_name, unit("gaj").short_name

    assert f"{old}（已撤销，由{new}承接）" in visitor.get(duty.get_absolute_url()).text
    for page in (reverse("duty-list"), reverse("township", args=["lcz"])):
        assert f"{old}（现{new}）" in visitor.get(page).text


def test_the_list_asks_no_more_for_departments_that_ended(lingchuan):
    """The same queries a page, however many of its departments ended."""
    for code in ("zjj", "nyj", "mzj"):
        listed_duty(f"示例{code}事项", department=code, townships=("lcz",))

    def asked():
        pages = (reverse("duty-list"), reverse("township", args=["lcz"]))
        for page in pages:
            Client().get(page)
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            for page in pages:
                Client().get(page)
        return len(found)

    before = asked()
    ended("zjj", "nyj", "mzj")
    assert asked() == before
