"""A duty whose department ended: the public page and the list say who goes on with it (record 0033)."""

import csv
import io
from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import County, Unit
from audit import clock
from registry.pages.compare import SideBySide
from registry.table import Reader
from tests.cast import client_of, office_abroad
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


def rows_of(url):
    answer = Client().get(url)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_files_and_open_data_name_the_successor_and_a_file_is_read_back(lingchuan):
    listed_duty(townships=("lcz",))
    ended("zjj")
    old, new = unit("zjj"), unit("gaj")

    (row,) = rows_of(reverse("duty-download", args=["csv"]))
    (found,) = Client().get(reverse("api-duties", args=[lingchuan.code])).json()["results"]

    written = next(text for text in row.values() if text.startswith(old.name))
    assert written == f"{old.name}（现{new.name}）"
    assert Reader(lingchuan).unit(written) == old
    told = {"code": "gaj", "name": new.name}
    assert found["text"]["department"] == {"code": "zjj", "name": old.name, "successor": told}


def test_the_search_and_the_comparison_name_the_successor(lingchuan):
    office_abroad()  # of one county alone neither is offered
    duties = [listed_duty(name, townships=("lcz",)) for name in ("森林防火巡查", "森林防火宣传")]
    ended("zjj")
    named = f"{unit('zjj').short_name}（现{unit('gaj').short_name}）"

    for browser, page in ((Client(), "search"), (client_of("sbb-jb"), "region-compare")):
        assert named in browser.get(reverse(page), {"q": "森林防火"}).text, page
    side = SideBySide(County.objects.all(), [duty.uuid for duty in duties], clock.today())
    row = next(row for row in side.rows if row["label"] == "牵头部门")
    assert {cell["text"] for cell in row["cells"]} == {f"{unit('zjj').name}（现{unit('gaj').name}）"}


def test_who_is_asked_about_a_duty_is_the_successor(lingchuan):
    """Its telephone, not that of a department that is no more; in the open data too."""
    duty = listed_duty(townships=("lcz",))
    Unit.objects.filter(code="zjj").update(telephone="0773-0000001")
    Unit.objects.filter(code="gaj").update(telephone="0773-0000002", contact_post="治安大队值班室")
    assert "0773-0000001" in Client().get(duty.get_absolute_url()).text
    cache.clear()
    ended("zjj")

    place = Client().get(reverse("township", args=["lcz"])).text
    assert ("0773-0000001" in place, "0773-0000002" in place) == (False, True)
    page = Client().get(duty.get_absolute_url()).text
    data = Client().get(reverse("api-duty", args=[lingchuan.code, duty.uuid])).json()

    assert ("0773-0000001" in page, "0773-0000002" in page) == (False, True)
    assert f"{unit('gaj').short_name}（承接{unit('zjj').short_name}）" in page
    assert data["guide"]["answers"]["post"] == "治安大队值班室"
